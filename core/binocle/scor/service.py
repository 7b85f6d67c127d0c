"""Attachments: added, judged, named, taken away, purged (SCOR-01 to SCOR-04, SCOR-06, SCOR-07).

Law of this file: a document is kept whole or not at all: what cannot be read is told, page by page,
and nothing is stored. The program proposes, the user judges. A document that the server asks for
again stays as a trace beside the one attached in its place. Sending is :mod:`.sending`.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from binocle.kernel import Clock, Facts, Finding, Ids, OperatorActionNeeded, paris_day

from . import rules
from .model import (
    Conformity,
    DocumentType,
    Page,
    PageThresholds,
    ScorDocument,
    ScorInvoice,
    ScorRow,
    ScorSettings,
)
from .ports import DocumentStore, PageReader, PdfWriter, ReadPage, ScannedFile
from .states import (
    UNSENT,
    DocumentAttached,
    RetentionPassed,
    ScorEvent,
    ScorState,
    next_state,
)

_LOG = logging.getLogger(__name__)
MAX_NAME = 80
_FORBIDDEN = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class Attached:
    """What became of files: a document, or the reasons why nothing was kept."""

    document: ScorDocument | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where a new document goes.

    Attributes:
        instead_of: the document whose place it takes, which stays as a trace.
    """

    invoice: str
    type: DocumentType
    instead_of: ScorDocument | None = None
    extra: bool = False


