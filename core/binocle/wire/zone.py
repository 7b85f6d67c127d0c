"""The words of a table: each declares one zone, under the type of its value.

Law of this file: the body of a record reads as the norm's table, and a type checker knows every
attribute. A zone with a default may be left out by who creates the record; the default says what is
then written (wire sheet 1.2: zeros when numeric, spaces when text).
"""

from dataclasses import field
from datetime import date
from typing import Any, Literal, TypeVar, cast

from binocle.kernel import Cents

from .kinds import (
    SOURCED,
    UPPER,
    Amount,
    Choice,
    Confidence,
    Constant,
    Day,
    Digits,
    Filler,
    NirKey,
    NirNumber,
    Number,
    PartnerNumber,
    Text,
    Zone,
)

_Value = TypeVar("_Value")

REQUIRED: Any = object()
"""Default of the defaults: the zone must be given."""


def _declared(kind: type[_Value], zone: Zone, default: object, *, init: bool = True) -> _Value:
    given = {} if default is REQUIRED else {"default": default}
    return cast(_Value, field(init=init, metadata={"zone": zone}, **given))  # type: ignore[call-overload]


def constant(
    first: int, last: int, label: str, confidence: Confidence, *, fixed: str,
    init: Literal[False] = False,
) -> str:  # fmt: skip
    """Declare a fixed text."""
    zone = Constant(first, last, label, confidence, fixed=fixed)
    return _declared(str, zone, fixed, init=init)


def filler(
    first: int, last: int, confidence: Confidence = SOURCED, *, init: Literal[False] = False
) -> str:
    """Declare room left by the norm."""
    zone = Filler(first, last, "filler", confidence, optional=True)
    return _declared(str, zone, " " * zone.width, init=init)


def text(
    first: int, last: int, label: str, confidence: Confidence, *,
    characters: str = UPPER, default: str = REQUIRED,
) -> str:  # fmt: skip
    """Declare text; left out, it is ``""``."""
    optional = default is not REQUIRED
    zone = Text(first, last, label, confidence, optional=optional, characters=characters)
    return _declared(str, zone, default)


def choice(
    first: int, last: int, label: str, confidence: Confidence, *,
    values: tuple[str, ...], default: str = REQUIRED,
) -> str:  # fmt: skip
    """Declare a code of a closed list; ``""`` among the values is spaces."""
    optional = default is not REQUIRED
    zone = Choice(first, last, label, confidence, optional=optional, values=values)
    return _declared(str, zone, default)


def digits(
    first: int, last: int, label: str, confidence: Confidence, *,
    nonzero: bool = False, default: str = REQUIRED,
) -> str:  # fmt: skip
    """Declare a number that is a name; spaces, where a default exists, are ``""``."""
    optional = default is not REQUIRED
    zone = Digits(first, last, label, confidence, optional=optional, nonzero=nonzero)
    return _declared(str, zone, default)


def partner_number(
    first: int, last: int, label: str, confidence: Confidence, *, default: str = REQUIRED
) -> str:
    """Declare a billing number with its Luhn key."""
    zone = PartnerNumber(first, last, label, confidence, optional=default is not REQUIRED)
    return _declared(str, zone, default)


def nir(
    first: int, last: int, label: str, confidence: Confidence, *, default: str = REQUIRED
) -> str:
    """Declare the 13 characters of a NIR."""
    zone = NirNumber(first, last, label, confidence, optional=default is not REQUIRED)
    return _declared(str, zone, default)


def nir_key(
    first: int, last: int, label: str, confidence: Confidence, *,
    of: str, default: str = REQUIRED,
) -> str:  # fmt: skip
    """Declare the key of the NIR that is in the zone called ``of``."""
    optional = default is not REQUIRED
    zone = NirKey(first, last, label, confidence, optional=optional, of=of)
    return _declared(str, zone, default)


def number(
    first: int, last: int, label: str, confidence: Confidence, *, default: int = REQUIRED
) -> int:
    """Declare a whole number, written with zeros even when it is left out."""
    return _declared(int, Number(first, last, label, confidence), default)


def optional_number(
    first: int, last: int, label: str, confidence: Confidence, *, default: int | None = REQUIRED
) -> int | None:
    """Declare a whole number whose spaces are ``None``."""
    return _declared(int, Number(first, last, label, confidence, optional=True), default)


def amount(
    first: int, last: int, label: str, confidence: Confidence, *, default: Cents = REQUIRED
) -> Cents:
    """Declare cents, written with zeros even when they are left out."""
    return _declared(Cents, Amount(first, last, label, confidence), default)


def optional_amount(
    first: int, last: int, label: str, confidence: Confidence, *, default: Cents | None = REQUIRED
) -> Cents | None:
    """Declare cents whose spaces are ``None``, which is not zero."""
    return _declared(Cents, Amount(first, last, label, confidence, optional=True), default)


def day(first: int, last: int, label: str, confidence: Confidence) -> date:
    """Declare a day."""
    return _declared(date, Day(first, last, label, confidence), REQUIRED)


def optional_day(
    first: int, last: int, label: str, confidence: Confidence, *, default: date | None = REQUIRED
) -> date | None:
    """Declare a day whose zeros, or spaces, are ``None``."""
    return _declared(date, Day(first, last, label, confidence, optional=True), default)
