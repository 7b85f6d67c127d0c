"""Invoices and their sealed forms in SQLite."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from binocle.fse import (
    Flow,
    FormSealed,
    Invoice,
    InvoiceEvent,
    InvoiceState,
    PartEvent,
    PartState,
    SealedForm,
    next_invoice_state,
    shown_state,
    total_of,
)
from binocle.kernel import Cents
from binocle.lots import LotKey, lot_keys

from . import schema
from .documents import invoice_document, invoice_of
from .engine import Session

_NEXT = (
    sqlite_insert(schema.counter)
    .values(series=bindparam("name"), last=bindparam("step"))
    .on_conflict_do_update(
        index_elements=["series"], set_={"last": schema.counter.c.last + bindparam("step")}
    )
    .returning(schema.counter.c.last)
)
_OPEN = sqlite_insert(schema.invoice).on_conflict_do_nothing(index_elements=["number"])
_DOCUMENT = select(schema.invoice.c.document).where(schema.invoice.c.number == bindparam("wanted"))
_FORMS = (
    select(schema.form, schema.certificate.c.der)
    .join(schema.certificate, schema.form.c.certificate == schema.certificate.c.sha256)
    .where(schema.form.c.number == bindparam("wanted"))
    .order_by(schema.form.c.flow.desc())
)
_KEEP_CERTIFICATE = sqlite_insert(schema.certificate).on_conflict_do_nothing()
_KEEP_FORM = insert(schema.form)
_KEEP_WAITING = insert(schema.waiting_form)
_REMEMBER = insert(schema.invoice_event)
_STATE = select(schema.invoice.c.state).where(schema.invoice.c.number == bindparam("wanted"))
_SET_STATE = (
    update(schema.invoice)
    .where(schema.invoice.c.number == bindparam("wanted"))
    .values(state=bindparam("new_state"))
)


@dataclass(frozen=True)
class InvoiceStanding:
    """An invoice with its states, as lists show it."""

    invoice: Invoice
    state: InvoiceState
    amo_state: PartState
    amc_state: PartState
    amo_paid: Cents
    amc_paid: Cents


def facts_of(event: object) -> str:
    """Return the JSON facts of an event, for its history."""
    return json.dumps(asdict(event), ensure_ascii=False)  # type: ignore[call-overload]


def next_count(session: Session, series: str) -> int:
    """Take the next number of a series, from 1."""
    (count,) = session.run(_NEXT, {"name": series, "step": 1}).fetchone()
    return int(count)


def set_counts(session: Session, counts: dict[str, int]) -> None:
    """Set the last number taken of each series: what a shop did before this program."""
    with session.transaction():
        for series, last in counts.items():
            session.connection.execute(
                sqlite_insert(schema.counter)
                .values(series=series, last=last)
                .on_conflict_do_update(index_elements=["series"], set_={"last": last})
            )


class SqliteFseStore:
    """Implements :class:`binocle.fse.FseStore`."""

    def __init__(self, session: Session) -> None:
        """Work on the program's session."""
        self._session = session

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction(durable=durable)

    def next_invoice_number(self) -> str:
        """Take the next number of the series, 9 digits."""
        with self._session.transaction():
            return f"{next_count(self._session, 'invoice'):09d}"

    def open_invoice(self, invoice: Invoice, at: datetime) -> bool:
        """Keep a new invoice; False when its number was used before."""
        # In single management nothing may be left to ask: no answer would ever come for it.
        asked_amc = invoice.amc > 0
        with self._session.transaction():
            kept = self._session.run(
                _OPEN,
                {
                    "number": invoice.number,
                    "opened_at": at.isoformat(),
                    "document": invoice_document(invoice),
                    "total_cents": invoice.total,
                    "amo_cents": invoice.amo,
                    "amc_cents": invoice.amc,
                    "state": InvoiceState.CALCULATED.value,
                    "amo_state": PartState.WAITING.value,
                    "amc_state": (PartState.WAITING if asked_amc else PartState.NOT_ASKED).value,
                    "amo_paid_cents": 0,
                    "amc_paid_cents": 0,
                },
            )
            opened: bool = kept.rowcount == 1
            if opened:
                self._session.tell(f"invoice {invoice.number} Opened {invoice.total}")
        return opened

    def invoice(self, number: str) -> Invoice:
        """Return an invoice; ``KeyError`` when there is none of that number."""
        found = self._session.run(_DOCUMENT, {"wanted": number}).fetchone()
        if found is None:
            raise KeyError(number)
        return invoice_of(found[0])

    def keep_forms(self, invoice: Invoice, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of an invoice, all or none."""
        run, number = self._session.run, invoice.number
        assert all(form.number == number for form in forms), "the forms of one invoice"
        keys = {key.flow: key for key in lot_keys(invoice)}
        names = {form.certificate: hashlib.sha256(form.certificate).hexdigest() for form in forms}
        with self._session.transaction():
            run(
                _KEEP_CERTIFICATE,
                [{"sha256": name, "der": der} for der, name in names.items()],
            )
            run(
                _KEEP_FORM,
                [
                    {
                        "number": number,
                        "flow": form.flow.value,
                        "records": form.records,
                        "signature": form.signature,
                        "certificate": names[form.certificate],
                        "signed_at": form.signed_at.isoformat(),
                    }
                    for form in forms
                ],
            )
            run(_KEEP_WAITING, [_waiting(form, keys[form.flow]) for form in forms])
            self.apply([number], FormSealed(), forms[0].signed_at)

    def apply(self, numbers: Sequence[str], event: InvoiceEvent, at: datetime) -> None:
        """Move invoices along their table and keep the event of each."""
        run = self._session.run
        states = [(n, run(_STATE, {"wanted": n}).fetchone()[0]) for n in numbers]
        moved = [
            {"wanted": number, "new_state": after.value}
            for number, state in states
            if (after := next_invoice_state(InvoiceState(state), event)).value != state
        ]
        if moved:
            run(_SET_STATE, moved)
        self.remember(numbers, event, at)

    def remember(
        self, numbers: Sequence[str], event: InvoiceEvent | PartEvent, at: datetime
    ) -> None:
        """Append an event to the history of invoices."""
        kind, facts, instant = type(event).__name__, facts_of(event), at.isoformat()
        self._session.run(
            _REMEMBER,
            [{"number": n, "at": instant, "kind": kind, "facts": facts} for n in numbers],
        )
        for number in numbers:
            self._session.tell(f"invoice {number} {kind} {facts}")

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice, the FSE first."""
        rows = self._session.connection.execute(_FORMS, {"wanted": number})
        return tuple(sealed_form(row) for row in rows)

    def standing(self, number: str) -> InvoiceStanding:
        """Return an invoice with its states; ``KeyError`` when there is none."""
        query = select(schema.invoice).where(schema.invoice.c.number == number)
        row = self._session.connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(number)
        return _standing(row)

    def standings(self, *, limit: int = 200) -> tuple[InvoiceStanding, ...]:
        """Return the newest invoices with their states."""
        query = select(schema.invoice).order_by(schema.invoice.c.number.desc()).limit(limit)
        return tuple(_standing(row) for row in self._session.connection.execute(query))


def _waiting(form: SealedForm, key: LotKey) -> dict[str, Any]:
    return {
        "number": form.number,
        "recipient": key.recipient,
        "flow": key.flow.value,
        "flag": key.flag,
        "lines": total_of(form.records).line_count,
    }


def sealed_form(row: Row[Any]) -> SealedForm:
    """Return the form of a row that joins its certificate."""
    return SealedForm(
        number=row.number,
        flow=Flow(row.flow),
        records=row.records,
        signature=row.signature,
        certificate=row.der,
        signed_at=datetime.fromisoformat(row.signed_at),
    )


def _standing(row: Row[Any]) -> InvoiceStanding:
    amo, amc = PartState(row.amo_state), PartState(row.amc_state)
    return InvoiceStanding(
        invoice=invoice_of(row.document),
        state=shown_state(InvoiceState(row.state), amo, amc),
        amo_state=amo,
        amc_state=amc,
        amo_paid=Cents(row.amo_paid_cents),
        amc_paid=Cents(row.amc_paid_cents),
    )
