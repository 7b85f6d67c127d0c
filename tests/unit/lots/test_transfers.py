"""The lists of transfers, one-off operations and lines of the bank: pages, sums, filters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from tests.unit.lots.makers import ShopDesk
from tests.unit.lots.written import DAY, bank, moved, noemie, of_kind, one_off, told

from binocle.adapters.sqlite import SqliteBankStore, SqliteMoneyFollowUp
from binocle.kernel import Cents
from binocle.lots import (
    BankLine,
    BankStatements,
    Period,
    TransferFilters,
    TransferSum,
    pages_of,
)

FIRST, SECOND = "000000001", "000000002"
EVERY = TransferFilters()
ALWAYS = Period()


@pytest.fixture
def money(shop: ShopDesk) -> SqliteMoneyFollowUp:
    return SqliteMoneyFollowUp(shop.desk.session)


@pytest.fixture
def paid(shop: ShopDesk) -> ShopDesk:
    """Two invoices paid; one taken back beside two lump sums; paid again, but for a debt."""
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    debt = moved("DETTE7FR", "CIN", 9), moved("DETTE7FR", "RPR", -9)
    stranger = told("000000077", lot="041", amo=(50, "P", 50))
    day = noemie(
        bank(
            "7FR", of_kind("01", told(FIRST, amo=(9, "P", 9)), told(SECOND, amo=(9, "P", 9)),
            stranger),
        ),
        bank(
            "7FR-2",
            of_kind("01", told(FIRST, amo=(9, "P", -9), more=debt)),
            of_kind("03", one_off("CODE1", 4000), one_off("CODE2", 6000, "PAT02")),
        ),
    )  # fmt: skip
    withheld = moved("DETTE9FR", "RPR", -2)
    late = noemie(
        bank("9FR", of_kind("01", told(FIRST, amo=(9, "P", 9))), of_kind("05", [withheld]),
             payer="01349000"),
        file="000002",
    )  # fmt: skip
    assert [done.outcome for done in shop.take(("RSP", day), ("RSP", late))] == ["matched"] * 2
    return shop


def statements(shop: ShopDesk) -> BankStatements:
    return BankStatements(
        store=SqliteBankStore(shop.desk.session), treatment=shop.treatment, clock=shop.desk.clock
    )


def line(label: str, amount: int, day: date = DAY) -> BankLine:
    return BankLine("", f"{label} {day}", day, label, Cents(amount))


@contextmanager
def asked(shop: ShopDesk) -> Iterator[list[tuple[str, Any]]]:
    """Keep the queries of a block, with their values."""
    found: list[tuple[str, Any]] = []
    engine = shop.desk.session.connection.engine

    def remember(_c: Any, _k: Any, statement: str, values: Any, *_: Any) -> None:
        found.append((statement, values))

    event.listen(engine, "before_cursor_execute", remember)
    yield found
    event.remove(engine, "before_cursor_execute", remember)


def test_a_transfer_is_its_invoices_and_one_offs_less_its_withholdings(
    paid: ShopDesk, money: SqliteMoneyFollowUp
) -> None:
    page = money.transfers(EVERY, 1)
    assert (page.total, page.number) == (3, 1)
    assert [row.sum for row in page.rows] == [
        TransferSum(Cents(68), Cents(0), Cents(0), Cents(68)),
        TransferSum(Cents(-9), Cents(10000), Cents(0), Cents(9991)),
        TransferSum(Cents(9), Cents(0), Cents(2), Cents(7)),
    ]
    assert all(row.sum.is_right for row in page.rows)
    assert not TransferSum(Cents(1), Cents(0), Cents(0), Cents(2)).is_right
    assert page.rows[1].lines == ("VIR AMO LIGNE 1 - 7FR-2", "VIR AMO LIGNE 2 - 7FR-2")
    assert money.every_transfer(EVERY) == page.rows
    assert money.transfer(2) == page.rows[1]
    assert money.transfer(99) is None
    assert money.newest_day() == DAY
    assert money.opened(3).recipient == "00000992604231"


def test_a_period_and_the_bank_filter_transfers(paid: ShopDesk, money: SqliteMoneyFollowUp) -> None:
    day = timedelta(days=1)
    for period, count in (
        (Period(DAY, DAY), 3),
        (Period(DAY + day), 0),
        (Period(last=DAY - day), 0),
        (Period(DAY - day, DAY + day), 3),
    ):
        assert money.transfers(TransferFilters(period), 1).total == count
        assert money.one_offs(period, 1).total == (2 if count else 0)
        assert money.withholdings(period, 1).total == (1 if count else 0)
    statements(paid).take([line("VIR AMO LIGNE 1 - 7FR-2 VIR AMO LIGNE 2 - 7FR-2", 9991)])
    unseen = money.transfers(TransferFilters(unseen=True), 1)
    assert [row.kept.id for row in unseen.rows] == [1, 3]
    seen, late = money.transfer(2), money.transfer(3)
    assert seen is not None
    assert late is not None
    assert (seen.kept.unseen_days(DAY + 9 * day), late.kept.unseen_days(DAY + 9 * day)) == (None, 9)
    shown = money.line_of(2)
    assert shown is not None
    assert (shown.amount, money.line_of(1)) == (9991, None)


def test_what_a_transfer_says_of_invoices(paid: ShopDesk, money: SqliteMoneyFollowUp) -> None:
    first = money.invoices_paid(1, 1).page
    assert [(row.number, row.invoice is not None) for row in first.rows] == [
        (FIRST, True), (SECOND, True), ("000000077", False),
    ]  # fmt: skip
    assert [row.amo.paid for row in first.rows if row.amo] == [9, 9, 50]
    back = money.invoices_paid(2, 1)
    (row,) = back.page.rows
    assert row.amo is not None
    assert (row.amo.asked, row.amo.paid, row.amc) == (9, -9, None)
    assert [(each.operation, each.amount) for each in back.movements] == [("CIN", 9), ("RPR", -9)]
    assert money.invoices_paid(3, 7).page.number == 1
    assert money.invoices_paid(99, 1).page.total == 0


def test_one_off_operations_with_their_details(paid: ShopDesk, money: SqliteMoneyFollowUp) -> None:
    rows = money.one_offs(ALWAYS, 1).rows
    assert [(row.detail.code, row.detail.amount, row.detail.nir) for row in rows] == [
        ("CODE1", 4000, ""), ("CODE2", 6000, "PAT02"),
    ]  # fmt: skip
    assert {(row.code, row.transfer.transfer.amount) for row in rows} == {("00001", 9991)}
    assert money.every_one_off(ALWAYS) == rows == money.one_offs_of(2)
    assert money.one_off(rows[1].id) == rows[1]
    assert money.one_off(99) is None
    (withheld,) = money.withholdings(ALWAYS, 1).rows
    assert (withheld.moved.reference, withheld.moved.amount) == ("DETTE9FR", -2)
    assert money.every_withholding(ALWAYS) == (withheld,) == money.withholdings_of(3)
    assert money.withholding(withheld.id) == withheld
    life = money.debt("DETTE7FR", "10349000")
    assert [(step.moved.operation, step.number) for step in life] == [
        ("CIN", FIRST),
        ("RPR", FIRST),
    ]
    assert money.debt("DETTE7FR", "01349000") == ()


def test_lines_and_transfers_of_one_amount_are_offered(
    paid: ShopDesk, money: SqliteMoneyFollowUp
) -> None:
    week = timedelta(days=7)
    statements(paid).take(
        [line("SANS NOM", 7, DAY + 9 * week), line("SANS NOM", 7), line("AUTRE", 8)]
    )
    lines = money.free_lines(1)
    assert [each.amount for each in lines.rows] == [7, 8, 7]
    offered = money.candidates(lines.rows)
    assert {each: [kept.id for kept in found] for each, found in offered.items()} == {
        1: [3], 2: [3],
    }  # fmt: skip
    assert [each.id for each in money.lines_for(3)] == [2, 1], "the nearest day first"
    assert money.lines_for(1) == ()
    assert money.candidates(()) == {}


def test_pages_cost_a_fixed_count_of_queries_and_use_the_indexes(
    paid: ShopDesk, money: SqliteMoneyFollowUp
) -> None:
    month = Period(DAY - timedelta(days=30), DAY)
    for read, count in (
        (lambda: money.transfers(TransferFilters(month), 1), 2),
        (lambda: money.transfers(TransferFilters(month, unseen=True), 1), 2),
        (lambda: money.one_offs(month, 1), 2),
        (lambda: money.withholdings(month, 1), 2),
        (lambda: money.invoices_paid(1, 1), 5),
        (lambda: money.free_lines(1), 2),
        (lambda: money.newest_day(), 1),
    ):
        with asked(paid) as queries:
            read()
        assert len(queries) == count
        for statement, values in queries:
            plan = paid.desk.session.connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", values
            )
            steps = [row.detail for row in plan]
            tables = ("transfer", "bank_line", "transfer_part", "debt_movement", "invoice")
            bare = [step for step in steps if step in {f"SCAN {table}" for table in tables}]
            assert bare == [], statement


def test_a_page_has_twenty_rows(shop: ShopDesk, money: SqliteMoneyFollowUp) -> None:
    transfers = [bank(f"{rank}FR", of_kind("03", one_off("AIDE", 100))) for rank in range(21)]
    shop.take(("RSP", noemie(*transfers)))
    assert [len(money.transfers(EVERY, page).rows) for page in (1, 2, 9)] == [20, 1, 1]
    assert money.one_offs(ALWAYS, 2).pages == pages_of(21) == 2
