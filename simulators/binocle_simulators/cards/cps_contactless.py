"""A CPS held against a contactless reader: it tells what it is, and nothing that needs a code.

Law of this file: no code and no key (cards sheet 1.10). Commands of codes answer 6985, those of
keys 6982; the mark 3F00/0001/7001 is there but shut, which is how the agency's library knows; the
holder and the situations are not shown, and PKCS#15 lists nothing (assumed). Answers come directly,
without 61xx.
Source: cards sheet 1.1 (ATRs), 1.9, 1.10.
"""

import random
from collections.abc import Mapping
from typing import ClassVar

from . import status
from .coded import challenge
from .cps_files import (
    CONTACT_MARK,
    DATA,
    DEMO_HOLDER,
    CpsHolder,
    pkcs15_without_keys,
    root_files,
)
from .files import MASTER, Df, Ef
from .iso7816 import Command, Iso7816Card
from .status import Refusal

ATR = bytes.fromhex("3B8F80010031B86404B0ECC1739401808290000E")
ATR_HOSPITAL = bytes.fromhex("3B8F80010031B86404B0ECC173940180FFFFFFE3")

PKCS15 = bytes.fromhex("E828BD080F8025000001FF0020")
"""Application identifier of the contactless PKCS#15 application."""


class ContactlessCps(Iso7816Card):
    """The contactless side of a CPS3."""

    instructions: ClassVar[Mapping[int, str]] = {
        **Iso7816Card.instructions,
        0x20: "_no_code",
        0x22: "_no_key",
        0x24: "_no_code",
        0x2A: "_no_key",
        0x2C: "_no_code",
        0x84: "_get_challenge",
        0x88: "_no_key",
    }
    direct = True

    def __init__(
        self, holder: CpsHolder = DEMO_HOLDER, *, chance: random.Random, atr: bytes = ATR
    ) -> None:
        """Write the card.

        Args:
            holder: whose card it is.
            chance: where random numbers come from.
            atr: its answer to reset, as the reader makes it.
        """
        self.holder = holder
        self._chance = chance
        data = Df(DATA, (Ef(CONTACT_MARK, b"\x01", readable=False),))
        pkcs15 = pkcs15_without_keys(holder, "CPS3", PKCS15)
        super().__init__(atr, Df(MASTER, (*root_files(holder, PKCS15), data, pkcs15)))

    def _no_code(self, command: Command) -> bytes:
        raise Refusal(status.CONDITIONS_NOT_MET)

    def _no_key(self, command: Command) -> bytes:
        raise Refusal(status.NOT_ALLOWED)

    def _get_challenge(self, command: Command) -> bytes:
        return challenge(command, self._chance)
