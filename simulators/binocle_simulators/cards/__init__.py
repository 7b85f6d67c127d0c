"""Simulated cards: Vitale 2, each kind of CPS, and some that a shop should refuse.

A card has an ``atr``, ``power_on()``, ``reset()`` and ``exchange(command) -> answer``; it knows
nothing of readers.
"""

from .authority import authority_pem, certificate_der
from .cps import CpsCard
from .cps2ter import Cps2terCard
from .cps4 import Cps4Card
from .cps_contactless import ContactlessCps
from .cps_files import DEMO_HOLDER, CpsHolder, Situation, UnfitHolder
from .foreign import AGENT_CARD, BANK_CARD, FOREIGN, VITALE_1, ForeignCard
from .iso7816 import Iso7816Card
from .kinds import CARDS, UnknownCard, make_cps
from .vitale import UnfitForCard, VitaleCard

__all__ = [
    "AGENT_CARD",
    "BANK_CARD",
    "CARDS",
    "DEMO_HOLDER",
    "FOREIGN",
    "VITALE_1",
    "ContactlessCps",
    "Cps2terCard",
    "Cps4Card",
    "CpsCard",
    "CpsHolder",
    "ForeignCard",
    "Iso7816Card",
    "Situation",
    "UnfitForCard",
    "UnfitHolder",
    "UnknownCard",
    "VitaleCard",
    "authority_pem",
    "certificate_der",
    "make_cps",
]
