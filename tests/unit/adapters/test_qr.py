"""Codes of a picture: all of them, or one finding; never a failure, never a bomb."""

from collections.abc import Sequence
from io import BytesIO
from time import perf_counter

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from binocle.adapters.qr import ZxingQrReader
from binocle.apcv import SeenCodes

PAYLOAD = "APCV-SIMULATEUR:1:" + "A2B3C4D5E6F7G" * 4 + ":0000"


def drawn(text: str) -> Image.Image:
    written = BytesIO()
    segno.make(text, error="m").save(written, kind="png", scale=4, border=4)
    return Image.open(written).convert("L")


def picture(*texts: str, kind: str = "PNG", turned: float = 0.0) -> bytes:
    sheet = Image.new("L", (400 * max(1, len(texts)), 400), 255)
    for place, text in enumerate(texts):
        sheet.paste(drawn(text), (400 * place + 40, 40))
    written = BytesIO()
    sheet.rotate(turned, expand=True, fillcolor=200).save(written, kind)
    return written.getvalue()


def codes(seen: SeenCodes) -> Sequence[str]:
    return [finding.code for finding in seen.findings]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("turned", [0.0, 90.0, 12.0])
def test_a_code_is_read(kind: str, turned: float) -> None:
    assert ZxingQrReader().read(picture(PAYLOAD, kind=kind, turned=turned)) == SeenCodes((PAYLOAD,))


def test_every_code_is_read() -> None:
    seen = ZxingQrReader().read(picture(PAYLOAD, "HTTPS://AMELI.FR"))
    assert sorted(seen.texts) == sorted((PAYLOAD, "HTTPS://AMELI.FR"))
    assert PAYLOAD not in repr(seen)


def test_no_code_is_a_finding() -> None:
    seen = ZxingQrReader().read(picture())
    assert (seen.texts, codes(seen)) == ((), ["APCV-CODE-ABSENT"])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_another_format_is_a_finding(kind: str) -> None:
    assert codes(ZxingQrReader().read(picture(PAYLOAD, kind=kind))) == ["APCV-IMAGE-ILLISIBLE"]


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_any_bytes_are_a_finding(rest: bytes, start: bytes) -> None:
    assert codes(ZxingQrReader().read(start + rest)) == ["APCV-IMAGE-ILLISIBLE"]


WHOLE = {kind: picture(PAYLOAD, kind=kind) for kind in ("PNG", "JPEG")}


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_picture_never_fails(kind: str, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[kind])
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    seen = ZxingQrReader().read(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    assert bool(seen.texts) != bool(seen.findings)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    written = BytesIO()
    Image.new("1", (8_000, 8_000)).save(written, "PNG")
    started = perf_counter()
    seen = ZxingQrReader().read(written.getvalue())
    assert codes(seen) == ["APCV-IMAGE-TROP-GRANDE"]
    assert perf_counter() - started < 5.0
    assert len(written.getvalue()) < 200_000


def test_too_many_bytes_are_refused() -> None:
    whole = picture(PAYLOAD)
    assert codes(ZxingQrReader(max_bytes=len(whole) - 1).read(whole)) == ["APCV-IMAGE-TROP-GRANDE"]
    assert ZxingQrReader(max_bytes=len(whole), max_pixels=160_000).read(whole).texts == (PAYLOAD,)
    assert codes(ZxingQrReader(max_pixels=159_999).read(whole)) == ["APCV-IMAGE-TROP-GRANDE"]
