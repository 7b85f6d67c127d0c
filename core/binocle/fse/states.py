"""States of an invoice and of its two parts: the tables are the whole truth (design, section 6).

An invoice is prepared, secured and sent as one; it is then paid by parts, RO and RC apart. The
state that screens show is :func:`shown_state`. Conditions that a table cannot say (a form already
in a lot, a part paid) are findings of :mod:`binocle.fse.rules`, asked before an event is minted.
Only :attr:`InvoiceState.SECURED` is transmitted (FSE-06).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, get_args

from binocle.amc import Management
from binocle.kernel import ZERO, Cents
from binocle.rates import SecuringMode

from .model import Flow, Invoice


class InvoiceState(Enum):
    """Where an invoice stands; French labels are in the catalogue.

    An invoice is opened in one of :data:`FIRST_STATES`.
    """

    PROVISIONAL = "provisional"
    FINALISED = "finalised"
    """A provisional invoice that took its number: the invoice of that number goes on."""
    OUTSIDE = "outside"
    """No form is made: the patient pays all (ADRI-08)."""
    CALCULATED = "calculated"
    FORMS_DELETED = "forms-deleted"
    SECURED = "secured"
    WAITING = "waiting"
    PAID = "paid"
    REJECTED = "rejected"
    ANOMALY = "anomaly"
    CREDITED = "credited"


FIRST_STATES = frozenset({InvoiceState.PROVISIONAL, InvoiceState.OUTSIDE, InvoiceState.CALCULATED})
"""Those in which an invoice is opened."""


class PartState(Enum):
    """Where the RO or the RC part stands."""

    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    PAID = "paid"
    REJECTED = "rejected"
    ANOMALY = "anomaly"
    CANCELLING = "cancelling"
    """A cancelling DRE was sealed; the insurer did not answer it yet."""
    CANCELLED = "cancelled"
    """The insurer took the DRE back, with what he had paid."""


@dataclass(frozen=True)
class FormSealed:
    """The form was signed and stored."""


@dataclass(frozen=True)
class FormSent:
    """The file that holds the form reached the concentrator."""


@dataclass(frozen=True)
class FormsDeleted:
    """The switch "Générer FSE" was put off: the signed forms are withdrawn, and kept (FSE-04).

    Attributes:
        generation: which forms, from 1: those that are sealed again are the next ones.
    """

    generation: int


@dataclass(frozen=True)
class Restarted:
    """The form will be made anew with these choices: "Recommencer la FSE" (FSE-07).

    Attributes:
        mode: value of the securing mode.
        adri: whether ADRi is used.
    """

    mode: str
    adri: bool


@dataclass(frozen=True)
class Finalised:
    """A provisional invoice took its number, and its forms were kept under it."""

    number: str


@dataclass(frozen=True)
class InvoiceCredited:
    """A credit note took the whole invoice back."""

    credit_note: str


@dataclass(frozen=True)
class PaperSheetPrinted:
    """A paper care sheet was printed; a sheet printed again is another event."""

    reason: str


@dataclass(frozen=True)
class TreatedByHand:
    """A person takes the answer of an invoice upon himself: "Traitement manuel" (SUIVI-03).

    Attributes:
        by: billing number of who did it, "id PS"; empty when it was not kept.
    """

    by: str = ""


@dataclass(frozen=True)
class PartPaid:
    """A return says that a part was paid."""

    paid: Cents


@dataclass(frozen=True)
class PartPaidOtherwise:
    """A return says that a part was paid with another amount than asked."""

    paid: Cents


@dataclass(frozen=True)
class PartRejected:
    """A return says that a part was rejected, with the authority's own code."""

    code: str
    label: str


@dataclass(frozen=True)
class PartDeferred:
    """A return says that a part will be answered later, with the authority's own code."""

    code: str
    label: str


@dataclass(frozen=True)
class PartTakenBack:
    """A return takes back what an earlier one paid: a negative regularisation.

    Attributes:
        taken_back: all or some of it, above zero.
    """

    taken_back: Cents


@dataclass(frozen=True)
class PartRegularised:
    """What a return pays or takes back brings a part in anomaly to the very amount asked.

    Attributes:
        paid: with its sign: the rest of what was paid short, or what was paid too much.
    """

    paid: Cents


