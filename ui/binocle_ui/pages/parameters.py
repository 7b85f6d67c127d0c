"""The page "Paramètres": what the shop chooses for all its claims (ADRI-04, PAR-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from binocle.adri import CallMode


@dataclass(frozen=True)
class ParametersView:
    """What is chosen.

    Attributes:
        adri_mode: the one thing that "Paramétrage du PS" lets change.
        adri_failures: failures in a row after which ADRi is asked by hand only.
        apcv_module: the shop has the option "appli carte Vitale".
        documents_first: nothing leaves while a document is missing.
        first: least number of failures; ``last`` the greatest.
    """

    adri_mode: CallMode
    adri_failures: int
    apcv_module: bool
    documents_first: bool
    first: int
    last: int


class ParametersPage(Protocol):
    """What the page may ask; any call may raise a ``BinocleError``, which is shown."""

    def view(self) -> ParametersView:
        """Return what is chosen."""
        ...

    def keep_adri(self, form: Mapping[str, str]) -> None:
        """Keep how ADRi is asked: ``adri_mode``."""
        ...

    def keep_shop(self, form: Mapping[str, str]) -> None:
        """Keep ``adri_failures``, ``apcv_module`` and ``documents_first``."""
        ...
