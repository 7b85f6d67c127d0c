"""Invoices, their credit notes and their sealed forms in SQLite."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from binocle.fse import (
    CancellationSealed,
    CreditNote,
    Flow,
    FormPlace,
    FormsDeleted,
    FormSealed,
    Invoice,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceStanding,
    InvoiceState,
    PartEvent,
    PartState,
    PastEvent,
    SealedForm,
    TreatedByHand,
    first_state,
    next_invoice_state,
    next_part_state,
    total_of,
)
from binocle.fse.model import PROVISIONAL_PREFIX
from binocle.fse.states import first_part_states
from binocle.kernel import Cents, Nir
from binocle.lots import LotKey, cancellation_key, lot_keys

from . import schema
from .documents import invoice_document, invoice_of
from .engine import Session
from .forms import FORMS, WITHDRAWN, place_of, sealed_form

_NEXT = (
    sqlite_insert(schema.counter)
    .values(series=bindparam("name"), last=bindparam("step"))
    .on_conflict_do_update(
        index_elements=["series"], set_={"last": schema.counter.c.last + bindparam("step")}
    )
    .returning(schema.counter.c.last)
)
_OPEN = sqlite_insert(schema.invoice).on_conflict_do_nothing(index_elements=["number"])
_TO_SIGN = select(schema.invoice.c.document, schema.invoice.c.state).where(
    schema.invoice.c.number == bindparam("wanted")
)
_KEEP_CERTIFICATE = sqlite_insert(schema.certificate).on_conflict_do_nothing()
_KEEP_FORM = insert(schema.form)
_KEEP_WAITING = insert(schema.waiting_form)
_REMEMBER = insert(schema.invoice_event)
_STATE = select(schema.invoice.c.state, schema.invoice.c.generation).where(
    schema.invoice.c.number == bindparam("wanted")
)
_SET_STATE = (
    update(schema.invoice)
    .where(schema.invoice.c.number == bindparam("wanted"))
    .values(state=bindparam("new_state"))
)
_TAKE_IN_HAND = (
    update(schema.invoice)
    .where(schema.invoice.c.number == bindparam("wanted"))
    .values(by_hand=bindparam("in_hand"))
)


_AT_ONCE = 500
"""Invoices that are held together while all of them are gone through."""
_LIVES = (
    select(schema.invoice)
    .where(
        schema.invoice.c.number > bindparam("after"),
        ~schema.invoice.c.number.startswith(PROVISIONAL_PREFIX),
    )
    .order_by(schema.invoice.c.number)
    .limit(_AT_ONCE)
)
_EVENT = schema.invoice_event.c
_JOURNALS = (
    select(_EVENT.number, _EVENT.at, _EVENT.kind, _EVENT.facts)
    .where(_EVENT.number > bindparam("after"), _EVENT.number <= bindparam("last"))
    .order_by(_EVENT.number, _EVENT.id)
)

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def facts_of(event: object, **more: str) -> str:
    """Return the JSON facts of an event, for its history, with some more of them.

    Events are flat: what is not text or a number is refused by ``TypeError``.
    """
    return _as_json({**vars(event), **more})


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

    def next_provisional_number(self) -> str:
        """Take the next provisional number."""
        with self._session.transaction():
            return f"{PROVISIONAL_PREFIX}{next_count(self._session, 'provisional'):06d}"

    def next_credit_number(self) -> str:
        """Take the next number of credit notes."""
        with self._session.transaction():
            return f"AV{next_count(self._session, 'credit'):07d}"

    def open_invoice(self, invoice: Invoice, at: datetime) -> bool:
        """Keep a new invoice; False when its number was used before."""
        amo_state, amc_state = first_part_states(invoice)
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
                    "state": first_state(invoice).value,
                    "amo_state": amo_state.value,
                    "amc_state": amc_state.value,
                    "amo_paid_cents": 0,
                    "amc_paid_cents": 0,
                },
            )
            opened: bool = kept.rowcount == 1
            if opened:
                self._session.tell(f"invoice {invoice.number} Opened {invoice.total}")
        return opened

    def invoice(self, number: str) -> Invoice:
        """Return an invoice as it stands now; ``KeyError`` when there is none of that number."""
        return self.to_sign(number)[0]

    def to_sign(self, number: str) -> tuple[Invoice, InvoiceState]:
        """Return an invoice and its own state; ``KeyError`` when there is none of that number."""
        found = self._session.run(_TO_SIGN, {"wanted": number}).fetchone()
        if found is None:
            raise KeyError(number)
        document, state = found
        return invoice_of(document), InvoiceState(state)

    def keep_forms(self, invoice: Invoice, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of an invoice, all or none."""
        run, number = self._session.run, invoice.number
        assert all(form.number == number for form in forms), "the forms of one invoice"
        keys = {key.flow: key for key in lot_keys(invoice)}
        ders = {form.certificate for form in forms}
        ders |= {form.vitale.certificate for form in forms if form.vitale}
        names = {der: hashlib.sha256(der).hexdigest() for der in ders}
        event = FormSealed()
        with self._session.transaction():
            state, generation = run(_STATE, {"wanted": number}).fetchone()
            run(
                _KEEP_CERTIFICATE,
                [{"sha256": name, "der": der} for der, name in names.items()],
            )
            run(_KEEP_FORM, [_form_row(form, generation, names) for form in forms])
            run(_KEEP_WAITING, [_waiting(form, keys[form.flow]) for form in forms])
            after = next_invoice_state(InvoiceState(state), event)
            run(_SET_STATE, {"wanted": number, "new_state": after.value})
            self.remember([number], event, forms[0].signed_at)

    def keep_cancellation(self, form: SealedForm, at: datetime) -> None:
        """Keep the cancelling DRE of an invoice; its key in the table lets no second one in."""
        run, number, event = self._session.run, form.number, CancellationSealed()
        key = cancellation_key(self.invoice(number))
        name = hashlib.sha256(form.certificate).hexdigest()
        with self._session.transaction():
            _, generation = run(_STATE, {"wanted": number}).fetchone()
            after = next_part_state(self.standing(number).amc_state, event)
            assert after is not None, "a rule said so before"
            run(_KEEP_CERTIFICATE, [{"sha256": name, "der": form.certificate}])
            run(_KEEP_FORM, [_form_row(form, generation, {form.certificate: name})])
            run(_KEEP_WAITING, [_waiting(form, key)])
            self._set(number, amc_state=after.value)
            self.remember([number], event, at)

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
        if isinstance(event, TreatedByHand):
            run(_TAKE_IN_HAND, [{"wanted": n, "in_hand": True} for n in numbers])
        self.remember(numbers, event, at)

    def advance(self, number: str, event: InvoiceEvent, at: datetime) -> None:
        """Move an invoice along its table and keep the event."""
        with self._session.transaction():
            self.apply([number], event, at)

    def remember(
        self,
        numbers: Sequence[str],
        event: InvoiceEvent | PartEvent,
        at: datetime,
    ) -> None:
        """Append an event to the history of invoices."""
        kind, facts = type(event).__name__, facts_of(event)
        self._append([(number, kind, facts) for number in numbers], at)

    def remember_parts(self, number: str, events: Mapping[str, PartEvent], at: datetime) -> None:
        """Append events to the history of an invoice, each of which names its part."""
        told = events.items()
        self._append(
            [(number, type(each).__name__, facts_of(each, part=part)) for part, each in told], at
        )

    def _append(self, told: Sequence[tuple[str, str, str]], at: datetime) -> None:
        instant = at.isoformat()
        names = ("number", "kind", "facts", "at")
        self._session.run(
            _REMEMBER, [dict(zip(names, (*each, instant), strict=True)) for each in told]
        )
        for number, kind, facts in told:
            self._session.tell(f"invoice {number} {kind} {facts}")

    # -- forms ----------------------------------------------------------------------------------

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice, the FSE first."""
        rows = self._session.run(FORMS, {"wanted": number}).fetchall()
        return tuple(sealed_form(row) for row in rows)

    def withdrawn_forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the forms of an invoice that were deleted, the oldest first."""
        rows = self._session.run(WITHDRAWN, {"wanted": number}).fetchall()
        return tuple(sealed_form(row) for row in rows)

    def places(self, number: str) -> Mapping[Flow, FormPlace]:
        """Return where the sealed forms of an invoice are."""
        form, lot_form, lot = schema.form, schema.lot_form, schema.lot
        query = (
            select(form.c.flow, lot.c.state)
            .join(schema.invoice, schema.invoice.c.number == form.c.number)
            .outerjoin(
                lot_form,
                (lot_form.c.number == form.c.number)
                & (lot_form.c.flow == form.c.flow)
                & (lot_form.c.generation == form.c.generation)
                & ~lot_form.c.released,
            )
            .outerjoin(lot, lot.c.id == lot_form.c.lot_id)
            .where(form.c.number == number, form.c.generation == schema.invoice.c.generation)
        )
        rows = self._session.connection.execute(query)
        return {Flow(row.flow): place_of(row.state) for row in rows}

    def withdraw_forms(self, number: str, at: datetime) -> None:
        """Withdraw the forms of a secured invoice: the next ones are of another generation."""
        with self._session.transaction():
            _, generation = self._session.run(_STATE, {"wanted": number}).fetchone()
            self._leave_waiting(number)
            self.apply([number], FormsDeleted(generation), at)
            self._set(number, generation=generation + 1)

    def _leave_waiting(self, number: str) -> None:
        waiting = schema.waiting_form
        self._session.connection.execute(delete(waiting).where(waiting.c.number == number))

    def _set(self, number: str, **values: Any) -> None:
        table = schema.invoice
        self._session.connection.execute(
            update(table).where(table.c.number == number).values(**values)
        )

    # -- what becomes of an invoice -------------------------------------------------------------

    def change(self, invoice: Invoice, event: InvoiceEvent, at: datetime) -> None:
        """Keep an invoice in another form; a trigger keeps what it was."""
        amo_state, amc_state = first_part_states(invoice)
        with self._session.transaction():
            self._set(
                invoice.number,
                document=invoice_document(invoice),
                total_cents=invoice.total,
                amo_cents=invoice.amo,
                amc_cents=invoice.amc,
                amo_state=amo_state.value,
                amc_state=amc_state.value,
            )
            self.apply([invoice.number], event, at)

    def follow(self, number: str, successor: str) -> None:
        """Say once which invoice replaces another one."""
        with self._session.transaction():
            self._set(number, replaced_by=successor)

    def keep_credit(self, note: CreditNote, at: datetime) -> None:
        """Keep the credit note of an invoice; what never left is not asked any more."""
        table = schema.invoice
        with self._session.transaction():
            self._session.connection.execute(
                insert(schema.credit_note),
                {
                    "number": note.number,
                    "invoice": note.invoice,
                    "day": note.day.isoformat(),
                    "reason": note.reason,
                    "total_cents": note.total,
                    "amo_cents": note.amo,
                    "amc_cents": note.amc,
                },
            )
            self._leave_waiting(note.invoice)
            self.apply([note.invoice], InvoiceCredited(note.number), at)
            for part in (table.c.amo_state, table.c.amc_state):
                self._session.connection.execute(
                    update(table)
                    .where(table.c.number == note.invoice, part == PartState.WAITING.value)
                    .values({part.name: PartState.NOT_ASKED.value})
                )

    def credit_of(self, number: str) -> CreditNote | None:
        """Return the credit note of an invoice, if any."""
        query = select(schema.credit_note).where(schema.credit_note.c.invoice == number)
        row = self._session.connection.execute(query).one_or_none()
        if row is None:
            return None
        return CreditNote(
            number=row.number,
            invoice=row.invoice,
            day=date.fromisoformat(row.day),
            reason=row.reason,
            total=Cents(row.total_cents),
            amo=Cents(row.amo_cents),
            amc=Cents(row.amc_cents),
        )

    def revisions(self, number: str) -> tuple[Invoice, ...]:
        """Return what an invoice was before each of its changes, the oldest first."""
        table = schema.invoice_revision
        query = select(table.c.document).where(table.c.number == number).order_by(table.c.id)
        return tuple(invoice_of(row.document) for row in self._session.connection.execute(query))

    def history(self, number: str) -> tuple[PastEvent, ...]:
        """Return what happened to an invoice, the oldest first."""
        table = schema.invoice_event
        query = select(table).where(table.c.number == number).order_by(table.c.id)
        rows = self._session.connection.execute(query)
        return tuple(_past(row.at, row.kind, row.facts) for row in rows)

    # -- lists ----------------------------------------------------------------------------------

    def standing(self, number: str) -> InvoiceStanding:
        """Return an invoice with its states; ``KeyError`` when there is none."""
        query = select(schema.invoice).where(schema.invoice.c.number == number)
        row = self._session.connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(number)
        return standing_of(row)

    def standings(self, *, limit: int = 200) -> tuple[InvoiceStanding, ...]:
        """Return the newest invoices with their states."""
        query = select(schema.invoice).order_by(schema.invoice.c.number.desc()).limit(limit)
        return tuple(standing_of(row) for row in self._session.connection.execute(query))

    def lives(self) -> Iterator[tuple[InvoiceStanding, Sequence[PastEvent]]]:
        """Yield every invoice that is no longer provisional, with its journal, the oldest first.

        Some hundreds are held at a time: nothing stays open between two of them.
        """
        execute, after = self._session.connection.execute, ""
        while rows := execute(_LIVES, {"after": after}).all():
            journals: dict[str, list[PastEvent]] = {row.number: [] for row in rows}
            bounds = {"after": after, "last": rows[-1].number}
            for number, at, kind, facts in execute(_JOURNALS, bounds):
                if number in journals:
                    journals[number].append(_past(at, kind, facts))
            yield from ((standing_of(row), journals[row.number]) for row in rows)
            after = rows[-1].number

    def standings_of(self, insured: Nir) -> tuple[InvoiceStanding, ...]:
        """Return every invoice made under the NIR of an insured, the newest first."""
        table = schema.invoice
        nir = func.json_extract(table.c.document, "$.patient.nir")
        query = select(table).where(nir == insured.compact).order_by(table.c.number.desc())
        return tuple(standing_of(row) for row in self._session.connection.execute(query))


