"""Simulated cards: Vitale 2, CPS3, and some that a shop should refuse.

A card has an ``atr``, ``power_on()``, ``reset()`` and ``exchange(command) -> answer``; it knows
nothing of readers.
"""

from .authority import authority_pem, certificate_der
from .cps import CpsCard
from .cps_files import DEMO_HOLDER, CpsHolder, Situation
from .foreign import AGENT_CARD, BANK_CARD, VITALE_1, ForeignCard
from .iso7816 import Iso7816Card
from .vitale import UnfitForCard, VitaleCard

__all__ = [
    "AGENT_CARD",
    "BANK_CARD",
    "DEMO_HOLDER",
    "VITALE_1",
    "CpsCard",
    "CpsHolder",
    "ForeignCard",
    "Iso7816Card",
    "Situation",
    "UnfitForCard",
    "VitaleCard",
    "authority_pem",
    "certificate_der",
]
