"""What goes wrong, where and when: plain data, from the first day.

Law of this file: a fault never acts by itself. The place that it names asks
:meth:`FaultPlan.strike` once an occasion and does what the answer says; so a plan reads the same
at every depth.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

CARD_TEARS = ("reset", "removed", "empty", "not-transacted")
"""The four shapes of "card gone" in PC/SC (cards sheet 2.7), in the order of the sheet."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "cps": CARD_TEARS,
    "vitale": CARD_TEARS,
    "contactless": CARD_TEARS,
    "adri": ("down", "slow", "fault"),
    "concentrator": ("down", "slow", "silent"),
    "arl": ("duplicate", "negative", "absent"),
    "rsp": ("duplicate", "truncated", "altered"),
    "crash": (
        "after-sign",
        "after-store",
        "after-lot",
        "before-send",
        "after-send",
        "after-take",
    ),
}
"""Each place and what may happen there.

``cps``, ``vitale``, ``contactless``: an exchange with the card of that slot. ``adri``,
``concentrator``: a request (``silent``: the peer does its work and the answer is lost; ``fault``:
it answers that it is out of order). ``arl``, ``rsp``: a return that the concentrator makes.
``crash``: a named point of the production code.
"""


class UnknownFault(ValueError):
    """A fault that names no place, or nothing that can happen there."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        where: a key of :data:`KINDS`.
        what: one of its kinds; for ``crash``, the name of the point.
        at: the first occasion that it hits, counted from 1 since it was armed.
        times: how many occasions it hits; 0 = until it is cleared.
    """

    where: str
    what: str
    at: int = 1
    times: int = 1

    def __post_init__(self) -> None:
        """Refuse a fault that could never strike."""
        if self.what not in KINDS.get(self.where, ()):
            raise UnknownFault(f"no fault {self.what!r} at {self.where!r}; see KINDS")
        if self.at < 1 or self.times < 0:
            raise UnknownFault(f"at counts from 1 and times from 0: {self}")


@dataclass
class _Armed:
    """A fault and the occasions that it has counted."""

    fault: Fault
    seen: int = 0

    @property
    def is_due(self) -> bool:
        return self.seen + 1 >= self.fault.at

    @property
    def is_spent(self) -> bool:
        return self.fault.times > 0 and self.seen >= self.fault.at + self.fault.times - 1


class FaultPlan:
    """The faults of one world, and how far each has counted; safe between threads."""

    def __init__(self) -> None:
        """Make a plan in which nothing goes wrong."""
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []

    def arm(self, *faults: Fault) -> None:
        """Add faults; each counts its own occasions from now on."""
        with self._lock:
            self._armed.extend(_Armed(fault) for fault in faults)

    def clear(self) -> None:
        """Forget every fault: the storm is over."""
        with self._lock:
            self._armed.clear()

    @property
    def armed(self) -> tuple[Fault, ...]:
        """The faults that may still strike, in the order that they were armed."""
        with self._lock:
            return tuple(armed.fault for armed in self._armed)

    def due(self, where: str) -> str | None:
        """Say what the next occasion at ``where`` will meet, without counting it."""
        with self._lock:
            for armed in self._armed:
                if armed.fault.where == where and armed.is_due:
                    return armed.fault.what
        return None

    def strike(self, where: str, point: str | None = None) -> str | None:
        """Count one occasion at ``where`` and say what goes wrong there now, if anything.

        One thing goes wrong at a time: of two faults that are due, the one armed first hits and
        the other waits for the next occasion.

        Args:
            where: a key of :data:`KINDS`.
            point: for ``crash``, the point that was reached.
        """
        assert where in KINDS, where
        assert point is None or point in KINDS[where], point
        if not self._armed:
            return None
        hit: str | None = None
        with self._lock:
            for armed in self._armed:
                if armed.fault.where != where or point not in (None, armed.fault.what):
                    continue
                if armed.is_due and hit:
                    continue
                if armed.is_due:
                    hit = armed.fault.what
                armed.seen += 1
            self._armed = [armed for armed in self._armed if not armed.is_spent]
        return hit
