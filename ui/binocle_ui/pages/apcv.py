"""The page that reads the appli carte Vitale (APCV-03, APCV-04, APCV-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .claim import ChoiceView


@dataclass(frozen=True)
class ApcvView:
    """Where the reading stands.

    Attributes:
        way: key of the section ``apcv`` of the labels: how the shop reads.
        wait_s: seconds that the phone is waited for.
        choices: beneficiaries of the last reading.
        until: end of its context, aware.
        chosen: the beneficiary that was chosen, as printed.
        entry: key of the section ``apcv_entrees`` of the labels (APCV-02).
        can_restore: a context was read before, "Restituer" may give it back (APCV-07).
        found: numbers of the invoices of the person chosen, when a customer is searched.
    """

    way: str
    wait_s: int
    choices: tuple[ChoiceView, ...] = ()
    until: datetime | None = None
    chosen: str = ""
    entry: str = "dossier"
    can_restore: bool = False
    found: tuple[str, ...] = ()


class ApcvPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> ApcvView:
        """Return where the reading stands."""
        ...

    def read(self, form: Mapping[str, str], picture: bytes | None) -> None:
        """Read: what a scanner typed (``texte``), a camera's picture, or by NFC without either."""
        ...

    def enter(self, entry: str) -> None:
        """Take one of the three entry points: ``recherche``, ``dossier`` or ``nouveau``."""
        ...

    def choose(self, form: Mapping[str, str]) -> None:
        """Choose a beneficiary: ``choix``."""
        ...
