"""Sheets on the glass: how their outlines meet says how many there are."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from binocle.adapters.scans.ink import find_ink
from binocle.adapters.scans.sheets import count_sheets

LID, PAPER, EDGE, WRITING = 30, 245, 215, 40

Corners = list[tuple[int, int]]


def documents(*sheets: Corners, lid: int = LID, folded_at: int = 0) -> int:
    """Count what is seen of sheets, each a line of corners, laid one after the other."""
    glass = Image.new("L", (1654, 2339), lid)
    drawn = ImageDraw.Draw(glass)
    for corners in sheets:
        drawn.polygon(corners, fill=PAPER)
        for one, other in pairwise([*corners, corners[0]]):
            drawn.line((one, other), fill=EDGE, width=3)
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        for row in range(6):
            drawn.text(
                (left + 120, top + 150 + 60 * row), "OD -1,25 OG +2,00", WRITING, font_size=36
            )
    if folded_at:
        drawn.line((300, folded_at, 1350, folded_at), fill=EDGE, width=3)
    return count_sheets(find_ink(np.asarray(glass)))


def sheet(left: int, top: int, right: int, bottom: int, lean: int = 0) -> Corners:
    """Return the corners of a sheet; the lean is by how much its right side lies lower."""
    return [(left, top), (right, top + lean), (right - lean, bottom + lean), (left - lean, bottom)]


ABOVE = sheet(300, 60, 1350, 1160)


@pytest.mark.parametrize(
    ("below", "lid"),
    [
        (sheet(300, 1200, 1350, 2280), LID),  # a gap as wide all along, as between halves of one
        (sheet(320, 1162, 1350, 2250, lean=50), LID),  # touching at a corner: a wedge
        (sheet(360, 1160, 1410, 2280), LID),  # touching all along: a step on either side
        (sheet(360, 1160, 1410, 2280), 250),
        (sheet(250, 1100, 1300, 2200), LID),  # partly upon it
    ],
)
def test_two_sheets_that_come_near_are_two(below: Corners, lid: int) -> None:
    assert documents(ABOVE, below, lid=lid) == 2


TORN = [(300, 60), (1100, 60), (1350, 400), (1350, 1200), (1300, 1230), (1350, 1300), (1350, 2280)]


@pytest.mark.parametrize("lid", [LID, 250])
@pytest.mark.parametrize("corners", [sheet(300, 60, 1350, 2280), [*TORN, (300, 2280)]])
def test_one_sheet_folded_torn_or_dog_eared_is_one(corners: Corners, lid: int) -> None:
    assert documents(corners, lid=lid) == documents(corners, lid=lid, folded_at=1170) == 1


def test_three_slips_that_touch_are_three() -> None:
    slips = (sheet(300, 40, 1350, 750), sheet(420, 750, 1470, 1480), sheet(280, 1480, 1330, 2250))
    assert documents(*slips) == 3
