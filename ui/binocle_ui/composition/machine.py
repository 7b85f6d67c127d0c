"""What this machine has, and programs run inside a bench on it."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import StageRefused, exec_in_stage, find_library

from .settings import environment, setting


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        found: what is there, or what is missing.
        action: what to do when it is missing.
    """

    name: str
    ok: bool
    found: str
    action: str = ""


def examine() -> tuple[Check, ...]:
    """Look at this machine; no card is touched and no reader is asked."""
    return (
        Check("Système", sys.platform == "linux", sys.platform, "Le PC/SC simulé demande Linux."),
        _package("Binocle", "binocle", "make setup"),
        _module("Pilote Python des lecteurs", "smartcard", "pip install 'binocle[pcsc]'"),
        _program("Service PC/SC", "pcscd", "apt-get install pcscd"),
        _library(),
        _program("Outils OpenSC", "opensc-tool", "apt-get install opensc"),
        _program("Balayage des lecteurs", "pcsc_scan", "apt-get install pcsc-tools"),
        _stage(),
    )


def _package(name: str, package: str, action: str) -> Check:
    try:
        return Check(name, True, metadata.version(package))
    except metadata.PackageNotFoundError:
        return Check(name, False, "paquet non installé", action)


def _module(name: str, module: str, action: str) -> Check:
    if util.find_spec(module) is None:
        return Check(name, False, f"module {module} absent", action)
    return Check(name, True, f"module {module}")


def _program(name: str, program: str, action: str) -> Check:
    path = shutil.which(program, path=f"{environment().get('PATH', '')}:/usr/sbin:/sbin")
    return Check(name, path is not None, path or f"{program} absent", action)


def _library() -> Check:
    try:
        return Check("Pilote de lecteur virtuel", True, str(find_library(_library_setting())))
    except StageRefused as error:
        return Check("Pilote de lecteur virtuel", False, str(error), "make setup")


def _stage() -> Check:
    """Start a private PC/SC service for real, and see our two cards through it."""
    name = "Banc PC/SC"
    try:
        with Bench(depth="pcsc", library=_library_setting()) as bench:
            shown = ", ".join(bench.reader_names().values())
    except (StageRefused, ImportError) as error:
        return Check(name, False, str(error), "Corrigez les lignes ci-dessus, puis relancez.")
    return Check(name, True, shown)


def _library_setting() -> Path | None:
    path = setting("vpcd")
    return Path(path) if path else None


def run_in_bench(command: Sequence[str], *, roles: Sequence[str], seed: int) -> int:
    """Run a program that sees the bench's readers, cards and services; return its exit code.

    Raises:
        OperatorActionNeeded: ``BANC-PCSC-ABSENT``, or ``BANC-COMMANDE-ABSENTE``.
    """
    try:
        with Bench(seed=seed, depth="pcsc", library=_library_setting(), insert=roles) as bench:
            return exec_in_stage(
                bench.stage, command, environ=environment(), addresses=bench.environment()
            )
    except StageRefused as error:
        raise OperatorActionNeeded("BANC-PCSC-ABSENT", motif=str(error)) from error
    except FileNotFoundError as error:
        raise OperatorActionNeeded("BANC-COMMANDE-ABSENTE", commande=command[0]) from error
