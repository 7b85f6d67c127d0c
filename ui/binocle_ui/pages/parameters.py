"""The page "Paramètres": what the shop chooses for all its claims (PAR-01 to PAR-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.shop import ShopSettings


@dataclass(frozen=True)
class ConcentratorRow:
    """A row of the concentrators, as printed (seed-facts 18).

    Attributes:
        transmits: "Télétransmission"; ``pec`` likewise.
    """

    name: str
    transmits: bool
    pec: bool


@dataclass(frozen=True)
class ParametersView:
    """What is chosen, and what is shown beside it.

    Attributes:
        chosen: everything that the shop chose.
        concentrators: shown as printed.
        norm: edition of B2 in which lots are written, ``062007``.
        reread_days: days after which a Vitale card is read again; chosen in "Configurer".
        last_slip: day of the last slip, "Date d'édition du dernier Lot".
        port: "Port d'écoute AreaFse", as printed.
        first: least number of ADRi's failures; ``last`` the greatest.
    """

    chosen: ShopSettings
    concentrators: tuple[ConcentratorRow, ...]
    norm: str
    reread_days: int
    last_slip: date | None
    port: int
    first: int
    last: int


class ParametersPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> ParametersView:
        """Return what is chosen."""
        ...

    def keep_transmission(self, form: Mapping[str, str]) -> None:
        """Keep the boxes of "Télétransmission", under the names of the shop's settings."""
        ...

    def keep_adri(self, form: Mapping[str, str]) -> None:
        """Keep how ADRi is asked: ``adri_mode``."""
        ...

    def keep_sesam_vitale(self, form: Mapping[str, str]) -> None:
        """Keep ``active_from`` and ``edit_slips``."""
        ...

    def forget_slip_day(self) -> None:
        """Empty "Date d'édition du dernier Lot" ("RAZ Date")."""
        ...

    def keep_shop(self, form: Mapping[str, str]) -> None:
        """Keep ``adri_failures``, ``apcv_module`` and ``transport``."""
        ...
