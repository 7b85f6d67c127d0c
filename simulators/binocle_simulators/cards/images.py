"""Card images: a simulated card as a file that a person writes, checks and keeps.

Law of this file: an image is TOML of one version, ``binocle-carte/1``; its form is that of
``image_files/schema.json``. :func:`load_card` makes the card or says where the image is wrong and
what was expected there, nothing else; :func:`card_image` writes the image of a card, from which the
same card comes back, byte for byte. A refusal never repeats a value: a CPS image holds a code.
Source: ours; no rule of a peer.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from random import Random
from typing import Any

from binocle_simulators.people import BadPeopleFile, Person, make_person

from . import image_schema
from .cps_files import CpsHolder, Situation
from .foreign import ForeignCard
from .image_schema import IMAGE_FILES, first_fault
from .iso7816 import Iso7816Card
from .kinds import kind_of, make_cps
from .vitale import ATR, VITALE_1_CARDS, Making, Vitale1Card, VitaleCard
from .vitale_files import RawFile, UnfitForCard, Validity

FORMAT = "binocle-carte/1"


class BadCardImage(ValueError):
    """An image that makes no card.

    Attributes:
        file: its name.
        place: where, such as ``person[2].nir (ligne 14)``.
        expected: what was expected there, in French.
    """

    def __init__(self, file: str, place: str, expected: str) -> None:
        """Say where, and what was expected."""
        super().__init__(f"{file}: {place}: {expected}")
        self.file, self.place, self.expected = file, place, expected


@dataclass(frozen=True)
class _Image:
    """One image that has the form, and what it takes to make its card."""

    file: str
    text: str
    document: Mapping[str, Any]
    people: Mapping[str, Person]
    chance: Random

    def refusal(self, path: image_schema.Path, expected: str) -> BadCardImage:
        return BadCardImage(self.file, image_schema.place(path, self.text), expected)

    def atr(self, usual: bytes) -> bytes:
        atr = self.document.get("atr")
        return bytes.fromhex(atr) if atr else usual


def image_names() -> tuple[str, ...]:
    """Return the names of the shipped images."""
    names = (file.name for file in IMAGE_FILES.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def shipped_image(name: str) -> Traversable:
    """Return a shipped image, to be given to :func:`load_card`.

    Raises:
        KeyError: no shipped image has that name.
    """
    if name not in image_names():
        raise KeyError(name)
    return IMAGE_FILES / f"{name}.toml"


def load_card(
    source: Path | Traversable | str, *, people: Mapping[str, Person], chance: Random
) -> Iso7816Card:
    """Make the card of an image.

    Args:
        source: a file, or the text itself.
        people: who may be named by key.
        chance: what a CPS draws its challenges from.

    Raises:
        BadCardImage: the file cannot be read, or is not an image.
    """
    file, text = _read(source)
    image = _Image(file, text, _parsed(file, text), people, chance)
    if fault := first_fault(image.document):
        raise image.refusal(*fault)
    try:
        return _MAKERS.get(image.document["kind"], _cps)(image)
    except UnfitForCard as error:
        raise image.refusal((), error.expected) from error


def _read(source: Path | Traversable | str) -> tuple[str, str]:
    if isinstance(source, str):
        return "texte", source
    file = str(source)
    try:
        return file, source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadCardImage(file, f"octet {error.start + 1}", "un fichier de texte UTF-8") from error
    except (OSError, ValueError) as error:
        raise BadCardImage(file, "le fichier", "un fichier qui existe et se lit") from error


_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|(end) of document)\)")


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadCardImage(file, "le fichier", "du TOML moins profond") from error
    except ValueError as error:
        place = "le fichier"
        if found := _POSITION.search(str(error)):
            line, column, end = found.groups()
            place = "la fin du fichier" if end else f"ligne {line}, colonne {column}"
        raise BadCardImage(file, place, "du TOML, sans clé dite deux fois") from error


# -- making ---------------------------------------------------------------------------------------


def _vitale_2(image: _Image) -> Iso7816Card:
    people = (*_named(image), *_written(image))
    if not people:
        raise image.refusal(("people",), "au moins une personne, dans people ou [[person]]")
    card = image.document.get("card", {})
    making = Making(
        atr=image.atr(ATR),
        validity=Validity(
            card.get("first_day", Validity.first), card.get("last_day", Validity.last)
        ),
        rights_closed_on=card.get("rights_closed_on", ""),
        damages=tuple(card.get("damage", ())),
        files=tuple(
            RawFile(f["application"], int(f["fid"], 16), bytes.fromhex(f["content"]))
            for f in image.document.get("file", ())
        ),
    )
    return VitaleCard(*people, making=making)


def _named(image: _Image) -> Iterable[Person]:
    for rank, key in enumerate(image.document.get("people", ())):
        if key not in image.people:
            known = ", ".join(image.people)
            raise image.refusal(("people", rank), f"la clé d'une personne du banc ({known})")
        yield image.people[key]


def _written(image: _Image) -> Iterable[Person]:
    for rank, table in enumerate(image.document.get("person", ())):
        try:
            yield make_person(table["key"], {k: v for k, v in table.items() if k != "key"})
        except BadPeopleFile as error:
            field = error.place.removeprefix(table["key"]).removeprefix(".")
            raise image.refusal(("person", rank, field), "un NIR dont la clé est juste") from error


def _vitale_1(image: _Image) -> Iso7816Card:
    return Vitale1Card(image.atr(VITALE_1_CARDS["22-69"]))


def _foreign(image: _Image) -> Iso7816Card:
    return ForeignCard(image.atr(b""))


def _cps(image: _Image) -> Iso7816Card:
    holder = CpsHolder(**image.document["holder"], situations=_situations(image))
    return make_cps(image.document["kind"], holder, chance=image.chance)


def _situations(image: _Image) -> tuple[Situation, ...]:
    tables = image.document.get("situation", ())
    numbers = [table["number"] for table in tables]
    for rank, number in enumerate(numbers):
        if number in numbers[:rank]:
            raise image.refusal(("situation", rank, "number"), "un numéro qui ne sert qu'une fois")
    return tuple(Situation(**table) for table in tables)


_MAKERS: Mapping[str, Callable[[_Image], Iso7816Card]] = {
    "vitale2": _vitale_2,
    "vitale1": _vitale_1,
    "foreign": _foreign,
}
"""Kind -> its maker; the other kinds of the schema are CPS."""


# -- writing --------------------------------------------------------------------------------------


def card_image(card: Iso7816Card | Iterable[Person], *, about: str = "") -> str:
    """Return the image of a card, or of the ordinary Vitale card of people.

    Args:
        card: a card of this package, or the people of one in their order.
        about: a line that says what the card is for.

    Raises:
        BadCardImage: what is on the card has no place in an image, such as a text too long.
        UnfitForCard: the people cannot share a card.
        TypeError: not a card of this package.
    """
    if not isinstance(card, Iso7816Card):
        card = VitaleCard(*card)
    document = {"format": FORMAT, "kind": "", "about": about, **_content(card)}
    document = {key: value for key, value in document.items() if value}
    text = _toml(document)
    if fault := first_fault(document):
        raise BadCardImage("image", image_schema.place(fault.path, text), fault.expected)
    return text


def _content(card: Iso7816Card) -> dict[str, Any]:
    atr = card.atr.hex(" ").upper()
    holder, kind = getattr(card, "holder", None), kind_of(card.atr)
    if isinstance(holder, CpsHolder) and kind:
        return {"kind": kind, **_cps_document(holder)}
    match card:
        case VitaleCard():
            return {"kind": "vitale2", "atr": atr, **_vitale_document(card)}
        case Vitale1Card():
            return {"kind": "vitale1", "atr": atr}
        case ForeignCard():
            return {"kind": "foreign", "atr": atr}
    raise TypeError(f"no image of {type(card).__name__}")


def _vitale_document(card: VitaleCard) -> dict[str, Any]:
    making = card.making
    days = {"first_day": making.validity.first, "last_day": making.validity.last}
    return {
        "card": {
            **days,
            **({"rights_closed_on": making.rights_closed_on} if making.rights_closed_on else {}),
            **({"damage": list(making.damages)} if making.damages else {}),
        },
        "person": [_plain(person) for person in card.people],
        "file": [
            {
                "application": f.application,
                "fid": f"{f.fid:04X}",
                "content": f.content.hex().upper(),
            }
            for f in making.files
        ],
    }


def _cps_document(holder: CpsHolder) -> dict[str, Any]:
    plain = _plain(holder)
    plain.pop("situations", None)
    situations = holder.numbered().items()
    return {
        "holder": plain,
        "situation": [{**_plain(one), "number": number} for number, one in situations],
    }


def _plain(value: Any) -> Any:
    """Return plain data for TOML; a field that has its usual value is left out."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not is_dataclass(value):
        return value
    return {
        held.name: _plain(getattr(value, held.name))
        for held in fields(value)
        if getattr(value, held.name)
        != (held.default_factory() if held.default_factory is not MISSING else held.default)
    }


def _toml(document: Mapping[str, Any]) -> str:
    plain = [f"{key} = {_value(value)}" for key, value in document.items() if _is_plain(value)]
    for key, value in document.items():
        if not _is_plain(value):
            tables = value if isinstance(value, list) else [value]
            header = f"[[{key}]]" if isinstance(value, list) else f"[{key}]"
            for table in tables:
                plain += ["", header, *(f"{k} = {_value(v)}" for k, v in table.items())]
    return "\n".join(plain) + "\n"


def _is_plain(value: Any) -> bool:
    tables = value if isinstance(value, list) else [value]
    return not any(isinstance(table, dict) for table in tables)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
