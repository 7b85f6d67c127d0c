"""The shop side of the page: the claim under way, and the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from binocle_ui.catalogue import Notice

from .claim import ClaimView


@dataclass(frozen=True)
class FileRow:
    """A file of this run: key of the section ``fichiers`` of ``labels_fr.toml``, and its path."""

    name: str
    path: str


@dataclass(frozen=True)
class SetAsideRow:
    """A return that was kept and not matched, with why ("RSP non rapproché")."""

    message: str
    notice: Notice


class CounterPage(Protocol):
    """The shop side. Each verb is one gesture; it may raise a ``BinocleError``, which is shown."""

    def cases(self) -> Sequence[str]:
        """Return the keys of the claims that can be started (section ``cas`` of the labels)."""
        ...

    def start(self, case: str) -> None:
        """Start the claim of a case; a claim under way is left where it stands."""
        ...

    def next_step(self, form: Mapping[str, str]) -> None:
        """Do the next step with what :class:`AskKind` says that the form holds."""
        ...

    def force_century(self, century: str) -> None:
        """Say the century of the chosen person's birth: its first two digits."""
        ...

    def view(self) -> ClaimView | None:
        """Return the claim under way, if any."""
        ...

    def set_aside(self) -> Sequence[SetAsideRow]:
        """Return every return that was not matched, oldest first."""
        ...

    def files(self) -> Sequence[FileRow]:
        """Return where this run keeps its files."""
        ...
