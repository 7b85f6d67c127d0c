"""Who pays the RC part, who says so first, and when a cancelling DRE is offered."""

import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.amc.makers import CLAIM, CONVENTION

from binocle.amc import (
    Attestation,
    ClaimFacts,
    Complementary,
    Convention,
    Insurer,
    Management,
    ManagementSource,
    insurer_management,
    is_of,
    takes_cancellation,
)
from binocle.amc.presets import preset_management, presets, read_presets, words_of
from binocle.kernel import AmcNumber

UNKNOWN = AmcNumber("12345678")
SEPARATE, SINGLE = Management.SEPARATE, Management.SINGLE


def facts(
    number: AmcNumber | None = UNKNOWN,
    *,
    convention: Management | None = None,
    form: Management | None = None,
    name: str = "Mutuelle",
    separate: bool = True,
) -> ClaimFacts:
    return replace(
        CLAIM,
        attestation=Attestation(number=number, separate=separate),
        convention=None if convention is None else replace(CONVENTION, management=convention),
        insurer=None if form is None else Insurer(id=1, name=name, management=form),
    )


@pytest.mark.parametrize(
    ("claim", "management", "source"),
    [
        (facts(AmcNumber("99999997"), convention=SEPARATE), SINGLE, ManagementSource.FUND),
        (facts(AmcNumber("0099999997"), form=SEPARATE), SINGLE, ManagementSource.FUND),
        (facts(convention=SINGLE, form=SEPARATE), SINGLE, ManagementSource.CONVENTION),
        (facts(convention=SEPARATE, separate=False), SEPARATE, ManagementSource.CONVENTION),
        (facts(form=SINGLE), SINGLE, ManagementSource.INSURER),
        (facts(form=SEPARATE, name="Camieg"), SEPARATE, ManagementSource.INSURER),
        (facts(form=Management.NONE, name="Camieg"), SINGLE, ManagementSource.PRESET),
        (facts(form=Management.NONE, name="ISANTÉ PRO"), SEPARATE, ManagementSource.PRESET),
        (facts(AmcNumber("0098532001"), separate=False), SEPARATE, ManagementSource.PRESET),
        (facts(separate=True), SEPARATE, ManagementSource.HAND),
        (facts(form=Management.NONE, separate=False), SINGLE, ManagementSource.HAND),
        (facts(None), SEPARATE, ManagementSource.HAND),
    ],
)
def test_who_is_heeded_first(
    claim: ClaimFacts, management: Management, source: ManagementSource
) -> None:
    assert insurer_management(claim) == (management, source)


@settings(deadline=None)
@given(
    number=st.sampled_from([None, UNKNOWN, AmcNumber("99999997"), AmcNumber("98532001")]),
    convention=st.sampled_from([None, SEPARATE, SINGLE]),
    form=st.sampled_from([None, *Management]),
    separate=st.booleans(),
)
def test_somebody_always_says_and_the_first_who_knows_is_heeded(
    number: AmcNumber | None,
    convention: Management | None,
    form: Management | None,
    separate: bool,
) -> None:
    management, source = insurer_management(
        facts(number, convention=convention, form=form, separate=separate)
    )
    assert management in (SEPARATE, SINGLE)
    if convention is not None and source is not ManagementSource.FUND:
        assert (management, source) == (convention, ManagementSource.CONVENTION)


# -- printed examples -----------------------------------------------------------------------------


def test_the_printed_examples() -> None:
    named = {preset.label: preset.management for preset in presets()}
    assert named["C2S (RO) régime obligatoire"] is named["Camieg"] is SINGLE
    assert named["ALMERYS"] is named["Isanté"] is SEPARATE


@pytest.mark.parametrize(
    ("name", "management"),
    [
        ("CAMIEG", SINGLE),
        ("Caisse Camieg de Paris", SINGLE),
        ("Camiegade", None),
        ("isante", SEPARATE),
        ("", None),
    ],
)
def test_a_preset_without_a_number_is_known_by_a_whole_word(
    name: str, management: Management | None
) -> None:
    assert preset_management(None, name) is management


def test_words_have_no_accent_nor_case() -> None:
    assert words_of("M.Poitiers-Assur (Isanté)") == {"M", "POITIERS", "ASSUR", "ISANTE"}


def table() -> dict[str, Any]:
    text = resources.files("binocle.amc").joinpath("presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize(
    "preset",
    [
        {"label": "X", "management": "none", "name": "X"},
        {"label": "X", "management": "shared", "name": "X"},
        {"label": "X", "management": "single"},
        {"label": "X", "management": "single", "name": "X", "number": "99999997"},
        {"label": "X", "management": "single", "number": "9"},
        {"label": "X", "management": "single", "number": 99999997},
        {"label": "", "management": "single", "name": "X"},
    ],
)
def test_a_preset_of_another_shape_is_refused(preset: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_presets({**table(), "preset": [preset]})


@pytest.mark.parametrize("name", ["edition", "valid_from", "source", "confidence", "preset"])
def test_a_table_says_where_it_comes_from(name: str) -> None:
    whole = table()
    del whole[name]
    with pytest.raises(ValueError, match="exactly"):
        read_presets(whole)


# -- boxes, cancelling ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("convention", "taken"),
    [
        (CONVENTION, True),
        (replace(CONVENTION, cancellation=False), False),
        (replace(CONVENTION, disabled=True), False),
        (replace(CONVENTION, management=SINGLE), False),
    ],
)
def test_an_insurer_takes_a_cancelling_dre_as_its_convention_says(
    convention: Convention, taken: bool
) -> None:
    assert takes_cancellation(convention) is taken


def test_a_form_is_of_the_conventions_that_it_does_not_contradict() -> None:
    plain = Complementary(AmcNumber(CONVENTION.number.padded), "12345678")
    assert is_of(CONVENTION, plain)
    whole = replace(plain, type=CONVENTION.type, routing=CONVENTION.routing, host=CONVENTION.host)
    assert is_of(CONVENTION, whole)
    assert not is_of(CONVENTION, replace(whole, number=AmcNumber("98765432")))
    for other in (replace(whole, type="?"), replace(whole, routing="?"), replace(whole, host="?")):
        assert not is_of(CONVENTION, other)
