"""Scans: bad files are findings, good ones are measured, the PDF is the same each time."""

import io
import random
import tracemalloc
import zlib
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from tests.unit.adapters.bad_files import (
    BOMBS,
    ENCRYPTED,
    JPEG,
    SMALL,
    SWELLING,
    drawn,
    encoded,
    jpeg_of,
    jpx_of,
    pdf,
    png_of,
    swelling,
)

from binocle.adapters.scans import FileReader, ScanLimits, ScanPdfWriter
from binocle.adapters.scans.ink import find_ink
from binocle.adapters.scans.limits import swells_beyond
from binocle.scor import PageMeasures, PageThresholds, ReadScan, ScannedFile, page_reasons
from binocle_simulators.scans.deck import (
    DARK,
    DOUBLED,
    EMPTY,
    KINDS,
    LOW,
    SEVERAL,
    SKEWED,
    Scan,
    scan,
    turned,
)

SEED = 77


def read(*files: tuple[str, bytes], limits: ScanLimits | None = None) -> ReadScan:
    return FileReader(limits or ScanLimits()).read([ScannedFile(*file) for file in files])


def measured(made: Scan) -> PageMeasures:
    found = read(*((f"{rank}.jpg", page) for rank, page in enumerate(made.pages)))
    assert found.findings == ()
    return found.pages[-1].measures


def codes(found: ReadScan) -> list[str]:
    assert found.pages == ()
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "SCOR-FORMAT-INCONNU"),
        ("a.pdf", b"no PDF at all", "SCOR-FORMAT-INCONNU"),
        ("a.tif", b"II*\0", "SCOR-FORMAT-INCONNU"),
        ("a.pdf", SMALL, "SCOR-EXTENSION-FAUSSE"),
        ("a.png", pdf(1), "SCOR-EXTENSION-FAUSSE"),
        ("a", JPEG, "SCOR-EXTENSION-FAUSSE"),
        ("a.pdf", b"%PDF-1.7 nothing follows", "SCOR-FICHIER-ILLISIBLE"),
        ("a.jpg", JPEG[: len(JPEG) // 2], "SCOR-FICHIER-ILLISIBLE"),
        ("a.png", SMALL[:60], "SCOR-FICHIER-ILLISIBLE"),
        ("a.jpg", b"\xff\xd8\xff", "SCOR-FICHIER-ILLISIBLE"),
        ("a.png", png_of(60_000, 60_000), "SCOR-PAGE-TROP-GRANDE"),
        ("a.pdf", pdf(1, size=(14_000, 14_000)), "SCOR-PAGE-TROP-GRANDE"),
        ("a.pdf", pdf(1, size=(10, 842)), "SCOR-PAGE-TROP-PETITE"),
        ("a.pdf", pdf(10_000), "SCOR-TROP-DE-PAGES"),
        ("a.pdf", pdf(0), "SCOR-PDF-SANS-PAGE"),
        ("a.pdf", ENCRYPTED, "SCOR-PDF-CHIFFRE"),
        *(("a.pdf", each, "SCOR-CONTENU-DEMESURE") for each in BOMBS.values()),
        ("a.pdf", drawn(b"DCTDecode", jpeg_of(30_000, 30_000)), "SCOR-PAGE-TROP-GRANDE"),
        ("a.pdf", drawn(b"JPXDecode", jpx_of(60_000, 60_000)), "SCOR-PAGE-TROP-GRANDE"),
        ("a.pdf", drawn(b"CCITTFaxDecode", b"", sides=(60_000, 60_000)), "SCOR-PAGE-TROP-GRANDE"),
        ("a.pdf", drawn(b"DCTDecode", JPEG, times=300), "SCOR-PAGE-TROP-GRANDE"),
        ("a.png", encoded(Image.new("L", (9, 900)), "PNG"), "SCOR-PAGE-TROP-PETITE"),
    ],
)
def test_a_bad_file_is_one_finding(name: str, content: bytes, code: str) -> None:
    assert codes(read((name, content))) == [code]


def test_the_bounds_are_settings() -> None:
    assert codes(read(("a.pdf", SWELLING), limits=replace(ScanLimits(), swollen=3_000_000))) == [
        "SCOR-CONTENU-DEMESURE"
    ]
    assert codes(read(("a.jpg", JPEG), limits=replace(ScanLimits(), bytes=10))) == [
        "SCOR-FICHIER-TROP-GROS"
    ]


def test_counting_what_swells_keeps_nothing_of_it() -> None:
    """Forty million bytes are counted within four."""
    file = swelling(b"/FlateDecode", zlib.compress(bytes(40_000_000)))
    tracemalloc.start()
    try:
        assert not swells_beyond(file, 50_000_000)
        assert swells_beyond(file, 39_000_000)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_an_image_of_its_dictionary_is_read() -> None:
    assert read(("a.pdf", drawn(b"DCTDecode", JPEG, sides=(600, 800)))).pages[0].measures.dpi == 68


