"""Kinds of zones, one small class each.

Laws of this file (wire sheet, section 1.2; design, section 5):

* text is left-aligned and space-filled; its value has no trailing space; left out, it is ``""``;
* numbers are right-aligned and zero-filled; left out in a zone that allows it, they are spaces and
  ``None``, which is not zero;
* days are AAMMJJ; two-digit years are 2000 to 2099 (assumed: the norm dates from 2000, business
  days only; birth dates stay text); zeros, or spaces where the zone is optional, are ``None``;
* what is written must read back as the same value, or it is refused.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from binocle.kernel import InvalidIdentifier, luhn_digit, nir_key

from .refusal import Reason

UPPER = "0-9A-Z "
"""Characters of B2 text: upper-case, no accent, no special character (sheet 1.2)."""
DOMAIN = r"0-9A-Z.\- "
"""Characters of a domain name: those of text, dots and hyphens (PROTOCOLS 6, assumed)."""
PRINTED = " -~¡-ÿ"
"""Every printable character of ISO-8859-1 but the no-break space."""
PRINTED_BUT_AT = " -?A-~¡-ÿ"
"""The same without ``@``, which ends an entity."""


class Confidence(StrEnum):
    """How sure a line of a table is (wire sheet, first table)."""

    SOURCED = "sourced"
    INFERRED = "inferred"
    RECALLED = "recalled"
    ASSUMED = "assumed"
    """Our own choice where the sheet says "unknown"."""


SOURCED, INFERRED, RECALLED, ASSUMED = Confidence


class ZoneRefusal(ValueError):
    """One zone does not fit; the record adds the place."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason."""
        self.reason = reason
        super().__init__(reason.value)


@lru_cache(maxsize=4096)
def _day(raw: str) -> date | None:
    """Read AAMMJJ; zeros and spaces are no day."""
    if raw in ("000000", "      "):
        return None
    return date(2000 + int(raw[:2]), int(raw[2:4]), int(raw[4:]))


@lru_cache(maxsize=4096)
def _partner_number(raw: str) -> str:
    """Read 9 digits whose last one is a Luhn digit (sheet 1.3); spaces are no number."""
    if raw.isspace():
        return ""
    if luhn_digit(raw[:8]) != raw[8]:
        raise ZoneRefusal(Reason.KEY)
    return raw


@lru_cache(maxsize=4096)
def nir_agrees(number: str, key: str) -> bool:
    """Tell whether ``key`` is the key of a NIR; without a number there is no key, or zeros."""
    if not number:
        return key in ("", "00")
    try:
        return nir_key(number) == key
    except InvalidIdentifier:
        return False


def right_keys(number: str) -> tuple[str, ...]:
    """Return the key of a NIR; nothing when it has none, as of letters out of place."""
    try:
        return (nir_key(number),) if number else ("00",)
    except InvalidIdentifier:
        return ()


def alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike, one less than all of them at most."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return max(min(len(one), len(other)) - 1, 0)


def _optional_int(raw: str) -> int | None:
    return None if raw.isspace() else int(raw)


