"""The page "Paramètres" over the desk (ADRI-04, APCV-01, SCOR-04, PAR-01, PAR-02, PAR-04, PAR-05).

Law of this file: what is printed and has no effect in this program is shown, never offered.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from binocle.adri import CallMode
from binocle.kernel import OperatorActionNeeded
from binocle.lots import EDITION_WRITTEN
from binocle.shop import ShopSettings, Transport, keep_shop_settings
from binocle.shop.rules import FAILURES
from binocle_ui.pages import ConcentratorRow, ParametersView

from .workstation import Workstation

CONCENTRATORS = (
    ConcentratorRow("AreaSante", transmits=True, pec=True),
    ConcentratorRow("Sicorfe", transmits=False, pec=False),
    ConcentratorRow("WebIntellio", transmits=False, pec=False),
)
"""As printed (seed-facts 18); the bench's own stands for the first one."""
PORT = 9012
"""As printed; nothing of this program listens there."""


class ParametersCounter:
    """Implements :class:`binocle_ui.pages.ParametersPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    def view(self) -> ParametersView:
        """Return what is chosen."""
        desk = self._station.desk
        return ParametersView(
            chosen=self._chosen(),
            concentrators=CONCENTRATORS,
            norm=EDITION_WRITTEN,
            reread_days=desk.settings.reread_days,
            last_slip=desk.transmission.slips.last_day,
            port=PORT,
            first=FAILURES[0],
            last=FAILURES[-1],
        )

    def keep_transmission(self, form: Mapping[str, str]) -> None:
        """Keep the boxes of "Télétransmission", and begin again with them."""
        self._keep(
            replace(
                self._chosen(),
                auto_block=form.get("auto_block") == "oui",
                documents_first=form.get("documents_first") == "oui",
                auto_lettrage=form.get("auto_lettrage") == "oui",
                auto_rsp=form.get("auto_rsp") == "oui",
            )
        )

    def keep_sesam_vitale(self, form: Mapping[str, str]) -> None:
        """Keep what "Paramétrage SV" lets change, and begin again with it.

        Raises:
            OperatorActionNeeded: ``UI-JOUR-FAUX``.
        """
        typed = form.get("active_from", "").strip()
        try:
            active_from = date.fromisoformat(typed) if typed else None
        except ValueError:
            raise OperatorActionNeeded("UI-JOUR-FAUX", saisie=typed) from None
        edits = form.get("edit_slips") == "oui"
        self._keep(replace(self._chosen(), active_from=active_from, edit_slips=edits))

    def forget_slip_day(self) -> None:
        """Empty "Date d'édition du dernier Lot"."""
        self._station.desk.transmission.slips.forget_days()

    def keep_adri(self, form: Mapping[str, str]) -> None:
        """Keep how ADRi is asked, and begin again with it.

        Raises:
            OperatorActionNeeded: ``UI-CHOIX-INCONNU``.
        """
        typed = form.get("adri_mode", "")
        if typed not in {mode.value for mode in CallMode}:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=typed)
        self._keep(replace(self._chosen(), adri_mode=CallMode(typed)))

    def keep_shop(self, form: Mapping[str, str]) -> None:
        """Keep the other choices, and begin again with them.

        Raises:
            OperatorActionNeeded: the first thing that is wrong; nothing is kept then.
        """
        way = form.get("transport", self._chosen().transport.value)
        if way not in {each.value for each in Transport}:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=way)
        typed = form.get("adri_failures", "")
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
        self._keep(
            replace(
                self._chosen(),
                adri_failures=int(typed) if is_number else 0,
                apcv_module=form.get("apcv_module") == "oui",
                transport=Transport(way),
            )
        )

    def _chosen(self) -> ShopSettings:
        return self._station.desk.settings_store.shop_settings()

    def _keep(self, settings: ShopSettings) -> None:
        for finding in keep_shop_settings(settings, self._station.desk.settings_store):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        self._station.reopen()
