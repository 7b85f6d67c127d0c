"""Days as the norms carry them: lunar birth dates, and the day of Paris."""

from datetime import UTC, date, datetime

import pytest

from binocle.kernel import BirthDate, InvalidBirthDate, paris_day, printed_day


@pytest.mark.parametrize(
    ("digits", "printed", "short"),
    [
        ("19550615", "15/06/1955", "550615"),
        ("19421901", "01/19/1942", "421901"),  # lunar month, seed-facts 1.3
        ("19300000", "00/00/1930", "300000"),
        ("00550615", "15/06/0055", "550615"),  # no century
        ("20150230", "30/02/2015", "150230"),  # no day of a calendar
    ],
)
def test_a_birth_date_is_kept_as_printed(digits: str, printed: str, short: str) -> None:
    birth = BirthDate(digits)
    assert (birth.printed, birth.short) == (printed, short)


@pytest.mark.parametrize(
    ("digits", "day", "age"),
    [
        ("19550615", date(2024, 6, 14), 68),
        ("19550615", date(2024, 6, 15), 69),
        ("20240229", date(2025, 2, 28), 0),
        ("20240229", date(2025, 3, 1), 1),
        ("19421901", date(2024, 12, 30), 81),  # month 19: counts as the year's last day
        ("19421901", date(2024, 12, 31), 82),
        ("19300000", date(2024, 1, 1), 94),
        ("20550615", date(2024, 6, 15), -31),
        ("00550615", date(2024, 6, 15), None),
    ],
)
def test_an_age_in_whole_years(digits: str, day: date, age: int | None) -> None:
    assert BirthDate(digits).age_on(day) == age


def test_a_century_is_said_by_somebody() -> None:
    birth = BirthDate("00421901")
    assert not birth.has_century
    assert birth.with_century(19) == BirthDate("19421901")
    assert birth.with_century(19).has_century
    with pytest.raises(AssertionError):
        birth.with_century(21)


@pytest.mark.parametrize("digits", ["", "550615", "195506150", "1955-6-1", "1955061²"])
def test_a_birth_date_is_eight_digits(digits: str) -> None:
    with pytest.raises(InvalidBirthDate):
        BirthDate(digits)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2024, 5, 28, 21, 59, tzinfo=UTC), date(2024, 5, 28)),
        (datetime(2024, 5, 28, 22, 0, tzinfo=UTC), date(2024, 5, 29)),  # summer time
        (datetime(2024, 12, 31, 22, 59, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 12, 31, 23, 0, tzinfo=UTC), date(2025, 1, 1)),  # winter time
    ],
)
def test_the_day_changes_at_midnight_in_paris(instant: datetime, day: date) -> None:
    assert paris_day(instant) == day


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(AssertionError):
        paris_day(datetime(2024, 5, 28))  # noqa: DTZ001 - what is refused here


def test_a_day_as_printed() -> None:
    assert printed_day(date(2024, 5, 8)) == "08/05/2024"
