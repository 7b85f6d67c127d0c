"""What this machine has, and programs run inside a bench on it."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from binocle.kernel import Finding, OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import StageRefused, exec_in_stage, find_library
from binocle_ui.catalogue import load_catalogue

from .settings import environment, setting

DRIVER_FOLDERS = (Path("/usr/lib/pcsc/drivers"), Path("/usr/local/lib/pcsc/drivers"))
"""Where pcsc-lite looks for the drivers of USB readers."""

EXTRAS = {"reportlab": "pdf", "smartcard": "pcsc"}
"""Python modules that a command may miss -> the extra that brings each."""


@dataclass(frozen=True)
class Line:
    """One line of the doctor's report.

    Attributes:
        ok: none for what is only told.
        found: what is there, or what is missing.
        action: what to do when it is missing.
        code: of the notice that explains it, when there is one.
    """

    name: str
    ok: bool | None
    found: str
    action: str = ""
    code: str = ""


@dataclass(frozen=True)
class Machine:
    """What is asked of a machine.

    Attributes:
        program: name of a program -> its path, if it is installed.
        module: name of a Python module -> whether it is there.
    """

    platform: str
    program: Callable[[str], str | None]
    module: Callable[[str], bool]
    driver_folders: Sequence[Path]


def this_machine() -> Machine:
    """Return the machine that we run on."""
    path = f"{environment().get('PATH', '')}:/usr/sbin:/sbin"
    return Machine(
        platform=sys.platform,
        program=lambda name: shutil.which(name, path=path),
        module=lambda name: util.find_spec(name) is not None,
        driver_folders=DRIVER_FOLDERS,
    )


def notice_line(name: str, finding: Finding, *, ok: bool | None = False) -> Line:
    """Return the line of a missing piece, as its notice says it."""
    notice = load_catalogue().notice(finding.code, finding.facts)
    return Line(name, ok, notice.explication, notice.que_faire, finding.code)


def examine_machine(machine: Machine) -> tuple[Line, ...]:
    """Look at what is installed; no card is touched and no reader is asked."""
    return (
        _package("Binocle", "binocle", "make setup"),
        _module(machine, "Pilote Python des lecteurs", "smartcard", "pip install 'binocle[pcsc]'"),
        _service(machine),
        _driver(machine),
    )


def examine_bench_parts(machine: Machine) -> tuple[Line, ...]:
    """Look at what only a bench needs."""
    linux = machine.platform == "linux"
    return (
        Line("Système", linux, machine.platform, "" if linux else "Le PC/SC simulé demande Linux."),
        _library(),
        _program(machine, "Outils OpenSC", "opensc-tool", "apt-get install opensc"),
        _program(machine, "Balayage des lecteurs", "pcsc_scan", "apt-get install pcsc-tools"),
    )


def _package(name: str, package: str, action: str) -> Line:
    try:
        return Line(name, True, metadata.version(package))
    except metadata.PackageNotFoundError:
        return Line(name, False, "paquet non installé", action)


def _module(machine: Machine, name: str, module: str, action: str) -> Line:
    if not machine.module(module):
        return Line(name, False, f"module {module} absent", action)
    return Line(name, True, f"module {module}")


def _program(machine: Machine, name: str, program: str, action: str) -> Line:
    path = machine.program(program)
    if path is None:
        return Line(name, False, f"{program} absent", action)
    return Line(name, True, path)


def _service(machine: Machine) -> Line:
    name = "Programme pcscd"
    path = machine.program("pcscd")
    if path is None and machine.platform == "linux":
        return notice_line(name, Finding("LEC-SERVICE-NON-INSTALLE", "service"))
    return Line(name, True, path or "fourni par le système")


def _driver(machine: Machine) -> Line:
    name = "Pilote de lecteur USB"
    bundles = [path for folder in machine.driver_folders for path in folder.glob("*ccid*.bundle")]
    if not bundles and machine.platform == "linux":
        return notice_line(name, Finding("LEC-PILOTE-ABSENT", "driver"))
    return Line(name, True, str(bundles[0]) if bundles else "fourni par le système")


def _library() -> Line:
    name = "Pilote de lecteur virtuel"
    try:
        return Line(name, True, str(find_library(library_setting())))
    except StageRefused as error:
        return Line(name, False, str(error), "make setup")


def missing_module(error: ModuleNotFoundError) -> str:
    """Return which Python module is missing, and how it comes.

    Raises:
        ModuleNotFoundError: a module that no extra of ours brings: that is a fault, not a lack.
    """
    if error.name not in EXTRAS:
        raise error
    return f"module {error.name} absent, pip install 'binocle[{EXTRAS[error.name]}]'."


def library_setting() -> Path | None:
    """Return where vpcd's library is, when a setting says so."""
    path = setting("vpcd")
    return Path(path) if path else None


def run_in_bench(command: Sequence[str], *, roles: Sequence[str], seed: int) -> int:
    """Run a program that sees the bench's readers, cards and services; return its exit code.

    Raises:
        OperatorActionNeeded: ``BANC-PCSC-ABSENT``, or ``BANC-COMMANDE-ABSENTE``.
    """
    try:
        with Bench(seed=seed, depth="pcsc", library=library_setting(), insert=roles) as bench:
            return exec_in_stage(
                bench.stage, command, environ=environment(), addresses=bench.environment()
            )
    except StageRefused as error:
        raise OperatorActionNeeded("BANC-PCSC-ABSENT", motif=str(error)) from error
    except FileNotFoundError as error:
        raise OperatorActionNeeded("BANC-COMMANDE-ABSENTE", commande=command[0]) from error
