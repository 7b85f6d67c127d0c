"""The shop's tables as the rate check asks them: the list of products, how long a paper serves.

Law of this file: what the tables say stands beside the field that it is about; an age that nobody
knows is told once and bars nothing. Sources: TAUX-08, CLI-03; teleservices sheet 3.5 and 3.8.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from binocle.kernel import BirthDate, Finding, LppCode
from binocle.optics import (
    Ordonnance,
    OrdonnancePrescriber,
    Periods,
    Tariff,
    age_findings,
    ordonnance_findings,
)
from binocle.rates import Claim, LppStatus

_ANYBODY = OrdonnancePrescriber("", "")
"""Who prescribed is no matter here."""

_AGE_UNKNOWN = "OPT-AGE-INCONNU"


@dataclass(frozen=True)
class SaleTables:
    """What the shop's tables say of a sale.

    Attributes:
        tariff: the codes and their days.
        periods: how long an ordonnance serves.
    """

    tariff: Tariff
    periods: Periods

    def status(self, code: LppCode, day: date) -> LppStatus:
        """Return what the list of products says of a code on a day."""
        if code.digits not in self.tariff.products:
            return LppStatus.UNKNOWN
        known = self.tariff.look_up(code.digits, day)
        return LppStatus.CLOSED if known.product is None else LppStatus.KNOWN

    def findings(self, claim: Claim, birth: BirthDate | None) -> list[Finding]:
        """Return what the ordonnance and the codes are to a patient of that birth."""
        if birth is None:
            return []
        found = [*self._of_ordonnance(claim, birth), *self._of_codes(claim, birth)]
        unknown = [each for each in found if each.code == _AGE_UNKNOWN]
        return [each for each in found if each not in unknown[1:]]

    def _of_ordonnance(self, claim: Claim, birth: BirthDate) -> list[Finding]:
        if claim.prescription > claim.care_day:  # the rate check says so itself
            return []
        ordonnance = Ordonnance(claim.prescription, _ANYBODY)
        return ordonnance_findings(self.periods, ordonnance, birth, claim.care_day)

    def _of_codes(self, claim: Claim, birth: BirthDate) -> Iterator[Finding]:
        day = claim.care_day
        for number, line in enumerate(claim.lines, start=1):
            if line.lpp is None or not line.shown:
                continue
            product = self.tariff.look_up(line.lpp.digits, day).product
            if product is not None:
                subject = f"line {number}"
                yield from age_findings(self.tariff, product, birth, day, subject=subject)
