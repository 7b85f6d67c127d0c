"""Scans: bad files are findings, good ones are measured, the PDF is the same each time."""

import io
import random
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from PIL import Image
from tests.unit.adapters.bad_files import (
    ENCRYPTED,
    JPEG,
    SMALL,
    SWELLING,
    TWICE,
    encoded,
    pdf,
    png_of,
)

from binocle.adapters.scans import ScanLimits, ScanPdfWriter, ScanReader
from binocle.scor import PageMeasures, PageThresholds, ReadScan, ScannedFile, page_reasons
from binocle_simulators.scans.deck import DOUBLED, EMPTY, KINDS, Scan, scan, turned

CRITICAL = ("blank", "dusty-blank", "skewed-by-10", "doubled")
SEED = 77


def read(*files: tuple[str, bytes], limits: ScanLimits | None = None) -> ReadScan:
    return ScanReader(limits or ScanLimits()).read([ScannedFile(*file) for file in files])


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
        ("a.pdf", TWICE, "SCOR-CONTENU-DEMESURE"),
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


def test_what_is_wrong_is_told_of_every_file_and_nothing_is_kept() -> None:
    found = read(("a.jpg", JPEG), ("b.jpg", JPEG[:900]), ("c.pdf", b"?"))
    assert codes(found) == ["SCOR-FICHIER-ILLISIBLE", "SCOR-FORMAT-INCONNU"]


@pytest.mark.parametrize("cut", range(1, 400, 40))
def test_no_cut_of_a_pdf_is_a_crash(cut: int) -> None:
    whole = pdf(2)
    found = read(("a.pdf", whole[:-cut]))
    assert bool(found.pages) != bool(found.findings)


def test_the_pdf_is_the_same_each_time_and_reads_as_what_was_scanned() -> None:
    made = scan(SEED, "straight", 1)
    found = read(("a.jpg", made.pages[0]), ("b.jpg", made.pages[0]))
    written = ScanPdfWriter().write(found.pages)
    assert written == ScanPdfWriter().write(found.pages)
    again = read(("a.pdf", written))
    assert [page.measures.dpi for page in again.pages] == [200, 200]
    assert abs(again.pages[0].measures.skew - found.pages[0].measures.skew) <= 5
    assert len(written) < 2 * 500_000
    document = pdfium.PdfDocument(written)
    assert [round(side) for side in document[0].get_size()] == [595, 842]


def test_a_resolution_that_no_page_can_have_is_not_believed() -> None:
    held = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(held, "JPEG", dpi=(72, 72))
    assert read(("a.jpg", held.getvalue())).pages[0].measures.dpi == 200


@pytest.mark.parametrize("degrees", [0.5, -1.0, 2.0, -4.0])
def test_the_angle_is_right_to_a_tenth(degrees: float) -> None:
    made = turned(random.Random(f"angle {degrees}"), degrees)  # noqa: S311
    assert abs(measured(made).skew / 100 - degrees) < 0.15


def test_the_pack_is_judged_right() -> None:
    """Every kind, and more of those that may never pass for right."""
    mistakes, total = [], 0
    for kind in KINDS:
        for rank in range(2 if kind in CRITICAL else 1):
            made = scan(SEED, kind, rank)
            reasons = page_reasons(measured(made), 1, PageThresholds())
            total += 1
            if bool(reasons) != bool(made.flaw):
                mistakes.append((kind, rank))
    assert len(mistakes) <= 0.02 * total, mistakes
    assert not [kind for kind, _ in mistakes if kind in CRITICAL]


@pytest.mark.parametrize(("kind", "flaw"), [("doubled", DOUBLED), ("blank", EMPTY)])
def test_the_reason_is_the_flaw(kind: str, flaw: str) -> None:
    made = scan(SEED, kind, 5)
    (reason,) = page_reasons(measured(made), 1, PageThresholds())
    expected = {DOUBLED: "SCOR-PAGE-DOUBLEE", EMPTY: "SCOR-PAGE-VIDE"}
    assert (made.flaw, reason.code) == (flaw, expected[flaw])
