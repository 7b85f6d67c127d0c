"""Invoices and their secured forms: FSE, and the DRE beside it."""

from .messages import total_of
from .model import (
    Flow,
    Invoice,
    Patient,
    Prescriber,
    SealedForm,
    Shop,
    Summary,
)
from .ports import FseStore, SesamVitaleServices
from .service import FseService
from .states import (
    FormSealed,
    FormSent,
    InvoiceEvent,
    InvoiceState,
    PartEvent,
    PartPaid,
    PartPaidOtherwise,
    PartRejected,
    PartState,
    next_invoice_state,
    next_part_state,
    shown_state,
)

__all__ = [
    "Flow",
    "FormSealed",
    "FormSent",
    "FseService",
    "FseStore",
    "Invoice",
    "InvoiceEvent",
    "InvoiceState",
    "PartEvent",
    "PartPaid",
    "PartPaidOtherwise",
    "PartRejected",
    "PartState",
    "Patient",
    "Prescriber",
    "SealedForm",
    "SesamVitaleServices",
    "Shop",
    "Summary",
    "next_invoice_state",
    "next_part_state",
    "shown_state",
    "total_of",
]
