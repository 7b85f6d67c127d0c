"""What every feature may use: money, identifiers, days, clock, findings, errors.

Nothing here depends on anything but the standard library.
"""

from .clock import Clock, Hazards, Ids, SafeHazards
from .dates import CENTURIES, PARIS, BirthDate, InvalidBirthDate, paris_day, printed_day
from .errors import (
    BinocleError,
    Facts,
    LinkDown,
    MalformedAnswer,
    NothingKept,
    OperatorActionNeeded,
    PeerViolation,
    ResultUnknown,
)
from .findings import Finding, Severity
from .identifiers import (
    AmcNumber,
    InvalidIdentifier,
    LppCode,
    Nir,
    PartnerNumber,
    luhn_digit,
    nir_key,
)
from .money import ZERO, Cents, cents, printed_euros, reimbursed, share_pro_rata

__all__ = [
    "CENTURIES",
    "PARIS",
    "ZERO",
    "AmcNumber",
    "BinocleError",
    "BirthDate",
    "Cents",
    "Clock",
    "Facts",
    "Finding",
    "Hazards",
    "Ids",
    "InvalidBirthDate",
    "InvalidIdentifier",
    "LinkDown",
    "LppCode",
    "MalformedAnswer",
    "Nir",
    "NothingKept",
    "OperatorActionNeeded",
    "PartnerNumber",
    "PeerViolation",
    "ResultUnknown",
    "SafeHazards",
    "Severity",
    "cents",
    "luhn_digit",
    "nir_key",
    "paris_day",
    "printed_day",
    "printed_euros",
    "reimbursed",
    "share_pro_rata",
]
