"""Lots and files in SQLite."""

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, insert, select, update

from binocle.fse import (
    Flow,
    InvoiceEvent,
    InvoiceState,
    PartState,
    SealedForm,
    Shop,
    total_of,
)
from binocle.kernel import paris_day
from binocle.lots import (
    ErrorTreated,
    FileResent,
    FileSent,
    FileState,
    Lot,
    LotEvent,
    LotKey,
    LotState,
    OutgoingFile,
    lot_number,
    next_state,
    recipient_number,
    series_of,
)

from . import schema
from .engine import Session
from .forms import every_form, sealed_form
from .invoices import SqliteFseStore, facts_of, next_count

_NEW_LOT = insert(schema.lot).returning(schema.lot.c.id)
_PUT_IN_LOT = insert(schema.lot_form).from_select(
    ["lot_id", "number", "flow", "generation"],
    select(
        bindparam("in_lot"), schema.invoice.c.number, bindparam("of_flow"),
        schema.invoice.c.generation,
    ).where(schema.invoice.c.number == bindparam("wanted")),
)  # fmt: skip
_CLAIMED = (InvoiceState.SECURED, InvoiceState.WAITING)
"""States of an invoice whose forms are still to be answered."""


class SqliteLotStore:
    """Implements :class:`binocle.lots.LotStore`."""

    def __init__(self, session: Session, invoices: SqliteFseStore) -> None:
        """Work on the program's session, beside its invoices."""
        self._session = session
        self._invoices = invoices

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction()

    # -- lots -----------------------------------------------------------------------------------

    def waiting_forms(self, *, unblocked: bool = False) -> list[tuple[LotKey, str, int]]:
        """Return the sealed forms that are in no lot, in the order of sealing."""
        table = schema.waiting_form
        query = select(table).order_by(table.c.id)
        if unblocked:
            query = query.where(table.c.unblocked | (table.c.flow == Flow.CANCELLATION.value))
        return [
            (key_of(row), row.number, row.lines) for row in self._session.connection.execute(query)
        ]

    def unblock(self, number: str) -> bool:
        """Let the waiting forms of an invoice go."""
        table = schema.waiting_form
        with self._session.transaction():
            done = self._session.connection.execute(
                update(table).where(table.c.number == number).values(unblocked=True)
            )
        return done.rowcount > 0

    def note_slip(self, lot_id: int, day: date) -> None:
        """Keep the day on which the slip of a lot was edited last."""
        with self._session.transaction():
            self._session.connection.execute(
                update(schema.lot).where(schema.lot.c.id == lot_id).values(slip_on=day.isoformat())
            )

    def last_slip_day(self) -> date | None:
        """Return the day of the last slip."""
        query = select(func.max(schema.lot.c.slip_on))
        day = self._session.connection.execute(query).scalar_one()
        return date.fromisoformat(day) if day else None

    def forget_slip_days(self) -> None:
        """Forget the day of every slip."""
        with self._session.transaction():
            self._session.connection.execute(update(schema.lot).values(slip_on=None))

    def group(self, key: LotKey, numbers: Sequence[str], day: date, at: datetime) -> Lot:
        """Put waiting forms in a new lot, which takes the next number of its series."""
        connection = self._session.connection
        with self._session.transaction():
            series = f"lot:{series_of(key.flow).value}"
            number = lot_number(key.flow, next_count(self._session, series))
            values = {
                "number": number,
                "recipient": key.recipient,
                "recipient_number": recipient_number(key),
                "flow": key.flow.value,
                "flag": key.flag,
                "partner": key.partner,
                "marking": key.marking,
                "day": day.isoformat(),
                "state": LotState.GROUPED.value,
            }
            lot_id = connection.execute(_NEW_LOT, values).scalar_one()
            forms = [{"in_lot": lot_id, "wanted": n, "of_flow": key.flow.value} for n in numbers]
            self._session.run(_PUT_IN_LOT, forms)
            waiting = schema.waiting_form
            connection.execute(
                delete(waiting).where(
                    waiting.c.number == bindparam("form"), waiting.c.flow == key.flow.value
                ),
                [{"form": n} for n in numbers],
            )
            lot = Lot(lot_id, number, key, day, LotState.GROUPED)
            self._remember(lot, "LotGrouped", "{}", at)
        return lot

    def _remember(self, lot: Lot, kind: str, facts: str, at: datetime) -> None:
        self._session.connection.execute(
            insert(schema.lot_event),
            {"lot_id": lot.id, "at": at.isoformat(), "kind": kind, "facts": facts},
        )
        self._session.tell(f"lot {lot.number} {lot.key.recipient} {kind} {facts}")

    def forms_of(self, lot_id: int) -> tuple[SealedForm, ...]:
        """Return the sealed forms of a lot, in the order of their invoices."""
        query = (
            every_form()
            .join(
                schema.lot_form,
                (schema.lot_form.c.number == schema.form.c.number)
                & (schema.lot_form.c.flow == schema.form.c.flow)
                & (schema.lot_form.c.generation == schema.form.c.generation),
            )
            .where(schema.lot_form.c.lot_id == lot_id)
            .order_by(schema.form.c.number)
        )
        return tuple(sealed_form(row) for row in self._session.connection.execute(query))

    def invoices_of(self, lot_id: int) -> tuple[str, ...]:
        """Return the invoice numbers of a lot."""
        query = select(schema.lot_form.c.number).where(schema.lot_form.c.lot_id == lot_id)
        return tuple(self._session.connection.execute(query).scalars())

    def lots(self, *, state: LotState | None = None, limit: int = 1000) -> tuple[Lot, ...]:
        """Return lots, the oldest first; those of one state, or the newest ones."""
        query = select(schema.lot).order_by(schema.lot.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(schema.lot.c.state == state.value)
        return tuple(reversed([lot_of(row) for row in self._session.connection.execute(query)]))

    def lot_in_force(self, number: str) -> Lot | None:
        """Return the fund's lot that holds the FSE in force of an invoice, if any does."""
        query = (
            select(schema.lot)
            .join(schema.lot_form, schema.lot_form.c.lot_id == schema.lot.c.id)
            .join(
                schema.invoice,
                (schema.invoice.c.number == schema.lot_form.c.number)
                & (schema.invoice.c.generation == schema.lot_form.c.generation),
            )
            .where(
                schema.lot_form.c.number == number,
                schema.lot_form.c.flow == Flow.FSE.value,
                ~schema.lot_form.c.released,
            )
        )
        row = self._session.connection.execute(query).one_or_none()
        return lot_of(row) if row else None

    def shop_of(self, lot: Lot) -> Shop:
        """Return the professional who bills the invoices of a lot."""
        return self._invoices.invoice(self.invoices_of(lot.id)[0]).shop

    def knows_partner(self, partner: str) -> bool:
        """Say whether a lot was ever made for a billing number."""
        query = select(exists().where(schema.lot.c.partner == partner))
        return bool(self._session.connection.execute(query).scalar_one())

    def find_lot(
        self, number: str, recipient: str, day: date | None = None, *, partner: str = ""
    ) -> Lot | None:
        """Return the newest lot of a number, a 14-character recipient and a day, if any."""
        query = select(schema.lot).where(
            schema.lot.c.number == number, schema.lot.c.recipient_number == recipient
        )
        if day is not None:
            query = query.where(schema.lot.c.day == day.isoformat())
        if partner:
            query = query.where(schema.lot.c.partner == partner)
        row = self._session.connection.execute(
            query.order_by(schema.lot.c.id.desc()).limit(1)
        ).one_or_none()
        return lot_of(row) if row else None

    def lot(self, id: int) -> Lot | None:
        """Return a lot by its identifier."""
        query = select(schema.lot).where(schema.lot.c.id == id)
        row = self._session.connection.execute(query).one_or_none()
        return lot_of(row) if row else None

    def overdue(self, states: Sequence[LotState], sent: date) -> tuple[Lot, ...]:
        """Return the lots of some states that left on a day or before it, the oldest first."""
        table = schema.lot
        query = select(table).where(
            table.c.state.in_([state.value for state in states]),
            table.c.sent_on <= sent.isoformat(),
        )
        rows = self._session.connection.execute(query.order_by(table.c.id))
        return tuple(lot_of(row) for row in rows)

    def parts_waiting(self, lot: Lot) -> bool:
        """Say whether a part that a form of the lot asks still waits for its answer."""
        held, table, dre = schema.lot_form, schema.invoice, schema.form.alias()
        has_dre = exists().where(
            dre.c.number == held.c.number,
            dre.c.generation == held.c.generation,
            dre.c.flow == Flow.DRE.value,
        )
        amo_waits = table.c.amo_state == PartState.WAITING.value
        amc_waits = table.c.amc_state == PartState.WAITING.value
        # In single management there is no DRE: the fund answers for the RC part too.
        asked = {
            Flow.FSE: amo_waits | (amc_waits & ~has_dre),
            Flow.DRE: amc_waits,
            Flow.CANCELLATION: table.c.amc_state == PartState.CANCELLING.value,
        }[lot.key.flow]
        query = select(
            exists()
            .where(held.c.lot_id == lot.id, table.c.number == held.c.number, asked)
            .select_from(held, table)
        )
        return bool(self._session.connection.execute(query).scalar_one())

    def release_forms(self, lot: Lot) -> tuple[str, ...]:
        """Have the forms of a lot wait for another one, but those that were taken back since."""
        connection = self._session.connection
        held, table, form = schema.lot_form, schema.invoice, schema.form
        query = (
            select(held.c.number, held.c.flow, held.c.generation, form.c.records)
            .join(table, table.c.number == held.c.number)
            .join(
                form,
                (form.c.number == held.c.number)
                & (form.c.flow == held.c.flow)
                & (form.c.generation == held.c.generation),
            )
            .where(
                held.c.lot_id == lot.id,
                ~held.c.released,
                held.c.generation == table.c.generation,
                table.c.state.in_([state.value for state in _CLAIMED]),
            )
            .order_by(held.c.number)
        )
        with self._session.transaction():
            rows = connection.execute(query).all()
            for row in rows:
                connection.execute(
                    update(held)
                    .where(held.c.lot_id == lot.id, held.c.number == row.number)
                    .values(released=True)
                )
                connection.execute(
                    insert(schema.waiting_form),
                    {
                        "number": row.number,
                        "recipient": lot.key.recipient,
                        "flow": row.flow,
                        "flag": lot.key.flag,
                        "partner": lot.key.partner,
                        "marking": lot.key.marking,
                        "lines": total_of(row.records).line_count,
                        # Who has it go in another lot has let it go.
                        "unblocked": True,
                    },
                )
        return tuple(row.number for row in rows)

    def advance(self, lot: Lot, event: LotEvent, at: datetime, label: str = "") -> None:
        """Move a lot along its table and keep the event."""
        after = next_state(lot.state, event)
        values: dict[str, Any] = {"state": after.value}
        if label:
            values["label"] = label
        if isinstance(event, FileSent | FileResent):
            values["sent_on"] = paris_day(at).isoformat()
        if isinstance(event, ErrorTreated):
            values["treated"] = event.way
        self._session.connection.execute(
            update(schema.lot).where(schema.lot.c.id == lot.id).values(values)
        )
        self._remember(lot, type(event).__name__, facts_of(event), at)

    # -- files ----------------------------------------------------------------------------------

    def next_file_count(self) -> int:
        """Take the next number of the file series."""
        with self._session.transaction():
            return next_count(self._session, "file")

    def keep_file(self, file: OutgoingFile, at: datetime) -> None:
        """Keep a new file and tie its lots to it."""
        connection = self._session.connection
        with self._session.transaction():
            connection.execute(
                insert(schema.outgoing_file),
                {
                    "name": file.name,
                    "content": file.content,
                    "state": file.state.value,
                    "receipt": file.receipt,
                    "made_at": at.isoformat(),
                },
            )
            connection.execute(
                update(schema.lot)
                .where(schema.lot.c.id.in_(file.lot_ids))
                .values(file_name=file.name)
            )
            digest = hashlib.sha256(file.content).hexdigest()
            self._session.tell(f"file {file.name} {len(file.content)} {digest}")

    def files(self, state: FileState) -> tuple[OutgoingFile, ...]:
        """Return the files of one state, by name."""
        table = schema.outgoing_file
        query = select(table).where(table.c.state == state.value).order_by(table.c.name)
        rows = self._session.connection.execute(query).all()
        return tuple(self._file(row) for row in rows)

    def file(self, name: str) -> OutgoingFile:
        """Return a file by its name; ``KeyError`` when there is none."""
        table = schema.outgoing_file
        row = self._session.connection.execute(
            select(table).where(table.c.name == name)
        ).one_or_none()
        if row is None:
            raise KeyError(name)
        return self._file(row)

    def _file(self, row: Row[Any]) -> OutgoingFile:
        return OutgoingFile(
            name=row.name,
            content=row.content,
            state=FileState(row.state),
            lot_ids=tuple(lot.id for lot in self.lots_of(row.name)),
            receipt=row.receipt,
        )

    def sent_files(self) -> tuple[OutgoingFile, ...]:
        """Return every file that left, by name."""
        return self.files(FileState.SENT)

    def lots_of(self, file_name: str) -> tuple[Lot, ...]:
        """Return the lots that a file carries."""
        query = select(schema.lot).where(schema.lot.c.file_name == file_name)
        rows = self._session.connection.execute(query.order_by(schema.lot.c.id))
        return tuple(lot_of(row) for row in rows)

    def mark_file(self, name: str, state: FileState, receipt: str = "") -> None:
        """Set where a file stands; durable when the outermost transaction ends."""
        with self._session.transaction():
            self._session.connection.execute(
                update(schema.outgoing_file)
                .where(schema.outgoing_file.c.name == name)
                .values(state=state.value, receipt=receipt)
            )

    def lots_holding(self, number: str) -> tuple[Lot, ...]:
        """Return the lots that hold an invoice's forms."""
        query = (
            select(schema.lot)
            .join(schema.lot_form, schema.lot_form.c.lot_id == schema.lot.c.id)
            .where(schema.lot_form.c.number == number)
            .order_by(schema.lot.c.id)
        )
        return tuple(lot_of(row) for row in self._session.connection.execute(query))

    def last_event_of(self, lot_id: int) -> datetime | None:
        """Return when the newest event of a lot came."""
        query = select(func.max(schema.lot_event.c.at)).where(schema.lot_event.c.lot_id == lot_id)
        at = self._session.connection.execute(query).scalar_one()
        return datetime.fromisoformat(at) if at else None

    def apply_invoices(self, numbers: Sequence[str], event: InvoiceEvent, at: datetime) -> None:
        """Move invoices along their own table."""
        self._invoices.apply(numbers, event, at)


def key_of(row: Row[Any]) -> LotKey:
    """Return the key of a row of ``lot``, or of a form that waits for one."""
    return LotKey(row.recipient, Flow(row.flow), row.flag, row.partner, row.marking)


def lot_of(row: Row[Any]) -> Lot:
    """Return the lot of a row of ``lot``."""
    return Lot(
        id=row.id,
        number=row.number,
        key=key_of(row),
        day=date.fromisoformat(row.day),
        state=LotState(row.state),
        file_name=row.file_name,
        label=row.label,
        sent_on=date.fromisoformat(row.sent_on) if row.sent_on else None,
        treated=row.treated,
        slip_on=date.fromisoformat(row.slip_on) if row.slip_on else None,
    )
