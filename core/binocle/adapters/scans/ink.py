"""Paper and ink of a page: how light the one is, how dark the other, and which marks are writing.

Law of this file: ink is what is darker than the paper *around it*, so that a shadow, a lid or a
lamp that fades are no ink. Dust, punched holes, folds and what touches the edge of the picture are
marks and no writing. Source: ours; measured on the pack of the bench (``features/SCOR.md``).
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Grey: TypeAlias = npt.NDArray[np.uint8]

WORK_DPI = 200
"""Every page is measured at this resolution."""
SMALL_DPI = 100
"""Marks are counted and turned at this one."""
MM = SMALL_DPI / 25.4
"""Pixels a millimetre, on the small picture."""

FAINTEST = 22
"""Grey levels below the paper from which a point is ink; the print of the other side is fainter."""
_STROKE_MM = 8
"""No stroke is wider: what fills this is paper, lid or shadow."""
_DUST_MM = 1.1
_HOLE_MM = (3.5, 8.5)
_SOLID_MM = 2.3
"""A punched hole is full: no stroke, however bold or blurred, is as wide as this."""
_EDGE_MM = 2


@dataclass(frozen=True)
class Ink:
    """What was found on a page.

    Attributes:
        paper: grey level of the paper, 0 to 255.
        contrast: by how many levels the writing is darker.
        depth: by how much each point of writing is darker than its paper, on the small picture.
        area_mm2: how much writing.
        small: the small picture.
    """

    paper: int
    contrast: int
    depth: Grey
    area_mm2: int
    small: Grey


def uint8(picture: object) -> Grey:
    """Return what OpenCV gave, which its own types leave open, as grey levels."""
    return np.asarray(picture, dtype=np.uint8)


def resized(picture: Grey, width: int, height: int) -> Grey:
    """Return a picture of another size, each point the mean of what it covers."""
    return uint8(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))


def background(small: Grey) -> Grey:
    """Return the page without its strokes: what is lightest within their width."""
    quarter = resized(small, max(1, small.shape[1] // 4), max(1, small.shape[0] // 4))
    reach = 2 * round(_STROKE_MM * MM / 8) + 1
    kernel = np.ones((reach, reach), np.uint8)
    closed = cv2.morphologyEx(quarter, cv2.MORPH_CLOSE, kernel)
    closed = cv2.blur(closed, (5, 5))
    return uint8(cv2.resize(closed, (small.shape[1], small.shape[0])))


def find_ink(page: Grey) -> Ink:
    """Return the paper and the writing of a page at :data:`WORK_DPI`."""
    small = resized(page, max(8, page.shape[1] // 2), max(8, page.shape[0] // 2))
    paper_map = background(small)
    depth = cv2.subtract(paper_map, small)
    marks, area = _writing(uint8(depth))
    paper = int(np.percentile(paper_map[::4, ::4], 75))
    contrast = 0
    if area:
        strokes = depth[marks > 0]
        contrast = int(np.percentile(strokes, 80))
    return Ink(paper, contrast, uint8(cv2.bitwise_and(depth, marks)), area, small)


def _writing(depth: Grey) -> tuple[Grey, int]:
    """Return the marks that are writing, and their area."""
    clean = uint8(cv2.GaussianBlur(depth, (0, 0), 0.7))
    marks = uint8(clean > FAINTEST) * np.uint8(255)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    left, top, wide, high, area = (boxes[:, column] for column in range(5))
    height, width = depth.shape
    edge = _EDGE_MM * MM
    outside = (
        (left < edge) | (top < edge) | (left + wide > width - edge) | (top + high > height - edge)
    )
    dust = np.maximum(wide, high) < _DUST_MM * MM
    low, tall = (mm * MM for mm in _HOLE_MM)
    round_ = (np.minimum(wide, high) > low) & (np.maximum(wide, high) < tall)
    hole = (
        round_ & (area > 0.6 * wide * high) & _full(marks, np.asarray(labels, np.int32), len(boxes))
    )
    fold = (np.maximum(wide, high) > 0.9 * np.minimum(width, height)) & (
        area < 12 * np.maximum(wide, high)
    )
    kept = ~(outside | dust | hole | fold)
    kept[0] = False
    written = uint8(kept)[labels] * np.uint8(255)
    return uint8(written), round(float(area[kept].sum()) / MM**2)


def _full(marks: Grey, labels: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.bool_]:
    """Say of each mark whether it is full somewhere: letters are strokes, whatever their area."""
    side = 2 * round(_SOLID_MM * MM / 2) + 1
    core = cv2.erode(marks, np.ones((side, side), np.uint8))
    found = np.zeros(count, dtype=np.bool_)
    found[np.unique(labels[core > 0])] = True
    return found
