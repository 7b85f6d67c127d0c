"""Returns, and the money that they announce, in SQLite."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, func, insert, select, update

from binocle.fse import (
    PartEvent,
    PartState,
    money_of,
    next_part_state,
)
from binocle.fse.wire import InvoiceStart, InvoiceTotal
from binocle.kernel import Cents, Facts
from binocle.lots import (
    Asked,
    IncomingMessage,
    Lot,
    SetAside,
)
from binocle.wire import Record

from . import schema
from .engine import Session
from .invoices import SqliteFseStore
from .money import SqliteMoney

_STANDS = (
    schema.invoice.c.amo_state,
    schema.invoice.c.amo_paid_cents,
    schema.invoice.c.amc_state,
    schema.invoice.c.amc_paid_cents,
)
_ASKED_IN_LOT = (
    select(schema.form.c.records, *_STANDS)
    .join(
        schema.lot_form,
        (schema.lot_form.c.number == schema.form.c.number)
        & (schema.lot_form.c.flow == schema.form.c.flow)
        & (schema.lot_form.c.generation == schema.form.c.generation),
    )
    .join(schema.invoice, schema.invoice.c.number == schema.form.c.number)
    .where(
        schema.form.c.number == bindparam("wanted"),
        schema.lot_form.c.lot_id == bindparam("wanted_lot"),
    )
)
PARTS = ("amo", "amc")
_STATES = {state.value: state for state in PartState}


def _place(table: type[Record], name: str, *, from_end: int = 0) -> slice:
    """Return where a zone of a form's first record is, or of its last one, counted from the end."""
    zone = next(zone for zone in table.ZONES if zone.name == name)
    return slice(zone.first - 1 - from_end, zone.last - from_end or None)


_BIRTH, _RANK = (_place(InvoiceStart, name) for name in ("birth_date", "birth_rank"))
_NIR, _NIR_KEY, _AMO, _AMC = (
    _place(InvoiceTotal, name, from_end=InvoiceTotal.LENGTH)
    for name in ("nir", "nir_key", "total_amo", "total_amc")
)


def _moves(*parts: str) -> Update:
    """Return what sets the states of parts of an invoice and adds to what was paid of them."""
    table = schema.invoice
    values: dict[str, Any] = {f"{part}_state": bindparam(f"{part}_after") for part in parts}
    values |= {
        f"{part}_paid_cents": table.c[f"{part}_paid_cents"] + bindparam(f"{part}_more")
        for part in parts
    }
    return update(table).where(table.c.number == bindparam("wanted")).values(values)


_MOVE_PARTS: Mapping[tuple[str, ...], Update] = {
    parts: _moves(*parts) for parts in (("amo",), ("amc",), PARTS)
}
_PARTS = select(*_STANDS).where(schema.invoice.c.number == bindparam("wanted"))


