"""The appli carte Vitale: a phone that shows who is insured, by NFC or by QR code."""

from .dialogue import phone_departures, read_phone
from .model import (
    ApcvBeneficiaire,
    ApcvContext,
    ApcvIdentity,
    ApcvReading,
    ApcvSignature,
    FormToSign,
    Payload,
)
from .ports import MobileCard, QrReader, SeenCodes
from .rules import (
    holds_at,
    payload_among,
    payload_of_scan,
    printed_end,
    printed_header,
    read_payload,
)
from .service import ApcvService
from .states import ContextEvent, ContextState, ExpiryAnswer, after, state_at

__all__ = [
    "ApcvBeneficiaire",
    "ApcvContext",
    "ApcvIdentity",
    "ApcvReading",
    "ApcvService",
    "ApcvSignature",
    "ContextEvent",
    "ContextState",
    "ExpiryAnswer",
    "FormToSign",
    "MobileCard",
    "Payload",
    "QrReader",
    "SeenCodes",
    "after",
    "holds_at",
    "payload_among",
    "payload_of_scan",
    "phone_departures",
    "printed_end",
    "printed_header",
    "read_payload",
    "read_phone",
    "state_at",
]
