"""The certificate at the counter: typed, searched, chosen, taken back; and its texts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.workflows.test_billing import SPLIT, prepared

from binocle.amc import ATTESTATION_LABELS, Attestation, Insurer, Management, SeveralConventions
from binocle.kernel import AmcNumber, OperatorActionNeeded
from binocle.workflows.amc_typing import (
    attestation_texts,
    insurer_texts,
    read_attestation,
    read_insurer,
)
from binocle_ui.composition.desk import SimulatedDesk

FULL = Attestation(
    number=AmcNumber("62013354"), separate=False, amo_refused=True, type="CM", member="12345678"
)


@given(st.sets(st.sampled_from(list(ATTESTATION_LABELS))))
def test_a_certificate_is_read_as_it_is_shown(kept: set[str]) -> None:
    shown = {name: text for name, text in attestation_texts(FULL).items() if name in kept}
    read, found = read_attestation(shown)
    assert found == ()
    for name in kept:
        assert getattr(read, name) == getattr(FULL, name)


def test_every_unreadable_field_of_a_certificate_is_told() -> None:
    typed = {"proof": "x", "number": "12", "first": "demain", "pec_amount": "-1", "special": "y"}
    _, found = read_attestation(typed)
    assert {each.subject for each in found} == set(typed)


def test_an_insurer_is_read_as_it_is_shown() -> None:
    insurer = Insurer(
        id=3, name="ALMERYS", number=AmcNumber("98532001"), address=("1 rue", "", "cedex"),
        management=Management.SINGLE, pec_required=True, regimes=("Fixe Premium", "Variable"),
    )  # fmt: skip
    assert read_insurer(insurer_texts(insurer), 3) == (insurer, ())
    _, found = read_insurer({"number": "12", "management": "x"})
    assert [each.subject for each in found] == ["number", "management"]


def management(desk: SimulatedDesk) -> Management:
    assert desk.insurer.check is not None
    return desk.insurer.check.management


def test_a_stale_convention_says_nothing_of_another_insurer(desk: SimulatedDesk) -> None:
    prepared(desk, SPLIT)
    desk.insurer.search_typed({"number": "98532001", "type": "AC", "criterion": "12???????"})
    desk.insurer.choose(1)
    assert management(desk) is Management.SINGLE
    other = replace(desk.insurer.attestation, number=AmcNumber("1100000000"))
    desk.insurer.attest(other)
    assert (desk.insurer.convention, desk.insurer.outcome) == (None, None)
    assert management(desk) is Management.SEPARATE


def test_a_certificate_takes_the_recap_away(desk: SimulatedDesk) -> None:
    counter = prepared(desk, SPLIT)
    counter.ask_rights()
    counter.check_rates_as_known()
    counter.invoice()
    desk.insurer.attest(replace(FULL, number=AmcNumber("1100000000"), amo_refused=False))
    assert counter.summary is None


def test_gestures_come_in_order(desk: SimulatedDesk) -> None:
    for gesture, code in (
        (lambda: desk.insurer.attest_typed({"number": "1100000000"}), "FSE-SANS-LIGNE"),
        (lambda: desk.insurer.choose(1), "FSE-SANS-LIGNE"),
        (lambda: desk.insurer.turn(2), "AMC-CONVENTION-ABSENTE"),
        (lambda: desk.insurer.search_typed({}), "AMC-CHAMP-MANQUANT"),
    ):
        with pytest.raises(OperatorActionNeeded, match=code):
            gesture()


def test_another_patient_begins_without_the_certificate(desk: SimulatedDesk) -> None:
    prepared(desk, SPLIT)
    desk.insurer.search_typed({"number": "98532001"})
    assert isinstance(desk.insurer.outcome, SeveralConventions)
    desk.insurer.attest_typed({"number": "1100000000"})
    desk.counter.begin()
    assert desk.insurer.attestation == Attestation()
    left = [desk.insurer.outcome, desk.insurer.check, *desk.insurer.findings]
    assert left == [None, None]
