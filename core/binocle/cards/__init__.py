"""Cards of the patient and of the professional: recognised, read, asked to sign."""

from .cps import CpsSession, open_cps, read_cps
from .model import (
    AmcOnCard,
    Beneficiaire,
    CardKind,
    CardType,
    Certificate,
    Cover,
    Holder,
    Period,
    ProfessionalCard,
    Situation,
    VitaleCard,
    WorkAccident,
)
from .rules import admit, recognise, require_valid
from .signature import sign_xml
from .vitale import read_serial, read_vitale

__all__ = [
    "AmcOnCard",
    "Beneficiaire",
    "CardKind",
    "CardType",
    "Certificate",
    "Cover",
    "CpsSession",
    "Holder",
    "Period",
    "ProfessionalCard",
    "Situation",
    "VitaleCard",
    "WorkAccident",
    "admit",
    "open_cps",
    "read_cps",
    "read_serial",
    "read_vitale",
    "recognise",
    "require_valid",
    "sign_xml",
]
