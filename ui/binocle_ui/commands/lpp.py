"""``binocle lpp``: checks the official list of products and takes it into the shop's tables."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from binocle.kernel import Finding, OperatorActionNeeded
from binocle.optics import LppImport
from binocle_ui.catalogue import load_catalogue
from binocle_ui.terminal import OUT

SHOWN = 20
"""Wrong lines that the terminal shows; ``--json`` gives them all."""


def lpp(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER…",
            help="LPPnnn.zip, ou lpp_fiche_tot et lpp_histo_tot, ou NT_LPP.csv, ou table Binocle",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="dossier de la boutique ; sans lui, les fichiers sont vérifiés seulement"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="le rapport seul, en JSON")] = False,
) -> None:
    """Vérifie la liste officielle des produits (LPP) et la prend dans les tables de la boutique.

    Une seule ligne fausse, et rien n'est pris (code 1).
    """
    from binocle_ui.composition.tables import import_tables  # the other commands need not load it

    told = import_tables([(path.name, _read(path)) for path in files], folder=out)
    if as_json:
        sys.stdout.write(json.dumps(_report(told), ensure_ascii=False, indent=1) + "\n")
    else:
        _print(told)
    raise typer.Exit(1 if told.findings else 0)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OperatorActionNeeded("LPP-FICHIER-ILLISIBLE", fichier=str(path)) from error


def _told(finding: Finding) -> str:
    return load_catalogue().notice(finding.code, finding.facts).explication


def _report(told: LppImport) -> dict[str, Any]:
    return {
        "edition": told.edition,
        "codes": told.codes,
        "rows": told.rows,
        "priced": told.priced,
        "skipped": told.skipped,
        "kept": told.kept,
        "findings": [
            {"code": each.code, "explanation": _told(each), **each.facts} for each in told.findings
        ],
    }


def _print(told: LppImport) -> None:
    for finding in told.findings[:SHOWN]:
        OUT.print(f"✗ {_told(finding)} ({finding.code})", markup=False)
    if len(told.findings) > SHOWN:
        OUT.print(f"… et {len(told.findings) - SHOWN} autres lignes (--json les donne toutes)")
    OUT.print(
        f"Édition {told.edition} · codes d'optique : {told.codes} · lignes : {told.rows}, dont "
        f"avec une base : {told.priced} · lignes d'autres chapitres : {told.skipped}",
        markup=False,
    )
    if told.findings:
        OUT.print("Rien n'est pris : les tables de la boutique sont inchangées.")
    elif told.kept:
        OUT.print("La table est prise : elle sert dès maintenant.")
    else:
        OUT.print("Les fichiers sont bons ; avec --out DOSSIER, la table est prise.")
