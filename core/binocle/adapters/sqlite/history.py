"""The history of the former engine in SQLite (TEL-07).

Law of this file: its tables touch no other one; what was answered is tied to its lot when it is
read, so files may come in any order.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    exists,
    func,
    insert,
    or_,
    select,
)

from binocle.kernel import Cents
from binocle.lots import PAGE_ROWS, HistoryPage, Page, PastAnswer, PastFile, PastInvoice, PastLot

from .engine import Session
from .follow_up import nearest, sought_invoice
from .schema import metadata

past_file = Table(
    "past_file",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

past_lot = Table(
    "past_lot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", Text, ForeignKey("past_file.sha256"), nullable=False),
    Column("number", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("printed", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("flag", Text, nullable=False),
    Index("past_lot_by_number", "number", "recipient", "day"),
)

past_invoice = Table(
    "past_invoice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lot_id", Integer, ForeignKey("past_lot.id"), nullable=False, index=True),
    Column("number", Text, nullable=False, index=True),
    Column("nir", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("amo_cents", Integer, nullable=False),
    Column("amc_cents", Integer, nullable=False),
)

past_answer = Table(
    "past_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", Text, ForeignKey("past_file.sha256"), nullable=False),
    Column("lot", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("lot_day", Text, nullable=True),
    Column("invoice", Text, nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("paid_cents", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("told_on", Text, nullable=True),
    Index("past_answer_by_lot", "lot", "recipient", "lot_day"),
)

MOST_STRAYS = 100
"""Answers without a lot that a page shows."""

_ITS_LOT = (
    (past_lot.c.number == past_answer.c.lot)
    & (past_lot.c.recipient == past_answer.c.recipient)
    & (past_lot.c.day == past_answer.c.lot_day)
)


class SqliteHistoryStore:
    """Implements :class:`binocle.lots.HistoryStore`."""

    def __init__(self, session: Session) -> None:
        """Work on the program's session."""
        self._session = session

    def knows_file(self, sha256: str) -> bool:
        """Say whether the very same bytes were taken before."""
        query = select(exists().where(past_file.c.sha256 == sha256))
        return bool(self._session.connection.execute(query).scalar_one())

    def keep_file(self, name: str, content: bytes, held: PastFile) -> None:
        """Keep a file and what it holds."""
        sha256, run = hashlib.sha256(content).hexdigest(), self._session.connection.execute
        with self._session.transaction():
            run(
                insert(past_file),
                {
                    "sha256": sha256,
                    "name": name,
                    "form": held.form.value,
                    "content": content,
                },
            )
            for lot in held.lots:
                self._keep_lot(sha256, lot)
            if held.answers:
                run(insert(past_answer), [_answer_row(sha256, each) for each in held.answers])
            self._session.tell(f"history {name} {sha256}")

    def _keep_lot(self, sha256: str, lot: PastLot) -> None:
        run = self._session.connection.execute
        values = {
            "file": sha256,
            "number": lot.number,
            "recipient": lot.recipient,
            "printed": lot.printed,
            "day": lot.day.isoformat(),
            "flag": lot.flag,
        }
        lot_id = run(insert(past_lot).returning(past_lot.c.id), values).scalar_one()
        run(
            insert(past_invoice),
            [
                {
                    "lot_id": lot_id,
                    "number": each.number,
                    "nir": each.nir,
                    "day": each.day.isoformat(),
                    "total_cents": each.total,
                    "amo_cents": each.amo,
                    "amc_cents": each.amc,
                }
                for each in lot.invoices
            ],
        )

    def page(self, page: int, sought: str) -> HistoryPage:
        """Return the lots of a number, or that carry an invoice, the newest first."""
        run, sought = self._session.connection.execute, sought.strip().upper()
        carried = select(past_invoice.c.lot_id).where(
            past_invoice.c.number == sought_invoice(sought)
        )
        where = [or_(past_lot.c.number == sought, past_lot.c.id.in_(carried))] if sought else []
        total = run(select(func.count()).select_from(past_lot).where(*where)).scalar_one()
        number = nearest(page, total)
        query = (
            select(past_lot)
            .where(*where)
            .order_by(past_lot.c.day.desc(), past_lot.c.id.desc())
            .limit(PAGE_ROWS)
            .offset((number - 1) * PAGE_ROWS)
        )
        lots = tuple(self._lot(row) for row in run(query).all())
        return HistoryPage(Page(lots, number, total), self._strays(sought))

    def _strays(self, sought: str) -> tuple[PastAnswer, ...]:
        query = select(past_answer).where(~exists().where(_ITS_LOT))
        if sought:
            numbers = (past_answer.c.lot == sought, past_answer.c.invoice == sought_invoice(sought))
            query = query.where(or_(*numbers))
        rows = self._session.connection.execute(query.order_by(past_answer.c.id).limit(MOST_STRAYS))
        return tuple(map(_answer, rows))

    def _lot(self, row: Row[Any]) -> PastLot:
        run = self._session.connection.execute
        told = [
            _answer(each)
            for each in run(
                select(past_answer)
                .where(
                    past_answer.c.lot == row.number,
                    past_answer.c.recipient == row.recipient,
                    past_answer.c.lot_day == row.day,
                )
                .order_by(past_answer.c.id)
            )
        ]
        held = run(
            select(past_invoice)
            .where(past_invoice.c.lot_id == row.id)
            .order_by(past_invoice.c.number)
        )
        return PastLot(
            number=row.number,
            recipient=row.recipient,
            printed=row.printed,
            day=date.fromisoformat(row.day),
            flag=row.flag,
            invoices=tuple(_invoice(each, told) for each in held),
            told=tuple(each for each in told if not each.invoice),
        )


def _invoice(row: Row[Any], told: Sequence[PastAnswer]) -> PastInvoice:
    return PastInvoice(
        number=row.number,
        nir=row.nir,
        day=date.fromisoformat(row.day),
        total=Cents(row.total_cents),
        amo=Cents(row.amo_cents),
        amc=Cents(row.amc_cents),
        answers=tuple(each for each in told if each.invoice == row.number),
    )


def _answer_row(sha256: str, answer: PastAnswer) -> dict[str, Any]:
    return {
        "file": sha256,
        "lot": answer.lot,
        "recipient": answer.recipient,
        "lot_day": answer.lot_day.isoformat() if answer.lot_day else None,
        "invoice": answer.invoice,
        "part": answer.part,
        "state": answer.state,
        "paid_cents": answer.paid,
        "label": answer.label,
        "told_on": answer.on.isoformat() if answer.on else None,
    }


def _answer(row: Row[Any]) -> PastAnswer:
    return PastAnswer(
        lot=row.lot,
        recipient=row.recipient,
        lot_day=date.fromisoformat(row.lot_day) if row.lot_day else None,
        invoice=row.invoice,
        part=row.part,
        state=row.state,
        paid=Cents(row.paid_cents),
        label=row.label,
        on=date.fromisoformat(row.told_on) if row.told_on else None,
    )
