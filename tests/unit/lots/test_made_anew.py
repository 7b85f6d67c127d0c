"""Forms deleted and made anew meet the lots: only the present ones travel."""

from datetime import date

from tests.unit.fse.makers import DEGRADED, NOW, SoftCps
from tests.unit.lots.makers import FUND, ShopDesk, arl

from binocle.fse import Correction, Flow, FormPlace, InvoiceState
from binocle.lots import FileState
from binocle.lots.states import LotBroken
from binocle.rates import SecuringMode
from binocle.scor import FseLot
from binocle.workflows import FseLotsOfStore

DEGRADE = Correction(mode=SecuringMode.DEGRADED, circumstances=DEGRADED)


def test_only_the_present_forms_travel(shop: ShopDesk) -> None:
    made, fse = shop.secure(), shop.desk.fse
    fse.delete_forms(made.number)
    assert shop.lots.group() == ()
    fse.restart(made.number, DEGRADE)
    assert shop.lots.group() == ()
    (form,) = fse.sign(made.number, SoftCps().session())
    (lot,) = shop.lots.group()
    assert (lot.key.flag, shop.store.forms_of(lot.id)) == ("D", (form,))
    assert shop.desk.store.places(made.number) == {Flow.FSE: FormPlace.IN_LOT}
    shop.send_all()
    assert shop.desk.store.places(made.number) == {Flow.FSE: FormPlace.SENT}
    assert shop.desk.store.standing(made.number).state is InvoiceState.WAITING


def test_documents_follow_the_lot_that_its_fund_has_for_sure(shop: ShopDesk) -> None:
    made, known = shop.secure(rc=10000), FseLotsOfStore(shop.store)
    shop.send_all()
    assert known.arrived(made.number) is None, "a receipt is not an ARL"
    shop.take(("ARL", arl("027")))
    assert known.arrived(made.number) == FseLot("027", FUND, date(2024, 5, 28))
    shop.take(("ARL", arl("027")))
    assert known.arrived(made.number) is not None
    assert known.arrived("000000999") is None


def test_a_form_of_a_refused_file_is_made_anew_in_another_lot(shop: ShopDesk) -> None:
    made, fse = shop.secure(), shop.desk.fse
    (file,) = shop.build()
    shop.store.mark_file(file.name, FileState.REFUSED)
    for lot in shop.store.lots_of(file.name):
        shop.store.advance(lot, LotBroken(), NOW)
    assert FseLotsOfStore(shop.store).arrived(made.number) is None
    fse.delete_forms(made.number)
    assert shop.store.lot_in_force(made.number) is None, "the form in force is in no lot yet"
    fse.restart(made.number)
    (second,) = fse.sign(made.number, SoftCps().session())
    (lot,) = shop.lots.group()
    assert shop.store.forms_of(lot.id) == (second,)
    first, again = shop.store.lots_holding(made.number)
    assert (first.number, again.number) == ("027", "028")
    assert shop.store.lot_in_force(made.number) == again
    total = shop.returns.asked(made.number, again)
    assert total is not None
    assert total.amo == made.amo
    assert second.signed_at == NOW
