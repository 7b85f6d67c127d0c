"""Simulated cards: Vitale 2, Vitale 1, each kind of CPS, and some that a shop should refuse.

A card has an ``atr``, ``power_on()``, ``reset()`` and ``exchange(command) -> answer``; it knows
nothing of readers. ``images`` makes cards from files and files from cards.
"""

from .authority import authority_pem, certificate_der
from .contents import CardFile, DataObject, card_files
from .cps import CpsCard
from .cps2ter import Cps2terCard
from .cps4 import Cps4Card
from .cps_contactless import ContactlessCps
from .cps_files import DEMO_HOLDER, CpsHolder, Situation, UnfitHolder
from .foreign import AGENT_CARD, BANK_CARD, FOREIGN, ForeignCard
from .images import BadCardImage, card_image, image_names, load_card, shipped_image
from .iso7816 import Iso7816Card
from .kinds import CARDS, UnknownCard, make_cps
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
    "CARDS",
    "DAMAGES",
    "DEMO_HOLDER",
    "FOREIGN",
    "VITALE_1_CARDS",
    "VITALE_2_ATRS",
    "BadCardImage",
    "CardFile",
    "ContactlessCps",
    "Cps2terCard",
    "Cps4Card",
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
    "UnfitHolder",
    "UnknownCard",
    "Validity",
    "Vitale1Card",
    "VitaleCard",
    "authority_pem",
    "card_files",
    "card_image",
    "certificate_der",
    "image_names",
    "load_card",
    "make_cps",
    "opposition_list",
    "oppositions_of",
    "shipped_image",
    "shipped_oppositions",
]
