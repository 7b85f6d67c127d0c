"""From a correction to the generic code of its lens: 30 bands of power, three shapes, two classes.

Law of this file: total and exact. Each correction that can be prescribed has one code; any other
gives findings, never an exception nor a neighbour's code. Notation does not matter: the cylinder is
made positive first. Source: teleservices sheet 3.4 (``tables/lenses.toml``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from binocle.kernel import Finding, LppCode

from .model import BasketClass, Correction, LensShape
from .tariff import Product

MAX_POWER = 4000
"""Largest sphere, or sphere and cylinder together, hundredths of a dioptre (assumed)."""

MAX_CYLINDER = 1500
"""Largest cylinder, hundredths of a dioptre (assumed)."""

MAX_ADDITION = 400
"""Largest addition, hundredths of a dioptre (assumed)."""

MAX_PRISM = 3000
"""Largest prism, hundredths of a prism dioptre (assumed)."""

MAX_AXIS = 180
MAX_PRISM_BASE = 360

LEAST_CYLINDER = 25
"""Least cylinder that the bands of a null or negative sphere print."""

STRONG_CYLINDER = 400
"""Cylinder over which these bands change."""


class Family(Enum):
    """Which power the bands of a lens count."""

    SPHERICAL_NEGATIVE = "spherical-negative"
    SPHERICAL_POSITIVE = "spherical-positive"
    NEGATIVE = "negative"
    NEGATIVE_STRONG = "negative-strong"
    POSITIVE = "positive"


@dataclass(frozen=True)
class Band:
    """Powers over ``over``, up to ``up_to`` included; without end when that is none."""

    over: int
    up_to: int | None

    def holds(self, power: int) -> bool:
        """Tell whether a power, counted away from zero, is inside; zero is in the first band."""
        return (power > self.over or power == self.over == 0) and (
            self.up_to is None or power <= self.up_to
        )


@dataclass(frozen=True)
class LensRow:
    """One band and its lenses, by shape and class."""

    band: Band
    lenses: Mapping[tuple[LensShape, BasketClass], Product]


@dataclass(frozen=True)
class LensTable:
    """The generic lenses.

    Attributes:
        rows: the bands of each family, from zero on.
        neutral: the unifocal lens without any power.
    """

    rows: Mapping[Family, tuple[LensRow, ...]]
    neutral: Mapping[BasketClass, Product]

    @property
    def lenses(self) -> Iterator[Product]:
        """Every lens of the bands; the neutral ones are apart."""
        for rows in self.rows.values():
            for row in rows:
                yield from row.lenses.values()


@dataclass(frozen=True)
class LensAnswer:
    """The lens of a correction, or what is wrong with the correction."""

    lens: Product | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def code(self) -> LppCode | None:
        """The generic code."""
        return self.lens.code if self.lens else None


def family_of(correction: Correction) -> tuple[Family, int]:
    """Return the family of a possible correction, and the power that its bands count."""
    lens = correction.positive()
    if lens.sphere > 0:
        if lens.cylinder:
            return Family.POSITIVE, lens.sphere + lens.cylinder
        return Family.SPHERICAL_POSITIVE, lens.sphere
    if not lens.cylinder:
        return Family.SPHERICAL_NEGATIVE, -lens.sphere
    strong = lens.cylinder > STRONG_CYLINDER
    return (Family.NEGATIVE_STRONG if strong else Family.NEGATIVE), -lens.sphere


def correction_findings(correction: Correction, *, subject: str = "correction") -> list[Finding]:
    """Return what no lens can be, or no table prints."""
    found: list[Finding] = []
    lens = correction.positive()
    for power in (lens.sphere, lens.sphere + lens.cylinder):
        if abs(power) > MAX_POWER:
            found.append(
                Finding(
                    "OPT-PUISSANCE-IMPOSSIBLE",
                    subject,
                    {"puissance": printed_power(power), "maximum": printed_power(MAX_POWER)},
                )
            )
            break
    bounds = {"minimum": printed_power(LEAST_CYLINDER), "maximum": printed_power(MAX_CYLINDER)}
    thin = lens.sphere <= 0 and 0 < lens.cylinder < LEAST_CYLINDER
    if thin or lens.cylinder > MAX_CYLINDER:
        facts = {"cylindre": printed_power(correction.cylinder), **bounds}
        found.append(Finding("OPT-CYLINDRE-HORS-TABLE", subject, facts))
    if not 0 <= correction.axis <= MAX_AXIS:
        found.append(Finding("OPT-AXE-IMPOSSIBLE", subject, {"axe": correction.axis}))
    if not 0 <= correction.addition <= MAX_ADDITION:
        facts = {
            "addition": printed_power(correction.addition),
            "maximum": printed_power(MAX_ADDITION),
        }
        found.append(Finding("OPT-ADDITION-IMPOSSIBLE", subject, facts))
    if not (0 <= correction.prism <= MAX_PRISM and 0 <= correction.prism_base <= MAX_PRISM_BASE):
        facts = {"prisme": printed_power(correction.prism), "base": str(correction.prism_base)}
        found.append(Finding("OPT-PRISME-IMPOSSIBLE", subject, facts))
    return found


def lens_code(
    table: LensTable, correction: Correction, shape: LensShape, basket: BasketClass
) -> LensAnswer:
    """Return the generic lens of a correction, or what is wrong; total.

    The sphere is taken as it is: :meth:`EyePrescription.seen` gives that of near vision.
    A multifocal or progressive lens without power for far vision is in the first band (assumed:
    only the unifocal one has a code of its own).
    """
    found = correction_findings(correction)
    if found:
        return LensAnswer(findings=tuple(found))
    family, power = family_of(correction)
    if shape is LensShape.UNIFOCAL and family is Family.SPHERICAL_NEGATIVE and not power:
        return LensAnswer(table.neutral[basket])
    rows = [row for row in table.rows[family] if row.band.holds(power)]
    assert len(rows) == 1, f"the loader saw that the bands follow one another: {family} {power}"
    return LensAnswer(rows[0].lenses[shape, basket])


def printed_power(hundredths: int) -> str:
    """Return a power as an ordonnance prints it: ``+1,00``, ``-0,25``, ``0,00``."""
    sign = "" if hundredths == 0 else "-" if hundredths < 0 else "+"
    return f"{sign}{abs(hundredths) // 100},{abs(hundredths) % 100:02d}"
