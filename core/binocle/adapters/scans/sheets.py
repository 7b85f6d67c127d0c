"""How many sheets lie on the glass.

Law of this file: a sheet is a region of paper with its own edge, whether the lid is dark around it
or only a shadow outlines it. What lies on a lid is parted where its outline turns inwards: one
sheet has no notch. Two regions that lie along each other, and have no notch together, are the
halves of a fold, unless the lid is seen between them. Frames that are printed are no sheets: their
lines are as dark as the writing, or there is writing outside them. Two sheets whose edges nobody
can see, under a white lid and without a shadow, are one for this program: the user judges.
Source: ours, measured on the pack.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from .ink import Grey, Ink, resized, uint8

_Place: TypeAlias = tuple[int, int]

_SHRINK = 4
"""The small picture is looked at so much smaller still: a millimetre a point."""
_SMALLEST = 0.08
"""Share of the glass from which a region is a sheet."""
_LID = 22
"""Grey levels between the lid and the paper from which the lid is seen."""
_SHADOW = 5
"""Grey levels of the faintest outline."""
_FAINTEST = 2
"""Grey levels of an outline that runs on."""
_RUN = 21
"""Points at 50 dpi, along which an outline runs on: 1 cm."""
_UNBROKEN = 0.75
"""Share of it that must be seen."""
_MENDED = 15
"""Points by which a run is drawn out, so that corners close."""
_NOTCH = 3
"""Points, that is millimetres, from which an outline that turns inwards is not one sheet's."""
_DEEP = 0.3
"""Share of a region's short side from which one notch alone parts it."""
_BREACH = np.ones((3, 3), np.uint8)
"""Breach of an outline that is mended: a point or two, mostly at a corner."""
_OUTSIDE = 0.03
"""Share of the writing that may lie outside the sheets: dust, a line of the lid."""
_LEAST_INK = 12
"""Points of writing without which a region is no document."""


@dataclass(frozen=True)
class _Region:
    """A region: its points, and its share of the glass."""

    points: Grey
    share: float


