"""The money that returns announce, in SQLite: transfers and all that explains them."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, select, update

from binocle.kernel import Cents
from binocle.lots import (
    DebtMoved,
    KeptTransfer,
    OneOffPaid,
    Posting,
    Signal,
    Transfer,
    TransferOpened,
)

from . import schema, schema_bank
from .engine import Session

_NEW_TRANSFER = insert(schema.transfer).returning(schema.transfer.c.id)
_CLOSE_TRANSFER = (
    update(schema.transfer)
    .where(schema.transfer.c.id == bindparam("wanted"))
    .values(amount_cents=bindparam("amount"), moves=bindparam("money"))
)
_NEW_POSTING = insert(schema.transfer_part)
_NEW_SIGNAL = insert(schema.return_signal)
_NEW_MOVEMENT = insert(schema.debt_movement)
_NEW_ONE_OFF = insert(schema.one_off).returning(schema.one_off.c.id)
_NEW_DETAIL = insert(schema.one_off_detail)

_AT_ONCE = 500
"""Postings that are held together while all of them are gone through."""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class SqliteMoney:
    """The part of :class:`binocle.lots.ReturnStore` that keeps and tells money."""

    def __init__(self, session: Session) -> None:
        """Work on the program's session."""
        self._session = session

    # -- kept as a return is read ---------------------------------------------------------------

    def open_transfer(self, message_id: str, told: TransferOpened) -> int:
        """Keep a transfer whose amount is not known yet; return its identifier."""
        values = {
            "message": message_id,
            "day": told.day.isoformat(),
            "label": told.label,
            "line_1": told.lines[0],
            "line_2": told.lines[1],
            "payer": told.payer,
            "amount_cents": 0,
            "moves": False,
        }
        return int(self._session.run(_NEW_TRANSFER, values).fetchone()[0])

    def close_transfer(self, transfer_id: int, amount: Cents, *, moves: bool) -> None:
        """Say what the bank pays, and whether any money moves at all."""
        self._session.run(
            _CLOSE_TRANSFER, {"wanted": transfer_id, "amount": amount, "money": moves}
        )

    def keep_posting(self, posting: Posting, signals: Sequence[Signal], at: datetime) -> None:
        """Keep what a transfer says of a part, with its rejects and signallings."""
        values = {
            "transfer_id": posting.transfer_id,
            "number": posting.number,
            "part": posting.part,
            "asked_cents": posting.asked,
            "paid_cents": posting.paid,
            "state": posting.state,
            "lot_id": posting.lot_id,
            "tied": posting.tied,
            "tied_at": at.isoformat() if posting.tied else None,
            "told": json.dumps(dict(posting.told), ensure_ascii=False) if posting.told else "{}",
        }
        kept = self._session.run(_NEW_POSTING, values)
        rows = [
            {
                "transfer_part_id": kept.lastrowid,
                "code": signal.code,
                "label": signal.label,
                "level": signal.level,
                "line": signal.line,
                "act": signal.act,
                "care_on": _iso(signal.care_on),
                "extra": signal.extra,
            }
            for signal in signals
        ]
        if rows:
            self._session.run(_NEW_SIGNAL, rows)

    def keep_movement(self, transfer_id: int, number: str, moved: DebtMoved) -> None:
        """Keep the movement of a debt, of an invoice or, without a number, alone."""
        self._session.run(
            _NEW_MOVEMENT,
            {
                "transfer_id": transfer_id,
                "number": number,
                "reference": moved.reference,
                "day": moved.on.isoformat(),
                "nature": moved.nature,
                "operation": moved.operation,
                "amount_cents": moved.amount,
                "balance_cents": moved.balance,
                "line": moved.line,
            },
        )

    def keep_one_off(self, transfer_id: int, paid: OneOffPaid) -> None:
        """Keep a payment that answers no invoice, with its details."""
        values = {"transfer_id": transfer_id, "code": paid.code, "amount_cents": paid.amount}
        (one_off_id,) = self._session.run(_NEW_ONE_OFF, values).fetchone()
        rows = [
            {
                "one_off_id": one_off_id,
                "code": detail.code,
                "label": detail.label,
                "nir": detail.nir,
                "birth_date": detail.birth_date,
                "birth_rank": detail.birth_rank,
                "period": detail.period,
                "period_from": _iso(detail.period_from),
                "period_to": _iso(detail.period_to),
                "amount_cents": detail.amount,
            }
            for detail in paid.details
        ]
        if rows:
            self._session.run(_NEW_DETAIL, rows)

    def tie(self, posting_id: int, number: str, way: str, at: datetime) -> None:
        """Tie a posting to a file."""
        table = schema.transfer_part
        self._session.connection.execute(
            update(table)
            .where(table.c.id == posting_id)
            .values(number=number, tied=way, tied_at=at.isoformat())
        )
        self._session.tell(f"posting {posting_id} tied {way} {number}")

    def untie(self, posting_id: int, number: str) -> None:
        """Take a posting off its file, under the number that the return gave it."""
        table = schema.transfer_part
        with self._session.transaction():
            self._session.connection.execute(
                update(table)
                .where(table.c.id == posting_id)
                .values(number=number, tied="", tied_at=None)
            )
            self._session.tell(f"posting {posting_id} untied {number}")

    # -- told -----------------------------------------------------------------------------------

    def transfers(self, *, limit: int = 1000) -> tuple[Transfer, ...]:
        """Return the payments that move money, the oldest first."""
        return tuple(kept.transfer for kept in self.kept_transfers(limit=limit))

    def kept_transfers(self, *, limit: int | None = 1000) -> tuple[KeptTransfer, ...]:
        """Return the payments that move money, each with what explains it, the oldest first."""
        newest = kept_transfers().order_by(schema.transfer.c.id.desc()).limit(limit)
        rows = self._session.connection.execute(newest).all()
        return tuple(kept_transfer(row) for row in reversed(rows))

    def postings(
        self, *, number: str | None = None, transfer_id: int | None = None
    ) -> tuple[Posting, ...]:
        """Return what was said of an invoice, or by a transfer, the oldest first."""
        table = schema.transfer_part
        query = select(table).order_by(table.c.id)
        if number is not None:
            query = query.where(table.c.number == number)
        if transfer_id is not None:
            query = query.where(table.c.transfer_id == transfer_id)
        return tuple(posting_of(row) for row in self._session.connection.execute(query))

    def every_posting(self) -> Iterator[Posting]:
        """Yield what was said of every part, the oldest first, some hundreds held at a time."""
        table, after = schema.transfer_part, 0
        query = select(table).order_by(table.c.id).limit(_AT_ONCE)
        while rows := self._session.connection.execute(query.where(table.c.id > after)).all():
            yield from map(posting_of, rows)
            after = rows[-1].id

    def posting(self, posting_id: int) -> Posting | None:
        """Return what was said of a part, by its identifier."""
        query = select(schema.transfer_part).where(schema.transfer_part.c.id == posting_id)
        row = self._session.connection.execute(query).one_or_none()
        return posting_of(row) if row else None

    def untied(self) -> tuple[Posting, ...]:
        """Return what no file has yet, the oldest first."""
        table = schema.transfer_part
        query = select(table).where(table.c.tied == "").order_by(table.c.id)
        return tuple(posting_of(row) for row in self._session.connection.execute(query))

    def strangers(self) -> tuple[Posting, ...]:
        """Return what is of no lot of ours and of no file yet ("RSP non rapproché")."""
        return tuple(posting for posting in self.untied() if posting.lot_id is None)

    def movements(self, *, reference: str | None = None) -> tuple[DebtMoved, ...]:
        """Return the movements of debts, of one or of all, the oldest first."""
        table = schema.debt_movement
        query = select(table).order_by(table.c.id)
        if reference is not None:
            query = query.where(table.c.reference == reference)
        return tuple(debt_moved(row) for row in self._session.connection.execute(query))


