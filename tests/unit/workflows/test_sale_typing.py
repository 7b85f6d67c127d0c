"""A sale read from its texts, whole or not at all; and written back as texts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.amc import TiersPayant
from binocle.kernel import Cents, Finding, LppCode, PartnerNumber
from binocle.optics import LineKind, Prescriber, RenewalKind
from binocle.rates import Boxes, Claim, SaleLine, as_offer
from binocle.workflows.sale_typing import PAYERS, read_sale, sale_texts

TODAY = date(2024, 5, 28)
CODES = ("7211674", "7230795", "2222124")
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
cents = st.integers(0, 9_999_999).map(Cents)
words = st.text("ABC éè-28", max_size=12).map(lambda text: " ".join(text.split()))


@st.composite
def lines(draw: st.DrawFn) -> SaleLine:
    line = SaleLine(
        kind=draw(st.sampled_from(LineKind)),
        act=draw(st.sampled_from(["VU3", "M03", ""])),
        lpp=draw(st.sampled_from([None, *map(LppCode, CODES)])),
        net=draw(cents),
        base=draw(cents),
        detail=draw(words),
        shown=draw(st.booleans()),
    )
    return as_offer(line) if draw(st.booleans()) else line


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    boxes = draw(st.tuples(*[st.booleans()] * 8))
    invoiced, acted = draw(days), draw(st.none() | days)
    return Claim(
        prescription=draw(days),
        invoice_date=invoiced,
        act_day=None if acted == invoiced else acted,
        lines=tuple(draw(st.lists(lines(), max_size=4))),
        rc_total=draw(cents),
        rc2_total=draw(cents),
        boxes=Boxes(*boxes[:4]),
        tiers_payant=TiersPayant(**dict(zip(PAYERS.values(), boxes[4:], strict=True))),
        renewal=draw(st.sampled_from(RenewalKind)),
        ald_prescribed=draw(st.booleans()),
        prescriber=draw(
            st.sampled_from(
                [
                    None,
                    Prescriber(PartnerNumber("991000696")),
                    Prescriber(PartnerNumber("991000696"), "00991000696", "15", "CNDA TEST"),
                ]
            )
        ),
    )


@given(claims())
def test_a_claim_written_as_texts_is_read_as_itself(claim: Claim) -> None:
    read = read_sale(sale_texts(claim), TODAY)
    assert (read.claim, read.findings) == (claim, ())
    assert read_sale(sale_texts(claim), TODAY, claim).claim == claim


@given(st.dictionaries(st.sampled_from([*sale_texts(Claim(TODAY, TODAY, ())), "l1.lpp", "l1.net",
                                        "l1.act", "l1.kind", "l1.base", "l2.net", "l900.net",
                                        "l0.net", "lx.net"]), st.text(max_size=12)))  # fmt: skip
def test_any_text_is_read_whole_or_told_beside_its_field(texts: dict[str, str]) -> None:
    read = read_sale(texts, TODAY)
    assert (read.claim is None) is bool(read.findings)
    places = {*texts, "prescription"}
    lines = {f"{name.split('.')[0]}.net" for name in texts if "." in name}
    assert {found.subject for found in read.findings} <= places | lines


def test_what_the_screen_does_not_hold_stays() -> None:
    former = Claim(TODAY, TODAY, (), rc_by_line=())
    read = read_sale({"prescription": "28/05/2024"}, TODAY, former)
    assert read.claim == former
    typed = read_sale({"prescription": "28/05/2024", "rc_total": "10,00"}, TODAY, former)
    assert typed.claim is not None
    assert (typed.claim.rc_total, typed.claim.rc_by_line) == (1000, None)


def test_an_rc_amount_ticks_its_sending_unless_the_box_was_touched() -> None:
    off = replace(Claim(TODAY, TODAY, ()), tiers_payant=TiersPayant(transmit_amc=False))
    texts = {**sale_texts(off), "rc_total": "10,00"}
    for box, sent in (("non", True), ("", True), ("oui", True)):
        claim = read_sale({**texts, "tele_amc": box}, TODAY, off).claim
        assert claim is not None
        assert claim.tiers_payant.transmit_amc is sent
    on = Claim(TODAY, TODAY, ())
    claim = read_sale({**texts, "tele_amc": "non"}, TODAY, on).claim
    assert claim is not None
    assert not claim.tiers_payant.transmit_amc


def test_a_line_that_becomes_an_offer_is_hidden_and_one_ticked_again_stays_so() -> None:
    sold = SaleLine(LineKind.FRAME, "M03", LppCode("7211674"), Cents(100), Cents(5))
    before = Claim(TODAY, TODAY, (sold,))
    offered = read_sale({**sale_texts(before), "l1.offer": "on"}, TODAY, before).claim
    assert offered is not None
    assert offered.lines == (as_offer(sold),)
    again = read_sale({**sale_texts(offered), "l1.shown": "on"}, TODAY, offered).claim
    assert again is not None
    assert (again.lines[0].offer, again.lines[0].shown) == (True, True)


@pytest.mark.parametrize(
    ("typed", "subject", "due"),
    [
        ({"l1.lpp": "1"}, "line 1", True),
        ({"l1.net": "x"}, "line 1", False),
        ({"l1.net": "x"}, "rc_total", True),
        ({"act_day": "x"}, "rc_total", False),
        ({"rc_total": "x"}, "rc2_total", True),
    ],
)
def test_what_rests_on_a_text_that_was_not_read_is_not_told(
    typed: dict[str, str], subject: str, due: bool
) -> None:
    sold = SaleLine(LineKind.FRAME, "M03", LppCode("7211674"), Cents(100), Cents(5))
    read = read_sale({**sale_texts(Claim(TODAY, TODAY, (sold,))), **typed}, TODAY)
    assert read.draft is not None
    assert read.rests_on_unread(Finding("FSE-SANS-LIGNE", subject)) is due
