"""The lists of invoices and lots, read from SQLite page by page.

Law of this file: a page costs a fixed count of queries, however many rows there are (no query a
row); what filters is in the narrow table ``invoice_listed``, and the documents of one page alone
are read. A rule that production code holds over states is turned into the list of the states
that it keeps; it is not written again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)

from binocle.fse import CancellationSealed, Flow, FormPlace, InvoiceState, PartState
from binocle.fse.states import PART_TRANSITIONS, has_form, shown_state
from binocle.kernel import PARIS
from binocle.lots import (
    BY_HAND,
    PAGE_ROWS,
    FollowedInvoice,
    FollowedLot,
    FollowedPage,
    InvoiceFilters,
    InvoiceToSend,
    Lot,
    LotLine,
    LotState,
    Page,
    SecuredShare,
    SoughtPerson,
    pages_of,
)
from binocle.rates import SecuringMode

from . import schema
from .engine import Session
from .forms import place_of
from .invoices import standing_of
from .lots import lot_of

_I, _E, _L = schema.invoice, schema.invoice_event, schema.invoice_listed
NOT_SENT = (InvoiceState.CALCULATED, InvoiceState.FORMS_DELETED, InvoiceState.SECURED)
"""States in which "À Télétransmettre" prints an invoice (seed-facts 13)."""

_LEFT = [state.value for state in LotState if place_of(state.value) is FormPlace.SENT]
_CANCELLABLE = [part.value for part in PartState if (part, CancellationSealed) in PART_TRANSITIONS]

Where = Sequence[ColumnElement[bool]]


class SqliteFollowUp:
    """Implements :class:`binocle.lots.FollowUp`."""

    def __init__(self, session: Session) -> None:
        """Read on the program's session."""
        self._session = session

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return self._session.connection.execute(query).all()

    def _count(self, query: Select[Any]) -> int:
        return int(self._session.connection.execute(query).scalar_one())

    # -- invoices -------------------------------------------------------------------------------

    def to_send(self, page: int) -> Page[InvoiceToSend]:
        """Return the invoices that were not transmitted, the newest first."""
        waiting = union(
            select(_L.c.number).where(_L.c.state.in_([state.value for state in NOT_SENT])),
            select(schema.waiting_form.c.number),
        ).subquery()
        total = self._count(select(func.count()).select_from(waiting))
        number = nearest(page, total)
        shown = _window(select(waiting.c.number).order_by(waiting.c.number.desc()), number)
        rows = self._rows(_standings().where(_I.c.number.in_(shown)))
        papers = self._papers([row.number for row in rows])
        waits = self._waits([row.number for row in rows])
        listed = (
            InvoiceToSend(
                standing_of(row),
                papers.get(row.number, 0),
                waits=row.number in waits,
                unblocked=waits.get(row.number, False),
            )
            for row in rows
        )
        return Page(tuple(listed), number, total)

    def _waits(self, numbers: Sequence[str]) -> Mapping[str, bool]:
        """Return the invoices whose forms wait for a lot, and whether a person let them go."""
        table = schema.waiting_form
        held = select(table.c.number, table.c.unblocked).where(table.c.number.in_(numbers))
        return {row[0]: row[1] for row in self._rows(held)}

    def _papers(self, numbers: Sequence[str]) -> Mapping[str, int]:
        table = schema.scor_document
        query = (
            select(table.c.invoice, func.count())
            .where(table.c.invoice.in_(numbers), table.c.replaced_by == "")
            .group_by(table.c.invoice)
        )
        return {row[0]: row[1] for row in self._rows(query)}

    def followed(self, filters: InvoiceFilters, page: int) -> FollowedPage:
        """Return the invoices that the filters keep, the newest first, and their footer."""
        kept = _kept(filters)
        share = self._share(kept)
        number = nearest(page, share.files)
        shown = _window(select(_L.c.number).where(*kept).order_by(_L.c.number.desc()), number)
        rows = self._followed(_standings().where(_I.c.number.in_(shown)))
        return FollowedPage(rows, number, share.files, share)

    def every_followed(self, filters: InvoiceFilters) -> tuple[FollowedInvoice, ...]:
        """Return them all, to be exported."""
        kept = select(_L.c.number).where(*_kept(filters))
        return self._followed(_standings().where(_I.c.number.in_(kept)))

    def _followed(self, query: Select[Any]) -> tuple[FollowedInvoice, ...]:
        rows = self._rows(query.add_columns(_received().label("received")))
        lots = self._lots([row.number for row in rows])
        return tuple(
            FollowedInvoice(
                standing_of(row), _instant(row.received), tuple(lots.get(row.number, ()))
            )
            for row in rows
        )

    def _lots(self, numbers: Sequence[str]) -> Mapping[str, list[str]]:
        """Return the lots that hold the forms of invoices; a lot that gave them back does not."""
        held, lot = schema.lot_form, schema.lot
        found: dict[str, list[str]] = {}
        for start in range(0, len(numbers), 1000):  # parameters of one query are counted
            query = (
                select(held.c.number, lot.c.number)
                .join(lot, lot.c.id == held.c.lot_id)
                .where(held.c.number.in_(numbers[start : start + 1000]), ~held.c.released)
                .order_by(lot.c.id)
            )
            for row in self._rows(query):
                found.setdefault(row[0], []).append(row[1])
        return found

    def _share(self, kept: Where) -> SecuredShare:
        formed = [
            state.value + part.value
            for state, part in product(InvoiceState, PartState)
            if has_form(state, part)
        ]
        secured = and_(
            _L.c.mode == SecuringMode.SESAM_VITALE.value,
            _L.c.state.concat(_L.c.amo_state).in_(formed),
        )
        counted = func.coalesce(func.sum(case((secured, 1), else_=0)), 0)
        (row,) = self._rows(select(func.count(), counted).select_from(_L).where(*kept))
        return SecuredShare(row[0], row[1])

    # -- lots -----------------------------------------------------------------------------------

    def transmitted(self, page: int, sought: str = "") -> Page[FollowedLot]:
        """Return the lots, the newest first."""
        lot, held = schema.lot, schema.lot_form
        where: Where = ()
        if sought := sought.strip().upper():
            carried = select(held.c.lot_id).where(held.c.number == sought_invoice(sought))
            where = (or_(lot.c.number == sought, lot.c.id.in_(carried)),)
        total = self._count(select(func.count()).select_from(lot).where(*where))
        number = nearest(page, total)
        query = _window(_lots().where(*where).order_by(lot.c.id.desc()), number)
        return Page(tuple(_followed_lot(row) for row in self._rows(query)), number, total)

    def followed_lot(self, lot_id: int) -> FollowedLot | None:
        """Return one lot."""
        rows = self._rows(_lots().where(schema.lot.c.id == lot_id))
        return _followed_lot(rows[0]) if rows else None

    def newest_lot(self, number: str) -> Lot | None:
        """Return the most recent lot of a number: numbers come round again."""
        lot = schema.lot
        query = select(lot).where(lot.c.number == number).order_by(lot.c.id.desc()).limit(1)
        rows = self._rows(query)
        return lot_of(rows[0]) if rows else None

    def lot_lines(self, lot_id: int) -> tuple[LotLine, ...]:
        """Return the invoices of a lot, the newest first."""
        held = schema.lot_form
        query = (
            _standings()
            .add_columns(held.c.flow)
            .join(held, held.c.number == _I.c.number)
            .where(held.c.lot_id == lot_id)
        )
        return tuple(LotLine(standing_of(row), Flow(row.flow)) for row in self._rows(query))


