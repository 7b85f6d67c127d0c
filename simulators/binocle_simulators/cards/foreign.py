"""Cards that are not ours to read: for the messages that a shop sees when the wrong one is put in.

Source: cards sheet 1.1 (ATRs) and section 8: a Vitale 1 is an ATR and refusals, nothing more.
"""

from .files import MASTER, Df
from .iso7816 import Iso7816Card

VITALE_1 = bytes.fromhex("3F6525002209699000")
AGENT_CARD = bytes.fromhex("3B6700002D201601789000")
BANK_CARD = bytes.fromhex("3B6500002063CB6A00")
"""An ATR of the usual bank card shape (recalled)."""


class ForeignCard(Iso7816Card):
    """A card that has a root and nothing in it."""

    def __init__(self, atr: bytes) -> None:
        """Make a card of this answer to reset."""
        super().__init__(atr, Df(MASTER, ()))