class ScorService:
    """What the counter can do with the documents of signed invoices."""

    def __init__(
        self,
        *,
        store: DocumentStore,
        reader: PageReader | None,
        writer: PdfWriter | None,
        clock: Clock,
        ids: Ids,
        settings: ScorSettings,
    ) -> None:
        """Take the ports; without the extra ``scor`` there is neither reader nor writer."""
        self._store = store
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._ids = ids
        self._settings = settings

    @property
    def thresholds(self) -> PageThresholds:
        """What pages are held against."""
        return self._settings.thresholds

    # -- adding ---------------------------------------------------------------------------------

    def attach(
        self,
        number: str,
        type_: DocumentType,
        files: Sequence[ScannedFile],
        *,
        name: str = "",
        extra: bool = False,
    ) -> Attached:
        """Read the scanner's files and keep them as one PDF; all of them or none.

        What the server asks for again is attached so too: the new document takes its place.

        Args:
            number: a signed invoice.
            type_: which of its documents.
            files: PDF, JPEG or PNG, in the order of the pages.
            name: "Nouveau nom de fichier"; made of the type and the invoice when empty.
            extra: one more document, beside the expected ones ("Autres docs").

        Raises:
            OperatorActionNeeded: ``SCOR-LECTURE-ABSENTE``, ``SCOR-NOM-REFUSE``, or as
                :meth:`_place` says.
        """
        if extra:
            if type_ not in rules.extra_types(self._signed(number).mode):
                raise OperatorActionNeeded(
                    "SCOR-DOCUMENT-NON-ATTENDU", facture=number, type=type_.value
                )
            return self._attach(_Place(number, type_, extra=True), files, name)
        return self._attach(_Place(number, type_, self._place(number, type_)), files, name)

    def attach_again(self, id: str, files: Sequence[ScannedFile], *, name: str = "") -> Attached:
        """Attach anew a document that the server asks for again ("A RECONSTITUER").

        Args:
            id: of the document; it stays as a trace.
            files: as for :meth:`attach`.
            name: as for :meth:`attach`.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU``, ``SCOR-DOCUMENT-DEJA-JOINT``, or as
                :meth:`attach`.
        """
        old = self.document(id)
        if old.state is not ScorState.TO_REBUILD or old.replaced_by:
            raise OperatorActionNeeded(
                "SCOR-DOCUMENT-DEJA-JOINT", facture=old.invoice, type=old.type.value
            )
        return self._attach(_Place(old.invoice, old.type, old, extra=old.extra), files, name)

    def _attach(self, place: _Place, files: Sequence[ScannedFile], name: str) -> Attached:
        if self._reader is None or self._writer is None:
            raise OperatorActionNeeded("SCOR-LECTURE-ABSENTE")
        named = _checked_name(name or f"{place.type.value}-{place.invoice}")
        if not files:
            return Attached(None, (Finding("SCOR-AUCUN-FICHIER", "files"),))
        scan = self._reader.read(files)
        if scan.findings:
            return Attached(None, scan.findings)
        pages = self._pages(scan.pages)
        content = self._writer.write(scan.pages)
        if len(content) > rules.MAX_PIECE:
            facts: Facts = {
                "document": named, "facture": place.invoice, "maximum": rules.MAX_PIECE // 2**20,
            }  # fmt: skip
            return Attached(None, (Finding("SCOR-DOCUMENT-TROP-LOURD", named, facts),))
        return Attached(self._new(place, name=named, pages=pages, content=content))

    def attach_sheet(self, number: str, pdf: bytes) -> ScorDocument:
        """Keep the care sheet that the program drew; nobody has to judge it.

        Args:
            number: a signed invoice in degraded mode.
            pdf: of the sheet.

        Raises:
            OperatorActionNeeded: as :meth:`_place` says.
        """
        type_ = DocumentType.CLAIM_SHEET
        place = _Place(number, type_, self._place(number, type_))
        name = _checked_name(f"{type_.value}-{number}")
        return self._new(place, name=name, pages=(), content=pdf)

    def forget_sheet(self, number: str) -> None:
        """Take away the care sheet that the program drew for a form that is made anew.

        One that left stays: a form that left is not made anew.
        """
        for document in self._store.documents_of(number):
            if document.made_by_program and document.state in UNSENT:
                self._store.remove(document, self._clock.now())

    def _place(self, number: str, type_: DocumentType) -> ScorDocument | None:
        """Return the document in whose place another one is waited for, if there is one.

        Raises:
            OperatorActionNeeded: ``SCOR-FACTURE-NON-SIGNEE``, ``SCOR-DOCUMENT-NON-ATTENDU`` or
                ``SCOR-DOCUMENT-DEJA-JOINT``.
        """
        invoice = self._signed(number)
        expected = rules.expected_types(invoice.mode)
        rows = [row for row in self.rows(invoice) if row.type is type_ and type_ in expected]
        row = rows[0] if rows else None
        if row is None:
            raise OperatorActionNeeded(
                "SCOR-DOCUMENT-NON-ATTENDU", facture=number, type=type_.value
            )
        if row.state not in (ScorState.MISSING, ScorState.TO_REBUILD):
            raise OperatorActionNeeded("SCOR-DOCUMENT-DEJA-JOINT", facture=number, type=type_.value)
        return row.document

    def _signed(self, number: str) -> ScorInvoice:
        invoice = self._store.signed(number)
        if invoice is None:
            raise OperatorActionNeeded("SCOR-FACTURE-NON-SIGNEE", facture=number)
        return invoice

    def _pages(self, read: Sequence[ReadPage]) -> tuple[Page, ...]:
        limits = self._settings.thresholds
        return tuple(
            Page(rank, page.measures, rules.page_reasons(page.measures, rank, limits))
            for rank, page in enumerate(read, start=1)
        )

    def _new(
        self, place: _Place, *, name: str, pages: tuple[Page, ...], content: bytes
    ) -> ScorDocument:
        digest = hashlib.sha256(content).hexdigest()
        state = next_state(ScorState.MISSING, DocumentAttached(digest))
        by_program = not pages
        if by_program:
            state = next_state(state, rules.judgement(pages))
        document = ScorDocument(
            id=self._ids.next("document"),
            invoice=place.invoice,
            type=place.type,
            name=name,
            added_at=self._clock.now(),
            state=state,
            pages=pages,
            sha256=digest,
            made_by_program=by_program,
            extra=place.extra,
        )
        with self._store.transaction():
            if place.instead_of is not None:
                replaced = replace(place.instead_of, replaced_by=document.id)
                self._store.link(replaced, document.added_at)
            self._store.keep(document, content)
        _LOG.info("invoice %s: %s attached, %d pages", place.invoice, place.type.value, len(pages))
        return document

    # -- judging, naming, removing --------------------------------------------------------------

    def judge(self, id: str, rank: int, verdict: Conformity) -> ScorDocument:
        """Keep what the user says of a page, and what the pages make of the document.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU``, ``SCOR-DOCUMENT-PARTI`` or
                ``SCOR-PAGE-INCONNUE``.
        """
        document = self._unsent(id)
        if not any(page.rank == rank for page in document.pages):
            raise OperatorActionNeeded("SCOR-PAGE-INCONNUE", page=rank)
        pages = tuple(
            replace(page, verdict=verdict) if page.rank == rank else page for page in document.pages
        )
        return self._move(replace(document, pages=pages), rules.judgement(pages))

    def rename(self, id: str, name: str) -> ScorDocument:
        """Give an unsent document another name ("Nouveau nom de fichier").

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU``, ``SCOR-DOCUMENT-PARTI`` or
                ``SCOR-NOM-REFUSE``.
        """
        document = replace(self._unsent(id), name=_checked_name(name))
        self._store.replace(document, None, self._clock.now())
        return document

    def remove(self, id: str) -> None:
        """Take an unsent document away; its row is missing again, or asked for again.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU`` or ``SCOR-DOCUMENT-PARTI``.
        """
        document, now = self._unsent(id), self._clock.now()
        with self._store.transaction():
            self._store.remove(document, now)
            for old in self._store.documents_of(document.invoice):
                if old.replaced_by == id:
                    self._store.link(replace(old, replaced_by=""), now)

    def _unsent(self, id: str) -> ScorDocument:
        document = self.document(id)
        if document.state not in UNSENT:
            raise OperatorActionNeeded("SCOR-DOCUMENT-PARTI", document=document.name)
        return document

    def _move(self, document: ScorDocument, event: ScorEvent) -> ScorDocument:
        moved = replace(document, state=next_state(document.state, event))
        self._store.replace(moved, event, self._clock.now())
        return moved

    # -- looking --------------------------------------------------------------------------------

    def document(self, id: str) -> ScorDocument:
        """Return a document by its ``idPJ``.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU``.
        """
        document = self._store.document(id)
        if document is None:
            raise OperatorActionNeeded("SCOR-DOCUMENT-INCONNU", document=id)
        return document

    def content(self, id: str) -> bytes:
        """Return the PDF of a document.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-INCONNU`` or ``SCOR-DOCUMENT-PURGE``.
        """
        document = self.document(id)
        content = self._store.content(id)
        if content is None:
            raise OperatorActionNeeded("SCOR-DOCUMENT-PURGE", document=document.name)
        return content

    def traces(self, number: str) -> tuple[ScorDocument, ...]:
        """Return the documents of an invoice in whose place another one was attached."""
        return rules.replaced(self._store.documents_of(number))

    def rows(self, invoice: ScorInvoice) -> tuple[ScorRow, ...]:
        """Return the rows of an invoice: its expected documents and what is there."""
        return rules.rows(invoice, self._store.documents_of(invoice.number))

    def rows_of(self, number: str) -> tuple[ScorRow, ...]:
        """Return the rows of a signed invoice.

        Raises:
            OperatorActionNeeded: ``SCOR-FACTURE-NON-SIGNEE``.
        """
        return self.rows(self._signed(number))

    def listing(self, first: date, last: date) -> tuple[ScorRow, ...]:
        """Return "Pièces Jointes" between two invoice days, the newest invoice first."""
        invoices = self._store.signed_between(first, last)
        return tuple(row for invoice in invoices for row in self.rows(invoice))

    # -- before sending, and after six months ---------------------------------------------------

    def missing(self, numbers: Sequence[str]) -> tuple[Finding, ...]:
        """Return one finding per document that signed invoices lack."""
        invoices = [self._store.signed(number) for number in numbers]
        return tuple(
            finding
            for invoice in invoices
            if invoice is not None
            for finding in rules.missing(self.rows(invoice))
        )

    def blocking(self, numbers: Sequence[str]) -> tuple[Finding, ...]:
        """Return what keeps invoices from leaving: nothing unless the setting says so (SCOR-04)."""
        return self.missing(numbers) if self._settings.block_when_missing else ()

    def purged_soon(self) -> tuple[Finding, ...]:
        """Return one warning per unsent document whose six months are nearly over."""
        today = paris_day(self._clock.now())
        return tuple(
            finding for each in self._store.unsent() for finding in rules.purged_soon(each, today)
        )

    def purge(self) -> tuple[ScorDocument, ...]:
        """Delete the PDF of every document whose six months are over; return their traces.

        A document that never left is purged too, the norm allowing no longer: its trace has no
        day of sending. One that is leaving is settled first.
        """
        now = self._clock.now()
        due = [each for each in self._store.unpurged() if rules.purge_due(each, paris_day(now))]
        purged = [replace(x, state=next_state(x.state, RetentionPassed())) for x in due]
        with self._store.transaction():
            for document in purged:
                self._store.purge(document, now)
        return tuple(purged)


def _checked_name(name: str) -> str:
    """Return the file name of a document, which always ends in ``.pdf``."""
    stem = name.strip().removesuffix(".pdf").strip()
    strange = _FORBIDDEN & set(stem) or not stem.isprintable()
    if not stem or strange or stem.startswith(".") or len(stem) > MAX_NAME:
        raise OperatorActionNeeded("SCOR-NOM-REFUSE", maximum=MAX_NAME)
    return f"{stem}.pdf"
