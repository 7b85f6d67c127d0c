"""Records: a frozen class whose body is the norm's table.

Laws of this file (design, section 5): the table is verified when its module is imported; a record
is read whole and checked, or refused with the place; decode then encode gives back the same bytes.

How a record is read: one regular expression holds the whole table and checks every character in C;
functions turn its groups into values. When it does not match, or a value does not stand, the table
is walked zone by zone: rare spellings (a filler that a peer used, a day left in spaces) are
accepted there, and anything else is named. The two ways agree: ``tests/unit/wire`` holds them
against each other.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter, call
from types import MappingProxyType
from typing import Any, ClassVar, Self, cast, dataclass_transform

from . import zone as words
from .kinds import Day, NirKey, Zone, ZoneRefusal, alike, nir_agrees, right_keys
from .refusal import Reason, WireRefusal

Reader = Callable[[str, int], Any]
"""Text and position where a record begins → the record."""

_UNUSUAL: Mapping[str, str] = MappingProxyType({})


class BrokenTable(TypeError):
    """A table with a gap, an overlap or a wrong end; its module cannot be imported."""


def verify(zones: tuple[Zone, ...], length: int) -> None:
    """Refuse a table that does not cover 1 to ``length`` exactly.

    Raises:
        BrokenTable: naming the zone.
    """
    expected = 1
    for zone in zones:
        if zone.first != expected or zone.last < zone.first:
            fault = "overlap" if zone.first < expected else "gap"
            raise BrokenTable(f"{zone.name}: {fault}: {zone.first} where {expected} was due")
        expected = zone.last + 1
    if expected != length + 1:
        raise BrokenTable(f"the table ends at {expected - 1}, the record at {length}")
    names = {zone.name for zone in zones}
    for zone in zones:
        if isinstance(zone, NirKey) and zone.of not in names:
            raise BrokenTable(f"{zone.name}: the key of an absent zone {zone.of!r}")


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        words.constant, words.filler, words.text, words.choice, words.digits,
        words.partner_number, words.nir, words.nir_key, words.number, words.optional_number,
        words.amount, words.optional_amount, words.day, words.optional_day,
    ),
)  # fmt: skip
class Record:
    """One record or entity of fixed width; subclasses are frozen dataclasses.

    A subclass without ``code`` is a group of zones that several records share.

    Attributes:
        CODE: record type as the norm prints it, such as ``4F``.
        LENGTH: number of characters.
        ZONES: the verified table.
        SHEET: where the table is printed.
        read: fast reader: ``read(text, start)`` gives the record that begins at ``start``, or
            raises :class:`WireRefusal` with an offset counted in ``text``.
    """

    CODE: ClassVar[str] = ""
    LENGTH: ClassVar[int] = 0
    SHEET: ClassVar[str] = ""
    ZONES: ClassVar[tuple[Zone, ...]] = ()
    read: ClassVar[Reader]
    _VALUES: ClassVar[Callable[[object], tuple[Any, ...]]]
    _SPELLERS: ClassVar[tuple[Callable[[Any], str], ...]] = ()

    def __init_subclass__(cls, *, code: str = "", length: int = 0, sheet: str = "") -> None:
        """Freeze the class, verify its table and prepare its reader."""
        dataclass(frozen=True, kw_only=True)(cls)
        if not code:
            return
        declared = [
            replace(each.metadata["zone"], name=each.name)
            for each in fields(cls)  # type: ignore[arg-type]
        ]
        zones = tuple(sorted(declared, key=lambda zone: zone.first))
        verify(zones, length)
        cls.CODE, cls.LENGTH, cls.SHEET, cls.ZONES = code, length, sheet, zones
        cls.read = staticmethod(_reader(cls))
        cls._VALUES = staticmethod(attrgetter(*(zone.name for zone in zones)))
        cls._SPELLERS = tuple(zone.spell for zone in zones)

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Read one record.

        Raises:
            WireRefusal: the bytes are not exactly one record of this type.
        """
        if len(content) != cls.LENGTH:
            raise cls.refusal(cls.ZONES[0].name, Reason.LENGTH)
        record: Self = cls.read(content.decode("latin-1"), 0)
        return record

    def encode(self) -> bytes:
        """Write the record: exactly ``LENGTH`` bytes of ISO-8859-1.

        Raises:
            WireRefusal: a value does not fit its zone.
        """
        raw = self._usual_spelling()
        return self._encode_by_zone() if raw is None else raw.encode("latin-1")

    def _usual_spelling(self) -> str | None:
        """Return the text of the record when it reads back as the same record, in one go."""
        try:
            raw = "".join(map(call, self._SPELLERS, type(self)._VALUES(self)))
            if len(raw) != self.LENGTH:  # no zone is spelled too short: none is too long either
                return None
            same = vars(type(self).read(raw, 0)) == vars(self)
        except (WireRefusal, TypeError, ValueError):
            return None
        return raw if same else None

    def _encode_by_zone(self) -> bytes:
        """Write zone by zone: keep rare spellings, name the first zone that does not fit."""
        values = {zone.name: getattr(self, zone.name) for zone in self.ZONES}
        unusual: Mapping[str, str] = vars(self).get("_unusual", _UNUSUAL)
        written = []
        for zone in self.ZONES:
            value = values[zone.name]
            try:
                raw = unusual[zone.name] if zone.name in unusual else zone.write(value)
                _verify_key(zone, values)
            except ZoneRefusal as refused:
                raise self.refusal(zone.name, refused.reason) from None
            written.append(raw)
        return "".join(written).encode("latin-1")

    @classmethod
    def refusal(
        cls, zone_name: str, reason: Reason, start: int = 0, *,
        within: int = 0, expected: tuple[str, ...] = (),
    ) -> WireRefusal:  # fmt: skip
        """Return the refusal of a zone of the record that begins at ``start``."""
        zone = next(zone for zone in cls.ZONES if zone.name == zone_name)
        return WireRefusal(
            record=cls.CODE,
            zone=zone.name,
            first=zone.first,
            last=zone.last,
            reason=reason,
            offset=start + zone.first - 1,
            within=within,
            expected=expected,
        )

    def disagreement(
        self, zone_name: str, reason: Reason, start: int, *, due: object
    ) -> WireRefusal:
        """Return the refusal of a zone whose value is right alone and wrong beside the others.

        Args:
            zone_name: the zone.
            reason: why.
            start: where the record begins.
            due: the value that the others call for.
        """
        zone = next(zone for zone in self.ZONES if zone.name == zone_name)
        right = zone.spell(due)
        within = alike(zone.spell(getattr(self, zone_name)), right)
        return self.refusal(zone_name, reason, start, within=within, expected=(right,))


