"""ADRi: the rights of a beneficiary, asked of the compulsory scheme."""

from .model import (
    CallMode,
    CallSituation,
    Mutual,
    Occasion,
    Refusal,
    Rights,
    RightsOutcome,
    RightsRequest,
    Software,
    Window,
)
from .ports import RightsService
from .rules import (
    CARD_MAY_SERVE,
    cover_on,
    needs_call,
    rate_on,
    request_findings,
    rights_open_on,
    window_of,
)
from .service import AdriService

__all__ = [
    "CARD_MAY_SERVE",
    "AdriService",
    "CallMode",
    "CallSituation",
    "Mutual",
    "Occasion",
    "Refusal",
    "Rights",
    "RightsOutcome",
    "RightsRequest",
    "RightsService",
    "Software",
    "Window",
    "cover_on",
    "needs_call",
    "rate_on",
    "request_findings",
    "rights_open_on",
    "window_of",
]
