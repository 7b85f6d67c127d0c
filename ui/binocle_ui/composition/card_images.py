"""Card images for the command line: made, checked and shown by the simulators."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.cards import (
    BadCardImage,
    CardFile,
    ForeignCard,
    Iso7816Card,
    UnfitForCard,
    Vitale1Card,
    VitaleCard,
    card_files,
    card_image,
    image_names,
    load_card,
    shipped_image,
)
from binocle_simulators.people import Person, fictitious_nir, load_people
from binocle_simulators.world import World

_CHANCE = "card-maker"
_KINDS = ((VitaleCard, "Vitale 2"), (Vitale1Card, "Vitale 1"), (ForeignCard, "carte étrangère"))


@dataclass(frozen=True)
class NewPerson:
    """Whom a card is made for; an empty field is drawn or left out.

    Attributes:
        birth: 8 digits, year first, possibly lunar.
        nir: 15 characters, drawn as nobody's when empty.
        serial: 10 digits, drawn when empty.
    """

    name: str
    first_name: str
    birth: str
    nir: str = ""
    sex: str = "1"
    rank: str = "1"
    quality: str = "0"
    card_type: str = "T"
    serial: str = ""


def make_image(new: NewPerson, *, seed: int) -> str:
    """Return the image of the card of one person; it was read back before.

    Raises:
        OperatorActionNeeded: ``CAR-IMAGE-IMPOSSIBLE``.
    """
    world = World(seed)
    chance = world.stream(_CHANCE)
    order, serial = chance.randrange(1, 1000), chance.randrange(10**9)
    nir = new.nir
    if not nir and re.fullmatch("[0-9]{8}", new.birth) and new.sex in ("1", "2"):
        nir = fictitious_nir(new.birth, sex=new.sex, order=order)
    person = Person(
        key="titulaire",
        name=new.name,
        first_name=new.first_name,
        birth=new.birth,
        nir=nir,
        patronymic=new.name,
        own_nir=nir if new.quality == "0" else "",
        rank=new.rank,
        quality=new.quality,
        centre_label="CAISSE FICTIVE",
        card_type=new.card_type,
        card_serial=new.serial or f"{serial:010d}",
    )
    try:
        text = card_image([person], about="Faite par binocle card make.")
        load_card(text, people={}, chance=chance)
    except BadCardImage as error:
        raise OperatorActionNeeded(
            "CAR-IMAGE-IMPOSSIBLE", endroit=_option(error.place), attendu=error.expected
        ) from error
    except UnfitForCard as error:
        raise OperatorActionNeeded(
            "CAR-IMAGE-IMPOSSIBLE", endroit="la carte", attendu=error.expected
        ) from error
    return text


_OPTIONS = {
    "name": "--nom",
    "first_name": "--prenom",
    "birth": "--naissance",
    "nir": "--nir",
    "own_nir": "--nir",
    "rank": "--rang",
    "quality": "--qualite",
    "card_type": "--type",
    "card_serial": "--serie",
}


def _option(place: str) -> str:
    """Return the option that a place of the image comes from, else the place."""
    found = re.match(r"person\[1\]\.(\w+)", place)
    return _OPTIONS.get(found[1], place) if found else place


def check_image(name: str) -> str:
    """Return in a few words what card an image makes.

    Args:
        name: a path, or the name of a shipped image.

    Raises:
        OperatorActionNeeded: ``CAR-IMAGE-FAUSSE``.
    """
    return _told(_load(name))


def show_image(name: str) -> dict[str, Any]:
    """Return what lies on the card of an image, file by file, as plain data.

    Args:
        name: a path, or the name of a shipped image.

    Raises:
        OperatorActionNeeded: ``CAR-IMAGE-FAUSSE``.
    """
    card = _load(name)
    return {
        "image": name,
        "card": _told(card),
        "simulated": True,
        "atr": card.atr.hex(" ").upper(),
        "files": [_file(file) for file in card_files(card)],
    }


def _load(name: str) -> Iso7816Card:
    path = Path(name)
    source = shipped_image(name) if name in image_names() and not path.exists() else path
    try:
        return load_card(source, people=load_people(), chance=World().stream(_CHANCE))
    except BadCardImage as error:
        raise OperatorActionNeeded(
            "CAR-IMAGE-FAUSSE", fichier=name, endroit=error.place, attendu=error.expected
        ) from error


def _told(card: Iso7816Card) -> str:
    kind = next((label for made, label in _KINDS if isinstance(card, made)), "CPS")
    if not isinstance(card, VitaleCard):
        return kind
    count = len(card.people)
    return f"{kind}, {count} personne{'s' if count > 1 else ''}"


def _file(file: CardFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "label": file.label,
        "sfi": file.sfi,
        "readable": file.readable,
        "size": len(file.data),
        "hex": file.data.hex().upper(),
        "objects": [
            {
                "depth": o.depth,
                "tag": f"{o.tag:02X}",
                "constructed": o.is_constructed,
                "text": o.text,
                "hex": o.value.hex().upper(),
            }
            for o in file.objects()
        ],
    }
