"""The auditor finds nothing after any returns, and each thing that somebody altered."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from sqlalchemy import text
from tests.unit.lots.makers import INSURER, ShopDesk, arl
from tests.unit.lots.written import bank, moved, noemie, of_kind, one_off, rejected, told

from binocle.fse import PartState
from binocle.kernel import Finding, Severity
from binocle.lots import Auditor, Balance, Lettrage
from binocle.wire import Record

FIRST, SECOND = "000000001", "000000002"
STRANGER = "000000077"


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    """Invoice 1 with a DRE and invoice 2 without, sent: lots 027 and AAE."""
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


def auditor(shop: ShopDesk) -> Auditor:
    return Auditor(invoices=shop.desk.store, returns=shop.returns)


def found(shop: ShopDesk) -> list[Finding]:
    return list(auditor(shop).findings())


def codes(shop: ShopDesk) -> set[str]:
    return {finding.code for finding in found(shop)}


answers = st.sampled_from([("P", 9), ("P", 9), ("P", 4), ("P", 5), ("P", -9), ("R", 0), ("D", 0)])
rc_answers = st.sampled_from([("P", 10000), ("P", 9999), ("P", -10000), ("R", 0), ("D", 0)])


@st.composite
def fund_returns(draw: DrawFn) -> bytes:
    said = [
        told(number, lot=lot, amo=(9, *draw(answers)), more=draw(more))
        for number, lot in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4))
    ]
    return noemie(
        *_paid(said, draw(st.integers(0, 30))), file=f"{draw(st.integers(1, 999_999)):06d}"
    )


@st.composite
def insurer_returns(draw: DrawFn) -> bytes:
    said = [told(FIRST, lot="AAE", amc=(10000, *draw(rc_answers)), type="D")]
    file = f"{draw(st.integers(1, 999_999)):06d}"
    return noemie(*_paid(said, 0), sender=INSURER, type="OC", file=file)


PLACES = [(FIRST, "027"), (SECOND, "027"), (STRANGER, "027"), (FIRST, "041")]
NOTHING: Sequence[Record] = ()
more = st.sampled_from(
    [NOTHING, NOTHING, [rejected()], [moved("D1", "CIN", 9), moved("D1", "RPR", -9)]]
)


def _paid(said: list[list[Record]], withheld: int) -> list[list[Record]]:
    """One transfer for each two invoices, none below zero: what is missing is paid as an aid."""
    transfers = []
    for at in range(0, len(said), 2):
        kinds = [of_kind("01", *said[at : at + 2])]
        kinds.append(of_kind("05", [moved("D2", "RPR", -withheld)]))
        kinds.append(of_kind("03", one_off("AIDE", 40000)))
        transfers.append(bank(f"{at}FR", *kinds))
    return transfers


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(contents=st.lists(st.one_of(fund_returns(), insurer_returns()), min_size=1, max_size=3))
def test_after_any_returns_every_cent_is_explained(sent: ShopDesk, contents: list[bytes]) -> None:
    """Returns add up from one example to the next: the shop's life grows longer."""
    sent.take(*(("RSP", content) for content in contents))
    assert [each for each in found(sent) if each.severity is Severity.BLOCKS] == []
    assert all(kept.unexplained == 0 for kept in sent.returns.kept_transfers())
    for number in (FIRST, SECOND):
        told_now, standing = auditor(sent).balance(number), sent.desk.store.standing(number)
        assert (told_now.amo_paid, told_now.amc_paid) == (standing.amo_paid, standing.amc_paid)
        assert told_now.billed == sum(_columns(told_now))


def _columns(told_now: Balance) -> tuple[int, ...]:
    return (
        told_now.amo_paid, told_now.amc_paid, told_now.patient, told_now.waiting,
        told_now.differences,
    )  # fmt: skip


def test_where_each_cent_of_an_invoice_is(sent: ShopDesk) -> None:
    total = sent.desk.store.standing(FIRST).invoice.total
    before = Balance(total, 0, 0, total - 10009, 10009, 0)  # type: ignore[arg-type]
    assert auditor(sent).balance(FIRST) == before
    sent.take(("RSP", noemie(bank("1FR", of_kind("01", told(FIRST, amo=(9, "P", 4)))))))
    assert _columns(auditor(sent).balance(FIRST)) == (4, 0, total - 10009, 10000, 5)
    (short,) = found(sent)
    assert (short.code, short.severity) == ("VIR-ECART-EXPLIQUE", Severity.WARNS)
    assert short.facts == {"facture": FIRST, "part": "amo", "demande": 9, "verse": 4}


