"""Vitale cards: the Vitale 2, made from the people whom it carries, and the Vitale 1 that refuses.

Law of this file: a card is its people and its making, nothing else decides its bytes. What is wrong
on purpose is named in :data:`~binocle_simulators.cards.vitale_files.DAMAGES`; what does not fit the
known clients by accident is refused.
Source: cards sheet 1.1 (ATRs), 1.4 (applications, files), 1.5 (clients), section 8 (Vitale 1);
PROTOCOLS 3.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from binocle_simulators.people import NOWHERE, Person

from .files import MASTER, Df, Ef
from .iso7816 import Iso7816Card
from .status import UNKNOWN_CLASS
from .tlv import tlv
from .vitale_files import RawFile, UnfitForCard, Validity, tree

VITALE_2_ATRS: Final = MappingProxyType(
    {
        **{
            xx: bytes.fromhex(f"3B75130000{xx}09EA9000")
            for xx in ["43", "44", "45", "46", "47", "48", "49", "4B", "4C"]
        },
        "45-FA": bytes.fromhex("3B751300004509FA9000"),
    }
)
"""What tells the variant in its historical bytes -> the whole ATR (cards sheet 1.1)."""

ATR = VITALE_2_ATRS["47"]

VITALE_1_CARDS: Final = MappingProxyType(
    {
        name: bytes.fromhex(f"3F652500{name[:2]}09{name[3:]}9000")
        for name in ["22-69", "2C-69", "22-F9", "2C-F9", "52-6A", "A3-6A", "A4-6A"]
    }
)
"""The bytes that vary -> the whole ATR of a Vitale 1, of inverse convention (cards sheet 1.1)."""

TEMPLATE_SIZE = 0x1E
"""Bytes that SELECT answers: a known client asks for exactly these (cards sheet 1.5)."""


@dataclass(frozen=True)
class Making:
    """How a Vitale 2 was made, beside who is on it.

    Attributes:
        atr: its whole answer to reset.
        validity: first and last day of the card.
        rights_closed_on: last day of all AMO rights and covers, 8 digits, or empty.
        damages: names of :data:`~binocle_simulators.cards.vitale_files.DAMAGES`, in order.
        files: files laid over those of the people.
    """

    atr: bytes = ATR
    validity: Validity = field(default_factory=Validity)
    rights_closed_on: str = ""
    damages: tuple[str, ...] = ()
    files: tuple[RawFile, ...] = ()


class VitaleCard(Iso7816Card):
    """A Vitale 2 of one or several people; all that serves a known client reads without a code."""

    def __init__(self, *people: Person, making: Making | None = None) -> None:
        """Write the card.

        Args:
            people: the beneficiaries, in the order of the card; one at least.
            making: its ATR, days and damages; an ordinary card when absent.

        Raises:
            UnfitForCard: the people disagree on the card's type or serial number, a text is too
                long or not Latin-1, a file passes what known clients read, or a card marked real
                would carry somebody's number.
        """
        if len({(person.card_type, person.card_serial) for person in people}) != 1:
            raise UnfitForCard(
                "the people of a card share one card type and one serial number",
                "un même type et un même numéro de série pour toutes les personnes de la carte",
            )
        for person in people:
            _require_fictitious(person)
        self.people = people
        self.making = making or Making()
        super().__init__(
            self.making.atr,
            tree(
                people,
                validity=self.making.validity,
                closed_on=self.making.rights_closed_on,
                damages=self.making.damages,
                files=self.making.files,
            ),
        )

    def describe(self, file: Df | Ef) -> bytes:
        """Return the usual objects, filled up to the size that clients expect (filler assumed)."""
        objects = super().describe(file)
        room = TEMPLATE_SIZE - 2 - len(objects) - 2
        return objects + tlv(0x85, bytes(room)) if room >= 0 else objects


def _require_fictitious(person: Person) -> None:
    """A card marked real must never be taken for somebody's."""
    for number in (person.nir, person.own_nir):
        if person.card_type == "R" and number and number[5:10] != NOWHERE:
            raise UnfitForCard(
                f"a card marked real needs a number of birth place {NOWHERE}",
                f"sur une carte de type R, un NIR de lieu de naissance {NOWHERE} (nulle part)",
            )


class Vitale1Card(Iso7816Card):
    """A Vitale 1: its ATR, then a refusal, for its commands are not public (our choice: 6E00)."""

    def __init__(self, atr: bytes = VITALE_1_CARDS["22-69"]) -> None:
        """Make the card.

        Args:
            atr: one of :data:`VITALE_1_CARDS`.
        """
        super().__init__(atr, Df(MASTER, ()))

    def exchange(self, command: bytes) -> bytes:
        """Refuse any command, class included."""
        return UNKNOWN_CLASS.to_bytes(2, "big")
