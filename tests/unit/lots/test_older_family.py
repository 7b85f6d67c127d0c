"""The older family, which names its lot by 080 and its invoice by 100, is matched all the same."""

from dataclasses import replace

from tests.unit.lots.makers import ShopDesk
from tests.unit.lots.written import DAY, LOT_DAY, PAYEE, START, Written, closed, closing, sum_of

from binocle.fse import PartState
from binocle.kernel import Cents
from binocle.lots.noemie import (
    AccountingDay,
    ActPaid,
    LotReturned,
    OldBeneficiary,
    OldInsured,
    OldInvoice,
    OldNature,
    Payee,
    PayeeContinued,
)
from binocle.wire import Record

ZERO = Cents(0)


def invoice(number: str, paid: int) -> list[Record]:
    line = ActPaid(
        line=1, regime_technical_code="01", exemption="0", treatment_mode="00", discipline="000",
        prescribed_on=None, started_on=DAY, ended_on=None, unit_price=ZERO, base=ZERO, rate=60,
        paid=Cents(paid), sign="P", act="OPT", act_complement="", quantity=1, coefficient=0,
        unit_count=1, spent=ZERO, spending_qualifier="", increase_rate=0, increase=ZERO,
        mutual_rate=0, mutual=ZERO, mutual_base=ZERO,
    )  # fmt: skip
    content: list[Record] = [
        OldInsured(nir="2550699999999", nir_key="34", name_kind="U", name="X", first_name="Y"),
        OldBeneficiary(birth_date="550615", birth_rank="1", name="X", first_name="Y", unit=""),
        OldNature(nature="AS"),
        line,
    ]
    return closed([OldInvoice(invoice_number=number)], number, content, len(content))


def test_a_return_of_the_older_family_pays(shop: ShopDesk) -> None:
    shop.secure()
    shop.secure()
    shop.send_all()
    both = [*invoice("000000001", 9), *invoice("000000002", 4)]
    lot = closed([LotReturned(lot_day=LOT_DAY, lot_number="027")], "080", both, 2)
    opening = [PayeeContinued(payee_number=PAYEE), AccountingDay(day=DAY)]
    entities = [Payee(payee_number=PAYEE), *closed(opening, "070", lot, 1)]
    entities.append(closing("020", 1, sum_of(entities)))
    start = replace(START, sender_number="00000001999000", reference="576")
    content = Written(entities, 13, 1, start).content()
    assert [done.outcome for done in shop.take(("RSP", content))] == ["matched"]
    states = [shop.desk.store.standing(n).amo_state for n in ("000000001", "000000002")]
    assert states == [PartState.PAID, PartState.ANOMALY]
    (kept,) = shop.returns.kept_transfers()
    assert (kept.transfer.amount, kept.transfer.label, kept.unexplained) == (13, "", 0)
    assert [each.asked for each in shop.returns.postings()] == [9, 9], "what we asked"
