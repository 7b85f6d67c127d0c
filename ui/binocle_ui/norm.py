"""The French of the norm: records, zones and codes of ``norm_fr.toml``.

Law of this file: a zone without a label is refused loudly (``tests/ui/test_norm.py`` holds that
none is); a code that no list explains says so, and is never explained by a guess.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from binocle.wire import Confidence

from .catalogue import UnknownLabel

UNKNOWN_CODE = "sens non publié"


@dataclass(frozen=True)
class Meaning:
    """What a code means.

    Attributes:
        text: in French.
        source: where the list is printed.
        confidence: how sure the list is.
    """

    text: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class _Codes:
    """One list of codes and the zones that it explains."""

    zones: tuple[str, ...]
    values: Mapping[str, str]
    source: str
    confidence: Confidence


class Norm:
    """The labels of the norm, by format, record type and zone name."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take what the file holds.

        Args:
            data: the tables of ``norm_fr.toml``.
        """
        self._data = data
        self.codes = tuple(
            _Codes(
                zones=tuple(each["zones"]),
                values=each["valeurs"],
                source=each["source"],
                confidence=Confidence(each["confiance"]),
            )
            for each in data["codes"]
        )
        self._lists = {zone: each for each in self.codes for zone in each.zones}

    def names(self, section: str) -> frozenset[str]:
        """Return every name of a section."""
        return frozenset(self._data[section])

    def text(self, section: str, name: str) -> str:
        """Return one text.

        Raises:
            UnknownLabel: nothing is called so.
        """
        try:
            found: str = self._data[section][name]
        except KeyError:
            raise UnknownLabel(f"{section}.{name}") from None
        return found

    def record(self, form: str, code: str) -> str:
        """Return what a record or an entity is."""
        return self.text("enregistrements", f"{form}.{code}")

    def zone(self, form: str, code: str, name: str) -> str:
        """Return what a zone is; fillers share one label."""
        own = f"{form}.{code}.{name}"
        if own in self._data["zones_propres"]:
            return self.text("zones_propres", own)
        return self.text("zones", "filler" if name.startswith("filler_") else name)

    def meaning(self, form: str, code: str, name: str, value: str) -> Meaning | None:
        """Return what a value means; nothing where it is no code, or where it is left out."""
        codes = self._lists.get(f"{form}.{code}.{name}")
        if codes is None or (not value and "" not in codes.values):
            return None
        text = codes.values.get(value, UNKNOWN_CODE)
        return Meaning(text, codes.source, codes.confidence)


@cache
def load_norm() -> Norm:
    """Return the norm's French as shipped."""
    text = resources.files("binocle_ui").joinpath("norm_fr.toml").read_text(encoding="utf-8")
    return Norm(tomllib.loads(text))
