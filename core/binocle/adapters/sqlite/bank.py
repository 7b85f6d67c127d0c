"""Lines of bank statements in SQLite, and the journal of what they show."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, exists, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from binocle.kernel import Cents
from binocle.lots import BankLine, KeptTransfer, PairEvent, PastPair

from . import schema, schema_bank
from .engine import Session
from .money import kept_transfer, kept_transfers

_L, _T, _P = schema_bank.bank_line, schema.transfer, schema_bank.bank_pair_event
_SHOWN = schema_bank.bank_line.alias()
_NEW_LINE = (
    insert_or(_L).on_conflict_do_nothing(index_elements=["account", "reference"]).returning(_L.c.id)
)
IS_FREE = (_L.c.transfer_id.is_(None), _L.c.amount_cents > 0)
"""A line of money that came and that shows no transfer."""
IS_UNSEEN = (
    _T.c.moves,
    _T.c.amount_cents > 0,
    ~exists().where(_SHOWN.c.transfer_id == _T.c.id),
)
"""A transfer of money that no line shows."""


class SqliteBankStore:
    """Implements :class:`binocle.lots.BankStore`."""

    def __init__(self, session: Session) -> None:
        """Work on the program's session."""
        self._session = session

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        return self._session.transaction()

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return self._session.connection.execute(query).all()

    # -- lines and transfers --------------------------------------------------------------------

    def keep_line(self, line: BankLine) -> tuple[BankLine, bool]:
        """Keep a line unless it is there; return it as it is kept, and whether it is new."""
        values = {
            "account": line.account,
            "reference": line.reference,
            "day": line.day.isoformat(),
            "label": line.label,
            "amount_cents": line.amount,
        }
        with self._session.transaction():
            new = self._session.connection.execute(_NEW_LINE, values).one_or_none()
            if new is not None:
                self._session.tell(f"bank line {new.id}")
        same = select(_L).where(_L.c.account == line.account, _L.c.reference == line.reference)
        (kept,) = self._rows(same)
        return bank_line(kept), new is not None

    def free_lines(self) -> Sequence[BankLine]:
        """Return the lines of money that came, that show no transfer and whose amount one has."""
        wanted = select(_T.c.amount_cents).where(*IS_UNSEEN)
        query = select(_L).where(*IS_FREE, _L.c.amount_cents.in_(wanted)).order_by(_L.c.id)
        return tuple(map(bank_line, self._rows(query)))

    def unseen_transfers(self) -> Sequence[KeptTransfer]:
        """Return the transfers above zero that no line shows and whose amount a free one has."""
        wanted = select(_L.c.amount_cents).where(*IS_FREE)
        query = kept_transfers().where(*IS_UNSEEN, _T.c.amount_cents.in_(wanted))
        return tuple(map(kept_transfer, self._rows(query.order_by(_T.c.id))))

    def line(self, line_id: int) -> BankLine | None:
        """Return one line."""
        return next(map(bank_line, self._rows(select(_L).where(_L.c.id == line_id))), None)

    def transfer(self, transfer_id: int) -> KeptTransfer | None:
        """Return one transfer that moves money."""
        rows = self._rows(kept_transfers().where(_T.c.id == transfer_id))
        return next(map(kept_transfer, rows), None)

    def shown_by(self, line_id: int) -> KeptTransfer | None:
        """Return the transfer that a line shows."""
        query = kept_transfers().join(_L, _L.c.transfer_id == _T.c.id).where(_L.c.id == line_id)
        return next(map(kept_transfer, self._rows(query)), None)

    def line_of(self, transfer_id: int) -> BankLine | None:
        """Return the line that shows a transfer."""
        rows = self._rows(select(_L).where(_L.c.transfer_id == transfer_id))
        return next(map(bank_line, rows), None)

    # -- pairs ----------------------------------------------------------------------------------

    def undone(self) -> Collection[tuple[int, int]]:
        """Return the pairs of a line and a transfer that a person undid."""
        query = select(_P.c.line_id, _P.c.transfer_id).where(_P.c.kind == PairEvent.UNTIED.value)
        return {(row.line_id, row.transfer_id) for row in self._rows(query)}

    def set_pair(self, line_id: int, transfer_id: int, event: PairEvent, at: datetime) -> None:
        """Tie a line to the transfer that it shows, or untie it, and keep that in the journal."""
        shown = None if event is PairEvent.UNTIED else transfer_id
        tied = update(_L).where(_L.c.id == line_id).values(transfer_id=shown)
        kept = {
            "line_id": line_id,
            "transfer_id": transfer_id,
            "kind": event.value,
            "at": at.isoformat(),
        }
        with self._session.transaction():
            self._session.connection.execute(tied)
            self._session.connection.execute(insert(_P), kept)
            self._session.tell(f"transfer {transfer_id} {event.value} {line_id}")

    def pair_history(self, transfer_id: int) -> Sequence[PastPair]:
        """Return the journal of a transfer's lines, the oldest first."""
        query = (
            select(_L, _P.c.at, _P.c.kind)
            .join(_P, _P.c.line_id == _L.c.id)
            .where(_P.c.transfer_id == transfer_id)
            .order_by(_P.c.id)
        )
        return tuple(
            PastPair(datetime.fromisoformat(row.at), PairEvent(row.kind), bank_line(row))
            for row in self._rows(query)
        )

    def lots_seen(self, transfer_ids: Sequence[int]) -> Sequence[int]:
        """Return the lots that some transfers answer, all of whose transfers were seen."""
        part, other = schema.transfer_part, schema.transfer_part.alias()
        unseen = exists().where(
            other.c.lot_id == part.c.lot_id, _T.c.id == other.c.transfer_id, *IS_UNSEEN
        )
        query = (
            select(part.c.lot_id)
            .distinct()
            .where(part.c.transfer_id.in_(transfer_ids), part.c.lot_id.is_not(None), ~unseen)
            .order_by(part.c.lot_id)
        )
        return tuple(row.lot_id for row in self._rows(query))

    def lots_of_transfer(self, transfer_id: int) -> Sequence[int]:
        """Return the lots that a transfer answers."""
        part = schema.transfer_part
        query = select(part.c.lot_id).distinct().where(part.c.transfer_id == transfer_id)
        rows = self._rows(query.where(part.c.lot_id.is_not(None)).order_by(part.c.lot_id))
        return tuple(row.lot_id for row in rows)


def bank_line(row: Row[Any]) -> BankLine:
    """Return what a row of ``bank_line`` says."""
    return BankLine(
        account=row.account,
        reference=row.reference,
        day=date.fromisoformat(row.day),
        label=row.label,
        amount=Cents(row.amount_cents),
        id=row.id,
    )
