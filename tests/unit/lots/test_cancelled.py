"""A cancelling DRE: made once, sent apart, and what its answer does to the part (DRE-05)."""

import pytest
from tests.unit.fse.makers import Crash, SoftCps
from tests.unit.lots.makers import Concentrator, ShopDesk, answer, payment

from binocle.fse import (
    Flow,
    FormPlace,
    InvoiceState,
    PartState,
    cancelling_dre_possible,
)
from binocle.fse.wire import InvoiceStart
from binocle.kernel import OperatorActionNeeded, PeerViolation
from binocle.lots import Lettrage, LotState
from binocle_simulators.payers.formats import Reject

NUMBER = "000000001"
REFUSED = Reject("9007", "", "SIMULATEUR DRE DEJA ANNULEE", "C")


@pytest.fixture
def paid(shop: ShopDesk) -> ShopDesk:
    """Invoice 1, sent in lots 027 and AAE and paid by both."""
    shop.secure(rc=10000)
    shop.send_all()
    shop.take(
        ("RSP", payment("027", answer(NUMBER, amo=(9, "P", 9)))),
        ("RSP", says("AAE", (10000, "P", 10000))),
    )
    return shop


def says(lot: str, amc: tuple[int, str, int], *rejects: Reject) -> bytes:
    told = answer(NUMBER, kind="D", amo=(9, " ", 0), amc=amc, rejects=rejects)
    return payment(lot, told, insurer=True)


def cancel(shop: ShopDesk) -> bytes:
    return shop.desk.fse.cancel_dre(NUMBER, SoftCps().session()).records


def refused(shop: ShopDesk) -> str:
    with pytest.raises(OperatorActionNeeded) as told:
        cancel(shop)
    return told.value.code


def amc(shop: ShopDesk) -> tuple[PartState, int, InvoiceState]:
    standing = shop.desk.store.standing(NUMBER)
    return standing.amc_state, standing.amc_paid, standing.state


def possible(shop: ShopDesk) -> bool:
    store = shop.desk.store
    return cancelling_dre_possible(store.standing(NUMBER), store.places(NUMBER))


def test_nothing_is_cancelled_before_its_dre_left(shop: ShopDesk) -> None:
    shop.secure(rc=10000)
    assert refused(shop) == "FSE-DRE-ANNULATION-IMPOSSIBLE"
    shop.build()
    assert refused(shop) == "FSE-DRE-ANNULATION-IMPOSSIBLE"
    shop.send()
    assert possible(shop)


def test_it_is_its_dre_but_for_the_operation_nature_and_leaves_once(paid: ShopDesk) -> None:
    _, dre = paid.desk.store.forms(NUMBER)
    back = cancel(paid)
    first, again = (InvoiceStart.decode(form[:128]) for form in (dre.records, back))
    assert (first.operation_nature, again.operation_nature) == ("1", "2")
    assert back[:38] + b"1" + back[39:-32] == dre.records[:-32]
    assert amc(paid) == (PartState.CANCELLING, 10000, InvoiceState.WAITING)
    assert refused(paid) == "FSE-DRE-ANNULATION-IMPOSSIBLE"
    assert not possible(paid)
    assert paid.lots.ready() == (), "it needs no document"
    paid.send_all()
    assert [lot.number for lot in paid.store.lots()] == ["027", "AAE", "AAF"]
    assert paid.desk.store.places(NUMBER)[Flow.CANCELLATION] is FormPlace.SENT
    assert paid.lots.group() == ()
    assert refused(paid.reopened()) == "FSE-DRE-ANNULATION-IMPOSSIBLE"


def test_it_travels_beside_a_dre_of_the_same_insurer(paid: ShopDesk) -> None:
    cancel(paid)
    paid.secure(rc=10000)
    files = paid.build()
    assert [len(file.lot_ids) for file in files] == [1, 2]
    assert files[1].content.count(b"OC") == 2, "head and end of one file"


@pytest.mark.parametrize(
    ("taken", "state", "left"),
    [
        ((10000, "P", -10000), PartState.CANCELLED, 0),
        ((10000, "P", 0), PartState.CANCELLED, 10000),
        ((10000, "P", -9999), PartState.ANOMALY, 1),
        ((10000, "P", 10000), PartState.ANOMALY, 20000),
        ((10000, "D", 0), PartState.CANCELLING, 10000),
    ],
)
def test_what_the_insurer_takes_back(
    paid: ShopDesk, taken: tuple[int, str, int], state: PartState, left: int
) -> None:
    cancel(paid)
    paid.send_all()
    assert paid.take(("RSP", says("AAF", taken)))[0].outcome == "matched"
    assert amc(paid)[:2] == (state, left)
    standing = paid.desk.store.standing(NUMBER)
    assert (standing.amc_expected == 0) is (state is PartState.CANCELLED)
    if state is PartState.CANCELLED:
        assert standing.state is InvoiceState.PAID


