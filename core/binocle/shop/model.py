"""What a shop chooses for all its claims: frozen values with the printed defaults.

Sources: ADRI-04, APCV-01, SCOR-04, LET-01, TEL-05, TEL-06, PAR-01, PAR-02, PAR-04; seed-facts 5 and
18; wire sheet 4 (transport). The manual does not say what "Blocage automatique des FSE" nor the
activation date do: assumed.
"""

from dataclasses import dataclass
from datetime import date
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
        auto_block: "Blocage automatique des FSE"; off as printed. A form that was signed waits then
            until a person lets it go.
        auto_rsp: "Intégrer les fichiers RSP après télétransmission"; on as printed.
        edit_slips: "Edition après Télétransmission"; off as printed.
        active_from: "Date d'activation du Sesam Vitale"; no form is made of an invoice of before.
    """

    adri_mode: CallMode = CallMode.TARGETED
    adri_failures: int = MAX_FAILURES
    apcv_module: bool = True
    documents_first: bool = False
    auto_lettrage: bool = True
    transport: Transport = Transport.HTTP
    auto_block: bool = False
    auto_rsp: bool = True
    edit_slips: bool = False
    active_from: date | None = date(2023, 10, 24)
