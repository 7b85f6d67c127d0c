"""The page "Paramètres" over the desk (ADRI-04, APCV-01, SCOR-04, PAR-05)."""

from collections.abc import Mapping
from dataclasses import replace

from binocle.adri import CallMode
from binocle.kernel import OperatorActionNeeded
from binocle.shop import ShopSettings, keep_shop_settings
from binocle.shop.rules import FAILURES
from binocle_ui.pages import ParametersView

from .workstation import Workstation


class ParametersCounter:
    """Implements :class:`binocle_ui.pages.ParametersPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    def view(self) -> ParametersView:
        """Return what is chosen."""
        chosen = self._chosen()
        return ParametersView(
            adri_mode=chosen.adri_mode,
            adri_failures=chosen.adri_failures,
            apcv_module=chosen.apcv_module,
            documents_first=chosen.documents_first,
            first=FAILURES[0],
            last=FAILURES[-1],
        )

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
        typed = form.get("adri_failures", "")
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
        self._keep(
            replace(
                self._chosen(),
                adri_failures=int(typed) if is_number else 0,
                apcv_module=form.get("apcv_module") == "oui",
                documents_first=form.get("documents_first") == "oui",
            )
        )

    def _chosen(self) -> ShopSettings:
        return self._station.desk.settings_store.shop_settings()

    def _keep(self, settings: ShopSettings) -> None:
        for finding in keep_shop_settings(settings, self._station.desk.settings_store):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        self._station.reopen()
