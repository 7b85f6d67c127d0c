"""How long an ordonnance serves, how often an equipment is paid, and what an insurer may pay.

Law of this file: values and the arithmetic of days. A delay in months runs from day to day: it ends
on the same day of a later month, or on that month's last day when it has no such day (29 February
and one year: 28 February). Source: teleservices sheet 3.7 and 3.8 (``tables/periods.toml``,
``tables/ceilings.toml``).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol, TypeVar

from binocle.kernel import Cents

from .model import LensClass
from .tariff import Proof, Validity, on_day


class RenewalReason(Enum):
    """Why an equipment is renewed before its time (teleservices sheet 3.8).

    ``SIGHT_LOSS`` is the loss of efficiency of an equipment under 16.
    """

    NONE = "none"
    BAD_FIT = "bad-fit"
    WORSENED = "worsened"
    SIGHT_LOSS = "sight-loss"
    PATHOLOGY = "pathology"


@dataclass(frozen=True)
class PrescriptionPeriod:
    """How many months an ordonnance serves from an age on."""

    from_age: int
    months: int
    proof: Proof


@dataclass(frozen=True)
class RenewalPeriod:
    """How many months pass between two equipments from an age on.

    Attributes:
        early: months when one of ``reasons`` holds; none when there is no such delay.
    """

    from_age: int
    months: int
    early: int | None
    reasons: tuple[RenewalReason, ...]
    proof: Proof

    def months_for(self, reason: RenewalReason) -> int:
        """Return the delay for a reason."""
        return self.early if self.early is not None and reason in self.reasons else self.months


@dataclass(frozen=True)
class Periods:
    """Both tables, in the order of ages."""

    prescription: tuple[PrescriptionPeriod, ...]
    renewal: tuple[RenewalPeriod, ...]


@dataclass(frozen=True)
class Ceiling:
    """What a "contrat responsable" pays for one case, frame included.

    Attributes:
        minimum: none when it is not known.
    """

    case: str
    minimum: Cents | None
    maximum: Cents
    proof: Proof


@dataclass(frozen=True)
class CeilingVersion:
    """The ceilings of a time.

    Attributes:
        frame: the most for the frame, inside the ceiling of its case.
        cases: by the classes of both lenses.
    """

    frame: Cents
    cases: Mapping[frozenset[LensClass], Ceiling]
    validity: Validity
    proof: Proof


class Aged(Protocol):
    """A row that holds from an age on."""

    @property
    def from_age(self) -> int:
        """First age."""
        ...


Row = TypeVar("Row", bound=Aged)


def at_age(rows: Iterable[Row], age: int) -> Row:
    """Return the row of an age; the first row begins at birth, and serves before it."""
    first, *others = rows
    return max((row for row in others if row.from_age <= age), key=_from_age, default=first)


def _from_age(row: Aged) -> int:
    return row.from_age


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def equipment_case(
    versions: Iterable[CeilingVersion], right: LensClass, left: LensClass, day: date
) -> Ceiling | None:
    """Return the case of two lenses on a day, ``a`` to ``f``; none before the first version."""
    version = on_day(versions, day)
    return version.cases[frozenset({right, left})] if version else None


def frame_ceiling(versions: Iterable[CeilingVersion], day: date) -> Cents | None:
    """Return the most that a contract pays for a frame on a day; none before the first version."""
    version = on_day(versions, day)
    return version.frame if version else None
