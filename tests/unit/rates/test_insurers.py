"""Whoever names the insurer, the same rules hold before anything is signed (DRE-01, 04, 06)."""

from datetime import date
from typing import Any

import pytest
from tests.unit.rates.makers import DAY, INSURER, around, checked, claim, rights

from binocle.amc import (
    Attestation,
    Complementary,
    Convention,
    Insurer,
    Management,
    unticked_amc,
)
from binocle.cards import Period
from binocle.kernel import AmcNumber, Finding, OperatorActionNeeded
from binocle.rates import (
    Boxes,
    Circumstances,
    Claim,
    ForcedService,
    Forcings,
    form_findings,
    prefilled,
)

LEFT_C2S = Complementary(AmcNumber("55555551"), "")
FUND = Complementary(AmcNumber("99999997"), "")
ALMERYS = AmcNumber("98532001")
CERTIFICATE = Attestation(number=ALMERYS, member="1234")
YESTERDAY = date(2024, 5, 27)


def forced(**fields: Any) -> Circumstances:
    return around(forcings=Forcings(**fields))


def codes(sale: Claim, seen: Circumstances) -> list[str]:
    return [each.code for each in form_findings(sale, prefilled(sale, seen), seen)]


def test_the_number_of_those_who_left_c2s_is_stopped_whoever_tells_it() -> None:
    of_rights = around(rights(insurer=LEFT_C2S, service="10"))
    assert codes(claim(rc=10000), of_rights) == ["AMC-MUTNUM-SORTANT-C2S"]
    assert codes(claim(rc=10000, insurer=LEFT_C2S), around()) == ["AMC-MUTNUM-SORTANT-C2S"]
    assert codes(claim(), of_rights) == []
    unticked = unticked_amc(claim().tiers_payant)
    assert codes(claim(rc=10000, tiers_payant=unticked), of_rights) == []


@pytest.mark.parametrize(
    ("certificate", "code"),
    [
        (Attestation(number=LEFT_C2S.number), "AMC-MUTNUM-SORTANT-C2S"),
        (Attestation(number=ALMERYS, last=YESTERDAY), "AMC-DROITS-TERMINES"),
        (Attestation(number=ALMERYS, domain="minuscule"), "AMC-CHAMP-MALFORME"),
        (Attestation(), "AMC-CHAMP-MANQUANT"),
    ],
)
def test_a_certificate_that_something_bars_bars_the_check(
    certificate: Attestation, code: str
) -> None:
    with pytest.raises(OperatorActionNeeded, match=code):
        checked(claim(rc=10000), forced(attestation=certificate))


def test_what_could_not_be_read_of_a_certificate_bars_the_check_and_hides_nothing() -> None:
    unread = (Finding("AMC-CHAMP-MALFORME", "number"),)
    seen = forced(attestation=Attestation(type="C"), unread=unread)
    found = form_findings(claim(rc=1), prefilled(claim(rc=1), seen), seen)
    assert [each.subject for each in found if each.code.startswith("AMC-")] == ["number", "type"]


def test_a_certificate_typed_before_the_rc_amount_names_the_insurer() -> None:
    assert checked(claim(), forced(attestation=CERTIFICATE)).complementary is None
    named = checked(claim(rc=10000), forced(attestation=CERTIFICATE)).complementary
    assert named == Complementary(ALMERYS, "1234")


def test_the_insurers_form_counts_without_a_certificate() -> None:
    form = Insurer(
        name="GU", number=INSURER.number, management=Management.SINGLE, pec_required=True
    )
    seen = around(insurer=lambda number: form if number == INSURER.number else None)
    assert codes(claim(rc=10000), seen) == ["AMC-PEC-OBLIGATOIRE"]
    form = Insurer(name="GU", number=INSURER.number, management=Management.SINGLE)
    assert checked(claim(rc=10000), seen).management is Management.SINGLE


def test_the_chosen_convention_counts_at_the_check() -> None:
    convention = Convention(
        signatory="1", signatory_label="", grouped=False, type="CM", criterion="", accord="T",
        number=ALMERYS, label="", routing="AL", host="S01", domain="", sts_routing="",
        management=Management.SINGLE, disabled=False, cancellation=True,
    )  # fmt: skip
    chosen = forced(attestation=CERTIFICATE, convention=convention)
    assert checked(claim(rc=10000), chosen).management is Management.SINGLE
    stray = forced(convention=convention)
    assert checked(claim(rc=10000), stray).management is Management.SEPARATE


def test_the_fund_of_c2s_pays_nobody_who_has_no_c2s_that_day() -> None:
    seen = around(
        rights(insurer=FUND, service="01"), forcings=Forcings(amo_service=ForcedService("00"))
    )
    assert codes(claim(rc=1000), seen) == ["FSE-AMC-INCONNUE"]
    assert codes(claim(), seen) == []


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Period(None, YESTERDAY), ["AMC-DROITS-TERMINES"]),
        (Period(date(2024, 5, 29), None), ["AMC-DROITS-PAS-OUVERTS"]),
        (Period(DAY, DAY), []),
    ],
)
def test_complementary_rights_hold_on_the_day(period: Period, code: list[str]) -> None:
    seen = around(rights(amc_period=period))
    assert codes(claim(rc=10000), seen) == code
    assert codes(claim(), seen) == []


@pytest.mark.parametrize(
    ("period", "service"),
    [(Period(None, YESTERDAY), "00"), (Period(DAY, DAY), "03"), (None, "03")],
)
def test_c2s_holds_on_its_days_alone(period: Period | None, service: str) -> None:
    seen = around(rights(service="03", amo_service_period=period))
    made = checked(claim(), seen)
    assert made.entitlement.amo_service == service
    assert (made.complementary is None) is (service == "00")
    assert codes(claim(), seen) == ([] if service == "03" else ["FSE-C2S-AUTRES-JOURS"])
    assert codes(claim(boxes=Boxes(c2s_amc=True)), seen) == []
