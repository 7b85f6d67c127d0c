"""The doctor's rounds: this workstation, whose readers are touched by name only, or a bench.

A process is bound to the first PC/SC service that it speaks to, so one round looks at one of the
two, never at both.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from binocle.cards import CardKind, recognise
from binocle.readers import Check, Readers, Role, examine_links, examine_readers
from binocle.readers.diagnosis import Link
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import StageRefused

from .machine import (
    Line,
    examine_bench_parts,
    examine_machine,
    library_setting,
    missing_module,
    notice_line,
    this_machine,
)
from .settings import setting

PROBE_S = 5.0
NETWORKS = Path("/sys/class/net")
UP = {"up", "unknown"}
"""States of a network interface that carries traffic; a tunnel says "unknown"."""

NAMES = {
    "service": "Service PC/SC",
    "reader": "Lecteur",
    "choice": "Choix du lecteur",
    "slot": "Fente",
    "cps": "CPS",
    "vpn": "VPN",
    "concentrator": "Concentrateur",
}
ROLES = {Role.CPS: "CPS", Role.VITALE: "Vitale", Role.CONTACTLESS: "sans contact"}
MEND = "Corrigez les lignes ci-dessus, puis relancez."
WITHOUT_HARM = {"LEC-CARTE-ABSENTE", "LEC-LECTEURS-AMBIGUS", "LEC-LIAISON-NON-REGLEE"}
"""What is told and is no fault: a slot without a card, two devices, a link that nobody set."""


def examine(*, named: Sequence[str], every: bool) -> tuple[Line, ...]:
    """Look at this workstation.

    Args:
        named: the readers that may be touched.
        every: all of them may.
    """
    lines = examine_machine(this_machine())
    if not all(line.ok for line in lines if line.name.startswith("Pilote Python")):
        return lines
    from binocle.adapters.pcsc import PcscReaders  # only now known to be there

    links = {"vpn": _vpn(setting("vpn")), "concentrator": _web(setting("concentrator_url"))}
    return (*lines, *round_of(PcscReaders(), named=named, every=every, links=links))


def examine_bench() -> tuple[Line, ...]:
    """Look at what a bench needs, then at a whole bench: service, every slot, cards, links."""
    machine = this_machine()
    lines = (*examine_machine(machine), *examine_bench_parts(machine))
    try:
        with Bench(depth="pcsc", library=library_setting()) as bench:
            from binocle.adapters.pcsc import PcscReaders

            address = bench.url("concentrator")
            names = tuple(bench.reader_names().values())
            shown = round_of(
                _Only(PcscReaders(), names),
                named=names,
                every=False,
                links={"concentrator": _web(address)},
            )
    except StageRefused as error:
        return (*lines, Line("Banc PC/SC", False, str(error), MEND))
    except ModuleNotFoundError as error:
        return (*lines, Line("Banc PC/SC", False, missing_module(error), MEND))
    return (*lines, *shown)


class _Only:
    """The bench's readers among those that PC/SC shows (SIM-12)."""

    def __init__(self, readers: Readers, names: Sequence[str]) -> None:
        self._readers = readers
        self._names = names
        self.connect = readers.connect

    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self._readers.names() if name in self._names)


def round_of(
    readers: Readers, *, named: Sequence[str], every: bool, links: Mapping[str, Link | None]
) -> tuple[Line, ...]:
    """Look at readers and links; without any name, what is missing is only told.

    Args:
        readers: of this workstation, or of a bench.
        named: the readers that may be touched.
        every: all of them may.
        links: as :func:`~binocle.readers.examine_links`.
    """
    asked = every or bool(named)
    wanted: Sequence[str] | None = named if named else None
    if every:
        try:
            wanted = tuple(readers.names())
        except (ConnectionError, TimeoutError, PermissionError):
            wanted = ()
    seen = examine_readers(readers, wanted=wanted, recognise=_recognise)
    return tuple(_line(check, asked=asked) for check in (*seen, *examine_links(links)))


def _recognise(atr: bytes) -> tuple[str, Role | None]:
    kind = recognise(atr)
    if kind is CardKind.UNKNOWN:
        return f"carte inconnue ({atr.hex(' ').upper()})", None
    if kind is CardKind.CPS_CONTACTLESS:
        return kind.value, Role.CONTACTLESS
    return kind.value, Role.VITALE if kind.name.startswith("VITALE") else Role.CPS


def _line(check: Check, *, asked: bool) -> Line:
    name = f"{NAMES[check.what]} {check.subject}".strip()
    if check.finding is not None:
        harmless = check.finding.code in WITHOUT_HARM
        if check.what in ("service", "reader"):
            harmless = not asked  # a workstation without readers is a fault when one is wanted
        ok = None if harmless else False
        return notice_line(name, check.finding, ok=ok)
    role = f", rôle {ROLES[check.role]}" if check.role else ""
    if check.what == "reader" and not check.told:
        action = "" if asked else "Nommez-le (--lecteur) pour que sa fente soit essayée."
        return Line(name, None, "modèle inconnu du catalogue", action)
    if check.what in ("vpn", "concentrator"):
        return Line(name, True, "Connecté")
    return Line(name, True, f"{check.told}{role}" or "en marche")


def _vpn(interface: str | None) -> Link | None:
    """Return what says whether a network interface is up; none when no setting names one."""
    if interface is None:
        return None
    state = NETWORKS / interface / "operstate"
    return lambda: state.is_file() and state.read_text(encoding="ascii").strip() in UP


def _web(address: str | None) -> Link | None:
    """Return what says whether a web service answers, whatever it says; none without address."""
    if address is None:
        return None

    def answers() -> bool:
        try:
            httpx.get(address, timeout=PROBE_S)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return True

    return answers