def test_what_is_wrong_is_told_of_every_file_and_nothing_is_kept() -> None:
    found = read(("a.jpg", JPEG), ("b.jpg", JPEG[:900]), ("c.pdf", b"?"))
    assert codes(found) == ["SCOR-FICHIER-ILLISIBLE", "SCOR-FORMAT-INCONNU"]


@pytest.mark.parametrize("cut", range(1, 400, 40))
def test_no_cut_of_a_pdf_is_a_crash(cut: int) -> None:
    whole = pdf(2, size=(150, 210))
    found = read(("a.pdf", whole[:-cut]))
    assert bool(found.pages) != bool(found.findings)


def test_the_pdf_is_the_same_each_time_and_reads_as_what_was_scanned() -> None:
    made = scan(SEED, "straight", 1)
    found = read(("a.jpg", made.pages[0]))
    written = ScanPdfWriter().write(2 * found.pages)
    assert written == ScanPdfWriter().write(2 * found.pages)
    document = pdfium.PdfDocument(written)
    assert [round(side) for side in document[1].get_size()] == [595, 842]
    again = read(("a.pdf", ScanPdfWriter().write(found.pages)))
    assert [page.measures.dpi for page in again.pages] == [200]
    assert abs(again.pages[0].measures.skew - found.pages[0].measures.skew) <= 5
    assert len(written) < 2 * 500_000


def test_a_resolution_that_no_page_can_have_is_not_believed() -> None:
    held = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(held, "JPEG", dpi=(72, 72))
    assert read(("a.jpg", held.getvalue())).pages[0].measures.dpi == 200


@pytest.mark.parametrize("degrees", [-1.0, 2.0, -4.0])
def test_the_angle_is_right_to_a_tenth(degrees: float) -> None:
    made = turned(random.Random(f"angle {degrees}"), degrees)  # noqa: S311
    found = measured(made)
    assert abs(found.skew / 100 - degrees) < 0.15
    assert bool(page_reasons(found, 1, PageThresholds())) == bool(made.flaw)


def test_a_bold_letter_is_writing_and_a_punched_hole_is_not() -> None:
    page = Image.new("L", (800, 800), 250)
    ImageDraw.Draw(page).rectangle((200, 200, 240, 240), outline=10, width=10)
    letter = find_ink(np.asarray(page)).area_mm2
    ImageDraw.Draw(page).ellipse((400, 400, 444, 444), fill=10)
    assert letter == find_ink(np.asarray(page)).area_mm2 >= 15


CASES = (
    (SEED, "skewed-by-10", 0), (SEED, "blank", 0), (SEED, "dusty-blank", 0), (SEED, "blurred", 0),
    (SEED, "dark", 0), (SEED, "pale", 0), (SEED, "greyish", 0), (SEED, "crushed", 0),
    (SEED, "300-dpi", 0), (SEED, "low-resolution", 0), (SEED, "small-sheet", 0),
    # Pages that an earlier program judged wrong, or that lie nearest to the threshold.
    (502, "doubled", 5), (502, "doubled", 13), (603, "doubled-by-hand", 5), (603, "doubled", 17),
    (3106, "doubled-by-hand", 4), (3106, "small-sheet", 1), (602, "several", 11),
    (7006, "several", 4), (7009, "several", 0), (7004, "one-patient", 5), (501, "neighbours", 6),
)  # fmt: skip
"""Seed, kind and rank."""
CODES = {
    EMPTY: "SCOR-PAGE-VIDE",
    DOUBLED: "SCOR-PAGE-DOUBLEE",
    SEVERAL: "SCOR-PAGE-MULTIPLE",
    SKEWED: "SCOR-PAGE-NON-DROITE",
    DARK: "SCOR-PAGE-SOMBRE",
    LOW: "SCOR-PAGE-RESOLUTION",
}
"""Flaw -> what must be told; a blurred or a pale page is illegible for more than one reason."""


@pytest.mark.parametrize(("seed", "kind", "rank"), CASES)
def test_a_page_is_judged_right_for_its_flaw(seed: int, kind: str, rank: int) -> None:
    made = scan(seed, kind, rank)
    told = {reason.code for reason in page_reasons(measured(made), 1, PageThresholds())}
    assert bool(told) == bool(made.flaw)
    assert made.flaw not in CODES or CODES[made.flaw] in told


def test_every_kind_is_judged() -> None:
    told_elsewhere = {"straight", "a-little-skewed", "skewed"}
    assert {kind for _, kind, _ in CASES} | told_elsewhere == set(KINDS)
