"""Quotes, and the ordonnances of invoices, in SQLite (FSE-01, CLI-03).

Law of this file: texts are kept as typed, one JSON object of texts by field; a value of no known
kind is a corrupt database, told loudly. An ordonnance is never changed: the last one counts.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, cast, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from binocle.kernel import BirthDate, Cents, Nir
from binocle.optics import Quote, QuotePatient, QuoteState

from .engine import Session
from .invoices import next_count
from .schema import ordonnance
from .schema import quote as table


class SqliteSaleStore:
    """Implements :class:`binocle.optics.QuoteStore` and :class:`binocle.optics.OrdonnanceStore`."""

    def __init__(self, session: Session) -> None:
        """Share the program's session."""
        self._session = session

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction(durable=durable)

    # -- quotes ---------------------------------------------------------------------------------

    def next_quote_number(self) -> str:
        """Take the next number of the series."""
        with self._session.transaction():
            return str(next_count(self._session, "quote"))

    def keep_quote(self, quote: Quote) -> None:
        """Keep a quote, in place of the former one of its number."""
        values = {
            "day": quote.day.isoformat(),
            "state": quote.state.value,
            "patient": _patient_text(quote.patient),
            "total_cents": quote.total,
            "sale": _text(quote.sale),
            "ordonnance": _text(quote.ordonnance),
            "invoice": quote.invoice or None,
        }
        with self._session.transaction():
            self._session.connection.execute(
                sqlite_insert(table)
                .values(number=quote.number, **values)
                .on_conflict_do_update(index_elements=["number"], set_=values)
            )
            self._session.tell(f"quote {quote.number} {quote.state.value} {quote.invoice}".strip())

    def quote(self, number: str) -> Quote:
        """Return a quote; ``KeyError`` when there is none of that number."""
        query = select(table).where(table.c.number == number)
        row = self._session.connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(number)
        return _quote(row)

    def quotes(self, *, limit: int = 200) -> tuple[Quote, ...]:
        """Return the newest quotes first."""
        query = select(table).order_by(cast(table.c.number, Integer).desc()).limit(limit)
        return tuple(_quote(row) for row in self._session.connection.execute(query))

    # -- ordonnances ----------------------------------------------------------------------------

    def keep_ordonnance(self, invoice: str, texts: Mapping[str, str], at: datetime) -> None:
        """Keep the texts with an invoice."""
        row = {"invoice": invoice, "kept_at": at.isoformat(), "document": _text(texts)}
        with self._session.transaction():
            self._session.connection.execute(insert(ordonnance).values(row))
            self._session.tell(f"ordonnance of {invoice} kept")

    def ordonnance_of(self, invoice: str) -> Mapping[str, str] | None:
        """Return the texts that were kept last with an invoice, or none."""
        query = (
            select(ordonnance.c.document)
            .where(ordonnance.c.invoice == invoice)
            .order_by(ordonnance.c.id.desc())
            .limit(1)
        )
        kept = self._session.connection.execute(query).scalar_one_or_none()
        return None if kept is None else _texts(kept)


def _text(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)


def _texts(kept: str) -> Mapping[str, str]:
    texts: dict[str, str] = json.loads(kept)
    return texts


def _patient_text(patient: QuotePatient | None) -> str | None:
    if patient is None:
        return None
    values = [patient.nir.compact, patient.birth.digits, patient.rank, patient.printed]
    return json.dumps(values, ensure_ascii=False)


def _quote(row: Row[Any]) -> Quote:
    patient = None
    if row.patient is not None:
        nir, birth, rank, printed = json.loads(row.patient)
        patient = QuotePatient(Nir.parse(nir), BirthDate(birth), rank, printed)
    return Quote(
        number=row.number,
        day=date.fromisoformat(row.day),
        patient=patient,
        total=Cents(row.total_cents),
        sale=_texts(row.sale),
        ordonnance=_texts(row.ordonnance),
        state=QuoteState(row.state),
        invoice=row.invoice or "",
    )