def kept_transfers() -> Select[Any]:
    """Return the query of the payments that move money, with the sums that explain each."""
    table = schema.transfer
    seen = schema_bank.bank_line.alias()
    bank = select(seen.c.day).where(seen.c.transfer_id == table.c.id)
    return select(
        table,
        _sum_of(schema.transfer_part, "paid_cents").label("postings"),
        _sum_of(schema.debt_movement, "amount_cents").label("movements"),
        _sum_of(schema.one_off, "amount_cents").label("one_offs"),
        bank.scalar_subquery().label("bank_day"),
    ).where(table.c.moves)


def _sum_of(table: Any, column: str) -> Any:
    """Return the sum of the rows of a transfer in a table."""
    total = select(func.coalesce(func.sum(table.c[column]), 0))
    # The query around it may hold the same table for a reason of its own.
    own = total.where(table.c.transfer_id == schema.transfer.c.id).correlate(schema.transfer)
    return own.scalar_subquery()


def kept_transfer(row: Row[Any]) -> KeptTransfer:
    """Return what a row of :func:`kept_transfers` says."""
    return KeptTransfer(
        id=row.id,
        transfer=Transfer(
            date.fromisoformat(row.day), row.label, row.payer, Cents(row.amount_cents)
        ),
        postings=Cents(row.postings),
        movements=Cents(row.movements),
        one_offs=Cents(row.one_offs),
        line_1=row.line_1,
        bank_day=date.fromisoformat(row.bank_day) if row.bank_day else None,
    )


def debt_moved(row: Row[Any]) -> DebtMoved:
    """Return the movement of a debt that a row says."""
    return DebtMoved(
        reference=row.reference,
        on=date.fromisoformat(row.day),
        nature=row.nature,
        operation=row.operation,
        amount=Cents(row.amount_cents),
        balance=None if row.balance_cents is None else Cents(row.balance_cents),
        line=row.line,
    )


def posting_of(row: Row[Any]) -> Posting:
    """Return what a row says of a part."""
    return Posting(
        id=row.id,
        transfer_id=row.transfer_id,
        number=row.number,
        part=row.part,
        asked=None if row.asked_cents is None else Cents(row.asked_cents),
        paid=Cents(row.paid_cents),
        state=row.state,
        lot_id=row.lot_id,
        tied=row.tied,
        told=json.loads(row.told) if row.told != "{}" else {},
    )
