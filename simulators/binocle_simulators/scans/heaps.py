"""Pages with several sheets that lie closer than those of the pack: slips, sheets that touch.

Law of this file: as in :mod:`binocle_simulators.scans.deck`; every page here holds several sheets,
each with the shadow of its edges. Some can hardly be told from one sheet, by eye either: they are
counted apart from the pack, to say where a program ends.
Source: ours; no rule of a peer.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from .deck import SEVERAL, Scan
from .pen import pixels
from .prescriptions import A4, A5, LAYOUTS, sheet
from .scanner import BLACK_LID, GREY_LID, WHITE_LID, Pass, encoded, glass, lay, seen

_WIDE, _HIGH = pixels(A4[0]), pixels(A4[1])
_A6 = (105, 148)


class _Glass:
    """A glass on which one sheet after the other is laid."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lid = chance.choice((WHITE_LID, GREY_LID, BLACK_LID))
        self._page = glass(self._lid)
        self._pass = Pass(
            lid=self._lid,
            optics=round(chance.uniform(0.45, 0.9), 2),
            light=round(chance.uniform(0.93, 1.0), 2),
            shade=round(chance.uniform(0, 0.08), 2),
            noise=round(chance.uniform(2, 6), 1),
        )

    def put(self, size: tuple[int, int], right: float, down: float, *, most: float = 2.0) -> None:
        """Lay a prescription, in the format of an A5 reduced to a size.

        Args:
            size: width and height in millimetres.
            right: of its middle from that of the glass, in pixels.
            down: likewise.
            most: degrees by which it is askew at most.
        """
        chance = self._chance
        drawn = sheet(chance, layout=chance.choice(tuple(LAYOUTS)), size=A5)
        if size[0] > size[1]:
            drawn = drawn.rotate(90, expand=True)
        drawn = drawn.resize((pixels(size[0]), pixels(size[1])), Image.Resampling.BICUBIC)
        turn = round(chance.uniform(-most, most), 2)
        laid = replace(self._pass, turn=turn, shift=(round(right), round(down)))
        lay(self._page, drawn, laid, edge=chance.randint(15, 45))

    def scan(self, kind: str) -> Scan:
        """Return what the scanner gives of it."""
        chance = self._chance
        page = seen(self._page, self._pass, chance)
        return Scan(kind, (encoded(page, quality=chance.randint(70, 92)),), SEVERAL)


def _three(chance: random.Random) -> Scan:
    """Return three slips, one above the other."""
    glass_ = _Glass(chance)
    for rank in (-1, 0, 1):
        glass_.put((132, 93), chance.randint(-60, 60), rank * _HIGH / 3)
    return glass_.scan("three-slips")


def _four(chance: random.Random) -> Scan:
    """Return four slips, two and two."""
    glass_ = _Glass(chance)
    for right in (-1, 1):
        for down in (-1, 1):
            glass_.put((99, 140), right * _WIDE / 4, down * _HIGH / 4)
    return glass_.scan("four-slips")


def _side_by_side(chance: random.Random) -> Scan:
    """Return two long slips, side by side."""
    glass_ = _Glass(chance)
    for right in (-1, 1):
        glass_.put((100, 210), right * _WIDE / 4, chance.randint(-200, 200))
    return glass_.scan("side-by-side")


def _touching(chance: random.Random) -> Scan:
    """Return two slips, edge to edge, nearly in line."""
    glass_ = _Glass(chance)
    for down in (-1, 1):
        middle = down * (pixels(_A6[1]) + chance.randint(0, 8)) / 2
        glass_.put(_A6, chance.randint(-80, 80), middle, most=0.3)
    return glass_.scan("touching")


def _overlapping(chance: random.Random) -> Scan:
    """Return two slips, one of them partly upon the other."""
    glass_ = _Glass(chance)
    for down in (-1, 1):
        middle = down * (pixels(_A6[1]) - chance.randint(20, 160)) / 2
        glass_.put(_A6, chance.randint(-120, 120), middle)
    return glass_.scan("overlapping")


HEAPS: Mapping[str, Callable[[random.Random], Scan]] = {
    "three-slips": _three,
    "four-slips": _four,
    "side-by-side": _side_by_side,
    "touching": _touching,
    "overlapping": _overlapping,
}
"""Heaps of sheets, and who makes them."""


def heap(seed: int, kind: str, rank: int) -> Scan:
    """Return one heap, as :func:`binocle_simulators.scans.deck.scan` returns a scan."""
    return HEAPS[kind](random.Random(f"heaps:{seed}:{kind}:{rank}"))  # noqa: S311 - a bench
