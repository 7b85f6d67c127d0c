"""The tree of a card: directories, files, and where one stands in it (ISO 7816-4, chapter 7).

Source: ISO 7816-4, chapter 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MASTER = 0x3F00
"""File id of the root of every card."""


@dataclass(frozen=True)
class Ef:
    """One transparent file.

    Attributes:
        fid: file id.
        data: all its bytes, filler included.
        sfi: short id, 1 to 30, or nothing.
        readable: whether READ BINARY is free; else the card says 6982.
    """

    fid: int
    data: bytes
    sfi: int | None = None
    readable: bool = True


@dataclass(frozen=True)
class Df:
    """One directory.

    Attributes:
        fid: file id.
        children: files and directories just below.
        aid: application identifier, or empty.
    """

    fid: int
    children: tuple["Df | Ef", ...]
    aid: bytes = b""

    def child(self, fid: int) -> "Df | Ef | None":
        """Return what has this file id just below, or nothing."""
        return next((child for child in self.children if child.fid == fid), None)


@dataclass(frozen=True)
class Place:
    """Where the card stands: the directories from the root down, and the file of the last one."""

    path: tuple[Df, ...]
    ef: Ef | None = None

    @property
    def df(self) -> Df:
        """The current directory."""
        return self.path[-1]

    @property
    def parent(self) -> "Place":
        """The directory above; the root is its own parent."""
        return Place(self.path[:-1] or self.path)

    @property
    def file(self) -> Df | Ef:
        """What was selected: the file, else the directory."""
        return self.ef or self.df

    def down(self, fid: int) -> "Place | None":
        """Return the place of what has this file id just below, or nothing."""
        child = self.df.child(fid)
        if child is None:
            return None
        return Place(self.path, child) if isinstance(child, Ef) else Place((*self.path, child))

    def walk(self) -> Iterator["Place"]:
        """Yield this directory and all below, parents first."""
        yield Place(self.path)
        for child in self.df.children:
            if isinstance(child, Df):
                yield from Place((*self.path, child)).walk()
