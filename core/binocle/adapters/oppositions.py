"""The list of opposed cards, in a file that somebody puts there.

Law of this file: bytes as they are; who reads them says whether they are a list. A file that is not
there is none; any other failure crosses the port as one of its three exceptions.
"""

from pathlib import Path


class OppositionFile:
    """Implements :class:`binocle.cards.OppositionLists`."""

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
            raise ConnectionError(f"the list cannot be read: {error.strerror}") from error
