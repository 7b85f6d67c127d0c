"""Pages out of files: PDF through PDFium, JPEG and PNG through Pillow (extra ``scor``).

Law of this file: a file comes from outside. Its first bytes say what it is, whatever its name says;
its size, its pages and their points are looked at before a page is decoded. What cannot be read is
a finding with the file's name, or with its page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from binocle.kernel import Facts, Finding
from binocle.scor import ScannedFile

from .ink import WORK_DPI, Grey, uint8
from .limits import ScanLimits, swells_beyond

OPENERS: Mapping[bytes, type[JpegImageFile] | type[PngImageFile]] = {
    b"\x89PNG\r\n\x1a\n": PngImageFile,
    b"\xff\xd8\xff": JpegImageFile,
}
"""First bytes -> who opens it."""
EXTENSIONS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}
"""What a name promises of the first bytes."""
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, OverflowError)
"""What Pillow raises for damaged pictures."""
_A4_INCHES = 297 / 25.4
_LARGEST_BELIEVED_MM = 440
"""A declared resolution that makes a picture longer than A3 is not believed."""
_COUNTS_NONE = re.compile(rb"/Type\s*/Pages\b[^>]*/Count\s+0\b|/Count\s+0\b[^>]*/Type\s*/Pages\b")
_DEEPEST = 32
"""Forms within forms in which images are looked for."""
_SMALLEST_SIDE = 60
"""Pixels at 200 dpi below which a picture is no page (7 mm)."""


@dataclass(frozen=True)
class Picture:
    """A page at 200 dpi, and the resolution it had; 0 when it was no image."""

    grey: Grey
    dpi: int


class UnreadableFile(Exception):
    """A file, or one of its pages, that cannot be read; it carries the finding."""

    def __init__(self, finding: Finding) -> None:
        """Keep why."""
        super().__init__(finding.code)
        self.finding = finding


def pages_of(file: ScannedFile, limits: ScanLimits, room: int) -> Iterator[Picture | Finding]:
    """Yield the pages of a file, or what is wrong with one of them.

    Args:
        file: as the scanner named it.
        limits: bounds of the document.
        room: pages that the document may still have.

    Raises:
        UnreadableFile: nothing of the file can be read.
    """
    start, name = file.content[:8], file.name
    extension = name.rpartition(".")[2].lower()
    kinds = {magic for magics in EXTENSIONS.values() for magic in magics}
    if not any(start.startswith(magic) for magic in kinds):
        raise UnreadableFile(Finding("SCOR-FORMAT-INCONNU", name, {"fichier": name}))
    if not any(start.startswith(magic) for magic in EXTENSIONS.get(extension, ())):
        raise UnreadableFile(Finding("SCOR-EXTENSION-FAUSSE", name, {"fichier": name}))
    if start.startswith(b"%PDF-"):
        yield from _pdf_pages(file, limits, room)
    elif room < 1:
        raise _too_many(name, limits)
    else:
        yield _picture(file, limits)


def _too_many(name: str, limits: ScanLimits) -> UnreadableFile:
    return UnreadableFile(
        Finding("SCOR-TROP-DE-PAGES", name, {"fichier": name, "maximum": limits.pages})
    )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(Finding("SCOR-FICHIER-ILLISIBLE", name, {"fichier": name}))


def _too_large(name: str, page: int) -> Finding:
    return Finding("SCOR-PAGE-TROP-GRANDE", f"{name} page {page}", {"fichier": name, "page": page})


# -- pictures -------------------------------------------------------------------------------------


def _picture(file: ScannedFile, limits: ScanLimits) -> Picture | Finding:
    opener = next(each for start, each in OPENERS.items() if file.content.startswith(start))
    try:
        with opener(BytesIO(file.content)) as opened:
            if opened.width * opened.height > limits.pixels:
                return _too_large(file.name, 1)
            declared = opened.info.get("dpi", (0, 0))
            opened.draft("L", None)  # a JPEG in colour gives its light alone
            grey = np.asarray(ImageOps.exif_transpose(_on_white(opened)))
    except DAMAGED as error:
        raise _damaged(file.name) from error
    return _at_work_dpi(grey, _resolution(grey, declared), file.name, limits)


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture in grey, where what is not drawn is paper; its notice of turning is kept."""
    clear = image.info.get("transparency")
    if image.mode.startswith("I"):  # 16 bits a point; Pillow would clip them to 8
        deep = np.asarray(image)
        grey = Image.fromarray(uint8(np.where(deep == clear, 255, deep >> 8)))
    elif "A" in image.getbands() or clear is not None:
        drawn = image if "A" in image.getbands() else image.convert("RGBA")
        grey = Image.new("L", image.size, 255)
        grey.paste(drawn.convert("L"), mask=drawn.getchannel("A"))
    else:
        return image.convert("L")
    grey.info = image.info
    return grey


