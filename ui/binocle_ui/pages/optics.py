"""The page "Ordonnance": what was prescribed, what is sold for it (CLI-03, USR-02, TAUX-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from binocle.kernel import Cents
from binocle_ui.catalogue import Notice


@dataclass(frozen=True)
class FieldNotice:
    """A notice beside its field; ``warns`` when the invoice can go on all the same."""

    notice: Notice
    warns: bool


@dataclass(frozen=True)
class ProposalView:
    """The generic lens that a correction needs.

    Attributes:
        base: none when no base is known; likewise ``limit``.
    """

    lpp: str
    act: str
    basket: str
    label: str
    base: Cents | None
    limit: Cents | None


@dataclass(frozen=True)
class OpticsView:
    """The screen.

    Attributes:
        texts: by field, as typed and completed (:mod:`binocle.workflows.optical_typing`).
        told: by field, what is wrong or doubtful.
        proposals: by lens, ``e1.OD``.
        patient: who is at the counter, empty when nobody is.
        total: of every article; none while a field cannot be read.
        total_shown: of those that the insurers see.
        is_taken: the claim holds these lines.
    """

    texts: Mapping[str, str]
    told: Mapping[str, tuple[FieldNotice, ...]]
    proposals: Mapping[str, ProposalView]
    patient: str
    total: Cents | None
    total_shown: Cents | None
    is_taken: bool


class OpticsPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> OpticsView:
        """Return the screen as it stands."""
        ...

    def enter(self, form: Mapping[str, str]) -> None:
        """Take the fields as typed; what is wrong is in the view."""
        ...

    def take(self, form: Mapping[str, str]) -> None:
        """Take the fields, and put the lines in the claim unless one is wrong."""
        ...
