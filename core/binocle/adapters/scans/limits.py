"""What is read at most, looked at before anything is decoded.

Law of this file: bytes, pages, points, what streams swell to and the time of reading are bounded; a
file beyond a bound is refused whole. A stream whose filters are named elsewhere, that is compressed
twice, or whose swelling cannot be followed is counted at the worst that its filter allows. Sources:
ISO 32000-1, section 7.4, for the filters; none public for the bounds, which are ours (assumed), far
above a prescription.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from binocle.kernel import Finding
from binocle.scor import ScannedFile

_MEGA = 1024 * 1024
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+|\d+\s+\d+\s+R)")
_INDIRECT = re.compile(rb"\d+\s+\d+\s+R")
_NAME = re.compile(rb"/(\w+)")
_SWELLING: Mapping[bytes, int] = {
    b"FlateDecode": 1032, b"Fl": 1032, b"LZWDecode": 2731, b"LZW": 2731,
    b"RunLengthDecode": 64, b"RL": 64,
}  # fmt: skip
"""Filter -> bytes that one of its bytes may become at worst."""
_INFLATED = (b"FlateDecode", b"Fl")
_ZLIB = tuple(bytes((first,)) for first in range(0x08, 0x79, 0x10))
"""First byte of a zlib stream, one for each size of window."""
_ELSEWHERE = b"R"
"""Stands for filters that another object names."""
_DICTIONARY = 4096
"""Bytes before a stream among which its dictionary is."""
_BITE, _PIECE = 1 << 16, 1 << 20
"""Bytes that are taken in, and given out, at a time."""


@dataclass(frozen=True)
class ScanLimits:
    """Bounds of one document.

    Attributes:
        bytes: of all its files.
        pages: of all its files.
        pixels: of one page; an A3 at 300 dpi has 17 million.
        millimetres: longest side of a page.
        layers: times :attr:`pixels` that all images of a page may have.
        swollen: bytes that the compressed streams of a PDF may become.
        seconds: that reading may take, the start of the process that reads included.
    """

    bytes: int = 32 * 1024 * 1024
    pages: int = 20
    pixels: int = 40_000_000
    millimetres: int = 600
    layers: int = 3
    swollen: int = 200 * 1024 * 1024
    seconds: int = 60


def too_big(files: Sequence[ScannedFile], limits: ScanLimits) -> Finding | None:
    """Return why files are not even looked at, if they have too many bytes together."""
    if sum(len(file.content) for file in files) <= limits.bytes:
        return None
    return Finding("SCOR-FICHIER-TROP-GROS", "files", {"megaoctets": limits.bytes // _MEGA})


def swells_beyond(pdf: bytes, most: int) -> bool:
    """Say whether the compressed streams of a PDF become too much; nothing of them is kept.

    Streams compressed twice, or whose filters are elsewhere, are beyond: no scanner writes them.
    """
    total = 0
    for found in _STREAM.finditer(pdf):
        filters = _filters(pdf, found.start())
        swelling = [_SWELLING[name] for name in filters if name in _SWELLING]
        if _ELSEWHERE in filters or len(swelling) > 1:
            return True
        if swelling and (filters[0] not in _INFLATED):
            end = pdf.find(b"endstream", found.end())
            total += swelling[0] * ((len(pdf) if end < 0 else end) - found.end())
        elif pdf.startswith(_ZLIB, found.end()):
            total += _inflated(pdf, found.end(), most - total)
        if total > most:
            return True
    return False


def _filters(pdf: bytes, stream: int) -> tuple[bytes, ...]:
    """Return the filters of the stream that begins at a place, in their order."""
    before = pdf[max(0, stream - _DICTIONARY) : stream]
    dictionary = before[before.rfind(b"obj") + 1 :]
    dictionary = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), dictionary)
    told = _FILTERS.findall(dictionary)
    if any(_INDIRECT.search(each) for each in told):
        return (_ELSEWHERE,)
    return tuple(name for each in told for name in _NAME.findall(each))


def _inflated(pdf: bytes, place: int, most: int) -> int:
    """Return what the zlib stream at a place becomes, counted until it is too much."""
    inflating, total = zlib.decompressobj(), 0
    try:
        while place < len(pdf) and total <= most:
            rest = pdf[place : place + _BITE]
            place += _BITE
            while rest and not inflating.eof and total <= most:
                total += len(inflating.decompress(rest, _PIECE))
                rest = inflating.unconsumed_tail  # never shorter once the stream has ended
            if inflating.eof:
                break
    except zlib.error:
        return total  # damaged, or no compressed stream: PDFium says which
    return total
