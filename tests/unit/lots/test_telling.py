"""A return told: both families, every kind, nothing dropped, every cent with its sign."""

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from binocle.lots import Told, tell_return
from binocle.lots.told import (
    DebtMoved,
    InvoiceAnswered,
    OneOffPaid,
    PartTold,
    Remark,
    ReturnClosed,
    ReturnOpened,
    TransferClosed,
    TransferOpened,
)
from binocle.wire import WireRefusal
from binocle_simulators.payers.entities import blocked

VECTORS = Path(__file__).parents[2] / "vectors" / "noemie.toml"
FILES = {
    each["name"]: "".join(each["lines"]).encode("latin-1")
    for each in tomllib.loads(VECTORS.read_text())["vector"]
    if "lines" in each
}


def _content(name: str) -> bytes:
    return next(content for each, content in FILES.items() if each.startswith(f"file: {name}"))


SEVERAL = list(tell_return((_content("three transfers"),)))
OLD = list(tell_return((_content("older family"),)))


def _of(told: list[Told], kind: type) -> list[Told]:
    return [each for each in told if type(each) is kind]


def _invoices(told: list[Told]) -> Iterator[InvoiceAnswered]:
    return (each for each in told if isinstance(each, InvoiceAnswered))


def test_transfers_stand_around_what_they_pay() -> None:
    assert [type(each) for each in SEVERAL] == [
        ReturnOpened,
        TransferOpened, InvoiceAnswered, InvoiceAnswered, TransferClosed,
        TransferOpened, InvoiceAnswered, OneOffPaid, OneOffPaid, TransferClosed,
        TransferOpened, InvoiceAnswered, DebtMoved, TransferClosed,
        ReturnClosed,
    ]  # fmt: skip
    assert [each.amount for each in SEVERAL if isinstance(each, TransferClosed)] == [552, 9448, 322]
    assert SEVERAL[-1] == ReturnClosed(10322, 2, len(_content("three transfers")) // 128)  # type: ignore[arg-type]


def test_the_header_says_who_answers() -> None:
    (opened,) = _of(SEVERAL, ReturnOpened)
    assert isinstance(opened, ReturnOpened)
    assert (opened.sender_type, opened.sender) == ("CP", "00000010999000")
    assert (opened.recipient, opened.reference) == ("00000992604231", "900")


def test_a_transfer_is_named_by_both_lines_of_its_label() -> None:
    labels = [each.label for each in SEVERAL if isinstance(each, TransferOpened)]
    assert labels[1] == "VIR AMO LIGNE 1 - 7FR-2VIR AMO LIGNE 2 - 7FR-2"
    (unnamed,) = _of(OLD, TransferOpened)
    assert unnamed == TransferOpened(date(2024, 5, 29), ("", ""), "", named=False)


def test_a_regularisation_takes_back_and_its_debt_moves() -> None:
    back = list(_invoices(SEVERAL))[2]
    assert (back.number, back.lot_number, back.amc_handling) == ("000000259", "027", "C")
    assert back.amo == PartTold(469, "P", -469)  # type: ignore[arg-type]
    assert back.amc == PartTold(83, "P", -83)  # type: ignore[arg-type]
    assert [(each.operation, each.amount, each.balance) for each in back.movements] == [
        ("CIN", 552, 0), ("RPR", -552, 0),
    ]  # fmt: skip
    assert back.total == -552


def test_a_deferred_part_a_paper_invoice_and_a_signalling_are_told() -> None:
    _, deferred, _, paper = _invoices(SEVERAL)
    assert deferred.amo == PartTold(469, "D", 0)  # type: ignore[arg-type]
    assert (paper.kind, paper.invoice_type) == ("02", "P")
    (signal,) = paper.signals
    assert (signal.code, signal.part, signal.level) == ("0450", "amo", "F")
    assert paper.amo is not None
    assert paper.amo.paid == 552


def test_one_off_payments_keep_their_details_and_comments_are_not_lost() -> None:
    payments = [each for each in SEVERAL if isinstance(each, OneOffPaid)]
    assert [(each.code, each.amount) for each in payments] == [("00001", 4000), ("00002", 6000)]
    assert [detail.label for each in payments for detail in each.details] == [
        "LIBELLE1", "LIBELLE2",
    ]  # fmt: skip
    assert [paper.comments for paper in _invoices(SEVERAL) if paper.comments] == [
        ("AIDE ANNUELLE",)
    ]


def test_a_comment_outside_an_invoice_is_a_remark_and_counts_nowhere() -> None:
    content = _content("three transfers")
    text = "".join(
        content[at + 1 : at + 128].decode() for at in range(128, len(content) - 128, 128)
    )
    detail = text.index("261", text.index("26204CODE1"))
    text = f"{text[:detail]}29505 {'A SUIVRE':128}@{text[detail:]}".rstrip()
    blocks = blocked([text])
    count = f"{len(blocks) // 128 + 2:08d}".encode()
    end = content[-128:]
    said = list(tell_return((content[:128] + blocks + end[:55] + count + end[63:],)))
    assert _of(said, Remark) == [Remark("295", "A SUIVRE")]
    assert [each for each in said if not isinstance(each, Remark | ReturnClosed)] == SEVERAL[:-1]


def test_a_withholding_stands_alone() -> None:
    (moved,) = _of(SEVERAL, DebtMoved)
    assert isinstance(moved, DebtMoved)
    assert (moved.reference, moved.operation, moved.amount) == ("DETTE9FR", "RPR", -230)


def test_the_older_family_says_the_same_with_lines() -> None:
    first, second, third = _invoices(OLD)
    assert (first.number, first.lot_number, first.nature) == ("000000427", "027", "AS")
    assert (first.nir, first.birth_date, first.birth_rank) == ("255069999999934", "550615", "1")
    assert (first.archive, first.lot_day) == ("00000000000000042", date(2024, 5, 28))
    assert first.amo == PartTold(None, "P", 300)  # type: ignore[arg-type]
    assert first.amc is None
    assert [(signal.code, signal.line) for signal in first.signals] == [("0450 072", 2)]
    assert second.amc == PartTold(None, "P", 2482)  # type: ignore[arg-type]
    assert [each.amount for each in second.movements] == [-100]
    assert (third.lot_number, third.amo) == ("028", PartTold(None, "R", 0))  # type: ignore[arg-type]


@pytest.mark.parametrize("told", [SEVERAL, OLD], ids=["newer", "older"])
def test_every_cent_is_in_one_value(told: list[Told]) -> None:
    """Parts and movements make an invoice, all of it makes the transfers, they make the file."""
    moved = 0
    for each in told:
        match each:
            case InvoiceAnswered():
                parts = [part.paid for part in (each.amo, each.amc) if part]
                assert sum(chain(parts, (debt.amount for debt in each.movements))) == each.total
                moved += each.total
            case OneOffPaid() | DebtMoved():
                moved += each.amount
    closed = [each.amount for each in told if isinstance(each, TransferClosed)]
    (end,) = (each for each in told if isinstance(each, ReturnClosed))
    assert moved == sum(closed) == end.total


def test_an_unknown_entity_stays_with_its_invoice() -> None:
    told = list(tell_return((_content("an unknown entity"),)))
    (invoice,) = _invoices(told)
    assert invoice.unknown == ("77705CE QUI SUIT EST INCONNU@",)


def test_a_return_that_is_cut_is_never_closed() -> None:
    told: list[Told] = []
    with pytest.raises(WireRefusal):
        told.extend(tell_return((_content("three transfers")[:-128],)))
    assert ReturnClosed not in map(type, told)