def test_an_insurer_who_refuses_leaves_an_anomaly(paid: ShopDesk) -> None:
    cancel(paid)
    paid.send_all()
    paid.take(("RSP", says("AAF", (10000, "R", 0), REFUSED)))
    assert amc(paid) == (PartState.ANOMALY, 10000, InvoiceState.ANOMALY)
    assert refused(paid) == "FSE-DRE-ANNULATION-IMPOSSIBLE"


def test_the_answer_to_the_dre_may_come_after_the_other(shop: ShopDesk) -> None:
    shop.secure(rc=10000)
    shop.send_all()
    cancel(shop)
    shop.send_all()
    shop.take(("RSP", says("AAF", (10000, "P", 0))))
    assert amc(shop)[0] is PartState.CANCELLED
    shop.take(("RSP", says("AAE", (10000, "R", 0), REFUSED)))
    assert amc(shop)[0] is PartState.CANCELLED
    shop.take(("RSP", says("AAE", (10000, "P", 10000))))
    assert amc(shop)[0] is PartState.ANOMALY, "money for what was taken back is seen"


def test_a_cancellation_in_a_refused_file_leaves_in_another_one(
    paid: ShopDesk, concentrator: Concentrator
) -> None:
    """It is not made again: the one that was signed is put in another lot."""
    cancel(paid)
    concentrator.before["put"] = PermissionError("Fichier refusé.")
    with pytest.raises(PeerViolation, match="TEL-FICHIER-REFUSE"):
        paid.send_all()
    concentrator.before.clear()
    lot = paid.lot("AAF")
    assert lot.state is LotState.FAILED
    assert paid.treatment.regroup(lot.id) == (NUMBER,)
    paid.send_all()
    paid.take(("RSP", says("AAG", (10000, "P", -10000))))
    assert amc(paid) == (PartState.CANCELLED, 0, InvoiceState.PAID)


def test_a_person_says_what_became_of_a_cancellation_that_never_arrives(paid: ShopDesk) -> None:
    """Its lot was closed by hand; an answer that comes after all is looked at."""
    cancel(paid)
    paid.send_all()
    desk = Lettrage(invoices=paid.desk.store, returns=paid.returns, clock=paid.desk.clock)
    desk.treat(NUMBER, confirmed=True)
    desk.declare(NUMBER, "amc", PartState.PAID, confirmed=True)
    assert amc(paid) == (PartState.PAID, 10000, InvoiceState.PAID)
    assert refused(paid) == "FSE-DRE-ANNULATION-IMPOSSIBLE"
    paid.take(("RSP", says("AAF", (10000, "P", -10000))))
    assert amc(paid) == (PartState.ANOMALY, 0, InvoiceState.ANOMALY)


@pytest.mark.parametrize(("point", "kept"), [("after-sign", False), ("after-store", True)])
def test_a_crash_keeps_the_whole_or_nothing(paid: ShopDesk, point: str, kept: bool) -> None:
    paid.desk.hazards.points.add(point)
    with pytest.raises(Crash):
        cancel(paid)
    after = paid.reopened()
    assert (after.desk.store.standing(NUMBER).amc_state is PartState.CANCELLING) is kept
    assert (Flow.CANCELLATION in after.desk.store.places(NUMBER)) is kept
    assert len(after.lots.group()) == kept
    after.close()


def test_an_invoice_whose_dre_was_cancelled_can_be_credited(shop: ShopDesk) -> None:
    """What RO rejected and RC paid barred before."""
    shop.secure(rc=10000)
    shop.send_all()
    shop.take(
        ("RSP", payment("027", answer(NUMBER, amo=(9, "R", 0), rejects=[REFUSED_BY_FUND]))),
        ("RSP", says("AAE", (10000, "P", 10000))),
    )
    fse = shop.desk.fse
    assert [found.code for found in fse.credit_bars(NUMBER)] == ["FSE-AVOIR-PART-PAYEE"]
    cancel(shop)
    assert [found.code for found in fse.credit_bars(NUMBER)] == ["FSE-AVOIR-EN-ATTENTE"]
    shop.send_all()
    shop.take(("RSP", says("AAF", (10000, "P", -10000))))
    assert fse.credit_bars(NUMBER) == []
    assert fse.credit(NUMBER, "rejet RO").invoice == NUMBER
    assert shop.desk.store.standing(NUMBER).state is InvoiceState.CREDITED


REFUSED_BY_FUND = Reject("0450", "0561", "EXONERATION NON TRANSMISE")
