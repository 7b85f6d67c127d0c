"""Working days of France, and the delays of transmission (wire sheet, section 4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.lots import WorkingDays, legal_deadlines

FRANCE, MOSELLE, BAS_RHIN = WorkingDays(), WorkingDays("57"), WorkingDays("67")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2024, 5, 28), 2, date(2024, 5, 30)),  # Tuesday of the manuals
        (date(2024, 5, 31), 2, date(2024, 6, 4)),  # Friday: over the week-end
        (date(2024, 5, 7), 2, date(2024, 5, 13)),  # 8 and 9 May 2024 are holidays
        (date(2024, 2, 28), 3, date(2024, 3, 4)),  # a leap day is a day
        (date(2024, 12, 24), 2, date(2024, 12, 27)),  # Christmas
        (date(2024, 5, 28), 0, date(2024, 5, 28)),
    ],
)
def test_a_delay_ends_with_its_last_working_day(day: date, count: int, end: date) -> None:
    assert FRANCE.after(day, count) == end


@pytest.mark.parametrize("there", [MOSELLE, BAS_RHIN])
def test_alsace_and_moselle_close_on_good_friday_and_after_christmas(there: WorkingDays) -> None:
    for day in (date(2024, 3, 29), date(2024, 12, 26)):
        assert FRANCE.holds(day)
        assert not there.holds(day)


@given(DAYS, st.integers(0, 12))
def test_a_delay_holds_so_many_working_days(day: date, count: int) -> None:
    end = FRANCE.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(FRANCE.holds, between)) == count
    assert count == 0 or FRANCE.holds(end)


@given(DAYS, st.integers(0, 8))
def test_the_newest_overdue_day_is_just_before_those_in_time(today: date, count: int) -> None:
    newest = FRANCE.latest_overdue(today, count)
    assert FRANCE.after(newest, count) < today <= FRANCE.after(newest + timedelta(days=1), count)


def test_the_delays_of_the_law() -> None:
    delays = legal_deadlines()
    assert (delays.send_paid, delays.send_tiers_payant) == (3, 8)
    assert (delays.acknowledge, delays.send_again, delays.keep) == (2, 2, 90)
