"""A CPS2ter, as far as the public source goes: selection, reading, and a code, on class A0.

Law of this file: SELECT takes one file id at a time and answers ``9Fxx``; GET RESPONSE gives one
template 85 of 5 bytes: size, file id, kind (1 MF, 2 DF, 4 EF). Failures are told with the words of
92xx, 94xx and 98xx, without a count of tries.
Source: cards sheet 1.9, 1.10, 1.11 (what the agency's driver sends and understands). Assumed: the
codes' commands (those of CPS3, on class A0), which word is said when, and the files, which are
those of CPS3 without PKCS#15. Keys are not simulated: no public text tells their commands.
"""

import random
from collections.abc import Mapping
from typing import ClassVar

from . import status
from .coded import CODE_REFERENCE, UNBLOCKING_TRIES, CodedCard
from .cps_files import DATA, DEMO_HOLDER, CpsHolder, business_files, serial_file
from .files import MASTER, Df, Ef, Place
from .iso7816 import Command
from .status import Refusal
from .tlv import tlv

ATR = bytes.fromhex("3BAC00402A001225006480820212009000")

BAD_ADDRESS, FILE_NOT_FOUND, FILE_NOT_USABLE = 0x9402, 0x9404, 0x9408
NO_SUCH_CODE, WRONG_CODE, CODE_LOCKED = 0x9802, 0x9804, 0x9840
WORDS: Mapping[int, int] = {
    status.BAD_OFFSET: BAD_ADDRESS,
    status.FILE_NOT_FOUND: FILE_NOT_FOUND,
    status.NO_CURRENT_FILE: FILE_NOT_USABLE,
    status.REFERENCE_NOT_FOUND: NO_SUCH_CODE,
    status.BLOCKED: CODE_LOCKED,
    status.BAD_P1_P2: status.BAD_OFFSET,
    status.BAD_DATA: status.WRONG_LENGTH,
    status.CONDITIONS_NOT_MET: status.NO_RESPONSE,
    status.CHANNEL_NOT_SUPPORTED: status.UNKNOWN_CLASS,
    status.CHAINING_NOT_SUPPORTED: status.UNKNOWN_CLASS,
}
"""Word of ISO 7816-4 to what this card says instead."""


class Cps2terCard(CodedCard):
    """The card that went before CPS3."""

    classes: ClassVar[frozenset[int]] = frozenset((0xA0,))
    more: ClassVar[int] = 0x9F00

    def __init__(
        self,
        holder: CpsHolder = DEMO_HOLDER,
        *,
        chance: random.Random,
        code_reference: int = CODE_REFERENCE,
        unblocking_tries: int = UNBLOCKING_TRIES,
    ) -> None:
        """Write the card; arguments as those of :class:`CodedCard`."""
        master = Df(MASTER, (serial_file(holder), Df(DATA, business_files(holder))))
        super().__init__(
            ATR,
            master,
            holder,
            chance=chance,
            code_reference=code_reference,
            unblocking_tries=unblocking_tries,
        )

    def _run(self, raw: bytes) -> tuple[bytes, int]:
        try:
            return super()._run(raw)
        except Refusal as refusal:
            tries = refusal.sw & 0xFFF0 == status.TRIES
            word = WRONG_CODE if tries else WORDS.get(refusal.sw, refusal.sw)
            raise Refusal(word) from None

    def _verify(self, command: Command) -> bytes:
        """Compare the code; a question without a code is not known of this card (assumed)."""
        if not command.data:
            raise Refusal(status.WRONG_LENGTH)
        return super()._verify(command)

    def _select(self, command: Command) -> bytes:
        if command.p1 or command.p2:
            raise Refusal(status.BAD_P1_P2)
        if len(command.data) != 2:
            raise Refusal(status.WRONG_LENGTH)
        found = self._by_id(command)
        if found is None:
            raise Refusal(status.FILE_NOT_FOUND)
        self._place = found
        return tlv(0x85, self.describe(found.file))

    def describe(self, file: Df | Ef) -> bytes:
        """Return size, file id and kind, 5 bytes; a directory has no size."""
        size = len(file.data) if isinstance(file, Ef) else 0
        kind = 4 if isinstance(file, Ef) else 1 if file.fid == MASTER else 2
        return size.to_bytes(2, "big") + file.fid.to_bytes(2, "big") + bytes((kind,))

    def _by_short_id(self, sfi: int) -> Place:
        raise Refusal(status.BAD_OFFSET)
