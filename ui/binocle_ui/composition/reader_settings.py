"""The page "Configurer" over the desk: the shop's readers, the printed checks, the engine.

Law of this file: a role left to the model is looked up among the readers that are plugged now; what
the model does not settle is asked of the shop, never guessed.
"""

from collections.abc import Mapping, Sequence

from binocle.kernel import BinocleError, Finding, OperatorActionNeeded, Severity
from binocle.readers import (
    PhoneWay,
    ReaderSettings,
    Role,
    Step,
    StepDone,
    identify,
    keep_settings,
    plan,
    reader_models,
    walk,
)
from binocle_ui.catalogue import load_catalogue, load_labels
from binocle_ui.pages import CheckView, ChoiceView, SettingsView

from .desk import SimulatedDesk
from .readers import round_of
from .workstation import Workstation

NO_WAY = "none"


class ReaderSettingsCounter:
    """Implements :class:`binocle_ui.pages.SettingsPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    def view(self) -> SettingsView:
        """Return what is chosen, beside what may be."""
        desk = self._station.desk
        chosen = desk.settings
        return SettingsView(
            models=tuple(ChoiceView(key, model.label) for key, model in reader_models().items()),
            readers=tuple(ChoiceView(name, _told(name)) for name in _names(desk)),
            model=chosen.model,
            cps=chosen.cps,
            vitale=chosen.vitale,
            contactless=chosen.contactless or "",
            wait_s=chosen.wait_s,
            apcv_way=chosen.apcv_way.value if chosen.apcv_way else NO_WAY,
            reread_days=chosen.reread_days,
        )

    def save(self, form: Mapping[str, str]) -> None:
        """Keep what was chosen, and begin again with it.

        Raises:
            OperatorActionNeeded: the first thing that is wrong; nothing is kept then.
        """
        desk = self._station.desk
        settings = _settings(form, _names(desk))
        for finding in keep_settings(settings, desk.settings_store):
            if finding.severity is Severity.BLOCKS:
                raise OperatorActionNeeded(finding.code, **finding.facts)
        self._station.reopen()

    def examine(self) -> tuple[CheckView, ...]:
        """Walk the printed checks, then look at every configured reader and link."""
        desk = self._station.desk
        checks = desk.engine.checks(cps_data=lambda: _cps_data(desk), vpn=lambda: _vpn(desk))
        steps = tuple(_step_view(done) for done in walk(checks))
        setup = desk.settings.setup
        named = [name for name in (setup.name_of(role) for role in Role) if name]
        lines = round_of(desk.readers, named=named, every=False, links=desk.links)
        return (
            *steps,
            *(
                CheckView(line.name, line.ok is not False, line.found, line.action)
                for line in lines
            ),
        )

    def restart(self) -> None:
        """Restart the engine.

        Raises:
            OperatorActionNeeded: it does not run.
        """
        desk = self._station.desk
        desk.counter.forget_code()
        finding = desk.engine.restart()
        if finding is not None:
            raise OperatorActionNeeded(finding.code, **finding.facts)


def _names(desk: SimulatedDesk) -> Sequence[str]:
    try:
        return desk.readers.names()
    except (ConnectionError, TimeoutError, PermissionError):
        return ()


def _told(name: str) -> str:
    known = identify(name)
    return f"{name} · {known.label}" if known else f"{name} · modèle inconnu"


def _settings(form: Mapping[str, str], names: Sequence[str]) -> ReaderSettings:
    model = form.get("model", "")
    by_model = plan(names, model=model).roles if model else {}
    way = form.get("apcv_way", NO_WAY)
    return ReaderSettings(
        model=model,
        cps=form.get("cps") or by_model.get(Role.CPS, ""),
        vitale=form.get("vitale") or by_model.get(Role.VITALE, ""),
        contactless=form.get("contactless") or by_model.get(Role.CONTACTLESS) or None,
        wait_s=_whole(form.get("wait_s", "")),
        apcv_way=PhoneWay(way) if way in {each.value for each in PhoneWay} else None,
        reread_days=_whole(form.get("reread_days", "")),
    )


def _whole(text: str) -> int:
    """Return a typed number; what is none becomes 0, which is out of every limit and told so."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _cps_data(desk: SimulatedDesk) -> Finding | None:
    try:
        desk.counter.cps.page()
    except BinocleError as error:
        return Finding(error.code, Step.CPS_DATA.value, error.facts)
    return None


def _vpn(desk: SimulatedDesk) -> Finding | None:
    is_up = desk.links["vpn"]
    return None if is_up is None or is_up() else Finding("LEC-VPN-COUPE", Step.VPN.value)


def _step_view(done: StepDone) -> CheckView:
    name = load_labels()("controles", done.step.value)
    if done.finding is None:
        return CheckView(name, True, "")
    notice = load_catalogue().notice(done.finding.code, done.finding.facts)
    return CheckView(name, False, notice.explication, notice.que_faire)
