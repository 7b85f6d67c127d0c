"""A card with a holder's code and an unblocking code, each with its own counter.

Law of this file: the verified code is forgotten at each reset and power on, when a wrong code of
the right length is presented, and when a code is changed; selecting files does not touch it
(assumed: the code is global). Counters and values outlive a reset.
Source: cards sheet 1.10; the tries of the unblocking code are not known, 3 unless told (assumed).
"""

import random
from collections.abc import Mapping
from typing import ClassVar

from . import status
from .codes import Code
from .cps_files import CpsHolder
from .files import Df
from .iso7816 import Command, Iso7816Card
from .status import Refusal

CODE_REFERENCE = 0x01
"""What VERIFY calls the holder's code unless told (assumed); PKCS#15 publishes it."""

UNBLOCKING_TRIES = 3


class CodedCard(Iso7816Card):
    """A professional's card with its two codes."""

    instructions: ClassVar[Mapping[int, str]] = {
        **Iso7816Card.instructions,
        0x20: "_verify",
        0x24: "_change_code",
        0x2C: "_unblock_code",
        0x84: "_get_challenge",
    }

    def __init__(
        self,
        atr: bytes,
        master: Df,
        holder: CpsHolder,
        *,
        chance: random.Random,
        code_reference: int = CODE_REFERENCE,
        unblocking_tries: int = UNBLOCKING_TRIES,
    ) -> None:
        """Write the card.

        Args:
            atr: its answer to reset.
            master: its files.
            holder: whose card it is.
            chance: where random numbers come from.
            code_reference: what VERIFY calls the holder's code.
            unblocking_tries: how many wrong unblocking codes end the card, 1 to 15.
        """
        self.holder = holder
        self.code = Code(holder.code.encode("ascii"))
        self.unblocking_code = Code(holder.unblocking_code.encode("ascii"), unblocking_tries)
        self.code_reference = code_reference
        self._chance = chance
        super().__init__(atr, master)
        self._forget()

    def power_on(self) -> None:
        """Start from cold: the verified code is lost."""
        super().power_on()
        self._forget()

    def _forget(self) -> None:
        self._verified = False

    def _verify(self, command: Command) -> bytes:
        self._only_the_code(command)
        if not command.data:
            if self._verified:
                return b""
            raise Refusal(status.TRIES | self.code.left if self.code.left else status.BLOCKED)
        if len(command.data) == len(self.code.value):
            self._verified = False
        self.code.present(command.data)
        self._verified = True
        return b""

    def _change_code(self, command: Command) -> bytes:
        self._only_the_code(command)
        return self._replace_code(self.code, command.data)

    def _unblock_code(self, command: Command) -> bytes:
        self._only_the_code(command)
        return self._replace_code(self.unblocking_code, command.data)

    def _replace_code(self, opening: Code, data: bytes) -> bytes:
        """Give the code a new value; the code must be verified again after (assumed)."""
        size = len(opening.value)
        typed, new = data[:size], data[size:]
        self.code.check(new)
        self._verified = False
        opening.present(typed)
        self.code.replace(new)
        return b""

    def _only_the_code(self, command: Command) -> None:
        if command.p1:
            raise Refusal(status.BAD_P1_P2)
        if command.p2 != self.code_reference:
            raise Refusal(status.REFERENCE_NOT_FOUND)

    def _get_challenge(self, command: Command) -> bytes:
        return challenge(command, self._chance)


def challenge(command: Command, chance: random.Random) -> bytes:
    """Return what GET CHALLENGE asks: random bytes, 256 at most."""
    if command.data:
        raise Refusal(status.WRONG_LENGTH)
    if command.p1 or command.p2:
        raise Refusal(status.BAD_P1_P2)
    return chance.randbytes(min(command.le, 256))
