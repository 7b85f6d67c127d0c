"""Every printed table and person of the manuals, to the cent (seed-facts 8, 10, 14.5, 22)."""

import pytest
from tests.unit.rates.makers import (
    EASYP,
    FILE_253,
    GRANTED,
    INSURER,
    QUOTE_971,
    WITHOUT_TP,
    around,
    checked,
    claim,
    cover,
    frame,
    lens,
    rights,
)

from binocle.amc import C2S_FUND_NUMBER, Management, TiersPayant
from binocle.kernel import Cents
from binocle.rates import (
    Circumstances,
    Claim,
    RateCheck,
    ReimbursementRow,
    Reimbursements,
    ReimbursementTotals,
    captions_of,
    reimbursements,
)

C2S = around(rights(service="01"))
ALEXANDRE = around(rights(regime="10"))
EXEMPTED = around(rights(cover(100, "5")))


def amounts(table: Reimbursements) -> list[tuple[int, ...]]:
    """Return net, base, RO, RC, RO+RC and À Charge of each row, then of the totals."""
    every: list[ReimbursementRow | ReimbursementTotals] = [*table.rows, table.totals]
    return [(x.net, x.base, x.amo, x.amc, x.both, x.left) for x in every]


def test_s0_before_the_check() -> None:
    """8.1: third-party payment on the RO alone; À Charge waits for the check."""
    table = reimbursements(claim(frame(), tiers_payant=TiersPayant(amo=True, amc=False)), None)
    assert amounts(table) == [(20900, 5, 0, 0, 0, 0)] * 2
    captions = table.captions
    assert (captions.amo, captions.amc, captions.both) == ("TP RO", "Rbt RC", "TP RO+RC")
    (row,) = table.rows
    assert (row.shown, row.act, row.kind.value, row.detail) == (True, "M03", "M", "ADELE")
    assert (row.lpp and row.lpp.digits, row.ald, row.etm, table.rate) == ("7211674", "", "", None)


def test_s1_file_253_before_the_check() -> None:
    """8.2: without third-party payment À Charge is the price at once."""
    table = reimbursements(claim(*FILE_253, tiers_payant=WITHOUT_TP), None)
    assert amounts(table) == [
        (20900, 5, 0, 0, 0, 20900),
        (10300, 5, 0, 0, 0, 10300),
        (0, 0, 0, 0, 0, 0),
        (10300, 5, 0, 0, 0, 10300),
        (0, 0, 0, 0, 0, 0),
        (41500, 15, 0, 0, 0, 41500),
    ]
    assert [row.kind.value for row in table.rows] == ["M", "V", "S", "V", "S"]
    assert [row.shown for row in table.rows] == [True, True, False, True, False]


def test_s1_file_253_after_the_check() -> None:
    """8.2: 209,00 stays to pay though the fund reimburses 0,03 (TAUX-13)."""
    sale = claim(*FILE_253, tiers_payant=WITHOUT_TP)
    table = reimbursements(sale, checked(sale))
    assert amounts(table) == [
        (20900, 5, 3, 0, 3, 20900),
        (10300, 5, 3, 0, 3, 10300),
        (0, 0, 0, 0, 0, 0),
        (10300, 5, 3, 0, 3, 10300),
        (0, 0, 0, 0, 0, 0),
        (41500, 15, 9, 0, 9, 41500),
    ]
    captions = table.captions
    assert (captions.amo, captions.amc, captions.both) == ("Rbt RO", "Rbt RC", "Rbt RO+RC")
    assert [row.etm for row in table.rows] == ["0", "0", "", "0", ""]
    assert table.rate == 60


def test_s2_quote_before_the_mutual_answers() -> None:
    """8.3."""
    sale = claim(*QUOTE_971)
    table = reimbursements(sale, checked(sale))
    assert amounts(table) == [
        (20900, 5, 3, 0, 3, 20897),
        (18700, 5, 3, 0, 3, 18697),
        (3100, 0, 0, 0, 0, 3100),
        (18700, 5, 3, 0, 3, 18697),
        (3100, 0, 0, 0, 0, 3100),
        (50, 0, 0, 0, 0, 50),
        (25, 0, 0, 0, 0, 25),
        (25, 0, 0, 0, 0, 25),
        (64600, 15, 9, 0, 9, 64591),
    ]
    assert [row.etm for row in table.rows] == ["0", "0", "", "0", "", "", "", ""]
    captions = table.captions
    assert (captions.amo, captions.amc, captions.both) == ("TP RO", "TP RC", "TP RO+RC")


