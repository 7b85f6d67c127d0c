"""All measures of one page, in the order in which they need each other."""

from dataclasses import dataclass

from binocle.scor import PageMeasures

from .ink import Grey, find_ink
from .likeness import Print, likeness, print_of
from .sharpness import edge_width_um
from .sheets import count_sheets
from .skew import find_skew


@dataclass(frozen=True)
class Measured:
    """The measures of a page, and what the next one is compared with."""

    measures: PageMeasures
    print: Print


def measure(page: Grey, dpi: int, before: Print | None) -> Measured:
    """Measure a page.

    Args:
        page: at 200 dpi.
        dpi: resolution it had; 0 when it was no image.
        before: the page before it; none for the first.
    """
    ink = find_ink(page)
    degrees = find_skew(ink.depth)
    kept = print_of(ink, degrees)
    found = PageMeasures(
        dpi=dpi,
        ink_mm2=ink.area_mm2,
        skew=round(100 * degrees),
        edge_um=edge_width_um(page, ink.contrast),
        paper=ink.paper,
        contrast=ink.contrast,
        sheets=count_sheets(ink),
        likeness=likeness(before, kept) if before else 0,
    )
    return Measured(found, kept)
