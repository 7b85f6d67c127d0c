"""Returns and what they say, as they are listed."""

import pytest
from sqlalchemy import event
from tests.unit.fse.makers import SHOP
from tests.unit.lots.makers import ShopDesk, answer, arl, payment
from tests.unit.lots.written import bank, noemie, of_kind, rejected, told

from binocle.adapters.sqlite import SqliteAnswers
from binocle.kernel import OperatorActionNeeded
from binocle.lots import ReturnService

FIRST, SECOND = "000000001", "000000002"


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


@pytest.fixture
def answers(sent: ShopDesk) -> SqliteAnswers:
    return SqliteAnswers(sent.desk.session)


def mixed() -> bytes:
    """A reject with its code, a deferral without one, and somebody else's payment."""
    return noemie(
        bank(
            "1FR",
            of_kind(
                "01",
                told(FIRST, amo=(9, "R", 0), more=[rejected()]),
                told(SECOND, amo=(9, "D", 0)),
                told("000000077", lot="041", amo=(50, "P", 50)),
            ),
        )
    )


def test_what_came_and_what_became_of_it(sent: ShopDesk, answers: SqliteAnswers) -> None:
    stray = noemie(bank("1FR", of_kind("01", told("000000078", lot="041", amo=(5, "P", 5)))))
    sent.take(("ARL", arl("027")), ("RSP", mixed()), ("RSP", mixed()), ("RSP", stray))
    listed = answers.returns(1)
    assert [(row.kind, row.outcome, row.lots, row.parts, row.strangers, row.paid)
            for row in sorted(listed.rows, key=lambda row: row.id)] == [
        ("ARL", "matched", ("027",), 0, 0, 0),
        ("RSP", "matched", ("027",), 3, 1, 50),
        ("RSP", "duplicate", (), 0, 0, 0),
        ("RSP", "orphan", (), 0, 0, 0),
    ]  # fmt: skip
    assert [row.outcome for row in answers.returns(9, "orphan").rows] == ["orphan"]
    assert answers.returns(1, "").total == 0
    (lot,) = [lot for lot in sent.store.lots() if lot.number == "027"]
    assert [row.kind for row in answers.of_lot(lot.id)] == ["ARL", "RSP"]
    assert answers.received("nobody") is None
    with pytest.raises(OperatorActionNeeded, match="TEL-RETOUR-PAS-EN-ATTENTE"):
        sent.reception.keep_anyway(next(r.id for r in listed.rows if r.outcome == "duplicate"))


def test_what_a_return_says_and_what_was_told_of_an_invoice(
    sent: ShopDesk, answers: SqliteAnswers
) -> None:
    sent.take(("RSP", mixed()))
    (name,) = [row.id for row in answers.returns(1).rows]
    assert answers.norm(name) == "900"
    assert [each.amount for each in answers.transfers(name)] == [50]
    first, second, stray = answers.of_return(name, 1).rows
    assert answers.every_of_return(name) == (first, second, stray)
    assert first.client == "DESMAUX NATHALIE"
    (signal,) = first.signals
    assert (signal.code, signal.label, signal.level) == ("0450 0561", "EXONERATION", "F")
    assert (second.posting.state, second.signals) == ("D", ())
    assert (stray.is_stranger, stray.client) == (True, "")
    assert answers.of_invoice(FIRST) == (first,)
    assert answers.of_invoice("000000077") == (), "a number that a return names is no file of ours"
    assert answers.strangers(1).rows == (stray,)
    assert answers.answer(stray.posting.id) == stray
    assert answers.answer(99) is None


def test_money_waits_for_its_lettrage(sent: ShopDesk, answers: SqliteAnswers) -> None:
    sent.reception = ReturnService(
        lots=sent.store,
        returns=sent.returns,
        inbox=sent.concentrator,
        clock=sent.desk.clock,
        hazards=sent.hazards,
        partner=SHOP.number.digits,
        letters=lambda: False,
    )
    sent.take(
        ("RSP", payment("027", answer(FIRST, amo=(9, "P", 9)), answer(SECOND, amo=(9, "R", 0))))
    )
    assert [row.posting.number for row in answers.to_tie(1).rows] == [FIRST], (
        "a reject pays nothing"
    )


def test_a_page_costs_the_same_however_much_came(sent: ShopDesk, answers: SqliteAnswers) -> None:
    sent.take(*[("RSP", mixed())] * 45)
    asked: list[str] = []
    engine = sent.desk.session.connection.engine
    event.listen(engine, "before_cursor_execute", lambda *of: asked.append(of[2]))
    assert [len(answers.returns(page).rows) for page in (1, 2, 3, 4)] == [20, 20, 5, 5]
    assert len(asked) == 4 * 4


def test_the_very_same_return_is_not_kept_twice(sent: ShopDesk) -> None:
    stray = noemie(bank("1FR", of_kind("01", told("000000078", lot="041", amo=(5, "P", 5)))))
    sent.take(("RSP", stray), ("RSP", stray))
    first, second = (kept.id for kept in sent.returns.set_aside())
    sent.reception.keep_anyway(first)
    with pytest.raises(OperatorActionNeeded, match="TEL-RETOUR-EN-DOUBLE"):
        sent.reception.keep_anyway(second)
    assert [kept.outcome for kept in sent.returns.set_aside()] == ["duplicate"]
    assert len(sent.returns.strangers()) == 1
