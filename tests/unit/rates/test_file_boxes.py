"""Boxes that amounts and rights tick (FSE-01, DRE-07, TAUX-14)."""

import pytest
from tests.unit.rates.makers import ALWAYS, GRANTED, QUOTE_971, around, checked, claim, rights

from binocle.amc import Management, TiersPayant
from binocle.cards import Cover
from binocle.kernel import Cents
from binocle.rates import (
    Boxes,
    ForcedService,
    Forcings,
    boxes_shown,
    transmission_shown,
    unticked_findings,
    with_pec,
    with_rc_total,
)

UNSENT = TiersPayant(transmit_amc=False)


def test_typing_an_rc_amount_ticks_its_transmission() -> None:
    file = claim(tiers_payant=UNSENT)
    typed = with_rc_total(file, Cents(10000))
    assert (typed.rc_amount, typed.tiers_payant) == (10000, TiersPayant())
    assert checked(typed).management is Management.SEPARATE
    assert with_rc_total(typed, Cents(0)).tiers_payant == UNSENT


def test_the_rc_box_opens_with_an_rc_part() -> None:
    seen, c2s = around(), around(rights(service="01"))
    assert transmission_shown(claim(), seen) == UNSENT
    assert transmission_shown(claim(rc=1), seen) == TiersPayant()
    assert transmission_shown(claim(), c2s) == TiersPayant()
    assert transmission_shown(claim(rc=1, tiers_payant=UNSENT), seen) == UNSENT


def test_a_typed_amount_replaces_the_lines_of_a_pec() -> None:
    granted = with_pec(claim(*QUOTE_971, rc=5), GRANTED)
    assert (granted.rc_amount, granted.rc_by_line, granted.rc_total) == (49191, GRANTED, 0)
    assert with_rc_total(granted, Cents(7)).rc_amount == 7


@pytest.mark.parametrize(
    ("service", "boxes", "forced", "shown"),
    [
        ("00", Boxes(), None, Boxes()),
        ("01", Boxes(), None, Boxes(c2s_amo=True)),
        ("03", Boxes(not_responsible=True), None, Boxes(c2s_amc=True, not_responsible=True)),
        ("00", Boxes(c2s_amo=True), None, Boxes(c2s_amo=True)),
        ("01", Boxes(), ForcedService("00"), Boxes()),
        ("01", Boxes(ame=True), None, Boxes(ame=True)),
    ],
)
def test_boxes_as_the_screen_shows_them(
    service: str, boxes: Boxes, forced: ForcedService | None, shown: Boxes
) -> None:
    seen = around(rights(service=service), forcings=Forcings(amo_service=forced))
    assert boxes_shown(claim(boxes=boxes), seen) == shown


def test_a_cover_of_the_ame_ticks_its_box() -> None:
    covered = around(rights(Cover(ALWAYS, "0", "0700", "5", 100)))
    assert boxes_shown(claim(), covered) == Boxes(ame=True)
    assert boxes_shown(claim(), around()) == Boxes()


def test_a_box_that_the_rights_tick_is_not_unticked_without_a_word() -> None:
    seen = around(rights(service="01"))
    (held,) = unticked_findings(claim(), seen, Boxes())
    assert (held.code, held.subject) == ("FSE-CASE-DES-DROITS", "c2s_amo")
    assert unticked_findings(claim(), seen, Boxes(c2s_amo=True)) == []
    typed = claim(boxes=Boxes(c2s_amo=True))
    assert unticked_findings(typed, around(), Boxes()) == []
