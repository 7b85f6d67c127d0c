"""What comes back: believed when it is about us, else kept and set aside, whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.fse.makers import Crash
from tests.unit.lots.makers import (
    FUND,
    INSURER,
    Concentrator,
    ShopDesk,
    answer,
    arl,
    payment,
)

from binocle.adapters.sqlite import schema
from binocle.fse import InvoiceState, PartState
from binocle.kernel import LinkDown, MalformedAnswer, OperatorActionNeeded, PeerViolation
from binocle.lots import LotState
from binocle_simulators.payers.formats import Reject

PAID = (9, "P", 9)
RC_PAID = (10000, "P", 10000)
TOO_LATE = Reject("0450", "0561", "EXONERATION NON TRANSMISE")


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    """Invoice 1 with a DRE and invoice 2 without, sent: lots 027 and AAE."""
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


def fund_pays() -> bytes:
    return payment("027", answer("000000001", amo=PAID), answer("000000002", amo=PAID))


def insurer_pays() -> bytes:
    told = answer("000000001", kind="D", amo=(9, " ", 0), amc=RC_PAID)
    return payment("AAE", told, insurer=True)


def parts(shop: ShopDesk, number: str) -> tuple[PartState, PartState, InvoiceState]:
    standing = shop.desk.store.standing(number)
    return standing.amo_state, standing.amc_state, standing.state


# -- taking ----------------------------------------------------------------------------------------


def test_a_return_is_kept_before_it_is_acknowledged(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    id = concentrator.deposit("RSP", fund_pays())
    sent.hazards.points.add("after-take")
    concentrator.calls.clear()
    with pytest.raises(Crash):
        sent.reception.receive()
    assert concentrator.calls == ["listing", f"fetch {id}"]
    after = sent.reopened()
    assert [message.content for message in after.returns.untreated()] == [fund_pays()]
    assert after.reception.receive() == 1
    assert not concentrator.waiting
    assert [treated.outcome for treated in after.reception.treat()] == ["matched"]
    assert len(after.returns.transfers()) == 1
    after.close()


@pytest.mark.parametrize(
    ("kind", "content", "state"),
    [
        ("ARL", arl("027"), LotState.ACKNOWLEDGED),
        ("RSP", payment("027", answer("000000001", amo=PAID)), LotState.ANSWERED),
    ],
)
def test_what_comes_back_proves_that_a_file_left(
    shop: ShopDesk, concentrator: Concentrator, kind: str, content: bytes, state: LotState
) -> None:
    """A crash hides that the file left; its receipt is asked for later, it is not sent again."""
    shop.secure()
    shop.hazards.points.add("after-send")
    with pytest.raises(Crash):
        shop.send_all()
    shop = shop.reopened()
    assert shop.states() == {"027": LotState.FILED}
    assert [treated.outcome for treated in shop.take((kind, content))] == ["matched"]
    assert shop.states() == {"027": state}
    shop.send()
    assert [call.split()[0] for call in concentrator.calls].count("put") == 1
    assert [file.receipt for file in shop.store.sent_files()] == ["AR-000001"]
    assert shop.states() == {"027": state}
    shop.close()


def test_what_never_left_is_not_answered(shop: ShopDesk) -> None:
    shop.secure()
    shop.build()
    (treated,) = shop.take(("ARL", arl("027")))
    assert (treated.outcome, treated.code) == ("refused", "LOT-MESSAGE-INATTENDU")
    assert shop.states() == {"027": LotState.FILED}


def test_a_lost_acknowledgement_takes_nothing_twice(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    concentrator.before["acknowledge"] = TimeoutError("slow")
    concentrator.deposit("RSP", fund_pays())
    with pytest.raises(LinkDown, match="TEL-RETOURS-INJOIGNABLES"):
        sent.reception.receive()
    assert [treated.outcome for treated in sent.reception.treat()] == ["matched"]
    concentrator.before.clear()
    assert sent.reception.receive() == 1
    assert sent.reception.treat() == ()
    assert len(sent.returns.transfers()) == 1


def test_other_bytes_under_a_known_name_are_another_return(
    sent: ShopDesk, concentrator: Concentrator
) -> None:
    """A box whose names began anew loses nothing of what it holds now."""
    for content in (arl("027"), fund_pays(), fund_pays()):
        concentrator.waiting["R000001"] = ("ARL" if content == arl("027") else "RSP", content)
        assert sent.reception.receive() == 1
    first, second = sent.reception.treat()
    assert [(one.kind, one.outcome) for one in (first, second)] == [
        ("ARL", "matched"),
        ("RSP", "matched"),
    ]
    assert (first.message, second.message[:8]) == ("R000001", "R000001~")


@pytest.mark.parametrize("call", ["listing", "fetch", "acknowledge"])
@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (ConnectionRefusedError("nobody"), LinkDown, "TEL-RETOURS-INJOIGNABLES"),
        (TimeoutError("slow"), LinkDown, "TEL-RETOURS-INJOIGNABLES"),
        (PermissionError("no"), LinkDown, "TEL-RETOURS-INJOIGNABLES"),
        (MalformedAnswer("HTML"), PeerViolation, "TEL-REPONSE-ILLISIBLE"),
    ],
    ids=["refused", "slow", "forbidden", "malformed"],
)
def test_what_was_taken_so_far_is_kept(
    sent: ShopDesk,
    concentrator: Concentrator,
    call: str,
    failure: Exception,
    kind: type[Exception],
    code: str,
) -> None:
    concentrator.deposit("ARL", arl("027"))
    concentrator.before[call] = failure
    with pytest.raises(kind, match=code):
        sent.reception.receive()
    assert len(sent.returns.untreated()) == (call == "acknowledge")
    concentrator.before.clear()
    assert sent.reception.receive() == 1
    assert [treated.outcome for treated in sent.reception.treat()] == ["matched"]


# -- acknowledgements ------------------------------------------------------------------------------


def test_a_positive_arl(sent: ShopDesk) -> None:
    (treated,) = sent.take(("ARL", arl("027")))
    assert (treated.outcome, treated.kind, treated.code) == ("matched", "ARL", "")
    assert sent.states() == {"027": LotState.ACKNOWLEDGED, "AAE": LotState.RECEIVED}
    assert [lot.label for lot in sent.store.lots()] == ["LOT ACCEPTE", ""]


def test_one_return_acknowledges_several_lots(sent: ShopDesk) -> None:
    both = arl("027") + arl("AAE", recipient=INSURER)
    assert [treated.outcome for treated in sent.take(("ARL", both))] == ["matched"]
    assert set(sent.states().values()) == {LotState.ACKNOWLEDGED}


def test_a_negative_arl_keeps_the_words_of_the_fund(sent: ShopDesk) -> None:
    sent.take(("ARL", arl("027", code="4025", label="LOT REJETE")))
    (fund, _) = sent.store.lots()
    assert (fund.state, fund.label) == (LotState.REFUSED_BY_ARL, "4025 LOT REJETE")


def test_money_for_a_lot_that_an_arl_refused_by_mistake_is_taken(sent: ShopDesk) -> None:
    """Code 4015 of January 2020: the lots had been accepted all the same (wire sheet 3.8)."""
    sent.take(("ARL", arl("027", code="4015", label="CLE DE TRANSPORT")))
    (treated,) = sent.take(("RSP", fund_pays()))
    assert treated.outcome == "matched"
    assert sent.states()["027"] is LotState.ANSWERED
    (transfer,) = sent.returns.transfers()
    assert transfer.amount > 0


@pytest.mark.parametrize(
    "unknown", [arl("028"), arl("027", recipient=INSURER), arl("AAE", recipient=FUND)]
)
def test_an_arl_of_another_lot_is_an_orphan(sent: ShopDesk, unknown: bytes) -> None:
    before = sent.dump()
    (treated,) = sent.take(("ARL", unknown))
    assert (treated.outcome, treated.code) == ("orphan", "TEL-RETOUR-NON-RAPPROCHE")
    assert sent.dump() == before
    (kept,) = sent.returns.set_aside()
    assert (kept.id, kept.outcome, kept.code) == ("R000001", "orphan", "TEL-RETOUR-NON-RAPPROCHE")
    assert sent.reception.treat() == ()


def test_a_refusal_after_an_acceptance_is_set_aside(sent: ShopDesk) -> None:
    sent.take(("ARL", arl("027")))
    before = sent.dump()
    (treated,) = sent.take(("ARL", arl("027", code="4025", label="LOT REJETE")))
    assert (treated.outcome, treated.code) == ("refused", "LOT-MESSAGE-INATTENDU")
    assert sent.dump() == before


def test_an_orphan_in_a_return_takes_all_of_it_back(sent: ShopDesk) -> None:
    before = sent.dump()
    (treated,) = sent.take(("ARL", arl("027") + arl("028")))
    assert treated.outcome == "orphan"
    assert sent.dump() == before


# -- payments --------------------------------------------------------------------------------------


def test_a_payment(sent: ShopDesk) -> None:
    (treated,) = sent.take(("RSP", fund_pays()))
    assert treated.outcome == "matched"
    assert sent.states() == {"027": LotState.ANSWERED, "AAE": LotState.RECEIVED}
    assert parts(sent, "000000001") == (PartState.PAID, PartState.WAITING, InvoiceState.WAITING)
    assert parts(sent, "000000002") == (PartState.PAID, PartState.NOT_ASKED, InvoiceState.PAID)
    (transfer,) = sent.returns.transfers()
    assert (transfer.amount, transfer.payer) == (18, "01999000")
    assert transfer.label == "VIR LIGNE 1 - 1FRVIR LIGNE 2 - 1FR"


def test_both_payers(sent: ShopDesk) -> None:
    """The insurer may even answer first, and before any ARL."""
    told = sent.take(("RSP", insurer_pays()), ("RSP", fund_pays()))
    assert [treated.outcome for treated in told] == ["matched", "matched"]
    standing = sent.desk.store.standing("000000001")
    assert (standing.amo_paid, standing.amc_paid) == (9, 10000)
    assert standing.state is InvoiceState.PAID
    assert [transfer.amount for transfer in sent.returns.transfers()] == [10000, 18]


def test_the_same_bytes_never_pay_twice(sent: ShopDesk) -> None:
    told = sent.take(("RSP", fund_pays()), ("RSP", fund_pays()))
    assert [treated.outcome for treated in told] == ["matched", "duplicate"]
    assert told[1].code == "TEL-RETOUR-EN-DOUBLE"
    assert sent.desk.store.standing("000000001").amo_paid == 9
    assert [transfer.amount for transfer in sent.returns.transfers()] == [18]
    after = sent.reopened()
    assert [treated.outcome for treated in after.take(("RSP", fund_pays()))] == ["duplicate"]
    assert len(after.returns.transfers()) == 1
    assert [kept.outcome for kept in after.returns.set_aside()] == ["duplicate", "duplicate"]
    after.close()


def test_a_second_payment_under_another_reference_is_an_anomaly(sent: ShopDesk) -> None:
    sent.take(("RSP", fund_pays()))
    again = payment("027", answer("000000002", amo=PAID), file="000002")
    assert [treated.outcome for treated in sent.take(("RSP", again))] == ["matched"]
    assert parts(sent, "000000002")[2] is InvoiceState.ANOMALY
    assert sent.desk.store.standing("000000002").amo_paid == 18, "both payments are told"


def test_an_answer_about_one_invoice_leaves_the_others(sent: ShopDesk) -> None:
    sent.take(("RSP", payment("027", answer("000000002", amo=PAID))))
    assert parts(sent, "000000001")[0] is PartState.WAITING
    sent.take(("RSP", payment("027", answer("000000001", amo=PAID), file="000002")))
    assert parts(sent, "000000001")[0] is PartState.PAID


def test_a_reject(sent: ShopDesk) -> None:
    told = answer("000000002", amo=(9, "R", 0), rejects=[TOO_LATE])
    sent.take(("RSP", payment("027", told)))
    assert parts(sent, "000000002")[2] is InvoiceState.REJECTED
    assert sent.returns.transfers() == (), "nothing was transferred"
    facts = sent.dump()["invoice_event"][-1][-1]
    assert "EXONERATION NON TRANSMISE" in str(facts)
    assert "0450" in str(facts)


def test_a_deferred_part_goes_on_waiting(sent: ShopDesk) -> None:
    told = answer("000000002", amo=(9, "D", 0))
    assert [treated.outcome for treated in sent.take(("RSP", payment("027", told)))] == ["matched"]
    assert parts(sent, "000000002") == (
        PartState.WAITING, PartState.NOT_ASKED, InvoiceState.WAITING,
    )  # fmt: skip


@pytest.mark.parametrize(
    "amo", [(9, "P", 8), (9, "P", 10), (9, "P", 0), (8, "P", 8)],
    ids=["less", "more", "nothing", "as little as it says that we asked"],
)  # fmt: skip
def test_another_amount_than_we_asked_is_an_anomaly(
    sent: ShopDesk, amo: tuple[int, str, int]
) -> None:
    sent.take(("RSP", payment("027", answer("000000002", amo=amo))))
    assert parts(sent, "000000002")[2] is InvoiceState.ANOMALY
    assert sent.desk.store.standing("000000002").amo_paid == amo[2]


def test_a_c2s_return_pays_both_parts(shop: ShopDesk) -> None:
    made = shop.secure(service="01")
    shop.send_all()
    told = answer(made.number, amo=PAID, amc=(made.amc, "P", made.amc))
    shop.take(("RSP", payment("027", told)))
    assert made.amc == 6
    assert parts(shop, made.number) == (PartState.PAID, PartState.PAID, InvoiceState.PAID)


ORPHANS = {
    "another lot": payment("028", answer("000000001", amo=PAID)),
    "another payer": payment("027", answer("000000001", amo=PAID), insurer=True),
    "an invoice not ours": payment("027", answer("000000009", amo=PAID)),
    "an invoice of another lot": payment(
        "AAE", answer("000000002", kind="D", amo=(9, " ", 0), amc=RC_PAID), insurer=True
    ),
    "another insured": payment("027", answer("000000001", amo=PAID, nir="142196296516596")),
    "a part never asked": payment("027", answer("000000002", amo=PAID, amc=(5, "P", 5))),
    "the insurer's part, from the fund": payment("027", answer("000000001", amo=PAID, amc=RC_PAID)),
    "the fund's part, from the insurer": payment(
        "AAE", answer("000000001", kind="D", amo=PAID, amc=RC_PAID), insurer=True
    ),
}


@pytest.mark.parametrize("content", list(ORPHANS.values()), ids=list(ORPHANS))
def test_what_is_not_about_us_changes_nothing(sent: ShopDesk, content: bytes) -> None:
    before = sent.dump()
    (treated,) = sent.take(("RSP", content))
    assert (treated.outcome, treated.code) == ("orphan", "TEL-RETOUR-NON-RAPPROCHE")
    assert sent.dump() == before
    assert sent.returns.set_aside()[0].outcome == "orphan"
    assert [done.outcome for done in sent.take(("RSP", fund_pays()))] == ["matched"]


def test_a_truncated_return_is_refused_whole(sent: ShopDesk) -> None:
    content = fund_pays()
    before = sent.dump()
    for length in {0, 1, 127, 128, 500, len(content) - 128, len(content) - 1}:
        (treated,) = sent.take(("RSP", content[:length]))
        assert (treated.outcome, treated.code) == ("refused", "FIL-ENREGISTREMENT-REFUSE"), length
        assert treated.facts
        assert treated.facts["reason"]
    assert sent.dump() == before


def test_an_altered_return_is_refused_whole(sent: ShopDesk) -> None:
    """The total of the 999, one cent off: it is the last thing read."""
    content = fund_pays()
    altered = content[:-128] + content[-128:].replace(b"00000000018", b"00000000019")
    assert altered != content
    before = sent.dump()
    (treated,) = sent.take(("RSP", altered))
    assert (treated.outcome, treated.code) == ("refused", "FIL-ENREGISTREMENT-REFUSE")
    assert sent.dump() == before


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_byte_altered_is_matched_or_set_aside_but_never_half_way(
    sent: ShopDesk, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from([fund_pays(), insurer_pays(), arl("027")])))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.sampled_from(b"019 APRNO@Z\xe9\x00"))
    kind = "ARL" if content[:3] == b"ARL" else "RSP"
    before, transfers = sent.dump(), len(sent.returns.transfers())
    (treated,) = sent.take((kind, bytes(content)))
    if treated.outcome == "matched":
        assert len(sent.returns.transfers()) - transfers <= 1
    else:
        assert sent.dump() == before


@pytest.mark.parametrize("kind", ["ARL", "RSP", "XYZ"])
def test_a_return_that_is_something_else_is_refused(sent: ShopDesk, kind: str) -> None:
    before = sent.dump()
    (treated,) = sent.take((kind, b"<html>Bad gateway</html>" * 10))
    assert treated.outcome == "refused"
    assert sent.dump() == before


# -- whose they are --------------------------------------------------------------------------------

COLLEAGUE = "123456782"


def test_a_return_for_another_professional_is_set_aside_whatever_it_names(sent: ShopDesk) -> None:
    foreign = payment("027", answer("000000001", amo=PAID), partner=COLLEAGUE)
    (treated,) = sent.take(("RSP", foreign))
    assert (treated.outcome, treated.code) == ("refused", "TEL-RETOUR-AUTRE-PROFESSIONNEL")
    assert treated.facts == {"professionnel": "00000123456782"}
    assert parts(sent, "000000001")[0] is PartState.WAITING
    with pytest.raises(OperatorActionNeeded):
        sent.reception.keep_anyway(treated.message)
    assert sent.returns.untied() == ()


def test_a_colleague_of_the_same_program_has_his_own_lots(sent: ShopDesk) -> None:
    """Lots 027 of both: a return pays that of the professional whom it names."""
    table = schema.lot
    (lot,) = [lot for lot in sent.store.lots() if lot.number == "027"]
    values = {"partner": COLLEAGUE, "number": "028"}
    sent.desk.session.connection.execute(table.update().where(table.c.id == lot.id).values(values))
    assert sent.store.knows_partner(COLLEAGUE)
    (treated,) = sent.take(("RSP", payment("028", answer("000000001", amo=PAID))))
    assert treated.outcome == "orphan"
    theirs = payment("028", answer("000000001", amo=PAID), file="000002", partner=COLLEAGUE)
    (treated,) = sent.take(("RSP", theirs))
    assert treated.outcome == "matched"
