"""A CPS4 by contact: a CPS3 on class 00, the ChipDoc commands on logical channel 1, class 01.

Law of this file: both classes share the files, the two codes and the verified state (assumed). The
channel answers 6881 until its application is selected, and 6985 once it was lost, either because
the card manager was selected on it or because a bench said so; the agency's library selects the
card manager, the CPS2ter application and ChipDoc again when it meets one of the two.
Source: cards sheet 1.1 (ATRs), 1.9, 1.10; PROTOCOLS 2, "CPS4", where what is assumed is marked.
"""

import random
from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from cryptography.hazmat.primitives import hashes

from . import rsa_keys, status
from .authority import AUTHENTICATION, SIGNATURE
from .coded import CODE_REFERENCE, UNBLOCKING_TRIES
from .codes import Code
from .cps import DECIPHERING, SIGNING, CpsCard, Environment, objects_of
from .cps_files import DEMO_HOLDER, CpsHolder, tree
from .digests import BegunHash
from .files import Df, Place
from .iso7816 import Command
from .rsa_keys import NotDeciphered
from .status import Refusal

ATR = bytes.fromhex("3B9B188001001225006480040100009044")
ATR_RELEASE_CANDIDATE = bytes.fromhex("3B9B188001001225006480000401009044")
ATR_T0 = bytes.fromhex("3BDC18FF00001225006480000401009000")
"""The only one that OpenSC knows."""

CHIPDOC = bytes.fromhex("8025000001FF0100")
CPS2TER = bytes.fromhex("8025000001FF0002")
CARD_MANAGER = bytes.fromhex("A0000001510000")

CHANNEL = 0x01
UNBLOCKING_REFERENCE = 0x02
"""What VERIFY of class 01 calls the unblocking code (assumed)."""

CHIPDOC_ENVIRONMENTS: Mapping[tuple[int, int, bytes], Environment] = {
    (0x81, SIGNING, bytes.fromhex("91024281")): Environment(SIGNATURE, hashes.SHA256()),
    (0x81, SIGNING, bytes.fromhex("91024581")): Environment(SIGNATURE, hashes.SHA256(), pss=True),
    (0x41, DECIPHERING, bytes.fromhex("830120")): Environment(AUTHENTICATION),
}
"""P1, template and data of MANAGE SECURITY ENVIRONMENT to what is used: algorithm, then the key
with its high bit; algorithms assumed."""


class Channel(Enum):
    """What class 01 stands on."""

    CLOSED = status.CHANNEL_NOT_SUPPORTED
    LOST = status.CONDITIONS_NOT_MET
    OPEN = status.DONE


_Context = tuple[Place, dict[int, Environment], BegunHash | None]


