"""Cards of the patient and of the professional: recognised, read, asked to sign."""

from .cps import CpsSession, open_cps
from .cps_files import read_cps
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
    SigningRight,
    Situation,
    VitaleCard,
    WorkAccidentBlock,
)
from .opposition import (
    Opposition,
    OppositionList,
    OppositionReason,
    age_findings,
    parse_oppositions,
    require_not_opposed,
)
from .ports import NoOppositionList, OppositionLists
from .rules import (
    admit,
    century_findings,
    only_cover,
    recognise,
    require_billable_type,
    require_in_force,
    require_recent,
    require_right,
    require_valid,
    with_century,
)
from .signature import sign_xml
from .vitale import in_vitale_reader, read_serial, read_vitale

__all__ = [
    "AmcOnCard",
    "Beneficiaire",
    "CardKind",
    "CardType",
    "Certificate",
    "Cover",
    "CpsSession",
    "Holder",
    "NoOppositionList",
    "Opposition",
    "OppositionList",
    "OppositionLists",
    "OppositionReason",
    "Period",
    "ProfessionalCard",
    "SigningRight",
    "Situation",
    "VitaleCard",
    "WorkAccidentBlock",
    "admit",
    "age_findings",
    "century_findings",
    "in_vitale_reader",
    "only_cover",
    "open_cps",
    "parse_oppositions",
    "read_cps",
    "read_serial",
    "read_vitale",
    "recognise",
    "require_billable_type",
    "require_in_force",
    "require_not_opposed",
    "require_recent",
    "require_right",
    "require_valid",
    "sign_xml",
    "with_century",
]
