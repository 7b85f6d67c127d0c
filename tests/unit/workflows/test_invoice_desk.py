"""Invoices taken up at the counter: what follows the present rate check, and what never does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from binocle.fse import InvoiceState
from binocle.kernel import BinocleError, Cents
from binocle.rates import AmoProof, Claim, ExemptionChoice, SecuringMode
from binocle.workflows import Counter, PaperFile
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk

CLAIM, SPLIT = load_case("253").claim, load_case("254").claim
PAPER = PaperFile(
    name="DESMAUX",
    first_name="NATHALIE",
    nir="255069999999934",
    birth="15/06/1955",
    rank="1",
    regime="01",
    caisse="999",
    centre="9999",
)


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(BinocleError) as refusal:
        work()
    return refusal.value.code


def by_paper(desk: SimulatedDesk, paper: PaperFile = PAPER) -> Counter:
    """Return the counter with a checked claim of a paper file, nothing asked of ADRi."""
    counter = desk.counter
    counter.begin()
    assert counter.enter_paper(paper) == ()
    counter.enter_claim(CLAIM)
    counter.open_form()
    counter.change_form(amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.NONE)
    counter.check_rates_as_known()
    return counter


def by_card(desk: SimulatedDesk, claim: Claim = CLAIM) -> Counter:
    counter = desk.counter
    counter.begin()
    counter.enter_code("1234")
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(claim)
    counter.ask_rights()
    counter.check_rates_as_known()
    return counter


def test_all_of_a_provisional_invoice_follows_the_check(desk: SimulatedDesk) -> None:
    by_paper(desk).invoice(provisional=True)
    before = desk.invoices.invoice("PROV-000001")
    again = by_card(desk, SPLIT).restart("PROV-000001")
    after = again.invoice
    assert (before.mode, before.amc) == (SecuringMode.DEGRADED, 0)
    assert (after.mode, after.amc) == (SecuringMode.SESAM_VITALE, 10_000)
    assert (after.number, after.invoice_date) == (before.number, before.invoice_date)
    assert (before.patient.card_serial, after.patient.card_serial) == ("", "0468920691")
    assert desk.counter.summary == again
    assert [form.number for form in desk.counter.sign()] == ["000000260"] * 2


def test_a_paper_invoice_becomes_sesam_vitale_and_stays_the_same_invoice(
    desk: SimulatedDesk,
) -> None:
    """The card tells more of the person than the paper did: the invoice keeps what it had."""
    counter = by_paper(desk)
    counter.invoice()
    counter.enter_code("1234")
    counter.sign()
    desk.fse.delete_forms("000000260")
    before = desk.invoices.invoice("000000260")
    after = by_card(desk).restart("000000260").invoice
    assert after.mode is SecuringMode.SESAM_VITALE
    assert after.circumstances.proof is AmoProof.ADRI
    assert after.patient == replace(before.patient, card_serial="0468920691")
    assert (after.lines, after.tiers_payant) == (before.lines, before.tiers_payant)
    assert len(counter.sign()) == 1


def test_other_amounts_or_another_person_leave_a_numbered_invoice_alone(
    desk: SimulatedDesk,
) -> None:
    counter = by_card(desk)
    counter.invoice()
    before = desk.invoices.standing("000000260")
    dearer = replace(CLAIM, lines=(replace(CLAIM.lines[0], net=Cents(20_000)), *CLAIM.lines[1:]))
    for claim in (SPLIT, dearer):
        by_card(desk, claim)
        assert refused(lambda: counter.restart("000000260")) == "FSE-FACTURE-INTOUCHABLE"
        assert counter.summary is None
    stranger = replace(PAPER, name="AUTRE", nir="142196296516596", birth="19/01/1942")
    by_paper(desk, stranger)
    assert refused(lambda: counter.restart("000000260")) == "FSE-AUTRE-PATIENT"
    namesake = replace(PAPER, nir="142196296516596")
    by_paper(desk, namesake)
    assert refused(lambda: counter.restart("000000260")) == "FSE-FACTURE-INTOUCHABLE"
    assert desk.invoices.standing("000000260") == before


def test_a_credited_invoice_is_made_anew_for_the_person_as_corrected(desk: SimulatedDesk) -> None:
    """The reason of a reject may be a mistyped NIR: the new invoice has the right one."""
    by_paper(desk, replace(PAPER, nir="142196296516596")).invoice()
    assert refused(lambda: by_paper(desk).reissue("000000260")) == "FSE-AVOIR-ABSENT"
    desk.fse.credit("000000260", "NIR faux")
    made = by_paper(desk).reissue("000000260").invoice
    assert (made.number, made.replaces) == ("000000261", "000000260")
    assert made.patient.nir.number == "2550699999999"
    assert desk.invoices.standing("000000260").state is InvoiceState.CREDITED


def test_nothing_is_taken_up_without_a_check_or_a_person(desk: SimulatedDesk) -> None:
    counter = by_card(desk)
    counter.invoice(provisional=True)
    counter.begin()
    for gesture in (counter.restart, counter.reissue):
        assert refused(lambda gesture=gesture: gesture("PROV-000001")) == "CAR-VITALE-NON-LUE"  # type: ignore[misc]
    by_card(desk)
    assert refused(lambda: counter.restart("000000999")) == "FSE-FACTURE-INCONNUE"
    desk.counter.choose(1)
    assert refused(lambda: counter.restart("PROV-000001")) == "FSE-TAUX-NON-VERIFIE"
