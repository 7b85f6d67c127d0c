"""What a shop chooses for all its claims: frozen values with the printed defaults.

Sources: ADRI-04, APCV-01, SCOR-04, LET-01; seed-facts 5 and 18; wire sheet 4 (transport).
"""

from dataclasses import dataclass
from enum import Enum

from binocle.adri import MAX_FAILURES, CallMode


class Transport(Enum):
    """The way by which files leave and returns come."""

    HTTP = "concentrateur"
    MAIL = "messagerie"


@dataclass(frozen=True)
class ShopSettings:
    """The choices of a shop.

    Attributes:
        adri_mode: "Acquisition des Droits Intégrée (ADRI)"; ciblé as printed.
        adri_failures: failures in a row after which ADRi is asked by hand only (assumed).
        apcv_module: the shop has the option "appli carte Vitale" (APCV-01).
        documents_first: "Blocage télétransmission des FSE si documents absents"; off as printed.
        auto_lettrage: "Lettrage auto. suite à l'intégration des fichiers RSP"; on as printed.
        transport: by HTTP unless mail is chosen (assumed; the norm's own way is mail).
    """

    adri_mode: CallMode = CallMode.TARGETED
    adri_failures: int = MAX_FAILURES
    apcv_module: bool = True
    documents_first: bool = False
    auto_lettrage: bool = True
    transport: Transport = Transport.HTTP
