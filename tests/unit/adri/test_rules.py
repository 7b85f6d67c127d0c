"""When rights are asked, for which days they serve, and what they say of a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.adri import (
    Rights,
    RightsRequest,
    Window,
    closed_findings,
    cover_on,
    last_open_day,
    request_findings,
    rights_open_on,
    window_of,
)
from binocle.cards import Cover, Period
from binocle.kernel import BirthDate

DAY = date(2024, 5, 28)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2024, 5, 28), date(2023, 5, 29)),  # printed in S1 and S3
        (date(2024, 5, 29), date(2023, 5, 30)),
        (date(2024, 2, 28), date(2023, 3, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2024, 3, 1), date(2023, 3, 2)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_look_up_answers_for_one_year_back(day: date, first: date) -> None:
    assert window_of(day) == Window(first, day)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_window_holds_its_own_year_and_nothing_else(day: date) -> None:
    window = window_of(day)
    assert day in window
    assert window.first in window
    assert day + timedelta(days=1) not in window
    assert window.first - timedelta(days=1) not in window
    assert 364 <= (day - window.first).days <= 365


@pytest.mark.parametrize(
    ("field", "empty", "label"),
    [
        ("regime", "", "Régime"),
        ("insured", None, "NIR"),
        ("birth", None, "Date de naissance"),
        ("rank", "", "Rang de naissance"),
    ],
)
def test_a_missing_field_is_named(
    asked: RightsRequest, field: str, empty: object, label: str
) -> None:
    [finding] = request_findings(replace(asked, **{field: empty}))  # type: ignore[arg-type]
    assert (finding.code, finding.subject) == ("ADRI-CHAMP-MANQUANT", field)
    assert finding.facts == {"champ": label}


@pytest.mark.parametrize(
    ("field", "text"),
    [("regime", "1"), ("regime", "0A"), ("caisse", "99"), ("centre", "99999"), ("rank", "²")],
)
def test_a_malformed_field_is_named(asked: RightsRequest, field: str, text: str) -> None:
    [finding] = request_findings(replace(asked, **{field: text}))  # type: ignore[arg-type]
    assert (finding.code, finding.subject) == ("ADRI-CHAMP-MALFORME", field)


def test_caisse_and_centre_may_be_unknown(asked: RightsRequest) -> None:
    assert request_findings(replace(asked, caisse="", centre="", certified=None)) == []


def rights(*covers: Cover, periods: tuple[Period, ...] = ()) -> Rights:
    return Rights(
        window=window_of(DAY),
        answered_on=DAY,
        regime="01",
        caisse="999",
        centre="9999",
        name="DESMAUX",
        patronymic="",
        first_name="NATHALIE",
        address=(),
        certified_nir=None,
        birth=BirthDate("19550615"),
        rank="1",
        quality="0",
        amo_service="00",
        amo_periods=periods,
        covers=covers,
        mutual=None,
    )


def cover(first: date | None, last: date | None, rate: int) -> Cover:
    return Cover(Period(first, last), ald="0", situation="0100", exemption="0", rate=rate)


def test_closed_rights_are_an_answer() -> None:
    opened = rights(periods=(Period(date(2020, 2, 1), DAY), Period(date(2025, 1, 1), None)))
    assert rights_open_on(opened, DAY)
    assert not rights_open_on(opened, DAY + timedelta(days=1))
    assert rights_open_on(opened, date(2031, 1, 1))
    assert not rights_open_on(rights(), DAY)


def test_the_rate_is_the_one_of_the_day() -> None:
    both = rights(cover(None, DAY, 60), cover(DAY + timedelta(days=1), None, 100))
    today, tomorrow = cover_on(both, DAY), cover_on(both, DAY + timedelta(days=1))
    assert today is not None
    assert tomorrow is not None
    assert (today.rate, tomorrow.rate) == (60, 100)


def test_no_rate_is_guessed() -> None:
    assert cover_on(rights(), DAY) is None
    assert cover_on(rights(cover(None, DAY, 60), cover(DAY, None, 100)), DAY) is None
    agreed = cover_on(rights(cover(None, DAY, 60), cover(DAY, None, 60)), DAY)
    assert agreed is not None
    assert agreed.rate == 60
    assert cover_on(rights(cover(DAY, None, 60)), DAY - timedelta(days=1)) is None


YEARS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(YEARS)
def test_the_day_after_is_asked_again_and_no_day_falls_between(day: date) -> None:
    """Over twenty years, leap days included: one year back, the day itself, and not the next."""
    window, next_window = window_of(day), window_of(day + timedelta(days=1))
    assert window.last == day
    assert day + timedelta(days=1) not in window
    assert window.first <= next_window.first <= window.last + timedelta(days=1)
    same_day_before = day.replace(year=day.year - 1, day=min(day.day, 28))
    assert window.first > same_day_before
    assert (window.first - timedelta(days=1)).month == day.month
    assert 365 <= (window.last - window.first).days + 1 <= 366


@pytest.mark.parametrize("year", range(2015, 2036))
def test_the_ends_of_february(year: int) -> None:
    leap = (date(year, 3, 1) - timedelta(days=1)).day == 29
    before_leap = (date(year - 1, 3, 1) - timedelta(days=1)).day == 29
    assert window_of(date(year, 2, 28)).first == (
        date(year - 1, 2, 29) if before_leap else date(year - 1, 3, 1)
    )
    assert window_of(date(year, 3, 1)).first == date(year - 1, 3, 2)
    if leap:
        assert window_of(date(year, 2, 29)) == Window(date(year - 1, 3, 1), date(year, 2, 29))


def test_closed_rights_are_told_with_their_last_day() -> None:
    closed = rights(
        periods=(
            Period(None, date(2022, 12, 31)),
            Period(date(2023, 3, 1), date(2023, 6, 30)),
            Period(date(2030, 1, 1), None),
        )
    )
    [finding] = closed_findings(closed, DAY)
    assert (finding.code, finding.subject) == ("ADRI-DROITS-FERMES", "amo")
    assert finding.facts == {"jour": "28/05/2024", "dernier": "30/06/2023"}
    assert closed_findings(closed, date(2030, 1, 1)) == []
    [between] = closed_findings(closed, date(2023, 2, 1))
    assert between.facts["dernier"] == "31/12/2022"


@pytest.mark.parametrize("periods", [(), (Period(date(2030, 1, 1), None),)])
def test_rights_that_never_were_open_have_no_last_day(periods: tuple[Period, ...]) -> None:
    [finding] = closed_findings(rights(periods=periods), DAY)
    assert (finding.code, finding.facts) == ("ADRI-DROITS-ABSENTS", {"jour": "28/05/2024"})


open_or_day = st.none() | st.dates(date(2020, 1, 1), date(2022, 12, 31))
any_periods = st.lists(
    st.tuples(open_or_day, open_or_day).map(
        lambda ends: Period(min(ends), max(ends)) if None not in ends else Period(*ends)  # type: ignore[type-var]
    ),
    max_size=4,
).map(tuple)


@given(any_periods, st.dates(date(2020, 1, 1), date(2023, 1, 31)))
def test_the_last_open_day_is_the_last_one_before(periods: tuple[Period, ...], day: date) -> None:
    known = rights(periods=periods)
    if rights_open_on(known, day):
        assert closed_findings(known, day) == []
        return
    before = (day - timedelta(days=n) for n in range(1, 1200))
    assert last_open_day(known, day) == next((d for d in before if rights_open_on(known, d)), None)
