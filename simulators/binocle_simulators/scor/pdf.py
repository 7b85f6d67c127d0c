"""Looks at one document as the server of the funds does: a PDF, its pages, its scanned pictures.

Law of this file: nothing is drawn and no picture is decompressed; sizes are read. A page is at
least an A5, either way round. A picture's resolution is its pixels over the size at which its page
shows it, whatever forms it is nested in. What is too big to be a scanned paper is unreadable.
Source: PROTOCOLS section 10 and wire formats sheet 5.1 (A5 and 200 dpi: sourced; the allowance for
rounding, the limits and the sentences are ours).
"""

import base64
import re
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from math import hypot
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

POINTS_PER_MM = 72 / 25.4
A5_MM = (148, 210)
ALLOWED_MM = 1
"""How much less a side may be: pixels and points are rounded."""
LEAST_DPI = 200

MAX_PAGES = 100
MAX_OBJECTS = 20_000
"""Objects of one page, those in forms included."""
MAX_INFLATED = 32 * 1024 * 1024
"""Bytes of all the compressed streams of a document that are not pictures."""
MAX_COATED = 32 * 1024 * 1024
"""Bytes of all the streams that are written in ASCII."""
MAX_STREAMS = 4_000

UNREADABLE = "Le document n'est pas un PDF lisible."
TOO_MANY_PAGES = f"Le PDF a plus de {MAX_PAGES} pages."

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 1024
"""How far before a stream its dictionary is looked for."""
_CHUNK = 1 << 16


class _Refused(Exception):
    """A document that the server does not keep; the text is the reason."""


def is_equipped() -> bool:
    """Say whether what reads PDF is installed; it is an extra."""
    return find_spec("pypdfium2") is not None


def reason_to_rebuild(content: bytes) -> str:
    """Return why a document must be made again, in French; empty when it is kept."""
    from pypdfium2 import PdfDocument, PdfiumError

    if _swells(content):
        return UNREADABLE
    try:
        document = PdfDocument(content)
    except PdfiumError:
        return UNREADABLE
    try:
        _look(document)
    except PdfiumError:
        return UNREADABLE
    except _Refused as refused:
        return str(refused)
    finally:
        document.close()
    return ""


def _look(document: "PdfDocument") -> None:
    count = len(document)
    if not count:
        raise _Refused(UNREADABLE)
    if count > MAX_PAGES:
        raise _Refused(TOO_MANY_PAGES)
    for number in range(1, count + 1):
        page = document[number - 1]
        try:
            _look_at_page(page, f"Page {number}")
        finally:
            page.close()


def _look_at_page(page: "PdfPage", place: str) -> None:
    sides = sorted(side / POINTS_PER_MM for side in page.get_size())
    if any(side < least - ALLOWED_MM for side, least in zip(sides, A5_MM, strict=True)):
        shown = " × ".join(f"{side:.0f}" for side in sides)
        raise _Refused(f"{place} : {shown} mm, moins qu'un A5 (148 × 210 mm).")
    for dpi in _resolutions(page):
        if dpi < LEAST_DPI:
            raise _Refused(f"{place} : image à {dpi} points par pouce, {LEAST_DPI} attendus.")


def _resolutions(page: "PdfPage") -> Iterator[int]:
    """Yield the least resolution of each picture, in whole dots per inch."""
    from pypdfium2 import PdfImage

    for seen, shown in enumerate(page.get_objects()):
        if seen >= MAX_OBJECTS:
            raise _Refused(UNREADABLE)
        if isinstance(shown, PdfImage):
            yield _resolution(shown)


def _resolution(picture: Any) -> int:
    matrix, form = picture.get_matrix(), picture.container
    while form is not None:
        matrix, form = matrix.multiply(form.get_matrix()), form.container
    inches = hypot(matrix.a, matrix.b) / 72, hypot(matrix.c, matrix.d) / 72
    pixels = picture.get_px_size()
    return min(
        (round(count / side) for count, side in zip(pixels, inches, strict=True) if side),
        default=LEAST_DPI,
    )


# -- bombs ----------------------------------------------------------------------------------------


def _swells(content: bytes) -> bool:
    """Say whether its streams, once inflated, are more than any paper needs; holds none whole.

    A stream that calls itself a picture is left out: nobody here inflates it.
    """
    left, coats, view = MAX_INFLATED, MAX_COATED, memoryview(content)
    for seen, found in enumerate(_STREAM.finditer(content), start=1):
        start = content[max(0, found.start() - _DICTIONARY) : found.start()].rpartition(b"obj")[2]
        if b"/Image" in start:
            continue
        data = view[found.end() :]
        if b"/ASCII85Decode" in start or b"/A85" in start:
            coat = _coat(content, found.end())
            coats -= len(coat)
            data = memoryview(_bare(coat) if coats >= 0 else b"")
        left -= _inflated(data, left)
        if left < 0 or coats < 0 or seen > MAX_STREAMS:
            return True
    return False


def _coat(content: bytes, start: int) -> bytes:
    """Return a stream with the ASCII coat that some programs put around it; all, if it is open."""
    return content[start:].partition(b"~>")[0]


def _bare(coat: bytes) -> bytes:
    try:
        return base64.a85decode(coat)
    except ValueError:
        return b""


def _inflated(data: memoryview, most: int) -> int:
    """Return how many bytes a stream inflates to; beyond ``most``, one more than that."""
    engine, total = zlib.decompressobj(), 0
    try:
        for at in range(0, len(data), _CHUNK):
            rest: bytes | memoryview = data[at : at + _CHUNK]
            while rest and not engine.eof:
                total += len(engine.decompress(rest, min(_CHUNK, most - total) + 1))
                if total > most:
                    return total
                rest = engine.unconsumed_tail
            if engine.eof:
                break
    except zlib.error:
        return total
    return total
