"""Quotes ("devis"): what was typed for somebody, kept until it is sold and invoiced (FSE-01).

Law of this file: a quote holds the texts as they were typed, so nothing of them is lost and every
rule is asked anew when it is taken up. It moves along :data:`TRANSITIONS` and never back; what was
invoiced is taken up no more. Source: S1, S3 (seed-facts 10: "Devis → vente").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from binocle.kernel import BirthDate, Cents, Nir


class QuoteState(Enum):
    """Where a quote is."""

    QUOTE = "devis"
    SALE = "vente"
    INVOICED = "facture"


class QuoteEvent(Enum):
    """What happens to a quote."""

    CHANGED = "changed"
    TAKEN_UP = "taken-up"
    INVOICED = "invoiced"


TRANSITIONS: Mapping[tuple[QuoteState, QuoteEvent], QuoteState] = {
    (QuoteState.QUOTE, QuoteEvent.CHANGED): QuoteState.QUOTE,
    (QuoteState.QUOTE, QuoteEvent.TAKEN_UP): QuoteState.SALE,
    (QuoteState.SALE, QuoteEvent.CHANGED): QuoteState.SALE,
    (QuoteState.SALE, QuoteEvent.TAKEN_UP): QuoteState.SALE,
    (QuoteState.SALE, QuoteEvent.INVOICED): QuoteState.INVOICED,
}
"""State and event -> the state that follows; nothing else may happen."""


@dataclass(frozen=True)
class QuotePatient:
    """For whom a quote was made: the three data that tell a person, and how notices name them."""

    nir: Nir
    birth: BirthDate
    rank: str
    printed: str


@dataclass(frozen=True)
class Quote:
    """A quote.

    Attributes:
        number: ``971``, never used twice.
        day: on which it was last changed.
        patient: none when nobody was chosen yet.
        total: net of every article, those of an offer too.
        sale: texts of the screen of the sale; likewise ``ordonnance``, empty when none was typed.
        invoice: number of the invoice that was made of it, or empty.
    """

    number: str
    day: date
    patient: QuotePatient | None
    total: Cents
    sale: Mapping[str, str]
    ordonnance: Mapping[str, str] = field(default_factory=dict)
    state: QuoteState = QuoteState.QUOTE
    invoice: str = ""

    def may(self, event: QuoteEvent) -> bool:
        """Say whether something may happen to it."""
        return (self.state, event) in TRANSITIONS

    def after(self, event: QuoteEvent, *, invoice: str = "") -> "Quote":
        """Return the quote after an event that may happen."""
        return replace(self, state=TRANSITIONS[self.state, event], invoice=invoice)
