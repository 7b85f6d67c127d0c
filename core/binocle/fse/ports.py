"""What securing a form needs from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from .model import Invoice, SealedForm


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


class FseStore(Protocol):
    """Where invoices and their sealed forms are kept; each call is one transaction."""

    def next_invoice_number(self) -> str:
        """Take the next number of the series, 9 digits."""
        ...

    def open_invoice(self, invoice: Invoice, at: datetime) -> None:
        """Keep a new invoice, amounts calculated.

        Raises:
            KeyError: its number was used before.
        """
        ...

    def invoice(self, number: str) -> Invoice:
        """Return an invoice.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def keep_forms(self, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of one invoice, all or none; the invoice becomes secured.

        It is durable when the call returns.
        """
        ...

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice; empty when it is not secured."""
        ...
