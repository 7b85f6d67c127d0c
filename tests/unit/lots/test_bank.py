"""Lines of the bank show transfers; what was paid and seen is settled."""

from datetime import date

import pytest
from tests.unit.lots.makers import ShopDesk
from tests.unit.lots.written import bank, noemie, of_kind, told

from binocle.adapters.sqlite import SqliteBankStore
from binocle.kernel import Cents, OperatorActionNeeded
from binocle.lots import BankLine, BankStatements, LotState

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
    return BankStatements(store=SqliteBankStore(shop.desk.session), treatment=shop.treatment)


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
    assert statements(paid).take(both).matched == 0
    store = SqliteBankStore(paid.desk.session)
    (first, second), (kept, other) = store.free_lines(), store.unseen_transfers()
    assert statements(paid).tie(first.id, kept.id) == ()
    with pytest.raises(OperatorActionNeeded, match="VIR-DEJA-VU"):
        statements(paid).tie(second.id, kept.id)
    assert statements(paid).tie(second.id, other.id) == ("027",)
