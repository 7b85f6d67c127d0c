"""What core writes in a SCOR lot is what the bench's server reads, whatever the documents are."""

import hashlib
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.scor import FseLot
from binocle.scor.lot_model import Piece
from binocle.scor.messages import EVENTS, lot_name, write_lot
from binocle.scor.rules import MAX_LOT, MAX_PIECE, MAX_PIECES, SENDABLE
from binocle.scor.service import MAX_NAME
from binocle_simulators.scor import State, messages, read_lot

PS = "00000992604231"
NAMES = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
    .map(lambda text: "".join(sign for sign in text if sign not in '/\\:*?"<>|').lstrip("."))
    .filter(lambda text: bool(text) and text.isprintable())
    .map(lambda text: f"{text} & ordonnance'"[:MAX_NAME] + ".pdf")
)
PIECES = st.builds(
    Piece,
    id=st.uuids().map(str),
    invoice=st.integers(0, 10**9 - 1).map(lambda number: f"{number:09d}"),
    type=st.sampled_from(SENDABLE),
    file=NAMES,
    pdf=st.binary(min_size=1, max_size=60),
)


@settings(max_examples=25)
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=4, unique_by=lambda piece: piece.id),
    number=st.integers(1, 999),
    day=st.dates(date(2024, 1, 1), date(2099, 12, 31)),
    count=st.integers(1, 999_999),
)
def test_the_server_reads_what_core_writes(
    pieces: list[Piece], number: int, day: date, count: int
) -> None:
    fse_lot = FseLot(f"{number:03d}", "00000001999000", day)
    name = lot_name(PS, count)
    read = read_lot(write_lot(professional=PS, name=name, fse_lot=fse_lot, pieces=pieces))
    assert (read.sender, read.name) == (PS, name)
    told = (read.fse.number, read.fse.recipient, read.fse.date)
    assert told == (fse_lot.number, fse_lot.recipient, f"{day:%y%m%d}")
    assert [(x.id, x.invoice, x.kind, x.file, x.digest, x.content) for x in read.pieces] == [
        (x.id, x.invoice, x.type.value, x.file, hashlib.sha256(x.pdf).hexdigest(), x.pdf)
        for x in pieces
    ]


def test_both_sides_know_the_same_words_and_limits() -> None:
    assert {state.value for state in State} == set(EVENTS)
    assert {type_.value for type_ in SENDABLE} == {messages.PRESCRIPTION, messages.CARE_SHEET}
    limits = (MAX_PIECES, MAX_PIECE, MAX_LOT)
    assert limits == (messages.MAX_PIECES, messages.MAX_PIECE, messages.MAX_LOT)
