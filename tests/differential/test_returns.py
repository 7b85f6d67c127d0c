"""Returns: what payers and concentrator write, core reads; what is altered is never believed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from binocle.amc import Management
from binocle.fse import Flow, Invoice
from binocle.kernel import ZERO, PeerViolation
from binocle.lots import Transfer
from binocle.lots.returns import Arl, read_arl, read_noemie
from binocle.wire import WireRefusal
from binocle_simulators.concentrator import LotFacts, read_b2
from binocle_simulators.concentrator.arl import arl_record
from binocle_simulators.payers import Register, Treasury
from binocle_simulators.payers import formats as payer
from binocle_simulators.people import Cover, Person
from binocle_simulators.world import World

from .invoices import (
    Written,
    days,
    digits,
    flipped,
    flips,
    nirs,
    words,
    write,
    written_files,
)
from .one_lot import InvoiceAnswer, OneLot, PartAnswer, read_return

NEXT_DAY = date(2024, 5, 29)
OPEN_DAY = "00000000"
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÉÇ'-", min_size=1, max_size=15)


# -- NOEMIE, any answer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """A return that a payer wrote, and what it says."""

    content: bytes
    told: tuple[str, OneLot]


@st.composite
def parts(draw: DrawFn) -> payer.Part:
    asked = draw(st.integers(0, 99_999_999))
    state = draw(st.sampled_from("PRD "))
    paid = draw(st.just(asked) | st.integers(0, 99_999_999)) if state == "P" else 0
    return payer.Part(asked, state, paid)


@st.composite
def settled(draw: DrawFn, *, number: str) -> payer.Settled:
    amc = draw(st.none() | parts())
    reject = st.builds(
        payer.Reject, digits(4), words(30) | digits(0, 3, 4, 5), words(86), st.sampled_from("OC")
    )
    return payer.Settled(
        number=number,
        billing_date=f"{draw(days):%y%m%d}",
        kind=draw(st.sampled_from("FD")),
        handling=draw(st.sampled_from("EC ")),
        nir=draw(nirs).compact,
        own_nir=draw(st.just("") | nirs.map(lambda nir: nir.compact)),
        birth=draw(digits(6)),
        birth_rank=draw(digits(1)),
        amo=draw(parts()),
        amc=amc,
        insurer=draw(digits(8, 10)) if amc else "",
        member=draw(words(15)) if amc else "",
        care_date=f"{draw(days):%y%m%d}",
        names=payer.Names(*(draw(NAMES) for _ in range(5))),
        rejects=tuple(draw(st.lists(reject, max_size=2))),
    )


@st.composite
def returns(draw: DrawFn) -> Answered:
    """A return of any payer that says any thing: paid, paid otherwise, rejected, deferred."""
    transfer = payer.Transfer(
        sender_type=draw(st.sampled_from(["CP", "OC"])),
        sender=draw(digits(14)),
        partner=draw(digits(9)),
        file=draw(digits(6)),
        day=f"{draw(days):%y%m%d}",
        labels=(draw(words(32)), draw(words(32))),
        organisation=draw(digits(8, 10)),
        lot=draw(st.sampled_from(["001", "027", "AAE", "ZZZ"])),
        lot_date=f"{draw(days):%y%m%d}",
    )
    numbers = draw(st.lists(st.integers(1, 999_999_999), min_size=1, max_size=3, unique=True))
    answers = [draw(settled(number=f"{number:09d}")) for number in numbers]
    return Answered(payer.return_file(transfer, answers), return_told(transfer, answers))


def return_told(transfer: payer.Transfer, answers: list[payer.Settled]) -> tuple[str, OneLot]:
    day = transfer.day
    paid = sum(answer.paid for answer in answers)
    money = Transfer(
        day=date(2000 + int(day[:2]), int(day[2:4]), int(day[4:])),
        label="".join(transfer.labels),
        payer=transfer.organisation,
        amount=paid,  # type: ignore[arg-type]
    )
    told = tuple(
        InvoiceAnswer(
            number=answer.number,
            lot_number=transfer.lot,
            invoice_type=answer.kind,
            nir=answer.nir,
            amo=part_told(answer.amo, answer, "O"),
            amc=part_told(answer.amc, answer, "C") if answer.amc else None,
        )
        for answer in answers
    )
    return transfer.sender, OneLot(money, transfer.lot, told)


def whole_code(reject: payer.Reject) -> str:
    """Return the code as the manuals' lists print it: ``0450 0561``."""
    is_code = reject.detail.isdigit() and len(reject.detail) <= 4
    return f"{reject.code} {reject.detail}" if is_code else reject.code


