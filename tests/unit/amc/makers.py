"""Conventions, certificates and claims, for every test of this folder."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from binocle.amc import (
    Attestation,
    ClaimDays,
    ClaimFacts,
    Convention,
    Insurer,
    Management,
    TiersPayant,
)
from binocle.kernel import AmcNumber, Cents

NUMBER = AmcNumber("1100000000")
PRESCRIBED, INVOICED = date(2024, 5, 26), date(2024, 5, 28)
DAYS = ClaimDays(prescription=PRESCRIBED, invoice=INVOICED)
BOXES = TiersPayant(transmit_amc=True)

ROW: dict[str, Any] = {
    "idSignataire": "1100000000",
    "libelleSignataire": "Zz1",
    "conventionGroupe": False,
    "typeConvention": "CM",
    "critereSecondaire": "94???????",
    "typeAccord": "T",
    "numeroAmc": "1100000000",
    "libelleAmc": "Mut. Test CNDA",
    "codeRoutage": "01",
    "identifiantHote": "001",
    "nomDomaine": "TEST.CNDA",
    "codeAiguillageSts": "M",
    "modeGestion": "separee",
    "desactive": False,
    "annulationDre": True,
}

CONVENTION = Convention(
    signatory="1100000000",
    signatory_label="Zz1",
    grouped=False,
    type="CM",
    criterion="94???????",
    accord="T",
    number=NUMBER,
    label="Mut. Test CNDA",
    routing="01",
    host="001",
    domain="TEST.CNDA",
    sts_routing="M",
    management=Management.SEPARATE,
    disabled=False,
    cancellation=True,
)
"""What :data:`ROW` means."""

INSURER = Insurer(id=1, name="Mut. Test CNDA", number=NUMBER, management=Management.SEPARATE)

CERTIFICATE = Attestation(number=NUMBER, member="12345678", type="CM", criterion="940000001")

CLAIM = ClaimFacts(days=DAYS, attestation=CERTIFICATE, tiers_payant=BOXES, rc_total=Cents(10_000))


def page(*rows: dict[str, Any], total: int | None = None, **changes: Any) -> bytes:
    """Return an answer; what is not given follows from the rows."""
    count = len(rows) if total is None else total
    value: dict[str, Any] = {
        "total": count,
        "page": 1,
        "pages": -(-count // 5),
        "conventions": list(rows),
    }
    return json.dumps({**value, **changes}).encode()


def claim(**changes: Any) -> ClaimFacts:
    """Return the claim with other fields of its certificate."""
    return replace(CLAIM, attestation=replace(CERTIFICATE, **changes))


numbers = st.from_regex(r"[0-9]{8,10}", fullmatch=True).map(AmcNumber)

printed = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=9)
