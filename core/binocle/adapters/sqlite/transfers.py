"""Transfers, one-off operations and lines of the bank, read from SQLite page by page.

Law of this file: a page costs a fixed count of queries, however many rows there are (no query a
row); the documents of the invoices of one page alone are read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select, union_all

from binocle.fse import Invoice
from binocle.kernel import Cents
from binocle.lots import (
    PAGE_ROWS,
    AnsweredParts,
    BankLine,
    DebtMoved,
    DebtStep,
    FollowedOneOff,
    FollowedTransfer,
    FollowedWithholding,
    InvoicesPaid,
    KeptTransfer,
    OneOffDetailTold,
    Page,
    Period,
    Posting,
    ReturnOpened,
    TransferFilters,
    pages_of,
    tell_return,
)
from binocle.lots.transfers import CANDIDATES

from . import schema, schema_bank
from .bank import IS_FREE, IS_UNSEEN, bank_line
from .documents import invoice_of
from .engine import Session
from .money import debt_moved, kept_transfer, kept_transfers, posting_of

_T, _L, _M = schema.transfer, schema_bank.bank_line, schema.debt_movement
_O, _D, _PART = schema.one_off, schema.one_off_detail, schema.transfer_part
ALONE = _M.c.number == ""
"""A movement of a debt that stands under no invoice."""
HEAD_BYTES = 4096
"""Enough of a return to read who wrote it."""

Where = Sequence[ColumnElement[bool]]
Found = TypeVar("Found")


class SqliteMoneyFollowUp:
    """Implements :class:`binocle.lots.MoneyFollowUp`."""

    def __init__(self, session: Session) -> None:
        """Read on the program's session."""
        self._session = session

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return self._session.connection.execute(query).all()

    def _count(self, query: Select[Any]) -> int:
        counted = select(func.count()).select_from(query.subquery())
        return int(self._session.connection.execute(counted).scalar_one())

    def _page(
        self, query: Select[Any], ids: Select[Any], page: int, read: Callable[[Row[Any]], Found]
    ) -> Page[Found]:
        """Return a page of a query; ``ids`` is what it counts."""
        total = self._count(ids)
        number = min(max(1, page), pages_of(total))
        shown = query.limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)
        return Page(tuple(map(read, self._rows(shown))), number, total)

    def _one(self, query: Select[Any], read: Callable[[Row[Any]], Found]) -> Found | None:
        return next(map(read, self._rows(query)), None)

    # -- transfers ------------------------------------------------------------------------------

    def newest_day(self) -> date | None:
        """Return the latest day of a transfer."""
        (row,) = self._rows(select(func.max(_T.c.day)).where(_T.c.moves))
        return date.fromisoformat(row[0]) if row[0] else None

    def transfers(self, filters: TransferFilters, page: int) -> Page[FollowedTransfer]:
        """Return the transfers that the filters keep, in the order of their days."""
        ids = select(_T.c.id).where(_T.c.moves, *_kept(filters))
        return self._page(_transfers(filters), ids, page, _followed_transfer)

    def every_transfer(self, filters: TransferFilters) -> tuple[FollowedTransfer, ...]:
        """Return them all, to be exported."""
        return tuple(map(_followed_transfer, self._rows(_transfers(filters))))

    def transfer(self, transfer_id: int) -> FollowedTransfer | None:
        """Return one transfer."""
        wanted = _transfers(TransferFilters()).where(_T.c.id == transfer_id)
        return self._one(wanted, _followed_transfer)

    def opened(self, transfer_id: int) -> ReturnOpened:
        """Return who wrote the return that announced a transfer, and to whom."""
        message = schema.incoming_message
        head = select(func.substr(message.c.content, 1, HEAD_BYTES)).join(
            _T, _T.c.message == message.c.id
        )
        ((content,),) = self._rows(head.where(_T.c.id == transfer_id))
        # It was verified whole before it was matched.
        told = next(iter(tell_return([content])))
        assert isinstance(told, ReturnOpened), "a return begins so"
        return told

    # -- what a transfer says of invoices -------------------------------------------------------

    def invoices_paid(self, transfer_id: int, page: int) -> InvoicesPaid:
        """Return what a transfer says of invoices."""
        of_transfer = _PART.c.transfer_id == transfer_id
        # Postings come first: a number that has only movements stands behind.
        named = union_all(
            select(_PART.c.number, _PART.c.id.label("rank")).where(of_transfer),
            select(_M.c.number, (_M.c.id + (1 << 40)).label("rank")).where(
                _M.c.transfer_id == transfer_id, ~ALONE
            ),
        ).subquery()
        numbers = (
            select(named.c.number)
            .group_by(named.c.number)
            .order_by(func.min(named.c.rank), named.c.number)
        )
        found = self._page(numbers, numbers, page, lambda row: str(row.number))
        shown = _PART.c.number.in_(found.rows)
        postings = [
            posting_of(row)
            for row in self._rows(select(_PART).where(of_transfer, shown).order_by(_PART.c.id))
        ]
        files = self._invoices([each.number for each in postings if _is_ours(each)])
        rows = [row for number in found.rows for row in _parts(number, postings, files)]
        moved = select(_M).where(_M.c.transfer_id == transfer_id, _M.c.number.in_(found.rows))
        movements = tuple(map(debt_moved, self._rows(moved.order_by(_M.c.id))))
        return InvoicesPaid(Page(tuple(rows), found.number, found.total), movements)

    def _invoices(self, numbers: Sequence[str]) -> Mapping[str, Invoice]:
        table = schema.invoice
        query = select(table.c.number, table.c.document).where(table.c.number.in_(numbers))
        return {row.number: invoice_of(row.document) for row in self._rows(query)}

    # -- one-off operations ---------------------------------------------------------------------

    def one_offs_of(self, transfer_id: int) -> tuple[FollowedOneOff, ...]:
        """Return the one-off payments of a transfer."""
        return tuple(map(_one_off, self._rows(_one_offs([_T.c.id == transfer_id]))))

    def withholdings_of(self, transfer_id: int) -> tuple[FollowedWithholding, ...]:
        """Return the movements of debts of a transfer that stand under no invoice."""
        return tuple(map(_withholding, self._rows(_withholdings([_T.c.id == transfer_id]))))

    def one_offs(self, period: Period, page: int) -> Page[FollowedOneOff]:
        """Return the one-off payments of a period, in the order of their days."""
        kept = _within(period)
        ids = select(_D.c.id).join(_O, _O.c.id == _D.c.one_off_id)
        ids = ids.join(_T, _T.c.id == _O.c.transfer_id).where(*kept)
        return self._page(_one_offs(kept), ids, page, _one_off)

    def every_one_off(self, period: Period) -> tuple[FollowedOneOff, ...]:
        """Return them all, to be exported."""
        return tuple(map(_one_off, self._rows(_one_offs(_within(period)))))

    def one_off(self, one_off_id: int) -> FollowedOneOff | None:
        """Return one detail of a one-off payment."""
        return self._one(_one_offs([_D.c.id == one_off_id]), _one_off)

    def withholdings(self, period: Period, page: int) -> Page[FollowedWithholding]:
        """Return the withholdings of a period, in the order of their days."""
        kept = _within(period)
        ids = select(_M.c.id).join(_T, _T.c.id == _M.c.transfer_id).where(ALONE, *kept)
        return self._page(_withholdings(kept), ids, page, _withholding)

    def every_withholding(self, period: Period) -> tuple[FollowedWithholding, ...]:
        """Return them all, to be exported."""
        return tuple(map(_withholding, self._rows(_withholdings(_within(period)))))

    def withholding(self, withholding_id: int) -> FollowedWithholding | None:
        """Return one withholding."""
        return self._one(_withholdings([_M.c.id == withholding_id]), _withholding)

    def debt(self, reference: str, payer: str) -> tuple[DebtStep, ...]:
        """Return the life of a debt of a payer, the oldest first."""
        wanted = _movements([_M.c.reference == reference, _T.c.payer == payer])
        return tuple(
            DebtStep(kept_transfer(row), row.moved_number, _moved(row))
            for row in self._rows(wanted)
        )

    # -- the bank -------------------------------------------------------------------------------

    def free_lines(self, page: int) -> Page[BankLine]:
        """Return the bank's lines of money that came and that show no transfer, newest first."""
        query = select(_L).where(*IS_FREE).order_by(_L.c.day.desc(), _L.c.id.desc())
        return self._page(query, select(_L.c.id).where(*IS_FREE), page, bank_line)

    def candidates(self, lines: Sequence[BankLine]) -> Mapping[int, tuple[KeptTransfer, ...]]:
        """Return for each line, by its identifier, the nearest unseen transfers of its amount."""
        near = _nearest(_L.c.id).where(*IS_UNSEEN, _L.c.id.in_([line.id for line in lines]))
        ranked = near.add_columns(_L.c.id.label("line_id"), _T.c.id.label("transfer_id")).subquery()
        rows = self._rows(
            kept_transfers()
            .add_columns(ranked.c.line_id)
            .join(ranked, ranked.c.transfer_id == _T.c.id)
            .where(ranked.c.rank <= CANDIDATES)
            .order_by(ranked.c.line_id, ranked.c.rank)
        )
        found: dict[int, tuple[KeptTransfer, ...]] = {}
        for row in rows:
            found[row.line_id] = (*found.get(row.line_id, ()), kept_transfer(row))
        return found

    def lines_for(self, transfer_id: int) -> tuple[BankLine, ...]:
        """Return the nearest free lines of the amount of a transfer."""
        near = _nearest(_T.c.id).where(*IS_FREE, _T.c.id == transfer_id)
        rows = self._rows(near.add_columns(_L).order_by("rank").limit(CANDIDATES))
        return tuple(map(bank_line, rows))

    def line_of(self, transfer_id: int) -> BankLine | None:
        """Return the line that shows a transfer."""
        return self._one(select(_L).where(_L.c.transfer_id == transfer_id), bank_line)


