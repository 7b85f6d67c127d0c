"""Packs of scans whose flaws are known: what tests, figures and the bench's page show.

Law of this file: one seed and one rank give one scan, to the byte (of one version of Pillow). What
is right says so as loudly as what is wrong: worn paper, a small sheet, a dark lid, a form with its
frames, two prescriptions of one doctor are right.
Source: ours; no rule of a peer.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from PIL import Image

from .pen import pixels
from .prescriptions import A4, A5, LAYOUTS, PAPER, sheet
from .scanner import (
    BLACK_LID,
    GREY_LID,
    WHITE_LID,
    Pass,
    encoded,
    glass,
    lay,
    seen,
    worn,
)

EMPTY, SKEWED, ILLEGIBLE, DARK, PALE = "empty", "skewed", "illegible", "dark", "pale"
SEVERAL, DOUBLED, LOW = "several", "doubled", "low-resolution"


@dataclass(frozen=True)
class Scan:
    """Pages as the scanner gives them, and what is known of the last one.

    Attributes:
        kind: a key of :data:`KINDS`.
        pages: JPEG files; the page before comes first.
        flaw: what is wrong with the last page, or empty.
        turn: by how many degrees the last page is turned.
    """

    kind: str
    pages: tuple[bytes, ...]
    flaw: str = ""
    turn: float = 0.0


def _good(chance: random.Random) -> Pass:
    """Return a scan that nobody would refuse: never quite straight, never quite clean."""
    return Pass(
        turn=round(chance.uniform(-0.5, 0.5), 2),
        optics=round(chance.uniform(0.45, 0.9), 2),
        light=round(chance.uniform(0.93, 1.0), 2),
        shade=round(chance.uniform(0, 0.08), 2),
        noise=round(chance.uniform(2, 6), 1),
        dust=chance.randint(0, 40),
        holes=chance.random() < 0.3,
        fold=chance.random() < 0.2,
        shift=(chance.randint(-8, 8), chance.randint(-8, 8)),
    )


def _layout(chance: random.Random) -> str:
    return chance.choice(tuple(LAYOUTS))


def _quality(chance: random.Random) -> int:
    return chance.randint(70, 92)


def _page(chance: random.Random, drawn: Image.Image, settings: Pass) -> Image.Image:
    page = glass(settings.lid)
    lay(page, worn(drawn, settings, chance), settings)
    return seen(page, settings, chance)


def _one(
    chance: random.Random, kind: str, settings: Pass, *, flaw: str = "", layout: str = ""
) -> Scan:
    drawn = sheet(chance, layout=layout or _layout(chance))
    page = encoded(_page(chance, drawn, settings), quality=_quality(chance))
    return Scan(kind, (page,), flaw, settings.turn)


def _straight(chance: random.Random) -> Scan:
    return _one(chance, "straight", _good(chance))


def turned(chance: random.Random, degrees: float, *, layout: str = "") -> Scan:
    """Return a prescription scanned askew.

    Args:
        chance: one stream, one scan.
        degrees: positive anticlockwise.
        layout: a layout of prescriptions; any when empty.
    """
    flaw = SKEWED if abs(degrees) > 3 else ""
    lid = chance.choice((WHITE_LID, WHITE_LID, GREY_LID, BLACK_LID))
    settings = replace(_good(chance), turn=degrees, lid=lid)
    kind = "skewed" if flaw else "a-little-skewed"
    return _one(chance, kind, settings, flaw=flaw, layout=layout)


def _a_little_skewed(chance: random.Random) -> Scan:
    return turned(chance, chance.choice((-1, 1)) * chance.choice((0.5, 1.0, 1.5, 2.0, 2.5)))


def _skewed(chance: random.Random) -> Scan:
    return turned(chance, chance.choice((-1, 1)) * chance.choice((3.5, 4, 5, 7, 10, 15, 20)))


def skewed_by_10(chance: random.Random) -> Scan:
    """Return a prescription that is 10 degrees askew."""
    return replace(turned(chance, chance.choice((-10, 10))), kind="skewed-by-10")


def _blurred(chance: random.Random) -> Scan:
    settings = replace(_good(chance), blur=round(chance.uniform(3.0, 6.0), 2))
    return _one(chance, "blurred", settings, flaw=ILLEGIBLE)


def _dark(chance: random.Random) -> Scan:
    settings = replace(_good(chance), light=round(chance.uniform(0.3, 0.55), 2))
    return _one(chance, "dark", settings, flaw=DARK)


def _pale(chance: random.Random) -> Scan:
    settings = replace(_good(chance), fade=round(chance.uniform(0.8, 0.88), 2), shade=0.0)
    return _one(chance, "pale", settings, flaw=PALE)


def _greyish(chance: random.Random) -> Scan:
    """Return recycled paper under a tired lamp: darker than most, and legible."""
    settings = replace(_good(chance), light=round(chance.uniform(0.76, 0.9), 2))
    return _one(chance, "greyish", settings)


def _blank(chance: random.Random) -> Scan:
    settings = replace(_good(chance), dust=0, holes=False, fold=False)
    drawn = Image.new("L", (pixels(A4[0]), pixels(A4[1])), PAPER)
    page = encoded(_page(chance, drawn, settings), quality=_quality(chance))
    return Scan("blank", (page,), EMPTY, settings.turn)


def _dusty_blank(chance: random.Random) -> Scan:
    settings = replace(_good(chance), dust=chance.randint(50, 300), holes=True, fold=True)
    drawn = Image.new("L", (pixels(A4[0]), pixels(A4[1])), PAPER)
    if chance.random() < 0.5:  # the back of a prescription: its print shows through
        front = sheet(chance, layout=_layout(chance)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        drawn = front.point([round(x * 0.06 + PAPER * 0.94) for x in range(256)])
    page = encoded(_page(chance, drawn, settings), quality=_quality(chance))
    return Scan("dusty-blank", (page,), EMPTY, settings.turn)


def _doubled(chance: random.Random) -> Scan:
    """Return one sheet that the feeder took twice."""
    drawn = sheet(chance, layout=_layout(chance))
    pages = tuple(
        encoded(_page(chance, drawn, _good(chance)), quality=_quality(chance)) for _ in range(2)
    )
    return Scan("doubled", pages, DOUBLED)


def _neighbours(chance: random.Random) -> Scan:
    """Return two prescriptions in one layout, perhaps of one doctor: alike and not the same."""
    layout = _layout(chance)
    pages = tuple(
        encoded(
            _page(chance, sheet(chance, layout=layout), _good(chance)), quality=_quality(chance)
        )
        for _ in range(2)
    )
    return Scan("neighbours", pages)


def _doubled_by_hand(chance: random.Random) -> Scan:
    """Return one sheet scanned, then laid down anew: askew, elsewhere, greyer, crushed."""
    drawn = sheet(chance, layout=_layout(chance))
    again = replace(
        _good(chance),
        turn=round(chance.uniform(-2.5, 2.5), 2),
        light=round(chance.uniform(0.8, 1.0), 2),
        blur=round(chance.uniform(0, 0.5), 2),
        shift=(chance.randint(-30, 30), chance.randint(-30, 30)),
    )
    first = encoded(_page(chance, drawn, _good(chance)), quality=_quality(chance))
    second = encoded(_page(chance, drawn, again), quality=chance.randint(35, 92))
    return Scan("doubled-by-hand", (first, second), DOUBLED, again.turn)


def _of_one_patient(chance: random.Random) -> Scan:
    """Return two prescriptions of one doctor for one patient on one day: another correction."""
    layout, heading = _layout(chance), chance.random()
    pages = []
    for _ in range(2):
        same = random.Random(heading)  # noqa: S311 - a bench
        drawn = sheet(chance, layout=layout, heading=same)
        pages.append(encoded(_page(chance, drawn, _good(chance)), quality=_quality(chance)))
    return Scan("one-patient", tuple(pages))


def _small(chance: random.Random) -> Scan:
    """Return an A5 alone on the glass."""
    settings = replace(_good(chance), lid=chance.choice((WHITE_LID, GREY_LID, BLACK_LID)))
    page = glass(settings.lid)
    drawn = sheet(chance, layout=_layout(chance), size=A5)
    lay(page, worn(drawn, settings, chance), settings, edge=chance.randint(15, 45))
    shown = encoded(seen(page, settings, chance), quality=_quality(chance))
    return Scan("small-sheet", (shown,), turn=settings.turn)


def _several(chance: random.Random) -> Scan:
    """Return two A5, or two slips, side by side on the glass."""
    lid = chance.choice((WHITE_LID, GREY_LID, BLACK_LID))
    settings = replace(_good(chance), lid=lid, holes=False, fold=False)
    page = glass(lid)
    for side in (-1, 1):
        drawn = sheet(chance, layout=_layout(chance), size=A5)
        drawn = drawn.rotate(90, expand=True) if chance.random() < 0.25 else drawn
        room = (pixels(A4[0]) - 60, pixels(A4[1]) // 2 - 60)
        if drawn.width > room[0] or drawn.height > room[1]:
            scale = min(room[0] / drawn.width, room[1] / drawn.height)
            drawn = drawn.resize(
                (round(drawn.width * scale), round(drawn.height * scale)),
                Image.Resampling.BICUBIC,
            )
        laid = replace(
            settings,
            turn=round(chance.uniform(-2, 2), 2),
            shift=(chance.randint(-60, 60), side * page.height // 4),
        )
        lay(page, drawn, laid, edge=chance.randint(15, 45))
    shown = encoded(seen(page, settings, chance), quality=_quality(chance))
    return Scan("several", (shown,), SEVERAL)


def _low(chance: random.Random) -> Scan:
    settings = _good(chance)
    page = _page(chance, sheet(chance, layout=_layout(chance)), settings)
    dpi = chance.choice((100, 150, 180))
    return Scan("low-resolution", (encoded(page, dpi=dpi),), LOW, settings.turn)


def _fine(chance: random.Random) -> Scan:
    settings = _good(chance)
    page = _page(chance, sheet(chance, layout=_layout(chance)), settings)
    return Scan("300-dpi", (encoded(page, dpi=300),), turn=settings.turn)


def _crushed(chance: random.Random) -> Scan:
    """Return a page that was compressed as far as it stays legible."""
    settings = _good(chance)
    page = _page(chance, sheet(chance, layout=_layout(chance)), settings)
    quality = chance.randint(25, 45)
    return Scan("crushed", (encoded(page, quality=quality),), turn=settings.turn)


KINDS: Mapping[str, Callable[[random.Random], Scan]] = {
    "straight": _straight,
    "a-little-skewed": _a_little_skewed,
    "small-sheet": _small,
    "greyish": _greyish,
    "crushed": _crushed,
    "300-dpi": _fine,
    "neighbours": _neighbours,
    "one-patient": _of_one_patient,
    "skewed": _skewed,
    "skewed-by-10": skewed_by_10,
    "blurred": _blurred,
    "dark": _dark,
    "pale": _pale,
    "blank": _blank,
    "dusty-blank": _dusty_blank,
    "doubled": _doubled,
    "doubled-by-hand": _doubled_by_hand,
    "several": _several,
    "low-resolution": _low,
}
"""What a pack holds, and who makes it."""


def scan(seed: int, kind: str, rank: int) -> Scan:
    """Return one scan of a pack.

    Args:
        seed: of the pack.
        kind: a key of :data:`KINDS`.
        rank: which one of its kind, from 0.
    """
    return KINDS[kind](random.Random(f"scans:{seed}:{kind}:{rank}"))  # noqa: S311 - a bench


def pack(seed: int, *, each: int) -> Iterator[Scan]:
    """Yield a pack: every kind, ``each`` times."""
    for kind in KINDS:
        for rank in range(each):
            yield scan(seed, kind, rank)
