"""The page of the CPS over the desk (CPS-03, CPS-05)."""

from collections.abc import Mapping

from binocle.cards import Period, ProfessionalCard
from binocle.kernel import printed_day
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import BlockView, CpsView, FieldView, SituationView

from .workstation import Workstation

PORTAL = "https://esante.gouv.fr/produits-services/portail-macarte"
"""Where a lost unblocking letter is asked for, as printed (seed S4)."""


class CpsCounter:
    """Implements :class:`binocle_ui.pages.CpsPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    def view(self) -> CpsView:
        """Read the card, without costing a try."""
        page = self._station.desk.counter.cps.page()
        catalogue = load_catalogue()
        return CpsView(
            blocks=(_holder(page.card), _card(page.card)),
            situations=tuple(
                SituationView(
                    number=s.number,
                    structure=s.structure,
                    billing=s.billing.digits,
                    speciality=s.speciality,
                    convention=s.convention,
                    tariff_zone=s.tariff_zone,
                    may_sign_fse=s.may_sign_fse,
                    may_sign_lots=s.may_sign_lots,
                )
                for s in page.card.situations
            ),
            tries_left=page.tries_left,
            is_verified=page.code_verified,
            portal=PORTAL,
            notices=tuple(catalogue.notice(found.code, found.facts) for found in page.findings),
        )

    def unblock(self, form: Mapping[str, str]) -> None:
        """Unblock the card."""
        self._station.desk.counter.cps.unblock(
            form.get("deblocage", ""), form.get("nouveau", ""), form.get("encore", "")
        )

    def change_code(self, form: Mapping[str, str]) -> None:
        """Change the holder's code."""
        self._station.desk.counter.cps.change_code(
            form.get("code", ""), form.get("nouveau", ""), form.get("encore", "")
        )


def _holder(card: ProfessionalCard) -> BlockView:
    return BlockView(
        "Porteur",
        (
            FieldView("Civilité", card.civility),
            FieldView("Nom", card.name),
            FieldView("Prénom", card.first_name),
            FieldView("Profession", card.profession),
            FieldView("N° RPPS", card.rpps),
        ),
    )


def _card(card: ProfessionalCard) -> BlockView:
    return BlockView(
        "Carte",
        (
            FieldView("Type", card.kind.value),
            FieldView("N° de série", card.serial or ""),
            FieldView("Validité", _printed(card.validity)),
        ),
    )


def _printed(period: Period) -> str:
    days = (printed_day(day) if day else "" for day in (period.first, period.last))
    return " - ".join(days)