def _standings() -> Select[Any]:
    return select(_I).order_by(_I.c.number.desc())


def nearest(page: int, total: int) -> int:
    """Return the page of a list of so many rows that is nearest to a page."""
    return min(max(1, page), pages_of(total))


def _window(query: Select[Any], number: int) -> Select[Any]:
    return query.limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)


def _received() -> Any:
    """Return the query of the last answer about an invoice."""
    return (
        select(func.max(_E.c.at))
        .where(_E.c.number == _I.c.number, _E.c.kind.startswith("Part"))
        .scalar_subquery()
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# -- filters --------------------------------------------------------------------------------------


def sought_invoice(typed: str) -> str:
    """Return a number as it is kept: nine digits, or ``PROV-000326``."""
    typed = typed.strip().upper()
    return typed.zfill(9) if typed.isdigit() else typed


def _kept(filters: InvoiceFilters) -> Where:
    """Return the conditions of the filters that say something."""
    return [
        *_names(filters.client, [_L.c.name.concat(" ").concat(_L.c.first_name)]),
        *_beneficiary(filters.beneficiary),
        *_insured(filters.insured),
        *([_L.c.day >= filters.first_day.isoformat()] if filters.first_day else []),
        *([_L.c.day <= filters.last_day.isoformat()] if filters.last_day else []),
        *_updated(filters.updated_from, filters.updated_to),
        *([_L.c.number == sought_invoice(filters.number)] if filters.number.strip() else []),
        *_in_lot(filters.lot.strip().upper()),
        *_in_state(filters.state),
        *(_cancellable() if filters.cancellable else []),
        *(_treated_by_hand() if filters.by_hand else []),
    ]


def _names(typed: str, columns: Iterable[ColumnElement[str]]) -> Where:
    """Return that a text is in one of the columns; capitals are those of the cards."""
    typed = " ".join(typed.split())
    return [or_(*(column.contains(typed, autoescape=True) for column in columns))] if typed else []


def _nir(typed: str, column: ColumnElement[str]) -> Where:
    typed = "".join(typed.split()).upper()
    return [column.startswith(typed, autoescape=True)] if typed else []


def _beneficiary(who: SoughtPerson) -> Where:
    return [
        *_names(who.name, [_L.c.name]),
        *_names(who.first_name, [_L.c.first_name]),
        *_nir(who.nir, func.coalesce(_L.c.own_nir, _L.c.nir)),
    ]


def _insured(who: SoughtPerson) -> Where:
    """Return that the invoice names the insured so, or that who has the NIR for his own is."""
    named = [*_names(who.name, [_L.c.name]), *_names(who.first_name, [_L.c.first_name])]
    if not named:
        return _nir(who.nir, _L.c.nir)
    told = [
        *_names(who.name, [_L.c.insured_name]),
        *_names(who.first_name, [_L.c.insured_first_name]),
    ]
    own = and_(func.coalesce(_L.c.own_nir, _L.c.nir) == _L.c.nir, _L.c.insured_name.is_(None))
    known = _L.c.nir.in_(select(_L.c.nir).where(own, *named))
    return [or_(and_(*told), known), *_nir(who.nir, _L.c.nir)]


def _updated(first: date | None, last: date | None) -> Where:
    """Return that the last event of an invoice came on those days, Paris time.

    One look at the index an invoice, and a page looks no further than its last row.
    """
    if not (first or last):
        return []
    newest = select(func.max(_E.c.at)).where(_E.c.number == _L.c.number).scalar_subquery()
    return [newest.between(_at(first or date.min, time.min), _at(last or date.max, time.max))]


def _at(day: date, clock: time) -> str:
    """Return an instant of a day in Paris, as the journal writes it; the ends of time in UTC."""
    at = datetime.combine(day, clock, PARIS if date.min < day < date.max else UTC)
    return at.astimezone(UTC).isoformat()


def _in_lot(number: str) -> Where:
    held, lot = schema.lot_form, schema.lot
    carried = select(held.c.number).join(lot, lot.c.id == held.c.lot_id)
    return [_L.c.number.in_(carried.where(lot.c.number == number))] if number else []


def _in_state(state: InvoiceState | None) -> Where:
    """Return that the one state that lists show is this one."""
    if state is None:
        return []
    shown = [
        (kept.value, amo.value, amc.value)
        for kept, amo, amc in product(InvoiceState, PartState, PartState)
        if shown_state(kept, amo, amc) is state
    ]
    return [tuple_(_L.c.state, _L.c.amo_state, _L.c.amc_state).in_(shown)]


def _cancellable() -> Where:
    """Return the rule :func:`binocle.fse.rules.cancellation_findings`; a test compares them."""
    form, held, lot = schema.form, schema.lot_form, schema.lot
    sent = (
        select(held.c.number)
        .join(lot, lot.c.id == held.c.lot_id)
        .where(
            held.c.number == _L.c.number,
            held.c.generation == _L.c.generation,
            held.c.flow == Flow.DRE.value,
            ~held.c.released,
            lot.c.state.in_(_LEFT),
        )
    )
    cancelling = exists().where(
        form.c.number == _L.c.number,
        form.c.flow == Flow.CANCELLATION.value,
        form.c.generation == _L.c.generation,
    )
    return [
        _L.c.state == InvoiceState.WAITING.value,
        _L.c.amc_state.in_(_CANCELLABLE),
        func.coalesce(_L.c.takes_cancelling, 1) != 0,
        sent.exists(),
        ~cancelling,
    ]


def _treated_by_hand() -> Where:
    """Return that a person treated the invoice, or the lot that holds it."""
    held, lot, event = schema.lot_form, schema.lot, schema.lot_event
    closed = select(event.c.lot_id).where(event.c.kind == "LotClosed")
    lots = select(lot.c.id).where(
        or_(lot.c.treated == BY_HAND, and_(lot.c.id.in_(closed), _closed_by_hand()))
    )
    by_lot = select(held.c.number).where(held.c.lot_id.in_(lots), ~held.c.released)
    by_event = select(_E.c.number).where(literal_column("kind = 'TreatedByHand'"))
    return [_L.c.number.in_(union(by_lot, by_event))]


# -- lots -----------------------------------------------------------------------------------------


def _closed_by_hand() -> ColumnElement[bool]:
    """Return that a lot was closed before any payment answered it: a person did."""
    closed, matched = schema.lot_event.alias(), schema.lot_event.alias()
    answered = exists().where(
        matched.c.lot_id == closed.c.lot_id,
        matched.c.kind == "ReturnMatched",
        matched.c.id < closed.c.id,
    )
    return exists().where(
        closed.c.lot_id == schema.lot.c.id, closed.c.kind == "LotClosed", ~answered
    )


def _lots() -> Select[Any]:
    lot, event, later = schema.lot, schema.lot_event, schema.lot.alias()
    received = select(func.max(event.c.at)).where(event.c.lot_id == lot.c.id).scalar_subquery()
    answered = exists().where(event.c.lot_id == lot.c.id, event.c.kind == "ReturnMatched")
    surpassed = exists().where(later.c.number == lot.c.number, later.c.id > lot.c.id)
    return select(
        lot,
        received.label("received"),
        answered.label("answered"),
        or_(lot.c.treated == BY_HAND, _closed_by_hand()).label("by_hand"),
        surpassed.label("surpassed"),
    )


def _followed_lot(row: Row[Any]) -> FollowedLot:
    return FollowedLot(
        lot=lot_of(row),
        received=_instant(row.received),
        answered=bool(row.answered),
        by_hand=bool(row.by_hand),
        newest=not row.surpassed,
    )
