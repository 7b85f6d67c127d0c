"""The slip of a lot ("Edition Bordereau"): what goes on it, and who draws it (TEL-05).

Law of this file: a slip is of the most recent lot of its number (seed-facts 13.1). What it shows
beyond the columns of the lot's detail is assumed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from binocle.fse import Shop
from binocle.kernel import Cents

from .follow_up import LotLine
from .model import Lot


@dataclass(frozen=True)
class LotSlip:
    """A slip to be drawn.

    Attributes:
        printed_at: in UTC.
        simulated: the flow is not real: the slip says so across each page.
    """

    lot: Lot
    shop: Shop
    lines: tuple[LotLine, ...]
    printed_at: datetime
    simulated: bool

    @property
    def amo(self) -> Cents:
        """Sum of the RO parts."""
        return Cents(sum(line.standing.invoice.amo for line in self.lines))

    @property
    def amc(self) -> Cents:
        """Sum of the RC parts."""
        return Cents(sum(line.standing.invoice.amc for line in self.lines))


class LotSlipPrinter(Protocol):
    """Draws slips."""

    def draw(self, slip: LotSlip) -> bytes:
        """Return the slip as a PDF: the same slip always gives the same bytes."""
        ...
