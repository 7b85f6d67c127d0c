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
    ServiceFault,
    Software,
    Window,
)
from .ports import AssertionSigner, RightsService
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
    "AssertionSigner",
    "CallMode",
    "CallSituation",
    "Mutual",
    "Occasion",
    "Refusal",
    "Rights",
    "RightsOutcome",
    "RightsRequest",
    "RightsService",
    "ServiceFault",
    "Software",
    "Window",
    "cover_on",
    "needs_call",
    "rate_on",
    "request_findings",
    "rights_open_on",
    "window_of",
]
