"""What the page shows and what it may ask: frozen values, and the protocols behind them.

Law of this file: values are typed and speak no French. Amounts are cents, days are days, states are
the enumerations of core; the templates print them through the catalogue. The composition implements
the protocols; the page knows nothing of what is behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from binocle.fse import InvoiceState, PartState, SecuringMode
from binocle.kernel import BirthDate, Cents, Nir
from binocle.lots import LotState

from .catalogue import Notice


class Mode(Enum):
    """What stands behind the page; shown on every screen (design, section 8)."""

    SIMULATED = "simulated"
    REAL = "real"


# -- the claim ------------------------------------------------------------------------------------


class StepState(Enum):
    """Where one step of the claim stands."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class StepView:
    """One step of the claim.

    Attributes:
        name: key of the section ``etapes`` of ``labels_fr.toml``, such as ``cps-code``.
        notice: what went wrong there last, if anything.
    """

    name: str
    state: StepState
    notice: Notice | None = None


class AskKind(Enum):
    """What the next step needs, hence which fields its form sends.

    Every form also sends ``etape``, the name of the :class:`AskView` that it answers: a second
    click on a form that was done already does nothing.
    """

    GO = "go"
    """A button alone; the form sends ``action=ok``."""
    CODE = "code"
    """The dialog "AreaFSE - Saisie Code Porteur" (CPS-01): ``code``, and ``action=ok|annuler``."""
    CHOICE = "choice"
    """One of :attr:`AskView.choices`: ``choix`` holds its value, and ``action=ok|annuler``."""
    SIGNATURE = "signature"
    """The buttons of the recap (FSE-03): ``action=signer|annuler``."""


@dataclass(frozen=True)
class ChoiceView:
    """One line of a list.

    Attributes:
        value: what the form sends.
        label: what is printed, such as ``1 - DESMAUX NATHALIE (15/06/1955)``.
    """

    value: str
    label: str


@dataclass(frozen=True)
class AskView:
    """What the next step needs from the counter.

    Attributes:
        name: key of the sections ``titres``, ``consignes`` and ``boutons`` of ``labels_fr.toml``.
        choices: for :attr:`AskKind.CHOICE`, in order; the first one is ticked.
        tries_left: for :attr:`AskKind.CODE`, what the card says, when it is known.
    """

    kind: AskKind
    name: str
    choices: tuple[ChoiceView, ...] = ()
    tries_left: int | None = None


@dataclass(frozen=True)
class FieldView:
    """A printed label and its value, as text; an absent value is empty."""

    label: str
    value: str


@dataclass(frozen=True)
class BlockView:
    """A titled block of fields, such as "Rattachement" (seed-facts, sections 4 and 7)."""

    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class ReimbursementLine:
    """A line of "Détail remboursements" (seed-facts, section 8).

    Attributes:
        shown: the "Rb" box.
        amo: 0 before the rate check (TAUX-01).
        left: "À Charge".
    """

    shown: bool
    act: str
    lpp: str
    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    both: Cents
    left: Cents


@dataclass(frozen=True)
class ReimbursementsView:
    """The table "Détail remboursements": its lines, and its totals row."""

    rate: int | None
    lines: tuple[ReimbursementLine, ...]
    net: Cents
    base: Cents
    amo: Cents
    amc: Cents
    both: Cents
    left: Cents


@dataclass(frozen=True)
class SummaryLine:
    """A line of the recap; lenses first, frame last (seed-facts 10.2)."""

    act: str
    done_on: date
    net: Cents
    base: Cents
    rate: int
    exemption: str
    amo: Cents
    amc: Cents
    formula: str = ""


@dataclass(frozen=True)
class SummaryView:
    """The recap before signing (FSE-03); nothing of it can be edited.

    Attributes:
        demonstration: adds "(Flux de Démonstration)" to the title (FSE-09).
        amo: régime, caisse, centre: ``01-999-9999``.
        amc: number of the insurer, or empty; its rights day is then ``None``.
        tiers_payant_amo: box "Tiers Payant AMO"; likewise the two others.
    """

    number: str
    day: date
    mode: SecuringMode
    demonstration: bool
    name: str
    first_name: str
    birth: BirthDate
    rank: str
    nir: Nir
    amo: str
    amo_rights_day: date
    amc: str
    amc_rights_day: date | None
    prescriber: str
    prescription: date
    rpps: str
    lines: tuple[SummaryLine, ...]
    total: Cents
    amo_total: Cents
    amc_total: Cents
    left: Cents
    tiers_payant_amo: bool
    amc_billed: bool
    tiers_payant_amc: bool


@dataclass(frozen=True)
class ClaimView:
    """The claim as it stands.

    Attributes:
        case: key of the case, ``254``.
        ask: what the next step needs; nothing once the claim has come to its end.
        card: "Détail Informations Vitale", block by block (VIT-02); empty until the card is read.
        rate_check: "Vérification taux" as it was made; nothing before.
    """

    case: str
    steps: tuple[StepView, ...]
    ask: AskView | None
    card: tuple[BlockView, ...] = ()
    rate_check: BlockView | None = None
    reimbursements: ReimbursementsView | None = None
    summary: SummaryView | None = None


