"""Sharing: supplements, offers, PEC, second insurer, C2S by box (DRE-03, TAUX-12, 14, 15)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.unit.rates.makers import (
    DAY,
    GRANTED,
    INSURER,
    PRISM,
    QUOTE_971,
    around,
    bare,
    checked,
    claim,
    frame,
    lens,
    rights,
)

from binocle.amc import Complementary, Management, TiersPayant
from binocle.kernel import AmcNumber, Cents, Severity
from binocle.optics import LineKind
from binocle.rates import (
    Boxes,
    Claim,
    Entitlement,
    SaleLine,
    as_offer,
    billed_lines,
    blocking,
    claim_findings,
    entitlement_findings,
    form_places,
    limit_of,
    management_of,
    prefilled,
    reimbursements,
    shares_of,
)

OTHER = Complementary(AmcNumber("62013354"), "")
SUNDRY = bare(LineKind.SUNDRY, 1000, "Adaptation")


def entitled(rate: int = 60, service: str = "00", amc: Complementary | None = INSURER) -> Any:
    return Entitlement(rate, "0", DAY, DAY, service, amc)


def codes(sale: Claim, entitlement: Entitlement | None = None) -> list[tuple[str, str]]:
    found = [*claim_findings(sale, DAY), *entitlement_findings(sale, entitlement or entitled())]
    return [(each.code, each.subject) for each in found]


# -- lines of the form -----------------------------------------------------------------------------


def test_a_ticked_supplement_takes_its_part_and_joins_its_lens() -> None:
    sale = claim(frame(10000), lens(10000), PRISM, lens(10000), rc=10000)
    shares = shares_of(sale, entitled())
    assert [share.amc for share in shares] == [3021, 3021, 937, 3021]
    assert [(x.act, x.net, x.base, x.amo, x.amc) for x in billed_lines(sale, entitled())] == [
        ("VU3", 13100, 5, 3, 3958), ("VU3", 10000, 5, 3, 3021), ("M03", 10000, 5, 3, 3021),
    ]  # fmt: skip


def test_a_supplement_without_a_price_or_unticked_takes_none() -> None:
    free = replace(PRISM, net=Cents(0))
    hidden = replace(PRISM, shown=False)
    sale = claim(frame(), lens(), free, lens(), hidden, rc=10000)
    assert [share.amc for share in shares_of(sale, entitled())] == [5036, 2482, 0, 2482, 0]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ((lens(), PRISM, frame(), SUNDRY), ((0, 1, 3), (2,))),
        ((frame(), PRISM, lens()), ((0,), (2,))),
        ((lens(), lens(shown=False), PRISM), ((0,),)),
        ((lens(), bare(LineKind.LENS, 25), PRISM), ((0,),)),
        ((lens(), bare(LineKind.FRAME, 50)), ((0,),)),
    ],
)
def test_who_joins_whom(lines: tuple[SaleLine, ...], places: tuple[tuple[int, ...], ...]) -> None:
    assert form_places(claim(*lines)) == places


@pytest.mark.parametrize(
    "lines",
    [
        (frame(), PRISM),
        (lens(shown=False), frame(), PRISM),
        (frame(), lens(), bare(LineKind.FRAME, 50)),
        (PRISM,),
    ],
)
def test_a_ticked_price_that_no_line_would_hold_is_told(lines: tuple[SaleLine, ...]) -> None:
    sale = claim(*lines)
    assert codes(sale) == [("FSE-LIGNE-SANS-ACTE", f"line {len(lines)}")]
    unticked = claim(*lines[:-1], replace(lines[-1], shown=False))
    assert "FSE-LIGNE-SANS-ACTE" not in dict(codes(unticked))


def test_a_form_without_a_line() -> None:
    assert codes(claim(replace(PRISM, net=Cents(0)))) == [("FSE-SANS-LIGNE", "lines")]


def test_faults_of_a_line() -> None:
    sale = claim(
        replace(lens(), lpp=None),
        replace(PRISM, base=Cents(5)),
        lens(9_999_999),
        PRISM,
        frame(-1),
    )
    assert codes(sale) == [
        ("FSE-LIGNE-SANS-LPP", "line 1"),
        ("FSE-BASE-SANS-ACTE", "line 2"),
        ("FSE-MONTANT-NEGATIF", "line 5"),
        ("FSE-MONTANT-TROP-GRAND", "line 3"),
    ]


# -- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"act_day": date(2024, 5, 25)}, [("FSE-ORDONNANCE-APRES-ACTE", "prescription")]),
        ({"act_day": date(2024, 5, 27)}, []),
        ({"act_day": DAY}, []),
        (
            {"act_day": date(2024, 5, 29)},
            [("FSE-ACTE-APRES-FACTURE", "act_day"), ("FSE-ACTE-FUTUR", "act_day")],
        ),
        (
            {"act_day": date(1999, 12, 31), "prescription": date(1999, 1, 1)},
            [("FSE-DATE-HORS-NORME", "prescription"), ("FSE-DATE-HORS-NORME", "act_day")],
        ),
    ],
)
def test_the_day_of_the_act(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(claim(**fields)) == expected


# -- commercial offer ------------------------------------------------------------------------------


def test_an_offer_is_unticked_and_loses_its_code() -> None:
    offered = as_offer(lens())
    assert (offered.shown, offered.lpp, offered.offer) == (False, None, True)
    sale = claim(frame(), lens(), lens(), offered, offered, rc=10000)
    assert codes(sale) == []
    assert [share.amc for share in shares_of(sale, entitled())] == [5036, 2482, 2482, 0, 0]
    assert len(billed_lines(sale, entitled())) == 3


@pytest.mark.parametrize("wrong", [{"shown": True}, {"lpp": lens().lpp}])
def test_an_offer_that_was_ticked_again_is_told(wrong: dict[str, Any]) -> None:
    sale = claim(frame(), replace(as_offer(lens()), **wrong))
    assert codes(sale) == [("FSE-OFFRE-COCHEE", "line 2")]


# -- PEC -------------------------------------------------------------------------------------------


def test_a_pec_is_taken_line_by_line() -> None:
    sale = claim(*QUOTE_971, rc_by_line=GRANTED)
    assert (sale.rc_amount, codes(sale)) == (49191, [])
    assert management_of(sale, entitled()) is Management.SEPARATE


@pytest.mark.parametrize(
    ("granted", "rc", "expected"),
    [
        (GRANTED, 49191, []),
        (GRANTED, 49190, [("FSE-RC-PEC-DIFFERENT", "rc_total")]),
        (GRANTED[:3], 0, [("FSE-RC-PEC-LIGNES", "rc_total")]),
        ((*GRANTED[:7], Cents(-1)), 0, [("FSE-RC-NEGATIF", "rc_by_line")]),
        ((*GRANTED[:7], Cents(1)), 0, [("FSE-RC-LIGNE-TROP-GRAND", "line 8")]),
        ((Cents(20898), *GRANTED[1:]), 0, [("FSE-RC-LIGNE-TROP-GRAND", "line 1")]),
        ((Cents(99999999),) * 8, 0, [("FSE-RC-TROP-GRAND", "rc_total")]),
    ],
)
def test_a_pec_that_does_not_fit(
    granted: tuple[Cents, ...], rc: int, expected: list[tuple[str, str]]
) -> None:
    assert codes(claim(*QUOTE_971, rc_by_line=granted, rc=rc)) == expected


def test_the_answer_reads_the_line_that_is_too_great() -> None:
    sale = claim(*QUOTE_971, rc_by_line=(Cents(20898), *GRANTED[1:]))
    (found,) = entitlement_findings(sale, entitled())
    assert found.facts == {"ligne": 1, "rc": "208,98", "maximum": "208,97"}


# -- the second insurer ----------------------------------------------------------------------------


def test_the_second_insurer_comes_after_the_first() -> None:
    sale = claim(rc=41000, rc2_total=Cents(491), second_insurer=OTHER)
    assert codes(sale) == [("FSE-PLAFOND-MONTURE", "line 1")]
    shares = shares_of(sale, entitled())
    assert sum(share.amc for share in shares) == 41000
    assert sum(share.amc2 for share in shares) == 491
    nets = [line.net for line in sale.lines]
    assert [share.amo + share.amc + share.amc2 for share in shares] == nets, "no line above its own"
    totals = reimbursements(sale, checked(sale)).totals
    assert (totals.both, totals.left) == (41500, 0)
    over = replace(sale, rc2_total=Cents(492))
    assert ("FSE-RC2-TROP-GRAND", "rc2_total") in codes(over)


def test_the_second_insurer_is_named() -> None:
    assert codes(claim(rc2_total=Cents(1))) == [("FSE-AMC2-INCONNUE", "rc2_total")]
    wrong = claim(rc=-1, rc2_total=Cents(-1))
    assert codes(wrong) == [("FSE-RC-NEGATIF", "rc_total"), ("FSE-RC-NEGATIF", "rc2_total")]


def test_the_file_names_its_insurer_before_the_rights_do() -> None:
    assert checked(claim(rc=1)).complementary == INSURER
    assert checked(claim(rc=1, insurer=OTHER)).complementary == OTHER


# -- transmission ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rc", "ticked", "expected"),
    [
        (0, True, Management.NONE),
        (1, True, Management.SEPARATE),
        (1, False, Management.NONE),
        (0, False, Management.NONE),
    ],
)
def test_the_rc_part_is_transmitted_once_it_has_an_amount(
    rc: int, ticked: bool, expected: Management
) -> None:
    sale = claim(rc=rc, tiers_payant=TiersPayant(transmit_amc=ticked))
    result = checked(sale)
    assert result.management is expected
    assert (result.complementary is None) is (expected is Management.NONE)
    assert reimbursements(sale, result).totals.amc == rc, "the amount is advanced all the same"


# -- boxes -----------------------------------------------------------------------------------------

CLASS_A = claim(frame(3000, 900, "M01"), lens(3000, 975, "V01"))


@pytest.mark.parametrize(
    ("boxes", "management", "insurer", "amo", "amc"),
    [
        (Boxes(), Management.NONE, None, 1125, 0),
        (Boxes(c2s_amo=True), Management.SINGLE, "99999997", 1125, 4875),
        (Boxes(c2s_amc=True), Management.SEPARATE, "1100000000", 1125, 4875),
        (Boxes(ame=True), Management.NONE, None, 1875, 0),
        (Boxes(not_responsible=True), Management.NONE, None, 1125, 0),
    ],
)
def test_boxes_change_rate_and_recipient(
    boxes: Boxes, management: Management, insurer: str | None, amo: int, amc: int
) -> None:
    sale = replace(CLASS_A, boxes=boxes)
    result = checked(sale)
    totals = reimbursements(sale, result).totals
    assert (result.management, totals.amo, totals.amc) == (management, amo, amc)
    named = result.complementary.number.digits if result.complementary else None
    assert named == insurer


def test_boxes_that_exclude_one_another() -> None:
    for boxes in (Boxes(True, True), Boxes(True, False, True), Boxes(False, True, True)):
        assert codes(replace(CLASS_A, boxes=boxes))[0] == ("FSE-CASES-CONTRAIRES", "boxes")


def test_c2s_of_a_mutual_needs_its_name() -> None:
    seen = around(rights(insurer=None))
    sale = replace(CLASS_A, boxes=Boxes(c2s_amc=True))
    assert codes(sale, entitled(service="03", amc=None)) == [("FSE-AMC-INCONNUE", "rc_total")]
    assert prefilled(sale, seen).amc_proof.value == "vitale-card"
    nothing = claim(lens(500, 0))
    assert management_of(nothing, entitled(service="03")) is Management.NONE


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        (frame(act="M01"), 3000),
        (frame(act="M02"), 3000),
        (frame(act="M03"), None),
        (lens(act="V01"), None),
        (lens(act="V01", limit=Cents(3250)), 3250),
        (lens(act="VU3", limit=Cents(3250)), None),
    ],
)
def test_limits(line: SaleLine, limit: int | None) -> None:
    assert limit_of(line) == limit


def test_a_class_a_lens_too_dear() -> None:
    sale = claim(lens(3251, 975, "V01", limit=Cents(3250)))
    (told,) = entitlement_findings(sale, entitled())
    assert (told.code, told.severity) == ("FSE-PRIX-CLASSE-A", Severity.WARNS)
    assert told.facts == {"ligne": 1, "limite": "32,50"}
    assert blocking(entitlement_findings(sale, entitled(service="01")))


@pytest.mark.parametrize(("rc", "told"), [(9997, False), (9998, True)])
def test_a_responsible_contract_gives_100_for_a_frame(rc: int, told: bool) -> None:
    """The printed PEC stops at 100,00 for RO and RC of the frame (seed-facts 8.4)."""
    sale = claim(frame(), rc=rc)
    assert (("FSE-PLAFOND-MONTURE", "line 1") in codes(sale)) is told
    free = replace(sale, boxes=Boxes(not_responsible=True))
    assert codes(free) == []