# -- transfers ------------------------------------------------------------------------------------


def _within(period: Period) -> Where:
    return [
        *([_T.c.day >= period.first.isoformat()] if period.first else []),
        *([_T.c.day <= period.last.isoformat()] if period.last else []),
    ]


def _kept(filters: TransferFilters) -> Where:
    return [*_within(filters.period), *(IS_UNSEEN if filters.unseen else ())]


def _transfers(filters: TransferFilters) -> Select[Any]:
    alone = select(func.coalesce(func.sum(_M.c.amount_cents), 0))
    of_none = alone.where(_M.c.transfer_id == _T.c.id, ALONE).scalar_subquery()
    query = kept_transfers().add_columns(of_none.label("alone"))
    return query.where(*_kept(filters)).order_by(_T.c.day, _T.c.id)


def _followed_transfer(row: Row[Any]) -> FollowedTransfer:
    return FollowedTransfer(kept_transfer(row), (row.line_1, row.line_2), Cents(row.alone))


# -- invoices -------------------------------------------------------------------------------------


def _is_ours(posting: Posting) -> bool:
    return posting.lot_id is not None or bool(posting.tied)


def _parts(
    number: str, postings: Sequence[Posting], files: Mapping[str, Invoice]
) -> list[AnsweredParts]:
    """Return the rows of an invoice: a part that is told twice begins another one."""
    rows: list[dict[str, Posting]] = [{}]
    for posting in (each for each in postings if each.number == number):
        if posting.part in rows[-1]:
            rows.append({})
        rows[-1][posting.part] = posting
    return [
        AnsweredParts(
            number=number,
            invoice=files.get(number) if any(map(_is_ours, row.values())) else None,
            amo=row.get("amo"),
            amc=row.get("amc"),
        )
        for row in rows
    ]


