"""Returns and what they say, read from SQLite page by page.

Law of this file: a page costs a fixed count of queries, however many rows there are; of the
bytes of returns, only the start of one is read.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from binocle.kernel import Cents
from binocle.lots import PAGE_ROWS, Answer, Page, ReceivedReturn, Signal, ToldTransfer, pages_of
from binocle.lots.noemie import ReturnStart
from binocle.wire import WireRefusal

from . import schema
from .engine import Session
from .money import posting_of

_M, _T, _P = schema.incoming_message, schema.transfer, schema.transfer_part
_OURS = (_P.c.lot_id.is_not(None)) | (_P.c.tied != "")
MOVED = ("PositiveArl", "NegativeArl", "ReturnMatched", "ReceiptGiven")
"""Events of lots that a return causes and that name it."""


class SqliteAnswers:
    """Implements :class:`binocle.lots.Answers`."""

    def __init__(self, session: Session) -> None:
        """Read on the program's session."""
        self._session = session

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return self._session.connection.execute(query).all()

    def _count(self, query: Select[Any]) -> int:
        return int(self._session.connection.execute(query).scalar_one())

    # -- returns --------------------------------------------------------------------------------

    def returns(self, page: int, outcome: str | None = None) -> Page[ReceivedReturn]:
        """Return what came, the newest first; of one outcome, or all."""
        where = [] if outcome is None else [_M.c.outcome == outcome]
        total = self._count(select(func.count()).select_from(_M).where(*where))
        number = min(max(1, page), pages_of(total))
        query = _messages().where(*where).order_by(_M.c.taken_at.desc(), _M.c.id.desc())
        query = query.limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)
        return Page(self._received(query), number, total)

    def received(self, message_id: str) -> ReceivedReturn | None:
        """Return one return."""
        found = self._received(_messages().where(_M.c.id == message_id))
        return found[0] if found else None

    def of_lot(self, lot_id: int) -> tuple[ReceivedReturn, ...]:
        """Return the returns that moved a lot, the oldest first."""
        moved = select(_named()).where(
            schema.lot_event.c.lot_id == lot_id, schema.lot_event.c.kind.in_(MOVED)
        )
        query = _messages().where(_M.c.id.in_(moved)).order_by(_M.c.taken_at, _M.c.id)
        return self._received(query)

    def _received(self, query: Select[Any]) -> tuple[ReceivedReturn, ...]:
        rows = self._rows(query)
        names = [row.id for row in rows]
        lots, sums = self._lots(names), self._sums(names)
        return tuple(
            ReceivedReturn(
                id=row.id,
                kind=row.kind,
                name=row.name,
                received=datetime.fromisoformat(row.taken_at),
                outcome=row.outcome,
                code=row.code,
                facts=json.loads(row.facts),
                lots=tuple(lots.get(row.id, ())),
                parts=parts,
                strangers=strangers,
                paid=Cents(paid),
            )
            for row in rows
            for parts, strangers, paid in [sums.get(row.id, (0, 0, 0))]
        )

    def _lots(self, names: Sequence[str]) -> Mapping[str, list[str]]:
        lot, event = schema.lot, schema.lot_event
        query = (
            select(_named(), lot.c.number)
            .join(lot, lot.c.id == event.c.lot_id)
            .where(event.c.kind.in_(MOVED), _named().in_(names))
            .order_by(lot.c.id)
        )
        found: dict[str, list[str]] = {}
        for name, number in self._rows(query) if names else ():
            numbers = found.setdefault(name, [])
            if number not in numbers:
                numbers.append(number)
        return found

    def _sums(self, names: Sequence[str]) -> Mapping[str, tuple[int, int, int]]:
        strange = func.sum(case((_OURS, 0), else_=1))
        query = (
            select(_T.c.message, func.count(), strange, func.sum(_P.c.paid_cents))
            .join(_P, _P.c.transfer_id == _T.c.id)
            .where(_T.c.message.in_(names))
            .group_by(_T.c.message)
        )
        return {row[0]: (row[1], row[2], row[3]) for row in self._rows(query)}

    def norm(self, message_id: str) -> str:
        """Return the reference that the start of a NOEMIE return names."""
        start = func.substr(_M.c.content, 1, ReturnStart.LENGTH)
        query = select(start).where(_M.c.id == message_id, _M.c.kind == "RSP")
        for (record,) in self._rows(query):
            try:
                return ReturnStart.decode(bytes(record)).reference
            except WireRefusal:
                return ""
        return ""

    def transfers(self, message_id: str) -> tuple[ToldTransfer, ...]:
        """Return the transfers of a return, in its order."""
        query = select(_T).where(_T.c.message == message_id).order_by(_T.c.id)
        return tuple(
            ToldTransfer(date.fromisoformat(row.day), row.label, row.payer, Cents(row.amount_cents))
            for row in self._rows(query)
        )

    # -- what they say --------------------------------------------------------------------------

    def of_return(self, message_id: str, page: int) -> Page[Answer]:
        """Return what a return says, in its order."""
        return self._page(page, _T.c.message == message_id)

    def every_of_return(self, message_id: str) -> tuple[Answer, ...]:
        """Return all of it, to be exported."""
        return self._answers(_told().where(_T.c.message == message_id))

    def of_invoice(self, number: str) -> tuple[Answer, ...]:
        """Return what was told of an invoice, the oldest first."""
        return self._answers(_told().where(_P.c.number == number, _OURS))

    def answer(self, posting_id: int) -> Answer | None:
        """Return what was told of one part."""
        found = self._answers(_told().where(_P.c.id == posting_id))
        return found[0] if found else None

    def to_tie(self, page: int) -> Page[Answer]:
        """Return the money that matched and waits for its lettrage, the oldest first."""
        pays = _P.c.paid_cents != 0
        return self._page(page, _P.c.tied == "", _P.c.lot_id.is_not(None), pays)

    def strangers(self, page: int) -> Page[Answer]:
        """Return what is of no file yet ("RSP non rapproché"), the oldest first."""
        return self._page(page, _P.c.tied == "", _P.c.lot_id.is_(None))

    def _page(self, page: int, *where: ColumnElement[bool]) -> Page[Answer]:
        joined = select(func.count()).select_from(_P).join(_T, _T.c.id == _P.c.transfer_id)
        total = self._count(joined.where(*where))
        number = min(max(1, page), pages_of(total))
        query = _told().where(*where).limit(PAGE_ROWS).offset((number - 1) * PAGE_ROWS)
        return Page(self._answers(query), number, total)

    def _answers(self, query: Select[Any]) -> tuple[Answer, ...]:
        rows = self._rows(query)
        signals = self._signals([row.id for row in rows])
        return tuple(_answer(row, signals.get(row.id, ())) for row in rows)

    def _signals(self, postings: Sequence[int]) -> Mapping[int, Sequence[Row[Any]]]:
        table = schema.return_signal
        found: dict[int, list[Row[Any]]] = {}
        for start in range(0, len(postings), 1000):  # parameters of one query are counted
            some = postings[start : start + 1000]
            query = select(table).where(table.c.transfer_part_id.in_(some)).order_by(table.c.id)
            for row in self._rows(query):
                found.setdefault(row.transfer_part_id, []).append(row)
        return found


