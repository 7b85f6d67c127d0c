"""A file typed by hand: a person, or everything that is wrong with it (ADRI-06)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.workflows import PaperFile, PatientSource, read_paper

TODAY = date(2024, 5, 28)
PAPER = PaperFile(
    name="Desmaux",
    first_name="Nathalie",
    nir="2 55 06 99 999 999 34",
    birth="15/06/1955",
    rank="1",
    regime="01",
    caisse="999",
    centre="9999",
)


def wrong(**changed: Any) -> list[tuple[str, str]]:
    person, found = read_paper(replace(PAPER, **changed), TODAY)
    assert person is None
    return [(finding.code, finding.subject) for finding in found]


def test_a_person_is_read_whole() -> None:
    person, found = read_paper(PAPER, TODAY)
    assert found == ()
    assert person is not None
    assert person.source is PatientSource.PAPER
    assert (person.name, person.first_name) == ("DESMAUX", "NATHALIE")
    assert (person.insured.compact, person.birth.digits) == ("255069999999934", "19550615")
    assert (person.regime, person.caisse, person.centre, person.rank) == ("01", "999", "9999", "1")
    assert (person.card_serial, person.beneficiary, person.context) == ("", None, None)


def test_caisse_and_centre_may_be_unknown_and_the_month_may_be_lunar() -> None:
    person, found = read_paper(replace(PAPER, caisse="", centre="", birth="01/19/1942"), TODAY)
    assert found == ()
    assert person is not None
    assert (person.caisse, person.centre, person.birth.printed) == ("", "", "01/19/1942")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert wrong(
        name=" ", first_name="", nir="255069999999935", birth="1955", rank="12", regime="1",
        caisse="99", centre="A999",
    ) == [
        ("PAT-NOM-ABSENT", "name"),
        ("PAT-PRENOM-ABSENT", "first_name"),
        ("PAT-NIR-FAUX", "nir"),
        ("PAT-NAISSANCE-FAUSSE", "birth"),
        ("PAT-CHIFFRES-ATTENDUS", "rank"),
        ("PAT-CHIFFRES-ATTENDUS", "regime"),
        ("PAT-CHIFFRES-ATTENDUS", "caisse"),
        ("PAT-CHIFFRES-ATTENDUS", "centre"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["DE\x00SMAUX", "DES\u202eMAUX", "D3SMAUX", "DES;MAUX"])
def test_a_name_is_made_of_letters(name: str) -> None:
    assert wrong(name=name) == [("PAT-CARACTERE-INTERDIT", "name")]
    assert wrong(first_name=name) == [("PAT-CARACTERE-INTERDIT", "first_name")]


def test_a_name_may_have_accents_and_marks() -> None:
    person, found = read_paper(replace(PAPER, name="O’Hara-D'Été St."), TODAY)
    assert (person is not None, found) == (True, ())


@pytest.mark.parametrize("birth", ["29/05/2024", "01/01/1893", "15/06/2955"])
def test_nobody_is_born_tomorrow_or_lives_for_ever(birth: str) -> None:
    assert wrong(birth=birth) == [("PAT-NAISSANCE-IMPOSSIBLE", "birth")]


@given(st.builds(PaperFile, *[st.text(max_size=16)] * 8))
def test_any_text_gives_a_person_or_findings(paper: PaperFile) -> None:
    person, found = read_paper(paper, TODAY)
    assert (person is None) is bool(found)
