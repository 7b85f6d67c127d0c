"""What goes wrong, where and when: plain data, from the first day.

Law of this file: a fault never acts by itself. The place that it names asks
:meth:`FaultPlan.strike` once an occasion and does what the answer says; so a plan reads the same
at every depth.
Source: ours; no rule of a peer.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

CARD_TEARS = ("reset", "removed", "empty", "not-transacted")
"""The four shapes of "card gone" in PC/SC (cards sheet 2.7), in the order of the sheet."""

CARD_KINDS = (*CARD_TEARS, "transient", "slow", "reset-by-other", "mute")

KINDS: Mapping[str, tuple[str, ...]] = {
    "cps": CARD_KINDS,
    "vitale": CARD_KINDS,
    "contactless": CARD_KINDS,
    "reader": ("unplugged",),
    "pcsc": ("stopped",),
    "adri": ("down", "slow", "fault", "unsigned", "altered", "other", "garbled"),
    "apcv": ("down", "slow", "silent", "fault"),
    "conventions": ("down", "slow", "garbled"),
    "concentrator": ("down", "slow", "silent"),
    "smtp": ("down", "slow", "cut", "lost", "full", "rejected", "undelivered", "given-up"),
    "pop3": ("down", "slow", "cut", "locked"),
    "file": ("refused",),
    "arl": (
        "duplicate",
        "negative",
        "absent",
        "late",
        "transport-keys",
        "after-return",
        "orphan",
        "garbled",
    ),
    "srv": ("forwarded", "provisional", "undelivered"),
    "rsp": ("duplicate", "truncated", "altered", "late", "swapped"),
    "payer": (
        "hold",
        "pay",
        "part-pay",
        "pay-more",
        "pay-twice",
        "reject",
        "unknown-code",
        "signal",
        "defer",
        "group",
        "split",
        "pass-on",
        "take-back",
        "withhold",
        "lump-sum",
        "paper",
        "older",
        "unknown-entity",
        "orphan-lot",
        "orphan-invoice",
        "orphan-professional",
        "closing-off",
    ),
    "scor": (
        "down",
        "slow",
        "silent",
        "fault",
        "refused",
        "garbled",
        "malformed",
        "other",
        "disordered",
    ),
    "piece": (
        "rebuild",
        "backup",
        "paper",
        "absent",
        "rebuild-later",
        "paper-later",
        "twice",
        "unknown",
        "overtaken",
    ),
    "disk": ("full",),
    "crash": (
        "after-sign",
        "after-store",
        "after-lot",
        "before-send",
        "before-resend",
        "after-send",
        "after-take",
        "after-match",
        "after-scor-lot",
        "before-scor-send",
        "after-scor-send",
        "after-scor-states",
    ),
}
"""Each place and what may happen there.

``cps``, ``vitale``, ``contactless``: an exchange with the card of a slot of that role; the card
leaves (the tears), one exchange fails and the next works (``transient``), the answer is late
(``slow``), another program resets the card, which stays (``reset-by-other``); for ``mute`` the
occasion is an insertion. ``reader``: an exchange; its reader is unplugged, cards in. ``pcsc``: an
exchange; the whole service stops. ``adri``, ``apcv``, ``conventions``, ``concentrator``, ``scor``:
a request (``silent``: the peer does its work and the answer is lost; ``fault``: it answers that it
is out of order; ``unsigned``, ``altered``, ``other``, ``garbled``: its answer is not signed, was
changed after, answers another message, cannot be read; ``refused``, ``malformed``, ``disordered``:
it refuses, leaves a member out, tells the newest first). ``file``: one that the concentrator is
given, and refuses though it is right. ``smtp``: a message that is sent by mail
(:mod:`binocle_simulators.concentrator.mail.smtp`). ``pop3``: a connection to the box
(:mod:`binocle_simulators.concentrator.mail.pop3`). ``arl``, ``rsp``: a return that the
concentrator makes. ``srv``: a lot that it takes, of which it then sends a service message.
``payer``: a lot that a payer answers (:mod:`binocle_simulators.payers.conducts`). ``piece``: the
look of the SCOR server at a document. ``disk``: a transaction of the shop's database that changed
something; there is no room for it. ``crash``: a named point of the production code.
"""

_ANY_MOMENT = ("before", "inside", "after")
MOMENTS: Mapping[str, tuple[str, ...]] = {
    "reset": _ANY_MOMENT,
    "removed": _ANY_MOMENT,
    "empty": ("inside", "before", "after"),
    "not-transacted": _ANY_MOMENT,
    "transient": ("before", "inside"),
    "reset-by-other": _ANY_MOMENT,
    "unplugged": _ANY_MOMENT,
    "stopped": _ANY_MOMENT,
}
"""When each kind may happen in its exchange; the first moment is the kind's own.

``before``: the command does not reach the card. ``inside``: the card does what is asked and the
answer is lost. ``after``: the answer comes, and the next command meets the trouble.
"""

POINTS: Mapping[str, str] = {"mute": "insertion", **{point: point for point in KINDS["crash"]}}
"""Kinds whose occasions are not those of their place's other kinds, and the name of theirs."""


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
        moment: one of :data:`MOMENTS` of the kind; empty for the kind's own.
    """

    where: str
    what: str
    at: int = 1
    times: int = 1
    moment: str = ""

    def __post_init__(self) -> None:
        """Refuse a fault that could never strike."""
        if self.what not in KINDS.get(self.where, ()):
            raise UnknownFault(f"no fault {self.what!r} at {self.where!r}; see KINDS")
        if self.at < 1 or self.times < 0:
            raise UnknownFault(f"at counts from 1 and times from 0: {self}")
        if self.moment and self.moment not in MOMENTS.get(self.what, ()):
            raise UnknownFault(f"{self.what!r} has no moment {self.moment!r}; see MOMENTS")

    @property
    def told(self) -> str:
        """What a strike answers: the kind, then ``/moment`` when it is not the kind's own."""
        own = MOMENTS.get(self.what, ("",))[0]
        return self.what if self.moment in ("", own) else f"{self.what}/{self.moment}"


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

    @property
    def calm(self) -> bool:
        """Whether nothing can go wrong now."""
        return not self._armed

    def due(self, where: str) -> str | None:
        """Say what the next occasion at ``where`` will meet, without counting it."""
        with self._lock:
            for armed in self._armed:
                if armed.fault.where == where and armed.is_due:
                    return armed.fault.told
        return None

    def strike(self, where: str, point: str | None = None) -> str | None:
        """Count one occasion at ``where`` and say what goes wrong there now, if anything.

        One thing goes wrong at a time: of two faults that are due, the one armed first hits and
        the other waits for the next occasion.

        Args:
            where: a key of :data:`KINDS`.
            point: for the kinds of :data:`POINTS`, the occasion.

        Returns:
            :attr:`Fault.told` of what hits.
        """
        assert where in KINDS, where
        assert point is None or point in {POINTS.get(what) for what in KINDS[where]}, point
        if not self._armed:
            return None
        hit: str | None = None
        with self._lock:
            for armed in self._armed:
                if armed.fault.where != where or POINTS.get(armed.fault.what) != point:
                    continue
                if armed.is_due and hit:
                    continue
                if armed.is_due:
                    hit = armed.fault.told
                armed.seen += 1
            self._armed = [armed for armed in self._armed if not armed.is_spent]
        return hit


def told_moment(told: str) -> tuple[str, str]:
    """Return the kind and the moment of what :meth:`FaultPlan.strike` answered."""
    what, _, moment = told.partition("/")
    return what, moment or MOMENTS.get(what, ("",))[0]
