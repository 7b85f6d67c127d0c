"""``binocle history``: takes the former engine's files into the shop's history (TEL-07)."""

from pathlib import Path
from typing import Annotated

import typer

from binocle.kernel import OperatorActionNeeded
from binocle_ui.catalogue import load_catalogue
from binocle_ui.terminal import OUT

history = typer.Typer(help="L'historique d'avant le changement de moteur.", no_args_is_help=True)


@history.callback()
def _group() -> None:
    """L'historique d'avant le changement de moteur."""


@history.command("import")
def take(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="fichiers B2, ARL et NOEMIE d'avant")
    ],
    out: Annotated[Path, typer.Option(help="dossier de la boutique, celui de sa base")],
) -> None:
    """Prend les fichiers d'un dossier ; un fichier faux est refusé entier (code 1)."""
    from binocle_ui.composition.history import import_history  # only it loads all this

    try:
        files = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorActionNeeded("TEL-HISTORIQUE-ILLISIBLE", dossier=str(folder)) from error
    told = import_history(files, out)
    for finding in told.refused:
        notice = load_catalogue().notice(finding.code, finding.facts)
        OUT.print(f"✗ {notice.explication} ({finding.code})", markup=False)
    OUT.print(f"Fichiers pris : {told.taken} · déjà là : {told.known} · refusés : "
              f"{len(told.refused)}", markup=False)  # fmt: skip
    raise typer.Exit(1 if told.refused else 0)
