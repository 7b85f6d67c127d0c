"""What securing a form needs from outside."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
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

    def open_invoice(self, invoice: Invoice, at: datetime) -> bool:
        """Keep a new invoice, amounts calculated; False when its number was used before."""
        ...

    def invoice(self, number: str) -> Invoice:
        """Return an invoice.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def keep_forms(self, invoice: Invoice, forms: Sequence[SealedForm]) -> None:
        """Keep the signed forms of an invoice, all or none; the invoice becomes secured."""
        ...

    def forms(self, number: str) -> tuple[SealedForm, ...]:
        """Return the sealed forms of an invoice; empty when it is not secured."""
        ...
