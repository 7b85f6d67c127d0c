"""``binocle up``: starts the simulators and the page."""

from pathlib import Path
from typing import Annotated

import typer

from binocle_ui.composition import serve_page


def up(
    depth: Annotated[str, typer.Option(help="in-process ou pcsc")] = "pcsc",
    seed: Annotated[int, typer.Option(help="graine du banc")] = 1,
    port: Annotated[int, typer.Option(help="port de la page")] = 9012,
    out: Annotated[Path | None, typer.Option(help="dossier gardé ; nouveau par défaut")] = None,
) -> None:
    """Démarre les simulateurs et la page du comptoir, jusqu'à Ctrl-C."""
    serve_page(depth=depth, seed=seed, port=port, out=out)
