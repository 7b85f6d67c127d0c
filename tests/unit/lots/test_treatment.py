"""Lots that nobody answers, refused lots, broken files: what a person does, and the calendar.

The shop sends on Tuesday 28 May 2024: the ARL is due on Thursday 30, and the lot may leave again
until Monday 3 June.
"""

import pytest
from tests.unit.fse.makers import Crash
from tests.unit.lots.makers import Concentrator, ShopDesk, answer, arl, payment

from binocle.fse import Flow, FormPlace, InvoiceState
from binocle.kernel import LinkDown, OperatorActionNeeded, PeerViolation
from binocle.lots import FileState, LotState
from binocle.lots.states import DeliveryFailed

S = LotState


@pytest.fixture
def sent(shop: ShopDesk, concentrator: Concentrator) -> ShopDesk:
    """One invoice, in a lot of the fund that left."""
    shop.secure()
    shop.send_all()
    concentrator.may_come_again = True
    return shop


def test_without_an_arl_a_lot_is_sent_again_then_closed_by_hand(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    sent.wait_until(30)
    assert sent.states() == {"027": S.RECEIVED}
    sent.wait_until(31)
    assert sent.states() == {"027": S.RESEND_NEEDED}
    (file,) = sent.store.sent_files()
    sent.lots.resend(sent.lot("027").id, sent.signer)
    assert concentrator.calls == [f"put {file.name}"] * 2
    assert sent.states() == {"027": S.RESENT}
    sent.wait_until(31 + 4)
    assert sent.states() == {"027": S.RESENT}
    sent.wait_until(31 + 5)
    assert sent.states() == {"027": S.MANUAL_NEEDED}
    sent.treatment.close(sent.lot("027").id)
    assert sent.states() == {"027": S.SETTLED}


def test_a_lot_that_nobody_sends_again_in_time_is_for_a_person(sent: ShopDesk) -> None:
    sent.wait_until(31)
    sent.wait_until(31 + 3)
    assert sent.states() == {"027": S.RESEND_NEEDED}
    sent.wait_until(31 + 4)
    assert sent.states() == {"027": S.MANUAL_NEEDED}


def test_a_deadline_passes_one_step_at_a_time(sent: ShopDesk) -> None:
    """A workstation that was off for a month does not jump over the chance to send again."""
    sent.wait_until(31 + 28)
    assert sent.states() == {"027": S.RESEND_NEEDED}
    sent.treatment.watch()
    assert sent.states() == {"027": S.MANUAL_NEEDED}


def test_what_is_due_is_told(sent: ShopDesk) -> None:
    assert sent.treatment.due(sent.lot("027")) == "2024-05-30"
    sent.wait_until(31)
    assert sent.treatment.due(sent.lot("027")) == "2024-06-03"
    sent.take(("ARL", arl("027")))
    assert sent.treatment.due(sent.lot("027")) == ""


def test_only_the_late_lot_of_a_file_leaves_again(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    for _ in range(2):
        shop.secure()
        shop.lots.group()
    shop.lots.build_files()
    shop.send()
    shop.take(("ARL", arl("028")))
    concentrator.may_come_again = True
    shop.wait_until(31)
    shop.lots.resend(shop.lot("027").id, shop.signer)
    assert shop.states() == {"027": S.RESENT, "028": S.ACKNOWLEDGED}


@pytest.mark.parametrize("point", ["before-resend", "after-send"])
def test_a_crash_while_sending_again_is_made_good(
    sent: ShopDesk, concentrator: Concentrator, point: str
) -> None:
    sent.wait_until(31)
    sent.hazards.points.add(point)
    with pytest.raises(Crash):
        sent.lots.resend(sent.lot("027").id, sent.signer)
    again = sent.reopened()
    again.send()
    assert again.states() == {"027": S.RESENT}
    assert len(concentrator.taken) == 1
    assert again.send() == ()
    again.close()


def test_a_concentrator_that_is_down_leaves_the_lot_to_be_sent_again(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    sent.wait_until(31)
    concentrator.before["put"] = ConnectionRefusedError()
    with pytest.raises(LinkDown):
        sent.lots.resend(sent.lot("027").id, sent.signer)
    assert sent.states() == {"027": S.RESEND_NEEDED}
    assert [file.receipt for file in sent.store.files(FileState.SENT)] == ["AR-000001"]
    del concentrator.before["put"]
    sent.lots.resend(sent.lot("027").id, sent.signer)
    assert sent.states() == {"027": S.RESENT}


def test_a_refusal_of_what_leaves_again_does_not_break_what_was_taken(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    sent.wait_until(31)
    concentrator.before["put"] = PermissionError("non")
    with pytest.raises(PeerViolation):
        sent.lots.resend(sent.lot("027").id, sent.signer)
    assert sent.states() == {"027": S.RESEND_NEEDED}


def test_what_was_not_delivered_may_leave_again_at_once(sent: ShopDesk) -> None:
    sent.store.advance(sent.lot("027"), DeliveryFailed(), sent.desk.clock.now())
    sent.lots.resend(sent.lot("027").id, sent.signer)
    assert sent.states() == {"027": S.RESENT}


def test_an_arl_may_still_come_for_a_late_lot(sent: ShopDesk) -> None:
    sent.wait_until(31)
    sent.take(("ARL", arl("027")))
    assert sent.states() == {"027": S.ACKNOWLEDGED}


@pytest.mark.parametrize("code", ["4015", "4025", "0450"])
def test_a_negative_arl_is_never_answered_blindly(
    sent: ShopDesk, concentrator: Concentrator, code: str
) -> None:
    sent.take(("ARL", arl("027", code=code, label="LOT REJETE")))
    sent.wait_until(31 + 28)
    lot = sent.lot("027")
    assert lot.state is S.REFUSED_BY_ARL
    with pytest.raises(OperatorActionNeeded, match="LOT-RENVOI-APRES-REFUS"):
        sent.lots.resend(lot.id, sent.signer)
    with pytest.raises(OperatorActionNeeded, match="LOT-SANS-ERREUR"):
        sent.treatment.regroup(lot.id, confirmed=True)
    assert len([call for call in concentrator.calls if call.startswith("put")]) == 1


def test_the_invoices_of_a_rejected_lot_go_in_another_one_once(sent: ShopDesk) -> None:
    (number,) = sent.store.invoices_of(sent.lot("027").id)
    sent.take(("ARL", arl("027", code="0450", label="LOT REJETE")))
    lot = sent.lot("027")
    sent.treatment.give_up(lot.id)
    assert sent.states() == {"027": S.REJECTED}
    assert sent.desk.store.standing(number).kept is InvoiceState.WAITING
    assert sent.desk.store.places(number) == {Flow.FSE: FormPlace.REFUSED}
    assert sent.treatment.regroup(lot.id) == (number,)
    with pytest.raises(OperatorActionNeeded, match="LOT-DEJA-TRAITE"):
        sent.treatment.regroup(lot.id)
    with pytest.raises(OperatorActionNeeded, match="LOT-DEJA-TRAITE"):
        sent.treatment.treat(lot.id)
    sent.send_all()
    assert sent.states() == {"027": S.REJECTED, "028": S.RECEIVED}
    assert sent.lot("027").treated == "regrouped"
    assert sent.store.invoices_of(lot.id) == (number,)
    assert sent.store.lots_holding(number) == (sent.lot("027"), sent.lot("028"))
    sent.take(("ARL", arl("028")), ("RSP", payment("028", answer(number, amo=(9, "P", 9)))))
    assert sent.desk.store.standing(number).state is InvoiceState.PAID


def test_a_lot_that_may_be_at_the_fund_is_asked_about_first(sent: ShopDesk) -> None:
    sent.take(("ARL", arl("027", code="4015", label="CLE DE TRANSPORT")))
    sent.treatment.give_up(sent.lot("027").id)
    with pytest.raises(OperatorActionNeeded, match="LOT-PEUT-ETRE-ACCEPTE"):
        sent.treatment.regroup(sent.lot("027").id)
    assert sent.lots.group() == ()
    assert sent.treatment.regroup(sent.lot("027").id, confirmed=True)
    assert len(sent.lots.group()) == 1


def test_an_error_that_was_treated_by_hand_says_so(sent: ShopDesk) -> None:
    sent.take(("ARL", arl("027", code="4025", label="LOT REJETE")))
    sent.treatment.give_up(sent.lot("027").id)
    sent.treatment.treat(sent.lot("027").id)
    assert (sent.lot("027").state, sent.lot("027").treated) == (S.REJECTED, "by-hand")
    assert sent.lots.ready() == ()


def test_a_credited_invoice_stays_out_of_the_new_lot(sent: ShopDesk) -> None:
    (number,) = sent.store.invoices_of(sent.lot("027").id)
    sent.take(("ARL", arl("027", code="0450", label="LOT REJETE")))
    sent.treatment.give_up(sent.lot("027").id)
    sent.desk.fse.credit(number, "lot rejeté")
    assert sent.treatment.regroup(sent.lot("027").id) == ()
    assert sent.lots.group() == ()


def test_a_refused_file_is_made_again_while_the_insurer_has_paid(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    """The concentrator refuses the file of the fund; that of the insurer goes its way."""
    made = shop.secure(rc=10000)
    shop.build()
    concentrator.before["put"] = PermissionError("enregistrement 1")
    with pytest.raises(PeerViolation):
        shop.send()
    del concentrator.before["put"]
    shop.send()
    assert shop.states() == {"027": S.FAILED, "AAE": S.RECEIVED}
    paid = answer(made.number, amo=(9, "", 0), amc=(10000, "P", 10000), kind="D")
    shop.take(("ARL", arl("AAE", recipient="00001100000000")))
    shop.take(("RSP", payment("AAE", paid, insurer=True)))
    assert shop.treatment.regroup(shop.lot("027").id) == (made.number,)
    shop.send_all()
    assert shop.states()["028"] is S.RECEIVED
    shop.take(("RSP", payment("028", answer(made.number, amo=(9, "P", 9)))))
    assert shop.desk.store.standing(made.number).state is InvoiceState.PAID


def test_a_lot_is_settled_once_its_money_is_seen_and_nothing_waits(sent: ShopDesk) -> None:
    (number,) = sent.store.invoices_of(sent.lot("027").id)
    lot = sent.lot("027")
    assert sent.treatment.settle([lot.id]) == ()
    sent.take(("RSP", payment("027", answer(number, amo=(9, "P", 9)))))
    assert sent.states() == {"027": S.ANSWERED}
    assert [each.number for each in sent.treatment.settle([lot.id])] == ["027"]
    assert sent.states() == {"027": S.SETTLED}


def test_gestures_on_a_lot_that_wants_none(sent: ShopDesk) -> None:
    lot = sent.lot("027")
    for gesture, code in (
        (sent.treatment.close, "LOT-NON-CLOTURABLE"),
        (sent.treatment.give_up, "LOT-NON-REFUSE"),
        (sent.treatment.treat, "LOT-SANS-ERREUR"),
        (sent.treatment.regroup, "LOT-SANS-ERREUR"),
    ):
        with pytest.raises(OperatorActionNeeded, match=code):
            gesture(lot.id)
        with pytest.raises(OperatorActionNeeded, match="LOT-INCONNU"):
            gesture(999)
    with pytest.raises(OperatorActionNeeded, match="LOT-RENVOI-INUTILE"):
        sent.lots.resend(lot.id, sent.signer)
    assert sent.lot("027") == lot
