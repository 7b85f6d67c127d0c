"""SOAP 1.2 as the services of the health insurance speak it: asked in the name of a CPS."""

from .answer import (
    Block,
    ServiceFault,
    UnreadableAnswer,
    base64_bytes,
    body_of,
    day,
    digits,
    envelope_of,
    fault_in,
    filled,
)
from .assertion import (
    DS,
    SAML,
    AssertionSigner,
    Exchange,
    build_assertion,
    signed_assertion,
)
from .envelope import SOAP, build_envelope, message_id, written_instant
from .trust import Flaw, NotBelieved, Trust, require_signed
from .writing import Markup, Vocabulary

__all__ = [
    "DS",
    "SAML",
    "SOAP",
    "AssertionSigner",
    "Block",
    "Exchange",
    "Flaw",
    "Markup",
    "NotBelieved",
    "ServiceFault",
    "Trust",
    "UnreadableAnswer",
    "Vocabulary",
    "base64_bytes",
    "body_of",
    "build_assertion",
    "build_envelope",
    "day",
    "digits",
    "envelope_of",
    "fault_in",
    "filled",
    "message_id",
    "require_signed",
    "signed_assertion",
    "written_instant",
]
