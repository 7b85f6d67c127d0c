"""Documents attached to an invoice: frozen values, no rule.

Sources: seed-facts 6.4, 11, 15; wire sheet section 5. The code of a care sheet is not public:
``FSPA`` is assumed, and so is ``AUTRE``, the code of what "Autres docs" takes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from binocle.kernel import Finding
from binocle.rates import SecuringMode

from .states import ScorState


class DocumentType(Enum):
    """What a document is; the value is its code."""

    PRESCRIPTION = "ORDN"
    CLAIM_SHEET = "FSPA"
    OTHER = "AUTRE"


class Conformity(Enum):
    """What the user says of a page ("Le document est-il conforme?")."""

    COMPLIANT = "compliant"
    NOT_COMPLIANT = "not-compliant"


@dataclass(frozen=True)
class PageMeasures:
    """What was measured on one page; whole numbers, so that they are kept as they were.

    Attributes:
        dpi: resolution, the lower of the two directions; 0 when the page is no image.
        ink_mm2: how much is written.
        skew: hundredths of a degree, positive anticlockwise.
        edge_um: width of the edges of the writing, in micrometres.
        paper: grey level of the paper, 0 to 255.
        contrast: by how many levels the writing is darker.
        sheets: how many documents lie on the page.
        likeness: percent of the page that is on the one before; 0 on the first.
    """

    dpi: int
    ink_mm2: int
    skew: int
    edge_um: int
    paper: int
    contrast: int
    sheets: int
    likeness: int


@dataclass(frozen=True)
class Page:
    """One page of a document.

    Attributes:
        rank: from 1.
        reasons: what the program holds against it; none when it proposes ``Conforme``.
        verdict: what the user said; none as long as nobody did.
    """

    rank: int
    measures: PageMeasures
    reasons: tuple[Finding, ...]
    verdict: Conformity | None = None

    @property
    def proposal(self) -> Conformity:
        """What the program proposes; the user alone decides."""
        return Conformity.NOT_COMPLIANT if self.reasons else Conformity.COMPLIANT


@dataclass(frozen=True)
class ScorDocument:
    """A document of an invoice, or what is left of it after the purge.

    Attributes:
        id: ``idPJ``, given once.
        name: file name, as the user sees it.
        added_at: aware instant; the six months count from its day.
        sent_at: when the server took it, if it did ("Date Envoi").
        sha256: digest of the PDF; kept after the purge.
        made_by_program: drawn by the program, not scanned.
        extra: beside the expected ones ("Autres docs").
        reason: what the server said with its last answer, verbatim.
        answered_at: when the server came to that answer, by its own word.
        replaced_by: the document that was attached in its place ("A RECONSTITUER"), if one was.
    """

    id: str
    invoice: str
    type: DocumentType
    name: str
    added_at: datetime
    state: ScorState
    pages: tuple[Page, ...]
    sha256: str
    made_by_program: bool = False
    sent_at: datetime | None = None
    extra: bool = False
    reason: str = ""
    replaced_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class ScorInvoice:
    """What the list of attachments shows of a signed invoice."""

    number: str
    mode: SecuringMode
    name: str
    first_name: str


@dataclass(frozen=True)
class Buttons:
    """What a row offers (SCOR-06)."""

    add: bool = False
    view: bool = False
    remove: bool = False


@dataclass(frozen=True)
class ScorRow:
    """One line of "Pièces Jointes": a document, or the want of one."""

    invoice: ScorInvoice
    type: DocumentType
    state: ScorState
    document: ScorDocument | None
    buttons: Buttons


@dataclass(frozen=True)
class PageThresholds:
    """From when on the program proposes ``Non conforme``; a setting, defaults ours (assumed).

    Attributes:
        dpi: lowest resolution; 200 is sourced (wire sheet 5.1).
        ink_mm2: least writing of a page that is not empty.
        skew: hundredths of a degree, either way.
        edge_um: widest edge that is legible.
        paper: darkest paper.
        contrast: palest writing.
        likeness: percent from which a page is the one before.
    """

    dpi: int = 200
    ink_mm2: int = 25
    skew: int = 300
    edge_um: int = 520
    paper: int = 160
    contrast: int = 60
    likeness: int = 73


@dataclass(frozen=True)
class ScorSettings:
    """The shop's choices.

    Attributes:
        block_when_missing: "Blocage télétransmission des FSE si documents absents".
        tries_days: days of tries from the first one, then paper; 5 is sourced for
            physiotherapists (wire sheet 5.1), hence assumed for opticians.
    """

    thresholds: PageThresholds = PageThresholds()
    block_when_missing: bool = False
    tries_days: int = 5
