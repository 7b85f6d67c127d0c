"""The counter, gesture by gesture: what each one needs, and what makes the former ones stale."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources

import pytest

from binocle.amc import AmcProof, Attestation
from binocle.fse import Flow, InvoiceState
from binocle.kernel import AmcNumber, BinocleError, Cents, LinkDown, OperatorActionNeeded
from binocle.rates import AmoProof, Claim, ExemptionChoice, InsuranceNature
from binocle.readers import PhoneWay
from binocle.workflows import Counter
from binocle_simulators.faults import Fault
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk

CLAIM = load_case("253").claim
SPLIT = load_case("254").claim
CODE = "1234"


def prepared(desk: SimulatedDesk, claim: Claim = CLAIM) -> Counter:
    """Return the counter with both cards read and a claim typed."""
    desk.counter.enter_code(CODE)
    desk.counter.read_vitale()
    desk.counter.choose(1)
    desk.counter.enter_claim(claim)
    return desk.counter


def shown(desk: SimulatedDesk, claim: Claim = CLAIM) -> Counter:
    """Return the counter with its recap on the screen, rights from the card."""
    counter = prepared(desk, claim)
    counter.check_rates_as_known()
    counter.invoice()
    return counter


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(BinocleError) as refusal:
        work()
    return refusal.value.code


def put_other_card(desk: SimulatedDesk) -> None:
    desk.bench.remove("vitale")
    desk.bench.insert("vitale", desk.bench.vitale("alain"))


# -- before the rate check (TAUX-01, TAUX-02) ------------------------------------------------------


def test_before_the_rate_check_every_amount_is_zero(desk: SimulatedDesk) -> None:
    assert list(desk.counter.amo_shown) == []
    counter = prepared(desk)
    assert list(counter.amo_shown) == [0] * 5
    assert refused(counter.invoice) == "FSE-TAUX-NON-VERIFIE"
    assert list(counter.amo_shown) == [0] * 5
    assert desk.invoices.standings() == ()
    check = counter.check_rates_as_known()
    assert list(counter.amo_shown) == [3, 3, 0, 3, 0]
    assert [(line.act, line.amo) for line in check.lines] == [("VU3", 3), ("VU3", 3), ("M03", 3)]


def test_the_insurer_is_known_from_adri_alone(desk: SimulatedDesk) -> None:
    """DESMAUX's card names no insurer (seed-facts 1.1)."""
    counter = prepared(desk, SPLIT)
    assert refused(counter.check_rates_as_known) == "FSE-AMC-INCONNUE"
    counter.ask_rights()
    assert [line.amc for line in counter.check_rates_as_known().lines] == [2482, 2482, 5036]
    summary = counter.invoice()
    assert (summary.amo_rights_day, summary.amc_rights_day) == (
        date(2024, 5, 26),
        date(2024, 5, 28),
    )
    assert [form.flow for form in counter.sign()] == [Flow.FSE, Flow.DRE]


def test_validate_checks_first(desk: SimulatedDesk) -> None:
    summary = prepared(desk).validate()
    assert (summary.invoice.number, summary.invoice.amo) == ("000000260", 9)
    assert summary.demonstration


def test_gestures_come_in_order(desk: SimulatedDesk) -> None:
    counter = desk.counter
    assert refused(counter.signer) == "CPS-CODE-DEMANDE"
    assert refused(lambda: counter.choose(1)) == "CAR-VITALE-NON-LUE"
    assert refused(counter.ask_rights) == "CAR-VITALE-NON-LUE"
    assert refused(counter.check_rates) == "FSE-SANS-LIGNE"
    assert refused(counter.check_rates_as_known) == "FSE-SANS-LIGNE"
    assert refused(counter.invoice) == "CAR-VITALE-NON-LUE"
    assert refused(lambda: counter.resume("000000260")) == "CAR-VITALE-NON-LUE"
    assert refused(counter.sign) == "FSE-SANS-RECAPITULATIF"
    counter.read_vitale()
    assert refused(counter.ask_rights) == "CAR-BENEFICIAIRE-A-CHOISIR"
    assert refused(lambda: counter.choose(2)) == "CAR-BENEFICIAIRE-INCONNU"
    counter.choose(1)
    assert refused(counter.ask_rights) == "CPS-CODE-DEMANDE"


