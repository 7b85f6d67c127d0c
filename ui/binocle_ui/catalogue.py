"""The French of the page: notices of ``messages_fr.toml``, labels of ``labels_fr.toml``.

Law of this file: a code without a notice, a name without a label, a place without its fact are
refused loudly; nothing is ever shown raw in their stead. A notice answers three questions: what
happened, is my invoice kept, what do I do now (design, section 7).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Facts
from binocle.lots import LotState

PARTS = ("titre", "explication", "facture", "que_faire")
"""The four texts of a notice, in the order in which they are shown."""


class BadCatalogue(ValueError):
    """A catalogue that is not of the shape; the text names the place."""


class UnknownCode(LookupError):
    """A code that no notice explains."""


class UnknownLabel(LookupError):
    """A name that has no French label."""


class MissingFact(LookupError):
    """A notice names a fact that the error did not bring."""


@dataclass(frozen=True)
class Notice:
    """What the optician reads when something went wrong.

    Attributes:
        code: stable name, spoken on the phone.
        titre: in a few words.
        explication: what happened.
        facture: whether the invoice is kept.
        que_faire: what to do now.
    """

    code: str
    titre: str
    explication: str
    facture: str
    que_faire: str


def places(text: str) -> frozenset[str]:
    """Return the facts that a text names: ``{lecteur}``.

    Raises:
        BadCatalogue: a brace is not closed, or a place is not a plain name.
    """
    try:
        names = [name for _, name, form, way in Formatter().parse(text) if name is not None]
        plain = all(not form and not way for _, _, form, way in Formatter().parse(text))
    except ValueError as error:
        raise BadCatalogue(f"{error}: {text!r}") from error
    if not plain or not all(name.isidentifier() for name in names):
        raise BadCatalogue(f"a place is a plain name between braces: {text!r}")
    return frozenset(names)


class Catalogue:
    """The notices, by code."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        """Check every entry.

        Args:
            entries: code -> a table of exactly :data:`PARTS`, each a text that is not blank.

        Raises:
            BadCatalogue: an entry is not of that shape.
        """
        for code, entry in entries.items():
            if not isinstance(entry, dict) or set(entry) != set(PARTS):
                raise BadCatalogue(f"{code}: an entry is a table of {', '.join(PARTS)}")
            for part, text in entry.items():
                if not isinstance(text, str) or not text.strip():
                    raise BadCatalogue(f"{code}.{part}: a text that is not blank")
                places(text)
        self._entries: Mapping[str, Mapping[str, str]] = entries

    @property
    def codes(self) -> frozenset[str]:
        """Every code that has a notice."""
        return frozenset(self._entries)

    def places(self, code: str) -> frozenset[str]:
        """Return the facts that the texts of a code name."""
        return frozenset().union(*(places(text) for text in self._entry(code).values()))

    def notice(self, code: str, facts: Facts) -> Notice:
        """Return the notice of a code, its places filled.

        Raises:
            UnknownCode: no entry has this code.
            MissingFact: a text names a fact that is not given.
        """
        entry = self._entry(code)
        if missing := self.places(code) - set(facts):
            raise MissingFact(f"{code} names {', '.join(sorted(missing))}")
        return Notice(code, **{part: entry[part].format_map(facts) for part in PARTS})

    def _entry(self, code: str) -> Mapping[str, str]:
        try:
            return self._entries[code]
        except KeyError:
            raise UnknownCode(code) from None


class Labels:
    """The French names of states, steps and choices, by section."""

    def __init__(self, sections: Mapping[str, Any]) -> None:
        """Check every label.

        Args:
            sections: section -> name -> text that is not blank.

        Raises:
            BadCatalogue: a section is not of that shape.
        """
        for section, names in sections.items():
            if not isinstance(names, dict):
                raise BadCatalogue(f"{section}: a table of labels")
            for name, text in names.items():
                if not isinstance(text, str) or not text.strip():
                    raise BadCatalogue(f"{section}.{name}: a text that is not blank")
        self._sections: Mapping[str, Mapping[str, str]] = sections

    def __call__(self, section: str, name: str) -> str:
        """Return the label of a name.

        Raises:
            UnknownLabel: the section or the name is not there.
        """
        try:
            return self._sections[section][name]
        except KeyError:
            raise UnknownLabel(f"{section}.{name}") from None

    def names(self, section: str) -> frozenset[str]:
        """Return the names that a section holds."""
        return frozenset(self._sections[section])

    def ordered(self, section: str) -> tuple[str, ...]:
        """Return the names that a section holds, in their order."""
        return tuple(self._sections[section])

    def step(self, name: str) -> str:
        """Return the label of a step of the claim."""
        return self("etapes", name)

    def invoice_state(self, state: InvoiceState) -> str:
        """Return the manual's name of an invoice state: ``Payé``."""
        return self("factures", state.value)

    def part_state(self, state: PartState) -> str:
        """Return the manual's name of the state of a part: ``N/A``."""
        return self("parts", state.value)

    def lot_state(self, state: LotState) -> str:
        """Return the manual's name of a lot state: ``Lot expédié``."""
        return self("lots", state.value)


@cache
def load_catalogue() -> Catalogue:
    """Return the notices that the package ships; read once, they are never changed."""
    return Catalogue(_shipped("messages_fr.toml"))


@cache
def load_labels() -> Labels:
    """Return the labels that the package ships; read once likewise."""
    return Labels(_shipped("labels_fr.toml"))


def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("binocle_ui").joinpath(name).read_text(encoding="utf-8"))
