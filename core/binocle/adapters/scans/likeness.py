"""Whether a page is the one before, scanned again.

Law of this file: a fingerprint of the whole page first says that two pages are far apart; near ones
are laid upon each other, straightened, and compared square by square. The worst squares count: two
prescriptions of one doctor share their heading, one sheet scanned twice shares everything. Source:
difference hash (64 bits); the comparison and its figures are ours.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .ink import Grey, Ink, resized, uint8
from .skew import turned_back

_FAR = 26
"""Bits of 64 from which two fingerprints are of different pages."""
_REACH = 5
"""Side, in points of the small picture, within which a stroke meets its double."""
_FARTHEST = 40
"""Points by which a sheet may have moved: 1 cm."""
_RULE = 45
"""Points in a row from which strokes are a rule."""
_SQUARE = 80
"""Side of a compared square: 2 cm."""
_FEWEST = 40
"""Points of writing without which a square says nothing."""
_WORST = 5
"""Percentile of the squares that counts."""


@dataclass(frozen=True)
class Print:
    """What is kept of a page for the next one.

    Attributes:
        bits: fingerprint of 64 bits.
        strokes: 1 where there is writing, the page straightened.
    """

    bits: int
    strokes: Grey


def print_of(ink: Ink, degrees: float) -> Print:
    """Return what tells a page from the next one."""
    straight = turned_back(ink.depth, degrees)
    strokes = _without_rules(uint8(straight > max(11, ink.contrast // 3)))
    grid = resized(uint8(cv2.blur(straight, (31, 31))), 9, 8).astype(np.int16)
    bits = 0
    for bit in (grid[:, 1:] > grid[:, :-1]).ravel():
        bits = 2 * bits + int(bit)
    return Print(bits, strokes)


def _without_rules(strokes: Grey) -> Grey:
    """Return the writing alone: rules and frames are a form's, and say nothing of what it holds."""
    kept = strokes.copy()
    for size in ((1, _RULE), (_RULE, 1)):
        rules = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones(size, np.uint8))
        kept &= uint8(1 - cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    return kept


def likeness(before: Print, after: Print) -> int:
    """Return how much of each page is on the other, in percent; 0 when they are far apart."""
    if (before.bits ^ after.bits).bit_count() > _FAR:
        return 0
    if before.strokes.shape != after.strokes.shape:
        height, width = after.strokes.shape
        before = Print(before.bits, resized(before.strokes, width, height))
    if not before.strokes.any() or not after.strokes.any():
        return 0
    right, down = _shift(before.strokes, after.strokes)
    shift = np.array([[1, 0, right], [0, 1, down]], dtype=np.float32)
    height, width = after.strokes.shape
    laid = uint8(cv2.warpAffine(before.strokes, shift, (width, height), flags=cv2.INTER_NEAREST))
    return min(_covered(laid, after.strokes), _covered(after.strokes, laid))


def _shift(before: Grey, after: Grey) -> tuple[int, int]:
    """Return by how much the first page must move right and down to lie on the second."""
    room = _FARTHEST
    soft = [uint8(cv2.blur(each * np.uint8(255), (3, 3))) for each in (before, after)]
    framed = cv2.copyMakeBorder(soft[1], room, room, room, room, cv2.BORDER_CONSTANT, value=0)
    _, _, _, (across, along) = cv2.minMaxLoc(cv2.matchTemplate(framed, soft[0], cv2.TM_CCORR))
    return across - room, along - room


def _covered(strokes: Grey, other: Grey) -> int:
    """Return the share of one page's writing that meets the other's, in its worst squares."""
    near = uint8(cv2.dilate(other, np.ones((_REACH, _REACH), np.uint8)))
    met = strokes & near
    shares = []
    for top in range(0, strokes.shape[0], _SQUARE):
        for left in range(0, strokes.shape[1], _SQUARE):
            square = slice(top, top + _SQUARE), slice(left, left + _SQUARE)
            written = int(strokes[square].sum())
            if written >= _FEWEST:
                shares.append(int(met[square].sum()) / written)
    return round(100 * float(np.percentile(shares, _WORST))) if shares else 0
