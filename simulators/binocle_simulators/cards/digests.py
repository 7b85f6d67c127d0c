"""Hashes that the host begins and the card ends (PSO HASH, cards sheet 1.10).

Law of this file: the host sends the chaining value of the blocks that it hashed, how many bits they
were, and the last block; the card pads and finishes, so it never signs a hash that it did not end.
Standard libraries do not take a hash up in the middle, hence the two compression functions.
Source: FIPS 180-4.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

BLOCK = 64
"""Bytes of a block of both hashes."""

_MASK = 0xFFFFFFFF


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def _cube_root_fraction(number: int) -> int:
    """Return the first 32 bits of the fraction of a cube root."""
    scaled = number << 96
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= scaled else (low, middle - 1)
    return low & _MASK


_K256 = tuple(map(_cube_root_fraction, _primes(64)))


def _left(word: int, by: int) -> int:
    return (word << by | word >> (32 - by)) & _MASK


def _words(block: bytes) -> list[int]:
    return [int.from_bytes(block[at : at + 4], "big") for at in range(0, BLOCK, 4)]


def _compress_sha1(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = _words(block)
    for at in range(16, 80):
        w.append(_left(w[at - 3] ^ w[at - 8] ^ w[at - 14] ^ w[at - 16], 1))
    a, b, c, d, e = state
    for at, word in enumerate(w):
        if at < 20:
            mixed, constant = b & c | ~b & d, 0x5A827999
        elif at < 40:
            mixed, constant = b ^ c ^ d, 0x6ED9EBA1
        elif at < 60:
            mixed, constant = b & c | b & d | c & d, 0x8F1BBCDC
        else:
            mixed, constant = b ^ c ^ d, 0xCA62C1D6
        a, b, c, d, e = (_left(a, 5) + mixed + e + constant + word) & _MASK, a, _left(b, 30), c, d
    return tuple((x + y) & _MASK for x, y in zip(state, (a, b, c, d, e), strict=True))


def _compress_sha256(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = _words(block)
    for at in range(16, 64):
        x, y = w[at - 15], w[at - 2]
        low = _left(x, 25) ^ _left(x, 14) ^ x >> 3
        high = _left(y, 15) ^ _left(y, 13) ^ y >> 10
        w.append((w[at - 16] + low + w[at - 7] + high) & _MASK)
    a, b, c, d, e, f, g, h = state
    for word, constant in zip(w, _K256, strict=True):
        one = (
            h + (_left(e, 26) ^ _left(e, 21) ^ _left(e, 7)) + (e & f ^ ~e & g) + constant + word
        ) & _MASK
        two = (_left(a, 30) ^ _left(a, 19) ^ _left(a, 10)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (one + two) & _MASK, a, b, c, (d + one) & _MASK, e, f, g
    return tuple((x + y) & _MASK for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True))


_Compression = Callable[[tuple[int, ...], bytes], tuple[int, ...]]
_COMPRESSIONS: Mapping[str, tuple[int, _Compression]] = {
    "sha1": (20, _compress_sha1),
    "sha256": (32, _compress_sha256),
}


class HashMismatch(ValueError):
    """The hash begun by the host is not of the algorithm chosen."""


@dataclass(frozen=True)
class BegunHash:
    """What PSO HASH left on the card.

    Attributes:
        state: chaining value of the blocks hashed by the host, empty when there are none.
        bits: how many bits these blocks were.
        last: the bytes after them, a block at most.
    """

    state: bytes
    bits: int
    last: bytes

    def digest(self, algorithm: hashes.HashAlgorithm) -> bytes:
        """Return the whole hash.

        Raises:
            HashMismatch: the chaining value is of another algorithm.
        """
        if not self.state:
            return hashlib.new(algorithm.name, self.last).digest()
        size, compress = _COMPRESSIONS[algorithm.name]
        if len(self.state) != size:
            raise HashMismatch(algorithm.name)
        state = tuple(int.from_bytes(self.state[at : at + 4], "big") for at in range(0, size, 4))
        bits = (self.bits + 8 * len(self.last)) % 2**64
        zeros = bytes((BLOCK - 9 - len(self.last)) % BLOCK)
        padded = self.last + b"\x80" + zeros + bits.to_bytes(8, "big")
        for at in range(0, len(padded), BLOCK):
            state = compress(state, padded[at : at + BLOCK])
        return b"".join(word.to_bytes(4, "big") for word in state)
