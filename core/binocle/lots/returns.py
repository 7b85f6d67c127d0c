"""Returns: NOEMIE files read and verified, ARL records, and which is which.

Laws of this file (wire sheet 3.1 and 8; simulators/PROTOCOLS.md sections 5 and 7, where the norm is
silent): every 990 and the 999 are recomputed and the nesting is a table (:mod:`.nesting`); an
unknown entity is handed out raw; an ARL is our own assumed layout.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import chain
from typing import TypeVar

from binocle.wire import (
    ASSUMED,
    PRINTED,
    RECORD,
    Reason,
    Record,
    UnknownEntity,
    Window,
    WireRefusal,
    entities,
    windows,
    zone,
)

from .nesting import Nesting
from .noemie import ENTITIES, ReturnEnd, ReturnStart
from .wire import read_b2


class Arl(Record, code="ARL", length=128, sheet="PROTOCOLS 5"):
    """Acknowledgement of one lot; assumed as a whole, the real layout is unknown."""

    record_type: str = zone.constant(1, 3, "record type", ASSUMED, fixed="ARL")
    origin: str = zone.constant(4, 13, "origin", ASSUMED, fixed="SIMULATEUR")
    sign: str = zone.choice(14, 14, "P positive, N negative", ASSUMED, values=("P", "N"))
    lot_number: str = zone.text(15, 17, "lot number", ASSUMED)
    recipient_number: str = zone.text(18, 31, "recipient number, as B2 000 pos 28", ASSUMED)
    lot_day: date = zone.day(32, 37, "lot date", ASSUMED)
    file_id: str = zone.text(38, 43, "file identification", ASSUMED)
    code: str = zone.digits(44, 47, "code, 0000 when positive", ASSUMED)
    label: str = zone.text(48, 127, "label", ASSUMED, characters=PRINTED)
    filler_128: str = zone.filler(128, 128, ASSUMED)

    @property
    def positive(self) -> bool:
        """Whether the lot is accepted."""
        return self.sign == "P"


class ServiceNotice(Record, code="SRV", length=128, sheet="PROTOCOLS 5"):
    """Service message about one lot; assumed as a whole, the real layout is unknown."""

    record_type: str = zone.constant(1, 3, "record type", ASSUMED, fixed="SRV")
    origin: str = zone.constant(4, 13, "origin", ASSUMED, fixed="SIMULATEUR")
    mark: str = zone.choice(
        14, 14, "A forwarded, P received, N not delivered", ASSUMED, values=("A", "P", "N")
    )
    lot_number: str = zone.text(15, 17, "lot number", ASSUMED)
    recipient_number: str = zone.text(18, 31, "recipient number, as B2 000 pos 28", ASSUMED)
    lot_day: date = zone.day(32, 37, "lot date", ASSUMED)
    file_id: str = zone.text(38, 43, "file identification", ASSUMED)
    code: str = zone.digits(44, 47, "code, 0000 but when not delivered", ASSUMED)
    label: str = zone.text(48, 127, "label", ASSUMED, characters=PRINTED)
    filler_128: str = zone.filler(128, 128, ASSUMED)

    @property
    def positive(self) -> bool:
        """Whether the lot goes on its way."""
        return self.mark != "N"


_Notice = TypeVar("_Notice", Arl, ServiceNotice)


def read_arl(content: bytes) -> tuple[Arl, ...]:
    """Return the acknowledgements of a return, one a lot, at least one.

    Raises:
        WireRefusal: a record is malformed, or its sign and its code contradict each other.
    """
    return _read_notices(Arl, content)


def read_service(content: bytes) -> tuple[ServiceNotice, ...]:
    """Return the service messages of a return, one a lot, at least one.

    Raises:
        WireRefusal: a record is malformed, or its mark and its code contradict each other.
    """
    return _read_notices(ServiceNotice, content)


def _read_notices(kind: type[_Notice], content: bytes) -> tuple[_Notice, ...]:
    found: list[_Notice] = []
    for text, origin, stride in windows((content,)):
        for start in range(0, len(text), stride):
            try:
                record: _Notice = kind.read(text, start)
                if record.positive != (record.code == "0000"):
                    raise kind.refusal("code", Reason.DIFFERENT, start)
            except WireRefusal as refusal:
                raise refusal.at(origin + refusal.offset) from None
            found.append(record)
    if not found:
        raise kind.refusal("record_type", Reason.TRUNCATED)
    return tuple(found)


LAST = "1"
MARKS = frozenset({"0", LAST})
"""First character of a block; ``0`` is assumed, the known reader drops it (sheet 3.1)."""
BLOCK = 127
"""Characters of entity text in a block."""
SHORTEST_REFERENCE = 3
"""A NOEMIE reference is 3 or 4 digits; which ones exist is not checked (sheet 3.5, 8.5)."""


def byte_of(position: int, stride: int) -> int:
    """Return the byte of a file where a position of its entity text is."""
    block, within = divmod(position, BLOCK)
    return (block + 1) * stride + 1 + within


def position_of(byte: int, stride: int) -> int:
    """Return the position in the entity text of a byte of the file."""
    block, within = divmod(byte, stride)
    return (block - 1) * BLOCK + within - 1


class _Blocks:
    """The entity text of a file, between its 000 and its 999.

    Attributes:
        records: how many records of 128 were seen.
    """

    def __init__(self, frame: Iterable[Window]) -> None:
        self._frame = frame
        self._stride = RECORD
        self._after = ""
        self._ended = False
        self.records = 0

    def texts(self) -> Iterator[str]:
        """Yield the text piece by piece; what follows the last block is kept for the trailer.

        Raises:
            WireRefusal: a block has another mark, or the trailer is missing or not the last thing.
        """
        for text, origin, stride in self._frame:
            self._stride = stride
            self.records += -(-len(text) // stride)
            begin = stride if origin == 0 else 0
            if not self._ended:
                marks = text[begin::stride]
                blocks = marks.find(LAST) + 1
                self._ended = blocks > 0
                stop = begin + (blocks or len(marks)) * stride
                self._verify(marks[: blocks or None], origin + begin)
                yield "".join(
                    [text[start + 1 : start + RECORD] for start in range(begin, stop, stride)]
                )
                begin = stop
            self._after += text[begin:]
            if len(self._after) > stride:
                raise ReturnEnd.refusal("record_type", Reason.SURPLUS, origin + begin + stride)
        if not self._after:
            offset = self.records * self._stride
            raise ReturnEnd.refusal("record_type", Reason.TRUNCATED, offset)

    def _verify(self, marks: str, offset: int) -> None:
        for index, mark in enumerate(marks):
            if mark not in MARKS:
                raise WireRefusal(
                    record="?", zone="block mark", first=1, last=1,
                    reason=Reason.CONSTANT, offset=offset + index * self._stride,
                )  # fmt: skip

    def place(self, position: int) -> int:
        """Return the byte of the file where a position of the text is."""
        return byte_of(position, self._stride)

    def trailer(self) -> tuple[ReturnEnd, int]:
        """Return the 999, once the text is exhausted, and the byte where it begins.

        Raises:
            WireRefusal: it is malformed.
        """
        offset = (self.records - 1) * self._stride
        try:
            record: ReturnEnd = ReturnEnd.read(self._after, 0)
        except WireRefusal as refusal:
            raise refusal.at(offset + refusal.offset) from None
        return record, offset


def read_noemie(chunks: Iterable[bytes]) -> Iterator[Record | UnknownEntity]:
    """Yield 000, the entities and 999 of a return, in constant memory.

    A return is good only when the iteration ends: the 999 is the last thing verified.

    Args:
        chunks: the file in pieces of any size.

    Raises:
        WireRefusal: at the first thing that the norm forbids.
    """
    frame = windows(chunks)
    first = next(frame, None)
    if first is None:
        raise ReturnStart.refusal("record_type", Reason.TRUNCATED)
    start: ReturnStart = ReturnStart.read(first.text, 0)
    if len(start.reference) < SHORTEST_REFERENCE or not start.reference.isdigit():
        raise start.refusal("reference", Reason.VALUE)
    yield start
    blocks, nesting = _Blocks(chain((first,), frame)), Nesting(start)
    take = nesting.take
    for entity, position in entities(blocks.texts(), ENTITIES, blocks.place):
        try:
            take(entity, position)
        except WireRefusal as refusal:
            raise refusal.mapped(blocks.place) from None
        yield entity
    end, offset = blocks.trailer()
    nesting.end(end, offset, blocks.records)
    yield end


class Format(Enum):
    """What a file is."""

    B2 = "B2"
    NOEMIE = "NOEMIE"
    ARL = "ARL"
    SRV = "SRV"


def _alike(content: bytes, start: str) -> int:
    return sum(a == b for a, b in zip(content, start.encode(), strict=False))


def detect(content: bytes) -> Format:
    """Tell what a file is by its first record; the rest is not read.

    Raises:
        WireRefusal: it is none of the four.
    """
    for notice in (Format.ARL, Format.SRV):
        if content.startswith(notice.value.encode()):
            return notice
    if not content.startswith(b"000"):
        due = ("000", "ARL", "SRV")
        like = max(due, key=lambda each: _alike(content, each))
        within = next((i for i in range(3) if content[i : i + 1] != like[i].encode()), 0)
        raise WireRefusal(
            record="?", zone="record_type", first=1, last=3, reason=Reason.UNKNOWN, offset=0,
            within=within, expected=due,
        )  # fmt: skip
    name, currency = content[65:67], content[69:70]
    # B2 repeats its name at 66, where a NOEMIE version never reads so (assumed); one letter of it
    # may be wrong, then the currency of a NOEMIE return tells.
    named = sum(a == b for a, b in zip(name, b"B2", strict=False))
    is_b2 = named == 2 or (named == 1 and currency != b"U")
    return Format.B2 if is_b2 else Format.NOEMIE


def read_file(content: bytes) -> Iterator[Record | UnknownEntity]:
    """Yield the records of a file of any of the four formats, checked as its reader checks.

    Raises:
        WireRefusal: see :func:`read_b2`, :func:`read_noemie`, :func:`read_arl` and
            :func:`read_service`.
    """
    match detect(content):
        case Format.B2:
            yield from read_b2((content,))
        case Format.NOEMIE:
            yield from read_noemie((content,))
        case Format.ARL:
            yield from read_arl(content)
        case Format.SRV:
            yield from read_service(content)