def part_told(part: payer.Part, answer: payer.Settled, side: str) -> PartAnswer | None:
    if part.state == " ":
        return None
    reject = next((reject for reject in answer.rejects if reject.part == side), None)
    return PartAnswer(
        asked=part.asked,
        state=part.state,
        paid=part.paid,
        code=whole_code(reject) if reject else "",
        label=reject.label if reject else "",
    )


@settings(max_examples=60, deadline=None)
@given(returns())
def test_core_reads_what_a_payer_wrote(answered: Answered) -> None:
    assert read_return(answered.content) == answered.told


def one_paid() -> Answered:
    """One invoice in single management, both parts of it paid."""
    transfer = payer.Transfer(
        sender_type="CP", sender="00000001999000", partner="992604231", file="000001",
        day="240529", labels=("VIR AMO LIGNE 1 - 1FR", "VIR AMO LIGNE 2 - 1FR"),
        organisation="01999000", lot="027", lot_date="240528",
    )  # fmt: skip
    answer = payer.Settled(
        number="000000254", billing_date="240528", kind="F", handling="C",
        nir="255069999999934", own_nir="", birth="550612", birth_rank="1",
        amo=payer.Part(9, "P", 9), amc=payer.Part(10000, "P", 10000),
        insurer="1100000000", member="0000",
    )  # fmt: skip
    return Answered(payer.return_file(transfer, [answer]), return_told(transfer, [answer]))


UNTREATED = 0x70
"""Makes a space of the letter P: a part that pays would be one that nobody handled."""


@settings(max_examples=10, deadline=None)
@given(returns(), flips)
@example(one_paid(), UNTREATED)
def test_any_byte_of_a_return_flipped_is_refused_or_told(answered: Answered, bits: int) -> None:
    """What is told never moves money: a sum would no longer agree."""
    content, (_, right) = answered.content, answered.told
    whole, silent = list(read_noemie((content,))), []
    for place in range(len(content)):
        altered = flipped(content, place, bits)
        try:
            told_now, (_, found) = list(read_noemie((altered,))), read_return(altered)
        except (WireRefusal, PeerViolation):
            continue
        if told_now == whole or paid(found) != paid(right):
            silent.append(place)
    assert silent == []


def paid(told: OneLot) -> list[int]:
    parts = [part for answer in told.answers for part in (answer.amo, answer.amc)]
    return [told.transfer.amount, *(part.paid for part in parts if part and part.paid)]


# -- the whole way: core writes, the payer settles, core reads ------------------------------------


def register(written: Written) -> Register:
    """Know everybody of a file, rights open, covered at the rate that was billed: one a person.

    A fund tells people apart by six digits of their birth, and looks for open rights where the form
    is degraded.
    """
    rates: dict[tuple[str, str, str], set[int]] = {}
    for _, some in written.lots:
        for invoice in some:
            who = invoice.patient.nir.compact, invoice.patient.birth.short, invoice.patient.rank
            rates.setdefault(who, set()).update(line.rate for line in invoice.lines)
    assume(all(len(billed) == 1 for billed in rates.values()))
    people = []
    for _, some in written.lots:
        for invoice in some:
            patient = invoice.patient
            people.append(
                Person(
                    key=invoice.number,
                    name=patient.name,
                    first_name=patient.first_name,
                    birth=patient.birth.digits,
                    nir=patient.nir.compact,
                    rank=patient.rank,
                    regime=patient.regime,
                    fund=patient.caisse,
                    rights=((OPEN_DAY, OPEN_DAY),),
                    covers=(Cover(OPEN_DAY, OPEN_DAY, rate=invoice.lines[0].rate),),
                )
            )
    return Register(people)


