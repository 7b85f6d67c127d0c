"""Bytes made wrong on purpose, from a seed: what a line, a disk or a peer may do to a file."""

import random
from collections.abc import Callable, Sequence

RECORDS = (128, 127, 256)
"""Lengths of what records and blocks are made of."""
MOST = 1 << 18
"""Bytes that a file is not made to grow beyond."""
INSERTED = (
    b"\x00",
    b"\n",
    b"\r\n",
    b"@",
    b"9",
    b"-",
    b"\xe9",
    b"\xff" * 9,
    b"990",
    b"999",
    b"0" * 40,
)
Change = Callable[[random.Random, bytes], bytes]


def chance_of(seed: int) -> random.Random:
    """Return the only source of chance of a fuzzing."""
    return random.Random(f"{seed}:fuzz")  # noqa: S311 - a bench, not a lock


def _at(chance: random.Random, content: bytes) -> int:
    return chance.randrange(len(content) + 1)


def _flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _retype(chance: random.Random, content: bytes) -> bytes:
    """Put another character of the file in the place of one."""
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] = chance.choice(content)
    return bytes(changed)


def _cut(chance: random.Random, content: bytes) -> bytes:
    start = _at(chance, content)
    return content[:start] + content[start + chance.choice((0, 1, 2, 127, 128, 129, MOST)) :]


def _end(chance: random.Random, content: bytes) -> bytes:
    return content[: _at(chance, content)]


def _insert(chance: random.Random, content: bytes) -> bytes:
    start = _at(chance, content)
    return content[:start] + chance.choice(INSERTED) + content[start:]


def _pieces(chance: random.Random, content: bytes) -> list[bytes]:
    size = chance.choice(RECORDS)
    return [content[start : start + size] for start in range(0, len(content), size)]


def _swap(chance: random.Random, content: bytes) -> bytes:
    pieces = _pieces(chance, content)
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"".join(pieces)


def _repeat(chance: random.Random, content: bytes) -> bytes:
    pieces = _pieces(chance, content)
    place = chance.randrange(len(pieces))
    return b"".join(
        (*pieces[:place], *[pieces[place]] * chance.choice((2, 3, 40)), *pieces[place:])
    )


def _grow(chance: random.Random, content: bytes) -> bytes:
    return content * chance.choice((2, 3, 30))


def _splice(chance: random.Random, content: bytes) -> bytes:
    """Have a piece of the file stand in another place of it."""
    start, target = _at(chance, content), _at(chance, content)
    return content[:target] + content[start : start + chance.choice(RECORDS)] + content[target:]


CHANGES: Sequence[Change] = (
    *(_flip, _flip, _retype, _retype, _retype, _cut, _end),
    *(_insert, _swap, _repeat, _grow, _splice),
)
"""What may happen; small changes more often, since they come further into a reader."""


def mutated(chance: random.Random, content: bytes) -> bytes:
    """Return a file with one thing wrong, or a few."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice(CHANGES)(chance, content or b" ")[:MOST]
    return content