# -- what makes a check stale ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.counter.choose(1),
        lambda desk: desk.counter.read_vitale(),
        lambda desk: desk.counter.ask_rights(),
    ],
    ids=["beneficiary", "card", "rights"],
)
def test_another_person_or_other_rights_take_the_check_and_the_recap_away(
    desk: SimulatedDesk, change: Callable[[SimulatedDesk], object]
) -> None:
    counter = shown(desk)
    change(desk)
    assert counter.check is None
    assert counter.summary is None
    assert set(counter.amo_shown) == {0}
    assert refused(counter.sign) == "FSE-SANS-RECAPITULATIF"
    assert refused(counter.invoice) in {"FSE-TAUX-NON-VERIFIE", "CAR-BENEFICIAIRE-A-CHOISIR"}


def test_a_change_makes_the_check_stale_and_stops_the_invoice(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    counter.enter_claim(replace(CLAIM, rc_total=Cents(1)))
    told = [(found.code, found.subject) for found in counter.rates.stale]
    assert told == [("FSE-PERIME-RC", "rc_total"), ("FSE-PERIME-CHAMP", "amc_proof")]
    assert refused(counter.sign) == "FSE-SANS-RECAPITULATIF"
    assert refused(counter.invoice) == "FSE-TAUX-PERIME"
    counter.enter_claim(CLAIM)
    assert counter.rates.stale == (), "typed as it was, it holds again"
    assert counter.invoice().invoice.amo == 9


def test_a_new_check_hides_the_former_recap(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    counter.check_rates_as_known()
    assert refused(counter.sign) == "FSE-SANS-RECAPITULATIF"


def test_a_check_that_finds_a_fault_gives_no_amount(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    check = counter.check_rates_as_known()
    counter.enter_claim(replace(CLAIM, rc_total=Cents(41492)))
    assert refused(counter.check_rates_as_known) == "FSE-RC-TROP-GRAND"
    assert counter.check == check, "the former one stays, and is stale"
    assert counter.rates.stale
    counter.enter_claim(CLAIM)
    again = counter.check_rates_as_known()
    assert (again.lines, again.form) == (check.lines, check.form)


# -- rights ----------------------------------------------------------------------------------------


def test_rights_come_from_adri_when_they_were_asked(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    assert counter.check_rates_as_known().proof is AmoProof.VITALE_CARD
    counter.ask_rights()
    assert counter.check_rates_as_known().proof is AmoProof.ADRI


def test_rights_of_another_day_do_not_serve(desk: SimulatedDesk) -> None:
    """ADRi was asked for the day before: the claim of today rests on the card again."""
    yesterday = CLAIM.invoice_date - timedelta(days=1)
    counter = prepared(desk, replace(CLAIM, invoice_date=yesterday))
    counter.ask_rights()
    assert counter.check_rates_as_known().proof is AmoProof.ADRI
    counter.enter_claim(CLAIM)
    assert counter.check_rates_as_known().proof is AmoProof.VITALE_CARD


def test_an_earlier_day_of_the_window_is_answered_for(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.ask_rights()
    counter.enter_claim(
        replace(CLAIM, prescription=date(2023, 5, 29), invoice_date=date(2023, 5, 29))
    )
    assert counter.check_rates_as_known().proof is AmoProof.ADRI
    counter.enter_claim(
        replace(CLAIM, prescription=date(2023, 5, 28), invoice_date=date(2023, 5, 28))
    )
    assert counter.check_rates_as_known().proof is AmoProof.VITALE_CARD


def test_closed_rights_stop_the_claim(desk: SimulatedDesk) -> None:
    """DESMAUX's rights begin on 01/02/2020."""
    day = date(2020, 1, 31)
    counter = prepared(desk, replace(CLAIM, prescription=day, invoice_date=day))
    assert refused(counter.check_rates_as_known) == "FSE-DROITS-ABSENTS"
    assert counter.check is None


def test_closed_rights_tell_their_last_day(desk: SimulatedDesk) -> None:
    """DESMAUX's rights end on 31/01/2025."""
    day = date(2025, 2, 3)
    desk.bench.advance(timedelta(days=251))
    counter = prepared(desk, replace(CLAIM, prescription=day, invoice_date=day))
    with pytest.raises(OperatorActionNeeded) as closed:
        counter.check_rates_as_known()
    assert closed.value.code == "FSE-DROITS-FERMES"
    assert closed.value.facts == {"jour": "03/02/2025", "dernier": "31/01/2025"}


def test_the_sale_goes_on_when_adri_is_down(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    desk.bench.world.faults.arm(Fault("adri", "down"))
    with pytest.raises(LinkDown):
        counter.ask_rights()
    assert counter.rights is None
    assert counter.check_rates_as_known().proof is AmoProof.VITALE_CARD
    assert counter.signer().code_is_verified(), "the CPS has nothing to do with it"


def test_a_failed_call_leaves_the_rights_that_were_known(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    rights = counter.ask_rights()
    check = counter.check_rates_as_known()
    desk.bench.world.faults.arm(Fault("adri", "slow"))
    with pytest.raises(LinkDown):
        counter.ask_rights()
    assert (counter.rights, counter.check) == (rights, check)


# -- cards -----------------------------------------------------------------------------------------


def test_a_wrong_code_is_not_kept(desk: SimulatedDesk) -> None:
    assert refused(lambda: desk.counter.enter_code("0000")) == "CPS-CODE-FAUX"
    assert refused(desk.counter.signer) == "CPS-CODE-DEMANDE"
    desk.counter.enter_code(CODE)
    assert desk.counter.signer().code_is_verified()
    assert refused(lambda: desk.counter.enter_code("12")) == "CPS-CODE-FORME"
    assert refused(desk.counter.signer) == "CPS-CODE-DEMANDE"


def test_another_vitale_card_cannot_sign(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    put_other_card(desk)
    assert refused(counter.sign) == "CAR-AUTRE-CARTE"
    assert desk.invoices.forms("000000260") == ()
    assert desk.invoices.standing("000000260").state is InvoiceState.CALCULATED
    desk.bench.remove("vitale")
    desk.bench.insert("vitale", desk.bench.vitale("desmaux"))
    assert [form.flow for form in counter.sign()] == [Flow.FSE]


def test_a_card_that_left_cannot_sign(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    desk.bench.remove("vitale")
    assert refused(counter.sign).startswith("LEC-")
    assert desk.invoices.forms("000000260") == ()
    assert counter.summary, "the recap is still there"


def test_a_cps_pulled_out_while_signing_asks_its_code_again(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    desk.bench.world.faults.arm(Fault("cps", "removed", at=2))
    assert refused(counter.sign).startswith(("LEC-", "CPS-"))
    assert desk.invoices.forms("000000260") == ()
    assert refused(counter.signer) == "CPS-CODE-DEMANDE"


def test_the_vitale_pulled_out_at_any_exchange_leaves_the_former_reading(
    desk: SimulatedDesk,
) -> None:
    counter = prepared(desk)
    before = (counter.card, counter.beneficiary, counter.claim)
    desk.bench.world.faults.arm(Fault("vitale", "removed", at=3))
    assert refused(counter.read_vitale).startswith("LEC-")
    assert (counter.card, counter.beneficiary, counter.claim) == before


# -- recap and signature ---------------------------------------------------------------------------


def test_signing_twice_signs_once(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    assert counter.sign() == counter.sign() == desk.invoices.forms("000000260")
    assert desk.invoices.standing("000000260").state is InvoiceState.SECURED


def test_a_cancelled_recap_signs_nothing(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    counter.cancel()
    assert refused(counter.sign) == "FSE-SANS-RECAPITULATIF"
    assert desk.invoices.standing("000000260").state is InvoiceState.CALCULATED


def test_an_invoice_is_taken_up_again(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    summary = counter.summary
    counter.cancel()
    counter.read_vitale()
    assert counter.resume("000000260") == summary
    assert len(counter.sign()) == 1


def test_an_invoice_is_taken_up_with_its_own_card(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    put_other_card(desk)
    counter.read_vitale()
    assert refused(lambda: counter.resume("000000260")) == "CAR-AUTRE-CARTE"
    assert counter.summary is None
    assert refused(lambda: counter.resume("000000999")) == "FSE-FACTURE-INCONNUE"


def test_a_number_is_never_used_twice(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.check_rates_as_known()
    counter.invoice("000000254")
    assert refused(lambda: counter.invoice("000000254")) == "FSE-NUMERO-DEJA-PRIS"


def test_the_invoice_keeps_the_patient_of_that_day(desk: SimulatedDesk) -> None:
    counter = shown(desk)
    assert counter.summary
    patient = counter.summary.invoice.patient
    assert (patient.name, patient.nir.compact) == ("DESMAUX", "255069999999934")
    assert (patient.regime, patient.caisse, patient.card_serial) == ("01", "999", "0468920691")


def test_every_proof_has_its_french_name() -> None:
    labels = resources.files("binocle_ui").joinpath("labels_fr.toml").read_text("utf-8")
    assert set(tomllib.loads(labels)["pieces_amo"]) == {proof.value for proof in AmoProof}


# -- transmission ----------------------------------------------------------------------------------


def test_nothing_is_sent_without_the_code(desk: SimulatedDesk) -> None:
    shown(desk).sign()
    desk.counter.forget_code()
    with pytest.raises(OperatorActionNeeded, match="CPS-CODE-DEMANDE"):
        desk.transmission.send_all()
    assert desk.lots.lots() == (), "not even a lot was made"
    assert not desk.bench.concentrator.files
    desk.counter.enter_code(CODE)
    assert len(desk.transmission.send_all()) == 1
    assert desk.transmission.receive() == ()


def test_a_cps_that_left_before_the_sending_asks_its_code_again(desk: SimulatedDesk) -> None:
    shown(desk).sign()
    desk.bench.remove("cps")
    assert refused(desk.transmission.send_all).startswith(("LEC-", "CPS-"))
    assert refused(desk.counter.signer) == "CPS-CODE-DEMANDE"
    desk.bench.insert("cps", desk.bench.cps())
    desk.counter.enter_code(CODE)
    desk.transmission.send()
    assert len(desk.bench.concentrator.files) == 1


# -- who asks ADRi, and for whom -------------------------------------------------------------------


def of_the_injured(desk: SimulatedDesk) -> Counter:
    desk.bench.insert("vitale", desk.bench.vitale("accidente"))
    return prepared(desk)


def test_the_accidents_of_a_card_ask_nothing_by_themselves(desk: SimulatedDesk) -> None:
    of_the_injured(desk).check_rates()
    assert desk.bench.adri.requests == ()


def test_a_sale_for_a_work_accident_asks_and_stays_one(desk: SimulatedDesk) -> None:
    counter = of_the_injured(desk)
    counter.change_form(nature=InsuranceNature.WORK_ACCIDENT)
    check = counter.check_rates()
    assert [reason.value for reason in counter.rights_desk.reasons] == ["regulatory"]
    assert len(desk.bench.adri.requests) == 1
    assert (check.proof, check.form.nature) == (AmoProof.ADRI, InsuranceNature.WORK_ACCIDENT)
    assert check.rate == 100


def test_rights_that_come_late_replace_a_proof_chosen_by_hand(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.use_adri(False)
    counter.change_form(amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.ALL)
    assert counter.check_rates_as_known().rate == 100
    counter.use_adri(True)
    counter.ask_rights()
    check = counter.check_rates_as_known()
    assert (check.proof, check.form.exemption, check.rate) == (AmoProof.ADRI, None, 60)


def test_an_app_that_is_read_with_adri_off_asks_nothing(desk: SimulatedDesk) -> None:
    counter = desk.counter
    counter.enter_code(CODE)
    counter.enter_claim(CLAIM)
    counter.use_adri(False)
    shown = desk.bench.open_phone().shown
    assert shown
    desk.apcv._settings = replace(desk.settings, apcv_way=PhoneWay.QR)
    desk.apcv.read_scan(shown)
    assert counter.choose_in_app(1) is None
    assert counter.patient is not None
    assert counter.patient.name == "DESMAUX"
    assert desk.bench.adri.requests == ()


# -- what the shop's tables and the forcings change ------------------------------------------------


def test_what_the_tables_bar_gives_no_check(desk: SimulatedDesk) -> None:
    counter = prepared(desk, replace(CLAIM, prescription=date(2021, 5, 27)))
    assert [found.code for found in counter.rates.findings()] == ["OPT-ORDONNANCE-PERIMEE"]
    assert refused(counter.check_rates_as_known) == "OPT-ORDONNANCE-PERIMEE"
    assert counter.check is None


def test_the_etm_dialog_and_the_block_of_the_screen_are_one(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    desk.bench.remove("vitale")
    counter.open_form()
    counter.rates.force(exemption=ExemptionChoice.ALL)
    assert counter.rates.form is not None
    assert counter.rates.form.exemption is ExemptionChoice.ALL
    counter.rates.take_back("exemption")
    assert counter.rates.form is not None
    assert counter.rates.form.exemption is None


def test_a_proof_drawn_from_an_amount_goes_with_it(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.open_form()
    for claim, proof in ((SPLIT, AmcProof.VITALE_CARD), (CLAIM, AmcProof.NONE)):
        counter.enter_claim(claim)
        assert counter.rates.form is not None
        assert counter.rates.form.amc_proof is proof
    counter.change_form(amc_proof=AmcProof.WEB)
    counter.enter_claim(SPLIT)
    assert counter.rates.form is not None
    assert counter.rates.form.amc_proof is AmcProof.WEB


def test_a_certificate_taken_back_leaves_the_insurer_of_the_rights(desk: SimulatedDesk) -> None:
    counter = prepared(desk, SPLIT)
    typed = Attestation(proof=AmcProof.OTHER_SUPPORT, number=AmcNumber("1100000000"))
    desk.insurer.attest(typed)
    assert counter.claim is not None
    assert counter.claim.insurer is not None
    desk.insurer.take_back()
    assert counter.claim is not None
    assert counter.claim.insurer is None
    assert counter.rates.forcings.attestation is None
    assert desk.insurer.attestation == Attestation()


def test_an_invoice_of_somebody_else_waits_for_the_sale_under_way(desk: SimulatedDesk) -> None:
    """The lines of one patient never go on the invoice of another."""
    counter, bench = desk.counter, desk.bench
    counter.enter_code("1234")
    bench.insert("vitale", bench.vitale("denis"))
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(load_case("253").claim)
    counter.check_rates()
    other = counter.invoice().invoice.number
    counter.cancel()
    counter.begin()
    bench.insert("vitale", bench.vitale("desmaux"))
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(load_case("253").claim)
    counter.check_rates()
    bench.insert("vitale", bench.vitale("denis"))
    counter.read_vitale()
    with pytest.raises(BinocleError, match="FSE-VENTE-EN-COURS"):
        counter.resume(other)
    assert counter.patient is None
    counter.begin()
    counter.read_vitale()
    assert counter.resume(other).invoice.number == other
