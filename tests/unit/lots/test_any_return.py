"""Any right return, of any kinds: told to the cent; one entity less or more, and it is refused."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from tests.unit.lots.written import DAY, PEOPLE, Written, closed, closing, sum_of

from binocle.kernel import Cents
from binocle.lots.nesting import MONEY
from binocle.lots.noemie import (
    AmcPart,
    AmoPart,
    Closing,
    Debt,
    InvoiceReturned,
    OneOffDetail,
    OneOffPayment,
    Payee,
    PayeeContinued,
    ReturnKind,
    TransferAnnounced,
)
from binocle.lots.returns import read_noemie
from binocle.lots.telling import tell_return
from binocle.lots.told import DebtMoved, InvoiceAnswered, OneOffPaid, ReturnClosed, TransferClosed
from binocle.wire import Record, WireRefusal

FEW = settings(max_examples=25, deadline=None)

amounts = st.integers(0, 999_999).map(Cents)
signs = st.sampled_from("PN")


@st.composite
def debts(draw: DrawFn) -> Debt:
    return Debt(
        line=0, debt_reference="DETTE", debt_on=DAY, nature="IND", operation="RPR",
        amount=draw(amounts), sign=draw(signs),
    )  # fmt: skip


@st.composite
def invoices(draw: DrawFn) -> list[Record]:
    number, lot = draw(st.integers(1, 999_999_999)), draw(st.sampled_from(["027", "028", "AAE"]))
    opening = InvoiceReturned(
        invoice_number=f"{number:09d}", lot_number=lot, lot_day=DAY, invoice_type="F"
    )
    content: list[Record] = [PEOPLE]
    state = draw(st.sampled_from("PRD"))
    paid = draw(amounts) if state == "P" else Cents(0)
    content.append(AmoPart(asked=draw(amounts), state=state, paid=paid, sign=draw(signs)))
    if draw(st.booleans()):
        content.append(
            AmcPart(asked=Cents(83), state="P", paid=draw(amounts), sign=draw(signs),
                    amc_number="0062999999")
        )  # fmt: skip
    content += draw(st.lists(debts(), max_size=2))
    return closed([opening], f"{number:09d}", content, len(content))


@st.composite
def kinds(draw: DrawFn) -> list[Record]:
    kind = draw(st.sampled_from(["01", "03", "05"]))
    content: list[Record] = []
    if kind == "01":
        several = draw(st.lists(invoices(), min_size=1, max_size=3))
        content = [each for one in several for each in one]
        count = len(several)
    elif kind == "05":
        content = list(draw(st.lists(debts(), min_size=1, max_size=2)))
        count = len(content)
    else:
        payments = draw(st.lists(amounts, min_size=1, max_size=2))
        for amount in payments:
            content.append(OneOffPayment(payment_code="00001", amount=amount))
            content.append(OneOffDetail(period="P", amount=amount))
        count = len(payments)
    return closed([ReturnKind(kind=kind)], "081", content, count)


@st.composite
def returns(draw: DrawFn) -> Written:
    entities: list[Record] = [Payee(payee_number="000000992604231")]
    transfers = draw(st.integers(1, 3))
    for _ in range(transfers):
        content = draw(st.lists(kinds(), min_size=1, max_size=3))
        short = -min(0, sum(sum_of(each) for each in content))
        pays = [OneOffPayment(payment_code="00002", amount=Cents(short)),
                OneOffDetail(period="P", amount=Cents(short))]  # fmt: skip
        content.append(closed([ReturnKind(kind="03")], "081", pays, 1))
        opening = [
            PayeeContinued(payee_number="000000992604231"),
            TransferAnnounced(day=DAY, label_1="VIR 1", label_2="VIR 2"),
        ]
        flat = [each for one in content for each in one]
        entities += closed(opening, "071", flat, len(content))
    entities.append(closing("020", transfers, sum_of(entities)))
    lots = {each.lot_number for each in entities if isinstance(each, InvoiceReturned)}
    return Written(entities, sum_of(entities), len(lots))


def _refused(content: bytes) -> bool:
    try:
        list(read_noemie((content,)))
    except WireRefusal:
        return True
    return False


@FEW
@given(returns())
def test_a_right_return_is_told_to_the_cent(written: Written) -> None:
    content = written.content()
    read = list(read_noemie((content,)))
    assert read[1:-1] == written.entities
    told = list(tell_return((content,)))
    moved = sum(
        each.total if isinstance(each, InvoiceAnswered) else each.amount
        for each in told
        if isinstance(each, InvoiceAnswered | OneOffPaid | DebtMoved)
    )
    transfers = [each.amount for each in told if isinstance(each, TransferClosed)]
    assert moved == sum(transfers) == written.total
    assert all(amount >= 0 for amount in transfers)
    assert isinstance(told[-1], ReturnClosed)
    invoices_read = [each for each in told if isinstance(each, InvoiceAnswered)]
    assert len(invoices_read) == sum(each.CODE == "102" for each in written.entities)


@FEW
@given(returns(), st.data())
def test_one_entity_less_or_more_is_refused(written: Written, data: st.DataObject) -> None:
    """No entity of these kinds may be lost, doubled or moved without a refusal."""
    entities = written.entities
    place = data.draw(st.integers(0, len(entities) - 1))
    assert _refused(written.content([*entities[:place], *entities[place + 1 :]]))
    if entities[place].CODE != "262":  # a payment may have several details
        assert _refused(written.content([*entities[: place + 1], *entities[place:]]))


@FEW
@given(returns(), st.data())
def test_one_cent_more_is_refused(written: Written, data: st.DataObject) -> None:
    entities = written.entities
    places = [i for i, each in enumerate(entities) if each.CODE in MONEY or each.CODE == "990"]
    place = data.draw(st.sampled_from(places))
    entity = entities[place]
    match entity:
        case AmoPart() | AmcPart():
            if not entity.paid:
                return
            other: Record = replace(entity, paid=Cents(entity.paid - 1))
        case Debt() | OneOffPayment():
            if not entity.amount:
                return
            other = replace(entity, amount=Cents(entity.amount - 1))
        case Closing():
            other = replace(entity, total=Cents(entity.total + 1))
        case _:
            raise AssertionError(entity)
    assert _refused(written.content([*entities[:place], other, *entities[place + 1 :]]))
