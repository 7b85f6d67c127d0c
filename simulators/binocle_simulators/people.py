"""The people of a bench: printed demonstration persons and visibly fictitious ones.

A person is data that several simulators share: the card maker writes it on a Vitale card, the
rights service answers it, a payer knows it. Dates are text of 8 digits, year first, ``00000000`` =
open: a birth month may be 19 and must survive as printed. ``people.toml`` holds them, with their
source.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from typing import Any


class BadPeopleFile(ValueError):
    """A file of people that is not of the shape; the text names the place."""


@dataclass(frozen=True)
class Cover:
    """One period of cover: ALD digit, situation, standard exemption and rate in percent."""

    first: str
    last: str
    ald: str = "0"
    situation: str = "0100"
    exemption: str = "0"
    rate: int = 60


@dataclass(frozen=True)
class Amc:
    """A complementary insurer as the card or the rights service knows it."""

    number: str
    member: str = ""
    first: str = "00000000"
    last: str = "00000000"


@dataclass(frozen=True)
class WorkAccident:
    """The five fields of the work accident block."""

    risk: str = ""
    at1: str = ""
    at1_id: str = ""
    at2: str = ""
    at2_id: str = ""


@dataclass(frozen=True)
class Person:
    """One beneficiary, on a card of their own or on somebody's.

    Attributes:
        key: the name in case files, such as ``desmaux``.
        nir: NIR of the insured with its key, 15 characters.
        own_nir: certified NIR of the beneficiary with its key, or empty.
        birth: 8 digits, year first, possibly lunar.
        rights: AMO periods, (first, last).
        source: where the data comes from, ``ours`` when invented.
    """

    key: str
    name: str
    first_name: str
    birth: str
    nir: str
    patronymic: str = ""
    own_nir: str = ""
    rank: str = "1"
    quality: str = "0"
    regime: str = "01"
    fund: str = "999"
    centre: str = "9999"
    management: str = "10"
    centre_label: str = ""
    address: tuple[str, ...] = ()
    amo_service: str = "00"
    rights: tuple[tuple[str, str], ...] = ()
    covers: tuple[Cover, ...] = ()
    amc: Amc | None = None
    work_accident: WorkAccident = field(default_factory=WorkAccident)
    card_type: str = "T"
    card_serial: str = "0000000000"
    card_amc: bool = True
    source: str = "ours"


_NIR = r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}"
FORMS: Mapping[str, re.Pattern[str]] = {
    "birth": re.compile(r"[0-9]{8}"),
    "nir": re.compile(_NIR),
    "own_nir": re.compile(f"({_NIR})?"),
    "rank": re.compile(r"[0-9]"),
    "quality": re.compile(r"[0-9]"),
    "regime": re.compile(r"[0-9]{2}"),
    "fund": re.compile(r"[0-9]{3}"),
    "centre": re.compile(r"[0-9]{4}"),
    "management": re.compile(r"[0-9]{2}"),
    "amo_service": re.compile(r"[0-9]{2}"),
    "card_type": re.compile(r"[DTR]"),
    "card_serial": re.compile(r"[0-9]{10}"),
    "first": re.compile(r"[0-9]{8}"),
    "last": re.compile(r"[0-9]{8}"),
    "ald": re.compile(r"[0-9]"),
    "situation": re.compile(r"[0-9]{4}"),
    "exemption": re.compile(r"[0-9]"),
    "number": re.compile(r"[0-9]{8,10}"),
}
"""The form of each text of a file of people, whatever holds it (PROTOCOLS section 3)."""


def _build(kind: type[Any], data: Mapping[str, Any], place: str) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise BadPeopleFile(f"{place}: unknown key {unknown[0]!r}")
    values = dict(data)
    for name, held in (("amc", Amc), ("work_accident", WorkAccident)):
        if kind is Person and isinstance(values.get(name), Mapping):
            values[name] = _build(held, values[name], f"{place}.{name}")
    if kind is Person:
        values["covers"] = tuple(
            _build(Cover, cover, f"{place}.covers") for cover in values.get("covers", ())
        )
        values["rights"] = tuple(tuple(period) for period in values.get("rights", ()))
        values["address"] = tuple(values.get("address", ()))
    try:
        made = kind(**values)
    except TypeError as error:
        raise BadPeopleFile(f"{place}: {error}") from error
    _check(made, place)
    return made


def _check(made: Any, place: str) -> None:
    """Refuse a value of the wrong form; a NIR's key is checked too."""
    for name, form in FORMS.items():
        if name not in vars(made):
            continue
        text = getattr(made, name)
        if not (isinstance(text, str) and form.fullmatch(text)):
            raise BadPeopleFile(f"{place}.{name}: wrong form: {text!r}")
    for name in ("nir", "own_nir"):
        number = getattr(made, name, "")
        if number and nir_key(number[:13]) != number[13:]:
            raise BadPeopleFile(f"{place}.{name}: wrong key: {number!r}")
    if isinstance(made, Cover) and not (type(made.rate) is int and 0 <= made.rate <= 100):
        raise BadPeopleFile(f"{place}.rate: percent is expected: {made.rate!r}")
    for period in getattr(made, "rights", ()):
        if len(period) != 2 or not all(re.fullmatch("[0-9]{8}", str(day)) for day in period):
            raise BadPeopleFile(f"{place}.rights: two days are expected: {period!r}")


def nir_key(number: str) -> str:
    """Return the key of a NIR of 13 characters: 97 less its remainder, 2A and 2B as 19 and 18."""
    digits = number[:5] + number[5:7].replace("2A", "19").replace("2B", "18") + number[7:]
    return f"{97 - int(digits) % 97:02d}"


def load_people(text: str | None = None) -> dict[str, Person]:
    """Return people by key.

    Args:
        text: the TOML text; the shipped ``people.toml`` when absent.

    Raises:
        BadPeopleFile: a key is unknown or missing; the message names the place.
    """
    if text is None:
        text = resources.files(__package__).joinpath("people.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {key: _build(Person, {"key": key, **table}, key) for key, table in tables.items()}
