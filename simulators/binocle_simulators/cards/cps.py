"""A CPS3 by contact: code, signature, authentication.

Law of this file: the card decides. It counts wrong codes, forgets the verified code at each reset,
and signs only what it hashed itself with the signature key; the host never sees a private key.
Source: cards sheet 1.1 (ATR), 1.10 (commands), 1.12 (what OpenSC asks); PROTOCOLS 2, where what is
assumed is marked.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from . import status
from .authority import AUTHENTICATION, SIGNATURE, private_key
from .codes import Code
from .cps_files import DATA, DEMO_HOLDER, KEYS, CpsHolder, Key, tree
from .files import MASTER, Df, Ef
from .iso7816 import Command, Iso7816Card
from .status import Refusal
from .tlv import BadTlv, parse, tlv

ATR = bytes.fromhex("3BAC00402A001225006480000310009000")
CODE_REFERENCE = 0x01

LARGEST_BLOCK = 64
"""Bytes of the last block that PSO HASH takes."""

LARGEST_CHALLENGE = 102
"""40 % of the key: the most that INTERNAL AUTHENTICATE signs."""

FREE, NEVER, CODE = b"\x00", b"\xff", b"\x11"
"""Access conditions of IAS ECC: always, never, after the code."""


@dataclass(frozen=True)
class Environment:
    """What MANAGE SECURITY ENVIRONMENT chose: one algorithm with one key."""

    algorithm: hashes.HashAlgorithm | None
    role: str


SIGNING, AUTHENTICATING, HASHING = 0xB6, 0xA4, 0xAA
ENVIRONMENTS: Mapping[tuple[int, int, int], Environment] = {
    (SIGNING, 0x42, 0x81): Environment(hashes.SHA256(), SIGNATURE),
    (SIGNING, 0x12, 0x81): Environment(hashes.SHA1(), SIGNATURE),  # noqa: S303 - what the card offers
    (AUTHENTICATING, 0x02, 0x82): Environment(None, AUTHENTICATION),
}
"""(template, algorithm 80, key 84) to what is used; references assumed."""


class CpsCard(Iso7816Card):
    """The card of one professional."""

    instructions: ClassVar[Mapping[int, str]] = {
        **Iso7816Card.instructions,
        0x20: "_verify",
        0x22: "_manage_environment",
        0x24: "_change_code",
        0x2A: "_security_operation",
        0x2C: "_unblock_code",
        0x84: "_get_challenge",
        0x88: "_internal_authenticate",
        0xCB: "_get_data",
    }

    def __init__(self, holder: CpsHolder = DEMO_HOLDER, *, chance: random.Random) -> None:
        """Write the card.

        Args:
            holder: whose card it is.
            chance: where GET CHALLENGE draws from.
        """
        self.holder = holder
        self.code = Code(holder.code.encode("ascii"))
        self.unblocking_code = Code(holder.unblocking_code.encode("ascii"))
        self._chance = chance
        super().__init__(ATR, tree(holder, code_reference=CODE_REFERENCE))
        self._forget()

    def power_on(self) -> None:
        """Start from cold: the verified code and the security environment are lost."""
        super().power_on()
        self._forget()

    def _forget(self) -> None:
        self._verified = False
        self._environments: dict[int, Environment] = {}
        self._block: bytes | None = None

    # -- codes --------------------------------------------------------------------------------

    def _verify(self, command: Command) -> bytes:
        _only_the_code(command)
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
        _only_the_code(command)
        return self._replace_code(self.code, command.data)

    def _unblock_code(self, command: Command) -> bytes:
        _only_the_code(command)
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

    # -- keys ---------------------------------------------------------------------------------

    def _manage_environment(self, command: Command) -> bytes:
        if command.p1 == 0xF2:
            self._environments.clear()
            return b""
        if command.p1 not in (0x41, 0x81, 0xC1) or command.p2 not in (
            SIGNING,
            AUTHENTICATING,
            HASHING,
        ):
            raise Refusal(status.BAD_P1_P2)
        objects = _objects(command.data)
        if command.p2 == HASHING:  # the hash follows the signature algorithm: nothing to choose
            return b""
        chosen = ENVIRONMENTS.get(
            (command.p2, _number(objects.get(0x80)), _number(objects.get(0x84)))
        )
        if chosen is None:
            raise Refusal(status.REFERENCE_NOT_FOUND)
        self._environments[command.p2] = chosen
        return b""

    def _security_operation(self, command: Command) -> bytes:
        operation = self._OPERATIONS.get((command.p1, command.p2))
        if operation is None:
            raise Refusal(status.BAD_P1_P2)
        return operation(self, command)

    def _hash(self, command: Command) -> bytes:
        """Keep the block that the card will hash; a hash begun by the host is not simulated."""
        objects = _objects(command.data)
        block = objects.get(0x80, b"")
        if objects.get(0x90) != b"" or not 0 < len(block) <= LARGEST_BLOCK:
            raise Refusal(status.BAD_DATA)
        self._block = block
        return b""

    def _sign(self, command: Command) -> bytes:
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        environment = self._environment(SIGNING)
        if self._block is None or environment.algorithm is None:
            raise Refusal(status.CONDITIONS_NOT_MET)
        key = private_key(environment.role)
        return key.sign(self._block, padding.PKCS1v15(), environment.algorithm)

    _OPERATIONS: ClassVar[Mapping[tuple[int, int], Callable[["CpsCard", Command], bytes]]] = {
        (0x90, 0xA0): _hash,
        (0x9E, 0x9A): _sign,
    }

    def _internal_authenticate(self, command: Command) -> bytes:
        """Pad what the host made, normally a DigestInfo, and sign it."""
        if command.p1 or command.p2:
            raise Refusal(status.BAD_P1_P2)
        if not 0 < len(command.data) <= LARGEST_CHALLENGE:
            raise Refusal(status.WRONG_LENGTH)
        key = private_key(self._environment(AUTHENTICATING).role)
        return key.sign(command.data, padding.PKCS1v15(), NoDigestInfo())

    def _environment(self, template: int) -> Environment:
        """Return what was chosen for this use, once the code opened it."""
        if not self._verified:
            raise Refusal(status.NOT_ALLOWED)
        if template not in self._environments:
            raise Refusal(status.CONDITIONS_NOT_MET)
        return self._environments[template]

    def _get_challenge(self, command: Command) -> bytes:
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        if command.p1 or command.p2:
            raise Refusal(status.BAD_P1_P2)
        return self._chance.randbytes(command.le)

    # -- security data objects ------------------------------------------------------------------

    def _get_data(self, command: Command) -> bytes:
        """Describe the code or a key, in the agency's form of the question or in OpenSC's.

        An object is seen from its own directory only, the code from the root, a key from the
        directory of the keys: from elsewhere it is not found.
        """
        if (command.p1, command.p2) != (0x3F, 0xFF):
            raise Refusal(status.BAD_P1_P2)
        seen = {MASTER: (self._code_object(),), DATA: _KEY_OBJECTS}
        for tag, wanted, rules in seen.get(self._place.df.fid, ()):
            if command.data in (_question(tag, b"\xa0\x80"), _question(tag, wanted)):
                return tlv(0x70, tlv(tag, tlv(0xA0, rules)))
        raise Refusal(status.REFERENCE_NOT_FOUND)

    def _code_object(self) -> "_SecurityObject":
        tries = tlv(0x9A, bytes((self.code.tries,))) + tlv(0x9B, bytes((self.code.left,)))
        usage = tlv(0x9D, b"\xff\xff")
        rules = tlv(0xA1, tlv(0x8C, b"\x61", FREE, FREE, FREE))
        size = tlv(0x80, b"\x00\x04")
        return 0xBF8100 | CODE_REFERENCE, b"\x7f\x41\x80", tries + usage + rules + size

    def describe(self, file: Df | Ef) -> bytes:
        """Return the usual objects and the access rule: read freely, change never."""
        rule = b"\x01" + FREE if isinstance(file, Ef) else b"\x02" + NEVER
        return super().describe(file) + tlv(0xA1, tlv(0x8C, rule))


_SecurityObject = tuple[int, bytes, bytes]
"""Tag of an object, what OpenSC asks of it, what the card tells."""


def _key_object(key: Key) -> _SecurityObject:
    rules = tlv(0xA1, tlv(0x8C, bytes((key.access | 0x01,)), CODE, FREE))
    return 0xBF9000 | key.sdo, b"\x7f\x48\x80", rules + tlv(0x80, b"\x08\x00")


_KEY_OBJECTS = tuple(_key_object(key) for key in KEYS)


def _question(tag: int, wanted: bytes) -> bytes:
    return tlv(0x4D, tlv(0x70, tlv(tag, wanted)))


def _only_the_code(command: Command) -> None:
    if command.p1:
        raise Refusal(status.BAD_P1_P2)
    if command.p2 != CODE_REFERENCE:
        raise Refusal(status.REFERENCE_NOT_FOUND)


def _objects(data: bytes) -> dict[int, bytes]:
    try:
        return dict(parse(data))
    except BadTlv:
        raise Refusal(status.BAD_DATA) from None


def _number(value: bytes | None) -> int:
    """Return a one-byte reference; -1 when absent or longer: no table knows it."""
    return value[0] if value is not None and len(value) == 1 else -1
