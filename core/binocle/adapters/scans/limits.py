"""What is read at most, looked at before anything is decoded.

Law of this file: bytes, pages, points and what streams swell to are bounded; a file beyond a bound
is refused whole. Sources: none public; the bounds are ours (assumed), far above a prescription.
"""

import re
import zlib
from dataclasses import dataclass

_STREAM = re.compile(rb"stream\r?\n")
_NESTED = re.compile(
    rb"/Filter\s*\[[^\]]*(?:Flate|LZW|RunLength|Fl\b)[^\]]*(?:Flate|LZW|RunLength|Fl\b)"
)
_PIECE = 1 << 20


@dataclass(frozen=True)
class ScanLimits:
    """Bounds of one document.

    Attributes:
        bytes: of all its files.
        pages: of all its files.
        pixels: of one page; an A3 at 300 dpi has 17 million.
        millimetres: longest side of a page.
        swollen: bytes that the compressed streams of a PDF may become.
    """

    bytes: int = 32 * 1024 * 1024
    pages: int = 20
    pixels: int = 40_000_000
    millimetres: int = 600
    swollen: int = 200 * 1024 * 1024


def swells_beyond(pdf: bytes, most: int) -> bool:
    """Say whether the compressed streams of a PDF become too much; nothing of them is kept.

    Streams compressed twice are beyond: no scanner writes them.
    """
    if _NESTED.search(pdf):
        return True
    total = 0
    for found in _STREAM.finditer(pdf):
        if pdf[found.end() : found.end() + 1] not in (b"\x78", b"\x48", b"\x58", b"\x68", b"\x38"):
            continue  # not zlib: JPEG, or plain operators
        inflating = zlib.decompressobj()
        rest = pdf[found.end() :]
        try:
            while rest and not inflating.eof:
                total += len(inflating.decompress(rest, _PIECE))
                if total > most:
                    return True
                rest = inflating.unconsumed_tail
        except zlib.error:
            continue  # damaged, or no compressed stream: PDFium says which
    return False
