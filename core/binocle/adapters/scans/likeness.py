"""Whether a page is the one before, scanned again.

Law of this file: a fingerprint of the whole page first says that two pages are far apart; near ones
are straightened and laid upon each other, then compared square by square, each square where it fits
best: paper stretches, and an angle is never quite right. The worst squares count: two prescriptions
of one doctor share their heading, one sheet scanned twice shares everything. How dark the writing
is does not count, its shape does. Source: difference hash (64 bits), normalised correlation; the
squares and their figures are ours.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .ink import Grey, Ink, resized, uint8
from .skew import turned_back

_FAR = 32
"""Bits of 64 from which two fingerprints are of different pages."""
_FARTHEST = 80
"""Points of the small picture by which a sheet may have moved: 2 cm."""
_RULE = 45
"""Points in a row from which strokes are a rule."""
_SQUARE = 64
"""Side of a compared square: 16 mm; what lies in the seams between them is in none."""
_PLAY = 5
"""Points by which a square may lie beside its double."""
_FEWEST = 60
"""Points of writing without which a square says nothing."""
_DEEPEST = 60
"""Levels beyond which writing is black."""
_FAINT = _DEEPEST // 4
"""Levels from which a point is of writing."""
_WORST = 6
"""Percentile of the squares that counts."""


@dataclass(frozen=True)
class Print:
    """What is kept of a page for the next one.

    Attributes:
        bits: fingerprint of 64 bits.
        strokes: how dark the writing is, the page straightened.
        rules: 1 on the lines of frames and tables, which say nothing of what a form holds.
    """

    bits: int
    strokes: Grey
    rules: Grey


def print_of(ink: Ink, degrees: float) -> Print:
    """Return what tells a page from the next one."""
    straight = turned_back(ink.depth, degrees)
    grid = resized(uint8(cv2.blur(straight, (31, 31))), 9, 8).astype(np.int16)
    bits = 0
    for bit in (grid[:, 1:] > grid[:, :-1]).ravel():
        bits = 2 * bits + int(bit)
    strokes = uint8(np.minimum(straight, _DEEPEST))
    return Print(bits, strokes, _rules(uint8(straight > max(11, ink.contrast // 4))))


def _rules(strokes: Grey) -> Grey:
    """Return where there are rules and frames."""
    rules = np.zeros_like(strokes)
    for size in ((1, _RULE), (_RULE, 1)):
        rules |= uint8(cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones(size, np.uint8)))
    return rules


def likeness(before: Print, after: Print) -> int:
    """Return how much of each page is on the other, in percent; 0 when they are far apart."""
    if (before.bits ^ after.bits).bit_count() > _FAR:
        return 0
    shares = square_shares(before, after)
    return round(100 * max(0.0, float(np.percentile(shares, _WORST)))) if shares else 0


def square_shares(before: Print, after: Print) -> list[float]:
    """Return how well each square of writing lies on its double, up to 1; one side may be empty."""
    laid, there = _laid(before, after)
    height, width = there.shape
    either = cv2.resize(
        uint8(np.maximum(laid, there) > _FAINT) * np.float32(1),
        (max(1, width // _SQUARE), max(1, height // _SQUARE)),
        interpolation=cv2.INTER_AREA,
    )
    high, wide = height / either.shape[0], width / either.shape[1]
    framed = _framed(laid, _PLAY)
    found = []
    for row, column in zip(*np.nonzero(either > _FEWEST / (high * wide)), strict=True):
        top, left = round(row * high), round(column * wide)
        square = there[top : top + _SQUARE, left : left + _SQUARE]
        tall, long = square.shape
        room = framed[top : top + tall + 2 * _PLAY, left : left + long + 2 * _PLAY]
        if int(np.maximum(square, laid[top : top + tall, left : left + long]).max()) > _FAINT:
            found.append(_share(square, room))
    return found


def _laid(before: Print, after: Print) -> tuple[Grey, Grey]:
    """Return both pages, the first upon the second, without what is a rule on either."""
    height, width = after.strokes.shape
    first, rules = before.strokes, before.rules
    if first.shape != after.strokes.shape:
        first, rules = resized(first, width, height), resized(rules, width, height)
    right, down = _shift(first, after.strokes)
    shift = np.array([[1, 0, right], [0, 1, down]], dtype=np.float32)
    first, rules = (
        uint8(cv2.warpAffine(each, shift, (width, height), flags=cv2.INTER_NEAREST))
        for each in (first, rules)
    )
    wide = np.ones((2 * _PLAY + 1, 2 * _PLAY + 1), np.uint8)
    kept = uint8(1 - cv2.dilate(uint8(rules | after.rules), wide))
    return uint8(first * kept), uint8(after.strokes * kept)


def _share(square: Grey, room: Grey) -> float:
    """Return the best correlation of a square within its room."""
    if int(square.max()) < _FAINT:
        return 0.0
    fits = cv2.matchTemplate(room, square, cv2.TM_CCOEFF_NORMED)
    return float(fits.max())


def _framed(picture: Grey, room: int) -> Grey:
    """Return a picture with empty paper around it."""
    return uint8(cv2.copyMakeBorder(picture, room, room, room, room, cv2.BORDER_CONSTANT, value=0))


def _shift(before: Grey, after: Grey) -> tuple[int, int]:
    """Return by how much the first page must move right and down to lie on the second."""
    height, width = before.shape
    size = (max(1, width // 2), max(1, height // 2))
    soft = [uint8(cv2.blur(resized(each, *size), (3, 3))) for each in (before, after)]
    room = min(_FARTHEST // 2, *size)
    framed = _framed(soft[1], room)
    _, _, _, (across, along) = cv2.minMaxLoc(cv2.matchTemplate(framed, soft[0], cv2.TM_CCORR))
    return 2 * (across - room), 2 * (along - room)
