"""What optics asks of the outside."""

from typing import Protocol


class LppTables(Protocol):
    """Where the shop keeps the table that it imported, in the form of ours."""

    def latest(self) -> bytes | None:
        """Return the table, or none when nothing was ever imported.

        Raises:
            TimeoutError: its place does not answer.
            ConnectionError: its place cannot be reached.
            PermissionError: it may not be read.
        """
        ...

    def keep(self, content: bytes) -> None:
        """Keep a table in place of the former one, whole or not at all.

        Raises:
            TimeoutError: its place does not answer.
            ConnectionError: its place cannot be reached, or is full.
            PermissionError: it may not be written.
        """
        ...


class NoLppTable:
    """A shop that imported nothing: what ships serves."""

    def latest(self) -> bytes | None:
        """Return none."""
        return None

    def keep(self, content: bytes) -> None:
        """Refuse: there is no place to keep it.

        Raises:
            PermissionError: always.
        """
        raise PermissionError("no place for an imported table")
