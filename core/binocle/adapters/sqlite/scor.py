"""Attached documents in SQLite: their PDF apart, so that the purge takes it and leaves the trace.

Law of this file: every key of a page is written and every key is demanded. A document's row is
changed; what happened to it is only added to.
"""

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    update,
)

from binocle.kernel import Facts, Finding, Severity
from binocle.scor import (
    Conformity,
    DocumentType,
    Page,
    PageMeasures,
    ScorDocument,
    ScorEvent,
    ScorInvoice,
    ScorState,
)
from binocle.scor.states import UNSENT

from .documents import invoice_of
from .engine import Session
from .invoices import facts_of
from .schema import form, invoice, scor_content, scor_document, scor_event

_SIGNED = select(invoice.c.document).where(
    exists().where(form.c.number == invoice.c.number, form.c.generation == invoice.c.generation)
)
"""Invoices whose FSE exists: one that was deleted has no document to wait for."""
ARRIVAL: ColumnElement[int] = literal_column("scor_document.rowid")
"""Order of documents that were attached at one instant."""
_NAMES = tuple(column.name for column in scor_document.columns)
_OF_INVOICE = (
    select(scor_document)
    .where(scor_document.c.invoice == bindparam("of"))
    .order_by(scor_document.c.added_at, ARRIVAL)
)
"""Asked for each invoice that is opened: a sheet goes with the form that it was drawn for."""


class SqliteDocumentStore:
    """Implements :class:`binocle.scor.DocumentStore`."""

    def __init__(self, session: Session) -> None:
        """Share the program's session."""
        self._session = session

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        return self._session.transaction()

    def signed(self, number: str) -> ScorInvoice | None:
        """Return a signed invoice, if it is one."""
        query = _SIGNED.where(invoice.c.number == number)
        found = self._session.connection.execute(query).scalar_one_or_none()
        return _invoice(found) if found else None

    def signed_between(self, first: date, last: date) -> tuple[ScorInvoice, ...]:
        """Return the signed invoices of days, the newest number first."""
        query = _SIGNED.order_by(invoice.c.number.desc())
        kept = [
            _invoice(text)
            for text in self._session.connection.execute(query).scalars()
            if first <= invoice_of(text).invoice_date <= last
        ]
        return tuple(kept)

    def keep(self, document: ScorDocument, content: bytes) -> None:
        """Keep a new document with its PDF, both or neither."""
        connection = self._session.connection
        with self._session.transaction():
            connection.execute(insert(scor_document), {"id": document.id, **_values(document)})
            connection.execute(insert(scor_content), {"document": document.id, "pdf": content})
            facts = json.dumps({"sha256": document.sha256, "bytes": len(content)})
            self._remember(document, "DocumentAttached", facts, document.added_at)

    def document(self, id: str) -> ScorDocument | None:
        """Return a document, or what is left of it."""
        query = select(scor_document).where(scor_document.c.id == id)
        row = self._session.connection.execute(query).one_or_none()
        return document_of(row) if row else None

    def documents_of(self, invoice: str) -> tuple[ScorDocument, ...]:
        """Return the documents of an invoice, the oldest first."""
        rows = self._session.run(_OF_INVOICE, {"of": invoice}).fetchall()
        return tuple(
            document_of(SimpleNamespace(**dict(zip(_NAMES, row, strict=True)))) for row in rows
        )

    def content(self, id: str) -> bytes | None:
        """Return the PDF of a document; none once it is purged."""
        query = select(scor_content.c.pdf).where(scor_content.c.document == id)
        return self._session.connection.execute(query).scalar_one_or_none()

    def replace(self, document: ScorDocument, event: ScorEvent | None, at: datetime) -> None:
        """Keep a document in its new form, and the event that led to it."""
        with self._session.transaction():
            self._session.connection.execute(
                update(scor_document)
                .where(scor_document.c.id == document.id)
                .values(_values(document))
            )
            if event is not None:
                self._remember(document, type(event).__name__, facts_of(event), at)
            else:
                facts = json.dumps({"name": document.name}, ensure_ascii=False)
                self._remember(document, "DocumentRenamed", facts, at)

    def link(self, document: ScorDocument, at: datetime) -> None:
        """Keep which document was attached in another's place, or that none is any more."""
        with self._session.transaction():
            self._session.connection.execute(
                update(scor_document)
                .where(scor_document.c.id == document.id)
                .values(replaced_by=document.replaced_by)
            )
            facts = json.dumps({"replaced_by": document.replaced_by})
            self._remember(document, "DocumentReplaced", facts, at)

    def remove(self, document: ScorDocument, at: datetime) -> None:
        """Forget an unsent document; the history says that it was there."""
        with self._session.transaction():
            self._forget_content(document)
            self._session.connection.execute(
                delete(scor_document).where(scor_document.c.id == document.id)
            )
            facts = json.dumps({"sha256": document.sha256})
            self._remember(document, "DocumentRemoved", facts, at)

    def unsent(self) -> tuple[ScorDocument, ...]:
        """Return every document that is here and never left, the oldest first."""
        query = (
            select(scor_document)
            .where(scor_document.c.state.in_([state.value for state in UNSENT]))
            .order_by(scor_document.c.added_at, ARRIVAL)
        )
        return tuple(document_of(row) for row in self._session.connection.execute(query))

    def unpurged(self) -> tuple[ScorDocument, ...]:
        """Return every document that still has its PDF."""
        query = select(scor_document).where(scor_document.c.state != ScorState.PURGED.value)
        return tuple(document_of(row) for row in self._session.connection.execute(query))

    def purge(self, document: ScorDocument, at: datetime) -> None:
        """Delete the PDF of a document and keep its trace, in its new form."""
        with self._session.transaction():
            self._forget_content(document)
            self._session.connection.execute(
                update(scor_document)
                .where(scor_document.c.id == document.id)
                .values(_values(document))
            )
            facts = json.dumps({"sha256": document.sha256})
            self._remember(document, "RetentionPassed", facts, at)

    def _forget_content(self, document: ScorDocument) -> None:
        self._session.connection.execute(
            delete(scor_content).where(scor_content.c.document == document.id)
        )

    def _remember(self, document: ScorDocument, kind: str, facts: str, at: datetime) -> None:
        self._session.connection.execute(
            insert(scor_event),
            {
                "invoice": document.invoice,
                "document": document.id,
                "at": at.isoformat(),
                "kind": kind,
                "facts": facts,
            },
        )
        self._session.tell(f"document {document.invoice} {document.type.value} {kind} {facts}")


