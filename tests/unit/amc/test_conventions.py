"""Which convention fits a query, and what a chosen one fills."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.amc.makers import CERTIFICATE, CONVENTION, NUMBER, numbers, printed

from binocle.amc import (
    AmcProof,
    Attestation,
    Complementary,
    ConventionQuery,
    Management,
    NoConvention,
    OneConvention,
    SeveralConventions,
    TooManyConventions,
    attestation_naming,
    attestation_with,
    criterion_matches,
    insurer_named,
    outcome_findings,
    query_findings,
    query_of,
    same_insurer,
)
from binocle.cards import Period
from binocle.kernel import AmcNumber, Severity

wild = st.text("09AZ?.*[\\", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("62013354", "0062013354", True),
        ("099999970", "0099999970", True),
        ("98532001", "9853200100", False),
        ("00000000", "0000000000", True),
    ],
)
def test_leading_zeros_count_for_nothing(one: str, other: str, same: bool) -> None:
    assert same_insurer(AmcNumber(one), AmcNumber(other)) is same


@settings(deadline=None)
@given(one=numbers, other=numbers)
def test_two_numbers_are_the_same_when_they_count_the_same(
    one: AmcNumber, other: AmcNumber
) -> None:
    assert same_insurer(one, other) == (int(one.digits) == int(other.digits))
    assert same_insurer(one, AmcNumber(one.padded))


@pytest.mark.parametrize(
    ("stored", "asked", "fits"),
    [
        ("94???????", "940000001", True),
        ("940000001", "94???????", True),
        ("94???????", "94000000", False),
        ("94???????", "930000001", False),
        ("9?0", "?40", True),
        ("", "", True),
        ("", "?", False),
    ],
)
def test_a_question_mark_is_any_character(stored: str, asked: str, fits: bool) -> None:
    assert criterion_matches(stored, asked) is fits


@settings(deadline=None)
@given(stored=wild, asked=st.text("09AZ.*[\\", max_size=6))
def test_a_criterion_matches_as_a_naive_pattern_does(stored: str, asked: str) -> None:
    pattern = "".join("." if each == "?" else re.escape(each) for each in stored)
    assert criterion_matches(stored, asked) == bool(re.fullmatch(pattern, asked, re.DOTALL))


@settings(deadline=None)
@given(one=wild, other=wild)
def test_either_side_may_hold_the_question_mark(one: str, other: str) -> None:
    assert criterion_matches(one, other) == criterion_matches(other, one)
    assert criterion_matches(one, "?" * len(one))
    assert criterion_matches(one, one)


@settings(deadline=None)
@given(text=st.text(), other=st.text())
def test_any_text_is_compared(text: str, other: str) -> None:
    assert criterion_matches(text, other) in (True, False)
    assert criterion_matches(text, text)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (ConventionQuery(NUMBER), []),
        (ConventionQuery(NUMBER, "CM", "94???????"), []),
        (ConventionQuery(NUMBER, "C"), ["type"]),
        (ConventionQuery(NUMBER, "C M"), ["type"]),
        (ConventionQuery(NUMBER, "CMU", "\n"), ["type", "criterion"]),
        (ConventionQuery(NUMBER, "", "9" * 31), ["criterion"]),
    ],
)
def test_a_query_is_checked_before_it_leaves(query: ConventionQuery, fields: list[str]) -> None:
    found = query_findings(query)
    assert [finding.subject for finding in found] == fields
    assert {finding.code for finding in found} <= {"AMC-CHAMP-MALFORME"}


def test_a_query_is_made_of_the_certificate() -> None:
    assert query_of(CERTIFICATE) == ConventionQuery(NUMBER, "CM", "940000001")
    assert query_of(Attestation()) is None


def test_an_outcome_without_a_choice_says_so() -> None:
    [none] = outcome_findings(NoConvention())
    assert (none.code, none.severity) == ("AMC-AUCUNE-CONVENTION", Severity.WARNS)
    [many] = outcome_findings(TooManyConventions(-1300, "Nombre"))
    assert many.code == "AMC-TROP-DE-CONVENTIONS"
    assert many.facts == {"code_moteur": -1300, "libelle": "Nombre"}
    assert outcome_findings(OneConvention(CONVENTION)) == []
    assert outcome_findings(SeveralConventions(2, 1, 1, (CONVENTION, CONVENTION))) == []


def test_a_chosen_convention_fills_the_certificate() -> None:
    typed = Attestation(member="12345678", pec_number="1234", criterion="940000001")
    assert attestation_with(CONVENTION, typed) == Attestation(
        number=NUMBER,
        member="12345678",
        pec_number="1234",
        type="CM",
        criterion="940000001",
        separate=True,
        routing="01",
        host="001",
        domain="TEST.CNDA",
        sts_routing="M",
    )


def test_one_insurer_is_not_written_in_two_ways() -> None:
    padded = replace(CONVENTION, number=AmcNumber("0062013354"))
    typed = Attestation(number=AmcNumber("62013354"))
    assert attestation_with(padded, typed).number == AmcNumber("62013354")
    assert attestation_with(padded, Attestation(number=NUMBER)).number == padded.number
    assert attestation_with(padded, Attestation()).number == padded.number


def test_a_card_fills_what_it_knows() -> None:
    period = Period(date(2024, 1, 1), None)
    named = Complementary(NUMBER, "12345678", treatment="62")
    filled = attestation_naming(named, period=period)
    assert filled == Attestation(
        number=NUMBER, member="12345678", treatment="62", first=date(2024, 1, 1)
    )
    assert insurer_named(filled) == named
    told = attestation_naming(Complementary(NUMBER, ""), proof=AmcProof.ADRI, period=period)
    assert told == Attestation(proof=AmcProof.ADRI, number=NUMBER, first=date(2024, 1, 1))
    assert not attestation_naming(named, separate=False).separate
    assert insurer_named(Attestation()) is None


@pytest.mark.parametrize("typed", ["", "93", "930000001"])
def test_a_criterion_that_does_not_fit_gives_way(typed: str) -> None:
    filled = attestation_with(CONVENTION, Attestation(criterion=typed))
    assert filled.criterion == "94???????"


def test_a_convention_in_single_management_unticks_the_box() -> None:
    single = replace(CONVENTION, management=Management.SINGLE)
    assert not attestation_with(single, Attestation()).separate


@settings(deadline=None)
@given(typed=st.builds(Attestation, member=printed, criterion=printed, pec_number=printed))
def test_choosing_twice_changes_nothing_more(typed: Attestation) -> None:
    once = attestation_with(CONVENTION, typed)
    assert attestation_with(CONVENTION, once) == once
