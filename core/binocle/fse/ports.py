"""What securing a form needs from outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from binocle.kernel import Nir

from .model import CreditNote, Flow, FormPlace, Invoice, SealedForm, VitaleSignature
from .sheet import CareSheet
from .states import InvoiceEvent, InvoiceStanding, InvoiceState


class SesamVitaleServices(Protocol):
    """The certified component's part of the work (wire sheet section 2): it fills the zones.

    The software never fills a certification zone itself: records in, zone out.
    """

    def invoice_zone(self, records: bytes) -> bytes:
        """Return the 32 bytes of type 5 for the records of one form, its zone blank."""
        ...

    def lot_zone(self, records: bytes) -> bytes:
        """Return the 32 bytes of type 6 for the records of one lot, its zone blank."""
        ...


class VitaleSigner(Protocol):
    """The patient's app, which signs for him when his card is not there (ApCV)."""

    def sign(self, invoice: Invoice, digests: Mapping[Flow, bytes]) -> VitaleSignature:
        """Have the forms of one invoice signed together.

        Args:
            invoice: what the patient reads before he agrees; its number is the real one.
            digests: SHA-256 of the sealed records of each form.

        Raises:
            BinocleError: the app or its service refused, or did not answer; nothing is kept.
        """
        ...


class CareSheetPrinter(Protocol):
    """Draws paper care sheets."""

    def draw(self, sheet: CareSheet) -> bytes:
        """Return the sheet as a PDF: the same sheet always gives the same bytes."""
        ...


class FseStore(Protocol):
    """Where invoices and their sealed forms are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Run a block all or nothing.

        Args:
            durable: False when a power cut may take the block away, whole.
        """
        ...

    def next_invoice_number(self) -> str:
        """Take the next number of the series, 9 digits."""
        ...

    def next_provisional_number(self) -> str:
        """Take the next provisional number, ``PROV-`` and 6 digits."""
        ...

    def next_credit_number(self) -> str:
        """Take the next number of credit notes, ``AV`` and 7 digits."""
        ...

    def open_invoice(self, invoice: Invoice, at: datetime) -> bool:
        """Keep a new invoice in the first state of its kind; False when its number was used."""
        ...

    def invoice(self, number: str) -> Invoice:
        """Return an invoice as it stands now.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def standing(self, number: str) -> InvoiceStanding:
        """Return an invoice with its states.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def standings_of(self, insured: Nir) -> Sequence[InvoiceStanding]:
        """Return every invoice made under the NIR of an insured, the newest first."""
        ...

    def to_sign(self, number: str) -> tuple[Invoice, InvoiceState]:
        """Return an invoice and the state of its own table.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def keep_forms(self, invoice: Invoice, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of an invoice, all or none; the invoice becomes secured."""
        ...

    def keep_cancellation(self, form: SealedForm, at: datetime) -> None:
        """Keep the cancelling DRE of an invoice, once; it waits for a lot."""
        ...

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice; empty when it has none, or none any more."""
        ...

    def withdrawn_forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the forms of an invoice that were deleted, the oldest first."""
        ...

    def places(self, number: str) -> Mapping[Flow, FormPlace]:
        """Return where the sealed forms of an invoice are; empty when it has none."""
        ...

    def withdraw_forms(self, number: str, at: datetime) -> None:
        """Withdraw the forms of a secured invoice: kept for ever, in no lot, never sent."""
        ...

    def change(self, invoice: Invoice, event: InvoiceEvent, at: datetime) -> None:
        """Keep an invoice in another form under its number; what it was before stays readable.

        Allowed before its forms exist, and while they are deleted.
        """
        ...

    def advance(self, number: str, event: InvoiceEvent, at: datetime) -> None:
        """Move an invoice along its table and keep the event."""
        ...

    def follow(self, number: str, successor: str) -> None:
        """Say once which invoice replaces another one."""
        ...

    def keep_credit(self, note: CreditNote, at: datetime) -> None:
        """Keep the credit note of an invoice, which becomes credited; a DRE that waits, leaves."""
        ...

    def credit_of(self, number: str) -> CreditNote | None:
        """Return the credit note of an invoice, if any."""
        ...
