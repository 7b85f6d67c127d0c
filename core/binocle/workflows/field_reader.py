"""Reads the texts of a screen field by field, and gathers what is wrong with each.

Law of this file: a blank field has its default; a text that cannot be read has it too and is told
beside its field, none lost.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from binocle.kernel import Finding
from binocle.optics import (
    OrdonnancePrescriber,
    typed_prescriber,
    typed_rpps,
    typed_speciality,
)
from binocle.rates import typed_day

_T = TypeVar("_T")
_E = TypeVar("_E", bound=Enum)


class FieldReader:
    """One reading of one screen.

    Attributes:
        findings: what could not be read, each with its field.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the texts by field; a ticked box holds any text, one that is not ticked none."""
        self._texts = texts
        self.findings: list[Finding] = []

    def text(self, field: str) -> str:
        """Return a text, its white space narrowed."""
        return " ".join(self._texts.get(field, "").split())

    def flag(self, field: str) -> bool:
        """Say whether a box is ticked."""
        return bool(self.text(field))

    def any(self, prefix: str, names: tuple[str, ...]) -> bool:
        """Say whether one of the fields of a block holds something."""
        return any(self.text(f"{prefix}{name}") for name in names)

    def read(self, field: str, way: Callable[[str, str], _T | Finding], default: _T) -> _T:
        """Read a field, or return the default when it is blank or wrong."""
        text = self.text(field)
        if not text:
            return default
        value = way(text, field)
        if isinstance(value, Finding):
            self.findings.append(value)
            return default
        return value

    def choice(self, field: str, default: _E) -> _E:
        """Read a choice of a list; another one is told, for no screen of ours sends it."""
        text = self.text(field)
        if not text:
            return default
        try:
            return type(default)(text)
        except ValueError:
            self.findings.append(Finding("OPT-CHOIX-INCONNU", field, {"saisie": text}))
            return default

    def needed_day(self, field: str) -> date:
        """Read a day that cannot be blank."""
        if not self.text(field):
            self.findings.append(Finding("OPT-DATE-ABSENTE", field))
            return date.min
        return self.read(field, typed_day, date.min)


def read_prescriber(reader: FieldReader) -> OrdonnancePrescriber:
    """Read who prescribed, as the screens of the sale and of the ordonnance name the fields."""
    number = reader.read("prescriber.number", typed_prescriber, None)
    return OrdonnancePrescriber(
        name=reader.text("prescriber.name"),
        number=number.digits if number else "",
        speciality=reader.read("prescriber.speciality", typed_speciality, ""),
        rpps=reader.read("prescriber.rpps", typed_rpps, ""),
    )
