"""The rate check ("vérification du taux"): what each line is paid, and by whom."""

from .model import BilledLine, Claim, Entitlement, SaleLine, SecuringMode
from .rules import (
    amo_of,
    billed_lines,
    claim_findings,
    complementary_of,
    entitlement_findings,
    management_of,
)

__all__ = [
    "BilledLine",
    "Claim",
    "Entitlement",
    "SaleLine",
    "SecuringMode",
    "amo_of",
    "billed_lines",
    "claim_findings",
    "complementary_of",
    "entitlement_findings",
    "management_of",
]
