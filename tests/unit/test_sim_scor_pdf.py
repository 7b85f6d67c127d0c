"""The look of the simulated SCOR server at a document: pages, resolution, nothing that swells."""

import base64
import sys
import zlib

import pytest
from tests.unit.scor_lots import A4, A5, GOOD, document, pdf, scanned

from binocle_simulators.scor import pdf as look
from binocle_simulators.scor.pdf import MAX_PAGES, TOO_MANY_PAGES, UNREADABLE
from binocle_simulators.scor.pdf import reason_to_rebuild as reason

A4_PIXELS, A4_AT_100 = (1654, 2339), (827, 1170)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        pdf(A5),
        pdf((A5[1], A5[0]), A4),
        pdf((418, 594)),
        pdf(A4, picture=A4_PIXELS),
        scanned(200),
        scanned(300, size=(2480, 3508)),
        pdf(A4, picture=(417, 1170), form="0.25 0 0 0.5 0 0"),
    ],
    ids=["A4", "A5", "A5 across", "A5 rounded", "scan", "Pillow", "300 dpi", "in a form"],
)
def test_a_right_document_is_kept(content: bytes) -> None:
    assert reason(content) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf(A4, (A5[0], 590)), "Page 2 : 148 × 208 mm, moins qu'un A5 (148 × 210 mm)."),
        (pdf((410, 900)), "Page 1 : 145 × 317 mm, moins qu'un A5 (148 × 210 mm)."),
        (pdf(A4, picture=A4_AT_100), "Page 1 : image à 100 points par pouce, 200 attendus."),
        (pdf(A4, picture=(827, 2339)), "Page 1 : image à 100 points par pouce, 200 attendus."),
        (scanned(199), "Page 1 : image à 199 points par pouce, 200 attendus."),
        (
            pdf(A4, picture=A4_PIXELS, form="2 0 0 2 0 0"),
            "Page 1 : image à 100 points par pouce, 200 attendus.",
        ),
        (pdf(), UNREADABLE),
        (pdf(*[A4] * (MAX_PAGES + 1)), TOO_MANY_PAGES),
        (b"", UNREADABLE),
        (b"ceci n'est pas un PDF", UNREADABLE),
        (GOOD[:60], UNREADABLE),
        (b"\xff\xd8\xff\xe0" + bytes(400), UNREADABLE),
    ],
)
def test_a_wrong_one_is_to_be_made_again(content: bytes, said: str) -> None:
    assert reason(content) == said


def bomb(filters: str, data: bytes) -> bytes:
    """Write one page whose content is a stream."""
    return document(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]/Contents 4 0 R>>",
            f"<</Filter{filters}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream",
        ]
    )


SWOLLEN = zlib.compress(b" " * (40 << 20), 9)


@pytest.mark.parametrize(
    "content",
    [
        bomb("/FlateDecode", SWOLLEN),
        bomb("[/ASCII85Decode/FlateDecode]", base64.a85encode(SWOLLEN) + b"~>"),
    ],
    ids=["bare", "coated"],
)
def test_what_swells_is_not_inflated(content: bytes) -> None:
    assert reason(content) == UNREADABLE


def test_what_reads_pdf_may_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look.is_equipped()
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert not look.is_equipped()


@pytest.mark.parametrize(("limit", "most"), [("MAX_STREAMS", 3), ("MAX_COATED", 90)])
def test_streams_have_a_most(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    coated = base64.a85encode(zlib.compress(b"0 0 m 9 9 l S")) + b"~>"
    page, four = bomb("[/ASCII85Decode/FlateDecode]", coated), pdf(A4, A4, A4, A4)
    assert (reason(page), reason(four)) == ("", "")
    monkeypatch.setattr(look, limit, most)
    assert (reason(page), reason(four)) == ("", UNREADABLE if limit == "MAX_STREAMS" else "")
    monkeypatch.setattr(look, limit, most // 10)
    assert reason(page) == UNREADABLE


def test_compressed_content_is_read() -> None:
    drawn = zlib.compress(b"0 0 m 9 9 l S " * 5000)
    assert reason(bomb("/FlateDecode", drawn)) == ""
    coated = base64.a85encode(drawn) + b"~>"
    assert reason(bomb("[/ASCII85Decode/FlateDecode]", coated)) == ""


def test_a_page_of_too_many_things_is_unreadable() -> None:
    assert reason(bomb("[]", b"0 0 m 9 9 l S\n" * 20_001)) == UNREADABLE


def test_a_document_cut_anywhere_is_judged() -> None:
    whole = pdf(A4, picture=A4_PIXELS)
    for end in range(0, len(whole), 97):
        assert isinstance(reason(whole[:end]), str)
