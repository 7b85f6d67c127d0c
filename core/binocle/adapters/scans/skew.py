"""The angle of a page's writing: to a tenth of a degree where it is nearly straight.

Law of this file: the angle is the one at which marks fall best into rows and columns: the energy of
their profile is the greatest. Each square of the page has one vote, as strong as it is sure: a
stamp, a signature or a hand that rises is outvoted. The whole page then says the hundredths.
Source: projection profiles (Postl, 1986); the vote by squares and the bounds are ours.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from .ink import MM, Grey, uint8

Floats: TypeAlias = npt.NDArray[np.float32]
Curve: TypeAlias = npt.NDArray[np.float64]

WIDEST = 30.0
"""Degrees, either way, that are looked at; beyond, the nearest found is still far from straight."""
_COARSE, _FINE = 0.5, 0.05
_SQUARE_MM = 45
_FEWEST = 60
"""Points below which a square has no vote."""
_MOST_IN_SQUARE, _MOST_IN_PAGE = 2_000, 30_000


@dataclass(frozen=True)
class _Edges:
    """Where marks end, looking down (rows of writing) and looking right (columns)."""

    down: Floats
    right: Floats


def find_skew(depth: Grey) -> float:
    """Return the angle of the writing of a page; 0 when there is too little.

    Args:
        depth: how much darker the writing is than its paper, 0 where there is none.

    Returns:
        Degrees, positive anticlockwise, as the page looks.
    """
    written = depth[depth > 0]
    if not written.size:
        return 0.0
    level = int(np.percentile(written, 80)) // 2
    edges = _edges(depth, level)
    angles: Curve = np.arange(-WIDEST, WIDEST + _COARSE / 2, _COARSE)
    votes = _votes(edges.down, angles)
    if not votes:
        return 0.0
    near = float(angles[int(np.sum(votes, axis=0).argmax())])
    return _refined(edges, near)


def turned_back(picture: Grey, degrees: float) -> Grey:
    """Return a picture turned so that what was at ``degrees`` is straight; black comes in."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return uint8(cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR))


def _refined(edges: _Edges, near: float) -> float:
    """Return the angle about another at which the whole page is at its best."""
    fine: Curve = np.arange(near - 0.8, near + 0.8 + _FINE / 2, _FINE)
    down, right = (_sparse(each, _MOST_IN_PAGE) for each in (edges.down, edges.right))
    energy = _curve(down, fine, bin=1.0) + 0.5 * _curve(right, fine + 90, bin=1.0)
    return _peak(fine, energy)


def _edges(depth: Grey, level: int) -> _Edges:
    full = depth > level
    return _Edges(
        down=_places(np.nonzero(full[:-1] & ~full[1:])),
        right=_places(np.nonzero(full[:, :-1] & ~full[:, 1:])),
    )


def _places(found: tuple[npt.NDArray[np.intp], ...]) -> Floats:
    """Return points anywhere within their pixels, the same places each time.

    Whole coordinates would fall into rows by themselves at the angles of small fractions (1/8 is
    7.1 degrees, 2/5 is 21.8), where no writing is.
    """
    down, across = found
    places = np.stack((across, down)).astype(np.float32)
    jitter = np.random.default_rng(places.shape[1]).random(places.shape, dtype=np.float32)
    return np.asarray(places + jitter, dtype=np.float32)


def _sparse(points: Floats, most: int) -> Floats:
    """Return at most so many points, by chance, the same ones each time."""
    if points.shape[1] <= most:
        return points
    chosen = np.random.default_rng(most).choice(points.shape[1], most, replace=False)
    return np.asarray(points[:, chosen], dtype=np.float32)


def _votes(points: Floats, angles: Curve) -> list[Curve]:
    """Return the vote of each square of the page, 0 to nearly 1 for each angle."""
    square = _SQUARE_MM * MM
    across, down = (points / square).astype(np.int32)
    names = across + 1000 * down
    votes = []
    for name in np.unique(names):
        held = points[:, names == name]
        if held.shape[1] < _FEWEST:
            continue
        curve = _curve(_sparse(held, _MOST_IN_SQUARE), angles, bin=1.5)
        above = curve / np.median(curve) - 1
        weight = min(1.0, held.shape[1] / (6 * _FEWEST))
        votes.append(np.clip(above, 0, None) / (1 + above.max()) * weight)
    return votes


def _curve(points: Floats, angles: Curve, *, bin: float) -> Curve:
    """Return the energy of the points' profile at each angle: the sum of its steps, squared."""
    if not points.shape[1]:
        return np.zeros(len(angles))
    across, down = points - points.mean(axis=1, keepdims=True)
    reach = float(np.hypot(across, down).max()) / bin + 2
    found = np.empty(len(angles))
    for rank, degrees in enumerate(angles):
        turn = math.radians(degrees)
        rows = down * (math.cos(turn) / bin) + (across * (math.sin(turn) / bin) + reach)
        counts = np.bincount(rows.astype(np.int32)).astype(np.float64)
        found[rank] = np.square(np.diff(counts)).sum()
    return found


def _peak(angles: Curve, energy: Curve) -> float:
    """Return the middle of the greatest energy: the mean of the angles that come near it."""
    floor = energy.min() + 0.5 * (energy.max() - energy.min())
    at = int(energy.argmax())
    near = slice(max(0, at - 4), at + 5)
    weights = np.clip(energy[near] - floor, 0, None)
    if not weights.any():
        return float(angles[at])
    return float((angles[near] * weights).sum() / weights.sum())
