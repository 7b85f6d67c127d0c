"""Cards that are not ours to read: for the messages that a shop sees when the wrong one is put in.

Source: cards sheet 1.1 (ATRs); those of other countries and of the bank card come from the list of
pcsc-tools.
"""

from collections.abc import Iterator, Mapping

from .files import MASTER, Df
from .iso7816 import Iso7816Card

AGENT_CARD = bytes.fromhex("3B6700002D201601789000")
BANK_CARD = bytes.fromhex("3B6500002063CB6A00")


class ForeignCard(Iso7816Card):
    """A card that has a root and nothing in it."""

    def __init__(self, atr: bytes, *, direct: bool = False) -> None:
        """Make a card of this answer to reset.

        Args:
            atr: whole.
            direct: whether it speaks T=1.
        """
        super().__init__(atr, Df(MASTER, ()))
        self.direct = direct


_ATRS: Mapping[str, tuple[bytes, bool]] = {
    "agent": (AGENT_CARD, False),
    "bank": (BANK_CARD, False),
    "belgian-identity": (bytes.fromhex("3B9813400AA503010101AD1311"), False),
    "french-healthcare": (bytes.fromhex("3B7C110000475345424C03424848800101"), False),
    "german-health": (bytes.fromhex("3BDD96FF81B1FE451F03006404050803739621D0009000C9"), True),
    "italian-cps": (bytes.fromhex("3BFF1800FF8131FE55006B02091717011101434E531131808C"), True),
}


class ForeignCards(Mapping[str, ForeignCard]):
    """Names of foreign cards; looking one up makes a new card of it."""

    def __getitem__(self, name: str) -> ForeignCard:
        """Return a new card of that name."""
        atr, direct = _ATRS[name]
        return ForeignCard(atr, direct=direct)

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(_ATRS)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(_ATRS)


FOREIGN = ForeignCards()
