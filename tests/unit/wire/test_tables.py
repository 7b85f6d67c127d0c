"""Tables that do not hold cannot be declared; zones refuse with their place."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from binocle.kernel import Cents, nir_key
from binocle.wire import PRINTED, SOURCED, BrokenTable, Reason, Record, WireRefusal, describe, zone
from binocle.wire.kinds import nir_agrees


class Sample(Record, code="S", length=40, sheet="ours"):
    """One zone of each kind."""

    mark: str = zone.constant(1, 1, "mark", SOURCED, fixed="S")
    name: str = zone.text(2, 6, "name", SOURCED, characters=PRINTED)
    count: int = zone.number(7, 8, "count", SOURCED)
    left: Cents | None = zone.optional_amount(9, 12, "left", SOURCED, default=None)
    on: date = zone.day(13, 18, "on", SOURCED)
    until: date | None = zone.optional_day(19, 24, "until", SOURCED, default=None)
    room: str = zone.filler(25, 26)
    kind: str = zone.choice(27, 27, "kind", SOURCED, values=("A", ""))
    partner: str = zone.partner_number(28, 36, "partner", SOURCED)
    number: str = zone.digits(37, 38, "number", SOURCED, nonzero=True)
    maker: str = zone.digits(39, 40, "maker", SOURCED, default="")


GOOD = b"SANNA 07    240528000000  A99260423112  "


def _good(**changes: Any) -> Sample:
    return replace(Sample.decode(GOOD), **changes)


def test_a_record_is_read_into_typed_values() -> None:
    read = Sample.decode(GOOD)
    assert read == Sample(
        name="ANNA", count=7, on=date(2024, 5, 28), kind="A", partner="992604231", number="12"
    )
    assert read.encode() == GOOD
    with pytest.raises(FrozenInstanceError):
        read.count = 8  # type: ignore[misc]


def test_absent_is_not_zero() -> None:
    zero = Sample.decode(GOOD.replace(b"07    ", b"070000"))
    assert (zero.left, Sample.decode(GOOD).left) == (0, None)
    assert zero.encode() != GOOD


def test_a_filler_that_a_peer_used_is_kept_and_ours_is_blank() -> None:
    used = GOOD[:24] + b"XY" + GOOD[26:]
    read = Sample.decode(used)
    assert read.room == "XY"
    assert read.encode() == used
    assert read != Sample.decode(GOOD)
    assert _good().room == "  "


def test_an_absent_day_keeps_the_spelling_that_was_read() -> None:
    spaces = GOOD.replace(b"000000", b"      ")
    read = Sample.decode(spaces)
    assert read.until is None
    assert read.encode() == spaces
    assert read == Sample.decode(GOOD)


@pytest.mark.parametrize(
    ("place", "text", "zone_name", "reason"),
    [
        (1, "X", "mark", Reason.CONSTANT),
        (2, "\t", "name", Reason.CHARACTER),
        (2, "\xa0", "name", Reason.CHARACTER),
        (7, "O7", "count", Reason.DIGITS),
        (7, "  ", "count", Reason.DIGITS),
        (9, " 100", "left", Reason.DIGITS),
        (13, "240230", "on", Reason.DAY),
        (13, "000000", "on", Reason.DAY),
        (19, "0     ", "until", Reason.DAY),
        (25, "\0", "room", Reason.CHARACTER),
        (27, "B", "kind", Reason.VALUE),
        (36, "2", "partner", Reason.KEY),
        (36, "X", "partner", Reason.DIGITS),
        (37, "00", "number", Reason.DIGITS),
    ],
)
def test_a_zone_that_does_not_stand_is_named(
    place: int, text: str, zone_name: str, reason: Reason
) -> None:
    content = bytearray(GOOD)
    content[place - 1 : place - 1 + len(text)] = text.encode("latin-1")
    with pytest.raises(WireRefusal) as refused:
        Sample.decode(bytes(content))
    facts = refused.value.facts
    table = {each.name: each for each in Sample.ZONES}
    assert refused.value.code == "FIL-ENREGISTREMENT-REFUSE"
    assert facts == {
        "record": "S",
        "zone": zone_name,
        "first": table[zone_name].first,
        "last": table[zone_name].last,
        "reason": reason.value,
        "offset": table[zone_name].first - 1,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "ANNABEL"}, Reason.OVERFLOW),
        ({"name": "ANN "}, Reason.VALUE),
        ({"name": "ZO€"}, Reason.CHARACTER),
        ({"count": 100}, Reason.OVERFLOW),
        ({"count": -1}, Reason.DIGITS),
        ({"count": None}, Reason.DIGITS),
        ({"count": 1.5}, Reason.OVERFLOW),
        ({"left": 10000}, Reason.OVERFLOW),
        ({"on": date(1999, 12, 31)}, Reason.VALUE),
        ({"on": None}, Reason.DAY),
        ({"kind": "B"}, Reason.VALUE),
        ({"partner": "992604232"}, Reason.KEY),
        ({"number": "7"}, Reason.DIGITS),
        ({"number": "00"}, Reason.DIGITS),
    ],
)
def test_a_value_that_does_not_fit_is_never_written(
    changes: dict[str, Any], reason: Reason
) -> None:
    with pytest.raises(WireRefusal) as refused:
        _good(**changes).encode()
    assert (refused.value.zone, refused.value.reason) == (next(iter(changes)), reason)


def test_a_text_that_stops_inside_the_record_is_refused_there() -> None:
    with pytest.raises(WireRefusal) as refused:
        Sample.read("..." + GOOD.decode()[:10], 3)
    assert (refused.value.zone, refused.value.reason) == ("left", Reason.LENGTH)
    assert refused.value.offset == 3 + 8


@pytest.mark.parametrize(
    ("number", "key", "agrees"),
    [
        ("2550699999999", "34", True),
        ("2550699999999", "35", False),
        ("185012A001001", nir_key("1850119001001"), True),
        ("185012B001001", nir_key("1850119001001"), False),
        ("18501AA001001", "00", False),
        ("", "", True),
        ("", "00", True),
        ("", "34", False),
    ],
)
def test_a_key_goes_with_its_number(number: str, key: str, *, agrees: bool) -> None:
    assert nir_agrees(number, key) is agrees


def test_a_record_is_described_zone_by_zone() -> None:
    rows = list(describe(Sample.decode(GOOD)))
    assert rows[2]._asdict() == {
        "name": "count", "kind": "Number", "label": "count", "first": 7, "last": 8, "raw": "07",
        "value": 7, "source": "ours", "confidence": SOURCED,
    }  # fmt: skip


def test_a_gap_an_overlap_a_wrong_end_cannot_be_declared() -> None:
    with pytest.raises(BrokenTable, match="second: gap: 3 where 2 was due"):

        class Gap(Record, code="G", length=3):
            first: int = zone.number(1, 1, "first", SOURCED)
            second: int = zone.number(3, 3, "second", SOURCED)

    with pytest.raises(BrokenTable, match="second: overlap: 2 where 3 was due"):

        class Overlap(Record, code="O", length=3):
            first: int = zone.number(1, 2, "first", SOURCED)
            second: int = zone.number(2, 3, "second", SOURCED)

    with pytest.raises(BrokenTable, match="ends at 2, the record at 3"):

        class Short(Record, code="E", length=3):
            only: int = zone.number(1, 2, "only", SOURCED)

    with pytest.raises(BrokenTable, match="only: gap: 2 where 1 was due"):

        class Late(Record, code="L", length=2):
            only: int = zone.number(2, 2, "only", SOURCED)

    with pytest.raises(BrokenTable, match="second: overlap"):

        class Reversed(Record, code="R", length=3):
            first: int = zone.number(1, 3, "first", SOURCED)
            second: int = zone.number(2, 1, "second", SOURCED)

    with pytest.raises(BrokenTable, match="key of an absent zone"):

        class Orphan(Record, code="K", length=2):
            key: str = zone.nir_key(1, 2, "key", SOURCED, of="nir")
