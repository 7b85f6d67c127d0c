"""Amounts to the cent as the manuals print them, and what bars a claim (seed-facts 10 and 22)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.fse.makers import DAY, INSURER, claim, entitlement, frame, invoice, lens

from binocle.amc import C2S_FUND_NUMBER, Management
from binocle.kernel import Cents, Finding, Severity
from binocle.optics import LineKind
from binocle.rates import (
    Claim,
    Entitlement,
    SaleLine,
    blocking,
)
from binocle.rates.rules import (
    MAX_LINE_CENTS,
    MAX_LINES,
    MAX_TOTAL_CENTS,
    amo_of,
    billed_lines,
    claim_findings,
    complementary_of,
    entitlement_findings,
    management_of,
)

SALE_LINES = st.builds(
    SaleLine,
    kind=st.sampled_from(LineKind),
    act=st.sampled_from(["VU3", "V01", "M01", "M03", "S01"]),
    lpp=st.just(lens().lpp),
    net=st.integers(0, 99_999).map(Cents),
    base=st.integers(0, 99_999).map(Cents),
    shown=st.booleans(),
)


def amounts(sale: Claim, rights: Entitlement) -> list[tuple[int, int]]:
    return [(line.amo, line.amc) for line in billed_lines(sale, rights)]


def test_file_253() -> None:
    made = invoice(sale=claim())
    assert [(line.amo, line.amc) for line in made.lines] == [(3, 0)] * 3
    assert (made.total, made.amo, made.amc, made.patient_share) == (41500, 9, 0, 41491)
    assert (made.management, made.complementary) == (Management.NONE, None)


def test_file_254() -> None:
    made = invoice(sale=claim(rc=10000))
    assert [(line.amo, line.amc) for line in made.lines] == [(3, 2482), (3, 2482), (3, 5036)]
    assert (made.total, made.amo, made.amc, made.patient_share) == (41500, 9, 10000, 31491)
    assert (made.management, made.complementary) == (Management.SEPARATE, INSURER)


def test_a_c2s_frame() -> None:
    sale, rights = claim(frame(3000, 900, "M01"), rc=2460), entitlement(service="01", amc=None)
    made = invoice(sale=sale, rights=rights)
    assert (made.total, made.amo, made.amc, made.patient_share) == (3000, 540, 2460, 0)
    assert made.management is Management.SINGLE
    assert made.complementary is not None
    assert made.complementary.number == C2S_FUND_NUMBER


def test_c2s_pays_class_a_in_full_and_the_rest_up_to_its_base() -> None:
    sale = claim(frame(20900, 5), frame(3000, 900, "M01"), lens(1000, 400), lens(300, 400))
    rights = entitlement(service="01")
    assert amounts(sale, rights) == [(240, 160), (240, 60), (3, 2), (540, 2460)]


@pytest.mark.parametrize(
    ("rate", "base", "amo"),
    [(60, 5, 3), (90, 5, 5), (100, 5, 5), (85, 552, 469), (60, 900, 540)],
    ids=["régime général", "Alsace", "ALD", "85 %", "monture A"],
)
def test_rates(rate: int, base: int, amo: int) -> None:
    assert amo_of(lens(10000, base), rate) == amo


def test_three_alsace_lines_are_rounded_one_by_one() -> None:
    assert invoice(sale=claim(), rights=entitlement(90)).amo == 15  # not 13.5


def test_the_fund_never_pays_more_than_the_price() -> None:
    assert amo_of(lens(net=500, base=900), 60) == 500


def test_frames_come_last_and_the_rest_keeps_its_order() -> None:
    sale = claim(frame(100), lens(1), frame(200, act="M01"), lens(2), lens(3, shown=False))
    lines = billed_lines(sale, entitlement())
    assert [(line.act, line.net) for line in lines] == [
        ("VU3", 1), ("VU3", 2), ("M03", 100), ("M01", 200),
    ]  # fmt: skip


def test_a_line_carries_its_rate_and_exemption() -> None:
    rights = Entitlement(100, "5", DAY, DAY, "00", None)
    assert {(line.rate, line.exemption) for line in billed_lines(claim(), rights)} == {(100, "5")}


@given(
    st.lists(SALE_LINES, min_size=1, max_size=8),
    st.sampled_from([0, 60, 65, 85, 90, 100]),
    st.sampled_from(["00", "01"]),
    st.data(),
)
def test_no_share_is_negative_and_together_they_never_pass_the_price(
    lines: list[SaleLine], rate: int, service: str, data: st.DataObject
) -> None:
    rights = entitlement(rate, service=service)
    room = sum(line.net - amo_of(line, rate) for line in lines if line.shown)
    sale = claim(*lines, rc=data.draw(st.integers(0, room)) if service == "00" else 0)
    billed = billed_lines(sale, rights)
    assert len(billed) == sum(line.shown for line in lines)
    assert all(line.amo >= 0 and line.amc >= 0 for line in billed)
    assert all(line.amo + line.amc <= line.net for line in billed)
    if service == "00":
        assert sum(line.amc for line in billed) == sale.rc_total
        assert not blocking(entitlement_findings(sale, rights))


# -- findings
# ---------------------------------------------------------------------------------------


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in found]


def test_nothing_bars_the_printed_claims() -> None:
    assert claim_findings(claim(rc=10000), DAY) == []
    assert entitlement_findings(claim(rc=10000), entitlement()) == []
    assert entitlement_findings(claim(), entitlement(amc=None)) == []


def test_a_claim_shows_each_of_its_faults_once() -> None:
    sale = Claim(
        prescription=date(2024, 5, 31),
        invoice_date=date(2024, 5, 30),
        lines=(lens(), *[lens(MAX_LINE_CENTS + 1)] * 2, *[lens()] * (MAX_LINES - 2)),
    )
    assert codes(claim_findings(sale, DAY)) == [
        ("FSE-TROP-DE-LIGNES", "lines"),
        ("FSE-ORDONNANCE-POSTERIEURE", "prescription"),
        ("FSE-DATE-FUTURE", "invoice_date"),
        ("FSE-MONTANT-TROP-GRAND", "line 2"),
        ("FSE-MONTANT-TROP-GRAND", "line 3"),
    ]


@pytest.mark.parametrize(
    "sale",
    [Claim(DAY, DAY, ()), claim(lens(shown=False), frame(shown=False))],
    ids=["empty", "every line hidden"],
)
def test_a_claim_has_a_line_to_bill(sale: Claim) -> None:
    assert codes(claim_findings(sale, DAY)) == [("FSE-SANS-LIGNE", "lines")]


def test_the_limits_themselves_are_right() -> None:
    sale = claim(
        *[lens(MAX_TOTAL_CENTS // MAX_LINES, MAX_LINE_CENTS)] * MAX_LINES, prescription=DAY
    )
    assert sum(line.net for line in sale.lines) == MAX_TOTAL_CENTS
    assert claim_findings(sale, DAY) == []
    assert claim_findings(claim(lens(MAX_LINE_CENTS)), DAY) == []


def test_a_base_too_great_is_found_as_well() -> None:
    sale = claim(lens(100, MAX_LINE_CENTS + 1))
    assert codes(claim_findings(sale, DAY)) == [("FSE-MONTANT-TROP-GRAND", "line 1")]


def test_an_rc_part_has_room_and_an_insurer() -> None:
    sale = claim(rc=41492)
    (too_much, nobody) = entitlement_findings(sale, entitlement(amc=None))
    assert (too_much.code, too_much.facts) == (
        "FSE-RC-TROP-GRAND",
        {"rc": "414,92", "maximum": "414,91"},
    )
    assert nobody.code == "FSE-AMC-INCONNUE"
    assert blocking(entitlement_findings(claim(rc=41491), entitlement())) == []


def test_a_hidden_line_gives_no_room() -> None:
    sale = claim(lens(100, 0), lens(10000, 0, shown=False), rc=101)
    assert codes(entitlement_findings(sale, entitlement())) == [("FSE-RC-TROP-GRAND", "rc_total")]


def test_the_c2s_part_is_a_matter_of_rule() -> None:
    rights = entitlement(service="01")
    sale = claim(frame(3000, 900, "M01"), rc=2459)
    (found,) = entitlement_findings(sale, rights)
    assert (found.code, found.facts) == (
        "FSE-RC-C2S-DIFFERENT",
        {"rc": "24,59", "attendu": "24,60"},
    )
    assert entitlement_findings(claim(frame(3000, 900, "M01")), rights) == []


def test_a_class_a_frame_too_dear_is_named_by_its_place_in_the_sale() -> None:
    sale = claim(lens(shown=False), lens(), frame(3001, 900, "M01"))
    (found,) = entitlement_findings(sale, entitlement(service="01"))
    assert (found.code, found.subject) == ("FSE-PRIX-CLASSE-A", "line 3")
    assert found.facts == {"ligne": 3, "limite": "30,00"}


def test_a_hidden_class_a_frame_bars_nothing() -> None:
    sale = claim(lens(), frame(3001, 900, "M01", shown=False))
    assert entitlement_findings(sale, entitlement(service="01")) == []


def test_the_class_a_limit_bars_c2s_and_is_told_to_others() -> None:
    sale = claim(frame(3001, 900, "M01"))
    (told,) = entitlement_findings(sale, entitlement())
    assert (told.code, told.severity) == ("FSE-PRIX-CLASSE-A", Severity.WARNS)


@pytest.mark.parametrize(
    ("service", "rc", "expected"),
    [
        ("00", 0, Management.NONE),
        ("00", 1, Management.SEPARATE),
        ("01", 0, Management.SINGLE),
        ("01", 1, Management.SINGLE),
    ],
)
def test_management(service: str, rc: int, expected: Management) -> None:
    sale, rights = claim(rc=rc), entitlement(service=service)
    assert management_of(sale, rights) is expected
    assert (complementary_of(sale, rights) is None) is (expected is Management.NONE)


def test_a_total_that_no_form_can_carry_is_found_before_anything_is_signed() -> None:
    found = claim_findings(claim(*[lens(net=MAX_LINE_CENTS)] * 11), DAY)
    assert codes(found) == [("FSE-TOTAL-TROP-GRAND", "lines")]
