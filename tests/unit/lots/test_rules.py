"""Numbers of lots, and what goes together (seed-facts 13.1, wire sheet section 2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.fse.makers import claim, entitlement, frame, invoice

from binocle.fse import Flow
from binocle.lots import LotKey, lot_count, lot_keys, lot_number, recipient_number
from binocle.lots.rules import MAX_INVOICES, MAX_LINES, split_in_lots
from binocle.rates import SecuringMode

OURS, TEST = "992604231", "T"
FUND = LotKey("01 999", Flow.FSE, "S", OURS, TEST)
INSURER = LotKey("1100000000", Flow.DRE, "S", OURS, TEST)


@pytest.mark.parametrize(
    ("flow", "count", "number"),
    [
        (Flow.FSE, 1, "001"),
        (Flow.FSE, 27, "027"),
        (Flow.FSE, 999, "999"),
        (Flow.FSE, 1000, "001"),
        (Flow.FSE, 1998, "999"),
        (Flow.DRE, 1, "AAA"),
        (Flow.DRE, 5, "AAE"),
        (Flow.DRE, 26, "AAZ"),
        (Flow.DRE, 27, "ABA"),
        (Flow.DRE, 26**3, "ZZZ"),
        (Flow.DRE, 26**3 + 1, "AAA"),
    ],
)
def test_series(flow: Flow, count: int, number: str) -> None:
    assert lot_number(flow, count) == number


@pytest.mark.parametrize(("flow", "last"), [(Flow.FSE, 999), (Flow.DRE, 26**3)])
def test_a_series_uses_each_number_once_and_can_be_read_back(flow: Flow, last: int) -> None:
    numbers = [lot_number(flow, count) for count in range(1, last + 1)]
    assert len(set(numbers)) == last
    assert {len(number) for number in numbers} == {3}
    assert [lot_count(number) for number in numbers] == [*range(1, last + 1)]


@pytest.mark.parametrize("count", [0, -1])
def test_a_series_counts_from_one(count: int) -> None:
    with pytest.raises(AssertionError):
        lot_number(Flow.FSE, count)


@pytest.mark.parametrize("number", ["AA", "AAAA", "aaa", "A1A", "AÉA", ""])
def test_what_is_no_lot_number(number: str) -> None:
    with pytest.raises(AssertionError):
        lot_count(number)


@pytest.mark.parametrize(("key", "number"), [(FUND, "00000001999000"), (INSURER, "00001100000000")])
def test_recipient_numbers(key: LotKey, number: str) -> None:
    assert recipient_number(key) == number


def test_the_lots_of_an_invoice() -> None:
    assert lot_keys(invoice(sale=claim())) == (FUND,)
    assert lot_keys(invoice()) == (FUND, INSURER)
    c2s = invoice(sale=claim(frame(3000, 900, "M01")), rights=entitlement(service="01"))
    assert lot_keys(c2s) == (FUND,)
    degraded = lot_keys(invoice(mode=SecuringMode.DEGRADED))
    assert [key.flag for key in degraded] == ["D", "D"]


# -- grouping --------------------------------------------------------------------------------------

KEYS = [
    FUND,
    INSURER,
    LotKey("01 999", Flow.FSE, "D", OURS, TEST),
    LotKey("01 349", Flow.FSE, "S", OURS, TEST),
]
WAITING = st.lists(st.tuples(st.sampled_from(KEYS), st.integers(2, 198)), max_size=80).map(
    lambda forms: [(key, f"{place:09d}", lines) for place, (key, lines) in enumerate(forms, 1)]
)


def test_nothing_waits() -> None:
    assert split_in_lots([]) == []


def test_forms_of_one_recipient_go_together_in_their_order() -> None:
    forms = [(FUND, "1", 6), (INSURER, "1", 6), (FUND, "2", 6)]
    assert split_in_lots(forms) == [(FUND, ["1", "2"]), (INSURER, ["1"])]


def test_two_spellings_of_an_insurer_make_one_lot_that_prints_the_first() -> None:
    spelt, padded = (
        LotKey(digits, Flow.DRE, "S", OURS, TEST) for digits in ("62013354", "0062013354")
    )
    degraded = LotKey("62013354", Flow.DRE, "D", OURS, TEST)
    forms = [(padded, "1", 6), (spelt, "2", 6), (degraded, "3", 6)]
    assert split_in_lots(forms) == [(padded, ["1", "2"]), (degraded, ["3"])]


def test_professionals_and_markings_do_not_share_a_lot() -> None:
    other, real = replace(FUND, partner="123456782"), replace(FUND, marking="R")
    forms = [(FUND, "1", 6), (other, "2", 6), (real, "3", 6), (FUND, "4", 6)]
    assert split_in_lots(forms) == [(FUND, ["1", "4"]), (other, ["2"]), (real, ["3"])]


def test_a_lot_has_so_many_invoices() -> None:
    lots = split_in_lots((FUND, str(place), 2) for place in range(2 * MAX_INVOICES + 1))
    assert [len(numbers) for _, numbers in lots] == [MAX_INVOICES, MAX_INVOICES, 1]


def test_a_lot_has_so_many_lines() -> None:
    lots = split_in_lots((FUND, str(place), 198) for place in range(51))
    assert [len(numbers) for _, numbers in lots] == [50, 1]  # 50 x 198 = 9900
    exact = [(FUND, "1", 198)] * 50 + [(FUND, "2", MAX_LINES - 9900)]
    assert len(split_in_lots(exact)) == 1
    assert len(split_in_lots([*exact, (FUND, "3", 1)])) == 2


@given(WAITING)
def test_no_form_is_lost_nor_doubled(waiting: list[tuple[LotKey, str, int]]) -> None:
    lots = split_in_lots(waiting)
    assert sorted(number for _, numbers in lots for number in numbers) == [
        number for _, number, _ in waiting
    ]
    keys = {number: key for key, number, _ in waiting}
    lines = {number: count for _, number, count in waiting}
    for key, numbers in lots:
        assert numbers
        assert {keys[number] for number in numbers} == {key}
        assert list(numbers) == sorted(numbers)
        assert len(numbers) <= MAX_INVOICES
        assert sum(lines[number] for number in numbers) <= MAX_LINES
