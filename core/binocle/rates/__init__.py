"""The rate check ("vérification du taux"): what each line is paid, and by whom.

The way through: :func:`prefilled` fills the screen from a :class:`Claim` and its
:class:`Circumstances`; :func:`changed` takes what was typed; :func:`form_findings` tells everything
that is wrong; :func:`check` gives the :class:`RateCheck`; :func:`staleness` tells what changed
since; :func:`reimbursements` is the table "Détail remboursements".
"""

from .acts import c2s_acts, class_a_acts, frame_acts, is_class_a
from .determination import (
    AMO_SERVICES,
    C2S_BY_FUND,
    C2S_SERVICES,
    amo_service_of,
    entitlement_of,
    maternity_end,
)
from .file_boxes import boxes_shown, transmission_shown, with_pec, with_rc_total
from .forcings import ForcingLine, forcing_lines
from .form_rules import is_accident_number
from .known import NO_RIGHTS, amo_rights_on, rights_of_adri, rights_of_card
from .lists import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    InsuranceNature,
    LppStatus,
    RightsSource,
    SecuringMode,
)
from .model import (
    BilledLine,
    Boxes,
    Circumstances,
    Claim,
    Entitlement,
    ForcedService,
    Forcings,
    KnownRights,
    Presence,
    RateCheck,
    RateForm,
    SaleLine,
    Share,
)
from .prefill import (
    GREYED,
    changed,
    greyed,
    mode_of,
    prefilled,
    reopened,
    settled,
    shown_fields,
    without_forcing,
)
from .reimbursements import (
    Captions,
    ReimbursementRow,
    Reimbursements,
    ReimbursementTotals,
    captions_of,
    reimbursements,
)
from .rules import (
    amo_of,
    as_offer,
    billed_lines,
    claim_findings,
    complementary_of,
    entitlement_findings,
    form_places,
    limit_of,
    management_of,
    shares_of,
)
from .stale import fingerprint, require_fresh, staleness
from .table import RateRow, RateTable, rate_table
from .typed import typed_day, typed_euros, typed_lpp, typed_nir
from .verification import blocking, check, form_findings

__all__ = [
    "AMO_SERVICES",
    "C2S_BY_FUND",
    "C2S_SERVICES",
    "GREYED",
    "NO_RIGHTS",
    "AmoProof",
    "AmoRights",
    "BilledLine",
    "Boxes",
    "Captions",
    "Circumstances",
    "Claim",
    "Entitlement",
    "ExemptionChoice",
    "ForcedService",
    "ForcingLine",
    "Forcings",
    "InsuranceNature",
    "KnownRights",
    "LppStatus",
    "Presence",
    "RateCheck",
    "RateForm",
    "RateRow",
    "RateTable",
    "ReimbursementRow",
    "ReimbursementTotals",
    "Reimbursements",
    "RightsSource",
    "SaleLine",
    "SecuringMode",
    "Share",
    "amo_of",
    "amo_rights_on",
    "amo_service_of",
    "as_offer",
    "billed_lines",
    "blocking",
    "boxes_shown",
    "c2s_acts",
    "captions_of",
    "changed",
    "check",
    "claim_findings",
    "class_a_acts",
    "complementary_of",
    "entitlement_findings",
    "entitlement_of",
    "fingerprint",
    "forcing_lines",
    "form_findings",
    "form_places",
    "frame_acts",
    "greyed",
    "is_accident_number",
    "is_class_a",
    "limit_of",
    "management_of",
    "maternity_end",
    "mode_of",
    "prefilled",
    "rate_table",
    "reimbursements",
    "reopened",
    "require_fresh",
    "rights_of_adri",
    "rights_of_card",
    "settled",
    "shares_of",
    "shown_fields",
    "staleness",
    "transmission_shown",
    "typed_day",
    "typed_euros",
    "typed_lpp",
    "typed_nir",
    "with_pec",
    "with_rc_total",
    "without_forcing",
]