# -- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InvoiceRow:
    """A row of "Suivi Facturations" (seed-facts 14.2), an invoice a row.

    Attributes:
        received: day of the last return, if any.
        expected: what the two payers owe; ``left`` is what they still owe of it.
        amc_body: empty when there is no complementary part.
    """

    number: str
    client: str
    day: date
    received: date | None
    lots: tuple[str, ...]
    expected: Cents
    paid: Cents
    left: Cents
    amo_body: str
    amc_body: str
    state: InvoiceState
    amo_state: PartState
    amc_state: PartState
    mode: SecuringMode


@dataclass(frozen=True)
class LotRow:
    """A row of "Tiers Payant > Télétransmissions" (seed-facts 13.1).

    Attributes:
        received: day of the last message about the lot, if any.
        recipient: "Org. Dest.", such as ``01 999``.
        label: "Libellé ARL/RSP", verbatim.
        treatment: "Traitement RSP", verbatim.
        professional: "id PS".
    """

    received: date | None
    day: date
    number: str
    recipient: str
    state: LotState
    label: str
    error_treated: bool
    manual: bool
    treatment: str
    professional: str


@dataclass(frozen=True)
class TransferRow:
    """A row of "Suivi Virements" (seed-facts 16); the label is both lines joined, as printed."""

    day: date
    label: str
    payer: str
    paid: Cents


@dataclass(frozen=True)
class FileRow:
    """A file of this run: key of the section ``fichiers`` of ``labels_fr.toml``, and its path."""

    name: str
    path: str


@dataclass(frozen=True)
class SetAsideRow:
    """A return that was kept and not matched, with why ("RSP non rapproché")."""

    message: str
    notice: Notice


class CounterPage(Protocol):
    """The shop side. Each verb is one gesture; it may raise a ``BinocleError``, which is shown."""

    def cases(self) -> Sequence[str]:
        """Return the keys of the claims that can be started (section ``cas`` of the labels)."""
        ...

    def start(self, case: str) -> None:
        """Start the claim of a case; a claim under way is left where it stands."""
        ...

    def next_step(self, form: Mapping[str, str]) -> None:
        """Do the next step with what :class:`AskKind` says that the form holds."""
        ...

    def view(self) -> ClaimView | None:
        """Return the claim under way, if any."""
        ...

    def invoices(self) -> Sequence[InvoiceRow]:
        """Return every invoice, latest first."""
        ...

    def lots(self) -> Sequence[LotRow]:
        """Return every lot, latest first."""
        ...

    def set_aside(self) -> Sequence[SetAsideRow]:
        """Return every return that was not matched, oldest first."""
        ...

    def transfers(self) -> Sequence[TransferRow]:
        """Return every transfer, latest first."""
        ...

    def files(self) -> Sequence[FileRow]:
        """Return where this run keeps its files."""
        ...


# -- the bench ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardView:
    """A card of the bench: its key, and its name as printed on the panel."""

    key: str
    label: str


@dataclass(frozen=True)
class SlotView:
    """One slot of a reader.

    Attributes:
        role: ``cps``, ``vitale`` or ``contactless``; key of the section ``fentes`` of the labels.
        name: name of its PC/SC reader.
        card: what is in it.
        choices: the cards that may be put in.
    """

    role: str
    name: str
    card: CardView | None
    choices: tuple[CardView, ...]


@dataclass(frozen=True)
class ReaderView:
    """One reader and its slots."""

    name: str
    slots: tuple[SlotView, ...]


@dataclass(frozen=True)
class FaultView:
    """A fault that can be armed, or is; keys of the sections ``pannes`` of the labels.

    Attributes:
        at: the first occasion that it hits, from 1.
        times: how many occasions it hits; 0 = until it is cleared.
    """

    where: str
    what: str
    at: int = 1
    times: int = 1


@dataclass(frozen=True)
class PanelView:
    """The bench as it stands.

    Attributes:
        now: aware virtual instant.
        available: what can be armed, in order.
    """

    now: datetime
    seed: int
    readers: tuple[ReaderView, ...]
    available: tuple[FaultView, ...]
    armed: tuple[FaultView, ...]


class BenchPanel(Protocol):
    """The control of the bench; a production composition has none."""

    def view(self) -> PanelView:
        """Return the bench as it stands."""
        ...

    def insert(self, role: str, card: str) -> None:
        """Put a card into the slot of a role, in the place of the one that is there."""
        ...

    def remove(self, role: str) -> None:
        """Take the card out of the slot of a role."""
        ...

    def arm(self, fault: FaultView) -> None:
        """Arm one fault."""
        ...

    def clear(self) -> None:
        """Forget every fault: the storm is over."""
        ...

    def advance(self, minutes: int) -> None:
        """Move the clock of the bench forward."""
        ...


# -- the whole ------------------------------------------------------------------------------------


class Incidents(Protocol):
    """Where a defect of ours is kept."""

    def record(self, error: Exception) -> str:
        """Keep the error with its trace and return the incident's number, to be told by phone."""
        ...


@dataclass(frozen=True)
class PageServices:
    """Everything that the page needs, already built."""

    mode: Mode
    counter: CounterPage
    panel: BenchPanel | None
    incidents: Incidents
