"""SCOR lots in SQLite: their bytes apart, kept as long as they may leave.

Law of this file: a lot's row is changed along its table of states; what happened to it is only
added to. The bytes go once the lot is settled: its digest stays, its documents have their own
retention.
"""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from binocle.scor import (
    AnswerSetAside,
    FseLot,
    ScorDocument,
    ScorLot,
    ScorLotEvent,
    ScorLotState,
    ScorState,
    next_lot_state,
)
from binocle.scor.lot_states import UNSETTLED, LotReceived, LotRefused, SendingBegun
from binocle.scor.rules import SENDABLE

from . import schema
from .engine import Session
from .invoices import facts_of, next_count, set_counts
from .scor import ARRIVAL, document_of

LOTS, ANSWERS = "scor-lot", "scor-answer"
"""Series: the count of lots, and the rank of the last answer kept."""


class SqliteScorLotStore:
    """Implements :class:`binocle.scor.ScorLotStore`."""

    def __init__(self, session: Session) -> None:
        """Share the program's session."""
        self._session = session

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction()

    # -- documents ------------------------------------------------------------------------------

    def compliant(self) -> tuple[tuple[ScorDocument, int], ...]:
        """Return what was judged right, not sent and may be, the oldest first, with its bytes."""
        document, content = schema.scor_document, schema.scor_content
        query = (
            select(document, func.length(content.c.pdf).label("size"))
            .join(content, content.c.document == document.c.id)
            .where(
                document.c.state == ScorState.COMPLIANT.value,
                document.c.type.in_([type_.value for type_ in SENDABLE]),
            )
            .order_by(document.c.added_at, ARRIVAL)
        )
        rows = self._session.connection.execute(query)
        return tuple((document_of(row), row.size) for row in rows)

    def refused(self) -> frozenset[str]:
        """Return the ``idPJ`` of the documents of refused lots that nobody took up."""
        piece, lot = schema.scor_piece, schema.scor_lot
        query = (
            select(piece.c.document)
            .join(lot, lot.c.name == piece.c.lot)
            .where(lot.c.state == ScorLotState.REFUSED.value)
        )
        return frozenset(self._session.connection.execute(query).scalars())

    def documents_in(self, name: str) -> tuple[ScorDocument, ...]:
        """Return the documents of a lot that are still there, in their order."""
        document, piece = schema.scor_document, schema.scor_piece
        query = (
            select(document)
            .join(piece, piece.c.document == document.c.id)
            .where(piece.c.lot == name)
            .order_by(piece.c.rank)
        )
        return tuple(document_of(row) for row in self._session.connection.execute(query))

    # -- lots -----------------------------------------------------------------------------------

    def next_lot_count(self) -> int:
        """Take the next number of the series of lots."""
        with self._session.transaction():
            return next_count(self._session, LOTS)

    def keep_lot(self, lot: ScorLot, content: bytes) -> None:
        """Keep a new lot with its bytes, both or neither."""
        connection = self._session.connection
        with self._session.transaction():
            connection.execute(insert(schema.scor_lot), _values(lot))
            connection.execute(
                insert(schema.scor_lot_content), {"lot": lot.name, "content": content}
            )
            connection.execute(
                insert(schema.scor_piece),
                [
                    {"lot": lot.name, "rank": rank, "document": document}
                    for rank, document in enumerate(lot.documents, start=1)
                ],
            )
            facts = json.dumps({"sha256": lot.sha256, "bytes": len(content)})
            self._remember(lot.name, "LotKept", facts, lot.made_at)

    def lots(self, *states: ScorLotState) -> tuple[ScorLot, ...]:
        """Return the lots of some states, by name."""
        table = schema.scor_lot
        query = select(table).where(table.c.state.in_([state.value for state in states]))
        rows = self._session.connection.execute(query.order_by(table.c.name)).all()
        return tuple(_lot(row, self._pieces(row.name)) for row in rows)

    def newest_lots(self, limit: int) -> tuple[ScorLot, ...]:
        """Return the lots made last, the newest first."""
        table = schema.scor_lot
        query = select(table).order_by(table.c.made_at.desc(), table.c.name.desc()).limit(limit)
        rows = self._session.connection.execute(query).all()
        return tuple(_lot(row, self._pieces(row.name)) for row in rows)

    def _pieces(self, name: str) -> Sequence[str]:
        piece = schema.scor_piece
        query = select(piece.c.document).where(piece.c.lot == name).order_by(piece.c.rank)
        return self._session.connection.execute(query).scalars().all()

    def has_tried(self) -> bool:
        """Say whether any lot was ever about to leave."""
        table = schema.scor_lot
        query = select(table.c.name).where(table.c.first_tried_at.is_not(None)).limit(1)
        return self._session.connection.execute(query).one_or_none() is not None

    def lot_content(self, name: str) -> bytes:
        """Return the bytes of a lot that may still leave."""
        table = schema.scor_lot_content
        query = select(table.c.content).where(table.c.lot == name)
        content: bytes = self._session.connection.execute(query).scalar_one()
        return content

    def advance_lot(self, lot: ScorLot, event: ScorLotEvent, at: datetime) -> ScorLot:
        """Move a lot along its table, keep the event, forget bytes that will not leave again."""
        values: dict[str, Any] = {"state": next_lot_state(lot.state, event).value}
        match event:
            case SendingBegun() if lot.first_tried_at is None:
                values["first_tried_at"] = at.isoformat()
            case LotReceived(receipt):
                values["receipt"] = receipt
            case LotRefused(sentence):
                values["refusal"] = sentence
        table, content = schema.scor_lot, schema.scor_lot_content
        connection = self._session.connection
        with self._session.transaction():
            connection.execute(update(table).where(table.c.name == lot.name).values(values))
            if ScorLotState(values["state"]) not in UNSETTLED:
                connection.execute(delete(content).where(content.c.lot == lot.name))
            self._remember(lot.name, type(event).__name__, facts_of(event), at)
            row = connection.execute(select(table).where(table.c.name == lot.name)).one()
        return _lot(row, lot.documents)

    def _remember(self, lot: str, kind: str, facts: str, at: datetime) -> None:
        self._session.connection.execute(
            insert(schema.scor_lot_event),
            {"lot": lot, "at": at.isoformat(), "kind": kind, "facts": facts},
        )
        self._session.tell(f"SCOR lot {lot} {kind} {facts}")

    # -- answers --------------------------------------------------------------------------------

    def last_rank(self) -> int:
        """Return the rank of the last answer that was kept; 0 when there is none."""
        table = schema.counter
        query = select(table.c.last).where(table.c.series == ANSWERS)
        return self._session.connection.execute(query).scalar_one_or_none() or 0

    def keep_rank(self, rank: int) -> None:
        """Keep the rank of the last answer."""
        set_counts(self._session, {ANSWERS: rank})

    def set_aside(self, answer: AnswerSetAside, at: datetime) -> None:
        """Keep an answer that changes nothing; again is the same."""
        facts = json.dumps(dict(answer.facts), ensure_ascii=False)
        with self._session.transaction():
            self._session.connection.execute(
                sqlite_insert(schema.scor_set_aside)
                .values(rank=answer.rank, at=at.isoformat(), code=answer.code, facts=facts)
                .on_conflict_do_nothing()
            )
            self._session.tell(f"SCOR answer {answer.rank} {answer.code} {facts}")

    def answers_set_aside(self) -> tuple[AnswerSetAside, ...]:
        """Return the answers that changed nothing, the oldest first."""
        table = schema.scor_set_aside
        rows = self._session.connection.execute(select(table).order_by(table.c.rank))
        return tuple(AnswerSetAside(row.rank, row.code, json.loads(row.facts)) for row in rows)


def _values(lot: ScorLot) -> dict[str, Any]:
    return {
        "name": lot.name,
        "fse_lot": lot.fse_lot.number,
        "fse_recipient": lot.fse_lot.recipient,
        "fse_day": lot.fse_lot.day.isoformat(),
        "state": lot.state.value,
        "sha256": lot.sha256,
        "made_at": lot.made_at.isoformat(),
        "first_tried_at": lot.first_tried_at.isoformat() if lot.first_tried_at else None,
        "receipt": lot.receipt,
        "refusal": lot.refusal,
    }


def _lot(row: Row[Any], documents: Sequence[str]) -> ScorLot:
    return ScorLot(
        name=row.name,
        fse_lot=FseLot(row.fse_lot, row.fse_recipient, date.fromisoformat(row.fse_day)),
        state=ScorLotState(row.state),
        documents=tuple(documents),
        sha256=row.sha256,
        made_at=datetime.fromisoformat(row.made_at),
        first_tried_at=datetime.fromisoformat(row.first_tried_at) if row.first_tried_at else None,
        receipt=row.receipt,
        refusal=row.refusal,
    )