def test_what_a_person_declares_is_a_cause(sent: ShopDesk) -> None:
    desk = Lettrage(invoices=sent.desk.store, returns=sent.returns, clock=sent.desk.clock)
    desk.treat(SECOND, confirmed=True)
    desk.declare(SECOND, "amo", PartState.PAID, confirmed=True)
    assert codes(sent) == {"VIR-ECART-EXPLIQUE"}


def test_a_part_that_is_withdrawn_by_a_credit_note_is_asked_no_more(sent: ShopDesk) -> None:
    """Its FSE was refused and waits again; the insurer rejected the DRE."""
    sent.take(("ARL", arl("027", code="4025", label="TRAITEMENT IMPOSSIBLE")))
    lot = sent.lot("027")
    sent.treatment.give_up(lot.id)
    sent.treatment.regroup(lot.id, confirmed=True)
    rejects = told(FIRST, lot="AAE", amc=(10000, "R", 0), type="D", more=[rejected(part="C")])
    sent.take(("RSP", noemie(bank("1FR", of_kind("01", rejects)), sender=INSURER, type="OC")))
    sent.desk.fse.credit(FIRST, "rejet RC")
    assert sent.desk.store.standing(FIRST).amo_state is PartState.NOT_ASKED
    assert [each for each in found(sent) if each.severity is Severity.BLOCKS] == []
    told_now = auditor(sent).balance(FIRST)
    assert (told_now.waiting, told_now.billed) == (0, sum(_columns(told_now)))


def test_money_tied_by_hand_is_followed(sent: ShopDesk) -> None:
    stray = told(STRANGER, lot="041", amo=(9, "P", 9))
    both = of_kind("01", told(FIRST, amo=(9, "P", 9)), stray)
    sent.take(("RSP", noemie(bank("1FR", both))))
    assert codes(sent) == set()
    desk = Lettrage(invoices=sent.desk.store, returns=sent.returns, clock=sent.desk.clock)
    (posting,) = desk.untied()
    desk.tie_to(posting.id, SECOND, confirmed=True)
    assert codes(sent) == set()
    assert sent.desk.store.standing(SECOND).amo_paid == 9


def _event(number: str, kind: str, facts: str) -> str:
    """A line of the journal, which takes no change of its lines."""
    at = "2024-05-30T10:00:00+00:00"
    columns = "INSERT INTO invoice_event (number, at, kind, facts) VALUES"
    return f"{columns} ('{number}', '{at}', '{kind}', '{facts}')".replace(": ", r"\: ")


TAMPERED = {
    "a posting": ("UPDATE transfer_part SET paid_cents = 8", {"VIR-ECART-RETOUR"}),
    "a posting less": ("DELETE FROM transfer_part", {"VIR-ECART-RETOUR"}),
    "what lists show": ("UPDATE invoice SET amo_paid_cents = 8", {"VIR-ECART-ETAT"}),
    "a state": ("UPDATE invoice SET amo_state = 'waiting'", {"VIR-ECART-ETAT"}),
    "a journal that goes on": (
        _event(SECOND, "PartPaidOtherwise", '{"paid": 1, "part": "amo"}'),
        {"VIR-ECART-ETAT", "VIR-ECART-VERSEMENT"},
    ),
    "a payment without a cause": (
        _event(FIRST, "PartPaid", '{"paid": 8, "part": "amo"}'),
        {"VIR-ECART-SANS-CAUSE", "VIR-ECART-ETAT", "VIR-ECART-VERSEMENT"},
    ),
    "an event of no part": (_event(FIRST, "PartPaid", '{"paid": 9}'), {"VIR-ECART-JOURNAL"}),
    "an event that cannot be": (
        _event(SECOND, "PartPaid", '{"paid": 9, "part": "amc"}'),
        {"VIR-ECART-JOURNAL"},
    ),
    "a transfer": ("UPDATE transfer SET amount_cents = 8", {"VIR-ECART-SOMME", "VIR-ECART-PERDU"}),
}


@pytest.mark.parametrize(("change", "expected"), list(TAMPERED.values()), ids=list(TAMPERED))
def test_what_is_altered_is_found(sent: ShopDesk, change: str, expected: set[str]) -> None:
    sent.take(("RSP", noemie(bank("1FR", of_kind("01", told(SECOND, amo=(9, "P", 9)))))))
    assert codes(sent) == set()
    sent.desk.session.connection.execute(text(change))
    assert expected <= codes(sent)
    assert all(each.severity is Severity.BLOCKS for each in found(sent))
