"""The scanned papers of invoices: "Pièces Jointes", and the window of one invoice (SCOR)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.rates import SecuringMode
from binocle.scor import Conformity, DocumentType, ScorLotState, ScorState
from binocle_ui.catalogue import Notice

from .claim import ChoiceView


@dataclass(frozen=True)
class AttachmentRow:
    """A row of "Pièces Jointes" (seed-facts 15): a document, or the want of one.

    Attributes:
        sent: "Date envoi PJ".
        until: "Délai": last day on which the document is kept.
        id: ``idPJ``; empty when it is missing.
        may_add: ``+`` in column A; ``may_remove`` is ``-``, ``may_view`` column V.
    """

    sent: date | None
    number: str
    mode: SecuringMode
    name: str
    first_name: str
    state: ScorState
    type: DocumentType
    until: date | None
    id: str
    may_add: bool
    may_view: bool
    may_remove: bool


@dataclass(frozen=True)
class PurgedRow:
    """A document whose pages were deleted, its six months being over.

    Attributes:
        was_sent: it had left before; else only its trace says that it was there.
    """

    number: str
    name: str
    added: date
    was_sent: bool = True


@dataclass(frozen=True)
class ScorLotRow:
    """A lot of documents, apart from the FSE lot that it goes with.

    Attributes:
        tried: when it was first about to leave.
    """

    name: str
    fse_lot: str
    documents: int
    state: ScorLotState
    made: datetime
    tried: datetime | None
    receipt: str


@dataclass(frozen=True)
class AttachmentsView:
    """The list "Pièces Jointes" between two invoice days.

    Attributes:
        purged: what was purged since the program was opened.
        notices: what waits for somebody, and what went wrong with the last exchange.
        lots: the lots of documents made last, the newest first.
    """

    first: date
    last: date
    rows: tuple[AttachmentRow, ...]
    purged: tuple[PurgedRow, ...]
    notices: tuple[Notice, ...] = ()
    lots: tuple[ScorLotRow, ...] = ()


@dataclass(frozen=True)
class MeasureView:
    """One measure of a page.

    Attributes:
        name: key of the section ``mesures`` of the labels.
        value: with its unit; ``threshold`` likewise.
        is_wrong: the program holds it against the page.
    """

    name: str
    value: str
    threshold: str
    is_wrong: bool


@dataclass(frozen=True)
class PageView:
    """One page of a document.

    Attributes:
        captions: what is written under it, such as ``Page non droite``.
        proposal: what the program proposes.
        verdict: what the user said, once he did.
    """

    rank: int
    measures: tuple[MeasureView, ...]
    captions: tuple[str, ...]
    reasons: tuple[Notice, ...]
    proposal: Conformity
    verdict: Conformity | None


@dataclass(frozen=True)
class DocumentView:
    """A row of "Sélection des documents - SCOR" (seed-facts 11): type, idPJ, name, dates, state.

    Attributes:
        id: ``idPJ``; the row is a missing document without one.
        made_by_program: drawn by the program: it has no page to be judged.
        may_change: it has not left: judged, named, taken away.
        may_add: it is missing, or asked for again.
        may_draw: the program can draw it.
        extra: one more, beside the expected ones ("Autres docs").
        is_trace: another one was attached in its place.
        ways_on: what the server's answer asks the shop to do.
    """

    type: DocumentType
    state: ScorState
    id: str = ""
    name: str = ""
    added_at: datetime | None = None
    sent_at: datetime | None = None
    until: date | None = None
    pages: tuple[PageView, ...] = ()
    made_by_program: bool = False
    may_add: bool = False
    may_draw: bool = False
    may_view: bool = False
    may_change: bool = False
    extra: bool = False
    is_trace: bool = False
    ways_on: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class PapersView:
    """The papers of one signed invoice.

    Attributes:
        samples: scans that a bench can attach, by their kind; none in a shop.
        others: types that "Autres docs" takes.
    """

    number: str
    client: str
    mode: SecuringMode
    documents: tuple[DocumentView, ...]
    samples: tuple[ChoiceView, ...] = ()
    others: tuple[DocumentType, ...] = ()


@dataclass(frozen=True)
class UploadedFile:
    """A file as the browser sent it."""

    name: str
    content: bytes


class AttachmentsPage(Protocol):
    """What the pages of papers may ask; any call may raise a ``BinocleError``, which is shown."""

    def listing(self, first: str, last: str) -> AttachmentsView:
        """Return the papers of the invoices of a period, ISO days; the usual one when empty."""
        ...

    def notices(self) -> tuple[Notice, ...]:
        """Return what waits for somebody, and what went wrong with the last exchange."""
        ...

    def send(self) -> None:
        """Send now what may leave, documents of refused lots included, and take the answers."""
        ...

    def purge(self) -> None:
        """Delete now what is kept for too long."""
        ...

    def papers(self, number: str) -> PapersView:
        """Return the papers of an invoice."""
        ...

    def attach(
        self, number: str, form: Mapping[str, str], files: Sequence[UploadedFile]
    ) -> tuple[Notice, ...]:
        """Attach files as one document: ``type``, ``nom``, ``autre=oui``, ``a_la_place``.

        Returns:
            Everything that is wrong with the files; nothing is kept then.
        """
        ...

    def attach_sample(self, number: str, form: Mapping[str, str]) -> tuple[Notice, ...]:
        """Attach a scan of the bench: as :meth:`attach`, and ``numerisation``."""
        ...

    def attach_sheet(self, number: str) -> None:
        """Draw the care sheet and attach it."""
        ...

    def judge(self, document: str, form: Mapping[str, str]) -> None:
        """Say whether a page is right: ``page``, ``conformite``."""
        ...

    def rename(self, document: str, form: Mapping[str, str]) -> None:
        """Give a document the name ``nom``."""
        ...

    def remove(self, document: str) -> None:
        """Take an unsent document away."""
        ...

    def content(self, document: str) -> bytes:
        """Return a document as PDF."""
        ...
