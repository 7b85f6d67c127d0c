"""Days as the norms carry them.

A birth date is text of 8 digits, kept as printed: its month may be 19 or 00, its day 00, its
century missing (VIT-03). It is never parsed as a calendar day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

CENTURIES = (19, 20)
"""First two digits of the birth years of people alive."""


class InvalidBirthDate(ValueError):
    """Text that is not 8 digits."""


@dataclass(frozen=True)
class BirthDate:
    """A birth date as the card prints it, year first: ``19550615``."""

    digits: str

    def __post_init__(self) -> None:
        """Refuse anything but 8 digits."""
        if len(self.digits) != 8 or not (self.digits.isascii() and self.digits.isdigit()):
            raise InvalidBirthDate(f"a birth date is 8 digits, not {self.digits!r}")

    @property
    def printed(self) -> str:
        """The form of the screens: ``15/06/1955``."""
        return f"{self.digits[6:]}/{self.digits[4:6]}/{self.digits[:4]}"

    @property
    def short(self) -> str:
        """The form of the B2 norm, AAMMJJ: ``550615``."""
        return self.digits[2:]

    @property
    def has_century(self) -> bool:
        """Whether the card gives the century; 00 stands for a year of two digits (VIT-03)."""
        return self.digits[:2] != "00"

    def with_century(self, century: int) -> "BirthDate":
        """Return the same date in another century.

        Args:
            century: the first two digits of the year, 19 or 20.
        """
        assert century in CENTURIES, "asked before, at the counter"
        return BirthDate(f"{century}{self.digits[2:]}")

    def age_on(self, day: date) -> int | None:
        """Return the age in whole years, or none without a century.

        A birthday that is in no calendar (month 19) counts as the year's last day; one that is
        still to come, as a negative age.
        """
        if not self.has_century:
            return None
        return day.year - int(self.digits[:4]) - (f"{day:%m%d}" < min(self.digits[4:], "1231"))


def paris_day(instant: datetime) -> date:
    """Return the day of an aware instant in metropolitan France."""
    assert instant.tzinfo is not None, "an instant carries its zone"
    return instant.astimezone(PARIS).date()


def printed_day(day: date) -> str:
    """Return the form of the screens: ``28/05/2024``."""
    return day.strftime("%d/%m/%Y")
