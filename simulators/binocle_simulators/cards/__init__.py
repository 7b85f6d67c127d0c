"""Simulated cards: Vitale 2, Vitale 1, CPS3, and some that a shop should refuse.

A card has an ``atr``, ``power_on()``, ``reset()`` and ``exchange(command) -> answer``; it knows
nothing of readers. ``images`` makes cards from files and files from cards.
"""

from .authority import authority_pem, certificate_der
from .contents import CardFile, DataObject, card_files
from .cps import CpsCard
from .cps_files import DEMO_HOLDER, CpsHolder, Situation
from .foreign import AGENT_CARD, BANK_CARD, VITALE_1, ForeignCard
from .images import BadCardImage, card_image, image_names, load_card, shipped_image
from .iso7816 import Iso7816Card
from .oppositions import Opposition, opposition_list, oppositions_of, shipped_oppositions
from .vitale import (
    VITALE_1_CARDS,
    VITALE_2_ATRS,
    Making,
    Vitale1Card,
    VitaleCard,
)
from .vitale_files import DAMAGES, RawFile, UnfitForCard, Validity

__all__ = [
    "AGENT_CARD",
    "BANK_CARD",
    "DAMAGES",
    "DEMO_HOLDER",
    "VITALE_1",
    "VITALE_1_CARDS",
    "VITALE_2_ATRS",
    "BadCardImage",
    "CardFile",
    "CpsCard",
    "CpsHolder",
    "DataObject",
    "ForeignCard",
    "Iso7816Card",
    "Making",
    "Opposition",
    "RawFile",
    "Situation",
    "UnfitForCard",
    "Validity",
    "Vitale1Card",
    "VitaleCard",
    "authority_pem",
    "card_files",
    "card_image",
    "certificate_der",
    "image_names",
    "load_card",
    "opposition_list",
    "oppositions_of",
    "shipped_image",
    "shipped_oppositions",
]
