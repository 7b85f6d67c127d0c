"""Reading files: typed and checked records beside a bare reading of the same bytes.

The files are those of a lived bench day, as our program wrote and received them. The bare readings
know the tables too; they cut every field to text, and neither type nor check anything.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import repeat
from struct import Struct

from binocle.lots.noemie import ENTITIES
from binocle.lots.returns import read_noemie
from binocle.lots.wire import BY_COMPLEMENT, BY_FIRST, FileEnd, read_b2
from binocle.wire import RECORD, Record

from .claims import open_shop
from .model import Effort, Figure, seconds

Reading = Callable[[bytes], int]
"""Reads a whole file and returns how many items it held."""

B2_RATIO, NOEMIE_RATIO = 0.25, 0.4
ENTITIES_PER_SECOND = 300_000
TURNS = 100
"""Turns into which the work of one timing is cut."""
STREAM_MB = 8
"""Room that reading may take beyond what a short file took; the stream itself is 100 MB."""


@cache
def _lived_files(claims: int) -> tuple[bytes, bytes]:
    """Return the B2 file and the NOEMIE return of one bench day, those of the insurer."""
    with open_shop() as shop:
        shop.live_day(claims)
        sent, returned = shop.desk.lots.sent_files(), shop.desk.returns.matched("RSP")
        return sent[-1].content, returned[-1].content


def _consume(items: Iterator[object]) -> int:
    """Exhaust an iterator and return how many items it gave."""
    count = 0
    for count, _ in enumerate(items, start=1):  # noqa: B007
        pass
    return count


def _side_by_side(
    typed: Reading, bare: Reading, content: bytes, effort: Effort
) -> tuple[float, float]:
    """Return the items that each reading gives a second.

    They take turns, so that a neighbour on this machine slows both; the best turn of each is kept,
    and turns are short, so that some of them meet no neighbour.
    """
    items = typed(content)
    if bare(content) != items:
        raise ValueError("the two readings do not see the same items")
    rounds = -(-effort.decoded // (items * TURNS))

    def turn(read: Reading) -> float:
        return seconds(lambda: [read(content) for _ in range(rounds)])

    times = [(turn(typed), turn(bare)) for _ in range(effort.repeats * TURNS)]
    best_typed, best_bare = (min(each) for each in zip(*times, strict=True))
    return rounds * items / best_typed, rounds * items / best_bare


# -- B2 -------------------------------------------------------------------------------------------


def _layout(table: type[Record]) -> Struct:
    return Struct("".join(f"{zone.width}s" for zone in table.ZONES))


_FIRST = {key.encode()[0]: _layout(table) for key, table in BY_FIRST.items()}
_COMPLEMENT = {key.encode(): _layout(table) for key, table in BY_COMPLEMENT.items()}


def _bare_b2(content: bytes) -> int:
    count = 0
    for start in range(0, len(content), RECORD):
        first = content[start]
        layout = _FIRST.get(first) or _COMPLEMENT[bytes((first, content[start + 35]))]
        [field.decode("latin-1") for field in layout.unpack_from(content, start)]
        count += 1
    return count


def b2(effort: Effort) -> tuple[Figure, ...]:
    """Measure typed records a second beside the bare reading, and the memory of a long stream."""
    content, _ = _lived_files(effort.claims_a_day)
    typed, bare = _side_by_side(lambda c: _consume(read_b2((c,))), _bare_b2, content, effort)
    return (
        Figure(
            "b2_decode",
            value=typed,
            unit="enregistrements/s",
            bar=B2_RATIO,
            baseline=bare,
            on_ratio=True,
        ),
        Figure(
            "b2_memory",
            value=_stream_memory(content, effort.stream_bytes),
            unit="Mo",
            bar=STREAM_MB,
            at_most=True,
        ),
    )


def long_stream(content: bytes, size: int) -> Iterator[bytes]:
    """Yield a right B2 file of about ``size`` bytes, one lot at a time, never held whole."""
    lot = content[RECORD:-RECORD]
    lots = max(1, size // len(lot))
    yield content[:RECORD]
    yield from repeat(lot, lots)
    end = FileEnd.decode(content[-RECORD:])
    yield replace(end, lot_count=lots, record_count=lots * len(lot) // RECORD + 2).encode()


def _stream_memory(content: bytes, size: int) -> float:
    """Return by how many megabytes a process of its own grows while it reads the stream."""
    run = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", f"{__package__}.streaming", str(size)],
        input=content,
        capture_output=True,
        check=True,
    )
    return float(json.loads(run.stdout)["grown_mb"])


# -- NOEMIE ---------------------------------------------------------------------------------------

_SLICES = {
    code: (table.LENGTH, [slice(zone.first - 1, zone.last) for zone in table.ZONES])
    for code, table in ENTITIES.items()
}


def _bare_noemie(content: bytes) -> int:
    text = "".join(
        [
            content[start + 1 : start + RECORD].decode("latin-1")
            for start in range(RECORD, len(content) - RECORD, RECORD)
        ]
    ).rstrip(" ")
    start, count = 0, 0
    while start < len(text):
        length, slices = _SLICES[text[start : start + 3]]
        entity = text[start : start + length]
        [entity[each] for each in slices]
        start += length
        count += 1
    return count


def noemie(effort: Effort) -> tuple[Figure, ...]:
    """Measure typed entities a second, beside the bare reading."""
    _, content = _lived_files(effort.claims_a_day)
    frame = 2  # 000 and 999 are records, not entities
    typed, bare = _side_by_side(
        lambda c: _consume(read_noemie((c,))) - frame, _bare_noemie, content, effort
    )
    return (
        Figure(
            "noemie_decode",
            value=typed,
            unit="entités/s",
            bar=NOEMIE_RATIO,
            baseline=bare,
            on_ratio=True,
        ),
        Figure(
            "noemie_rate", value=typed, unit="entités/s", bar=ENTITIES_PER_SECOND, baseline=bare
        ),
    )
