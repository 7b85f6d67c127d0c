"""What a rate check takes and gives: frozen values, no rule.

Law of this file: an amount that a rule computes lives in :class:`BilledLine`, never in
:class:`SaleLine`; so before the rate check there is no RO amount at all (TAUX-01).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.amc import Complementary
from binocle.kernel import ZERO, Cents, LppCode


class SecuringMode(Enum):
    """How the form is secured (teleservices sheet 2.3: engine codes 3 and 5)."""

    SESAM_VITALE = "3"
    DEGRADED = "5"


@dataclass(frozen=True)
class SaleLine:
    """One article of the sale, before any computation.

    Attributes:
        act: B2 act code, such as ``VU3``.
        net: price after discount.
        base: reimbursement base.
        shown: the "Rb" box; a line whose box is off is hidden from the insurers.
    """

    act: str
    lpp: LppCode
    net: Cents
    base: Cents
    shown: bool = True


@dataclass(frozen=True)
class Claim:
    """What the counter typed: the sale and its days."""

    prescription: date
    invoice_date: date
    lines: tuple[SaleLine, ...]
    rc_total: Cents = ZERO


@dataclass(frozen=True)
class Entitlement:
    """What the rights say for the day of the claim.

    Attributes:
        rate: percent of the base that the fund pays.
        exemption: exemption code of the form (B2 type 2 pos 79).
        asked_on: the day for which the rights were asked.
        until: the last day on which that answer may be used.
    """

    rate: int
    exemption: str
    asked_on: date
    until: date
    amo_service: str
    complementary: Complementary | None


@dataclass(frozen=True)
class BilledLine:
    """One line after the rate check."""

    act: str
    lpp: LppCode
    net: Cents
    base: Cents
    rate: int
    exemption: str
    amo: Cents
    amc: Cents
