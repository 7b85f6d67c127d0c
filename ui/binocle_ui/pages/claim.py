"""A claim as the page shows it, step by step."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.kernel import BirthDate, Cents, Nir
from binocle.rates import SecuringMode
from binocle_ui.catalogue import Notice

from .rates import ReimbursementsView


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
        warnings: what must be told of the card; nothing of it blocks.
        logo: of the securing mode, once a form exists (FSE-05).
        asks_century: whether the century of the chosen person's birth may be said (VIT-03).
    """

    case: str
    steps: tuple[StepView, ...]
    ask: AskView | None
    card: tuple[BlockView, ...] = ()
    rate_check: BlockView | None = None
    reimbursements: ReimbursementsView | None = None
    summary: SummaryView | None = None
    warnings: tuple[Notice, ...] = ()
    asks_century: bool = False
    logo: SecuringMode | None = None