def test_s2_quote_after_the_pec() -> None:
    """8.4: the answer's own amounts, line by line; pro rata would be wrong on every line."""
    sale = claim(*QUOTE_971, rc_by_line=GRANTED)
    result = checked(sale)
    assert amounts(reimbursements(sale, result)) == [
        (20900, 5, 3, 9997, 10000, 10900),
        (18700, 5, 3, 18697, 18700, 0),
        (3100, 0, 0, 900, 900, 2200),
        (18700, 5, 3, 16497, 16500, 2200),
        (3100, 0, 0, 3100, 3100, 0),
        (50, 0, 0, 0, 0, 50),
        (25, 0, 0, 0, 0, 25),
        (25, 0, 0, 0, 0, 25),
        (64600, 15, 9, 49191, 49200, 15400),
    ]
    # On the form each prism is in the lens before it.
    assert [(x.act, x.net, x.amo, x.amc) for x in result.lines] == [
        ("VM3", 21800, 3, 19597), ("VM3", 21800, 3, 19597), ("M03", 20900, 3, 9997),
    ]  # fmt: skip


def form_of(result: RateCheck) -> list[tuple[str, int, int, int, str, int, int]]:
    return [(x.act, x.net, x.base, x.rate, x.exemption, x.amo, x.amc) for x in result.lines]


@pytest.mark.parametrize(
    ("rc", "parts", "left"),
    [(0, (0, 0, 0), 41491), (10000, (2482, 2482, 5036), 31491)],
    ids=["253", "254"],
)
def test_the_recaps(rc: int, parts: tuple[int, ...], left: int) -> None:
    """10.1 and 10.2: lenses first, the frame last."""
    sale = claim(frame(), lens(), EASYP, lens(), EASYP, rc=rc)
    result = checked(sale)
    assert form_of(result) == [
        ("VU3", 10300, 5, 60, "0", 3, parts[0]),
        ("VU3", 10300, 5, 60, "0", 3, parts[1]),
        ("M03", 20900, 5, 60, "0", 3, parts[2]),
    ]
    assert reimbursements(sale, result).totals.left == left
    assert result.management is (Management.SEPARATE if rc else Management.NONE)


@pytest.mark.parametrize(
    ("seen", "sale", "amo", "amc"),
    [
        (EXEMPTED, claim(frame()), 5, 0),
        (around(), claim(frame()), 3, 0),
        (ALEXANDRE, claim(lens(552, 552), rc=83), 469, 83),
        (C2S, claim(lens(552, 552)), 331, 221),
        (around(), claim(frame(3000, 900, "M01")), 540, 0),
        (C2S, claim(frame(3000, 900, "M01")), 540, 2460),
        (around(rights(cover(100, "5"), regime="02")), claim(frame()), 5, 0),
        (around(rights(cover(90), regime="02")), claim(frame()), 5, 0),
    ],
    ids=[
        "255 Alain, exonéré",
        "203 Alain, à 60 %",
        "215 et 259 Alexandre, CRPCEN",
        "213, 214 et 258 C2S",
        "257 Durand",
        "256 Issner, C2S",
        "208, 210 Castrois et 222 Facture, à 100 %",
        "les mêmes, à 90 %",
    ],
)
def test_the_invoice_register(seen: Circumstances, sale: Claim, amo: int, amc: int) -> None:
    """14.5, where it can be deduced; of the 5,52 files the articles are not printed, only sums."""
    result = checked(sale, seen)
    totals = reimbursements(sale, result).totals
    assert (totals.amo, totals.amc) == (amo, amc)
    if seen is C2S:
        assert result.management is Management.SINGLE
        assert result.complementary is not None
        assert result.complementary.number == C2S_FUND_NUMBER
        assert totals.left == 0


@pytest.mark.parametrize(
    ("amo", "amc", "label"),
    [
        (True, True, "Tiers Payant RO+RC"),
        (True, False, "Tiers Payant RO"),
        (False, True, "Tiers Payant RC"),
        (False, False, "Tiers Payant"),
    ],
)
def test_the_label_drops_the_part_without_third_party_payment(
    amo: bool, amc: bool, label: str
) -> None:
    assert captions_of(TiersPayant(amo=amo, amc=amc)).tiers_payant == label


@pytest.mark.parametrize(
    ("boxes", "left"),
    [
        (TiersPayant(amo=True, amc=True), 41500 - 9 - 10000),
        (TiersPayant(amo=True, amc=False), 41500 - 9),
        (TiersPayant(amo=False, amc=True), 41500 - 10000),
        (WITHOUT_TP, 41500),
    ],
)
def test_a_part_that_is_not_advanced_stays_to_pay(boxes: TiersPayant, left: int) -> None:
    sale = claim(rc=10000, tiers_payant=boxes)
    totals = reimbursements(sale, checked(sale)).totals
    assert (totals.amo, totals.amc, totals.both, totals.left) == (9, 10000, 10009, left)


def test_the_second_insurer_has_its_own_amounts() -> None:
    sale = claim(rc=10000, rc2_total=Cents(5000), second_insurer=INSURER)
    result = checked(sale)
    totals = reimbursements(sale, result).totals
    assert (totals.amc, totals.amc2, totals.both, totals.left) == (10000, 5000, 15009, 26491)
    assert sum(line.amc for line in result.lines) == 10000, "the form names one insurer"


def test_a_check_of_other_lines_is_not_shown() -> None:
    result = checked(claim())
    table = reimbursements(claim(frame()), result)
    assert (table.rate, table.totals.amo) == (None, 0)
