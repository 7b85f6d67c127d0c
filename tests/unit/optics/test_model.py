"""The optical file: notation of lenses, lines of a sale, traceability."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import Cents, LppCode
from binocle.optics.model import (
    Article,
    BasketClass,
    Correction,
    Equipment,
    EyePrescription,
    Frame,
    Lens,
    LensShape,
    LineKind,
    Ordonnance,
    OrdonnancePrescriber,
    RenewalKind,
    RenewalNote,
    Vision,
)

POWERS = st.integers(-4000, 4000)
CORRECTIONS = st.builds(
    Correction, POWERS, POWERS, st.integers(0, 179), st.integers(0, 400), st.integers(0, 1000)
)
WRITTEN = Correction(100, 200, 45, addition=200, prism=200, prism_base=87)
"""Both eyes of S2: +1,00 (+2,00) 45 add 2,00, prism 2,00 base 87."""

FRAME = Frame(
    Article(LineKind.FRAME, "ADELE", Cents(20900), "M03", LppCode("7211674"), Cents(5), "A-1")
)
LENS = Lens(
    Article(LineKind.LENS, "CT 28 Orma", Cents(18700), "VM3", LppCode("7238911"), Cents(5)),
    LensShape.MULTIFOCAL,
    BasketClass.B,
    "65/70",
    (Article(LineKind.SUPPLEMENT, "Prisme standard", Cents(3100)),),
)
EQUIPMENT = Equipment("1183", "Vitale C", Vision.BOTH, frame=FRAME, right=LENS, left=LENS)


def test_a_negative_cylinder_is_transposed() -> None:
    assert Correction(300, -200, 135).positive() == Correction(100, 200, 45)
    assert Correction(-100, -50, 0).positive() == Correction(-150, 50, 90)
    assert WRITTEN.positive() is WRITTEN


@given(CORRECTIONS)
def test_two_transpositions_are_none(correction: Correction) -> None:
    assert correction.transposed().transposed() == correction
    assert correction.transposed().positive() == correction.positive() or not correction.cylinder


@given(CORRECTIONS)
def test_a_transposition_keeps_both_meridians(correction: Correction) -> None:
    turned = correction.transposed()
    assert {correction.sphere, correction.sphere + correction.cylinder} == {
        turned.sphere,
        turned.sphere + turned.cylinder,
    }
    assert correction.positive().cylinder >= 0
    assert 0 <= turned.axis < 180


def test_near_vision_is_written_or_made_of_the_addition() -> None:
    far_only = EyePrescription(far=WRITTEN)
    assert far_only.seen(Vision.NEAR) == replace(WRITTEN, sphere=300, addition=0)
    assert far_only.seen(Vision.BOTH) == WRITTEN
    near = Correction(175)
    assert EyePrescription(far=WRITTEN, near=near).seen(Vision.NEAR) == near
    assert EyePrescription(far=Correction(100)).seen(Vision.NEAR) is None
    assert EyePrescription(near=near).seen(Vision.FAR) is None


def test_the_lines_of_the_quote_971_come_in_its_order() -> None:
    lines = EQUIPMENT.articles
    assert [(line.kind.value, line.act) for line in lines] == [
        ("M", "M03"), ("V", "VM3"), ("S", ""), ("V", "VM3"), ("S", ""),
    ]  # fmt: skip
    assert sum(line.net for line in lines) == 64500
    assert sum(line.base for line in lines) == 15
    assert all(line.shown for line in lines)


def test_a_commercial_offer_hides_its_lines_and_drops_their_codes() -> None:
    lines = replace(EQUIPMENT, offer=True).articles
    assert [(line.shown, line.lpp) for line in lines] == [(False, None)] * 5
    assert [line.net for line in lines] == [line.net for line in EQUIPMENT.articles]


def test_the_pieces_with_a_serial_number_are_traced() -> None:
    assert EQUIPMENT.traced == (("ADELE", "A-1"),)
    assert replace(EQUIPMENT, offer=True).traced == EQUIPMENT.traced


def test_the_invoiced_day_is_that_of_the_renewal() -> None:
    written = Ordonnance(date(2025, 1, 14), OrdonnancePrescriber("CNDA TEST CNDA", "991000696"))
    assert (written.invoiced_day, written.renewal_kind) == (date(2025, 1, 14), RenewalKind.NONE)
    renewed = replace(written, renewal=RenewalNote(RenewalKind.ADAPTED, date(2026, 2, 3)))
    assert (renewed.invoiced_day, renewed.renewal_kind) == (date(2026, 2, 3), RenewalKind.ADAPTED)
    assert renewed.day == written.day
    undated = replace(written, renewal=RenewalNote(RenewalKind.INITIAL, None))
    assert undated.invoiced_day == written.day
