"""What a figure is, and how much work a measure does for one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One figure and its bar.

    Attributes:
        name: stable; the page of figures and scripts look it up.
        unit: of ``value``, in French.
        bar: what ``value`` must reach, or with ``at_most`` may not pass.
        baseline: the same thing done bare, in the same run and unit; absent when there is none.
        on_ratio: the bar judges :attr:`ratio` instead of ``value``.
    """

    name: str
    value: float
    unit: str
    bar: float
    baseline: float | None = None
    at_most: bool = False
    on_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """``value`` to ``baseline``."""
        return self.value / self.baseline if self.baseline else None

    @property
    def judged(self) -> float:
        """What the bar judges."""
        return self.value / (self.baseline or 1) if self.on_ratio else self.value

    @property
    def ok(self) -> bool:
        """Whether the bar is held."""
        return self.judged <= self.bar if self.at_most else self.judged >= self.bar


@dataclass(frozen=True)
class Effort:
    """How much work each measure does.

    Attributes:
        exchanges: APDU through PC/SC.
        slow_exchanges: APDU without quick acknowledgement, some 44 ms each.
        claims_a_day: also the claims of a lot.
        days: days of ``claim_in_process``.
        growth_days: days of ``claim_growth``, its two windows included.
        window: days whose median cost is compared, at the start and at the end.
        stream_bytes: length of the B2 stream that must not fill the memory.
        decoded: entities or records read for one timing.
        readings: Vitale cards read whole through PC/SC.
        insertions: cards taken out and put in, of which the slowest to be noticed counts.
        cycles: rounds on eight readers, under two seconds each.
        rate_checks: rate checks of one turn.
        followed: invoices of the lists.
        returned: invoices whose returns are matched, one size after the other.
        repeats: timings of which the median, or the best, is kept.
    """

    exchanges: int
    slow_exchanges: int
    claims_a_day: int
    days: int
    growth_days: int
    window: int
    stream_bytes: int
    decoded: int
    readings: int
    insertions: int
    cycles: int
    rate_checks: int
    followed: int
    returned: tuple[int, ...]
    repeats: int


FULL = Effort(
    exchanges=10_000,
    slow_exchanges=20,
    claims_a_day=100,
    days=7,
    growth_days=100,
    window=10,
    stream_bytes=100_000_000,
    decoded=50_000,
    readings=100,
    insertions=10,
    cycles=200,
    rate_checks=20,
    followed=20_000,
    returned=(2_000, 20_000),
    repeats=7,
)
WHOLE = replace(FULL, returned=(*FULL.returned, 200_000))
"""With the size that alone takes as long as all the rest: a million entities."""
QUICK = Effort(
    exchanges=50,
    slow_exchanges=3,
    claims_a_day=2,
    days=1,
    growth_days=2,
    window=1,
    stream_bytes=100_000,
    decoded=500,
    readings=2,
    insertions=1,
    cycles=1,
    rate_checks=1,
    followed=50,
    returned=(4,),
    repeats=1,
)
"""For a smoke run: the shape is right, the figures mean nothing."""


def seconds(work: Callable[[], object]) -> float:
    """Return the real seconds that ``work`` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun
