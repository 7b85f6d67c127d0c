"""How wide the edges of the writing are: what makes a page legible or not.

Law of this file: an edge is as wide as its height over its steepest step; how much is written, and
how dark, changes neither. Both directions are looked at and the worse one counts: a page that moved
under the lamp is sharp along its move. Source: edge width as a measure of blur (Marziliano, 2002);
the figures are ours.
"""

import cv2
import numpy as np

from .ink import WORK_DPI, Grey, resized, uint8

_WINDOW = 15
"""Pixels at 200 dpi: twice the widest edge that is still told apart."""
_ROWS = 4
"""Rows that are taken together, so that grain is no edge."""
_FEWEST = 200
"""Edges below which nothing is said."""


def edge_width_um(page: Grey, contrast: int) -> int:
    """Return the width of the page's edges in micrometres; 0 when it has too few.

    Args:
        page: at 200 dpi.
        contrast: of its writing.
    """
    height, width = page.shape
    lines = (
        resized(page, width, max(1, height // _ROWS)),
        np.ascontiguousarray(resized(page, max(1, width // _ROWS), height).T),
    )
    widths = [_width(each, max(25, contrast // 2)) for each in lines]
    return round(max(widths) * 25_400 / WORK_DPI)


def _width(lines: Grey, least: int) -> float:
    """Return the median width of the edges along rows, in pixels.

    Args:
        lines: rows, each looked at alone.
        least: height from which a step between paper and ink is an edge.
    """
    window = np.ones((1, _WINDOW), np.uint8)
    steps = uint8(cv2.absdiff(lines[:, 1:], lines[:, :-1]))
    steepest = cv2.dilate(steps, window)[:, _WINDOW:-_WINDOW:2]
    height = cv2.morphologyEx(lines, cv2.MORPH_GRADIENT, window)[:, _WINDOW : -_WINDOW - 1 : 2]
    seen = (height > least) & (steps[:, _WINDOW:-_WINDOW:2] == steepest)
    if np.count_nonzero(seen) < _FEWEST:
        return 0.0
    return float(np.median(height[seen] / np.maximum(steepest[seen], 1).astype(np.float32)))