@dataclass(frozen=True)
class Zone(ABC):
    """One line of a table.

    Attributes:
        first: first position, 1-based, as printed.
        last: last position, included.
        label: what the zone is, in the words of the sheet.
        confidence: how sure this line is.
        optional: whether it may be left out.
        name: attribute of the record; given by the class body.
    """

    first: int
    last: int
    label: str
    confidence: Confidence
    optional: bool = False
    name: str = ""

    reason: ClassVar[Reason] = Reason.CHARACTER
    captured: ClassVar[bool] = True
    """Whether the value differs from one record to the next."""

    @cached_property
    def width(self) -> int:
        """Number of characters."""
        return self.last - self.first + 1

    @property
    @abstractmethod
    def pattern(self) -> str:
        """Regular expression of the usual spellings, of fixed width, without a group."""

    @property
    def accepted(self) -> str:
        """Regular expression of all spellings; wider than the pattern when some are rare."""
        return self.pattern

    @property
    def convert(self) -> Callable[[str], Any]:
        """Function from accepted text to value; raises ``ValueError``; ``str`` keeps the text."""
        return str.rstrip

    def spell(self, value: Any) -> str:
        """Return the text of a value; :meth:`write` verifies it."""
        return str(value).ljust(self.width)

    def misfit(self, raw: str) -> int:
        """Return the index of the first character of a refused text that does not fit.

        A text whose characters all fit is wrong as a whole, from its first one on; one that begins
        with a space, where spaces leave the zone out, should have had no other.
        """
        if self.optional and raw[:1] == " " and not self.takes(" ", raw):
            return next((i for i, each in enumerate(raw) if each != " "), 0)
        return next((i for i, each in enumerate(raw) if not self.takes(each, raw)), 0)

    def takes(self, character: str, raw: str) -> bool:
        """Tell whether a character may stand in the zone at all; ``raw`` is the whole text."""
        return character.isascii() and character.isdigit()

    def due(self, raw: str) -> tuple[str, ...]:
        """Return the spellings that could stand instead of ``raw``, when they can be listed."""
        return ()

    @cached_property
    def _matcher(self) -> re.Pattern[str]:
        return re.compile(self.accepted)

    def read(self, raw: str) -> Any:
        """Return the value of a zone.

        Raises:
            ZoneRefusal: the text does not fit.
        """
        if not self._matcher.fullmatch(raw):
            raise ZoneRefusal(self.reason)
        try:
            return self.convert(raw)
        except ZoneRefusal:
            raise
        except ValueError:
            raise ZoneRefusal(self.reason) from None

    def write(self, value: Any) -> str:
        """Return the text of a value, which reads back as the same value.

        Raises:
            ZoneRefusal: it is too long, of another kind, or would read back as another value.
        """
        raw = self.spell(value)
        if len(raw) != self.width:
            raise ZoneRefusal(Reason.OVERFLOW)
        if self.read(raw) != value:
            raise ZoneRefusal(Reason.VALUE)
        return raw


def _or_blank(zone: Zone, pattern: str) -> str:
    return f"(?:{pattern}| {{{zone.width}}})" if zone.optional else pattern


@dataclass(frozen=True)
class Text(Zone):
    """Characters of one set."""

    characters: str = UPPER

    @property
    def pattern(self) -> str:
        """Any of the set."""
        return f"[{self.characters}]{{{self.width}}}"

    def takes(self, character: str, raw: str) -> bool:
        """Any of the set."""
        return re.fullmatch(f"[{self.characters}]", character) is not None


@dataclass(frozen=True)
class Digits(Zone):
    """A number that is a name: kept as text with its zeros."""

    nonzero: bool = False
    reason: ClassVar[Reason] = Reason.DIGITS

    @property
    def pattern(self) -> str:
        """Digits, or spaces when left out."""
        guard = f"(?!0{{{self.width}}})" if self.nonzero else ""
        return _or_blank(self, f"{guard}[0-9]{{{self.width}}}")

    @property
    def convert(self) -> Callable[[str], Any]:
        """Keep the digits; spaces are nothing."""
        return str.rstrip if self.optional else str


@dataclass(frozen=True)
class PartnerNumber(Digits):
    """Nine digits, the last one a Luhn digit."""

    @property
    def convert(self) -> Callable[[str], Any]:
        """Verify the key."""
        return _partner_number

    def due(self, raw: str) -> tuple[str, ...]:
        """The same number with its right key."""
        if not (raw.isascii() and raw.isdigit()):
            return ()
        return (raw[:8] + luhn_digit(raw[:8]),)


@dataclass(frozen=True)
class NirNumber(Zone):
    """The 13 characters of a NIR; its key is a :class:`NirKey` beside it."""

    reason: ClassVar[Reason] = Reason.DIGITS

    @property
    def pattern(self) -> str:
        """Digits, with a letter in Corsica."""
        return _or_blank(self, "[0-9]{6}[0-9AB][0-9]{6}")

    def misfit(self, raw: str) -> int:
        """Digits, with a letter in Corsica."""
        return super().misfit(f"{raw[:6]}0{raw[7:]}" if raw[6:7] in ("A", "B") else raw)


