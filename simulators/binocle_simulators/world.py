"""One clock, one seed, one heap of events, one journal: all that a bench shares.

Law of this file: time moves only by :meth:`World.advance` and its kin, chance comes only from
:meth:`World.stream`. Two worlds of one seed that live the same day write the same journal.
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

LATENCY_MS = {"apdu": (4, 18), "http": (60, 240)}
"""Virtual milliseconds that one exchange takes, from a seeded draw (assumed orders of size)."""


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
        self.start = start.astimezone(UTC)
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
        """Have ``action`` run when the clock reaches ``at``."""
        with self.lock:
            self._order += 1
            heapq.heappush(self._events, _Event(max(at, self._now), self._order, label, action))

    def next_event(self) -> datetime | None:
        """Return when the next event is due, or nothing."""
        return self._events[0].at if self._events else None

    def advance_to(self, at: datetime) -> None:
        """Move the clock to ``at``, running each event at its own instant."""
        with self.lock:
            while self._events and self._events[0].at <= at:
                event = heapq.heappop(self._events)
                self._now = max(self._now, event.at)
                self.record("world", "=", event.label)
                event.action()
            self._now = max(self._now, at)

    def advance(self, span: timedelta) -> None:
        """Move the clock forward by ``span``."""
        self.advance_to(self._now + span)

    def take_time(self, kind: str) -> None:
        """Let one exchange of ``kind`` (see :data:`LATENCY_MS`) take its virtual time."""
        low, high = LATENCY_MS[kind]
        self.advance(timedelta(milliseconds=self.stream(f"latency:{kind}").randint(low, high)))

    # -- chance -------------------------------------------------------------------------------

    def stream(self, name: str) -> random.Random:
        """Return the named stream; a draw in one never shifts another."""
        if name not in self._streams:
            self._streams[name] = random.Random(f"{self.seed}:{name}")  # noqa: S311 - a bench, not a lock
        return self._streams[name]

    def next(self, series: str) -> str:
        """Return the next identifier of a series: a UUID-shaped text of the seed."""
        draw = f"{self.stream(f'ids:{series}').getrandbits(128):032x}"
        return f"{draw[:8]}-{draw[8:12]}-4{draw[13:16]}-8{draw[17:20]}-{draw[20:]}"

    def count(self, series: str) -> int:
        """Return 1, 2, 3… for a series of the simulated peers."""
        self._counters[series] += 1
        return self._counters[series]

    # -- memory and mishap --------------------------------------------------------------------

    def record(self, hop: str, direction: str, payload: bytes | str) -> None:
        """Append one exchange to the journal at the present instant."""
        with self.lock:
            self.journal.record(self._now, hop, direction, payload)

    def reach(self, point: str) -> None:
        """Crash here if the plan says so; the production code calls this at named points."""
        if self.faults.strike("crash", point):
            self.record("crash", "=", point)
            raise Crash(point)
