"""Generated scans: one seed, one pack; what is known of each is what was done to it."""

import io
import random

import pytest
from PIL import Image

from binocle_simulators.scans.deck import KINDS, SEVERAL, Scan, pack, scan, turned
from binocle_simulators.scans.heaps import HEAPS, heap
from binocle_simulators.scans.prescriptions import LAYOUTS, sheet


def grey(page: bytes) -> Image.Image:
    return Image.open(io.BytesIO(page)).convert("L")


@pytest.fixture(scope="module")
def straight() -> Scan:
    return scan(3, "straight", 0)


def test_one_seed_gives_one_scan_to_the_byte(straight: Scan) -> None:
    assert straight == scan(3, "straight", 0)
    assert scan(3, "blank", 0) != scan(4, "blank", 0)
    assert scan(3, "blank", 0) != scan(3, "blank", 1)


def test_a_pack_holds_every_kind() -> None:
    made = pack(1, each=1)
    assert next(made).kind == next(iter(KINDS))


@pytest.mark.parametrize("kind", ["doubled-by-hand", "one-patient"])
def test_a_second_page_has_one_before(kind: str) -> None:
    first, second = scan(1, kind, 0).pages
    assert first != second


def test_a_page_is_an_a4_that_says_its_resolution(straight: Scan) -> None:
    opened = Image.open(io.BytesIO(straight.pages[0]))
    assert opened.size == (1654, 2339)
    assert opened.info["dpi"] == (200, 200)


def test_dark_is_darker_and_blank_is_empty() -> None:
    dark = grey(scan(1, "dark", 0).pages[0]).histogram()
    assert sum(dark[200:]) == 0
    blank = grey(scan(1, "blank", 0).pages[0]).crop((100, 100, 1500, 2200))
    low, _ = blank.getextrema()
    assert isinstance(low, (int, float))
    assert low > 150


def test_a_skew_is_what_was_asked() -> None:
    chance = random.Random(1)  # noqa: S311
    made = turned(chance, 10)
    assert (made.turn, made.flaw) == (10, "skewed")
    assert turned(chance, -2).flaw == ""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_its_heading_and_its_body(layout: str) -> None:
    drawn = sheet(random.Random(2), layout=layout)  # noqa: S311
    heading, body = drawn.crop((0, 0, 1654, 500)), drawn.crop((0, 500, 1654, 2200))
    assert heading.histogram()[25] > 500
    assert sum(body.histogram()[:200]) > 500


@pytest.mark.parametrize("kind", HEAPS)
def test_a_heap_is_one_page_of_several_sheets(kind: str) -> None:
    made = heap(5, kind, 0)
    assert (made.kind, made.flaw, len(made.pages)) == (kind, SEVERAL, 1)
    assert grey(made.pages[0]).size == (1654, 2339)