def _past(at: str, kind: str, facts: str) -> PastEvent:
    return PastEvent(datetime.fromisoformat(at), kind, json.loads(facts) if facts != "{}" else {})


def _waiting(form: SealedForm, key: LotKey) -> dict[str, Any]:
    return {
        "number": form.number,
        "recipient": key.recipient,
        "flow": key.flow.value,
        "flag": key.flag,
        "partner": key.partner,
        "marking": key.marking,
        "lines": total_of(form.records).line_count,
    }


def _form_row(form: SealedForm, generation: int, names: Mapping[bytes, str]) -> dict[str, Any]:
    vitale = form.vitale
    return {
        "number": form.number,
        "flow": form.flow.value,
        "generation": generation,
        "records": form.records,
        "signature": form.signature,
        "certificate": names[form.certificate],
        "signed_at": form.signed_at.isoformat(),
        "vitale_signature": vitale.signature if vitale else None,
        "vitale_certificate": names[vitale.certificate] if vitale else None,
    }


def standing_of(row: Row[Any]) -> InvoiceStanding:
    """Return the standing of a row of ``invoice``."""
    return InvoiceStanding(
        invoice=invoice_of(row.document),
        kept=InvoiceState(row.state),
        amo_state=PartState(row.amo_state),
        amc_state=PartState(row.amc_state),
        amo_paid=Cents(row.amo_paid_cents),
        amc_paid=Cents(row.amc_paid_cents),
        replaced_by=row.replaced_by,
        by_hand=row.by_hand,
    )
