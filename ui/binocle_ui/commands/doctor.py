"""``binocle doctor``: names the missing piece and the action to take (LEC-06)."""

import json
import sys
from typing import Annotated

import typer

from binocle_ui.terminal import OUT

WIDTH = 28
"""Of the column of names; a reader's is longer, and ends on a colon."""

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]–[/]"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
    readers: Annotated[
        list[str] | None,
        typer.Option("--lecteur", metavar="NOM", help="ce lecteur peut être essayé ; répétable"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--tous", help="tous les lecteurs de ce poste peuvent être essayés")
    ] = False,
    bench: Annotated[bool, typer.Option("--banc", help="un banc simulé, en entier")] = False,
) -> None:
    """Examine ce poste, ou un banc : ce qui est là, ce qui manque, ce qu'il faut faire.

    Aucun lecteur du poste n'est touché sans être nommé.
    """
    from binocle_ui.composition.readers import examine, examine_bench  # only it loads them

    if bench and (readers or every):
        raise typer.BadParameter("un banc n'a que ses lecteurs", param_hint="--banc")
    lines = examine_bench() if bench else examine(named=readers or (), every=every)
    if as_json:
        rows = [
            {"name": n.name, "ok": n.ok, "found": n.found, "action": n.action, "code": n.code}
            for n in lines
        ]
        sys.stdout.write(json.dumps({"checks": rows}, ensure_ascii=False, indent=1) + "\n")
    else:
        for line in lines:
            OUT.print(f"{MARKS[line.ok]} ", end="")
            name = f"{line.name:<{WIDTH}}" if len(line.name) <= WIDTH else f"{line.name} :"
            OUT.print(f"{name} {line.found}", markup=False)
            if not line.ok and line.action:
                OUT.print(f"  → {line.action}", markup=False)
        if bench:
            OUT.print(
                "[yellow]Des simulateurs ont répondu, selon des règles en partie supposées.[/]"
            )
            OUT.print("[yellow]Règle par règle :  binocle honesty[/]")
    raise typer.Exit(1 if any(line.ok is False for line in lines) else 0)
