"""The page "Vente": what is sold, who prescribed it, what is asked of whom; the quotes (FSE-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.fse import Payee
from binocle.kernel import Cents
from binocle.optics import QuoteState

from .optics import FieldNotice


@dataclass(frozen=True)
class QuoteRow:
    """A quote of the list.

    Attributes:
        patient: as printed, empty when nobody was chosen.
        invoice: number of the invoice that was made of it, or empty.
        may_be_taken: it may become the sale under way.
    """

    number: str
    day: date
    patient: str
    total: Cents
    state: QuoteState
    invoice: str
    may_be_taken: bool


@dataclass(frozen=True)
class SaleView:
    """The screen.

    Attributes:
        texts: by field, as typed (:mod:`binocle.workflows.sale_typing`).
        told: by field, what is wrong or doubtful; a whole line has its own place, ``l2``.
        rows: lines of the screen, blank ones too.
        patient: who is at the counter, empty when nobody is.
        total: net of the claim; none without one.
        is_taken: the claim holds what the screen shows.
        rc_opens: an RC amount exists, so its transmission may be chosen.
        payee: who is paid, once the rate is checked.
        quote: number of the quote that the claim comes from, or empty.
    """

    texts: Mapping[str, str]
    told: Mapping[str, tuple[FieldNotice, ...]]
    rows: int
    patient: str
    total: Cents | None
    is_taken: bool
    rc_opens: bool
    payee: Payee | None
    quote: str
    quotes: tuple[QuoteRow, ...]


class SalePage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> SaleView:
        """Return the screen as it stands."""
        ...

    def enter(self, form: Mapping[str, str]) -> None:
        """Take the fields, whole or not at all; what is wrong is in the view."""
        ...

    def keep(self, form: Mapping[str, str]) -> None:
        """Take the fields, and keep the sale as a quote unless one cannot be read."""
        ...

    def take_up(self, number: str) -> None:
        """Turn a quote into the sale under way."""
        ...
