"""The drawn QR code and its pictures, read back by zxing-cpp, which knows nothing of us."""

import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from binocle_simulators.apcv.payload import written
from binocle_simulators.apcv.qr import Conditions, draw, photograph, png, svg
from binocle_simulators.world import World

PAYLOAD = written(bytes(range(32)))


def seen(picture: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def only(what: str, value: float) -> Conditions:
    changes: dict[str, Any] = {what: value}
    return replace(Conditions(), **changes)


def taken(conditions: Conditions, *, seed: int = 1) -> bytes:
    return photograph(PAYLOAD, conditions, chance=World(seed).stream("camera"))


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=20)
def test_another_program_reads_what_is_drawn(held: bytes) -> None:
    assert seen(png(written(held), scale=3)) == [written(held)]


def test_the_code_is_alphanumeric_and_small() -> None:
    (code,) = zxingcpp.read_barcodes(draw(PAYLOAD))
    assert code.ec_level == "M"
    assert draw(PAYLOAD, scale=1).width == 33 + 2 * 4, "version 4, too small for bytes"


def test_simulateur_is_written_beside_the_code() -> None:
    drawn = draw(PAYLOAD)
    below = drawn.crop((0, drawn.width, drawn.width, drawn.height))
    assert min(below.tobytes()) == 0, "something black stands there"
    assert ElementTree.fromstring(svg(PAYLOAD)).findtext("{*}text") == "SIMULATEUR"  # noqa: S314


def test_the_svg_draws_the_same_modules() -> None:
    root = ElementTree.fromstring(svg(PAYLOAD))  # noqa: S314 - ours
    width = draw(PAYLOAD, scale=1).width
    assert root.get("viewBox") == f"0 0 {width} {width + 6}"
    assert root.find("{*}svg/{*}path") is not None


@pytest.mark.parametrize(
    ("what", "good", "bad"),
    [
        ("turn", (12, 45, 90, 200), ()),
        ("tilt", (20, 40, 60), ()),
        ("scale", (2, 4), ()),
        ("blur", (2, 4), (8,)),
        ("noise", (0.2, 0.4), (0.8,)),
        ("contrast", (0.5, 0.2), (0.02,)),
        ("shade", (0.5, 0.9), ()),
    ],
)
def test_how_bad_a_picture_may_be(
    what: str, good: tuple[float, ...], bad: tuple[float, ...]
) -> None:
    """At 8 pixels a module, each alone: the limits that were measured, with some room."""
    for value in good:
        assert seen(taken(only(what, value))) == [PAYLOAD], value
    for value in bad:
        assert seen(taken(only(what, value))) == [], value


def test_a_picture_of_everyday_is_read() -> None:
    everyday = Conditions(turn=12, tilt=20, scale=5, blur=1, noise=0.2, contrast=0.6, shade=0.4)
    assert seen(taken(everyday)) == [PAYLOAD]


def test_a_picture_repeats_with_its_seed() -> None:
    noisy = Conditions(noise=0.3)
    assert taken(noisy) == taken(noisy)
    assert taken(noisy) != taken(noisy, seed=2)


def test_a_tilted_side_is_smaller() -> None:
    tilted = Image.open(io.BytesIO(taken(Conditions(tilt=50))))
    (code,) = zxingcpp.read_barcodes(tilted)
    place = code.position
    left = place.bottom_left.y - place.top_left.y
    right = place.bottom_right.y - place.top_right.y
    assert right < 0.9 * left