@dataclass(frozen=True)
class PartDeclaredPaid:
    """A person says that a part is settled; no money comes by it (SUIVI-03)."""

    by: str = ""


@dataclass(frozen=True)
class PartDeclaredRejected:
    """A person says that a part will not be paid (SUIVI-03)."""

    by: str = ""


@dataclass(frozen=True)
class PartDeclaredWaiting:
    """A person says that a part waits for another answer (SUIVI-03)."""

    by: str = ""


@dataclass(frozen=True)
class CancellationSealed:
    """A cancelling DRE was signed and stored; a DRE is cancelled once (DRE-05)."""


@dataclass(frozen=True)
class PartCancelled:
    """The insurer answers that he cancelled the DRE.

    Attributes:
        taken_back: what he had paid and takes back: nothing, or all that was asked.
    """

    taken_back: Cents


@dataclass(frozen=True)
class PartCancelledOtherwise:
    """The insurer cancelled the DRE and takes another amount back than he could have paid."""

    taken_back: Cents


@dataclass(frozen=True)
class PartCancellationRejected:
    """The insurer refuses to cancel the DRE, with his own code."""

    code: str
    label: str


InvoiceEvent = (
    FormSealed
    | FormSent
    | FormsDeleted
    | Restarted
    | Finalised
    | InvoiceCredited
    | PaperSheetPrinted
    | TreatedByHand
)
PartEvent = (
    PartPaid
    | PartPaidOtherwise
    | PartRejected
    | PartDeferred
    | PartTakenBack
    | PartRegularised
    | PartDeclaredPaid
    | PartDeclaredRejected
    | PartDeclaredWaiting
    | CancellationSealed
    | PartCancelled
    | PartCancelledOtherwise
    | PartCancellationRejected
)

PART_EVENTS: Mapping[str, type[PartEvent]] = {
    event.__name__: event for event in get_args(PartEvent)
}
"""Events of a part by the name under which the journal keeps them."""


def money_of(event: PartEvent) -> Cents | None:
    """Return what an answer pays, or takes back; none when it moves no money."""
    match event:
        case PartPaid(paid) | PartPaidOtherwise(paid) | PartRegularised(paid):
            return paid
        case PartCancelled(taken) | PartCancelledOtherwise(taken) | PartTakenBack(taken):
            return Cents(-taken)
        case _:
            return None


_S = InvoiceState
INVOICE_TRANSITIONS: Mapping[tuple[InvoiceState, type], InvoiceState] = {
    (_S.PROVISIONAL, Restarted): _S.PROVISIONAL,
    (_S.PROVISIONAL, Finalised): _S.FINALISED,
    (_S.CALCULATED, FormSealed): _S.SECURED,
    (_S.CALCULATED, Restarted): _S.CALCULATED,
    (_S.SECURED, FormSent): _S.WAITING,
    (_S.SECURED, FormsDeleted): _S.FORMS_DELETED,
    # What was withdrawn is signed again only when somebody asks for it: "Générer FSE" on.
    (_S.FORMS_DELETED, Restarted): _S.CALCULATED,
    # FSE and DRE travel in two files: the second one finds the invoice waiting.
    (_S.WAITING, FormSent): _S.WAITING,
    # A number that was taken is given back by a credit note alone, never used again (FSE-10).
    **{
        (state, InvoiceCredited): _S.CREDITED
        for state in (_S.OUTSIDE, _S.CALCULATED, _S.FORMS_DELETED, _S.WAITING)
    },
    # A printed sheet is remembered and moves nothing.
    **{(state, PaperSheetPrinted): state for state in (_S.OUTSIDE, _S.SECURED, _S.WAITING)},
    # What left is answered, or treated by hand; that is remembered and moves nothing by itself.
    **{(state, TreatedByHand): state for state in (_S.WAITING, _S.CREDITED)},
}