def _verify_key(zone: Zone, values: Mapping[str, Any]) -> None:
    if isinstance(zone, NirKey) and not nir_agrees(values[zone.of], values[zone.name]):
        raise ZoneRefusal(Reason.KEY)


def _due(zone: Zone, raw: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what could stand in a refused zone, as far as it can be listed."""
    if isinstance(zone, NirKey) and raw.isascii() and raw.isdigit():
        return right_keys(values[zone.of])
    return zone.due(raw)


def _reader(cls: type[Record]) -> Reader:
    captured = [zone for zone in cls.ZONES if zone.captured]
    pattern = "".join(f"({z.pattern})" if z.captured else z.pattern for z in cls.ZONES)
    match = re.compile(pattern).match
    names = {
        "cls": cls,
        "match": match,
        "new": cls.__new__,
        "fill": Record.__dict__["__dict__"].__set__,
        "agrees": nir_agrees,
        "walk": _walk,
        **{f"convert_{zone.name}": zone.convert for zone in captured},
    }
    exec(_reader_source(captured), names)  # noqa: S102 - see there
    return cast(Reader, names["read"])


def _reader_source(zones: list[Zone]) -> str:
    """Return the source of the reader of a record whose captured zones are these.

    It is written for the table, as dataclasses write their constructors: reading is half as fast
    through a loop. The source holds names of attributes and nothing that was read.
    """
    raws = [f"raw_{zone.name}" for zone in zones]
    items = [
        f"{zone.name!r}: {raw if zone.convert is str else f'convert_{zone.name}({raw})'}"
        for zone, raw in zip(zones, raws, strict=True)
    ]
    keys = [
        f"    if not agrees(values[{zone.of!r}], values[{zone.name!r}]):\n"
        "        return walk(cls, text, start)\n"
        for zone in zones
        if isinstance(zone, NirKey)
    ]
    return f"""
def read(text, start):
    found = match(text, start)
    if found is None:
        return walk(cls, text, start)
    try:
        {"".join(f"{raw}, " for raw in raws) or "_ "}= found.groups()
        values = {{{", ".join(items)}}}
    except ValueError:
        return walk(cls, text, start)
{"".join(keys)}    record = new(cls)
    fill(record, values)
    return record
"""


def _walk(cls: type[Record], text: str, start: int) -> Record:
    """Read zone by zone: accept rare spellings, name the first zone that does not stand."""
    values: dict[str, Any] = {}
    unusual: dict[str, str] = {}
    for zone in cls.ZONES:
        raw = text[start + zone.first - 1 : start + zone.last]
        try:
            if len(raw) != zone.width:
                raise ZoneRefusal(Reason.LENGTH)
            values[zone.name] = zone.read(raw)
            _verify_key(zone, values)
        except ZoneRefusal as refused:
            expected = _due(zone, raw, values)
            within = alike(raw, expected[0]) if len(expected) == 1 else zone.misfit(raw)
            within = len(raw) if refused.reason is Reason.LENGTH else within
            raise cls.refusal(
                zone.name, refused.reason, start, within=within, expected=expected
            ) from None
        if isinstance(zone, Day) and raw.isspace():
            unusual[zone.name] = raw
    record = cls.__new__(cls)
    vars(record).update(values, **({"_unusual": unusual} if unusual else {}))
    return record
