"""What a concentrator took: files with their receipts, lots and how far each went.

Law of this file: plain memory; who changes it is :mod:`.behaviour`. Texts of refusals are French.
Source: PROTOCOLS section 5 (assumed as a whole).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .facts import LotFacts


class NameTaken(ValueError):
    """A name that already means another content; the text is a French sentence."""


class WrongSender(ValueError):
    """A file that speaks for somebody else; the text is a French sentence."""


class WrongRecipient(ValueError):
    """A file that came to another front-end than its own; the text is a French sentence."""


class LotState(Enum):
    """How far a lot went at the concentrator."""

    TAKEN = "pris"
    LOST = "perdu"
    REFUSED = "ARL négatif"
    ACKNOWLEDGED = "ARL positif"
    ANSWERED = "retour déposé"


@dataclass
class TakenLot:
    """A lot and how far it went."""

    facts: LotFacts
    state: LotState = LotState.TAKEN

    @property
    def professional(self) -> str:
        """Who sent it, 14 digits."""
        return self.facts.partner.zfill(14)

    @property
    def is_acknowledged(self) -> bool:
        """Whether its positive ARL was made."""
        return self.state in (LotState.ACKNOWLEDGED, LotState.ANSWERED)

    @property
    def key(self) -> tuple[str, ...]:
        """What may not come twice: professional, recipient, day of the lot, number of the lot."""
        return (self.facts.partner, self.facts.recipient, self.facts.date, self.facts.number)

    def invoice_keys(self) -> Iterator[tuple[str, ...]]:
        """Yield what may not come twice of each invoice: professional, flow, number, operation."""
        for invoice in self.facts.invoices:
            yield self.facts.partner, self.facts.flow, invoice.number, invoice.operation


@dataclass(frozen=True)
class TakenFile:
    """A file that was taken, and its receipt."""

    name: str
    digest: str
    receipt: str
    received_at: datetime
    lots: tuple[TakenLot, ...]
