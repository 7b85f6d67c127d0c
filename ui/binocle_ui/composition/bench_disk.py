"""The database of a bench, whose disk may be full, as the plan of faults says.

Law of this file: the refusal is SQLite's own, never a made-up error. The file may not grow any more
and the transaction is made to need room, after all that it wrote and before it is committed: the
worst moment, for then everything must be undone. Source: SQLite, "PRAGMA max_page_count" (it never
goes under what the file holds) and the result code SQLITE_FULL.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from binocle.adapters.sqlite import Session
from binocle_simulators.world import World

ANY_SIZE = 4_294_967_294
"""Pages that a file may have when nothing limits it (SQLite, "Implementation Limits")."""


class BenchSession(Session):
    """A session whose every occasion of the place ``disk`` is a transaction that changed something.

    A plan counts them: at the n-th, the disk is full for that transaction, or until it is cleared.
    """

    def __init__(self, engine: Engine, world: World) -> None:
        """Connect.

        Args:
            engine: of :func:`~binocle.adapters.sqlite.open_engine`.
            world: its journal hears each change of state, its plan fills the disk.
        """
        super().__init__(engine, told=lambda text: world.record("shop", "=", text))
        self._world = world

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """Run a block as the production session does, unless the disk is full."""
        is_inner = self._inside
        with super().transaction(durable=durable):
            before = self._driver.total_changes
            yield
            if is_inner or self._driver.total_changes == before:
                return
            if self._world.faults.strike("disk"):
                self._world.record("disk", "=", "full")
                self._fill()

    def _fill(self) -> None:
        """Need more room than the file may have; SQLite refuses."""
        (free,) = self._driver.execute("PRAGMA freelist_count").fetchone()
        (size,) = self._driver.execute("PRAGMA page_size").fetchone()
        self._driver.execute("PRAGMA max_page_count = 1")
        try:
            self._driver.execute("CREATE TABLE no_room (content BLOB)")
            self._driver.execute("INSERT INTO no_room VALUES (zeroblob(?))", [(free + 2) * size])
        finally:
            self._driver.execute(f"PRAGMA max_page_count = {ANY_SIZE}")
        raise AssertionError("the file grew although it may not")
