"""Money tied to files by the program or by a person, and answers treated by hand."""

import pytest
from tests.unit.fse.makers import SHOP
from tests.unit.lots.makers import ShopDesk, answer, payment
from tests.unit.lots.written import bank, noemie, of_kind, told

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Finding, OperatorActionNeeded, Severity
from binocle.lots import Auditor, Lettrage, ReturnService, declarable
from binocle.lots.noemie import People

FIRST, SECOND = "000000001", "000000002"


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


def lettrage(shop: ShopDesk) -> Lettrage:
    return Lettrage(
        invoices=shop.desk.store, returns=shop.returns, clock=shop.desk.clock, by="992604231"
    )


def audit(shop: ShopDesk) -> list[Finding]:
    return list(Auditor(invoices=shop.desk.store, returns=shop.returns).findings())


def refused(gesture: object, *arguments: object) -> str:
    with pytest.raises(OperatorActionNeeded) as error:
        gesture(*arguments)  # type: ignore[operator]
    return error.value.code


def both_paid() -> bytes:
    paid = (9, "P", 9)
    return payment("027", answer(FIRST, amo=paid), answer(SECOND, amo=paid))


def test_money_is_tied_when_returns_are_integrated(sent: ShopDesk) -> None:
    sent.take(("RSP", both_paid()))
    assert lettrage(sent).untied() == ()
    assert {each.tied for each in sent.returns.postings()} == {"auto"}


def test_without_the_setting_a_person_ties_file_by_file(sent: ShopDesk) -> None:
    sent.reception = ReturnService(
        lots=sent.store,
        returns=sent.returns,
        inbox=sent.concentrator,
        clock=sent.desk.clock,
        hazards=sent.hazards,
        partner=SHOP.number.digits,
        letters=lambda: False,
    )
    sent.take(("RSP", both_paid()))
    assert sent.desk.store.standing(SECOND).state is InvoiceState.PAID, "the state follows"
    desk = lettrage(sent)
    first, second = desk.untied()
    assert desk.tie_file(FIRST) == 1
    assert desk.tie_file(FIRST) == 0
    desk.tie(second.id)
    assert desk.untied() == ()
    assert refused(desk.tie, second.id) == "LET-DEJA-LETTRE"
    assert refused(desk.tie, 99) == "LET-INCONNU"
    assert {each.tied for each in sent.returns.postings()} == {"hand"}
    assert first.number == FIRST


def test_money_that_matched_nothing_is_tied_where_a_person_says(sent: ShopDesk) -> None:
    kind = of_kind(
        "01", told(FIRST, amo=(9, "P", 9)), told("000000077", lot="041", amo=(9, "P", 9))
    )
    sent.take(("RSP", noemie(bank("1FR", kind))))
    desk = lettrage(sent)
    (stray,) = desk.untied()
    assert refused(desk.tie, stray.id) == "LET-NON-RAPPROCHE"
    assert refused(desk.tie_to, stray.id, "000000099") == "LET-FACTURE-INCONNUE"
    assert refused(desk.tie_to, stray.id, SECOND) == "LET-A-CONFIRMER"
    assert sent.desk.store.standing(SECOND).amo_state is PartState.WAITING
    desk.tie_to(stray.id, SECOND, confirmed=True)
    standing = sent.desk.store.standing(SECOND)
    assert (standing.amo_state, standing.amo_paid) == (PartState.PAID, 9)
    (posting,) = sent.returns.postings(number=SECOND)
    assert (posting.tied, posting.told["objet"]) == ("hand", "lot 041")
    assert sent.returns.strangers() == ()
    assert refused(desk.untie, posting.id) == "LET-DETACHER-A-CONFIRMER"
    desk.untie(posting.id, confirmed=True)
    standing = sent.desk.store.standing(SECOND)
    assert (standing.amo_state, standing.amo_paid) == (PartState.ANOMALY, 0)
    assert [each.number for each in sent.returns.strangers()] == ["000000077"]
    assert refused(desk.untie, posting.id) == "LET-PAS-LETTRE"
    desk.tie_to(stray.id, SECOND, confirmed=True)
    assert sent.desk.store.standing(SECOND).amo_state is PartState.PAID
    assert not [each for each in audit(sent) if each.severity is Severity.BLOCKS]