_CANCELLATION_ANSWERS = (PartCancelled, PartCancelledOtherwise, PartCancellationRejected)
_BY_HAND: Mapping[type, PartState] = {
    PartDeclaredPaid: PartState.PAID,
    PartDeclaredRejected: PartState.REJECTED,
    PartDeclaredWaiting: PartState.WAITING,
}
_DECLARABLE = (PartState.WAITING, PartState.PAID, PartState.REJECTED, PartState.ANOMALY)
"""States that a person may change to any of those that he may say."""

PART_TRANSITIONS: Mapping[tuple[PartState, type], PartState] = {
    (PartState.WAITING, PartPaid): PartState.PAID,
    (PartState.WAITING, PartPaidOtherwise): PartState.ANOMALY,
    (PartState.WAITING, PartRejected): PartState.REJECTED,
    # A DRE is cancelled once: no other state has this event.
    (PartState.WAITING, CancellationSealed): PartState.CANCELLING,
    (PartState.PAID, CancellationSealed): PartState.CANCELLING,
    # The DRE's own answer may still come; what counts then is that of its cancellation.
    **{
        (PartState.CANCELLING, event): PartState.CANCELLING
        for event in (PartPaid, PartPaidOtherwise, PartRejected, PartDeferred, PartTakenBack)
    },
    (PartState.CANCELLING, PartCancelled): PartState.CANCELLED,
    (PartState.CANCELLING, PartCancelledOtherwise): PartState.ANOMALY,
    (PartState.CANCELLING, PartCancellationRejected): PartState.ANOMALY,
    # Once cancelled, the DRE may be rejected late; money or another answer is an anomaly.
    (PartState.CANCELLED, PartRejected): PartState.CANCELLED,
    (PartState.CANCELLED, PartDeferred): PartState.CANCELLED,
    **{
        (PartState.CANCELLED, event): PartState.ANOMALY
        for event in (PartPaid, PartPaidOtherwise, PartTakenBack, *_CANCELLATION_ANSWERS)
    },
    **{(PartState.ANOMALY, event): PartState.ANOMALY for event in _CANCELLATION_ANSWERS},
    # A second payment or a late reject of a settled part is an anomaly that a person looks at.
    (PartState.PAID, PartPaid): PartState.ANOMALY,
    (PartState.PAID, PartPaidOtherwise): PartState.ANOMALY,
    (PartState.PAID, PartRejected): PartState.ANOMALY,
    (PartState.REJECTED, PartPaid): PartState.ANOMALY,
    (PartState.REJECTED, PartPaidOtherwise): PartState.ANOMALY,
    (PartState.REJECTED, PartRejected): PartState.REJECTED,
    (PartState.ANOMALY, PartPaid): PartState.ANOMALY,
    (PartState.ANOMALY, PartPaidOtherwise): PartState.ANOMALY,
    (PartState.ANOMALY, PartRejected): PartState.ANOMALY,
    # What is deferred goes on waiting; put off once it was settled, a person looks at it.
    (PartState.WAITING, PartDeferred): PartState.WAITING,
    **{
        (state, PartDeferred): PartState.ANOMALY
        for state in (PartState.PAID, PartState.REJECTED, PartState.ANOMALY)
    },
    **{(state, PartTakenBack): PartState.ANOMALY for state in _DECLARABLE},
    # The one way out of an anomaly that needs nobody: the whole comes to what was asked.
    (PartState.ANOMALY, PartRegularised): PartState.PAID,
    # What a person said to be paid is now paid indeed: its money comes (SUIVI-03, LET-01).
    (PartState.PAID, PartRegularised): PartState.PAID,
    **{(state, event): after for state in _DECLARABLE for event, after in _BY_HAND.items()},
    # A cancelling DRE that never arrives is never answered: its lot is closed, and a person who
    # asked the insurer says what holds. An answer that comes after all is looked at.
    (PartState.CANCELLING, PartDeclaredPaid): PartState.PAID,
    (PartState.CANCELLING, PartDeclaredRejected): PartState.REJECTED,
    **{
        (state, event): PartState.ANOMALY
        for state in (PartState.PAID, PartState.REJECTED)
        for event in _CANCELLATION_ANSWERS
    },
}


class ImpossibleTransition(AssertionError):
    """Our own code asked for what the table has not: a defect, not a business case."""


