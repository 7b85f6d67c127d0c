"""A file taken apart for the eye: where each record stands, and the first byte that is wrong.

Law of this file: the readers judge, this module only finds the places again; a file that a reader
refuses is shown as far as it was right, then the zone and the byte that stopped it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from binocle.wire import RECORD, Described, Record, UnknownEntity, WireRefusal, describe, stride_of
from binocle.wire.kinds import Zone

from .noemie import ENTITIES, ReturnEnd, ReturnStart
from .returns import Arl, Format, ServiceNotice, byte_of, detect, position_of, read_file
from .wire import WRITTEN

TABLES: Mapping[Format, Mapping[str, type[Record]]] = MappingProxyType(
    {
        Format.B2: WRITTEN.tables,
        Format.NOEMIE: {"000": ReturnStart, **ENTITIES, "999": ReturnEnd},
        Format.ARL: {Arl.CODE: Arl},
        Format.SRV: {ServiceNotice.CODE: ServiceNotice},
    }
)
"""Format → record type → table."""
FRAME = frozenset({"000", "999"})
"""The records of a return that are not entities."""
OF_TEXT = frozenset({"entity code", "entity"})
"""Zones of the continuous text that no table names."""


@dataclass(frozen=True)
class DecodedRecord:
    """One record that was right.

    Attributes:
        number: rank in the file, from 1.
        offset: byte of the file where it begins.
    """

    number: int
    offset: int
    record: Record | UnknownEntity

    @property
    def zones(self) -> Iterator[Described]:
        """Its zones, in the order of the norm."""
        return describe(self.record)


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong.

    Attributes:
        number: rank of the record in the file, from 1.
        record: its type, ``?`` when it has none that is known.
        zone: the zone, when a table has it.
        refusal: what the reader said; ``wrong`` is the byte, ``expected`` what was due.
        position: of the wrong character in the record, 1-based as the norm prints it.
        found: the characters of the zone, as far as the file goes.
        text: the characters of the record, as far as the file goes.
    """

    number: int
    record: str
    zone: Zone | None
    refusal: WireRefusal
    position: int
    found: str
    text: str


@dataclass(frozen=True)
class Decoded:
    """A file taken apart.

    Attributes:
        records: what was right, in the order of the file.
        fault: what was wrong, or nothing: the file is good.
    """

    form: Format
    records: tuple[DecodedRecord, ...]
    fault: Fault | None


def decode_file(content: bytes) -> Decoded:
    """Take a B2, NOEMIE or ARL file apart.

    Raises:
        WireRefusal: it is none of the three.
    """
    form = detect(content)
    stride = stride_of(content)
    found: list[DecodedRecord] = []
    position = 0
    refused: WireRefusal | None = None
    try:
        for number, record in enumerate(read_file(content), start=1):
            entity = isinstance(record, UnknownEntity) or record.CODE not in FRAME
            if form is Format.NOEMIE and entity:
                offset = byte_of(position, stride)
                position += len(record.raw) if isinstance(record, UnknownEntity) else record.LENGTH
            elif number > 1 and form is Format.NOEMIE:
                offset = (len(content) - RECORD) // stride * stride
            else:
                offset = (number - 1) * stride
            found.append(DecodedRecord(number, offset, record))
    except WireRefusal as refusal:
        refused = refusal
    fault = _fault(content, form, stride, len(found) + 1, refused) if refused else None
    return Decoded(form, tuple(found), fault)


def _fault(content: bytes, form: Format, stride: int, number: int, refused: WireRefusal) -> Fault:
    table = TABLES[form].get(refused.record)
    zones = table.ZONES if table else ()
    zone = next((each for each in zones if each.name == refused.zone), None)
    entity = refused.record in ENTITIES or refused.zone in OF_TEXT
    if form is Format.NOEMIE and entity:
        text = _entity_text(content, stride)
        start = position_of(refused.offset, stride)
    else:
        text, start = content.decode("latin-1"), refused.offset
    length = table.LENGTH if table else RECORD
    begin = start - (refused.first - 1)
    return Fault(
        number=number,
        record=refused.record,
        zone=zone,
        refusal=refused,
        position=refused.first + refused.within,
        found=text[start : start + refused.last - refused.first + 1],
        text=text[begin : begin + length],
    )


def _entity_text(content: bytes, stride: int) -> str:
    """Return the text of the blocks; what follows the last one belongs to no entity."""
    text = content.decode("latin-1")
    return "".join(text[start + 1 : start + RECORD] for start in range(stride, len(text), stride))