class Cps4Card(CpsCard):
    """The newer card of one professional."""

    classes: ClassVar[frozenset[int]] = frozenset((0x00, 0x10, 0x01, 0x11))
    model: ClassVar[str] = "CPS4"
    chipdoc_instructions: ClassVar[Mapping[int, str]] = {
        0x20: "_verify_either",
        0x22: "_manage_chipdoc",
        0x24: "_set_code",
        0x2A: "_security_operation",
        0x2C: "_allow_new_code",
        0x84: "_get_challenge",
        0xA4: "_select_on_channel",
        0xB0: "_read_binary",
    }

    def __init__(
        self,
        holder: CpsHolder = DEMO_HOLDER,
        *,
        chance: random.Random,
        atr: bytes = ATR,
        code_reference: int = CODE_REFERENCE,
        unblocking_tries: int = UNBLOCKING_TRIES,
    ) -> None:
        """Write the card, as a CPS3; it answers directly unless its ATR offers T=0 alone."""
        assert code_reference != UNBLOCKING_REFERENCE, code_reference
        super().__init__(
            holder,
            chance=chance,
            atr=atr,
            code_reference=code_reference,
            unblocking_tries=unblocking_tries,
        )
        self.direct = atr != ATR_T0

    def _tree(self, holder: CpsHolder, code_reference: int) -> Df:
        applications = (Df(0x7F01, (), CPS2TER), Df(0x7F02, (), CARD_MANAGER))
        return tree(holder, code_reference=code_reference, model=self.model, more=applications)

    def _forget(self) -> None:
        super()._forget()
        self._channel = Channel.CLOSED
        self._other: _Context = (self._root, {}, None)
        self._unblocking_verified = self._new_code_allowed = False

    def lose_application(self) -> None:
        """Let the channel lose its application, as real cards do at times: 6985 until selected."""
        if self._channel is Channel.OPEN:
            self._channel = Channel.LOST
            self._other = (self._root, {}, None)
            self._unblocking_verified = self._new_code_allowed = False

    # -- the channel --------------------------------------------------------------------------

    def _perform(self, command: Command) -> tuple[bytes, int]:
        if not command.cla & CHANNEL:
            return super()._perform(command)
        self._swap()
        try:
            return super()._perform(command)
        finally:
            self._swap()

    def _swap(self) -> None:
        """Exchange what belongs to one channel: the place, the environments, the hash begun."""
        here: _Context = (self._place, self._environments, self._begun)
        (self._place, self._environments, self._begun), self._other = self._other, here

    def _instruction(self, command: Command) -> Callable[[Command], bytes]:
        if not command.cla & CHANNEL:
            return super()._instruction(command)
        name = self.chipdoc_instructions.get(command.ins)
        opening = command.ins == 0xA4 and command.data in (CHIPDOC, CARD_MANAGER)
        if self._channel is not Channel.OPEN and not opening:
            raise Refusal(self._channel.value)
        if name is None:
            raise Refusal(status.UNKNOWN_INSTRUCTION)
        instruction: Callable[[Command], bytes] = getattr(self, name)
        return instruction

    def _select_on_channel(self, command: Command) -> bytes:
        if command.p1 != 0x04 or command.data not in (CHIPDOC, CARD_MANAGER):
            if self._channel is not Channel.OPEN:
                raise Refusal(self._channel.value)
            return self._select(command)
        if command.p2 not in (0x00, 0x04, 0x0C):
            raise Refusal(status.BAD_P1_P2)
        self._channel = Channel.OPEN if command.data == CHIPDOC else Channel.LOST
        self._place, self._environments, self._begun = self._root, {}, None
        self._unblocking_verified = self._new_code_allowed = False
        return self._template(command.p2)

    # -- codes --------------------------------------------------------------------------------

    def _verify_either(self, command: Command) -> bytes:
        if command.p1 or command.p2 != UNBLOCKING_REFERENCE:
            return self._verify(command)
        if not command.data:
            if self._unblocking_verified:
                return b""
            left = self.unblocking_code.left
            raise Refusal(status.TRIES | left if left else status.BLOCKED)
        if len(command.data) == len(self.unblocking_code.value):
            self._unblocking_verified = False
        self.unblocking_code.present(command.data)
        self._unblocking_verified = True
        return b""

    def _allow_new_code(self, command: Command) -> bytes:
        """Take the verified unblocking code for one new code, which gives the tries (assumed)."""
        if command.p1 != 0x03:
            raise Refusal(status.BAD_P1_P2)
        if command.p2 != self.code_reference | 0x80:
            raise Refusal(status.REFERENCE_NOT_FOUND)
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        if not self._unblocking_verified:
            raise Refusal(status.NOT_ALLOWED)
        self._unblocking_verified, self._new_code_allowed = False, True
        return b""

    def _set_code(self, command: Command) -> bytes:
        """Take a new code once the old or the unblocking one opened it; it is not verified yet."""
        if command.p1 != 0x01:
            raise Refusal(status.BAD_P1_P2)
        if command.p2 != self.code_reference:
            raise Refusal(status.REFERENCE_NOT_FOUND)
        if not (self._verified or self._new_code_allowed):
            raise Refusal(status.NOT_ALLOWED)
        self.code.replace(command.data)
        self._verified = self._new_code_allowed = False
        return b""

    def _replace_code(self, opening: Code, data: bytes) -> bytes:
        self._unblocking_verified = self._new_code_allowed = False
        return super()._replace_code(opening, data)

    # -- keys ---------------------------------------------------------------------------------

    def _manage_chipdoc(self, command: Command) -> bytes:
        if command.p1 == 0xF2:
            return self._manage_environment(command)
        if (command.p1, command.p2) not in ((0x81, SIGNING), (0x41, DECIPHERING)):
            raise Refusal(status.BAD_P1_P2)
        chosen = CHIPDOC_ENVIRONMENTS.get((command.p1, command.p2, command.data))
        if chosen is None:
            objects_of(command.data)  # what is not TLV is bad data, the rest an unknown reference
            raise Refusal(status.REFERENCE_NOT_FOUND)
        self._environments[command.p2] = chosen
        return b""

    def _decipher(self, command: Command) -> bytes:
        """On the channel: raw RSA, which also authenticates, of what the host padded."""
        if not command.cla & CHANNEL:
            return super()._decipher(command)
        role = self._environment(DECIPHERING).role
        if len(command.data) != rsa_keys.KEY_SIZE:
            raise Refusal(status.WRONG_LENGTH)
        try:
            return rsa_keys.raw(role, command.data)
        except NotDeciphered:
            raise Refusal(status.BAD_DATA) from None
