"""PC/SC readers of a bench, seen by the production adapters.

Law of this file: only readers that this bench created are ever named (SIM-12), and its clock is the
one that waits.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from binocle.readers import ReaderEvents, WatchedReaders
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import TearingChannel

if TYPE_CHECKING:
    from binocle.adapters.pcsc import PcscReaders

TELLING_S = 0.5
"""Real seconds in which PC/SC tells what a hand did; a slot that shuts is polled every 0.4 s."""


class BenchEvents:
    """What PC/SC tells of a bench's readers, waited for on the bench's own clock.

    A wait of ten seconds moves the clock by ten seconds and takes the machine the moment that
    PC/SC needs to tell what a hand did before; nothing sleeps longer.
    """

    def __init__(self, events: ReaderEvents, bench: Bench) -> None:
        """Wrap the production adapter's listener."""
        self._events = events
        self._bench = bench
        self._closed = False

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        """Return what happens within so many seconds of the bench, or none."""
        world = self._bench.world
        until = world.elapsed() + timeout_s
        while True:
            told = self._events.next(min(TELLING_S, timeout_s))
            left = timedelta(seconds=until - world.elapsed())
            if told is not None or self._closed or left <= timedelta():
                return told
            due = world.next_event()
            self._bench.advance(left if due is None else min(due - world.now(), left))

    def close(self) -> None:
        """End the wait, from any thread."""
        self._closed = True
        self._events.close()


class TearingReaders:
    """PC/SC readers whose cards are really torn out when the bench's plan says so."""

    def __init__(self, readers: "PcscReaders", bench: Bench) -> None:
        """Wrap the production adapter; only the bench's own readers are ever named."""
        self._readers = readers
        self._bench = bench

    def names(self) -> tuple[str, ...]:
        """Return the bench's readers among those that PC/SC shows (SIM-12)."""
        ours = set(self._bench.slot_names().values())
        return tuple(name for name in self._readers.names() if name in ours)

    def connect(self, reader_name: str) -> TearingChannel:
        """Connect to a card of the bench."""
        slots = {name: slot for slot, name in self._bench.slot_names().items()}
        if reader_name not in slots:
            raise ConnectionError(f"no reader of this bench is called {reader_name!r}")
        bench = self._bench
        channel = self._readers.connect(reader_name)
        return TearingChannel(channel, stage=bench.stage, role=slots[reader_name], around=bench)

    def holds_card(self, reader_name: str) -> bool:
        """Say whether a card is in a reader of the bench."""
        return self._readers.holds_card(reader_name)

    def events(self) -> ReaderEvents:
        """Begin to listen to what happens."""
        return BenchEvents(self._readers.events(), self._bench)


def readers_of(bench: Bench) -> WatchedReaders:
    """Return the readers of a bench, at its depth."""
    if bench.depth == "in-process":
        return bench.rack
    from binocle.adapters.pcsc import (
        PcscReaders,
    )  # needs the extra ``pcsc``, and no other depth does

    return TearingReaders(PcscReaders(), bench)
