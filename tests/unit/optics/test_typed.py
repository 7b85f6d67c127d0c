"""What an ordonnance writes, as typed: read whole, or told beside its field."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.kernel import Finding, PartnerNumber
from binocle.optics import (
    OrdonnancePrescriber,
    Prescriber,
    printed_power,
    typed_angle,
    typed_length,
    typed_power,
    typed_prescriber,
    typed_rpps,
    typed_speciality,
)


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
        (typed_prescriber, "OPT-PRESCRIPTEUR-FAUX", ["", "991000697", "99100069", "x", "١"]),
        (typed_rpps, "OPT-RPPS-FAUX", ["", "00991000697", "991000696", "x"]),
        (typed_speciality, "OPT-SPECIALITE-FAUSSE", ["", "123", "x", "-1"]),
    ],
)
def test_what_cannot_be_read_is_told_with_its_field(
    way: Callable[[str, str], object], code: str, texts: list[str]
) -> None:
    for text in texts:
        assert way(text, "e1.f") == Finding(code, "e1.f", {"saisie": text})


def test_a_prescriber_is_billed_under_his_number() -> None:
    assert typed_prescriber(" 99100069 6", "f") == PartnerNumber("991000696")
    assert typed_rpps("00991 000696", "f") == "00991000696"
    assert typed_speciality(" 1 ", "f") == "01"
    assert OrdonnancePrescriber("CNDA TEST CNDA", "").billed is None
    assert OrdonnancePrescriber("CNDA", "991000696", "15").billed == Prescriber(
        PartnerNumber("991000696"), "", "15", "CNDA"
    )
    unknown = OrdonnancePrescriber("", "991000696").billed
    assert unknown is not None
    assert unknown.speciality == "00"
