"""The people of a bench: printed demonstration persons and visibly fictitious ones.

A person is data that several simulators share: the card maker writes it on a Vitale card, the
rights service answers it, a payer knows it. Dates are text of 8 digits, year first, ``00000000`` =
open: a birth month may be 19 and must survive as printed. ``people.toml`` holds them, with their
source.
"""

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


def _build(kind: type[Any], data: Mapping[str, Any], place: str) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise BadPeopleFile(f"{place}: unknown key {unknown[0]!r}")
    values = dict(data)
    for name, made in (("amc", Amc), ("work_accident", WorkAccident)):
        if kind is Person and isinstance(values.get(name), Mapping):
            values[name] = _build(made, values[name], f"{place}.{name}")
    if kind is Person:
        values["covers"] = tuple(
            _build(Cover, cover, f"{place}.covers") for cover in values.get("covers", ())
        )
        values["rights"] = tuple((first, last) for first, last in values.get("rights", ()))
        values["address"] = tuple(values.get("address", ()))
    try:
        return kind(**values)
    except TypeError as error:
        raise BadPeopleFile(f"{place}: {error}") from error


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
