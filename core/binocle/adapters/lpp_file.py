"""The imported list of products, in one file of the shop's folder.

Law of this file: whole or not at all. The new table is written beside the former one and put on
disk, then takes its name: a power cut leaves the one or the other. A failure crosses the port as
one of its three exceptions.
"""

import os
from pathlib import Path


class LppTableFile:
    """Implements :class:`binocle.optics.LppTables`."""

    def __init__(self, path: Path) -> None:
        """Take the place of the file, which may not exist yet."""
        self._path = path

    def latest(self) -> bytes | None:
        """Return the bytes of the file, or none when there is no file.

        Raises:
            PermissionError: it may not be read.
            ConnectionError: its disk fails.
        """
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except PermissionError:
            raise
        except OSError as error:
            raise ConnectionError(f"the table cannot be read: {error.strerror}") from error

    def keep(self, content: bytes) -> None:
        """Put a table in place of the former one.

        Raises:
            PermissionError: it may not be written.
            ConnectionError: its disk fails or is full.
        """
        partial = self._path.with_name(f".{self._path.name}.partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._path)
        except PermissionError:
            raise
        except OSError as error:
            raise ConnectionError(f"the table cannot be kept: {error.strerror}") from error
