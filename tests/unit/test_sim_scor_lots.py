"""The simulator's reading of SCOR lots: whole when right, else refused with the place."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.unit.scor_lots import FUND, NS, PS, Lot, Sent

from binocle_simulators.scor import messages
from binocle_simulators.scor.messages import MAX_PIECE, BadLot, FseName, Piece, read_lot


def refusal(document: bytes) -> str:
    with pytest.raises(BadLot) as caught:
        read_lot(document)
    return str(caught.value)


# -- what is right --------------------------------------------------------------------------------


def digits(count: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**count - 1).map(lambda number: f"{number:0{count}d}")


PIECES = st.builds(
    Sent,
    invoice=digits(9),
    kind=st.sampled_from(["ORDN", "FSPA"]),
    file=st.text("aZé0 -_.", max_size=20).map(lambda text: f"x{text}.pdf"),
    content=st.binary(min_size=1, max_size=200),
)
LOTS = st.builds(
    Lot,
    rank=st.integers(0, 999_999),
    sender=digits(14),
    number=st.text("A9Z0", min_size=3, max_size=3),
    recipient=digits(14),
    date=st.dates().map(lambda day: f"{day:%y%m%d}"),
    pieces=st.lists(PIECES, min_size=1, max_size=4),
)


def numbered(lot: Lot) -> Lot:
    return replace(lot, pieces=[replace(p, id=f"{n:036d}") for n, p in enumerate(lot.pieces)])


@settings(max_examples=60)
@given(LOTS.map(numbered))
def test_what_is_written_is_read(lot: Lot) -> None:
    read = read_lot(lot.xml())
    assert (read.sender, read.name) == (lot.sender, lot.name)
    assert read.fse == FseName(lot.number, lot.recipient, lot.date)
    assert read.pieces == tuple(
        Piece(p.id, p.invoice, p.kind, p.file, hashlib.sha256(p.content).hexdigest(), p.content)
        for p in lot.pieces
    )


def test_folds_prefixes_and_a_declaration_change_nothing() -> None:
    plain = Lot().xml()
    root = etree.fromstring(plain)
    content = root.find(f".//{{{NS}}}Contenu")
    assert content is not None
    assert content.text is not None
    content.text = "\n".join(re.findall(".{1,76}", content.text))
    folded = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    prefixed = re.sub(rb"<(/?)(?=[A-Z])", rb"<\1s:", plain).replace(b"xmlns=", b"xmlns:s=")
    shouted = Lot(pieces=[Sent(digest=hashlib.sha256(Sent().content).hexdigest().upper())]).xml()
    assert read_lot(folded) == read_lot(prefixed) == read_lot(shouted) == read_lot(plain)


# -- what is not ----------------------------------------------------------------------------------


def elements(document: bytes) -> tuple[etree._Element, list[etree._Element]]:
    root = etree.fromstring(document)
    return root, list(root.iter("*"))


WHOLE = Lot(pieces=[Sent(id="a"), Sent(id="b")]).xml()
COUNT = len(elements(WHOLE)[1])


CHANGES: dict[str, Callable[[etree._Element, etree._Element], object]] = {
    "gone": lambda parent, found: parent.remove(found),
    "twice": lambda parent, found: parent.insert(
        parent.index(found), etree.fromstring(etree.tostring(found))
    ),
    "bare": lambda parent, found: parent.replace(found, etree.Element(found.tag)),
    "attribute": lambda parent, found: found.set("x", "1"),
    "stranger": lambda parent, found: found.addprevious(etree.Element(f"{{{NS}}}Autre")),
    "comment": lambda parent, found: found.addprevious(etree.Comment("ici")),
    "tail": lambda parent, found: setattr(found, "tail", "texte"),
    "namespace": lambda parent, found: setattr(found, "tag", "{urn:autre}X"),
}


@pytest.mark.parametrize("at", range(1, COUNT))
def test_a_field_that_is_missing_twice_or_bare_is_refused(at: int) -> None:
    for name, change in CHANGES.items():
        root, found = elements(WHOLE)
        parent = found[at].getparent()
        assert parent is not None
        if name == "gone" and found[at].tag == f"{{{NS}}}Piece":
            continue  # a lot of one piece is right
        change(parent, found[at])
        assert re.match(r"(LotScor|Pièce [123])(, « .+ »)? : .+\.$", refusal(etree.tostring(root)))


@settings(max_examples=60)
@given(st.integers(1, COUNT - 1), st.integers(1, COUNT - 1))
def test_fields_that_changed_places_are_refused(one: int, two: int) -> None:
    root, found = elements(WHOLE)
    first, second = found[one], found[two]
    parent = first.getparent()
    if parent is None or second.getparent() is not parent or first.tag == second.tag:
        return
    places = parent.index(first), parent.index(second)
    for place, moved in sorted(zip(places, (second, first), strict=True)):
        parent.remove(moved)
        parent.insert(place, moved)
    refusal(etree.tostring(root))


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        (Lot(sender="992604231"), "LotScor, « Emetteur » : forme inattendue."),
        (Lot(rank=10**6), "LotScor, « Nom » : forme inattendue."),
        (Lot(number="27"), "LotScor, « Numero » : forme inattendue."),
        (Lot(recipient="1999000"), "LotScor, « Destinataire » : forme inattendue."),
        (Lot(date="241301"), "LotScor, « Date » : forme inattendue."),
        (Lot(pieces=[]), "LotScor, « Piece » : de 1 à 999 sont attendues."),
        (
            Lot(pieces=[Sent(id=str(n), content=b"x") for n in range(1000)]),
            "LotScor, « Piece » : de 1 à 999 sont attendues.",
        ),
        (Lot(pieces=[Sent(id="x" * 37)]), "Pièce 1, « Id » : forme inattendue."),
        (Lot(pieces=[Sent(id="")]), "Pièce 1, « Id » : forme inattendue."),
        (Lot(pieces=[Sent(id="a b")]), "Pièce 1, « Id » : forme inattendue."),
        (
            Lot(pieces=[Sent(), Sent(id="2", invoice="257")]),
            "Pièce 2, « Facture » : forme inattendue.",
        ),
        (Lot(pieces=[Sent(kind="DEVIS")]), "Pièce 1, « Type » : forme inattendue."),
        (Lot(pieces=[Sent(file="../a.pdf")]), "Pièce 1, « Fichier » : forme inattendue."),
        (Lot(pieces=[Sent(file="a.jpg")]), "Pièce 1, « Fichier » : forme inattendue."),
        (Lot(pieces=[Sent(digest="12")]), "Pièce 1, « Empreinte » : forme inattendue."),
        (
            Lot(pieces=[Sent(digest="0" * 64)]),
            "Pièce 1, « Empreinte » : n'est pas celle de « Contenu ».",
        ),
        (Lot(pieces=[Sent(content=b"")]), "Pièce 1, « Contenu » : forme inattendue."),
        (Lot(pieces=[Sent(), Sent()]), "Pièce 2, « Id » : 1 est déjà celui de la pièce 1."),
    ],
)
def test_a_refusal_names_the_piece_and_the_field(lot: Lot, said: str) -> None:
    assert refusal(lot.xml()) == said


@pytest.mark.parametrize("text", ["AAA", "AB==", "A=AA", "AAAA=", "===="])
def test_only_canonical_base64_is_read(text: str) -> None:
    document = re.sub(rb"<Contenu>[^<]*", b"<Contenu>" + text.encode(), Lot().xml())
    assert refusal(document) == "Pièce 1, « Contenu » : n'est pas du base64."


def test_a_name_is_of_its_sender() -> None:
    document = Lot().xml().replace(f"SCOR-{PS}".encode(), f"SCOR-{FUND}".encode())
    assert refusal(document) == (
        f"LotScor, « Nom » : SCOR-{FUND}-000001 n'est pas un nom de l'émetteur {PS}."
    )


def test_a_piece_and_a_lot_have_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_PIECE == 8 << 20
    assert messages.MAX_LOT == 32 << 20
    monkeypatch.setattr(messages, "MAX_PIECE", 30)
    monkeypatch.setattr(messages, "MAX_LOT", 100)
    full = [Sent(id=str(n), content=bytes(25)) for n in range(4)]
    assert len(read_lot(Lot(pieces=full).xml()).pieces) == 4
    for size in (31, 300):
        big = Lot(pieces=[Sent(content=bytes(size))])
        assert refusal(big.xml()) == "Pièce 1, « Contenu » : plus de 8 Mio."
    one_more = Lot(pieces=[*full, Sent(id="9", content=b"x")])
    assert (
        refusal(one_more.xml())
        == "LotScor, « Contenu » : les documents font ensemble plus de 32 Mio."
    )


NOT_A_LOT = "LotScor : un DOCTYPE n'est pas admis."


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "LotScor : le corps n'est pas du XML."),
        (b"ceci n'est pas du XML", "LotScor : le corps n'est pas du XML."),
        (Lot().xml()[:-3], "LotScor : le corps n'est pas du XML."),
        (b"\xff\xfe<", "LotScor : le corps n'est pas en UTF-8."),
        (Lot().xml().decode().encode("utf-16-le"), NOT_A_LOT),
        (b'<!DOCTYPE L [<!ENTITY a SYSTEM "file:///etc/hostname">]><L>&a;</L>', NOT_A_LOT),
        (b"<LotScor/>", "LotScor : l'élément racine est « LotScor »."),
        (f'<Autre xmlns="{NS}"/>'.encode(), "LotScor : l'élément racine est « Autre »."),
        (f'<LotScor xmlns="{NS}"/>'.encode(), "LotScor, « Emetteur » : manque."),
        (b"<a>" * 20_001, "LotScor : trop d'éléments."),
        (
            Lot().xml().replace(b"<Nom>", b"<?php ?><Nom>"),
            "LotScor : un commentaire ou une instruction n'est pas admis.",
        ),
        (Lot().xml().replace(b"027", b"&a;"), "LotScor : le corps n'est pas du XML."),
        (
            Lot().xml().replace(b"<LotFse>", b"<LotFse>mot"),
            "LotScor, « LotFse » : un texte n'est pas admis.",
        ),
        (
            Lot().xml().replace(b"</LotFse><", b"</LotFse>mot<"),
            "LotScor : un texte n'est pas admis.",
        ),
    ],
)
def test_what_is_no_lot_is_refused(document: bytes, said: str) -> None:
    assert refusal(document) == said


@settings(max_examples=80)
@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    document = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadLot):
        assert read_lot(bytes(document)).pieces
