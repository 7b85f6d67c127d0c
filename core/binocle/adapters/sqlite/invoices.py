"""Invoices and their sealed forms in SQLite."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from binocle.fse import (
    Flow,
    FormSealed,
    Invoice,
    InvoiceEvent,
    InvoiceState,
    Management,
    PartEvent,
    PartState,
    SealedForm,
    next_invoice_state,
    shown_state,
    total_of,
)
from binocle.kernel import Cents
from binocle.lots import lot_keys

from . import schema
from .documents import invoice_document, invoice_of
from .engine import Session

_NEXT = (
    sqlite_insert(schema.counter)
    .values(series=bindparam("name"), last=1)
    .on_conflict_do_update(index_elements=["series"], set_={"last": schema.counter.c.last + 1})
    .returning(schema.counter.c.last)
)
_STATES = select(
    schema.invoice.c.state, schema.invoice.c.amo_state, schema.invoice.c.amc_state
).where(schema.invoice.c.number == bindparam("wanted"))
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
    count = session.connection.execute(_NEXT, {"name": series}).scalar_one()
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

    def next_invoice_number(self) -> str:
        """Take the next number of the series, 9 digits."""
        with self._session.transaction():
            return f"{next_count(self._session, 'invoice'):09d}"

    def open_invoice(self, invoice: Invoice, at: datetime) -> None:
        """Keep a new invoice; ``KeyError`` when its number was used before."""
        asked_amc = invoice.management is not Management.NONE
        try:
            with self._session.transaction():
                self._session.connection.execute(
                    insert(schema.invoice),
                    {
                        "number": invoice.number,
                        "opened_at": at.isoformat(),
                        "document": invoice_document(invoice),
                        "total_cents": invoice.total,
                        "amo_cents": invoice.amo,
                        "amc_cents": invoice.amc,
                        "state": InvoiceState.CALCULATED.value,
                        "amo_state": PartState.WAITING.value,
                        "amc_state": (
                            PartState.WAITING if asked_amc else PartState.NOT_ASKED
                        ).value,
                    },
                )
        except IntegrityError as error:
            raise KeyError(invoice.number) from error

    def invoice(self, number: str) -> Invoice:
        """Return an invoice; ``KeyError`` when there is none of that number."""
        query = select(schema.invoice.c.document).where(schema.invoice.c.number == number)
        document = self._session.connection.execute(query).scalar_one_or_none()
        if document is None:
            raise KeyError(number)
        return invoice_of(document)

    def keep_forms(self, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of one invoice, all or none; durable when it returns."""
        connection = self._session.connection
        number = forms[0].number
        assert all(form.number == number for form in forms), "the forms of one invoice"
        invoice = self.invoice(number)
        keys = {key.flow: key for key in lot_keys(invoice)}
        with self._session.transaction():
            for form in forms:
                sha256 = hashlib.sha256(form.certificate).hexdigest()
                connection.execute(
                    sqlite_insert(schema.certificate).on_conflict_do_nothing(),
                    {"sha256": sha256, "der": form.certificate},
                )
                connection.execute(
                    insert(schema.form),
                    {
                        "number": number,
                        "flow": form.flow.value,
                        "records": form.records,
                        "signature": form.signature,
                        "certificate": sha256,
                        "signed_at": form.signed_at.isoformat(),
                    },
                )
                key = keys[form.flow]
                connection.execute(
                    insert(schema.waiting_form),
                    {
                        "number": number,
                        "recipient": key.recipient,
                        "flow": key.flow.value,
                        "flag": key.flag,
                        "lines": total_of(form.records).line_count,
                    },
                )
            self.apply(number, FormSealed(), forms[0].signed_at)

    def apply(self, number: str, event: InvoiceEvent, at: datetime) -> None:
        """Move an invoice along its table and keep the event."""
        connection = self._session.connection
        state = InvoiceState(connection.execute(_STATES, {"wanted": number}).one().state)
        after = next_invoice_state(state, event)
        connection.execute(_SET_STATE, {"wanted": number, "new_state": after.value})
        self.remember(number, event, at)

    def remember(self, number: str, event: InvoiceEvent | PartEvent, at: datetime) -> None:
        """Append an event to an invoice's history."""
        self._session.connection.execute(
            insert(schema.invoice_event),
            {
                "number": number,
                "at": at.isoformat(),
                "kind": type(event).__name__,
                "facts": facts_of(event),
            },
        )

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice, the FSE first."""
        query = (
            select(schema.form, schema.certificate.c.der)
            .join(schema.certificate, schema.form.c.certificate == schema.certificate.c.sha256)
            .where(schema.form.c.number == number)
            .order_by(schema.form.c.flow.desc())
        )
        return tuple(sealed_form(row) for row in self._session.connection.execute(query))

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
