"""A record zone by zone, for the eye: what ``binocle decode`` prints."""

from collections.abc import Iterator
from typing import NamedTuple

from .kinds import ASSUMED, Confidence
from .records import Record
from .stream import UnknownEntity


class Described(NamedTuple):
    """One zone.

    Attributes:
        name: attribute of the record.
        kind: what kind of zone it is, such as ``Amount``.
        label: what the zone is, in the words of the sheet.
        first: first position, 1-based.
        last: last position, included.
        raw: the characters.
        value: the typed value; ``None`` when it is left out.
        source: section of the wire sheet.
        confidence: how sure this line of the table is.
    """

    name: str
    kind: str
    label: str
    first: int
    last: int
    raw: str
    value: object
    source: str
    confidence: Confidence


def describe(record: Record | UnknownEntity) -> Iterator[Described]:
    """Yield the zones of a record in the order of the norm; an unknown entity is one zone."""
    written = record.encode().decode("latin-1")
    if isinstance(record, UnknownEntity):
        yield Described(
            name="raw",
            kind="Text",
            label="unknown entity",
            first=1,
            last=len(written),
            raw=written,
            value=written,
            source="wire-formats 8.5",
            confidence=ASSUMED,
        )
        return
    for zone in record.ZONES:
        yield Described(
            name=zone.name,
            kind=type(zone).__name__,
            label=zone.label,
            first=zone.first,
            last=zone.last,
            raw=written[zone.first - 1 : zone.last],
            value=getattr(record, zone.name),
            source=record.SHEET,
            confidence=zone.confidence,
        )