@dataclass(frozen=True)
class NirKey(Digits):
    """The key of the NIR in the zone called ``of``; the record compares them."""

    of: str = ""


@dataclass(frozen=True)
class Number(Zone):
    """A whole number."""

    reason: ClassVar[Reason] = Reason.DIGITS

    @property
    def pattern(self) -> str:
        """Digits, or spaces when left out."""
        return _or_blank(self, f"[0-9]{{{self.width}}}")

    @property
    def convert(self) -> Callable[[str], Any]:
        """Read the digits."""
        return _optional_int if self.optional else int

    def spell(self, value: Any) -> str:
        """Fill with zeros on the left; nothing is spaces."""
        return " " * self.width if value is None else str(value).rjust(self.width, "0")


@dataclass(frozen=True)
class Amount(Number):
    """A whole number of cents."""


@dataclass(frozen=True)
class Day(Zone):
    """A day AAMMJJ."""

    reason: ClassVar[Reason] = Reason.DAY

    @property
    def pattern(self) -> str:
        """Six digits, not zeros unless the day may be left out."""
        return "[0-9]{6}" if self.optional else "(?!000000)[0-9]{6}"

    @property
    def accepted(self) -> str:
        """Spaces as well, when the day may be left out."""
        return _or_blank(self, self.pattern)

    @property
    def convert(self) -> Callable[[str], Any]:
        """Read the day."""
        return _day

    def misfit(self, raw: str) -> int:
        """The first one that is no digit, else the month or the day of the month."""
        found = super().misfit(raw)
        if found or not self.takes(raw[:1], raw):
            return found
        return 2 if not "01" <= raw[2:4] <= "12" else 4

    def spell(self, value: Any) -> str:
        """Write AAMMJJ; nothing is zeros."""
        return "000000" if value is None else f"{value:%y%m%d}"


@dataclass(frozen=True)
class Choice(Zone):
    """One of the norm's values."""

    values: tuple[str, ...] = ()
    reason: ClassVar[Reason] = Reason.VALUE

    @property
    def pattern(self) -> str:
        """The values, as they are written."""
        return f"(?:{'|'.join(re.escape(value.ljust(self.width)) for value in self.values)})"

    def misfit(self, raw: str) -> int:
        """Where no value goes on as the text does."""
        return max(alike(raw, each) for each in self.due(raw))

    def due(self, raw: str) -> tuple[str, ...]:
        """The values, as they are written."""
        return tuple(value.ljust(self.width) for value in self.values)

    @property
    def convert(self) -> Callable[[str], Any]:
        """Keep the code; spaces are nothing."""
        return str if all(len(value) == self.width for value in self.values) else str.rstrip


@dataclass(frozen=True)
class Constant(Zone):
    """A fixed text."""

    fixed: str = ""
    reason: ClassVar[Reason] = Reason.CONSTANT
    captured: ClassVar[bool] = False

    @property
    def pattern(self) -> str:
        """The text."""
        return re.escape(self.fixed)

    def due(self, raw: str) -> tuple[str, ...]:
        """The text."""
        return (self.fixed,)

    @property
    def convert(self) -> Callable[[str], Any]:
        """Keep it as it is."""
        return str


@dataclass(frozen=True)
class Filler(Zone):
    """Room that the norm leaves: blank when we create, kept as it was when a peer used it."""

    captured: ClassVar[bool] = False

    @property
    def pattern(self) -> str:
        """Spaces."""
        return f" {{{self.width}}}"

    @property
    def accepted(self) -> str:
        """Anything printable."""
        return f"[{PRINTED}]{{{self.width}}}"

    def takes(self, character: str, raw: str) -> bool:
        """Anything printable."""
        return re.fullmatch(f"[{PRINTED}]", character) is not None

    @property
    def convert(self) -> Callable[[str], Any]:
        """Keep it as it is."""
        return str
