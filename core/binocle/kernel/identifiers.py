"""Numbers of the field, each with its own check (teleservices sheet, section 5).

Law of this file: a value that exists is right. Constructors refuse, they never correct.
"""

from dataclasses import dataclass


class InvalidIdentifier(ValueError):
    """A number whose form or key is wrong.

    Attributes:
        kind: which number, such as ``nir``.
        reason: ``format`` or ``key``.
    """

    def __init__(self, kind: str, reason: str, text: str) -> None:
        """Keep what was wrong and where."""
        self.kind = kind
        self.reason = reason
        super().__init__(f"{kind}: wrong {reason}: {text!r}")


def _is_digits(text: str, *lengths: int) -> bool:
    return len(text) in lengths and text.isascii() and text.isdigit()


def nir_key(number: str) -> str:
    """Return the two-digit key of a 13-character NIR; Corsican letters count as 19 and 18."""
    digits = number.replace("2A", "19", 1) if number[5:7] == "2A" else number
    digits = digits.replace("2B", "18", 1) if number[5:7] == "2B" else digits
    if not _is_digits(digits, 13):
        raise InvalidIdentifier("nir", "format", number)
    return f"{97 - int(digits) % 97:02d}"


def luhn_digit(digits: str) -> str:
    """Return the Luhn digit that completes ``digits``."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


@dataclass(frozen=True)
class Nir:
    """A social security number: 13 characters and their 2-digit key."""

    number: str
    key: str

    def __post_init__(self) -> None:
        """Refuse a wrong form or a wrong key."""
        if nir_key(self.number) != self.key:
            raise InvalidIdentifier("nir", "key", f"{self.number} {self.key}")

    @classmethod
    def parse(cls, text: str) -> "Nir":
        """Read 15 characters, spaces allowed."""
        compact = text.replace(" ", "")
        if len(compact) != 15:
            raise InvalidIdentifier("nir", "format", text)
        return cls(compact[:13], compact[13:])

    @property
    def compact(self) -> str:
        """The 15 characters without a space."""
        return self.number + self.key


@dataclass(frozen=True)
class PartnerNumber:
    """A billing number (n° AM, FINESS): 9 digits, the last one a Luhn digit."""

    digits: str

    def __post_init__(self) -> None:
        """Refuse a wrong form or a wrong key."""
        if not _is_digits(self.digits, 9):
            raise InvalidIdentifier("partner number", "format", self.digits)
        if luhn_digit(self.digits[:8]) != self.digits[8]:
            raise InvalidIdentifier("partner number", "key", self.digits)


@dataclass(frozen=True)
class LppCode:
    """A code of the list of products: 7 digits, the last one a weighted sum modulo 11."""

    digits: str

    def __post_init__(self) -> None:
        """Refuse a wrong form or a wrong key."""
        if not _is_digits(self.digits, 7):
            raise InvalidIdentifier("lpp", "format", self.digits)
        weighted = sum(int(digit) * (i + 2) for i, digit in enumerate(self.digits[:6])) % 11
        if weighted % 10 != int(self.digits[6]):
            raise InvalidIdentifier("lpp", "key", self.digits)


@dataclass(frozen=True)
class AmcNumber:
    """A complementary insurer's number (n° préfectoral): 8 to 10 digits, no key."""

    digits: str

    def __post_init__(self) -> None:
        """Refuse a wrong form."""
        if not _is_digits(self.digits, 8, 9, 10):
            raise InvalidIdentifier("amc number", "format", self.digits)

    @property
    def padded(self) -> str:
        """Ten digits, as payments carry it."""
        return self.digits.rjust(10, "0")
