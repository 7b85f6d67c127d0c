"""How SQLite finds what the matching of a return and the audit ask for: never row after row."""

import sqlite3
from collections.abc import Callable
from typing import cast

import pytest
from tests.unit.lots.makers import INSURER, ShopDesk
from tests.unit.lots.written import bank, moved, noemie, of_kind, one_off, rejected, told

from binocle.lots import Auditor

FIRST, SECOND, STRANGER = "000000001", "000000002", "000000077"
SMALL = ("shop_settings",)
"""Tables that never grow."""
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE")


def plans(shop: ShopDesk, work: Callable[[], object]) -> dict[str, list[str]]:
    """Every statement that a work runs, with the steps of its plan."""
    driver = cast(sqlite3.Connection, shop.desk.session.connection.connection.dbapi_connection)
    run: list[str] = []
    driver.set_trace_callback(run.append)
    work()
    driver.set_trace_callback(None)
    return {
        each: [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {each}")]
        for each in dict.fromkeys(run)
        if each.lstrip().upper().startswith(KINDS)
    }


def scans(found: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The steps that go through a table row after row, each with its statement."""
    return [
        (step, statement)
        for statement, steps in found.items()
        for step in steps
        if step.startswith("SCAN") and step.split()[1] not in SMALL
    ]


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    """Invoice 1 with a DRE and invoice 2 without, sent: lots 027 and AAE."""
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


def of_the_fund() -> bytes:
    """All that a return may hold: answers of every kind, a stranger, a debt, a lump sum."""
    back = moved("DETTE1", "CIN", 4, balance=4)
    return noemie(
        bank(
            "1FR",
            of_kind(
                "01",
                told(FIRST, amo=(9, "P", 9)),
                told(SECOND, amo=(9, "R", 0), more=[rejected()]),
                told(STRANGER, lot="888", amo=(9, "P", 9), more=[back]),
            ),
            of_kind("03", one_off("AIDE", 100)),
        )
    )


def of_the_insurer() -> bytes:
    answer = told(FIRST, lot="AAE", amc=(10000, "P", 10000), type="D")
    return noemie(bank("2FR", of_kind("01", answer)), sender=INSURER, file="000002")


def test_matching_never_goes_through_a_table(sent: ShopDesk) -> None:
    found = plans(sent, lambda: sent.take(("RSP", of_the_fund()), ("RSP", of_the_insurer())))
    assert {row.outcome for row in sent.returns.set_aside()} == set(), "both are matched"
    tables = " ".join(found)
    for table in ("transfer_part", "return_signal", "debt_movement", "one_off", "invoice_event"):
        assert f"INSERT INTO {table} " in tables
    assert any("USING INDEX" in step for steps in found.values() for step in steps)
    assert scans(found) == []


def test_an_audit_sorts_no_journal_and_goes_through_transfers_alone(sent: ShopDesk) -> None:
    sent.take(("RSP", of_the_fund()), ("RSP", of_the_insurer()))
    auditor = Auditor(invoices=sent.desk.store, returns=sent.returns)
    found = plans(sent, lambda: list(auditor.findings()))
    assert {step.split()[1] for step, _ in scans(found)} <= {"transfer"}
    journals = [steps for each, steps in found.items() if "FROM invoice_event" in each]
    assert journals
    assert not any("USE TEMP B-TREE FOR ORDER BY" in steps for steps in journals), "sorted whole"
