"""``binocle up``: starts the simulators, the page and the control API."""

from pathlib import Path
from typing import Annotated

import typer


def up(
    depth: Annotated[str, typer.Option(help="in-process ou pcsc")] = "pcsc",
    seed: Annotated[int, typer.Option(help="graine du banc")] = 1,
    port: Annotated[int, typer.Option(help="port de la page et de l'API")] = 9012,
    out: Annotated[Path | None, typer.Option(help="dossier gardé ; nouveau par défaut")] = None,
    readers: Annotated[
        list[str] | None,
        typer.Option("--lecteur", metavar="MODÈLE", help="ce lecteur est branché ; répétable"),
    ] = None,
    naming: Annotated[
        str, typer.Option("--noms", help="noms des lecteurs : linux, windows ou macos")
    ] = "linux",
) -> None:
    """Démarre les simulateurs, la page du comptoir et l'API de commande, jusqu'à Ctrl-C."""
    from binocle_ui.composition.page import serve_page  # the other commands need not load it

    serve_page(depth=depth, seed=seed, port=port, out=out, readers=readers or (), naming=naming)
