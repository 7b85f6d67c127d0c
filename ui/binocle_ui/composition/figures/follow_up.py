"""The tabs of lots, invoices, transfers and one-off operations over a year of invoices.

One claim is lived, its rows are copied as often as a year has claims, 100 a lot, each part by a
transfer of its own; the bare baseline
is what SQLite itself needs for the rows of one page and their count, in the same database.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from statistics import median
from typing import cast

from binocle.fse import InvoiceState
from binocle.lots import InvoiceFilters, Period, SoughtPerson, TransferFilters

from .claims import Shop, open_shop
from .model import Effort, Figure, seconds

TAB_MS = 50
LOT = 100
"""Invoices of a lot."""

_COPIES = (
    """INSERT INTO invoice (number, opened_at, document, total_cents, amo_cents, amc_cents, state,
           amo_state, amc_state, amo_paid_cents, amc_paid_cents, generation, replaced_by)
       SELECT printf('%09d', 1000 + n), opened_at,
           json_set(document, '$.number', printf('%09d', 1000 + n),
               '$.patient.name', 'FICTIF' || (n % 997)),
           total_cents, amo_cents, amc_cents, state, amo_state, amc_state,
           amo_paid_cents, amc_paid_cents, generation, replaced_by
       FROM invoice, n WHERE number = :number""",
    """INSERT INTO invoice_event (number, at, kind, facts)
       SELECT printf('%09d', 1000 + n), at, kind, facts FROM n, invoice_event
       WHERE number = :number""",
    """INSERT INTO form SELECT printf('%09d', 1000 + n), flow, generation, records, signature,
           certificate, signed_at, vitale_signature, vitale_certificate
       FROM n, form WHERE number = :number""",
    """INSERT INTO lot (id, number, recipient, recipient_number, flow, flag, day, state, file_name,
           label, sent_on, treated, partner, marking)
       SELECT id + 10 * (1 + n / :lot), number, recipient, recipient_number, flow, flag, day, state,
           '', label, sent_on, treated, partner, marking
       FROM n, lot WHERE id < 10 AND n % :lot = 0""",
    """INSERT INTO lot_event (lot_id, at, kind, facts)
       SELECT lot_id + 10 * (1 + n / :lot), at, kind, facts FROM n, lot_event
       WHERE lot_id < 10 AND n % :lot = 0""",
    """INSERT INTO lot_form (lot_id, number, flow, generation, released)
       SELECT lot_id + 10 * (1 + n / :lot), printf('%09d', 1000 + n), flow, generation, released
       FROM n, lot_form WHERE number = :number""",
    """INSERT INTO transfer (id, message, day, label, line_1, line_2, payer, amount_cents, moves)
       SELECT id + 10 * (1 + n), message, date(day, '-' || (n % 365) || ' days'), label || n,
           line_1 || n, line_2, payer, amount_cents, moves FROM n, transfer WHERE id < 10""",
    """INSERT INTO transfer_part (transfer_id, number, part, asked_cents, paid_cents, state, lot_id,
           tied, told)
       SELECT transfer_id + 10 * (1 + n), printf('%09d', 1000 + n), part, asked_cents, paid_cents,
           state, lot_id, tied, told FROM n, transfer_part WHERE transfer_id < 10""",
)

_BARE = (
    "SELECT document, state, amo_state, amc_state FROM invoice ORDER BY number DESC LIMIT 20",
    "SELECT count(*) FROM invoice",
)


def tabs(effort: Effort) -> tuple[Figure, ...]:
    """Measure the slowest tab, and the slowest filter, beside a bare reading of a page."""
    with open_shop() as shop:
        shop.live_day(1)
        _copy(shop, effort.followed)
        bare = cast(sqlite3.Connection, shop.desk.session.connection.connection.dbapi_connection)

        def read_bare() -> None:
            for statement in _BARE:
                bare.execute(statement).fetchall()

        baseline = _ms(read_bare, effort)
        return tuple(
            Figure(
                name,
                value=max(_ms(read, effort) for read in reads.values()),
                unit="ms",
                bar=TAB_MS,
                baseline=baseline,
                at_most=True,
            )
            for name, reads in (
                ("follow_up", _tabs(shop, effort)),
                ("follow_up_filtered", _filtered(shop)),
            )
        )


def _ms(read: Callable[[], object], effort: Effort) -> float:
    return 1000 * median(seconds(read) for _ in range(effort.repeats))


def _copy(shop: Shop, count: int) -> None:
    """Have a year of the one claim that was lived."""
    session = shop.desk.session
    (standing,) = shop.desk.invoices.standings()
    driver = cast(sqlite3.Connection, session.connection.connection.dbapi_connection)
    values = {"number": standing.invoice.number, "lot": LOT}
    with session.transaction():
        driver.execute("CREATE TEMP TABLE n (n INTEGER PRIMARY KEY)")
        driver.executemany("INSERT INTO n VALUES (?)", ((rank,) for rank in range(count)))
        for statement in _COPIES:
            driver.execute(statement, values)


def _tabs(shop: Shop, effort: Effort) -> Mapping[str, Callable[[], object]]:
    lists, money, every = shop.desk.follow_up, shop.desk.money, InvoiceFilters()
    month = Period(date(2024, 4, 29), date(2024, 5, 29))
    return {
        "to_send": lambda: lists.to_send(1),
        "transmitted": lambda: lists.transmitted(1),
        "followed": lambda: lists.followed(every, 1),
        "last_page": lambda: lists.followed(every, effort.followed),
        "transfers": lambda: money.transfers(TransferFilters(month), 1),
        "one_offs": lambda: money.one_offs(month, 1),
        "withholdings": lambda: money.withholdings(month, 1),
    }


def _filtered(shop: Shop) -> Mapping[str, Callable[[], object]]:
    lists, day = shop.desk.follow_up, date(2024, 5, 28)
    sought = (
        InvoiceFilters(client="FICTIF99"),
        InvoiceFilters(insured=SoughtPerson(name="FICTIF99")),
        InvoiceFilters(first_day=day, last_day=day),
        InvoiceFilters(updated_from=day, updated_to=day),
        InvoiceFilters(lot="027"),
        InvoiceFilters(state=InvoiceState.PAID),
        InvoiceFilters(cancellable=True),
        InvoiceFilters(by_hand=True),
    )

    def read(filters: InvoiceFilters) -> Callable[[], object]:
        return lambda: lists.followed(filters, 1)

    money = shop.desk.money
    return {str(rank): read(filters) for rank, filters in enumerate(sought)} | {
        "every_transfer": lambda: money.transfers(TransferFilters(), 1),
        "unseen": lambda: money.transfers(TransferFilters(unseen=True), 1),
    }
