"""The appli carte Vitale: a phone that shows who is insured, by NFC or by QR code."""

from .dialogue import phone_departures, read_phone
from .model import (
    ApcvBeneficiaire,
    ApcvContext,
    ApcvIdentity,
    ApcvReading,
    Payload,
)
from .ports import MobileCard, QrReader, SeenCodes
from .rules import holds_at, payload_among, payload_of_scan, read_payload
from .service import ApcvService

__all__ = [
    "ApcvBeneficiaire",
    "ApcvContext",
    "ApcvIdentity",
    "ApcvReading",
    "ApcvService",
    "MobileCard",
    "Payload",
    "QrReader",
    "SeenCodes",
    "holds_at",
    "payload_among",
    "payload_of_scan",
    "phone_departures",
    "read_payload",
    "read_phone",
]
