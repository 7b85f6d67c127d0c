"""What the cards ask of the outside, readers apart."""

from typing import Protocol


class OppositionLists(Protocol):
    """Where the list of the opposed Vitale cards comes from."""

    def latest(self) -> bytes | None:
        """Return the last list that was received, or none when there never was one.

        Raises:
            TimeoutError: its place does not answer.
            ConnectionError: its place cannot be reached.
            PermissionError: it may not be read.
        """
        ...


class NoOppositionList:
    """A shop that receives no list: each reading says so."""

    def latest(self) -> bytes | None:
        """Return none."""
        return None
