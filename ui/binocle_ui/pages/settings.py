"""The page "Configurer", tab SESAM-Vitale (LEC-01, LEC-04, LEC-06 to LEC-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .claim import ChoiceView


@dataclass(frozen=True)
class SettingsView:
    """What the shop chose, and what it may choose.

    Attributes:
        models: readers of the catalogue.
        readers: names that PC/SC knows now, each with what the catalogue says of it.
        cps: name of the reader of the CPS, as chosen; likewise ``vitale`` and ``contactless``.
        wait_s: seconds that the phone is waited for.
        apcv_way: key of the section ``apcv`` of the labels.
        reread_days: days after which a Vitale card is read again.
    """

    models: tuple[ChoiceView, ...]
    readers: tuple[ChoiceView, ...]
    model: str
    cps: str
    vitale: str
    contactless: str
    wait_s: int
    apcv_way: str
    reread_days: int


@dataclass(frozen=True)
class CheckView:
    """One thing that was looked at.

    Attributes:
        name: what, in French.
        found: what is there, or what is missing.
        action: what to do when it is missing.
    """

    name: str
    is_ok: bool
    found: str
    action: str = ""


class SettingsPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> SettingsView:
        """Return what is chosen."""
        ...

    def save(self, form: Mapping[str, str]) -> None:
        """Keep the fields of the view, under their own names."""
        ...

    def examine(self) -> tuple[CheckView, ...]:
        """Walk the printed checks, in their order."""
        ...

    def restart(self) -> None:
        """Restart the engine: every connection to readers is closed and opened again."""
        ...
