"""``binocle bench``: the figures of this machine beside their bars."""

import gc
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binocle_ui.terminal import ERR, OUT

if TYPE_CHECKING:
    from binocle_ui.composition.figures import Figure

TITLES = {
    "apdu_pcsc": "Échanges avec une carte par PC/SC",
    "apdu_pcsc_median": "… durée médiane d'un échange",
    "apdu_quick_ack": "Gain de l'accusé immédiat",
    "apdu_pcsc_8": "Échanges par PC/SC, huit lecteurs ensemble",
    "apdu_in_process": "Échanges avec une carte en mémoire",
    "vitale_pcsc": "Lecture entière d'une carte Vitale par PC/SC",
    "insertion_noticed": "Carte mise ou ôtée, après l'événement de PC/SC",
    "cycles_8": "Huit lecteurs en boucle : fichiers gardés",
    "cycles_8_service": "… fichiers gardés par le service PC/SC",
    "cycles_8_threads": "… fils gardés",
    "cycles_8_memory": "… mémoire gardée",
    "rate_check_in_process": "Vérifications de taux avec ADRi, en mémoire",
    "claim_in_process": "Factures entières, de la carte au paiement",
    "claim_growth": "Coût d'une facture, dernières / premières",
    "follow_up": "Onglet de suivi le plus lent, 20 000 factures",
    "follow_up_filtered": "… filtre le plus lent",
    "returns_matched": "Retours rapprochés, 10 000 entités",
    "returns_matched_100k": "… 100 000 entités",
    "returns_matched_1m": "… 1 000 000 d'entités",
    "returns_growth": "… coût d'une entité, le plus / le moins",
    "returns_memory": "… mémoire du programme, au plus haut",
    "returns_audit": "… contrôle de chaque centime, à part",
    "b2_decode": "Lecture B2 typée et vérifiée / brute",
    "b2_memory": "… mémoire prise par un long fichier",
    "noemie_decode": "Lecture NOEMIE typée et vérifiée / brute",
    "noemie_rate": "… entités par seconde",
    "scan_page": "Contrôle d'une page numérisée (A4, 200 dpi)",
    "bench_fresh": "Banc neuf",
    "bench_reset": "Banc remis à neuf",
    "bench_sockets": "Banc avec PC/SC et services réseau",
}


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="MESURE", help="cette mesure ; répétable")
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="aussi un million d'entités pour « returns_matched » ; cinq minutes"
        ),
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="essai rapide : les chiffres ne valent rien")
    ] = False,
) -> None:
    """Mesure ce poste, chaque chiffre contre sa barre ; environ dix minutes."""
    from binocle_ui.composition.figures import (  # needs the extra ``pcsc``
        FULL,
        MEASURES,
        QUICK,
        WHOLE,
    )

    names = only or list(MEASURES)
    for name in names:
        if name not in MEASURES:
            known = ", ".join(MEASURES)
            raise typer.BadParameter(f"« {name} » n'est pas de : {known}", param_hint="--only")
    effort = QUICK if quick else WHOLE if whole else FULL
    figures: list[Figure] = []
    for name in names:
        if not as_json:
            ERR.print(f"[dim]{TITLES[name]}…[/]")
        gc.collect()  # what the former measure left is not this one's to pay for
        figures += MEASURES[name](effort)
    if as_json:
        report = {"figures": [_row(figure) for figure in figures], "load": os.getloadavg()}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(figures, quick=quick)
    raise typer.Exit(0 if all(figure.ok for figure in figures) else 1)


def _row(figure: "Figure") -> dict[str, Any]:
    return {
        "name": figure.name,
        "value": round(figure.value, 4),
        "unit": figure.unit,
        "baseline": None if figure.baseline is None else round(figure.baseline, 4),
        "ratio": None if figure.ratio is None else round(figure.ratio, 4),
        "bar": figure.bar,
        "ok": figure.ok,
        "judged": "ratio" if figure.on_ratio else "value",
        "bound": "max" if figure.at_most else "min",
    }


def _print(figures: "list[Figure]", *, quick: bool) -> None:
    """Print the table that a person reads."""
    OUT.print(
        f"[bold]  {'Chiffre':<46}{'Valeur':>10} {'':<18}{'Nu':>10}{'Rapport':>9}{'Barre':>12}[/]"
    )
    for figure in figures:
        mark = "[green]✓[/]" if figure.ok else "[red]✗[/]"
        bar = f"{'≤' if figure.at_most else '≥'} {'×' if figure.on_ratio else ''}"
        OUT.print(
            f"{mark} {TITLES[figure.name]:<46}{_number(figure.value):>10} {figure.unit:<18}"
            f"{_number(figure.baseline):>10}{_number(figure.ratio):>9}"
            f"{bar + _number(figure.bar):>12}"
        )
    load = ", ".join(_number(each) for each in os.getloadavg())
    OUT.print(f"[dim]Charge du poste à 1, 5 et 15 min : {load}[/]")
    if quick:
        OUT.print("[yellow]Essai rapide : ces chiffres ne valent rien.[/]")


def _number(value: float | None) -> str:
    """Return a number as the French write it, with three digits that mean something."""
    if value is None:
        return "—"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",")
