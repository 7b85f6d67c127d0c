"""Deadlines of transmission: working days of France, and the delays that ``deadlines.toml`` holds.

Law of this file: a working day ("jour ouvré") is neither a Saturday, a Sunday nor a public holiday;
that Saturday is none is assumed (R161-47 says "jours ouvrés", not which). Holidays are a library's.
A delay of n working days ends with the n-th working day after its first day, that day included.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

import holidays

SATURDAY = 5
ALSACE_MOSELLE = ("57", "67", "68")
"""Departments with two more holidays; the library knows two of them under the name of Alsace."""
_SUBDIVISIONS = {"57": "57", "67": "6AE", "68": "6AE"}


@dataclass(frozen=True)
class Deadlines:
    """Delays in days.

    Attributes:
        send_paid: working days to send a form that the insured paid.
        send_tiers_payant: working days to send a form in tiers payant.
        acknowledge: working days after sending, within which the ARL comes.
        send_again: working days after those, within which a lot may be sent again.
        keep: calendar days that a form is kept after it left.
    """

    send_paid: int
    send_tiers_payant: int
    acknowledge: int
    send_again: int
    keep: int


@cache
def legal_deadlines() -> Deadlines:
    """Return the delays of the shipped table."""
    text = resources.files(__package__).joinpath("deadlines.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return Deadlines(
        send_paid=rows["send-paid"]["days"],
        send_tiers_payant=rows["send-tiers-payant"]["days"],
        acknowledge=rows["acknowledge"]["days"],
        send_again=rows["send-again"]["days"],
        keep=rows["keep"]["days"],
    )


class WorkingDays:
    """The working days of one department."""

    def __init__(self, department: str = "") -> None:
        """Take a department.

        Args:
            department: two characters, or empty; only those of :data:`ALSACE_MOSELLE` differ.
        """
        self._closed = holidays.country_holidays("FR", subdiv=_SUBDIVISIONS.get(department))

    def holds(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day.weekday() < SATURDAY and day not in self._closed

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after a day; the day itself never counts."""
        assert count >= 0, count
        for _ in range(count):
            day += timedelta(days=1)
            while not self.holds(day):
                day += timedelta(days=1)
        return day

    def latest_overdue(self, today: date, count: int) -> date:
        """Return the newest day for which ``count`` working days are over, today not counted."""
        day = today - timedelta(days=1)
        while self.after(day, count) >= today:
            day -= timedelta(days=1)
        return day
