"""The page "Historique": what the former engine transmitted and got back (TEL-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from binocle.lots import HistoryPage
from binocle_ui.catalogue import Notice

from .attachments import UploadedFile


@dataclass(frozen=True)
class TakenView:
    """What became of files of the former engine.

    Attributes:
        taken: files that are new; ``known`` were there already.
        refused: the others, each with its place.
    """

    taken: int
    known: int
    refused: tuple[Notice, ...]


class PastPage(Protocol):
    """What the page may ask; nothing of it is ever sent nor changed."""

    def history(self, page: int, sought: str) -> HistoryPage:
        """Return the lots of a number, or that carry an invoice; all when nothing is sought."""
        ...

    def take(self, files: Sequence[UploadedFile]) -> TakenView:
        """Take files of the former engine; a wrong one stops no other."""
        ...