def count_sheets(ink: Ink) -> int:
    """Return how many documents are on a page: 1 when nothing says otherwise."""
    height, width = ink.small.shape
    size = (max(1, width // _SHRINK), max(1, height // _SHRINK))
    written = uint8(resized(uint8(np.minimum(ink.depth, 60)), *size) > 4)
    return max(1, _by_lid(ink, size, written), _by_shadow(ink, size, written))


def _by_lid(ink: Ink, size: tuple[int, int], written: Grey) -> int:
    """Count the sheets on a lid that is darker than paper."""
    lightest = cv2.dilate(ink.small, np.ones((_SHRINK, _SHRINK), np.uint8))
    tone = cv2.medianBlur(resized(uint8(lightest), *size), 5)
    level, _ = cv2.threshold(tone, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light, dark = tone[tone > level], tone[tone <= level]
    seen = light.size and dark.size
    if not seen or float(light.mean()) - float(dark.mean()) < _LID:
        return 1
    paper = cv2.morphologyEx(uint8(tone > level), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    regions = _regions(uint8(paper), most_borders=4)
    held = _documents([piece for each in regions for piece in _parted(each)], written)
    return _counted(held, written)


def _parted(region: _Region) -> list[_Region]:
    """Return the sheets of a region of paper: one, unless its outline has notches."""
    cut = region.points.copy()
    for one, other in _cuts(region.points):
        cv2.line(cut, one, other, 0)
    return _regions(cut, most_borders=4)


def _cuts(points: Grey) -> list[tuple[_Place, _Place]]:
    """Return the lines along which a region must be cut, so that no piece of it has a notch.

    One sheet has no notch, torn or dog-eared as it may be; sheets that touch leave a wedge between
    them, or a step on either side.
    """
    found, _ = cv2.findContours(points, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(found, key=len)
    defects = cv2.convexityDefects(outline, cv2.convexHull(outline, returnPoints=False))
    if defects is None:
        return []
    places = np.asarray(outline, np.int32).reshape(-1, 2)
    short = min(cv2.minAreaRect(outline)[1])
    tips, cuts = [], []
    for start, end, tip, depth in np.asarray(defects, np.int32).reshape(-1, 4):
        if depth <= 256 * _NOTCH:  # OpenCV gives depths in 256ths of a point
            continue
        tips.append(places[tip])
        if depth > 256 * _DEEP * short:
            along = places[end] - places[start]
            inward = np.array((-along[1], along[0])) * (sum(points.shape) / max(1, *abs(along)))
            cuts.append((places[tip] - inward, places[tip] + inward))
    cuts += [pair for pair in combinations(tips, 2) if np.hypot(*(pair[0] - pair[1])) > short / 2]
    return [(_place(one), _place(other)) for one, other in cuts]


def _place(point: npt.NDArray[np.float64] | npt.NDArray[np.int32]) -> _Place:
    return round(float(point[0])), round(float(point[1]))


def _by_shadow(ink: Ink, size: tuple[int, int], written: Grey) -> int:
    """Count the sheets that a faint line outlines."""
    mean = cv2.GaussianBlur(ink.small, (0, 0), 1.2)
    closed = cv2.morphologyEx(mean, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    hollow = cv2.subtract(closed, mean)
    deepest = cv2.dilate(hollow, np.ones((_SHRINK, _SHRINK), np.uint8))
    walls = uint8(cv2.resize(deepest, size, interpolation=cv2.INTER_NEAREST) > _SHADOW)
    walls |= uint8(resized(_outlines(uint8(hollow)), *size) > 0)
    darkness = cv2.dilate(cv2.subtract(closed, ink.small), np.ones((5, 5), np.uint8))
    dark = cv2.resize(darkness, size, interpolation=cv2.INTER_NEAREST)
    mended = uint8(cv2.morphologyEx(walls, cv2.MORPH_CLOSE, _BREACH))
    return max(_outlined(each, uint8(dark), ink.contrast, written) for each in (walls, mended))


def _outlined(walls: Grey, dark: Grey, contrast: int, written: Grey) -> int:
    """Count the documents that walls surround."""
    found = [
        region
        for region in _regions(uint8(1 - walls), most_borders=2)
        if _faint(dark[_rim(region.points) > 0], contrast)
    ]
    held = _documents(found, written)
    if any(_folded(*pair) for pair in combinations(held, 2)):
        return 1
    return _counted(held, written)


def _outlines(hollow: Grey) -> Grey:
    """Return the faintest outlines at 50 dpi: what runs on for a centimetre is more than grain."""
    half = resized(hollow, max(1, hollow.shape[1] // 2), max(1, hollow.shape[0] // 2))
    found = np.zeros_like(half)
    faint = uint8(half > _FAINTEST) * np.uint8(255)
    for run, beside, mended in (
        ((_RUN, 1), (1, 3), (_MENDED, 1)),
        ((1, _RUN), (3, 1), (1, _MENDED)),
    ):
        met = cv2.dilate(faint, np.ones(beside[::-1], np.uint8))
        line = uint8(cv2.blur(met, run) > _UNBROKEN * 255) * np.uint8(255)
        found |= uint8(cv2.dilate(line, np.ones(mended[::-1], np.uint8)))
    return found


def _faint(rim: Grey, contrast: int) -> bool:
    """Say whether an outline is a shadow: fainter by far than what is written."""
    return bool(rim.size and float(np.median(rim)) < 0.55 * max(contrast, 60))


def _rim(points: Grey) -> Grey:
    """Return what surrounds a region."""
    return uint8(cv2.dilate(points, np.ones((5, 5), np.uint8)) - points)


def _regions(allowed: Grey, *, most_borders: int) -> list[_Region]:
    """Return the large regions of a picture, filled.

    Args:
        allowed: 1 where a region may be.
        most_borders: how many borders of the picture one may touch; half a folded page touches 3.
    """
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(allowed, connectivity=4)
    height, width = allowed.shape
    found = []
    for label, (left, top, wide, high, area) in enumerate(boxes):
        if label == 0 or wide * high < _SMALLEST * width * height or area < 0.25 * wide * high:
            continue
        touched = (left == 0, top == 0, left + wide == width, top + high == height)
        if sum(map(int, touched)) > most_borders:
            continue
        outlines, _ = cv2.findContours(
            uint8(labels == label), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        filled = cv2.drawContours(np.zeros_like(allowed), outlines, -1, 1, cv2.FILLED)
        share = float(filled.sum()) / filled.size
        if share >= _SMALLEST:
            found.append(_Region(uint8(filled), share))
    return found


def _folded(one: _Region, other: _Region) -> bool:
    """Say whether two regions are one sheet that a fold crosses: along each other, no notch.

    Where writing crosses the fold they are farther apart: half of the way along is enough.
    """
    near = uint8(cv2.dilate(one.points, np.ones((9, 9), np.uint8))) & other.points
    shorter = min(np.any(each.points, axis=axis).sum() for each in (one, other) for axis in (0, 1))
    whole = cv2.morphologyEx(
        uint8(one.points | other.points), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    return bool(near.sum() > shorter / 2) and not _cuts(uint8(whole))


def _documents(regions: list[_Region], written: Grey) -> list[_Region]:
    """Return the regions that are documents: in no larger one, and written on."""
    apart = [
        region
        for region in regions
        if not any(
            other is not region
            and other.share > region.share
            and (other.points & region.points).any()
            for other in regions
        )
    ]
    return [region for region in apart if int((written & region.points).sum()) >= _LEAST_INK]


def _counted(held: list[_Region], written: Grey) -> int:
    """Return how many documents there are: one, where something is written beside them."""
    if len(held) < 2:
        return 1
    grown = np.ones((11, 11), np.uint8)
    covered = np.zeros_like(written)
    for region in held:
        covered |= uint8(cv2.dilate(region.points, grown))
    outside = int((written & (1 - covered)).sum())
    return len(held) if outside <= _OUTSIDE * int(written.sum()) else 1