# -- one-off operations ---------------------------------------------------------------------------


def _one_offs(where: Where) -> Select[Any]:
    own = [column.label(f"detail_{column.name}") for column in _D.c]
    query = kept_transfers().add_columns(
        *own, _O.c.code.label("payment"), _O.c.amount_cents.label("total")
    )
    query = query.join(_O, _O.c.transfer_id == _T.c.id).join(_D, _D.c.one_off_id == _O.c.id)
    return query.where(*where).order_by(_T.c.day, _T.c.id, _D.c.id)


def _one_off(row: Row[Any]) -> FollowedOneOff:
    return FollowedOneOff(
        id=row.detail_id,
        transfer=kept_transfer(row),
        code=row.payment,
        total=Cents(row.total),
        detail=OneOffDetailTold(
            code=row.detail_code,
            label=row.detail_label,
            nir=row.detail_nir,
            birth_date=row.detail_birth_date,
            birth_rank=row.detail_birth_rank,
            period=row.detail_period,
            period_from=_day(row.detail_period_from),
            period_to=_day(row.detail_period_to),
            amount=Cents(row.detail_amount_cents),
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _movements(where: Where) -> Select[Any]:
    own = [column.label(f"moved_{column.name}") for column in _M.c]
    query = kept_transfers().add_columns(*own).join(_M, _M.c.transfer_id == _T.c.id)
    return query.where(*where).order_by(_T.c.day, _T.c.id, _M.c.id)


def _withholdings(where: Where) -> Select[Any]:
    return _movements([ALONE, *where])


def _withholding(row: Row[Any]) -> FollowedWithholding:
    return FollowedWithholding(row.moved_id, kept_transfer(row), _moved(row))


def _moved(row: Row[Any]) -> DebtMoved:
    balance = row.moved_balance_cents
    return DebtMoved(
        reference=row.moved_reference,
        on=date.fromisoformat(row.moved_day),
        nature=row.moved_nature,
        operation=row.moved_operation,
        amount=Cents(row.moved_amount_cents),
        balance=None if balance is None else Cents(balance),
        line=row.moved_line,
    )


# -- the bank -------------------------------------------------------------------------------------


def _nearest(each: ColumnElement[int]) -> Select[Any]:
    """Return the rank of lines and transfers of one amount, by their days, for each of one side."""
    apart = func.abs(func.julianday(_L.c.day) - func.julianday(_T.c.day))
    rank = func.row_number().over(partition_by=each, order_by=(apart, _T.c.id, _L.c.id))
    pairs = _T.join(_L, _L.c.amount_cents == _T.c.amount_cents)
    return select(rank.label("rank")).select_from(pairs)
