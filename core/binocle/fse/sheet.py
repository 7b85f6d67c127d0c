"""The paper care sheet ("feuille de soins") that the program prints: what stands on it.

Law of this file: values of the invoice, put in the order of a reader; no amount is computed but
sums. The official form is a numbered cerfa that the fund gives: this sheet carries the same facts
and does not pass itself off as that form (assumed: a fund takes it with the shop's stamp).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from binocle.kernel import paris_day

from .model import Invoice


class SheetReason(Enum):
    """Why paper is needed; French labels are on the sheet and in the catalogue."""

    DEGRADED = "degraded"
    """The Vitale card was not there: the sheet is scanned with the prescription (SCOR-01)."""
    AMO_REJECTED = "amo-rejected"
    """The insurer paid, the fund rejected: the sheet goes to the fund (FSE-08)."""
    OUTSIDE = "outside"
    """No form is sent: the patient pays all and sends the sheet to his fund (ADRI-08)."""


@dataclass(frozen=True)
class CareSheet:
    """One care sheet, ready to be drawn.

    Attributes:
        simulated: marks every page: the flow is not real.
        printed_at: aware instant; the drawing holds no other one.
    """

    invoice: Invoice
    reason: SheetReason
    simulated: bool
    printed_at: datetime

    @property
    def printed_on(self) -> date:
        """Day on the sheet, in metropolitan France."""
        return paris_day(self.printed_at)
