"""What optics asks of the outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from .quotes import Quote


class LppTables(Protocol):
    """Where the shop keeps the table that it imported, in the form of ours."""

    def latest(self) -> bytes | None:
        """Return the table, or none when nothing was ever imported.

        Raises:
            TimeoutError: its place does not answer.
            ConnectionError: its place cannot be reached.
            PermissionError: it may not be read.
        """
        ...

    def keep(self, content: bytes) -> None:
        """Keep a table in place of the former one, whole or not at all.

        Raises:
            TimeoutError: its place does not answer.
            ConnectionError: its place cannot be reached, or is full.
            PermissionError: it may not be written.
        """
        ...


class NoLppTable:
    """A shop that imported nothing: what ships serves."""

    def latest(self) -> bytes | None:
        """Return none."""
        return None

    def keep(self, content: bytes) -> None:
        """Refuse: there is no place to keep it.

        Raises:
            PermissionError: always.
        """
        raise PermissionError("no place for an imported table")


class QuoteStore(Protocol):
    """Where quotes are kept; a call outside :meth:`transaction` is durable when it returns."""

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Run a block all or nothing."""
        ...

    def next_quote_number(self) -> str:
        """Take the next number of the series."""
        ...

    def keep_quote(self, quote: Quote) -> None:
        """Keep a quote, in place of the former one of its number."""
        ...

    def quote(self, number: str) -> Quote:
        """Return a quote.

        Raises:
            KeyError: there is none of that number.
        """
        ...

    def quotes(self) -> Sequence[Quote]:
        """Return the newest quotes first."""
        ...


class OrdonnanceStore(Protocol):
    """Where the ordonnance of an invoice is kept, as it was typed (CLI-03)."""

    def keep_ordonnance(self, invoice: str, texts: Mapping[str, str], at: datetime) -> None:
        """Keep the texts with an invoice; what was kept before stays readable in the database."""
        ...

    def ordonnance_of(self, invoice: str) -> Mapping[str, str] | None:
        """Return the texts that were kept last with an invoice, or none."""
        ...
