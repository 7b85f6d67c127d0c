"""What a certificate must hold, whom the form then names, and the number nothing is sent to."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.amc.makers import (
    BOXES,
    CLAIM,
    DAYS,
    INSURER,
    INVOICED,
    NUMBER,
    PRESCRIBED,
    claim,
    numbers,
)

from binocle.amc import (
    ATTESTATION_LABELS,
    LEFT_C2S_WAYS,
    Attestation,
    ClaimDays,
    Complementary,
    Insurer,
    Management,
    ManagementSource,
    ReferenceDay,
    TiersPayant,
    WayOn,
    complementary_check,
    insurer_findings,
    left_c2s_findings,
    rights_day,
    unticked_amc,
)
from binocle.amc.rules import FORMS, LISTS, MAX_PEC_CENTS
from binocle.kernel import AmcNumber, Cents, Finding, Severity

FIELDS = tuple(field.name for field in fields(Attestation))
ACT = date(2024, 5, 27)
DAY = timedelta(days=1)
LEFT_C2S = AmcNumber("55555551")
ASKING = replace(INSURER, pec_required=True)


def codes(found: tuple[Finding, ...] | list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in found]


def test_the_screen_has_its_23_fields_in_their_order() -> None:
    assert tuple(ATTESTATION_LABELS) == FIELDS
    assert len(FIELDS) == 23
    assert {*FORMS, *LISTS} <= set(FIELDS)


@pytest.mark.parametrize(
    ("reference", "days", "expected"),
    [
        (ReferenceDay.ACT, ClaimDays(PRESCRIBED, INVOICED, ACT), ACT),
        (ReferenceDay.ACT, DAYS, INVOICED),
        (ReferenceDay.INVOICE, ClaimDays(PRESCRIBED, INVOICED, ACT), INVOICED),
        (ReferenceDay.PRESCRIPTION, DAYS, PRESCRIBED),
    ],
)
def test_the_day_of_the_rights(reference: ReferenceDay, days: ClaimDays, expected: date) -> None:
    assert rights_day(reference, days) == expected


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"number": None}, [("AMC-CHAMP-MANQUANT", "number")]),
        ({"member": ""}, []),
        ({"member": "1234567890ABCDEF"}, [("AMC-CHAMP-MALFORME", "member")]),
        ({"member": " 1"}, [("AMC-CHAMP-MALFORME", "member")]),
        ({"member": "é"}, [("AMC-CHAMP-MALFORME", "member")]),
        ({"member": "12 345"}, []),
        ({"type": "C"}, [("AMC-CHAMP-MALFORME", "type")]),
        ({"type": "CMU"}, [("AMC-CHAMP-MALFORME", "type")]),
        ({"routing": "1"}, [("AMC-CHAMP-MALFORME", "routing")]),
        ({"host": "0001"}, [("AMC-CHAMP-MALFORME", "host")]),
        ({"domain": "D" * 21}, [("AMC-CHAMP-MALFORME", "domain")]),
        ({"domain": "MUT-1.INVALID"}, []),
        ({"domain": "MUT 1"}, [("AMC-CHAMP-MALFORME", "domain")]),
        ({"domain": "mutuelle"}, [("AMC-CHAMP-MALFORME", "domain")]),
        ({"domain": "MUTUELLE.É"}, [("AMC-CHAMP-MALFORME", "domain")]),
        ({"criterion": "94\n"}, [("AMC-CHAMP-MALFORME", "criterion")]),
        ({"contract_type": "A1"}, [("AMC-CHAMP-MALFORME", "contract_type")]),
        ({"treatment": "1"}, [("AMC-CHAMP-MALFORME", "treatment")]),
        ({"treatment": "99"}, [("AMC-VALEUR-INCONNUE", "treatment")]),
        ({"treatment": "71"}, []),
        ({"sts_routing": "X"}, [("AMC-VALEUR-INCONNUE", "sts_routing")]),
        ({"sts_routing": "M"}, []),
        ({"mutual_number": "12345678901"}, [("AMC-CHAMP-MALFORME", "mutual_number")]),
        ({"pec_number": "2025011700042839", "pec_amount": Cents(10_000)}, []),
        ({"pec_number": "1234", "pec_amount": Cents(9_999)},
         [("AMC-PEC-INSUFFISANTE", "pec_amount")]),
        ({"pec_number": "1234", "pec_amount": Cents(-1)}, [("AMC-MONTANT-PEC", "pec_amount")]),
        ({"pec_number": "1234", "pec_amount": Cents(MAX_PEC_CENTS)}, []),
        ({"pec_number": "1234", "pec_amount": Cents(MAX_PEC_CENTS + 1)},
         [("AMC-MONTANT-PEC", "pec_amount")]),
        ({"pec_amount": Cents(10_000)}, [("AMC-PEC-SANS-NUMERO", "pec_number")]),
        ({"first": INVOICED, "last": INVOICED}, []),
        ({"first": INVOICED, "last": INVOICED - DAY}, [("AMC-DATES-INVERSEES", "last")]),
        ({"first": INVOICED + DAY}, [("AMC-DROITS-PAS-OUVERTS", "first")]),
        ({"last": INVOICED - DAY}, [("AMC-DROITS-TERMINES", "last")]),
        ({"last": INVOICED - DAY, "reference": ReferenceDay.PRESCRIPTION}, []),
        ({"number": None, "type": "C", "sts_routing": "X", "last": PRESCRIBED, "pec_number": "é\t"},
         [("AMC-CHAMP-MANQUANT", "number"), ("AMC-CHAMP-MALFORME", "type"),
          ("AMC-CHAMP-MALFORME", "pec_number"), ("AMC-VALEUR-INCONNUE", "sts_routing"),
          ("AMC-DROITS-TERMINES", "last")]),
    ],
)  # fmt: skip
def test_each_wrong_field_is_told(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    check = complementary_check(claim(**changes))
    assert codes(check.findings) == found
    blocked = any(finding.severity is Severity.BLOCKS for finding in check.findings)
    assert (check.complementary is None) is blocked


@pytest.mark.parametrize(
    ("insurer", "pec_number", "found"),
    [
        (ASKING, "", ["AMC-PEC-OBLIGATOIRE"]),
        (ASKING, " ", ["AMC-PEC-OBLIGATOIRE"]),
        (ASKING, "1234", []),
        (INSURER, "", []),
        (None, "", []),
    ],
)
def test_a_pec_number_is_demanded_for_the_insurers_so_set(
    insurer: Insurer | None, pec_number: str, found: list[str]
) -> None:
    facts = replace(claim(pec_number=pec_number), insurer=insurer)
    assert [finding.code for finding in complementary_check(facts).findings] == found


def test_the_form_names_what_the_certificate_says() -> None:
    check = complementary_check(
        claim(
            routing="01", host="001", domain="TEST", sts_routing="M", pec_number="1234",
            pec_amount=Cents(10_000), treatment="01", contract_type="89",
        )
    )  # fmt: skip
    assert check.complementary == Complementary(
        NUMBER, "12345678", type="CM", criterion="940000001", routing="01", host="001",
        domain="TEST", sts_routing="M", pec_number="1234", pec_amount=Cents(10_000),
        treatment="01", contract_type="89",
    )  # fmt: skip
    assert (check.management, check.rights_day) == (Management.SEPARATE, INVOICED)
    assert check.source is ManagementSource.PRESET


@pytest.mark.parametrize(
    "facts",
    [
        replace(CLAIM, rc_total=Cents(0)),
        replace(CLAIM, tiers_payant=TiersPayant(transmit_amc=False)),
        replace(claim(number=None, type="?"), tiers_payant=TiersPayant(transmit_amc=False)),
    ],
)
def test_nothing_is_demanded_when_no_rc_part_is_sent(facts: Any) -> None:
    check = complementary_check(facts)
    assert (check.management, check.source) == (Management.NONE, None)
    assert (check.complementary, check.findings) == (None, ())


def test_single_management_needs_no_amount() -> None:
    facts = replace(claim(number=AmcNumber("99999997"), type="RO"), rc_total=Cents(0))
    check = complementary_check(facts)
    assert check.management is Management.SINGLE
    assert check.complementary is not None
    assert check.complementary.number == AmcNumber("99999997")


# -- the number of those who left C2S -------------------------------------------------------------


@pytest.mark.parametrize("digits", ["55555551", "055555551", "0055555551"])
@pytest.mark.parametrize(
    "boxes",
    [BOXES, TiersPayant(amc=False, transmit_amc=True), TiersPayant(amc=True, transmit_amc=False)],
)
def test_nothing_is_sent_to_the_number_of_those_who_left_c2s(
    digits: str, boxes: TiersPayant
) -> None:
    check = complementary_check(replace(claim(number=AmcNumber(digits)), tiers_payant=boxes))
    assert check.complementary is None
    [found] = check.findings
    assert (found.code, found.severity) == ("AMC-MUTNUM-SORTANT-C2S", Severity.BLOCKS)
    assert found.facts == {"numero": "55555551"}


def test_both_ways_on_are_ways_on() -> None:
    assert LEFT_C2S_WAYS == (WayOn.ENTER_CERTIFICATE, WayOn.UNTICK_AMC)
    unticked = unticked_amc(BOXES)
    assert unticked == TiersPayant(amc=False, transmit_amc=False)
    assert left_c2s_findings(replace(claim(number=LEFT_C2S), tiers_payant=unticked)) == []
    assert left_c2s_findings(claim(number=NUMBER)) == []


@settings(deadline=None)
@given(
    number=st.none() | numbers | st.just(LEFT_C2S),
    member=st.text("0A é", max_size=17),
    first=st.none() | st.dates(date(2024, 5, 26), date(2024, 5, 30)),
    last=st.none() | st.dates(date(2024, 5, 26), date(2024, 5, 30)),
    amount=st.none() | st.integers(-1, 10**9).map(Cents),
    rc_total=st.integers(0, 10**6).map(Cents),
    boxes=st.builds(TiersPayant),
)
def test_a_form_names_an_insurer_or_says_why_not(
    number: AmcNumber | None,
    member: str,
    first: date | None,
    last: date | None,
    amount: Cents | None,
    rc_total: Cents,
    boxes: TiersPayant,
) -> None:
    typed = claim(number=number, member=member, first=first, last=last, pec_amount=amount)
    check = complementary_check(replace(typed, rc_total=rc_total, tiers_payant=boxes))
    blocked = any(finding.severity is Severity.BLOCKS for finding in check.findings)
    assert (check.complementary is None) == (blocked or check.management is Management.NONE)
    if check.complementary is not None:
        assert boxes.transmit_amc
        assert int(check.complementary.number.digits) != 55_555_551
        assert (first or INVOICED) <= INVOICED <= (last or INVOICED)


# -- the insurer's form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"name": " "}, [("AMC-MUTUELLE-SANS-NOM", "name")]),
        ({"name": "ALMERYS"}, [("AMC-MUTUELLE-EN-DOUBLE", "name")]),
        ({"name": " ALMERYS "}, [("AMC-MUTUELLE-EN-DOUBLE", "name")]),
        ({"number": None}, [("AMC-MUTUELLE-SANS-NUMERO", "number")]),
        ({"number": None, "management": Management.NONE}, []),
        ({"number": None, "management": Management.NONE, "transmit_by_default": True},
         [("AMC-MUTUELLE-SANS-NUMERO", "number")]),
        ({"b2_norm": "062007"}, []),
        ({"b2_norm": "06/007"}, [("AMC-NORME-B2", "b2_norm")]),
        ({"regimes": ("Variable", " ")}, [("AMC-REGIME-SANS-LIBELLE", "regimes")]),
        ({"regimes": ("Variable", "Variable")}, [("AMC-REGIME-EN-DOUBLE", "regimes")]),
    ],
)  # fmt: skip
def test_each_wrong_field_of_an_insurer_is_told(
    changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    others = [INSURER, Insurer(id=2, name="ALMERYS")]
    assert codes(insurer_findings(replace(INSURER, **changes), others)) == found
