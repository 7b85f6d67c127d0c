"""``binocle card``: makes, checks and shows the images that simulated cards come from."""

import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from binocle.kernel import OperatorActionNeeded
from binocle_ui.composition.card_images import NewPerson, check_image, make_image, show_image
from binocle_ui.terminal import OUT

card = typer.Typer(
    help="Les images de cartes : en faire une, la vérifier, la montrer.", no_args_is_help=True
)
_IMAGE = typer.Argument(metavar="IMAGE", help="fichier TOML, ou nom d'une image livrée")
_JSON = typer.Option("--json", help="le rapport seul, en JSON")


@card.command()
def make(
    name: Annotated[str, typer.Option("--nom", help="nom d'usage")],
    first_name: Annotated[str, typer.Option("--prenom", help="prénom")],
    birth: Annotated[str, typer.Option("--naissance", help="AAAAMMJJ ou JJ/MM/AAAA")],
    out: Annotated[Path, typer.Option("-o", "--out", help="image à écrire ; jamais remplacée")],
    nir: Annotated[str, typer.Option(help="15 caractères ; tiré, et fictif, par défaut")] = "",
    sex: Annotated[str, typer.Option("--sexe", help="1 ou 2, pour le NIR tiré")] = "1",
    rank: Annotated[str, typer.Option("--rang", help="rang de naissance")] = "1",
    quality: Annotated[str, typer.Option("--qualite", help="0 assuré, 6 enfant…")] = "0",
    card_type: Annotated[str, typer.Option("--type", help="D, T ou R")] = "T",
    serial: Annotated[str, typer.Option("--serie", help="10 chiffres ; tirés par défaut")] = "",
    seed: Annotated[int, typer.Option("--graine", help="graine des tirages")] = 1,
) -> None:
    """Fait l'image de la carte Vitale d'une personne."""
    if sex not in ("1", "2"):
        raise OperatorActionNeeded("CAR-IMAGE-IMPOSSIBLE", endroit="--sexe", attendu="1 ou 2")
    person = NewPerson(
        name=name,
        first_name=first_name,
        birth=_year_first(birth),
        nir=re.sub(r"\s", "", nir),
        sex=sex,
        rank=rank,
        quality=quality,
        card_type=card_type,
        serial=serial,
    )
    text = make_image(person, seed=seed)
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OperatorActionNeeded("CAR-IMAGE-NON-ECRITE", fichier=str(out)) from error
    OUT.print(f"{out} : {check_image(str(out))}", markup=False)


def _year_first(birth: str) -> str:
    """Return JJ/MM/AAAA as AAAAMMJJ; anything else as it was typed."""
    typed = re.fullmatch("([0-9]{2})/([0-9]{2})/([0-9]{4})", birth)
    return "".join(typed.group(3, 2, 1)) if typed else birth


@card.command()
def check(
    images: Annotated[list[str], _IMAGE],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Dit si des images sont bonnes, sinon où et ce qui est attendu (code 2)."""
    reports = [_checked(image) for image in images]
    if as_json:
        sys.stdout.write(json.dumps({"images": reports}, ensure_ascii=False, indent=1) + "\n")
    else:
        for report in reports:
            told = report.get("card") or f"{report['place']} : attendu {report['expected']}"
            OUT.print(f"{'✓' if report['ok'] else '✗'} {report['image']} : {told}", markup=False)
    raise typer.Exit(0 if all(report["ok"] for report in reports) else 2)


def _checked(image: str) -> dict[str, Any]:
    try:
        return {"image": image, "ok": True, "card": check_image(image)}
    except OperatorActionNeeded as error:
        place, expected = error.facts["endroit"], error.facts["attendu"]
        return {"image": image, "ok": False, "place": place, "expected": expected}


@card.command()
def show(
    image: Annotated[str, _IMAGE],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Montre ce que porte une carte, fichier par fichier."""
    report = show_image(image)
    if as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    OUT.print(f"{report['image']} : {report['card']} (simulée)", markup=False)
    OUT.print(f"ATR {report['atr']}", markup=False)
    for file in report["files"]:
        _print(file)


def _print(file: dict[str, Any]) -> None:
    short = f", identifiant court {file['sfi']}" if file["sfi"] else ""
    shut = "" if file["readable"] else ", fermé"
    OUT.print(
        f"{file['path']}  {file['label']}  ({file['size']} octets{short}{shut})", markup=False
    )
    for found in file["objects"]:
        held = "" if found["constructed"] else found["text"] or _spaced(found["hex"])
        OUT.print(f"  {'  ' * found['depth']}{found['tag']}  {held}".rstrip(), markup=False)
    if not file["objects"]:
        OUT.print(f"  {_spaced(file['hex'])}", markup=False)


def _spaced(digits: str) -> str:
    """Return hex digits two by two, so that they are not taken for text."""
    return bytes.fromhex(digits).hex(" ").upper()
