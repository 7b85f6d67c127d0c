"""What attachments need from outside: who reads and measures scans, who writes PDF, who keeps.

Law of this file: what cannot be read is a finding, never an exception. A failure of the server
crosses its port as a standard exception: ``ConnectionRefusedError`` says that nothing left, any
other ``ConnectionError`` and ``TimeoutError`` that the result is unknown, ``PermissionError`` is a
refusal, the peer's own sentence in ``args``; :class:`binocle.kernel.MalformedAnswer` is an answer
that the protocol does not allow.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.kernel import Finding

from .lot_model import AnswerPage, AnswerSetAside, FseLot, ScorLot, ScorReceipt
from .lot_states import ScorLotEvent, ScorLotState
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

    def link(self, document: ScorDocument, at: datetime) -> None:
        """Keep which document was attached in another's place, or that none is any more."""
        ...

    def remove(self, document: ScorDocument, at: datetime) -> None:
        """Forget an unsent document; the history of the invoice says that it was there."""
        ...

    def unsent(self) -> tuple[ScorDocument, ...]:
        """Return every document that is here and never left, the oldest first."""
        ...

    def unpurged(self) -> tuple[ScorDocument, ...]:
        """Return every document that still has its PDF."""
        ...

    def purge(self, document: ScorDocument, at: datetime) -> None:
        """Delete the PDF of a document and keep its trace, in its new form."""
        ...


class ScorServer(Protocol):
    """Where SCOR lots go; a name is used once for ever: the same lot put again is safe."""

    def put(self, name: str, lot: bytes) -> ScorReceipt:
        """Send a lot.

        Raises:
            ConnectionRefusedError: nothing left.
            TimeoutError, ConnectionError, MalformedAnswer: it may have arrived.
            PermissionError: the server refuses it whole.
        """
        ...

    def receipt(self, name: str) -> ScorReceipt | None:
        """Ask what became of a lot; nothing when it never arrived.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: nothing is known.
        """
        ...

    def answers(self, after: int) -> AnswerPage:
        """Return what became of documents, by rising rank, above a rank.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: nothing changed.
        """
        ...


class FseLots(Protocol):
    """Which FSE lot holds an invoice: what is known beside this feature."""

    def arrived(self, invoice: str) -> FseLot | None:
        """Return the lot that holds the FSE in force, once its fund has it for sure."""
        ...


class ScorLotStore(Protocol):
    """Where SCOR lots and the server's answers are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def compliant(self) -> tuple[tuple[ScorDocument, int], ...]:
        """Return what was judged right, not sent and may be, the oldest first, with its bytes."""
        ...

    def refused(self) -> frozenset[str]:
        """Return the ``idPJ`` of the documents of refused lots that nobody took up."""
        ...

    def next_lot_count(self) -> int:
        """Take the next number of the series of lots."""
        ...

    def keep_lot(self, lot: ScorLot, content: bytes) -> None:
        """Keep a new lot with its bytes."""
        ...

    def lots(self, *states: ScorLotState) -> tuple[ScorLot, ...]:
        """Return the lots of some states, by name."""
        ...

    def newest_lots(self, limit: int) -> tuple[ScorLot, ...]:
        """Return the lots made last, the newest first."""
        ...

    def has_tried(self) -> bool:
        """Say whether any lot was ever about to leave."""
        ...

    def lot_content(self, name: str) -> bytes:
        """Return the bytes of a lot that may still leave."""
        ...

    def advance_lot(self, lot: ScorLot, event: ScorLotEvent, at: datetime) -> ScorLot:
        """Move a lot along its table, keep the event, forget bytes that will not leave again."""
        ...

    def documents_in(self, name: str) -> tuple[ScorDocument, ...]:
        """Return the documents of a lot that are still there, in their order."""
        ...

    def last_rank(self) -> int:
        """Return the rank of the last answer that was kept; 0 when there is none."""
        ...

    def keep_rank(self, rank: int) -> None:
        """Keep the rank of the last answer."""
        ...

    def set_aside(self, answer: AnswerSetAside, at: datetime) -> None:
        """Keep an answer that changes nothing; again is the same."""
        ...

    def answers_set_aside(self) -> tuple[AnswerSetAside, ...]:
        """Return those answers, the oldest first."""
        ...
