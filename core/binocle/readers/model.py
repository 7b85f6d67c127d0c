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