def first_state(invoice: Invoice) -> InvoiceState:
    """Return the state in which an invoice is opened."""
    if invoice.provisional:
        return InvoiceState.PROVISIONAL
    return InvoiceState.CALCULATED if invoice.flows else InvoiceState.OUTSIDE


def first_part_states(invoice: Invoice) -> tuple[PartState, PartState]:
    """Return the states in which the RO and RC parts of an invoice begin.

    A part that travels in no form is not asked: no answer would ever come for it. An RO part that
    the fund pays to the insured waits too: the fund answers every form.
    """
    sends_amc = Flow.DRE in invoice.flows or invoice.management is Management.SINGLE
    amc = bool(invoice.flows) and sends_amc and invoice.amc > 0
    return (
        PartState.WAITING if invoice.flows else PartState.NOT_ASKED,
        PartState.WAITING if amc else PartState.NOT_ASKED,
    )


def next_invoice_state(state: InvoiceState, event: InvoiceEvent) -> InvoiceState:
    """Return the state after ``event``."""
    try:
        return INVOICE_TRANSITIONS[state, type(event)]
    except KeyError:
        raise ImpossibleTransition(f"invoice {state.value} + {type(event).__name__}") from None


def next_part_state(state: PartState, event: PartEvent) -> PartState | None:
    """Return the part's state after ``event``, or nothing: the payer answers what was not asked."""
    return PART_TRANSITIONS.get((state, type(event)))


def takes_treatment(state: InvoiceState) -> bool:
    """Say whether an invoice may be treated by hand: once it left."""
    return (state, TreatedByHand) in INVOICE_TRANSITIONS


def shown_state(invoice: InvoiceState, amo: PartState, amc: PartState) -> InvoiceState:
    """Return the one state that lists show, from the invoice and its parts."""
    settled_for_nothing = (PartState.NOT_ASKED, PartState.CANCELLED)
    parts = {part for part in (amo, amc) if part not in settled_for_nothing}
    if invoice is InvoiceState.CREDITED and parts & {PartState.PAID, PartState.ANOMALY}:
        return InvoiceState.ANOMALY  # money came for what was taken back
    if invoice is not InvoiceState.WAITING:
        return invoice
    for part, state in (
        (PartState.ANOMALY, InvoiceState.ANOMALY),
        (PartState.REJECTED, InvoiceState.REJECTED),
        (PartState.WAITING, InvoiceState.WAITING),
        (PartState.CANCELLING, InvoiceState.WAITING),
    ):
        if part in parts:
            return state
    return InvoiceState.PAID


def has_form(kept: InvoiceState, amo: PartState) -> bool:
    """Say whether the FSE of an invoice exists; what is credited keeps it if it had left."""
    left = kept is InvoiceState.CREDITED and amo is not PartState.NOT_ASKED
    return left or kept in (InvoiceState.SECURED, InvoiceState.WAITING)


@dataclass(frozen=True)
class PastEvent:
    """One line of an invoice's history.

    Attributes:
        kind: name of the event's class, such as ``FormSealed``.
        facts: what the event said, under its own names.
    """

    at: datetime
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class InvoiceStanding:
    """An invoice with its states, as lists show it.

    Attributes:
        kept: state of the invoice alone; lists show :attr:`state`.
        replaced_by: number of the invoice that follows this one, or empty.
        by_hand: a person took its answer upon himself ("Facture traitée manuellement").
    """

    invoice: Invoice
    kept: InvoiceState
    amo_state: PartState
    amc_state: PartState
    amo_paid: Cents
    amc_paid: Cents
    replaced_by: str = ""
    by_hand: bool = False

    @property
    def state(self) -> InvoiceState:
        """The one state that lists show."""
        return shown_state(self.kept, self.amo_state, self.amc_state)

    @property
    def amc_expected(self) -> Cents:
        """What the insurer owes: nothing once he cancelled the DRE."""
        return ZERO if self.amc_state is PartState.CANCELLED else self.invoice.amc

    @property
    def logo(self) -> SecuringMode | None:
        """The mode whose logo the file and the lists show; none where no FSE exists (FSE-05).

        A form that the app signed is SESAM-Vitale. What is credited keeps the logo if it had left.
        """
        return self.invoice.mode if has_form(self.kept, self.amo_state) else None
