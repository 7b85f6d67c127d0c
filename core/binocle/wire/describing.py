"""A record zone by zone, for the eye: what ``binocle decode`` prints."""

from collections.abc import Iterator
from typing import NamedTuple

from .records import Record
from .stream import UnknownEntity


class Described(NamedTuple):
    """One zone.

    Attributes:
        label: what the zone is, in the words of the sheet.
        first: first position, 1-based.
        last: last position, included.
        raw: the characters.
        value: the typed value; ``None`` when it is left out.
        reference: section of the wire sheet and confidence word.
    """

    label: str
    first: int
    last: int
    raw: str
    value: object
    reference: str


def describe(record: Record | UnknownEntity) -> Iterator[Described]:
    """Yield the zones of a record in the order of the norm; an unknown entity is one zone."""
    written = record.encode().decode("latin-1")
    if isinstance(record, UnknownEntity):
        yield Described("unknown entity", 1, len(written), written, written, "wire-formats 8.5")
        return
    for zone in record.ZONES:
        yield Described(
            label=zone.label,
            first=zone.first,
            last=zone.last,
            raw=written[zone.first - 1 : zone.last],
            value=getattr(record, zone.name),
            reference=f"{record.SHEET} ({zone.confidence.value})",
        )
