"""Powers, angles and lengths as typed: read whole, or told beside their field."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import Finding
from binocle.optics import printed_power, typed_angle, typed_length, typed_power


@given(st.integers(-9999, 9999))
def test_a_power_is_read_as_it_is_printed(hundredths: int) -> None:
    assert typed_power(printed_power(hundredths), "OD.VL.sphere") == hundredths


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("plan", 0), ("1", 100), ("- 0,5", -50), ("+1.25", 125), ("0", 0), ("-0,00", 0)],
)
def test_other_writings_of_a_power(text: str, hundredths: int) -> None:
    assert typed_power(text, "f") == hundredths


@pytest.mark.parametrize(("text", "degrees"), [("45", 45), ("45°", 45), ("0", 0), ("180 ", 180)])
def test_angles(text: str, degrees: int) -> None:
    assert typed_angle(text, "f") == degrees


@pytest.mark.parametrize(("text", "tenths"), [("31,5", 315), ("31", 310), ("31.0", 310)])
def test_lengths(text: str, tenths: int) -> None:
    assert typed_length(text, "f") == tenths


@pytest.mark.parametrize(
    ("way", "code", "texts"),
    [
        (typed_power, "OPT-PUISSANCE-ILLISIBLE", ["", "x", "1,234", "100", "+-1", "1,", "١"]),
        (typed_angle, "OPT-ANGLE-ILLISIBLE", ["", "-1", "4,5", "1000", "x"]),
        (typed_length, "OPT-MESURE-ILLISIBLE", ["", "-1", "31,55", "1000", "x"]),
    ],
)
def test_what_cannot_be_read_is_told_with_its_field(
    way: Callable[[str, str], int | Finding], code: str, texts: list[str]
) -> None:
    for text in texts:
        assert way(text, "e1.f") == Finding(code, "e1.f", {"saisie": text})