def _invoice(text: str) -> ScorInvoice:
    kept = invoice_of(text)
    return ScorInvoice(kept.number, kept.mode, kept.patient.name, kept.patient.first_name)


def _values(document: ScorDocument) -> dict[str, Any]:
    return {
        "invoice": document.invoice,
        "type": document.type.value,
        "name": document.name,
        "added_at": document.added_at.isoformat(),
        "state": document.state.value,
        "pages": json.dumps([_page_values(page) for page in document.pages], ensure_ascii=False),
        "sha256": document.sha256,
        "made_by_program": int(document.made_by_program),
        "sent_at": document.sent_at.isoformat() if document.sent_at else None,
        "extra": int(document.extra),
        "reason": document.reason,
        "replaced_by": document.replaced_by,
        "answered_at": document.answered_at.isoformat() if document.answered_at else None,
    }


def _page_values(page: Page) -> dict[str, Any]:
    return {
        "rank": page.rank,
        "measures": asdict(page.measures),
        "reasons": [[x.code, x.subject, dict(x.facts), x.severity.value] for x in page.reasons],
        "verdict": page.verdict.value if page.verdict else None,
    }


@dataclass(frozen=True)
class _KeptReason:
    """A finding as it was written; it is told again as it was found."""

    code: str
    subject: str
    facts: Facts
    severity: str


def _page(data: dict[str, Any]) -> Page:
    verdict = data["verdict"]
    kept = [_KeptReason(*reason) for reason in data["reasons"]]
    reasons = tuple(Finding(x.code, x.subject, x.facts, Severity(x.severity)) for x in kept)
    return Page(
        rank=data["rank"],
        measures=PageMeasures(**data["measures"]),
        reasons=reasons,
        verdict=Conformity(verdict) if verdict else None,
    )


def document_of(row: Row[Any] | SimpleNamespace) -> ScorDocument:
    """Return the document of a row of its table."""
    return ScorDocument(
        id=row.id,
        invoice=row.invoice,
        type=DocumentType(row.type),
        name=row.name,
        added_at=datetime.fromisoformat(row.added_at),
        state=ScorState(row.state),
        pages=tuple(_page(page) for page in json.loads(row.pages)),
        sha256=row.sha256,
        made_by_program=bool(row.made_by_program),
        sent_at=datetime.fromisoformat(row.sent_at) if row.sent_at else None,
        extra=bool(row.extra),
        reason=row.reason,
        replaced_by=row.replaced_by,
        answered_at=datetime.fromisoformat(row.answered_at) if row.answered_at else None,
    )
