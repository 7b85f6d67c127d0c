"""Returns, and the money that they announce, in SQLite."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

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

from . import schema
from .engine import Session
from .invoices import SqliteFseStore
from .money import SqliteMoney

_RECORDS_IN_LOT = (
    select(schema.form.c.records)
    .join(
        schema.lot_form,
        (schema.lot_form.c.number == schema.form.c.number)
        & (schema.lot_form.c.flow == schema.form.c.flow)
        & (schema.lot_form.c.generation == schema.form.c.generation),
    )
    .where(
        schema.form.c.number == bindparam("wanted"),
        schema.lot_form.c.lot_id == bindparam("wanted_lot"),
    )
)
PARTS = ("amo", "amc")
_SET_PART = {
    part: update(schema.invoice)
    .where(schema.invoice.c.number == bindparam("wanted"))
    .values({f"{part}_state": bindparam("after")})
    for part in PARTS
}
_PAY_PART = {
    part: statement.values(
        {f"{part}_paid_cents": schema.invoice.c[f"{part}_paid_cents"] + bindparam("paid")}
    )
    for part, statement in _SET_PART.items()
}
_PART = {
    part: select(schema.invoice.c[f"{part}_state"], schema.invoice.c[f"{part}_paid_cents"]).where(
        schema.invoice.c.number == bindparam("wanted")
    )
    for part in PARTS
}


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
        found = self._session.run(_RECORDS_IN_LOT, wanted).fetchone()
        return None if found is None else asked_in(found[0])

    def last_return_of(self, number: str) -> datetime | None:
        """Return when the newest answer about an invoice was matched."""
        table = schema.invoice_event
        query = select(func.max(table.c.at)).where(
            table.c.number == number, table.c.kind.startswith("Part")
        )
        at = self._session.connection.execute(query).scalar_one()
        return datetime.fromisoformat(at) if at else None

    def part(self, number: str, part: str) -> tuple[PartState, Cents]:
        """Return where the ``amo`` or ``amc`` part of an invoice of ours stands, and its money."""
        state, paid = self._session.run(_PART[part], {"wanted": number}).fetchone()
        return PartState(state), Cents(paid)

    def apply_part(self, number: str, part: str, event: PartEvent, at: datetime) -> bool:
        """Move the ``amo`` or ``amc`` part of an invoice; False when its table refuses it."""
        state, _ = self.part(number, part)
        after = next_part_state(state, event)
        if after is None:
            return False
        values: dict[str, Any] = {"wanted": number, "after": after.value}
        if (money := money_of(event)) is not None:
            statement, values["paid"] = _PAY_PART[part], money
        else:
            statement = _SET_PART[part]
        self._session.run(statement, values)
        self._invoices.remember([number], event, at, part=part)
        return True


def asked_in(records: bytes) -> Asked:
    """Return what a form asks, from its first record and the one that closes it."""
    start = InvoiceStart.decode(records[: InvoiceStart.LENGTH])
    total = InvoiceTotal.decode(records[-InvoiceTotal.LENGTH :])
    return Asked(
        nir=total.nir + total.nir_key,
        birth_date=start.birth_date,
        birth_rank=start.birth_rank,
        amo=total.total_amo,
        amc=total.total_amc,
    )
