"""Lines of bank statements in SQLite."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.sqlite import insert

from binocle.kernel import Cents
from binocle.lots import BankLine, KeptTransfer

from . import schema
from .engine import Session
from .money import SqliteMoney


class SqliteBankStore:
    """Implements :class:`binocle.lots.BankStore`."""

    def __init__(self, session: Session) -> None:
        """Work on the program's session."""
        self._session = session
        self._money = SqliteMoney(session)

    def keep_lines(self, lines: Iterable[BankLine]) -> int:
        """Keep the lines that are not there yet; return how many."""
        table, new = schema.bank_line, 0
        statement = insert(table).on_conflict_do_nothing(index_elements=["account", "reference"])
        with self._session.transaction():
            for line in lines:
                kept = self._session.connection.execute(
                    statement,
                    {
                        "account": line.account,
                        "reference": line.reference,
                        "day": line.day.isoformat(),
                        "label": line.label,
                        "amount_cents": line.amount,
                    },
                )
                new += kept.rowcount
            self._session.tell(f"bank {new} lines")
        return new

    def free_lines(self) -> Sequence[BankLine]:
        """Return the lines of money that came and that show no transfer yet."""
        table = schema.bank_line
        query = select(table).where(table.c.transfer_id.is_(None), table.c.amount_cents > 0)
        return tuple(
            BankLine(
                account=row.account,
                reference=row.reference,
                day=date.fromisoformat(row.day),
                label=row.label,
                amount=Cents(row.amount_cents),
                id=row.id,
            )
            for row in self._session.connection.execute(query.order_by(table.c.id))
        )

    def unseen_transfers(self) -> Sequence[KeptTransfer]:
        """Return the transfers above zero that no line shows yet."""
        return tuple(
            kept
            for kept in self._money.kept_transfers(limit=None)
            if kept.bank_day is None and kept.transfer.amount > 0
        )

    def see(self, line_id: int, transfer_id: int) -> None:
        """Tie a line to the transfer that it shows."""
        table = schema.bank_line
        with self._session.transaction():
            self._session.connection.execute(
                update(table).where(table.c.id == line_id).values(transfer_id=transfer_id)
            )
            self._session.tell(f"transfer {transfer_id} seen {line_id}")

    def lots_seen(self, transfer_ids: Sequence[int]) -> Sequence[int]:
        """Return the lots that some transfers answer, all of whose transfers were seen."""
        part, other = schema.transfer_part, schema.transfer_part.alias()
        seen = exists().where(schema.bank_line.c.transfer_id == schema.transfer.c.id)
        unseen = exists().where(
            other.c.lot_id == part.c.lot_id,
            schema.transfer.c.id == other.c.transfer_id,
            schema.transfer.c.amount_cents > 0,
            ~seen,
        )
        query = (
            select(part.c.lot_id)
            .distinct()
            .where(part.c.transfer_id.in_(transfer_ids), part.c.lot_id.is_not(None), ~unseen)
            .order_by(part.c.lot_id)
        )
        return tuple(self._session.connection.execute(query).scalars())
