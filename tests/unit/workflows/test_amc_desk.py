"""The complementary insurer at the counter: its certificate fills the claim, or says why not."""

from dataclasses import replace

import pytest

from binocle.amc import Attestation, ConventionQuery, Management, TooManyConventions
from binocle.kernel import AmcNumber, BinocleError, Cents
from binocle.rates import Forcings, with_rc_total
from binocle.workflows import Counter
from binocle_ui.cases import load_case
from binocle_ui.composition.desk import SimulatedDesk

CLAIM = load_case("254").claim
DEMO = AmcNumber("1100000000")


def prepared(desk: SimulatedDesk) -> Counter:
    desk.counter.enter_code("1234")
    desk.counter.read_vitale()
    desk.counter.choose(1)
    desk.counter.enter_claim(CLAIM)
    return desk.counter


def test_without_a_file_there_is_no_certificate(desk: SimulatedDesk) -> None:
    with pytest.raises(BinocleError, match="FSE-SANS-LIGNE"):
        desk.insurer.attest(Attestation(number=DEMO))


def test_a_chosen_convention_names_the_insurer_of_the_form(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    assert desk.insurer.search(ConventionQuery(DEMO)) == desk.insurer.outcome
    assert desk.insurer.choose(1) == ()
    assert desk.insurer.attestation.type == "CM"
    assert counter.claim is not None
    assert counter.claim.insurer is not None
    assert counter.claim.insurer.type == "CM"
    counter.check_rates_as_known()
    invoice = counter.invoice().invoice
    assert (invoice.management, invoice.complementary) == (
        Management.SEPARATE, counter.claim.insurer,
    )  # fmt: skip


def test_a_line_that_is_not_there_is_refused(desk: SimulatedDesk) -> None:
    prepared(desk)
    with pytest.raises(BinocleError, match="AMC-CONVENTION-ABSENTE"):
        desk.insurer.choose(1)
    desk.insurer.search(ConventionQuery(DEMO))
    for place in (0, 2):
        with pytest.raises(BinocleError, match="AMC-CONVENTION-ABSENTE"):
            desk.insurer.choose(place)


def test_too_many_conventions_are_an_outcome(desk: SimulatedDesk) -> None:
    prepared(desk)
    outcome = desk.insurer.search(ConventionQuery(AmcNumber("77567199")))
    assert isinstance(outcome, TooManyConventions)
    assert outcome.code == -1300


def test_a_wrong_certificate_takes_the_insurer_away(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    assert desk.insurer.attest(Attestation(number=DEMO)) == ()
    assert counter.claim is not None
    assert counter.claim.insurer is not None
    wrong = desk.insurer.attest(Attestation(number=DEMO, type="C"))
    assert [finding.subject for finding in wrong] == ["type"]
    assert counter.claim.insurer is None
    with pytest.raises(BinocleError, match="AMC-CHAMP-MALFORME"):
        counter.check_rates_as_known()


def test_nothing_unreadable_hides_what_is_malformed(desk: SimulatedDesk) -> None:
    prepared(desk)
    typed = {"number": "12", "member": "bas !", "type": "TOOLONG", "sts_routing": "Z", "first": "x"}
    found = desk.insurer.attest_typed(typed)
    assert {each.subject for each in found} == set(typed)
    assert found == desk.insurer.findings
    assert desk.insurer.typed == typed


def test_an_insurer_that_was_searched_only_is_not_that_of_the_file(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    narrow = {"number": "98532001", "type": "AC", "criterion": "12???????"}
    desk.insurer.search_typed(narrow)
    desk.insurer.choose(1)
    desk.insurer.search_typed({"number": "1100000000"})
    assert desk.insurer.check is None
    (told,) = desk.insurer.findings
    assert (told.code, told.facts) == ("AMC-ATTESTATION-A-VALIDER", {"numero": "98532001"})
    check = counter.check_rates_as_known()
    assert check.complementary is not None
    assert check.complementary.number == AmcNumber("98532001")
    assert desk.insurer.choose(1) == ()
    assert desk.insurer.check is not None


def test_a_certificate_typed_before_the_rc_amount_counts_after(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    assert counter.claim is not None
    counter.enter_claim(with_rc_total(counter.claim, Cents(0)))
    certificate = Attestation(number=AmcNumber("98532001"), routing="AL")
    assert desk.insurer.attest(certificate) == ()
    counter.enter_claim(with_rc_total(counter.claim, Cents(10000)))
    check = counter.check_rates_as_known()
    assert check.complementary is not None
    assert check.complementary.number == AmcNumber("98532001")


def test_the_shops_form_counts_without_a_certificate(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    counter.ask_rights()
    (form,) = desk.amc.insurers_numbered(DEMO)
    desk.amc.keep(replace(form, management=Management.SINGLE, pec_required=True))
    with pytest.raises(BinocleError, match="AMC-PEC-OBLIGATOIRE"):
        counter.check_rates_as_known()
    assert [each.code for each in desk.insurer.findings] == ["AMC-PEC-OBLIGATOIRE"]
    desk.amc.keep(replace(form, management=Management.SINGLE))
    assert counter.check_rates_as_known().management is Management.SINGLE
    desk.amc.keep(replace(form, id=None, name="autre", pec_required=True))
    assert counter.check_rates_as_known().management is Management.SEPARATE


def test_who_left_c2s_pays_or_shows_a_certificate(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    (left,) = desk.insurer.attest(Attestation(number=AmcNumber("55555551")))
    assert left.code == "AMC-MUTNUM-SORTANT-C2S"
    desk.insurer.untick()
    assert counter.claim is not None
    boxes = counter.claim.tiers_payant
    assert (boxes.amc, boxes.transmit_amc) == (False, False)
    assert desk.insurer.attest(Attestation(number=AmcNumber("55555551"))) == ()
    desk.insurer.begin()
    assert (desk.insurer.attestation, desk.insurer.convention) == (Attestation(), None)


def test_single_management_by_hand_asks_the_fund_for_both_parts(desk: SimulatedDesk) -> None:
    counter = prepared(desk)
    unknown = AmcNumber("98765432")
    assert desk.insurer.attest(Attestation(number=unknown, separate=False)) == ()
    assert counter.claim is not None
    assert counter.claim.insurer_management is Management.SINGLE
    counter.enter_claim(replace(counter.claim, rc_total=CLAIM.rc_total))
    assert counter.check_rates_as_known().management is Management.SINGLE


def test_another_person_takes_neither_the_certificate_nor_what_was_forced(
    desk: SimulatedDesk,
) -> None:
    counter = prepared(desk)
    desk.insurer.attest(Attestation(number=DEMO))
    counter.rates.force(century=19)
    counter.choose(1)
    assert counter.rates.forcings == Forcings()
    assert counter.claim is not None
    assert (counter.claim.insurer, counter.claim.lines) == (None, CLAIM.lines)
    assert desk.insurer.attestation == Attestation()
