"""``binocle exec``: runs any program inside a bench whose readers and cards it sees."""

from typing import Annotated

import typer

ROLES = ("cps", "vitale")


def execute(
    context: typer.Context,
    insert: Annotated[
        str, typer.Option(help="cartes à mettre, séparées par des virgules")
    ] = "cps,vitale",
    seed: Annotated[int, typer.Option(help="graine du banc")] = 1,
) -> None:
    """Lance COMMANDE dans un banc : ses lecteurs, ses cartes et l'adresse de ses services.

    La commande vient après « -- » ; elle garde son dossier et ses entrées-sorties, et son code de
    retour est rendu.
    """
    from binocle_ui.composition.machine import run_in_bench  # the other commands need not load it

    roles = tuple(role for role in insert.split(",") if role)
    for role in roles:
        if role not in ROLES:
            raise typer.BadParameter(f"{role!r} n'est ni cps ni vitale", param_hint="--insert")
    if not context.args:
        raise typer.BadParameter("aucune commande après « -- »", param_hint="COMMANDE")
    raise typer.Exit(run_in_bench(context.args, roles=roles, seed=seed))
