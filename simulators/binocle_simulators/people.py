"""The people of a bench: printed demonstration persons and visibly fictitious ones.

A person is data that several simulators share: the card maker writes it on a Vitale card, the
rights service answers it, a payer knows it. Dates are text of 8 digits, year first, ``00000000`` =
open: a birth month may be 19 and must survive as printed. ``people.toml`` holds them, with their
source.
Source: seed-facts for the printed persons; all others are fictitious.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from typing import Any


class BadPeopleFile(ValueError):
    """A file of people that is not of the shape; the text names the place.

    Attributes:
        place: key of the person, then the field, such as ``desmaux.amc.number``.
    """

    def __init__(self, place: str, reason: str) -> None:
        """Say where and why."""
        super().__init__(f"{place}: {reason}")
        self.place = place


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
    """A complementary insurer as the card or the rights service knows it.

    Attributes:
        convention: type of convention, 2 characters; with all that follows, known to the rights
            service alone and empty when it does not know.
        criterion: secondary criterion.
        treatment: treatment indicator, 2 digits.
        routing: STS routing code, 1 character.
        guarantees: 8 flags ``O`` or ``N``.
    """

    number: str
    member: str = ""
    first: str = "00000000"
    last: str = "00000000"
    convention: str = ""
    criterion: str = ""
    treatment: str = ""
    routing: str = ""
    guarantees: str = ""


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
        amo_service_first: with ``amo_service_last``, the days of the AMO service, or both empty.
        rights: AMO periods, (first, last).
        card_covers: the covers as the card prints them, when the fund knows better since.
        accident_told: whether the rights service tells the work accident; a card always does.
        family_doctor: whether one is declared to the fund.
        nationality: numeric country code of 3 digits (form assumed).
        card_birth: the birth date as the card prints it, when it differs: 8 digits of a wrong
            century, or 6 digits of none. The rights service knows ``birth``.
        opposed: first day on which the card is opposed, or empty.
        opposed_reason: ``V`` stolen, ``P`` lost, ``I`` invalid (assumed, PROTOCOLS 3).
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
    amo_service_first: str = ""
    amo_service_last: str = ""
    rights: tuple[tuple[str, str], ...] = ()
    covers: tuple[Cover, ...] = ()
    amc: Amc | None = None
    work_accident: WorkAccident = field(default_factory=WorkAccident)
    card_type: str = "T"
    card_serial: str = "0000000000"
    card_amc: bool = True
    card_covers: tuple[Cover, ...] = ()
    accident_told: bool = True
    family_doctor: bool = False
    nationality: str = "250"
    card_birth: str = ""
    opposed: str = ""
    opposed_reason: str = "P"
    source: str = "ours"

    @property
    def printed_birth(self) -> str:
        """The birth date that the card carries."""
        return self.card_birth or self.birth

    @property
    def printed_covers(self) -> tuple[Cover, ...]:
        """The covers that the card carries."""
        return self.card_covers or self.covers


NOWHERE = "99999"
"""Department and country of birth in the NIR of a person who does not exist (assumed)."""

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
    "convention": re.compile(r"([A-Z0-9]{2})?"),
    "criterion": re.compile(r"[A-Z0-9?]{0,20}"),
    "treatment": re.compile(r"([0-9]{2})?"),
    "routing": re.compile(r"[A-Z0-9]?"),
    "guarantees": re.compile(r"([ON]{8})?"),
    "amo_service_first": re.compile(r"([0-9]{8})?"),
    "amo_service_last": re.compile(r"([0-9]{8})?"),
    "nationality": re.compile(r"[0-9]{3}"),
    "card_birth": re.compile(r"([0-9]{6}|[0-9]{8})?"),
    "opposed": re.compile(r"([0-9]{8})?"),
    "opposed_reason": re.compile(r"[VPI]"),
}
"""The form of each text of a file of people, whatever holds it (PROTOCOLS section 3)."""


def make_person(key: str, table: Mapping[str, Any]) -> Person:
    """Return a person from the plain data of a file.

    Args:
        key: the name in case files; the first word of the place that a refusal names.
        table: the fields, as TOML gives them.

    Raises:
        BadPeopleFile: a key is unknown or missing, or a value is of the wrong form.
    """
    made = _build(Person, {"key": key, **table}, key)
    assert isinstance(made, Person)
    return made


def _build(kind: type[Any], data: Any, place: str) -> Any:
    if not isinstance(data, Mapping):
        raise BadPeopleFile(place, f"a table is expected: {data!r}")
    unknown = sorted(set(data) - {f.name for f in fields(kind)})
    if unknown:
        raise BadPeopleFile(place, f"unknown key {unknown[0]!r}")
    values = dict(data)
    if kind is Person:
        for name, held in (("amc", Amc), ("work_accident", WorkAccident)):
            if name in values:
                values[name] = _build(held, values[name], f"{place}.{name}")
        for name in ("covers", "card_covers"):
            values[name] = tuple(
                _build(Cover, cover, f"{place}.{name}") for cover in _listed(values, name, place)
            )
        values["rights"] = tuple(_period(days, place) for days in _listed(values, "rights", place))
        values["address"] = tuple(_listed(values, "address", place))
    try:
        made = kind(**values)
    except TypeError as error:
        raise BadPeopleFile(place, str(error)) from error
    _check(made, place)
    return made


def _listed(values: Mapping[str, Any], name: str, place: str) -> list[Any]:
    listed = values.get(name, [])
    if not isinstance(listed, list):
        raise BadPeopleFile(f"{place}.{name}", f"a list is expected: {listed!r}")
    return listed


def _period(days: Any, place: str) -> tuple[str, str]:
    match days:
        case [str(first), str(last)] if _DAY.fullmatch(first) and _DAY.fullmatch(last):
            return first, last
    raise BadPeopleFile(f"{place}.rights", f"two days are expected: {days!r}")


_DAY = re.compile("[0-9]{8}")


def _check(made: Any, place: str) -> None:
    """Refuse a value of the wrong form; a NIR's key is checked too."""
    for held in fields(made):
        value = getattr(made, held.name)
        texts = value if held.name == "address" else (value,)
        if (held.type is str or held.name == "address") and not all(
            isinstance(text, str) for text in texts
        ):
            raise BadPeopleFile(f"{place}.{held.name}", f"text is expected: {value!r}")
        if held.type is bool and not isinstance(value, bool):
            raise BadPeopleFile(f"{place}.{held.name}", f"true or false is expected: {value!r}")
        if held.name in FORMS and not FORMS[held.name].fullmatch(value):
            raise BadPeopleFile(f"{place}.{held.name}", f"wrong form: {value!r}")
    for name in ("nir", "own_nir"):
        number = getattr(made, name, "")
        if number and nir_key(number[:13]) != number[13:]:
            raise BadPeopleFile(f"{place}.{name}", f"wrong key: {number!r}")
    if isinstance(made, Person) and bool(made.amo_service_first) != bool(made.amo_service_last):
        raise BadPeopleFile(f"{place}.amo_service_last", "both days of the service, or none")
    if isinstance(made, Cover) and not (type(made.rate) is int and 0 <= made.rate <= 100):
        raise BadPeopleFile(f"{place}.rate", f"percent is expected: {made.rate!r}")


