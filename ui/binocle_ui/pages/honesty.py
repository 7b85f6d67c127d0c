"""The honesty sheet: what the simulated world rests on, section by section."""

from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """How sure something is; its name is a key of the section ``honnetete`` of the labels."""

    SOURCED = "sourced"
    PARTLY = "partly"
    ASSUMED = "assumed"
    OURS = "ours"


@dataclass(frozen=True)
class SourceRow:
    """One module of the simulators: its path, the law that it states, where that comes from."""

    module: str
    law: str
    source: str
    standing: Standing


@dataclass(frozen=True)
class AssumptionRow:
    """One choice that no public text gives: its topic, what it is, where it is made."""

    topic: str
    text: str
    place: str


@dataclass(frozen=True)
class SheetSection:
    """A section of the protocols.

    Attributes:
        number: of the protocols; 0 is the bench itself, -1 the program's own choices.
        marks: how many times the protocols say "assumed" there.
        assumptions: the choices that concern it.
        sources: the modules that play it.
    """

    number: int
    standing: Standing
    marks: int
    assumptions: tuple[AssumptionRow, ...]
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True)
class HonestyView:
    """The whole sheet."""

    sections: tuple[SheetSection, ...]

    @property
    def assumptions(self) -> int:
        """How many choices are told; one that concerns two sections is told twice."""
        return sum(len(section.assumptions) for section in self.sections)

    @property
    def sources(self) -> int:
        """How many modules are told."""
        return sum(len(section.sources) for section in self.sections)
