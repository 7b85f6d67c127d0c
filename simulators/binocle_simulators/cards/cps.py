"""A CPS3 by contact: code, signature, authentication, deciphering.

Law of this file: the card decides. It counts wrong codes, forgets the verified code at each reset,
and uses a key only after the code; the signature key signs a hash that the card ended itself, or
with INTERNAL AUTHENTICATE what is short enough (assumed: OpenSC signs so); the host never sees a
private key.
Source: cards sheet 1.1 (ATR), 1.10 (commands), 1.12 (what OpenSC asks); PROTOCOLS 2, where what is
assumed is marked.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives import hashes

from . import rsa_keys, status
from .authority import AUTHENTICATION, SIGNATURE
from .coded import CODE_REFERENCE, UNBLOCKING_TRIES, CodedCard
from .cps_files import DATA, DEMO_HOLDER, KEYS, CpsHolder, Key, tree
from .digests import BLOCK, BegunHash, HashMismatch
from .files import MASTER, Df, Ef
from .iso7816 import Command
from .rsa_keys import NotDeciphered
from .status import Refusal
from .tlv import BadTlv, parse, tlv

ATR = bytes.fromhex("3BAC00402A001225006480000310009000")

LARGEST_CHALLENGE = 102
"""40 % of the key: the most that INTERNAL AUTHENTICATE signs."""

FREE, NEVER, CODE = b"\x00", b"\xff", b"\x11"
"""Access conditions of IAS ECC: always, never, after the code."""


@dataclass(frozen=True)
class Environment:
    """What MANAGE SECURITY ENVIRONMENT chose: one key, with a hash and a padding where it signs."""

    role: str
    algorithm: hashes.HashAlgorithm | None = None
    pss: bool = False


SIGNING, AUTHENTICATING, HASHING, DECIPHERING = 0xB6, 0xA4, 0xAA, 0xB8
ENVIRONMENTS: Mapping[tuple[int, int, int], Environment] = {
    (SIGNING, 0x42, 0x81): Environment(SIGNATURE, hashes.SHA256()),
    (SIGNING, 0x12, 0x81): Environment(SIGNATURE, hashes.SHA1()),  # noqa: S303 - the card offers it
    (AUTHENTICATING, 0x02, 0x81): Environment(SIGNATURE),
    (AUTHENTICATING, 0x02, 0x82): Environment(AUTHENTICATION),
    (DECIPHERING, 0x1A, 0x82): Environment(AUTHENTICATION),
}
"""(template, algorithm 80, key 84 or 83) to what is used; references assumed."""

BEGUN_SIZES = (20 + 8, 32 + 8)
"""Bytes of tag 90 of PSO HASH: chaining value of SHA-1 or SHA-256, then 8 of its length in bits."""


class CpsCard(CodedCard):
    """The card of one professional."""

    instructions: ClassVar[Mapping[int, str]] = {
        **CodedCard.instructions,
        0x22: "_manage_environment",
        0x2A: "_security_operation",
        0x88: "_internal_authenticate",
        0xCB: "_get_data",
    }
    classes: ClassVar[frozenset[int]] = frozenset((0x00, 0x10))
    chained: ClassVar[frozenset[int]] = frozenset((0x2A,))
    model: ClassVar[str] = "CPS3"

    def __init__(
        self,
        holder: CpsHolder = DEMO_HOLDER,
        *,
        chance: random.Random,
        atr: bytes = ATR,
        code_reference: int = CODE_REFERENCE,
        unblocking_tries: int = UNBLOCKING_TRIES,
    ) -> None:
        """Write the card.

        Args:
            holder: whose card it is.
            chance: where random numbers come from.
            atr: its answer to reset.
            code_reference: what VERIFY calls the holder's code, 1 to 31; PKCS#15 publishes it.
            unblocking_tries: how many wrong unblocking codes end the card, 1 to 15.
        """
        super().__init__(
            atr,
            self._tree(holder, code_reference),
            holder,
            chance=chance,
            code_reference=code_reference,
            unblocking_tries=unblocking_tries,
        )

    def _tree(self, holder: CpsHolder, code_reference: int) -> Df:
        return tree(holder, code_reference=code_reference, model=self.model)

    def _forget(self) -> None:
        super()._forget()
        self._environments: dict[int, Environment] = {}
        self._begun: BegunHash | None = None

    # -- keys ---------------------------------------------------------------------------------

    def _manage_environment(self, command: Command) -> bytes:
        if command.p1 == 0xF2:
            self._environments.clear()
            return b""
        templates = (SIGNING, AUTHENTICATING, HASHING, DECIPHERING)
        if command.p1 not in (0x41, 0x81, 0xC1) or command.p2 not in templates:
            raise Refusal(status.BAD_P1_P2)
        objects = objects_of(command.data)
        if command.p2 == HASHING:  # the hash follows the signature algorithm: nothing to choose
            return b""
        key = objects.get(0x84, objects.get(0x83))
        chosen = ENVIRONMENTS.get((command.p2, _number(objects.get(0x80)), _number(key)))
        if chosen is None:
            raise Refusal(status.REFERENCE_NOT_FOUND)
        self._environments[command.p2] = chosen
        return b""

    def _security_operation(self, command: Command) -> bytes:
        name = self._OPERATIONS.get((command.p1, command.p2))
        if name is None:
            raise Refusal(status.BAD_P1_P2)
        operation: Callable[[Command], bytes] = getattr(self, name)
        return operation(command)

    def _hash(self, command: Command) -> bytes:
        """Keep the last block, and the hash of those before when the host began it."""
        objects = objects_of(command.data)
        begun, block = objects.get(0x90), objects.get(0x80, b"")
        if begun is None or len(block) > BLOCK or not (begun or block):
            raise Refusal(status.BAD_DATA)
        state, bits = begun[:-8], int.from_bytes(begun[-8:], "big")
        if begun and (len(begun) not in BEGUN_SIZES or bits % (8 * BLOCK) or not bits):
            raise Refusal(status.BAD_DATA)
        self._begun = BegunHash(state, bits, block)
        return b""

    def _sign(self, command: Command) -> bytes:
        if command.data:
            raise Refusal(status.WRONG_LENGTH)
        environment = self._environment(SIGNING)
        if self._begun is None or environment.algorithm is None:
            raise Refusal(status.CONDITIONS_NOT_MET)
        try:
            digest = self._begun.digest(environment.algorithm)
        except HashMismatch:
            raise Refusal(status.CONDITIONS_NOT_MET) from None
        if environment.pss:
            return rsa_keys.sign_pss(environment.role, digest, self._chance)
        return rsa_keys.sign_digest(environment.role, digest, environment.algorithm)

    def _decipher(self, command: Command) -> bytes:
        """Take the padding away: 81, then the cryptogram, in chained commands."""
        role = self._environment(DECIPHERING).role
        if len(command.data) != 1 + rsa_keys.KEY_SIZE:
            raise Refusal(status.WRONG_LENGTH)
        if command.data[0] != 0x81:
            raise Refusal(status.BAD_DATA)
        try:
            return rsa_keys.decipher(role, command.data[1:])
        except NotDeciphered:
            raise Refusal(status.BAD_DATA) from None

    _OPERATIONS: ClassVar[Mapping[tuple[int, int], str]] = {
        (0x90, 0xA0): "_hash",
        (0x9E, 0x9A): "_sign",
        (0x80, 0x86): "_decipher",
    }

    def _internal_authenticate(self, command: Command) -> bytes:
        """Pad what the host made, normally a DigestInfo, and sign it."""
        if command.p1 or command.p2:
            raise Refusal(status.BAD_P1_P2)
        if not 0 < len(command.data) <= LARGEST_CHALLENGE:
            raise Refusal(status.WRONG_LENGTH)
        return rsa_keys.sign_as_is(self._environment(AUTHENTICATING).role, command.data)

    def _environment(self, template: int) -> Environment:
        """Return what was chosen for this use, once the code opened it."""
        if not self._verified:
            raise Refusal(status.NOT_ALLOWED)
        if template not in self._environments:
            raise Refusal(status.CONDITIONS_NOT_MET)
        return self._environments[template]

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
        return 0xBF8100 | self.code_reference, b"\x7f\x41\x80", tries + usage + rules + size

    def describe(self, file: Df | Ef) -> bytes:
        """Return the usual objects and the access rule: read freely, change never."""
        rule = b"\x01" + FREE if isinstance(file, Ef) else b"\x02" + NEVER
        return super().describe(file) + tlv(0xA1, tlv(0x8C, rule))


_SecurityObject = tuple[int, bytes, bytes]
"""Tag of an object, what OpenSC asks of it, what the card tells."""


def _key_object(key: Key) -> _SecurityObject:
    allowed = CODE * key.access.bit_count()
    rules = tlv(0xA1, tlv(0x8C, bytes((key.access | 0x01,)), allowed, FREE))
    return 0xBF9000 | key.sdo, b"\x7f\x48\x80", rules + tlv(0x80, b"\x08\x00")


_KEY_OBJECTS = tuple(_key_object(key) for key in KEYS)


def _question(tag: int, wanted: bytes) -> bytes:
    return tlv(0x4D, tlv(0x70, tlv(tag, wanted)))


def objects_of(data: bytes) -> dict[int, bytes]:
    """Return the BER-TLV objects of a command's data; what is not TLV is refused with 6A80."""
    try:
        return dict(parse(data))
    except BadTlv:
        raise Refusal(status.BAD_DATA) from None


def _number(value: bytes | None) -> int:
    """Return a one-byte reference; -1 when absent or longer: no table knows it."""
    return value[0] if value is not None and len(value) == 1 else -1