def test_money_of_somebody_else_or_beyond_what_is_asked_is_refused(sent: ShopDesk) -> None:
    other = People(nir="1420299999999", nir_key="75", birth_date="420219", birth_rank="1")
    kind = of_kind(
        "01",
        told(FIRST, amo=(9, "P", 9)),
        told("000000077", lot="041", amo=(9, "P", 9), people=other),
        told("000000078", lot="041", amo=(10, "P", 10)),
    )
    sent.take(("RSP", noemie(bank("1FR", kind))))
    desk = lettrage(sent)
    anybody, more = desk.untied()
    assert refused(desk.tie_to, anybody.id, SECOND) == "LET-AUTRE-PERSONNE"
    with pytest.raises(OperatorActionNeeded) as error:
        desk.tie_to(more.id, SECOND)
    assert error.value.code == "LET-MONTANT-DEPASSE"
    assert (error.value.facts["verse"], error.value.facts["reste"]) == ("0,10", "0,09")


def test_what_matched_is_untied_and_its_state_stays(sent: ShopDesk) -> None:
    sent.take(("RSP", both_paid()))
    desk = lettrage(sent)
    first, _ = sent.returns.postings()
    assert refused(desk.untie, first.id) == "LET-DELETTRER-A-CONFIRMER"
    desk.untie(first.id, confirmed=True)
    assert [each.number for each in desk.untied()] == [FIRST]
    assert sent.desk.store.standing(FIRST).amo_state is PartState.PAID
    assert refused(desk.untie, 99) == "LET-INCONNU"


def test_what_was_said_to_be_paid_is_then_tied(sent: ShopDesk) -> None:
    """The manual's way: "Traitement manuel", the state, then the lettrage."""
    kind = of_kind(
        "01", told(FIRST, amo=(9, "P", 9)), told("000000077", lot="041", amo=(9, "P", 9))
    )
    sent.take(("RSP", noemie(bank("1FR", kind))))
    desk = lettrage(sent)
    desk.treat(SECOND, confirmed=True)
    assert declarable(PartState.WAITING) == (PartState.PAID, PartState.REJECTED)
    desk.declare(SECOND, "amo", PartState.PAID, confirmed=True)
    desk.tie_to(desk.untied()[0].id, SECOND, confirmed=True)
    standing = sent.desk.store.standing(SECOND)
    assert (standing.amo_state, standing.amo_paid) == (PartState.PAID, 9)
    by = [e.facts["by"] for e in sent.desk.store.history(SECOND) if "by" in e.facts]
    assert by == ["992604231", "992604231"]


def test_money_of_a_part_that_is_not_asked_is_tied_nowhere(sent: ShopDesk) -> None:
    kind = of_kind("01", told(FIRST, amo=(9, "P", 9)), told(SECOND, amo=None, amc=(5, "P", 5)))
    sent.take(("RSP", noemie(bank("1FR", kind))))
    (stray,) = lettrage(sent).untied()
    assert refused(lettrage(sent).tie_to, stray.id, SECOND) == "LET-PART-NON-DEMANDEE"


def test_a_reject_treated_by_hand(sent: ShopDesk) -> None:
    """SUIVI-03: the two questions, then another state; no money comes by it."""
    sent.take(("RSP", payment("027", answer(SECOND, amo=(9, "R", 0)))))
    desk = lettrage(sent)
    assert refused(desk.declare, SECOND, "amo", PartState.PAID) == "LET-PAS-EN-MAIN"
    assert refused(desk.treat, SECOND) == "LET-TRAITEMENT-A-CONFIRMER"
    assert not sent.desk.store.standing(SECOND).by_hand
    desk.treat(SECOND, confirmed=True)
    assert sent.desk.store.standing(SECOND).by_hand
    assert refused(desk.declare, SECOND, "amo", PartState.PAID) == "LET-ETAT-A-CONFIRMER"
    assert refused(desk.declare, SECOND, "amc", PartState.PAID) == "LET-ETAT-IMPOSSIBLE"
    assert refused(desk.declare, SECOND, "amo", PartState.CANCELLED) == "LET-ETAT-IMPOSSIBLE"
    desk.declare(SECOND, "amo", PartState.PAID, confirmed=True)
    standing = sent.desk.store.standing(SECOND)
    assert (standing.state, standing.amo_paid) == (InvoiceState.PAID, 0)
    desk.declare(SECOND, "amo", PartState.WAITING, confirmed=True)
    sent.take(("RSP", payment("027", answer(SECOND, amo=(9, "P", 9)), file="000002")))
    assert sent.desk.store.standing(SECOND).state is InvoiceState.PAID


def test_what_did_not_leave_is_not_treated(sent: ShopDesk) -> None:
    made = sent.secure()
    assert refused(lettrage(sent).treat, made.number) == "LET-FACTURE-NON-ENVOYEE"
    assert refused(lettrage(sent).treat, "000000099") == "LET-FACTURE-INCONNUE"
