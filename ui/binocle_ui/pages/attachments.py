"""The scanned papers of invoices: "Pièces Jointes", and the window of one invoice (SCOR)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.rates import SecuringMode
from binocle.scor import Conformity, DocumentType, ScorState
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
    """A document whose pages were deleted, its six months being over."""

    number: str
    name: str
    added: date


@dataclass(frozen=True)
class AttachmentsView:
    """The list "Pièces Jointes" between two invoice days.

    Attributes:
        purged: what was purged since the program was opened.
    """

    first: date
    last: date
    rows: tuple[AttachmentRow, ...]
    purged: tuple[PurgedRow, ...]


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
        may_add: it is missing.
        may_draw: the program can draw it.
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


@dataclass(frozen=True)
class PapersView:
    """The papers of one signed invoice.

    Attributes:
        samples: scans that a bench can attach, by their kind; none in a shop.
    """

    number: str
    client: str
    mode: SecuringMode
    documents: tuple[DocumentView, ...]
    samples: tuple[ChoiceView, ...] = ()


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

    def purge(self) -> None:
        """Delete now what is kept for too long."""
        ...

    def papers(self, number: str) -> PapersView:
        """Return the papers of an invoice."""
        ...

    def attach(
        self, number: str, form: Mapping[str, str], files: Sequence[UploadedFile]
    ) -> tuple[Notice, ...]:
        """Attach files as one document: ``type``, ``nom``.

        Returns:
            Everything that is wrong with the files; nothing is kept then.
        """
        ...

    def attach_sample(self, number: str, form: Mapping[str, str]) -> tuple[Notice, ...]:
        """Attach a scan of the bench: ``type``, ``numerisation``."""
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
