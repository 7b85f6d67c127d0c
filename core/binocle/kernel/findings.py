"""Business findings: values that are gathered and shown next to the field, never raised."""

from dataclasses import dataclass, field
from enum import Enum

from .errors import Facts


class Severity(Enum):
    """What a finding does to the invoice."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        code: stable name; its French text is in the message catalogue.
        subject: what it is about, such as ``line 2`` or ``prescription``.
        facts: values for the named places of the French text.
        severity: whether the invoice can go on.
    """

    code: str
    subject: str
    facts: Facts = field(default_factory=dict)
    severity: Severity = Severity.BLOCKS
