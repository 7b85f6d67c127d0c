"""Rights at the counter: when they are asked, what follows a failure, and doing without them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from binocle.adri import CallMode, CallReason, WayOn
from binocle.kernel import BinocleError
from binocle.rates import AmoProof, ExemptionChoice, SecuringMode
from binocle.workflows import Counter
from binocle.workflows.patient import PaperFile
from binocle_simulators.faults import Fault
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk, open_desk

CLAIM = load_case("253").claim


def prepared(desk: SimulatedDesk) -> Counter:
    desk.counter.enter_code("1234")
    desk.counter.read_vitale()
    desk.counter.choose(1)
    desk.counter.enter_claim(CLAIM)
    return desk.counter


def in_mode(desk: SimulatedDesk, mode: CallMode) -> SimulatedDesk:
    """Return the desk begun again with another mode."""
    settings = replace(desk.settings_store.shop_settings(), adri_mode=mode)
    desk.settings_store.keep_shop_settings(settings)
    assert desk.settings_store.shop_settings() == settings
    desk.close()
    return open_desk(desk.bench, desk.folder)


def test_a_targeted_call_needs_a_reason(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    assert counter.ask_rights_at_reading() is None
    assert counter.check_rates().proof is AmoProof.VITALE_CARD
    assert not desk.bench.adri.requests


def test_a_paper_chosen_as_the_proof_stays_in_the_targeted_mode(desk: SimulatedDesk) -> None:
    counter = desk.counter
    counter.enter_code("1234")
    paper = PaperFile(
        "DESMAUX", "NATHALIE", "255069999999934", "15/06/1955", "1", "01", "999", "9999"
    )
    assert counter.enter_paper(paper) == ()
    counter.enter_claim(CLAIM)
    counter.change_form(
        amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.ALL, alsace_moselle=True
    )
    check = counter.check_rates()
    assert not desk.bench.adri.requests
    assert (check.rate, check.proof, check.form.alsace_moselle) == (100, AmoProof.DOCUMENT, True)
    counter.change_form(amo_proof=AmoProof.NONE)
    assert counter.check_rates().proof is AmoProof.ADRI, "no paper: the mode asks"


def test_a_systematic_shop_asks_at_the_reading_and_at_the_check(desk: SimulatedDesk) -> None:
    desk = in_mode(desk, CallMode.SYSTEMATIC)
    counter = prepared(desk)
    assert counter.ask_rights_at_reading() is not None
    assert counter.check_rates().proof is AmoProof.ADRI
    assert counter.rights_desk.reasons == (CallReason.SYSTEMATIC,)
    assert len(desk.bench.adri.requests) == 2
    desk.close()


def test_failures_in_a_row_stop_the_calls_until_a_success(desk: SimulatedDesk) -> None:
    desk = in_mode(desk, CallMode.SYSTEMATIC)
    counter = prepared(desk)
    desk.bench.world.faults.arm(Fault("adri", "down", times=3))
    for _ in range(3):
        assert not counter.rights_desk.suspended
        with pytest.raises(BinocleError, match="ADRI-INDISPONIBLE"):
            counter.ask_rights_at_reading()
    assert (counter.rights_desk.mode, counter.rights_desk.suspended) == (CallMode.MANUAL, True)
    assert counter.ask_rights_at_reading() is None
    counter.ask_rights()
    assert counter.rights_desk.mode is CallMode.SYSTEMATIC
    desk.close()


def test_another_day_forgets_the_failures(desk: SimulatedDesk) -> None:
    desk = in_mode(desk, CallMode.SYSTEMATIC)
    counter = prepared(desk)
    desk.bench.world.faults.arm(Fault("adri", "down", times=3))
    for _ in range(3):
        with pytest.raises(BinocleError):
            counter.ask_rights()
    assert counter.rights_desk.suspended
    desk.bench.advance(timedelta(days=1))
    assert not counter.rights_desk.suspended
    desk.close()


def test_a_failure_tells_the_ways_on(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    desk.bench.adri.forget("255069999999934")
    with pytest.raises(BinocleError, match="ADRI-PATIENT-INCONNU"):
        counter.ask_rights()
    trouble = counter.rights_desk.trouble
    assert trouble is not None
    assert [datum.sent for datum in trouble.checks] == [
        "255069999999934", "15/06/1955", "1", "01",
    ]  # fmt: skip
    assert {WayOn.MANUAL_FILE, WayOn.ADRI_OFF, WayOn.OUTSIDE_TRANSMISSION} <= set(trouble.ways)
    counter.choose(1)
    assert counter.rights_desk.trouble is None, "another person, another trouble"


def test_without_adri_the_proof_is_chosen_by_hand(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.use_adri(False)
    with pytest.raises(BinocleError, match="ADRI-DESACTIVE"):
        counter.ask_rights()
    counter.open_form()
    form = counter.change_form(amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.ALL)
    assert form.mode is SecuringMode.DEGRADED
    check = counter.check_rates()
    assert (check.rate, check.mode) == (100, SecuringMode.DEGRADED)
    invoice = counter.invoice().invoice
    assert (invoice.adri, invoice.mode) == (False, SecuringMode.DEGRADED)
    assert not desk.bench.adri.requests
