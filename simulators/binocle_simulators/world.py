"""One clock, one seed, one heap of events, one journal: all that a bench shares.

Law of this file: time moves only by :meth:`World.advance` and its kin, chance comes only from
:meth:`World.stream`. Two worlds of one seed that live the same day write the same journal. Every
method takes the world's lock, which a thread may take again; who does several things at once takes
it around them.
Source: ours; no rule of a peer.
"""

import heapq
import random
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .faults import FaultPlan
from .journal import Journal

START = datetime(2024, 5, 28, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
"""When a bench day starts; people, rights and certificates are relative to it."""

LATENCY_MS = {"apdu": (4, 18), "http": (60, 240), "mail": (20, 90)}
"""Virtual milliseconds that one exchange takes, from a seeded draw (assumed orders of size)."""

_LATENCY_STREAM = {kind: f"latency:{kind}" for kind in LATENCY_MS}
_MILLISECOND = timedelta(milliseconds=1)


class Crash(BaseException):
    """The program dies here; not an ``Exception``, so that nothing swallows it."""


@dataclass(order=True)
class _Event:
    at: datetime
    order: int
    label: str = field(compare=False)
    action: Callable[[], None] = field(compare=False)


class World:
    """The time, chance and memory of one bench; safe to share between service threads."""

    def __init__(
        self, seed: int = 1, *, start: datetime = START, journal: Path | None = None
    ) -> None:
        """Make a fresh world.

        Args:
            seed: the only source of chance.
            start: the first instant, aware.
            journal: the file of the journal; kept in memory when absent.
        """
        self.seed = seed
        self.start = _utc(start)
        self.lock = threading.RLock()
        self.faults = FaultPlan()
        self.journal = Journal(journal)
        self._now = self.start
        self._events: list[_Event] = []
        self._order = 0
        self._streams: dict[str, random.Random] = {}
        self._counters: defaultdict[str, int] = defaultdict(int)

    # -- time ---------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the virtual instant, in UTC."""
        return self._now

    def elapsed(self) -> float:
        """Return virtual seconds since the start."""
        return (self._now - self.start).total_seconds()

    def call_at(self, at: datetime, label: str, action: Callable[[], None]) -> None:
        """Have ``action`` run when the clock reaches ``at``.

        Events of one instant run in the order of these calls. An action runs under the world's
        lock; it may advance the clock and call this again.

        Args:
            at: an aware instant; one that is past is due at the next move of the clock.
            label: what the journal says when it runs.
            action: what to do.
        """
        with self.lock:
            self._order += 1
            due = max(_utc(at), self._now)
            heapq.heappush(self._events, _Event(due, self._order, label, action))

    def next_event(self) -> datetime | None:
        """Return when the next event is due, or nothing."""
        with self.lock:
            return self._events[0].at if self._events else None

    def advance_to(self, at: datetime) -> None:
        """Move the clock to ``at``, running each event at its own instant.

        A past ``at`` moves nothing: an action, or another thread, went further already. When an
        action raises, the clock stays at its instant and later events stay due.
        """
        target = _utc(at)
        with self.lock:
            while self._events and self._events[0].at <= target:
                event = heapq.heappop(self._events)
                self._now = max(self._now, event.at)
                self.record("world", "=", event.label)
                event.action()
            self._now = max(self._now, target)

    def advance(self, span: timedelta) -> None:
        """Move the clock forward by ``span``.

        Raises:
            ValueError: ``span`` is negative.
        """
        if span < timedelta():
            raise ValueError(f"the clock never goes back: {span}")
        with self.lock:
            self.advance_to(self._now + span)

    def take_time(self, kind: str) -> None:
        """Let one exchange of ``kind`` (see :data:`LATENCY_MS`) take its virtual time."""
        with self.lock:
            drawn = self.stream(_LATENCY_STREAM[kind]).randint(*LATENCY_MS[kind])
            end = self._now + drawn * _MILLISECOND
            if self._events and self._events[0].at <= end:
                self.advance_to(end)
            else:
                self._now = end

    # -- chance -------------------------------------------------------------------------------

    def stream(self, name: str) -> random.Random:
        """Return the named stream; a draw in one never shifts another."""
        with self.lock:
            stream = self._streams.get(name)
            if stream is None:
                stream = random.Random(f"{self.seed}:{name}")  # noqa: S311 - a bench, not a lock
                self._streams[name] = stream
            return stream

    def next(self, series: str) -> str:
        """Return the next identifier of a series: a UUID-shaped text of the seed."""
        with self.lock:
            draw = f"{self.stream(f'ids:{series}').getrandbits(128):032x}"
        return f"{draw[:8]}-{draw[8:12]}-4{draw[13:16]}-8{draw[17:20]}-{draw[20:]}"

    def count(self, series: str) -> int:
        """Return 1, 2, 3… for a series of the simulated peers."""
        with self.lock:
            self._counters[series] += 1
            return self._counters[series]

    # -- memory and mishap --------------------------------------------------------------------

    def record(self, hop: str, direction: str, payload: bytes | str) -> None:
        """Append one exchange to the journal at the present instant."""
        with self.lock:
            self.journal.record(self._now, hop, direction, payload)

    def reach(self, point: str) -> None:
        """Crash here if the plan says so; the production code calls this at named points.

        Raises:
            Crash: the plan says so.
        """
        if self.faults.strike("crash", point):
            self.record("crash", "=", point)
            raise Crash(point)


def _utc(at: datetime) -> datetime:
    """Return the instant in UTC; two instants of one other zone would compare by wall clock."""
    assert at.tzinfo is not None, f"an instant carries its zone: {at}"
    return at if at.tzinfo is UTC else at.astimezone(UTC)