def nir_key(number: str) -> str:
    """Return the key of a NIR of 13 characters: 97 less its remainder, 2A and 2B as 19 and 18."""
    digits = number[:5] + number[5:7].replace("2A", "19").replace("2B", "18") + number[7:]
    return f"{97 - int(digits) % 97:02d}"


def fictitious_nir(birth: str, *, sex: str, order: int) -> str:
    """Return a NIR with its key that is nobody's: born in department 99, country 999 (assumed).

    Args:
        birth: 8 digits, year first; the month may be any two digits.
        sex: first digit.
        order: 1 to 999.
    """
    number = f"{sex}{birth[2:6]}{NOWHERE}{order:03d}"
    return number + nir_key(number)


def load_people(text: str | None = None) -> dict[str, Person]:
    """Return people by key.

    Args:
        text: the TOML text; the shipped ``people.toml`` when absent.

    Raises:
        BadPeopleFile: a key is unknown or missing; the message names the place.
    """
    return dict(_shipped_people()) if text is None else _people(text)


@cache
def _shipped_people() -> Mapping[str, Person]:
    """Read the shipped people once: a person is never changed."""
    return _people(resources.files(__package__).joinpath("people.toml").read_text(encoding="utf-8"))


def _people(text: str) -> dict[str, Person]:
    return {key: make_person(key, table) for key, table in tomllib.loads(text).items()}
