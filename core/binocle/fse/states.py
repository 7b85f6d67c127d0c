"""States of an invoice and of its two parts: the tables are the whole truth (design, section 6).

An invoice is prepared, secured and sent as one; it is then paid by parts, RO and RC apart. The
state that screens show is :func:`shown_state`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from binocle.kernel import Cents


class InvoiceState(Enum):
    """Where an invoice stands; French labels are in the catalogue."""

    CALCULATED = "calculated"
    SECURED = "secured"
    WAITING = "waiting"
    PAID = "paid"
    REJECTED = "rejected"
    ANOMALY = "anomaly"


class PartState(Enum):
    """Where the RO or the RC part stands."""

    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    PAID = "paid"
    REJECTED = "rejected"
    ANOMALY = "anomaly"


@dataclass(frozen=True)
class FormSealed:
    """The form was signed and stored."""


@dataclass(frozen=True)
class FormSent:
    """The file that holds the form reached the concentrator."""


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


InvoiceEvent = FormSealed | FormSent
PartEvent = PartPaid | PartPaidOtherwise | PartRejected

INVOICE_TRANSITIONS: Mapping[tuple[InvoiceState, type], InvoiceState] = {
    (InvoiceState.CALCULATED, FormSealed): InvoiceState.SECURED,
    (InvoiceState.SECURED, FormSent): InvoiceState.WAITING,
    # FSE and DRE travel in two files: the second one finds the invoice waiting.
    (InvoiceState.WAITING, FormSent): InvoiceState.WAITING,
}

PART_TRANSITIONS: Mapping[tuple[PartState, type], PartState] = {
    (PartState.WAITING, PartPaid): PartState.PAID,
    (PartState.WAITING, PartPaidOtherwise): PartState.ANOMALY,
    (PartState.WAITING, PartRejected): PartState.REJECTED,
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
}


class ImpossibleTransition(AssertionError):
    """Our own code asked for what the table has not: a defect, not a business case."""


def next_invoice_state(state: InvoiceState, event: InvoiceEvent) -> InvoiceState:
    """Return the state after ``event``."""
    try:
        return INVOICE_TRANSITIONS[state, type(event)]
    except KeyError:
        raise ImpossibleTransition(f"invoice {state.value} + {type(event).__name__}") from None


def next_part_state(state: PartState, event: PartEvent) -> PartState | None:
    """Return the part's state after ``event``, or nothing: the payer answers what was not asked."""
    return PART_TRANSITIONS.get((state, type(event)))


def shown_state(invoice: InvoiceState, amo: PartState, amc: PartState) -> InvoiceState:
    """Return the one state that lists show, from the invoice and its parts."""
    if invoice is not InvoiceState.WAITING:
        return invoice
    parts = {part for part in (amo, amc) if part is not PartState.NOT_ASKED}
    for part, state in (
        (PartState.ANOMALY, InvoiceState.ANOMALY),
        (PartState.REJECTED, InvoiceState.REJECTED),
        (PartState.WAITING, InvoiceState.WAITING),
    ):
        if part in parts:
            return state
    return InvoiceState.PAID