def _messages() -> Select[Any]:
    """Return the query of returns without their bytes."""
    return select(_M.c.id, _M.c.kind, _M.c.name, _M.c.taken_at, _M.c.outcome, _M.c.code, _M.c.facts)


def _named() -> ColumnElement[str]:
    """Return the return that an event of a lot names."""
    facts = schema.lot_event.c.facts
    return func.coalesce(
        func.json_extract(facts, "$.message"), func.json_extract(facts, "$.receipt")
    )


def _told() -> Select[Any]:
    listed = schema.invoice_listed
    return (
        select(
            _P,
            _T.c.day,
            _T.c.message,
            _T.c.payer,
            _M.c.taken_at,
            case((_OURS, listed.c.name.concat(" ").concat(listed.c.first_name))).label("client"),
        )
        .join(_T, _T.c.id == _P.c.transfer_id)
        .join(_M, _M.c.id == _T.c.message)
        .outerjoin(listed, listed.c.number == _P.c.number)
        .order_by(_P.c.id)
    )


def _answer(row: Row[Any], signals: Sequence[Row[Any]]) -> Answer:
    return Answer(
        posting=posting_of(row),
        message=row.message,
        received=datetime.fromisoformat(row.taken_at),
        day=date.fromisoformat(row.day),
        payer=row.payer,
        client=row.client or "",
        signals=tuple(_signal(each, row.part) for each in signals),
        tied_at=datetime.fromisoformat(row.tied_at) if row.tied_at else None,
    )


def _signal(row: Row[Any], part: str) -> Signal:
    return Signal(
        code=row.code,
        label=row.label,
        part=part,
        level=row.level,
        line=row.line,
        act=row.act,
        care_on=date.fromisoformat(row.care_on) if row.care_on else None,
        extra=row.extra,
    )
