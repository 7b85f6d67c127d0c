"""The printed examples of insurers in separate and in single management, as data.

Law of this file: ``presets.toml`` is read once and checked whole; an entry is found by its number
or, where no manual prints one, by a whole word of the insurer's name. Source: seed-facts 12.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from binocle.kernel import AmcNumber

from .model import Management

HEAD = frozenset({"edition", "valid_from", "source", "confidence", "preset"})


@dataclass(frozen=True)
class Preset:
    """One printed example.

    Attributes:
        number: none where no manual prints it.
        name: a word of the insurer's name, in capitals without accent; empty with a number.
    """

    label: str
    management: Management
    number: AmcNumber | None
    name: str


def read_presets(table: Mapping[str, Any]) -> tuple[Preset, ...]:
    """Return the presets of a table of the shape of ``presets.toml``.

    Raises:
        ValueError: the table is not of that shape.
    """
    if set(table) != HEAD:
        raise ValueError(f"presets: exactly {', '.join(sorted(HEAD))}")
    return tuple(_preset(entry) for entry in table["preset"])


def _preset(entry: Mapping[str, Any]) -> Preset:
    named = {"label", "management", "number" if "number" in entry else "name"}
    if set(entry) != named or not all(isinstance(text, str) and text for text in entry.values()):
        raise ValueError(f"preset {entry!r}: a label, a management, and a number or a name")
    management = Management(entry["management"])
    if management is Management.NONE:
        raise ValueError(f"preset {entry['label']}: separate or single")
    number = AmcNumber(entry["number"]) if "number" in entry else None
    return Preset(entry["label"], management, number, entry.get("name", ""))


@cache
def presets() -> tuple[Preset, ...]:
    """Return the presets that the package ships."""
    text = resources.files(__package__).joinpath("presets.toml").read_text(encoding="utf-8")
    return read_presets(tomllib.loads(text))


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name, in capitals and without accents."""
    plain = unicodedata.normalize("NFKD", name.upper())
    return frozenset(re.findall(r"[A-Z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain)))


def preset_management(number: AmcNumber | None, name: str) -> Management | None:
    """Return what the printed examples say of an insurer, if they name it.

    Args:
        number: as the shop typed it.
        name: the shop's name of the insurer, or empty.
    """
    words = words_of(name)
    for preset in presets():
        if preset.number is None:
            if preset.name in words:
                return preset.management
        elif number is not None and preset.number.padded == number.padded:
            return preset.management
    return None
