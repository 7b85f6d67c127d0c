"""The reimbursement tables as values, and the look-up of a code on a day (TAUX-08).

Law of this file: a look-up guesses nothing. What is not known is a finding: a code that is unknown,
closed, not open yet, ill-formed; a base that no table gives. Source: teleservices sheet 3.3 to 3.6.
A validity holds on its first and on its last day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import Protocol, TypeVar

from binocle.kernel import (
    Cents,
    Finding,
    InvalidIdentifier,
    LppCode,
    Severity,
    printed_day,
)

from .model import BasketClass, LensClass, LensShape, LineKind


class Confidence(Enum):
    """How sure a row of a table is."""

    SOURCED = "sourced"
    DERIVED = "derived"
    RECALLED = "recalled"
    ASSUMED = "assumed"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Proof:
    """Where a row comes from.

    Attributes:
        edition: of the table that was read.
    """

    edition: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Validity:
    """From when until when, both days included; none where there is no end, or none is known."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the day is inside."""
        return (self.first or date.min) <= day <= (self.last or date.max)

    def overlaps(self, other: "Validity") -> bool:
        """Tell whether a day is in both."""
        return (self.first or date.min) <= (other.last or date.max) and (
            other.first or date.min
        ) <= (self.last or date.max)


ALWAYS = Validity()
"""Without beginning nor end."""


class Dated(Protocol):
    """What has a validity."""

    @property
    def validity(self) -> Validity:
        """From when until when."""
        ...


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True)
class Act:
    """An act code of optics.

    Attributes:
        age_max: last age that it serves.
        c2s: it has a flat rate of its own in the C2S.
    """

    code: str
    label: str
    kind: LineKind | None
    basket: BasketClass | None
    age_max: int | None
    c2s: bool
    validity: Validity
    proof: Proof


@dataclass(frozen=True)
class Product:
    """A code of the list of products, for a time.

    Attributes:
        act: blank when none is known.
        age_max: last age that it serves, none without limit.
        generic: what quotes show in place of a manufacturer's code; none for a generic code, and
            when it is not known.
        child: the code that stands for this one up to an age.
        shape: of a lens; likewise ``lens_class``.
    """

    code: LppCode
    label: str
    act: str
    kind: LineKind | None
    basket: BasketClass | None
    validity: Validity
    proof: Proof
    age_max: int | None = None
    generic: LppCode | None = None
    child: LppCode | None = None
    shape: LensShape | None = None
    lens_class: LensClass | None = None


@dataclass(frozen=True)
class Price:
    """What a code is paid on, for a time.

    Attributes:
        base: reimbursement base.
        limit: price that may not be passed; none when the price is free.
        sample: a figure for trials ("échantillon"), not the official one.
    """

    base: Cents
    limit: Cents | None
    validity: Validity
    proof: Proof
    sample: bool = False


@dataclass(frozen=True)
class LookUp:
    """What is known of a code on a day.

    Attributes:
        product: none when the code serves nothing on that day.
        price: none when no base is known.
    """

    product: Product | None = None
    price: Price | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Tariff:
    """The tables of the shop: acts by code, products and prices by the 7 digits of the code."""

    acts: Mapping[str, tuple[Act, ...]]
    products: Mapping[str, tuple[Product, ...]]
    prices: Mapping[str, tuple[Price, ...]] = field(default_factory=dict)

    def look_up(self, digits: str, day: date, *, subject: str = "lpp") -> LookUp:
        """Return what a code is on a day; total, whatever was typed.

        Args:
            digits: as typed.
            day: of the act.
            subject: what the findings are about, such as ``line 2``.
        """
        try:
            code = LppCode(digits)
        except InvalidIdentifier as error:
            if error.reason == "key":
                return LookUp(findings=(Finding("LPP-CLE-FAUSSE", subject, {"code": digits}),))
            return LookUp(findings=(Finding("LPP-CODE-MALFORME", subject, {"code": digits}),))
        known = self.products.get(code.digits, ())
        product = on_day(known, day)
        if product is None:
            return LookUp(findings=(_out_of_time(code, known, day, subject),))
        price = on_day(self.prices.get(code.digits, ()), day)
        facts = {"code": code.digits, "jour": printed_day(day)}
        if price is None:
            return LookUp(product, None, (Finding("LPP-BASE-INCONNUE", subject, facts),))
        if price.sample:
            warned = Finding("LPP-BASE-ECHANTILLON", subject, facts, Severity.WARNS)
            return LookUp(product, price, (warned,))
        return LookUp(product, price)

    def act(self, code: str, day: date) -> Act | None:
        """Return an act code on a day, or none when it serves nothing on that day."""
        return on_day(self.acts.get(code, ()), day)


def on_day(rows: Iterable[Row], day: date) -> Row | None:
    """Return the row that holds on a day; rows of one code never overlap."""
    return next((row for row in rows if row.validity.holds(day)), None)


def overlapping(rows: Iterable[Dated]) -> bool:
    """Tell whether two rows hold on the same day."""
    ordered = sorted(rows, key=lambda row: row.validity.first or date.min)
    return any(a.validity.overlaps(b.validity) for a, b in pairwise(ordered))


def _out_of_time(code: LppCode, known: Iterable[Product], day: date, subject: str) -> Finding:
    """Say why a code serves nothing on a day."""
    ended = [row.validity.last for row in known if row.validity.last and row.validity.last < day]
    if ended:
        closed = max(ended) + timedelta(days=1)
        return Finding(
            "LPP-CODE-FERME", subject, {"code": code.digits, "fermeture": printed_day(closed)}
        )
    opening = [row.validity.first for row in known if row.validity.first]
    if opening:
        return Finding(
            "LPP-CODE-PAS-ENCORE-OUVERT",
            subject,
            {"code": code.digits, "ouverture": printed_day(min(opening))},
        )
    return Finding("LPP-CODE-INCONNU", subject, {"code": code.digits})
