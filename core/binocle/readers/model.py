"""Which reader does what in a shop.

Law of this file: a role is given a reader by its name, never by its place: two cards look alike to
a program, and three wrong codes block the wrong one (design, safety of readers).
"""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a reader is for."""

    CPS = "cps"
    VITALE = "vitale"
    CONTACTLESS = "contactless"


class Happening(Enum):
    """What may happen to a reader, to its card or to the service that drives it."""

    CARD_IN = "card-in"
    CARD_OUT = "card-out"
    CARD_MUTE = "card-mute"
    READER_IN = "reader-in"
    READER_OUT = "reader-out"
    SERVICE_OUT = "service-out"
    SERVICE_IN = "service-in"


@dataclass(frozen=True)
class ReaderEvent:
    """One thing that happened; ``reader`` is blank when it is about the service."""

    reader: str
    what: Happening

    @classmethod
    def of(cls, told: tuple[str, str]) -> "ReaderEvent":
        """Read what :meth:`~binocle.readers.ReaderEvents.next` told."""
        reader, what = told
        return cls(reader, Happening(what))


@dataclass(frozen=True)
class ReaderSetup:
    """The shop's choice: the PC/SC name of the reader that plays each role.

    Attributes:
        contactless: none in a shop without the appli carte Vitale.
    """

    cps: str
    vitale: str
    contactless: str | None

    def name_of(self, role: Role) -> str | None:
        """Return the configured name of the reader that plays ``role``."""
        return {
            Role.CPS: self.cps,
            Role.VITALE: self.vitale,
            Role.CONTACTLESS: self.contactless,
        }[role]
