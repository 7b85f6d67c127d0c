"""Files as streams: fixed records in windows, and entities cut out of continuous text.

Laws of this file: memory does not grow with the file; a separator after each record is accepted
only if it is the same everywhere (wire sheet 1.2); an unknown entity is kept whole up to its ``@``
(sheet 8.5), never dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from .records import Record
from .refusal import Reason, WireRefusal

RECORD = 128
"""Length of a record of B2, of NOEMIE and of our ARL."""
WINDOW = 512 * RECORD
"""At most so many bytes are turned into text at once."""
UNKNOWN_LIMIT = 4096
"""An unknown entity longer than this is no entity (our limit; known ones stay under 154)."""
END = "@"


class Window(NamedTuple):
    """Whole records, as text.

    Attributes:
        origin: byte of the file where the text begins.
        stride: distance from one record to the next: 128, or 129 or 130 with a separator.
    """

    text: str
    origin: int
    stride: int


def _misplaced(zone: str, first: int, last: int, *, reason: Reason, offset: int) -> WireRefusal:
    return WireRefusal(record="?", zone=zone, first=first, last=last, reason=reason, offset=offset)


def _separator(content: bytes) -> bytes:
    found = content[RECORD : RECORD + 2]
    return found if found == b"\r\n" else found[:1] if found[:1] in (b"\r", b"\n") else b""


def stride_of(content: bytes) -> int:
    """Return the distance from one record of a file to the next, by what follows the first one."""
    return RECORD + len(_separator(content))


def _window(content: bytes, origin: int, separator: bytes) -> Window:
    stride = RECORD + len(separator)
    for place, expected in enumerate(separator, RECORD):
        for index, found in enumerate(content[place::stride]):
            if found != expected:
                offset = origin + index * stride + place
                raise _misplaced(
                    "separator", RECORD + 1, stride, reason=Reason.CONSTANT, offset=offset
                )
    return Window(content.decode("latin-1"), origin, stride)


def windows(chunks: Iterable[bytes]) -> Iterator[Window]:
    """Yield whole records of 128 bytes, some at a time, whatever the sizes of the chunks.

    Raises:
        WireRefusal: the separators differ, or the file stops inside a record.
    """
    pending, origin = b"", 0
    separator: bytes | None = None
    pieces = (chunk[i : i + WINDOW] for chunk in chunks for i in range(0, len(chunk), WINDOW))
    for piece in pieces:
        pending += piece
        if separator is None:
            if len(pending) < RECORD + 2:
                continue
            separator = _separator(pending)
        size = len(pending) - len(pending) % (RECORD + len(separator))
        if size:
            yield _window(pending[:size], origin, separator)
            pending, origin = pending[size:], origin + size
    separator = _separator(pending) if separator is None else separator
    if len(pending) == RECORD:  # the last record may lack its separator: nothing of it is lost
        yield Window(pending.decode("latin-1"), origin, RECORD + len(separator))
    elif len(pending) == RECORD + len(separator):
        yield _window(pending, origin, separator)
    elif pending:
        raise _misplaced("record", 1, RECORD, reason=Reason.TRUNCATED, offset=origin)


@dataclass(frozen=True)
class UnknownEntity:
    """An entity without a table, kept whole.

    Attributes:
        raw: from the 3-digit code to the ``@``, included.
    """

    raw: str

    @property
    def code(self) -> str:
        """The 3 digits."""
        return self.raw[:3]

    def encode(self) -> bytes:
        """Give back the bytes."""
        return self.raw.encode("latin-1")


def entities(
    texts: Iterable[str], tables: Mapping[str, type[Record]], place: Callable[[int], int]
) -> Iterator[tuple[Record | UnknownEntity, int]]:
    """Cut a continuous text into entities, each with the position where it begins.

    Args:
        texts: the text in pieces of any size; spaces may follow the last entity.
        tables: entity code → table; each table ends with ``@``.
        place: position in the whole text → byte of the file, for refusals.

    Raises:
        WireRefusal: with the byte of the file.
    """
    readers = {code: (table.read, table.LENGTH) for code, table in tables.items()}
    longest = max(width for _, width in readers.values())
    pending, base = "", 0
    for text in chain(texts, (None,)):
        pending += text or ""
        start = 0
        # Known entities are read while the longest of them still fits; the rest waits.
        safe = len(pending) - (longest if text is not None else 1)
        try:
            while start <= safe:
                known = readers.get(pending[start : start + 3])
                if known is not None:
                    read, width = known
                    yield read(pending, start), base + start
                    start += width
                    continue
                unknown = _unknown(pending, start, final=text is None)
                if unknown is None:
                    break
                yield unknown, base + start
                start += len(unknown.raw)
        except WireRefusal as refusal:
            raise refusal.mapped(_from(base, place)) from None
        pending, base = pending[start:], base + start


def _from(base: int, place: Callable[[int], int]) -> Callable[[int], int]:
    return lambda position: place(base + position)


def _first_strange(text: str, start: int, *, final: bool) -> int:
    """Return where a text stops being an entity's code and level, or the filling of the end."""
    if final and text[start] == " ":
        return next(i for i, each in enumerate(text[start:]) if each != " ")
    digits = "0123456789"
    return next((i for i, each in enumerate(text[start : start + 5]) if each not in digits), 0)


def _unknown(text: str, start: int, *, final: bool) -> UnknownEntity | None:
    """Return the entity that no table knows; nothing when it is filling or not yet whole."""
    code, level = text[start : start + 3], text[start + 3 : start + 5]
    end = text.find(END, start, start + UNKNOWN_LIMIT)
    if final and not text[start:].strip(" "):
        return None
    if end < 0 and not final and len(text) - start < UNKNOWN_LIMIT:
        return None
    if not (code.isascii() and code.isdigit() and level.isascii() and level.isdigit()):
        raise WireRefusal(
            record="?", zone="entity code", first=1, last=5, reason=Reason.UNKNOWN, offset=start,
            within=_first_strange(text, start, final=final),
        )  # fmt: skip
    if end < 0:
        raise _misplaced("entity", 1, len(text) - start, reason=Reason.TRUNCATED, offset=start)
    return UnknownEntity(text[start : end + 1])
