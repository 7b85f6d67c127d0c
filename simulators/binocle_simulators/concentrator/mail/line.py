"""What the two dialogues of mail share: a connection that the plan turns away, and the journal.

Source: PROTOCOLS section 11.

``down`` and ``slow`` strike a connection, the others what is done in it; a fault of the first sort
that turns up later strikes then.
"""

import asyncio
from collections.abc import MutableSet
from datetime import timedelta
from typing import Final

from binocle_simulators.world import World

PATIENCE_S = 30
"""What a slow server costs on the bench clock (ours)."""
SLOW_S = 0.5
"""What it costs for real: clients set a shorter time-out, or see the line drop."""
TURNED_AWAY: Final = ("down", "slow")
"""Kinds that strike a connection."""

Links = MutableSet[asyncio.BaseTransport]
"""The connections that are open."""


class Line:
    """One dialogue as the journal, the clock and the plan see it; under the lock of the world."""

    def __init__(self, world: World, place: str) -> None:
        """Speak for ``smtp`` or ``pop3``."""
        self.world = world
        self.place = place

    def heard(self, text: str) -> None:
        """Write what the client said, and let the exchange take its time."""
        with self.world.lock:
            self.world.record(self.place, ">", text)
            self.world.take_time("mail")

    def told(self, text: str) -> None:
        """Write what the client is told."""
        self.world.record(self.place, "<", text)

    def strike_connection(self) -> str:
        """Say how the plan turns a new connection away: a kind of :data:`TURNED_AWAY`, or not."""
        with self.world.lock:
            if self.world.faults.due(self.place) not in TURNED_AWAY:
                return ""
            return self.strike()

    def strike(self) -> str:
        """Count one occasion and say what goes wrong, if anything."""
        with self.world.lock:
            struck = self.world.faults.strike(self.place) or ""
            if struck in TURNED_AWAY:
                self.world.record(self.place, "<", f"turned away: {struck}")
            if struck == "slow":
                self.world.advance(timedelta(seconds=PATIENCE_S))
            return struck


class TurnedAway(asyncio.Protocol):
    """A connection on which nothing is done: it is told so, at once or too late, and closed."""

    def __init__(self, answer: bytes, links: Links, *, late: bool) -> None:
        """Say ``answer``; ``late``: after :data:`SLOW_S`."""
        self._answer = answer
        self._links = links
        self._late = late
        self._link: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer, now or later."""
        assert isinstance(transport, asyncio.Transport)
        self._link = transport
        self._links.add(transport)
        asyncio.get_running_loop().call_later(SLOW_S if self._late else 0, self._end)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        if self._link is not None:
            self._links.discard(self._link)

    def _end(self) -> None:
        if self._link is not None and not self._link.is_closing():
            self._link.write(self._answer)
            self._link.close()
