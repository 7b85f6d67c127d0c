"""The classes of lines are those of the table of acts (teleservices sheet 3.3)."""

from dataclasses import replace

import pytest
from tests.unit.fse.makers import frame, lens

from binocle.optics import BasketClass
from binocle.rates import c2s_acts, class_a_acts, frame_acts, is_class_a, limit_of


def test_what_the_sheet_lists() -> None:
    listed = {"M01", "M02", "V01", "V02", "V03", "V04", "S01", "SV2", "SV4", "MS1"}
    assert class_a_acts() == c2s_acts() == listed
    assert frame_acts() == {"M01", "M02", "M03", "M04"}


@pytest.mark.parametrize(
    ("act", "basket", "is_a"),
    [
        ("M01", None, True),
        ("M03", None, False),
        ("SV3", None, False),
        ("SV3", BasketClass.A, True),
        ("M01", BasketClass.B, False),
    ],
)
def test_the_class_of_the_product_goes_before_that_of_the_act(
    act: str, basket: BasketClass | None, is_a: bool
) -> None:
    assert is_class_a(replace(frame(act=act), basket=basket)) is is_a


def test_a_price_limit_is_of_class_a_alone() -> None:
    assert limit_of(frame(act="M01")) == 3000
    assert limit_of(frame(act="M03")) is None
    assert limit_of(lens()) is None
