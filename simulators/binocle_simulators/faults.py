"""What goes wrong, where and when: plain data, from the first day.

Law of this file: a fault never acts by itself. The place that it names asks :meth:`FaultPlan.strike`
once an occasion and does what the answer says; so a plan reads the same at every depth.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CARD_TEARS = ("reset", "removed", "empty", "not-transacted")
"""The four shapes of "card gone" in PC/SC (cards sheet 2.7), in the order of the sheet."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "cps": CARD_TEARS,
    "vitale": CARD_TEARS,
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

``cps``, ``vitale``: an exchange with the card of that slot. ``adri``, ``concentrator``: a request
(``silent``: the peer does its work and the answer is lost). ``arl``, ``rsp``: a return that the
concentrator makes. ``crash``: a named point of the production code.
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
    fault: Fault
    seen: int = 0


@dataclass
class FaultPlan:
    """The faults of one world, and how far each has counted."""

    _armed: list[_Armed] = field(default_factory=list)

    def arm(self, *faults: Fault) -> None:
        """Add faults; each counts its own occasions from now on."""
        self._armed.extend(_Armed(fault) for fault in faults)

    def clear(self) -> None:
        """Forget every fault: the storm is over."""
        self._armed.clear()

    @property
    def armed(self) -> Iterable[Fault]:
        """The faults that may still strike."""
        return [armed.fault for armed in self._armed]

    def strike(self, where: str, point: str | None = None) -> str | None:
        """Count one occasion at ``where`` and say what goes wrong there now, if anything.

        Args:
            where: a key of :data:`KINDS`.
            point: for ``crash``, the point that was reached.
        """
        if not self._armed:
            return None
        hit: str | None = None
        for armed in list(self._armed):
            fault = armed.fault
            if fault.where != where or (point is not None and fault.what != point):
                continue
            armed.seen += 1
            last = fault.at + fault.times - 1
            if armed.seen >= fault.at and (fault.times == 0 or armed.seen <= last):
                hit = hit or fault.what
            if fault.times and armed.seen >= last:
                self._armed.remove(armed)
        return hit
