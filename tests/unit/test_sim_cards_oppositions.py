"""The list of opposed cards is of the form of PROTOCOLS 3, and its faults can be seen."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.cards import (
    Opposition,
    opposition_list,
    oppositions_of,
    shipped_oppositions,
)
from binocle_simulators.cards.oppositions import LIST_FAULTS, REASONS, BadOpposition
from binocle_simulators.people import load_people

EDITION = date(2024, 5, 28)
PEOPLE = load_people()

entries = st.lists(
    st.builds(
        Opposition,
        st.integers(0, 10**10 - 1).map("{:010d}".format),
        st.dates(min_value=date(1990, 1, 1)),
        st.sampled_from(sorted(REASONS)),
    ),
    unique_by=lambda entry: entry.serial,
    max_size=20,
)


def test_the_page_is_followed_to_the_byte() -> None:
    listed = opposition_list(
        [Opposition("0000000302", date(2024, 6, 1)), Opposition("0000000301", EDITION, "V")],
        edition=EDITION,
    )
    assert listed == (
        "SIMULATEUR BINOCLE;LISTE-OPPOSITION;1;20240528;2\n"
        "0000000301;20240528;V\n"
        "0000000302;20240601;P\n"
        "FIN;2\n"
    )


def test_an_empty_list_is_a_list() -> None:
    assert opposition_list([], edition=EDITION) == (
        "SIMULATEUR BINOCLE;LISTE-OPPOSITION;1;20240528;0\nFIN;0\n"
    )


@given(entries, st.dates(min_value=date(1990, 1, 1)))
def test_every_list_is_sorted_and_counted(listed: list[Opposition], edition: date) -> None:
    text = opposition_list(listed, edition=edition)
    head, *lines, end, after = text.split("\n")
    assert after == ""
    assert head.split(";")[3:] == [f"{edition:%Y%m%d}", str(len(listed))]
    assert end == f"FIN;{len(listed)}"
    assert lines == sorted(lines)
    assert {tuple(line.split(";")) for line in lines} == {
        (entry.serial, f"{entry.first_day:%Y%m%d}", entry.reason) for entry in listed
    }


def test_the_shipped_list_is_that_of_the_shipped_people() -> None:
    opposed = oppositions_of(PEOPLE.values())
    assert len(opposed) == 3
    assert shipped_oppositions() == opposition_list(opposed, edition=EDITION)


def test_people_of_one_card_are_one_line() -> None:
    pair = [replace(PEOPLE[key], opposed="20240501") for key in ("tutrice", "pupille")]
    assert len(oppositions_of(pair)) == 1


@pytest.mark.parametrize(
    "listed",
    [
        [Opposition("1", EDITION)],
        [Opposition("000000030A", EDITION)],
        [Opposition("0000000301", EDITION, "X")],
        [Opposition("0000000301", EDITION), Opposition("0000000301", EDITION, "V")],
    ],
)
def test_what_is_no_entry_is_refused(listed: list[Opposition]) -> None:
    with pytest.raises(BadOpposition):
        opposition_list(listed, edition=EDITION)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadOpposition, match="volee"):
        oppositions_of([replace(PEOPLE["volee"], opposed="20240230")])


def test_the_faults_are_what_they_say() -> None:
    text = shipped_oppositions()
    assert {*LIST_FAULTS} == {"truncated", "altered-count", "older-edition"}
    cut, altered, older = (
        LIST_FAULTS[name](text) for name in ("truncated", "altered-count", "older-edition")
    )
    assert text.startswith(cut)
    assert not cut.endswith("\n")
    assert "FIN" not in cut
    assert altered == text.replace("20240528;3", "20240528;4")
    assert older == text.replace("1;20240528;3", "1;20240329;3")


@given(entries, st.sampled_from(sorted(LIST_FAULTS)))
def test_a_fault_always_changes_the_text(listed: list[Opposition], fault: str) -> None:
    text = opposition_list(listed, edition=EDITION)
    assert LIST_FAULTS[fault](text) != text
