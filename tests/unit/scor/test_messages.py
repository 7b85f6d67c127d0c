"""A lot as any reader of XML sees it, its limits, its states: whatever the documents are."""

import hashlib
from base64 import b64decode
from datetime import UTC, date, datetime
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from binocle.kernel import MalformedAnswer
from binocle.scor import (
    AnswerPage,
    DocumentType,
    FseLot,
    ScorLotEvent,
    ScorLotState,
    ServerAnswer,
    next_lot_state,
)
from binocle.scor.lot_model import Piece
from binocle.scor.lot_states import LOT_TRANSITIONS, UNSETTLED
from binocle.scor.messages import EVENTS, NAMESPACE, lot_name, require_rising, write_lot
from binocle.scor.rules import (
    LOT_HEADING,
    MAX_LOT,
    MAX_PIECE,
    MAX_PIECES,
    SENDABLE,
    split_in_lots,
    travelling_size,
)
from binocle.scor.states import FROM_PEER, ImpossibleTransition
from binocle_ui.catalogue import load_labels

PS = "00000992604231"
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1).map(
    lambda text: text[:80] + ".pdf"
)
PIECES = st.builds(
    Piece,
    id=st.uuids().map(str),
    invoice=st.integers(0, 10**9 - 1).map(lambda number: f"{number:09d}"),
    type=st.sampled_from(SENDABLE),
    file=NAMES,
    pdf=st.binary(max_size=200),
)
FSE_LOTS = st.builds(
    FseLot,
    number=st.integers(1, 999).map(lambda number: f"{number:03d}"),
    recipient=st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}"),
    day=st.dates(date(2024, 1, 1), date(2099, 12, 31)),
)
AT = datetime(2024, 5, 29, 9, tzinfo=UTC)


def texts(parent: etree._Element) -> list[tuple[str, str]]:
    return [(etree.QName(each).localname, each.text or "") for each in parent if not len(each)]


@settings(max_examples=25)
@given(fse_lot=FSE_LOTS, pieces=st.lists(PIECES, min_size=1, max_size=4))
def test_a_lot_says_what_it_was_given_in_the_order_of_the_protocol(
    fse_lot: FseLot, pieces: list[Piece]
) -> None:
    name = lot_name(PS, 7)
    content = write_lot(professional=PS, name=name, fse_lot=fse_lot, pieces=pieces)
    assert content == write_lot(professional=PS, name=name, fse_lot=fse_lot, pieces=pieces)
    root = etree.fromstring(content)
    assert root.tag == f"{{{NAMESPACE}}}LotScor"
    assert [etree.QName(each).localname for each in root][:3] == ["Emetteur", "Nom", "LotFse"]
    assert texts(root)[:2] == [("Emetteur", PS), ("Nom", "SCOR-00000992604231-000007")]
    assert texts(root[2]) == [
        ("Numero", fse_lot.number),
        ("Destinataire", fse_lot.recipient),
        ("Date", fse_lot.day.strftime("%y%m%d")),
    ]
    for piece, element in zip(pieces, list(root)[3:], strict=True):
        said = dict(texts(element))
        assert list(said) == ["Id", "Facture", "Type", "Fichier", "Empreinte", "Contenu"]
        assert (said["Id"], said["Facture"]) == (piece.id, piece.invoice)
        assert (said["Type"], said["Fichier"]) == (piece.type.value, piece.file)
        assert b64decode(said["Contenu"]) == piece.pdf
        assert said["Empreinte"] == hashlib.sha256(piece.pdf).hexdigest()
    around = sum(travelling_size(len(piece.pdf)) for piece in pieces) + LOT_HEADING
    assert len(content) <= around


@settings(max_examples=25)
@given(st.lists(st.integers(0, MAX_PIECE), max_size=40))
def test_lots_keep_order_and_limits_and_lose_nothing(sizes: list[int]) -> None:
    named = [(str(rank), size) for rank, size in enumerate(sizes)]
    lots = split_in_lots(named)
    assert [id for lot in lots for id in lot] == [id for id, _ in named]
    size_of = dict(named)
    filled = [LOT_HEADING + sum(travelling_size(size_of[id]) for id in lot) for lot in lots]
    assert all(size <= MAX_LOT for size in filled)
    firsts = [travelling_size(size_of[lot[0]]) for lot in lots[1:]]
    assert all(full + first > MAX_LOT for full, first in zip(filled, firsts, strict=False))


def test_a_lot_has_999_pieces_at_most() -> None:
    lots = split_in_lots([(str(rank), 10) for rank in range(1000)])
    assert [len(lot) for lot in lots] == [MAX_PIECES, 1]


def test_every_word_of_the_server_has_its_event_and_every_event_its_word() -> None:
    assert set(EVENTS.values()) == set(FROM_PEER)
    printed = {load_labels()("etats_pj", state) for state in load_labels().names("etats_pj")}
    assert set(EVENTS) <= printed


@given(
    after=st.integers(0, 50),
    ranks=st.lists(st.integers(-1, 60) | st.just(2**63), max_size=5),
    more=st.booleans(),
)
def test_a_page_goes_on_from_its_rank_or_is_refused(
    after: int, ranks: list[int], more: bool
) -> None:
    page = AnswerPage(tuple(ServerAnswer(n, "x", "ARCHIVE", "", AT) for n in ranks), more)
    rises = ranks == sorted(set(ranks)) and all(after < n < 2**63 for n in ranks)
    if rises and (ranks or not more):
        require_rising(page, after)
    else:
        with pytest.raises(MalformedAnswer):
            require_rising(page, after)


@pytest.mark.parametrize(("state", "event"), list(product(ScorLotState, get_args(ScorLotEvent))))
def test_every_cell_of_a_lot_is_a_decision(state: ScorLotState, event: type) -> None:
    if (state, event) in LOT_TRANSITIONS:
        assert next_lot_state(state, event()) is LOT_TRANSITIONS[state, event]
    else:
        with pytest.raises(ImpossibleTransition):
            next_lot_state(state, event())


def test_what_is_settled_never_leaves_again() -> None:
    assert not {
        (state, after)
        for (state, _), after in LOT_TRANSITIONS.items()
        if state not in UNSETTLED and after in UNSETTLED
    }
    assert {state.value for state in ScorLotState} == load_labels().names("lots_scor")
    assert DocumentType.OTHER not in SENDABLE
