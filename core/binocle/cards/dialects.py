"""What a CPS is told, in the words of its family: IAS ECC for a CPS3, ChipDoc for a CPS4.

Law of this file: pure; one object a family, which makes commands and sends none. A sequence is sent
in order, each command once; a long one is whole here and cut in a chain when it is sent, for so
ChipDoc takes it. Sources: cards sheet 1.10, protocols of the simulated peers 2 (algorithms, key
numbers, reference of the unblocking code, key 81 with its high bit set: assumed).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from binocle.readers import Command

from .model import CardKind

MODULUS = 256
# DigestInfo of SHA-256 (RFC 8017, 9.2, note 1); the digest follows.
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
LAST_BLOCK = bytes.fromhex("9000 80")
MAX_BLOCK = 64


class Dialect(Protocol):
    """The commands of one family; each method returns them in the order of sending."""

    @property
    def application(self) -> Command | None:
        """What comes back to the application of these commands; none when it is never left."""
        ...

    def query_code(self, reference: int) -> Command:
        """Ask how many tries are left; costs none."""
        ...

    def verify(self, reference: int, code: str) -> Sequence[Command]:
        """Show the holder's code."""
        ...

    def change(self, reference: int, old: str, new: str) -> Sequence[Command]:
        """Give a new code, the present one being known."""
        ...

    def unblock(self, reference: int, unblocking_code: str, new: str) -> Sequence[Command]:
        """Give a new code to a blocked card."""
        ...

    def sign(self, block: bytes) -> Sequence[Command]:
        """Sign at most 64 bytes with the signature key; the last answer is the signature."""
        ...

    def authenticate(self, data: bytes) -> Sequence[Command]:
        """Sign the SHA-256 of bytes with the authentication key; the last answer is it."""
        ...


def padded(digest_info: bytes) -> bytes:
    """Return the block of the modulus' length that RSA signs (RFC 8017, 9.2: EMSA-PKCS1-v1_5)."""
    filling = MODULUS - 3 - len(digest_info)
    assert filling >= 8, "the norm wants eight bytes of filling"
    return b"\0\1" + b"\xff" * filling + b"\0" + digest_info


def _hash_block(cla: int, block: bytes) -> Command:
    assert len(block) <= MAX_BLOCK, "one last block of the card's hash"
    data = LAST_BLOCK + bytes((len(block),)) + block
    return Command(cla=cla, ins=0x2A, p1=0x90, p2=0xA0, data=data)


def _digest_info(data: bytes) -> bytes:
    return DIGEST_INFO + hashlib.sha256(data).digest()


def _with_code(cla: int, ins: int, p1: int, p2: int, code: str) -> Command:
    return Command(cla=cla, ins=ins, p1=p1, p2=p2, data=code.encode("ascii"))


class IasEcc:
    """A CPS3: class 00, the card makes its own padding."""

    application = None

    def query_code(self, reference: int) -> Command:
        """Ask how many tries are left."""
        return _with_code(0x00, 0x20, 0, reference, "")

    def verify(self, reference: int, code: str) -> Sequence[Command]:
        """Show the holder's code."""
        return (_with_code(0x00, 0x20, 0, reference, code),)

    def change(self, reference: int, old: str, new: str) -> Sequence[Command]:
        """Give a new code."""
        return (_with_code(0x00, 0x24, 0, reference, old + new),)

    def unblock(self, reference: int, unblocking_code: str, new: str) -> Sequence[Command]:
        """Give a new code to a blocked card."""
        return (_with_code(0x00, 0x2C, 0, reference, unblocking_code + new),)

    def sign(self, block: bytes) -> Sequence[Command]:
        """Sign at most 64 bytes."""
        return (
            Command.of("00 22 41 B6", bytes.fromhex("800142 840181")),
            _hash_block(0x00, block),
            Command.of("00 2A 9E 9A", le=MODULUS),
        )

    def authenticate(self, data: bytes) -> Sequence[Command]:
        """Sign the SHA-256 of bytes."""
        return (
            Command.of("00 22 41 A4", bytes.fromhex("800102 840182")),
            Command.of("00 88 00 00", _digest_info(data), le=MODULUS),
        )


class ChipDoc:
    """A CPS4: its own application on logical channel 1, padding made here for authentication."""

    UNBLOCKING_REFERENCE = 0x02
    HIGH = 0x80
    application = Command.of("01 A4 04 0C", bytes.fromhex("80250000 01FF0100"))

    def query_code(self, reference: int) -> Command:
        """Ask how many tries are left."""
        return _with_code(0x01, 0x20, 0, reference, "")

    def verify(self, reference: int, code: str) -> Sequence[Command]:
        """Show the holder's code."""
        return (_with_code(0x01, 0x20, 0, reference, code),)

    def change(self, reference: int, old: str, new: str) -> Sequence[Command]:
        """Show the present code, then give the new one alone."""
        return (
            _with_code(0x01, 0x20, 0, reference, old),
            _with_code(0x01, 0x24, 1, reference, new),
        )

    def unblock(self, reference: int, unblocking_code: str, new: str) -> Sequence[Command]:
        """Show the unblocking code, reset the counter, give the new code."""
        return (
            _with_code(0x01, 0x20, 0, self.UNBLOCKING_REFERENCE, unblocking_code),
            _with_code(0x01, 0x2C, 3, reference | self.HIGH, ""),
            _with_code(0x01, 0x24, 1, reference, new),
        )

    def sign(self, block: bytes) -> Sequence[Command]:
        """Sign at most 64 bytes."""
        return (
            Command.of("01 22 81 B6", bytes((0x91, 0x02, 0x42, 0x81 | self.HIGH))),
            _hash_block(0x01, block),
            Command.of("01 2A 9E 9A", le=MODULUS),
        )

    def authenticate(self, data: bytes) -> Sequence[Command]:
        """Sign the SHA-256 of bytes: the padded block is deciphered, which is raw RSA."""
        block = padded(_digest_info(data))
        return (
            Command.of("01 22 41 B8", bytes.fromhex("830120")),
            Command.of("01 2A 80 86", block, le=MODULUS),
        )


DIALECTS: Mapping[CardKind, Dialect] = {CardKind.CPS3: IasEcc(), CardKind.CPS4: ChipDoc()}
"""The family of each card that signs by contact."""
