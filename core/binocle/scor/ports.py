"""What attachments need from outside: who reads and measures scans, who writes PDF, who keeps.

Law of this file: what cannot be read is a finding, never an exception.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.kernel import Finding

from .model import PageMeasures, ScorDocument, ScorInvoice
from .states import ScorEvent


@dataclass(frozen=True)
class ScannedFile:
    """A file of the scanner: its name, as given, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ReadPage:
    """One page that was read and measured.

    Attributes:
        picture: the page in a form that :class:`PdfWriter` takes; opaque to this layer.
    """

    measures: PageMeasures
    picture: bytes


@dataclass(frozen=True)
class ReadScan:
    """What was read of the files of one document.

    Attributes:
        findings: why a file or a page could not be read; with one, nothing may be kept.
    """

    pages: tuple[ReadPage, ...]
    findings: tuple[Finding, ...] = ()


class PageReader(Protocol):
    """Reads PDF, JPEG and PNG; measures each page."""

    def read(self, files: Sequence[ScannedFile]) -> ReadScan:
        """Return the pages of files, in their order."""
        ...


class PdfWriter(Protocol):
    """Writes the one PDF that is kept and sent."""

    def write(self, pages: Sequence[ReadPage]) -> bytes:
        """Return a PDF at the resolution required; the same pages give the same bytes."""
        ...


class DocumentStore(Protocol):
    """Where documents are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def signed(self, number: str) -> ScorInvoice | None:
        """Return a signed invoice; none when there is none of that number, or it is unsigned."""
        ...

    def signed_between(self, first: date, last: date) -> tuple[ScorInvoice, ...]:
        """Return the signed invoices of days, the newest number first."""
        ...

    def keep(self, document: ScorDocument, content: bytes) -> None:
        """Keep a new document with its PDF."""
        ...

    def document(self, id: str) -> ScorDocument | None:
        """Return a document, or what is left of it."""
        ...

    def documents_of(self, invoice: str) -> tuple[ScorDocument, ...]:
        """Return the documents of an invoice, the oldest first."""
        ...

    def content(self, id: str) -> bytes | None:
        """Return the PDF of a document; none once it is purged."""
        ...

    def replace(self, document: ScorDocument, event: ScorEvent | None, at: datetime) -> None:
        """Keep a document in its new form, and the event that led to it."""
        ...

    def remove(self, document: ScorDocument, at: datetime) -> None:
        """Forget an unsent document; the history of the invoice says that it was there."""
        ...

    def unpurged(self) -> tuple[ScorDocument, ...]:
        """Return every document that still has its PDF."""
        ...

    def purge(self, document: ScorDocument, at: datetime) -> None:
        """Delete the PDF of a document and keep its trace, in its new form."""
        ...
