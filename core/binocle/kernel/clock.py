"""Time, identifiers and crash points, as ports: the core never reads the machine."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Return seconds since an arbitrary start; for durations only."""
        ...


class Ids(Protocol):
    """The only source of identifiers that must not repeat."""

    def next(self, series: str) -> str:
        """Return the next identifier of a named series, such as ``message``."""
        ...


class Hazards(Protocol):
    """Named points where a bench may crash the program; nothing happens there in production."""

    def reach(self, point: str) -> None:
        """Say that execution reached ``point``, such as ``after-sign``."""
        ...


class SafeHazards:
    """The production form of :class:`Hazards`."""

    def reach(self, point: str) -> None:
        """Do nothing."""
