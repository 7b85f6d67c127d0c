"""SOAP 1.2 as the services of the health insurance speak it: asked in the name of a CPS."""

from .answer import Block, ServiceFault, UnreadableAnswer, body_of, day, digits, fault_in, filled
from .assertion import DS, SAML, AssertionSigner, Exchange, build_assertion, signed_assertion
from .envelope import SOAP, Vocabulary, build_envelope, written_instant

__all__ = [
    "DS",
    "SAML",
    "SOAP",
    "AssertionSigner",
    "Block",
    "Exchange",
    "ServiceFault",
    "UnreadableAnswer",
    "Vocabulary",
    "body_of",
    "build_assertion",
    "build_envelope",
    "day",
    "digits",
    "fault_in",
    "filled",
    "signed_assertion",
    "written_instant",
]
