"""Complementary insurers as the claim names them: frozen values, no rule.

Sources: requirements DRE-01 to DRE-07; teleservices sheet 4.1 to 4.3.
"""

from dataclasses import dataclass
from enum import Enum

from binocle.kernel import AmcNumber


class Management(Enum):
    """Who pays the complementary part (DRE-01)."""

    NONE = "none"
    SEPARATE = "separate"
    """Gestion séparée: a DRE goes to the insurer."""
    SINGLE = "single"
    """Gestion unique: the fund pays both parts (C2S)."""


@dataclass(frozen=True)
class Complementary:
    """The insurer who pays the RC part."""

    number: AmcNumber
    member: str