def _resolution(grey: Grey, declared: object) -> int:
    """Return the resolution of a picture: the one it says, or that of an A4 (assumed)."""
    longest = int(max(grey.shape))
    if isinstance(declared, tuple) and len(declared) == 2:
        said = min(float(each) for each in declared)
        if said >= 1 and longest / said * 25.4 <= _LARGEST_BELIEVED_MM:
            return round(said)
    return max(1, round(longest / _A4_INCHES))


def _at_work_dpi(grey: Grey, dpi: int, name: str, limits: ScanLimits) -> Picture | Finding:
    height, width = (round(side * WORK_DPI / dpi) for side in grey.shape)
    longest_mm = max(grey.shape) / dpi * 25.4
    if longest_mm > limits.millimetres or height * width > limits.pixels:
        return _too_large(name, 1)
    if min(height, width) < _SMALLEST_SIDE:
        return Finding("SCOR-PAGE-TROP-PETITE", f"{name} page 1", {"fichier": name, "page": 1})
    if (height, width) == grey.shape:
        return Picture(grey, dpi)
    way = cv2.INTER_AREA if dpi > WORK_DPI else cv2.INTER_CUBIC
    return Picture(uint8(cv2.resize(grey, (width, height), interpolation=way)), dpi)


# -- PDF ------------------------------------------------------------------------------------------


def _pdf_pages(file: ScannedFile, limits: ScanLimits, room: int) -> Iterator[Picture | Finding]:
    name = file.name
    if swells_beyond(file.content, limits.swollen):
        raise UnreadableFile(Finding("SCOR-CONTENU-DEMESURE", name, {"fichier": name}))
    try:
        document = pdfium.PdfDocument(file.content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile(Finding("SCOR-PDF-CHIFFRE", name, {"fichier": name})) from error
        if _COUNTS_NONE.search(file.content):  # PDFium opens no document without a page
            raise UnreadableFile(Finding("SCOR-PDF-SANS-PAGE", name, {"fichier": name})) from error
        raise _damaged(name) from error
    try:
        count = len(document)
        if count == 0:
            raise UnreadableFile(Finding("SCOR-PDF-SANS-PAGE", name, {"fichier": name}))
        if count > room:
            raise _too_many(name, limits)
        for rank in range(count):
            yield _pdf_page(document, rank, name, limits)
    finally:
        document.close()


def _encoded_points(image: pdfium.PdfImage, held: bytes) -> int:
    """Return the points that a JPEG or JPEG 2000 itself says to have, whatever its dictionary says.

    Only its head is looked at; 0 where it says nothing: PDFium then believes the dictionary.
    """
    filters = image.get_filters()
    if not filters or filters[-1] not in ("DCTDecode", "JPXDecode"):
        return 0
    if len(filters) > 1:
        held = bytes(image.get_data(decode_simple=True))
    opener = JpegImageFile if held.startswith(b"\xff\xd8") else Jpeg2KImageFile
    try:
        with opener(BytesIO(held)) as opened:
            return int(opened.width * opened.height)
    except DAMAGED:
        return 0


def _pdf_page(
    document: pdfium.PdfDocument, rank: int, name: str, limits: ScanLimits
) -> Picture | Finding:
    """Return one page, drawn at 200 dpi; its resolution is its largest image's."""
    told: Facts = {"fichier": name, "page": rank + 1}
    try:
        page = document[rank]
        width, height = page.get_size()
        longest_mm = max(width, height) / 72 * 25.4
        drawn = width * height * (WORK_DPI / 72) ** 2
        if longest_mm > limits.millimetres or drawn > limits.pixels:
            return _too_large(name, rank + 1)
        if min(width, height) * WORK_DPI / 72 < _SMALLEST_SIDE:
            return Finding("SCOR-PAGE-TROP-PETITE", f"{name} page {rank + 1}", told)
        dpi = 0
        largest = 0.0
        room = limits.layers * limits.pixels  # points and bytes together
        for image in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
            columns, lines = image.get_px_size()
            held = bytes(image.get_data())
            points = max(columns * lines, _encoded_points(image, held))
            room -= points + len(held)
            if points > limits.pixels or room < 0:
                return _too_large(name, rank + 1)
            left, bottom, right, top = image.get_bounds()
            area = (right - left) * (top - bottom)
            if area > largest:
                largest = area
                long, short = sorted((right - left, top - bottom), reverse=True)
                sides = sorted((columns, lines), reverse=True)
                dpi = round(min(sides[0] / long, sides[1] / short) * 72)
        bitmap = page.render(scale=WORK_DPI / 72, grayscale=True, may_draw_forms=False)
        grey = np.array(bitmap.to_numpy(), dtype=np.uint8)
    except pdfium.PdfiumError:
        return Finding("SCOR-PAGE-ILLISIBLE", f"{name} page {rank + 1}", told)
    return Picture(grey.reshape(grey.shape[:2]), dpi)
