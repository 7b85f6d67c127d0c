"""Every record and entity: values → bytes → the same values; bytes → the same bytes, or refused."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binocle.kernel import luhn_digit, nir_key
from binocle.lots.noemie import ENTITIES, ReturnEnd, ReturnStart
from binocle.lots.returns import Arl
from binocle.lots.wire import BY_COMPLEMENT, BY_FIRST
from binocle.wire import Reason, Record, WireRefusal, describe
from binocle.wire.kinds import (
    Amount,
    Choice,
    Day,
    Digits,
    NirKey,
    NirNumber,
    Number,
    PartnerNumber,
    Text,
    Zone,
)
from binocle.wire.records import _walk

TABLES: list[type[Record]] = [
    *BY_FIRST.values(), *BY_COMPLEMENT.values(), ReturnStart, ReturnEnd, *ENTITIES.values(), Arl
]  # fmt: skip
LATIN = [chr(code) for code in range(256)]
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)


def _digits(width: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**width - 1).map(lambda value: f"{value:0{width}d}")


def _characters(zone: Text) -> list[str]:
    return [each for each in LATIN if re.fullmatch(f"[{zone.characters}]", each)]


def _corsican(number: str) -> str:
    return f"{number[:5]}2A{number[7:]}" if number[5] == "2" else number


SHAPES: dict[type[Zone], Callable[[Any], st.SearchStrategy[Any]]] = {
    Text: lambda zone: st.text(_characters(zone), max_size=zone.width).map(
        lambda text: text.rstrip(" ")
    ),
    Choice: lambda zone: st.sampled_from(zone.values),
    Digits: lambda zone: _digits(zone.width).filter(
        lambda text: not zone.nonzero or bool(text.strip("0"))
    ),
    PartnerNumber: lambda zone: _digits(8).map(lambda text: text + luhn_digit(text)),
    NirNumber: lambda zone: _digits(13).map(_corsican),
    Number: lambda zone: st.integers(0, 10**zone.width - 1),
    Amount: lambda zone: st.integers(0, 10**zone.width - 1),
    Day: lambda zone: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}
ABSENT: dict[type[Zone], Any] = {
    Digits: "", PartnerNumber: "", NirNumber: "", Number: None, Amount: None, Day: None
}  # fmt: skip


def _value(zone: Zone) -> st.SearchStrategy[Any]:
    given_value = SHAPES[type(zone)](zone)
    if zone.optional and type(zone) in ABSENT:
        return st.one_of(st.just(ABSENT[type(zone)]), given_value)
    return given_value


@st.composite
def records(draw: st.DrawFn, table: type[Record]) -> Record:
    free = [zone for zone in table.ZONES if type(zone) in SHAPES]
    values = {zone.name: draw(_value(zone)) for zone in free}
    for zone in table.ZONES:
        if isinstance(zone, NirKey):
            number = values[zone.of]
            values[zone.name] = nir_key(number) if number else draw(st.sampled_from(["", "00"]))
    make = cast(Callable[..., Record], table)
    return make(**values)


def _outcome(table: type[Record], content: bytes) -> Record | WireRefusal:
    try:
        return table.decode(content)
    except WireRefusal as refusal:
        return refusal


@every_table
@FEW
@given(data=st.data())
def test_values_come_back(table: type[Record], data: st.DataObject) -> None:
    record = data.draw(records(table))
    content = record.encode()
    assert len(content) == table.LENGTH
    assert table.decode(content) == record
    assert "".join(zone.raw for zone in describe(record)).encode("latin-1") == content


@every_table
@FEW
@given(data=st.data())
def test_altered_bytes_come_back_or_are_refused(table: type[Record], data: st.DataObject) -> None:
    content = bytearray(data.draw(records(table)).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, table.LENGTH - 1))
        content[place] = data.draw(st.one_of(st.sampled_from(b" 0A@"), st.integers(0, 255)))
    outcome = _outcome(table, bytes(content))
    if isinstance(outcome, WireRefusal):
        assert outcome.offset == outcome.first - 1
        assert outcome.record == table.CODE
    else:
        assert outcome.encode() == content


@every_table
@FEW
@given(data=st.data())
def test_a_byte_changed_is_a_refusal_or_another_record(
    table: type[Record], data: st.DataObject
) -> None:
    record = data.draw(records(table))
    content = bytearray(record.encode())
    place = data.draw(st.integers(0, table.LENGTH - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    assert _outcome(table, bytes(content)) != record


@every_table
@FEW
@given(data=st.data())
def test_arbitrary_bytes_come_back_or_are_refused(table: type[Record], data: st.DataObject) -> None:
    content = data.draw(st.binary(min_size=table.LENGTH, max_size=table.LENGTH))
    outcome = _outcome(table, content)
    assert isinstance(outcome, WireRefusal) or outcome.encode() == content


@every_table
@FEW
@given(data=st.data())
def test_the_fast_reading_and_the_walk_agree(table: type[Record], data: st.DataObject) -> None:
    text = data.draw(records(table)).encode().decode("latin-1")
    assert table.read(text, 0) == _walk(table, text, 0)


@every_table
def test_another_length_is_refused(table: type[Record]) -> None:
    for length in (0, table.LENGTH - 1, table.LENGTH + 1):
        with pytest.raises(WireRefusal) as refused:
            table.decode(b"0" * length)
        assert refused.value.reason is Reason.LENGTH
