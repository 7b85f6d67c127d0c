"""The lists of invoices and lots: pages, filters, counts; against the rules of production code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from tests.unit.fse.makers import sealed_forms
from tests.unit.lots.makers import Concentrator, ShopDesk, answer, arl, payment

from binocle.adapters.sqlite import SqliteFollowUp
from binocle.adapters.sqlite.documents import invoice_of
from binocle.fse import InvoiceState, cancelling_dre_possible
from binocle.lots import InvoiceFilters, SecuredShare, SoughtPerson
from binocle.lots.treatment import LotGestures

EVERY = InvoiceFilters()


@pytest.fixture
def lists(shop: ShopDesk) -> SqliteFollowUp:
    return SqliteFollowUp(shop.desk.session)


@pytest.fixture
def day(shop: ShopDesk, concentrator: Concentrator) -> ShopDesk:
    """Two invoices sent, the second one with a DRE; a third one secured, a fourth one not."""
    shop.secure()
    shop.secure(rc=10000)
    shop.send_all()
    shop.secure()
    shop.desk.open()
    concentrator.may_come_again = True
    return shop


def numbers(page: Any) -> list[str]:
    return [row.standing.invoice.number[-3:] for row in page.rows]


@contextmanager
def counted(shop: ShopDesk) -> Iterator[list[str]]:
    """Keep the queries of a block."""
    asked: list[str] = []
    engine = shop.desk.session.connection.engine

    def remember(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    yield asked
    event.remove(engine, "before_cursor_execute", remember)


def test_what_waits_and_what_left(day: ShopDesk, lists: SqliteFollowUp) -> None:
    first, second, third, fourth = sorted(
        row.standing.invoice.number for row in lists.every_followed(EVERY)
    )
    waiting = lists.to_send(1)
    assert numbers(waiting) == [fourth[-3:], third[-3:]]
    assert [row.standing.state for row in waiting.rows] == [
        InvoiceState.CALCULATED,
        InvoiceState.SECURED,
    ]
    followed = lists.followed(EVERY, 1)
    assert [row.lots for row in followed.rows] == [(), (), ("027", "AAE"), ("027",)]
    assert [row.expected for row in followed.rows][2:] == [10009, 9]
    lots = lists.transmitted(1)
    assert [row.lot.number for row in lots.rows] == ["AAE", "027"]
    fund, insurer = lots.rows[1].lot.id, lots.rows[0].lot.id
    assert [line.standing.invoice.number for line in lists.lot_lines(fund)] == [second, first]
    assert [line.standing.invoice.number for line in lists.lot_lines(insurer)] == [second]
    for sought, found in (
        ("027", ["027"]),
        ("aae", ["AAE"]),
        (second.lstrip("0"), ["AAE", "027"]),
        (third, []),
    ):
        assert [row.lot.number for row in lists.transmitted(1, sought).rows] == found


def test_a_filter_keeps_what_the_rules_say(day: ShopDesk, lists: SqliteFollowUp) -> None:
    fund, insurer = day.lot("027"), day.lot("AAE")
    day.take(("ARL", arl("027")))
    paid, rejected = (line.standing.invoice for line in lists.lot_lines(fund.id))
    dre = answer(paid.number, amo=(9, "P", 9), amc=(10000, "P", 10000), kind="D")
    day.take(
        ("RSP", payment("027", answer(paid.number, amo=(9, "P", 9)))),
        ("RSP", payment("AAE", dre, insurer=True)),
    )
    assert insurer.number == "AAE"
    every = lists.every_followed(EVERY)
    for state in InvoiceState:
        wanted = [row.standing.invoice.number for row in every if row.standing.state is state]
        found = lists.every_followed(replace(EVERY, state=state))
        assert [row.standing.invoice.number for row in found] == wanted
    possible = [
        row.standing.invoice.number
        for row in every
        if cancelling_dre_possible(row.standing, day.desk.store.places(row.standing.invoice.number))
    ]
    found = lists.every_followed(replace(EVERY, cancellable=True))
    assert [row.standing.invoice.number for row in found] == possible == [paid.number]
    logos = [row for row in every if row.standing.logo is not None]
    assert (
        lists.followed(EVERY, 1).share == SecuredShare(len(every), len(logos)) == SecuredShare(4, 3)
    )
    assert [row.received is not None for row in every] == [
        row.standing.invoice.number == paid.number for row in every
    ]
    assert rejected.number != paid.number


def test_each_filter(day: ShopDesk, lists: SqliteFollowUp) -> None:
    for filters, count in (
        (EVERY, 4),
        (InvoiceFilters(client="smaux  nath"), 4),
        (InvoiceFilters(client="%"), 0),
        (InvoiceFilters(beneficiary=SoughtPerson("desm", "NATH", "2 55 06")), 4),
        (InvoiceFilters(beneficiary=SoughtPerson(first_name="MARIE")), 0),
        (InvoiceFilters(insured=SoughtPerson("DESMAUX", "", "255069999999934")), 4),
        (InvoiceFilters(insured=SoughtPerson("DURAND")), 0),
        (InvoiceFilters(first_day=date(2024, 5, 28), last_day=date(2024, 5, 28)), 4),
        (InvoiceFilters(first_day=date(2024, 5, 29)), 0),
        (InvoiceFilters(last_day=date(2024, 5, 27)), 0),
        (InvoiceFilters(updated_from=date(2024, 5, 28), updated_to=date(2024, 5, 28)), 3),
        (InvoiceFilters(updated_to=date(2024, 5, 27)), 0),
        (InvoiceFilters(lot="aae"), 1),
        (InvoiceFilters(lot="027"), 2),
        (InvoiceFilters(number="PROV-000001"), 0),
        (InvoiceFilters(by_hand=True), 0),
    ):
        assert lists.followed(filters, 1).total == count, filters


def test_a_number_is_found_without_its_zeros(day: ShopDesk, lists: SqliteFollowUp) -> None:
    number = lists.every_followed(EVERY)[0].standing.invoice.number
    for typed in (number, number.lstrip("0"), f" {number} "):
        (row,) = lists.followed(InvoiceFilters(number=typed), 1).rows
        assert row.standing.invoice.number == number


def test_a_page_has_twenty_rows_and_a_fixed_count_of_queries(
    shop: ShopDesk, lists: SqliteFollowUp
) -> None:
    for _ in range(3):
        shop.secure(rc=10000)
    few: list[int] = []
    for _ in range(2):
        with counted(shop) as asked:
            for page in (lists.to_send(1), lists.followed(EVERY, 1), lists.transmitted(1)):
                assert page.number == 1
        few.append(len(asked))
        for _ in range(19):
            made = shop.desk.open()
            shop.desk.store.keep_forms(made, sealed_forms(made))
        shop.send_all()
        shop.secure()
    assert few[0] == few[1]
    followed = lists.followed(EVERY, 2)
    assert (followed.number, followed.pages, followed.total) == (2, 3, 43)
    assert len(followed.rows) == 20
    assert [len(lists.followed(EVERY, page).rows) for page in (1, 3, 99)] == [20, 3, 3]
    assert lists.followed(EVERY, 99).number == 3
    assert lists.followed(EVERY, -1).number == 1
    seen = [n for page in (1, 2, 3) for n in numbers(lists.followed(EVERY, page))]
    assert len(set(seen)) == 43


def test_what_a_person_did_with_a_lot_is_on_its_line(day: ShopDesk, lists: SqliteFollowUp) -> None:
    fund = day.lot("027").id
    gestures = day.treatment.gestures
    assert gestures(day.lot("027")) == LotGestures(False, False, False, False)
    day.take(("ARL", arl("027", code="4025", label="REFUS")))
    assert gestures(day.lot("027")) == LotGestures(False, False, True, False)
    day.treatment.give_up(fund)
    assert gestures(day.lot("027")) == LotGestures(False, False, False, True)
    day.treatment.treat(fund)
    line = lists.followed_lot(fund)
    assert line is not None
    assert (line.lot.treated, line.by_hand, line.answered, line.newest) == (
        *("by-hand", True, False, True),
    )
    assert lists.followed(InvoiceFilters(by_hand=True), 1).total == 2
    assert gestures(day.lot("027")) == LotGestures(False, False, False, False)
    day.wait_until(31)
    assert gestures(day.lot("AAE")) == LotGestures(True, False, False, False)
    day.wait_until(31 + 4)
    assert gestures(day.lot("AAE")) == LotGestures(False, True, False, False)
    day.treatment.close(day.lot("AAE").id)
    closed = lists.followed_lot(day.lot("AAE").id)
    assert closed is not None
    assert closed.by_hand
    assert lists.followed_lot(999) is None


def test_forms_that_wait_again_are_to_be_sent(day: ShopDesk, lists: SqliteFollowUp) -> None:
    before = set(numbers(lists.to_send(1)))
    day.take(("ARL", arl("027", code="5001", label="REFUS")))
    day.treatment.give_up(day.lot("027").id)
    day.treatment.regroup(day.lot("027").id)
    again = set(numbers(lists.to_send(1))) - before
    assert len(again) == 2
    assert [row.lots for row in lists.followed(EVERY, 1).rows][2:] == [("AAE",), ()]


def test_the_most_recent_lot_of_a_number_wins(day: ShopDesk, lists: SqliteFollowUp) -> None:
    first = lists.newest_lot("027")
    assert first is not None
    day.desk.session.connection.exec_driver_sql(
        "UPDATE counter SET last = 26 WHERE series = 'lot:F'"
    )
    day.send_all()
    newest = lists.newest_lot("027")
    assert newest is not None
    assert newest.id > first.id
    assert [row.newest for row in lists.transmitted(1, "027").rows] == [True, False]
    assert lists.newest_lot("999") is None


@pytest.mark.parametrize(("files", "secured", "percent"), [(23, 19, 83), (21, 18, 86), (0, 0, 0)])
def test_the_share_is_as_printed(files: int, secured: int, percent: int) -> None:
    assert SecuredShare(files, secured).percent == percent


def test_what_is_listed_is_what_the_invoices_say(day: ShopDesk, lists: SqliteFollowUp) -> None:
    """Whoever writes an invoice, triggers keep its row of the narrow table."""
    first = day.desk.store.standings()[-1].invoice.number
    day.take(("ARL", arl("027")), ("RSP", payment("027", answer(first, amo=(9, "P", 9)))))
    run = day.desk.session.connection.exec_driver_sql
    run("UPDATE invoice SET document = json_set(document, '$.patient.name', 'FICTIVE')"
        " WHERE state = 'calculated'")  # fmt: skip
    rows = run(
        "SELECT i.document, i.state, i.amo_state, i.amc_state, i.generation, l.* FROM invoice i"
        " LEFT JOIN invoice_listed l USING (number)"
    ).mappings()
    listed = list(rows)
    assert len(listed) == 4
    for row in listed:
        made = invoice_of(row["document"])
        assert (row["day"], row["name"], row["first_name"], row["mode"]) == (
            *(made.invoice_date.isoformat(), made.patient.name, made.patient.first_name),
            made.mode.value,
        )
        assert (row["nir"], row["own_nir"]) == (made.patient.nir.compact, None)
    states = run(
        "SELECT count(*) FROM invoice i JOIN invoice_listed l USING (number) WHERE"
        " (i.state, i.amo_state, i.amc_state, i.generation)"
        " = (l.state, l.amo_state, l.amc_state, l.generation)"
    ).scalar_one()
    assert states == 4
    assert lists.followed(InvoiceFilters(client="fictive"), 1).total == 1
