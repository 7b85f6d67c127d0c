"""The tab "ADRi" of a claim: what was told of the rights, and how the sale goes on without them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.adri import CallMode, CallReason, SentDatum, WayOn
from binocle_ui.catalogue import Notice

from .claim import BlockView


@dataclass(frozen=True)
class PaperView:
    """A field of the paper file: what was typed, and what is wrong with it.

    Attributes:
        name: key of the section ``papier`` of the labels.
    """

    name: str
    value: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class TroubleView:
    """Why the last call gave no rights, and the ways on in their order."""

    notice: Notice
    checks: tuple[SentDatum, ...]
    ways: tuple[WayOn, ...]


@dataclass(frozen=True)
class RightsView:
    """The rights of the claim under way.

    Attributes:
        patient: name and birth as printed; empty before anybody is known.
        title: of the tab; the life of the app's context is in it (APCV-09).
        mode: in force.
        suspended: repeated failures have stopped the calls of today.
        in_use: box "Utiliser ADRI pour cette facture".
        reasons: why the last call was made.
        consulted: day of ADRi's answer; none before.
        blocks: what it told.
        was_called: the last call was made by a reading of the app, whatever the mode.
        context: key of the section ``apcv_contextes``; empty when no app was read.
        has_context: the person of this claim came by the app.
        asks_expiry: the question of APCV-11 is open.
        is_open: whether anything may still be changed.
    """

    patient: str
    title: str
    mode: CallMode
    suspended: bool
    in_use: bool
    reasons: tuple[CallReason, ...]
    consulted: date | None
    blocks: tuple[BlockView, ...]
    trouble: TroubleView | None
    paper: tuple[PaperView, ...]
    was_called: bool = False
    context: str = ""
    has_context: bool = False
    asks_expiry: bool = False
    is_open: bool = True


class RightsPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> RightsView | None:
        """Return the tab; none without a claim under way."""
        ...

    def ask(self) -> None:
        """Ask ADRi (the button "ADRI"); what it refuses is shown with its ways on."""
        ...

    def use(self, wanted: bool) -> None:
        """Tick or untick "Utiliser ADRI pour cette facture"."""
        ...

    def go_on(self, way: str) -> str:
        """Take a way on, by its key.

        Returns:
            The page that comes next: ``dossier``, ``taux`` or ``droits``.
        """
        ...

    def enter_paper(self, form: Mapping[str, str]) -> None:
        """Take a file typed by hand; what is wrong is shown beside its field."""
        ...

    def restore(self) -> None:
        """Press "Restituer"."""
        ...

    def answer_expiry(self, answer: str) -> str:
        """Answer ``oui`` or ``non`` to the question of APCV-11.

        Returns:
            The page that comes next: ``taux``, or ``apcv`` to read again.
        """
        ...
