"""Copies of what was sent and received, as files a person can open.

Law of this file: the database is the truth; a copy is written whole and never changed. A name that
is taken by other bytes is refused.
"""

from pathlib import Path


class SlipFolder:
    """Implements :class:`binocle.lots.LotSlipTray`: a folder that a person opens and prints."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; made when the first slip comes."""
        self._folder = folder

    def keep(self, name: str, pdf: bytes) -> None:
        """Write a slip whole.

        Raises:
            PermissionError: the folder cannot be written, or is full.
        """
        try:
            keep_copy(self._folder, name, pdf)
        except OSError as error:
            raise PermissionError(str(error)) from error


def keep_copy(folder: Path, name: str, content: bytes) -> Path:
    """Write a copy and return its path; the same bytes again are the same copy.

    Raises:
        FileExistsError: the name is taken by other bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if path.exists():
        if path.read_bytes() != content:
            raise FileExistsError(path)
        return path
    partial = path.with_name(f".{name}.partial")
    partial.write_bytes(content)
    partial.rename(path)
    return path
