"""Lines of the bank show transfers; what was paid and seen is settled."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.lots.makers import ShopDesk
from tests.unit.lots.written import bank, noemie, of_kind, told

from binocle.adapters.sqlite import SqliteBankStore
from binocle.kernel import Cents, OperatorActionNeeded
from binocle.lots import BankLine, BankStatements, LineOutcome, LotState, PairEvent

DAY = date(2024, 5, 30)


@pytest.fixture
def paid(shop: ShopDesk) -> ShopDesk:
    """Lot 027, its two invoices paid 9 each by transfers 7FR and 7FR-2."""
    shop.secure()
    shop.secure()
    shop.send_all()
    transfers = [
        bank(label, of_kind("01", told(number, amo=(9, "P", 9))))
        for number, label in (("000000001", "7FR"), ("000000002", "7FR-2"))
    ]
    shop.take(("RSP", noemie(*transfers)))
    return shop


def statements(shop: ShopDesk) -> BankStatements:
    return BankStatements(
        store=SqliteBankStore(shop.desk.session), treatment=shop.treatment, clock=shop.desk.clock
    )


def line(label: str, amount: int = 9, *, day: date = DAY, reference: str = "") -> BankLine:
    return BankLine("1", reference or f"{label} {day}", day, label, Cents(amount))


def whole(name: str) -> str:
    return f"VIR SEPA RECU /DE VIR AMO LIGNE 1-{name}  VIR AMO LIGNE 2 -{name}"


def test_a_lot_is_settled_when_all_its_transfers_were_seen(paid: ShopDesk) -> None:
    first = statements(paid).take([line(whole("7FR")), line("FRAIS", -500)])
    assert (first.new, first.matched, first.settled) == (2, 1, ())
    assert paid.states()["027"] is LotState.ANSWERED
    again = statements(paid).take([line(whole("7FR")), line(whole("7FR-2"))])
    assert (again.new, again.matched, again.settled) == (1, 1, ("027",))
    assert paid.states()["027"] is LotState.SETTLED
    assert [kept.bank_day for kept in paid.returns.kept_transfers()] == [DAY, DAY]
    assert statements(paid).take([line(whole("7FR"))]).new == 0


@pytest.mark.parametrize(
    "seen",
    [
        line(whole("7FR"), 10),
        line(whole("7FR"), -9),
        line("VIR AUTRE"),
        line(whole("7FR"), day=date(2024, 6, 6)),
        line(whole("7FR"), day=date(2024, 5, 21)),
    ],
    ids=["amount", "debit", "label", "late", "early"],
)
def test_what_is_another_payment_shows_nothing(paid: ShopDesk, seen: BankLine) -> None:
    assert statements(paid).take([seen]).matched == 0
    assert all(kept.bank_day is None for kept in paid.returns.kept_transfers())


def test_a_label_cut_to_its_first_line_is_enough(paid: ShopDesk) -> None:
    done = statements(paid).take([line("VIR AMO LIGNE 1 - 7FR-2")])
    assert done.matched == 0, "its first letters are those of the other transfer too"
    assert statements(paid).take([line(whole("7FR"))]).matched == 2, "now one choice is left"


def test_two_lines_of_one_transfer_are_left_to_a_person(paid: ShopDesk) -> None:
    both = [line(whole("7FR"), reference="a"), line(whole("7FR"), reference="b")]
    done = statements(paid).take(both)
    assert done.matched == 0
    assert [read.outcome for read in done.lines] == [LineOutcome.AMBIGUOUS] * 2
    store = SqliteBankStore(paid.desk.session)
    (first, second), (kept, other) = store.free_lines(), store.unseen_transfers()
    refused(lambda: statements(paid).tie(first.id, kept.id), "VIR-A-CONFIRMER")
    assert store.shown_by(first.id) is None
    assert statements(paid).tie(first.id, kept.id, confirmed=True) == ()
    for line_id, transfer_id in ((second.id, kept.id), (first.id, other.id), (999, other.id)):
        refused(
            lambda: statements(paid).tie(line_id, transfer_id, confirmed=True),  # noqa: B023 - now
            "VIR-DEJA-VU",
        )
    assert statements(paid).tie(second.id, other.id, confirmed=True) == ("027",)


def test_another_amount_is_never_tied(paid: ShopDesk) -> None:
    statements(paid).take([line(whole("7FR"), 10)])
    refused(lambda: statements(paid).tie(1, 1, confirmed=True), "VIR-DEJA-VU")


def test_what_was_undone_is_settled_no_more_and_stays_undone(paid: ShopDesk) -> None:
    lines = [line(whole("7FR")), line(whole("7FR-2"))]
    assert statements(paid).take(lines).settled == ("027",)
    refused(lambda: statements(paid).untie(1), "VIR-A-CONFIRMER")
    assert paid.states()["027"] is LotState.SETTLED
    assert statements(paid).untie(1, confirmed=True) == ("027",)
    assert paid.states()["027"] is LotState.ANSWERED
    refused(lambda: statements(paid).untie(1, confirmed=True), "VIR-PAS-VU")
    assert statements(paid).take(lines).matched == 0, "a person said no"
    assert statements(paid).tie(1, 1, confirmed=True) == ("027",), "and may say yes again"
    journal = statements(paid).history(1)
    assert [past.event for past in journal] == [
        PairEvent.MATCHED, PairEvent.UNTIED, PairEvent.TIED,
    ]  # fmt: skip
    assert {past.line.label for past in journal} == {whole("7FR")}


def test_each_line_is_told(paid: ShopDesk) -> None:
    first = [line(whole("7FR")), line("FRAIS", -500), line("CHEQUE", 9), line("REMISE", 700)]
    read = statements(paid).take(first).lines
    assert [each.outcome.value for each in read] == ["matched", "leaving", "unknown", "unknown"]
    assert [each.transfer.id if each.transfer else 0 for each in read] == [1, 0, 0, 0]
    again = statements(paid).take(first[:2]).lines
    assert [each.outcome for each in again] == [LineOutcome.KNOWN] * 2
    assert read[0].transfer is not None
    assert again[0].transfer == replace(read[0].transfer, bank_day=DAY)


def test_a_line_that_came_before_its_return_is_found(shop: ShopDesk) -> None:
    shop.secure()
    shop.send_all()
    done = statements(shop).take([line(whole("7FR"))])
    assert [read.outcome for read in done.lines] == [LineOutcome.UNKNOWN]
    assert statements(shop).match() == ()
    answer = told("000000001", amo=(9, "P", 9))
    shop.take(("RSP", noemie(bank("7FR", of_kind("01", answer)))))
    assert statements(shop).match() == ("027",)


def test_an_import_is_whole_or_not_at_all(paid: ShopDesk) -> None:
    def lines() -> Iterator[BankLine]:
        yield line(whole("7FR"))
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        statements(paid).take(lines())
    assert SqliteBankStore(paid.desk.session).line(1) is None


def refused(gesture: Callable[[], object], code: str) -> None:
    with pytest.raises(OperatorActionNeeded) as error:
        gesture()
    assert error.value.code == code
