"""What the card does with a private key: raw RSA, and the paddings that it makes or takes away.

Law of this file: chance is given, so that a PSS signature repeats with the world's seed.
Source: PKCS#1 v2.2 (RFC 8017), 5, 7.2 and 9.1.
"""

import random
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from .authority import private_key

KEY_SIZE = 256
"""Bytes of the modulus."""

_SALT = 32


class NotDeciphered(ValueError):
    """What came is not a number under the modulus, or not padded as PKCS#1 says."""


def sign_digest(role: str, digest: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    """Sign a hash, PKCS#1 v1.5 with its DigestInfo."""
    return private_key(role).sign(digest, padding.PKCS1v15(), Prehashed(algorithm))


def sign_as_is(role: str, data: bytes) -> bytes:
    """Pad what came, PKCS#1 v1.5 without DigestInfo, and sign it."""
    return private_key(role).sign(data, padding.PKCS1v15(), NoDigestInfo())


def sign_pss(role: str, digest: bytes, chance: random.Random) -> bytes:
    """Sign a SHA-256 hash with PSS: mask MGF1 with SHA-256, 32 bytes of salt."""
    salt = chance.randbytes(_SALT)
    seal = sha256(bytes(8) + digest + salt).digest()
    clear = b"\x01" + salt
    clear = clear.rjust(KEY_SIZE - len(seal) - 1, b"\0")
    masked = bytearray(x ^ y for x, y in zip(clear, _mask(seal, len(clear)), strict=True))
    masked[0] &= 0x7F
    return raw(role, bytes(masked) + seal + b"\xbc")


def _mask(seed: bytes, size: int) -> bytes:
    blocks = (
        sha256(seed + number.to_bytes(4, "big")).digest() for number in range(-(-size // _SALT))
    )
    return b"".join(blocks)[:size]


def decipher(role: str, cryptogram: bytes) -> bytes:
    """Return the message under the PKCS#1 v1.5 padding.

    Raises:
        NotDeciphered: as the class says.
    """
    clear = raw(role, cryptogram)
    end = clear.find(b"\0", 2)
    if clear[:2] != b"\x00\x02" or end < 10:
        raise NotDeciphered("padding")
    return clear[end + 1 :]


def raw(role: str, number: bytes) -> bytes:
    """Return the private operation on a number of 256 bytes.

    Raises:
        NotDeciphered: another length, or not under the modulus.
    """
    private = _numbers(role)
    value, modulus = int.from_bytes(number, "big"), private.public_numbers.n
    if len(number) != KEY_SIZE or value >= modulus:
        raise NotDeciphered("number")
    one = pow(value, private.dmp1, private.p)
    two = pow(value, private.dmq1, private.q)
    answer = two + (one - two) * private.iqmp % private.p * private.q
    return answer.to_bytes(KEY_SIZE, "big")


@cache
def _numbers(role: str) -> rsa.RSAPrivateNumbers:
    return private_key(role).private_numbers()