def paid_in_whole(invoice: Invoice, flow: Flow, lot_number: str) -> InvoiceAnswer:
    """Return the answer to a form alone: what was never paid is taken back for nothing."""
    paid = ZERO if flow is Flow.CANCELLATION else invoice.amc
    asks_amc = flow.to_insurer or (invoice.management is Management.SINGLE and invoice.amc > 0)
    return InvoiceAnswer(
        number=invoice.number,
        lot_number=lot_number,
        invoice_type="D" if flow.to_insurer else "F",
        nir=invoice.patient.nir.compact,
        amo=PartAnswer(invoice.amo, "P", invoice.amo) if flow is Flow.FSE else None,
        amc=PartAnswer(invoice.amc, "P", paid) if asks_amc else None,
    )


def answers(written: Written, *lots: LotFacts) -> tuple[Treasury, list[bytes]]:
    """Have payers who know everybody answer lots, one after the other."""
    world, files = World(7), list[bytes]()
    world.advance(timedelta(days=1))
    treasury = Treasury(world=world, register=register(written))
    treasury.deliver_to(lambda content, **_: files.append(content))
    for lot in lots:
        desk = treasury.desk(lot.recipient_type, lot.recipient)
        desk.answer(lot, on=NEXT_DAY, already_received=frozenset(), fse_amo={})
    return treasury, files


@settings(max_examples=60, deadline=None)
@given(written_files(most_lots=1))
def test_what_core_asks_is_paid_in_whole_and_read_so(written: Written) -> None:
    ((lot, some),) = written.lots
    (facts,) = read_b2(written.content).lots
    _, (content,) = answers(written, facts)
    sender, told = read_return(content)
    assert sender == facts.recipient
    assert told.lot_number == lot.number
    assert told.answers == tuple(paid_in_whole(each, written.flow, lot.number) for each in some)
    assert told.transfer.day == NEXT_DAY
    assert told.transfer.amount == sum(
        part.paid for answer in told.answers for part in (answer.amo, answer.amc) if part
    )


@settings(max_examples=30, deadline=None)
@given(written_files(most_lots=1, flow=Flow.DRE))
def test_what_an_insurer_paid_he_takes_back_once(written: Written) -> None:
    ((lot, some),) = written.lots
    again = replace(lot, key=replace(lot.key, flow=Flow.CANCELLATION))
    back = write(written.heading, [(again, some)], Flow.CANCELLATION)
    (facts,), (taken,) = read_b2(written.content).lots, read_b2(back).lots
    treasury, files = answers(written, facts, taken, taken)
    _, paid, refused = map(read_return, files)
    assert [answer.amc and answer.amc.paid for answer in paid[1].answers] == [
        -invoice.amc for invoice in some
    ]
    assert paid[1].transfer.amount == 0, "a debt for each: no bank pays less than nothing"
    assert {debt.amount for debt in treasury.ledger.debts} == {
        each.amc for each in some if each.amc
    }
    assert {
        answer.amc and (answer.amc.state, answer.amc.code) for answer in refused[1].answers
    } == {("R", "9007")}


# -- ARL ------------------------------------------------------------------------------------------


@st.composite
def acknowledgements(draw: DrawFn) -> tuple[bytes, Arl]:
    (facts, *_) = read_b2(draw(written_files(most_lots=1)).content).lots
    code, label = draw(st.sampled_from(["0000", "4025", "9001"])), draw(words(80))
    positive = code == "0000"
    record = Arl(
        sign="P" if positive else "N",
        lot_number=facts.number,
        recipient_number=facts.recipient,
        lot_day=date(2000 + int(facts.date[:2]), int(facts.date[2:4]), int(facts.date[4:])),
        file_id=facts.file,
        code=code,
        label=label,
    )
    return arl_record(facts, code, label), record


@settings(max_examples=30, deadline=None)
@given(st.lists(acknowledgements(), min_size=1, max_size=2))
def test_core_reads_the_acknowledgements(both: list[tuple[bytes, Arl]]) -> None:
    content = b"".join(written for written, _ in both)
    assert read_arl(content) == tuple(record for _, record in both)


@settings(max_examples=10, deadline=None)
@given(acknowledgements(), flips)
def test_any_byte_of_an_acknowledgement_flipped_is_refused_or_told(
    both: tuple[bytes, Arl], bits: int
) -> None:
    """What is told never turns a verdict: sign and code say it twice."""
    content, record = both
    for place in range(len(content)):
        try:
            (found,) = read_arl(flipped(content, place, bits))
        except WireRefusal:
            continue
        assert found != record, place
        assert found.positive == record.positive, place
