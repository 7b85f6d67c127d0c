"""One page in every form that a scanner gives it: upright, in grey, and the same each time."""

import io
import zlib

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw
from tests.unit.adapters.bad_files import drawn, encoded, png_of

from binocle.adapters.scans import FileReader, ScanLimits
from binocle.adapters.scans.pictures import Picture, pages_of
from binocle.scor import ScannedFile

WIDE, HIGH = 400, 560


def _page() -> Image.Image:
    page = Image.new("L", (WIDE, HIGH), 245)
    made = ImageDraw.Draw(page)
    made.rectangle((30, 40, 200, 110), fill=20)
    made.rectangle((30, 480, 90, 520), fill=120)
    return page


PAGE = _page()
RGB = PAGE.convert("RGB")


def jpeg(image: Image.Image, orientation: int = 1) -> bytes:
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(held, "JPEG", quality=95, dpi=(200, 200), exif=exif)
    return held.getvalue()


def png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG", dpi=(200, 200))
    return held.getvalue()


def deep_png(colour: int, channels: int, clear: bytes = b"") -> bytes:
    """Return a PNG of 16 bits a point, which Pillow does not write in every colour."""
    grey = np.asarray(PAGE).astype(">u2") * np.uint16(257)
    points = np.repeat(grey[:, :, None], channels, axis=2).astype(">u2")
    if colour & 4:
        points[:, :, -1] = np.where(grey > 0xF000, 0, 0xFFFF)  # paper is left clear
        points[points[:, :, -1] == 0] = 0
    rows = b"".join(b"\0" + row.tobytes() for row in points)
    resolution = (7874).to_bytes(4)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(held).to_bytes(4) + name + held + zlib.crc32(name + held).to_bytes(4)
        for name, held in (
            (b"IHDR", WIDE.to_bytes(4) + HIGH.to_bytes(4) + bytes((16, colour, 0, 0, 0))),
            (b"pHYs", resolution + resolution + b"\1"),
            *(((b"tRNS", clear),) if clear else ()),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )


def pdf_turned(degrees: int, image: Image.Image) -> bytes:
    """Return a PDF whose page says to be shown turned clockwise."""
    wide, high = (length * 72 / 200 for length in image.size)
    page = drawn(b"DCTDecode", encoded(image, "JPEG"), sides=image.size)
    page = page.replace(b"[0 0 595 842]", b"[0 0 %g %g]/Rotate %d" % (wide, high, degrees))
    return page.replace(b"595 0 0 842", b"%g 0 0 %g" % (wide, high))


def _clear() -> Image.Image:
    """Return the page as ink upon nothing: what is clear is black underneath."""
    return Image.merge("LA", (PAGE.point(lambda level: level * (level < 240)),
                              PAGE.point(lambda level: 255 * (level < 240))))  # fmt: skip


Turn = Image.Transpose
FORMS = {
    "grey.jpg": jpeg(PAGE),
    "colour.jpg": jpeg(RGB),
    "four-inks.jpg": jpeg(RGB.convert("CMYK")),
    "on-its-side.jpg": jpeg(PAGE.transpose(Turn.ROTATE_90), orientation=6),
    "on-its-other-side.jpg": jpeg(RGB.transpose(Turn.ROTATE_270), orientation=8),
    "upside-down.jpg": jpeg(PAGE.transpose(Turn.ROTATE_180), orientation=3),
    "grey.png": png(PAGE),
    "palette.png": png(PAGE.convert("P")),
    "clear.png": png(_clear()),
    "clear-colour.png": png(_clear().convert("RGBA")),
    "deep.png": deep_png(0, 1),
    "deep-colour.png": deep_png(2, 3),
    "deep-clear.png": deep_png(4, 2),
    "deep-one-clear-level.png": deep_png(0, 1, clear=(245 * 257).to_bytes(2)),
    "grey.pdf": pdf_turned(0, PAGE),
    "on-its-side.pdf": pdf_turned(90, PAGE.transpose(Turn.ROTATE_90)),
    "on-its-other-side.pdf": pdf_turned(270, PAGE.transpose(Turn.ROTATE_270)),
    "upside-down.pdf": pdf_turned(180, PAGE.transpose(Turn.ROTATE_180)),
}


def shown(name: str, content: bytes) -> npt.NDArray[np.int_]:
    (page,) = pages_of(ScannedFile(name, content), ScanLimits(), 1)
    assert isinstance(page, Picture)
    assert page.dpi in (199, 200, 201)
    assert page.grey.shape in (
        (HIGH, WIDE),
        (HIGH + 1, WIDE),
    )  # points of a PDF are no whole pixels
    return np.asarray(page.grey)[:HIGH].astype(int)


@pytest.mark.parametrize("name", FORMS)
def test_a_page_is_read_the_same_in_every_form(name: str) -> None:
    got, wanted = shown(name, FORMS[name]), np.asarray(PAGE).astype(int)
    assert np.percentile(np.abs(got - wanted), 97) <= 12


@pytest.mark.parametrize("sides", [(0, 10), (2**31 - 1, 2**31 - 1), (2**32 - 1, 1), (1, 2**31)])
def test_a_head_that_no_picture_has_is_a_finding(sides: tuple[int, int]) -> None:
    found = FileReader().read([ScannedFile("a.png", png_of(*sides))])
    assert found.pages == ()
    (told,) = found.findings
    assert told.code in ("SCOR-FICHIER-ILLISIBLE", "SCOR-PAGE-TROP-GRANDE")