class SqliteReturnStore(SqliteMoney):
    """Implements :class:`binocle.lots.ReturnStore`."""

    def __init__(self, session: Session, invoices: SqliteFseStore) -> None:
        """Work on the program's session, beside its invoices."""
        super().__init__(session)
        self._invoices = invoices

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction()

    def keep_message(self, message: IncomingMessage) -> None:
        """Keep a return whole before anything is read in it; again is the same.

        Other bytes under a known name are another return: a peer whose names began anew.
        """
        digest = hashlib.sha256(message.content).hexdigest()
        with self._session.transaction():
            known = self._digest_of(message.id)
            if known not in (None, digest):
                message = replace(message, id=f"{message.id}~{digest[:12]}")
                known = self._digest_of(message.id)
            if known is not None:
                return
            self._session.connection.execute(
                insert(schema.incoming_message),
                {
                    "id": message.id,
                    "kind": message.kind,
                    "name": message.name,
                    "content": message.content,
                    "sha256": digest,
                    "taken_at": message.taken_at.isoformat(),
                },
            )
            self._session.tell(f"return {message.id} {message.kind} {digest}")

    def _digest_of(self, message_id: str) -> str | None:
        table = schema.incoming_message
        query = select(table.c.sha256).where(table.c.id == message_id)
        found: str | None = self._session.connection.execute(query).scalar_one_or_none()
        return found

    def matched(self, kind: str) -> tuple[IncomingMessage, ...]:
        """Return the returns of a kind that were matched, in the order of their arrival."""
        return tuple(map(self.message, self.matched_ids(kind)))

    def matched_ids(self, kind: str) -> Sequence[str]:
        """Return the names of the matched returns of a kind, in the order of their arrival."""
        return self._ids("matched", schema.incoming_message.c.kind == kind)

    def untreated(self) -> tuple[IncomingMessage, ...]:
        """Return the returns that nobody treated, in the order of their arrival."""
        return tuple(map(self.message, self.untreated_ids()))

    def untreated_ids(self) -> Sequence[str]:
        """Return the names of the returns that nobody treated, in the order of their arrival."""
        return self._ids("")

    def _ids(self, outcome: str, *conditions: ColumnElement[bool]) -> Sequence[str]:
        table = schema.incoming_message
        query = select(table.c.id).where(table.c.outcome == outcome, *conditions)
        found = self._session.connection.execute(query.order_by(table.c.taken_at, table.c.id))
        return found.scalars().all()

    def message(self, message_id: str) -> IncomingMessage:
        """Return one return, whole; ``KeyError`` when there is none."""
        table = schema.incoming_message
        query = select(table).where(table.c.id == message_id)
        row = self._session.connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(message_id)
        return IncomingMessage(
            id=row.id,
            kind=row.kind,
            name=row.name,
            content=row.content,
            taken_at=datetime.fromisoformat(row.taken_at),
        )

    def orphan(self, message_id: str) -> IncomingMessage | None:
        """Return a return that was set aside because nothing in it was ours."""
        return self.message(message_id) if message_id in self._ids("orphan") else None

    def is_duplicate(self, message: IncomingMessage) -> bool:
        """Say whether the very same bytes were matched before."""
        table = schema.incoming_message
        query = select(func.count()).where(
            table.c.sha256 == hashlib.sha256(message.content).hexdigest(),
            table.c.outcome == "matched",
        )
        return bool(self._session.connection.execute(query).scalar_one())

    def settle_message(
        self, message_id: str, outcome: str, code: str = "", facts: Facts | None = None
    ) -> None:
        """Say what became of a return: ``matched``, ``duplicate``, ``orphan`` or ``refused``."""
        table = schema.incoming_message
        told = json.dumps(dict(facts or {}), ensure_ascii=False)
        with self._session.transaction():
            self._session.connection.execute(
                update(table)
                .where(table.c.id == message_id)
                .values(outcome=outcome, code=code, facts=told)
            )
            self._session.tell(f"return {message_id} {outcome} {code}".rstrip())

    def set_aside(self) -> tuple[SetAside, ...]:
        """Return the returns that were not matched, the oldest first."""
        table = schema.incoming_message
        query = select(table.c.id, table.c.outcome, table.c.code, table.c.facts).where(
            table.c.outcome.in_(("duplicate", "orphan", "refused"))
        )
        rows = self._session.connection.execute(query.order_by(table.c.taken_at, table.c.id))
        return tuple(SetAside(row.id, row.outcome, row.code, json.loads(row.facts)) for row in rows)

    def asked(self, number: str, lot: Lot) -> Asked | None:
        """Return what an invoice's form in a lot asks; nothing when it is not there."""
        wanted = {"wanted": number, "wanted_lot": lot.id}
        found = self._session.run(_ASKED_IN_LOT, wanted).fetchone()
        if found is None:
            return None
        records, *stands = found
        return asked_in(records, _stands(*stands))

    def last_return_of(self, number: str) -> datetime | None:
        """Return when the newest answer about an invoice was matched."""
        table = schema.invoice_event
        query = select(func.max(table.c.at)).where(
            table.c.number == number, table.c.kind.startswith("Part")
        )
        at = self._session.connection.execute(query).scalar_one()
        return datetime.fromisoformat(at) if at else None

    def apply_part(self, number: str, part: str, event: PartEvent, at: datetime) -> bool:
        """Move the ``amo`` or ``amc`` part of an invoice; False when its table refuses it."""
        state, _ = _stands(*self._session.run(_PARTS, {"wanted": number}).fetchone())[part]
        after = next_part_state(state, event)
        if after is None:
            return False
        self.move_parts(number, {part: (event, after)}, at)
        return True

    def move_parts(
        self, number: str, moves: Mapping[str, tuple[PartEvent, PartState]], at: datetime
    ) -> None:
        """Keep what events did to parts of an invoice, and the events, in their order."""
        values: dict[str, Any] = {"wanted": number}
        for part, (event, after) in moves.items():
            values[f"{part}_after"] = after.value
            values[f"{part}_more"] = money_of(event) or 0
        self._session.run(_MOVE_PARTS[tuple(moves)], values)
        events = {part: event for part, (event, _) in moves.items()}
        self._invoices.remember_parts(number, events, at)


def _stands(
    amo: str, amo_paid: int, amc: str, amc_paid: int
) -> Mapping[str, tuple[PartState, Cents]]:
    return {
        "amo": (_STATES[amo], Cents(amo_paid)),
        "amc": (_STATES[amc], Cents(amc_paid)),
    }


def asked_in(records: bytes, stands: Mapping[str, tuple[PartState, Cents]]) -> Asked:
    """Return what a form asks, from its first record and the one that closes it.

    Args:
        records: sealed, hence never changed since they were checked: only the zones that count
            here are read, each amount by its digits.
        stands: how the parts of its invoice stand.
    """
    text = records.decode("latin-1")
    return Asked(
        nir=text[_NIR] + text[_NIR_KEY],
        birth_date=text[_BIRTH],
        birth_rank=text[_RANK],
        amo=Cents(int(text[_AMO])),
        amc=Cents(int(text[_AMC])),
        stands=stands,
    )
