"""The form as it opens, and what a change draws (TAUX-03 to TAUX-07, APCV-10, FSE-02)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.unit.rates.makers import (
    CARD,
    DAY,
    GRANTED,
    MOBILE,
    NOBODY,
    NOW,
    OLD_MOBILE,
    PRESCRIBED,
    QUOTE_971,
    around,
    claim,
    cover,
    rights,
)

from binocle.amc import AmcProof
from binocle.cards import Period, WorkAccidentBlock
from binocle.kernel import OperatorActionNeeded
from binocle.optics import RenewalKind
from binocle.rates import (
    NO_RIGHTS,
    AmoProof,
    AmoRights,
    Circumstances,
    ExemptionChoice,
    Forcings,
    InsuranceNature,
    KnownRights,
    Presence,
    RateScreen,
    RightsSource,
    SecuringMode,
    changed,
    greyed,
    prefilled,
    reopened,
    settled,
    shown_fields,
)

ADRI = rights(source=RightsSource.ADRI)
SECURED, DEGRADED = SecuringMode.SESAM_VITALE, SecuringMode.DEGRADED
MANUAL = [AmoProof.NONE, AmoProof.DOCUMENT, AmoProof.SOCIAL_CARD]


@pytest.mark.parametrize(
    ("known", "presence", "proof", "mode"),
    [
        (rights(), CARD, AmoProof.VITALE_CARD, SECURED),
        (rights(), NOBODY, AmoProof.VITALE_CARD, DEGRADED),
        (ADRI, CARD, AmoProof.ADRI, SECURED),
        (ADRI, NOBODY, AmoProof.ADRI, DEGRADED),
        (ADRI, MOBILE, AmoProof.MOBILE_CARD, SECURED),
        (ADRI, OLD_MOBILE, AmoProof.ADRI, DEGRADED),
        (rights(), MOBILE, AmoProof.VITALE_CARD, SECURED),
        (NO_RIGHTS, NOBODY, AmoProof.NONE, DEGRADED),
        (NO_RIGHTS, CARD, AmoProof.NONE, DEGRADED),
        (NO_RIGHTS, MOBILE, AmoProof.NONE, DEGRADED),
    ],
)
def test_proof_and_mode_follow_rights_and_presence(
    known: KnownRights, presence: Presence, proof: AmoProof, mode: SecuringMode
) -> None:
    form = prefilled(claim(), around(known, presence))
    assert (form.amo_proof, form.mode) == (proof, mode)


def test_the_printed_instances() -> None:
    """Seed-facts 7: S0 with a valid context, the same run out, S3 with the card, FSE 253."""
    sale = claim(prescription=date(2024, 5, 26))
    valid = prefilled(sale, around(ADRI, MOBILE))
    assert (valid.prescription, valid.act_day, valid.invoice_day) == (PRESCRIBED, DAY, None)
    assert (valid.amo_rights, valid.amc_proof) == (AmoRights.OPEN, AmcProof.NONE)
    assert (valid.ordinary_accident, valid.ald, valid.attack_victim) == (False, False, False)
    assert (valid.nature, valid.renewal, valid.exemption) == (
        InsuranceNature.ILLNESS, RenewalKind.NONE, None,
    )  # fmt: skip
    assert prefilled(sale, around(), invoicing=True).invoice_day == DAY


@pytest.mark.parametrize(("minutes", "proof"), [(19, AmoProof.MOBILE_CARD), (20, AmoProof.ADRI)])
def test_a_context_is_looked_at_anew_each_time(minutes: int, proof: AmoProof) -> None:
    sale, seen = claim(), around(ADRI, MOBILE)
    form = changed(prefilled(sale, seen), seen, ordinary_accident=True)
    later = replace(seen, now=NOW + timedelta(minutes=minutes))
    again = reopened(RateScreen(form, prefilled(sale, seen)), sale, later).form
    assert again.amo_proof is proof
    assert again.mode is (SECURED if proof is AmoProof.MOBILE_CARD else DEGRADED)
    assert again.ordinary_accident, "what was typed stays"


def test_a_proof_chosen_for_want_of_any_reading_stays() -> None:
    sale, seen = claim(), around()
    typed = changed(
        prefilled(sale, seen), seen, amo_proof=AmoProof.DOCUMENT, exemption=ExemptionChoice.ALL
    )
    screen = RateScreen(typed, prefilled(sale, seen))
    assert reopened(screen, sale, seen) == screen
    gone = reopened(screen, sale, replace(seen, presence=NOBODY))
    assert gone.form == typed, "it rests on no presence"


def test_the_file_and_the_rights_fill_the_rest() -> None:
    accident = WorkAccidentBlock("019999999", "017211234", "200912012", "", "")
    known = rights(cover(90), work_accident=accident)
    sale = claim(
        ald_prescribed=True, renewal=RenewalKind.ADAPTED, act_day=date(2024, 5, 27), rc=10000
    )
    form = prefilled(sale, around(known))
    assert (form.alsace_moselle, form.ald, form.renewal) == (True, True, RenewalKind.ADAPTED)
    assert (form.act_day, form.amc_proof) == (date(2024, 5, 27), AmcProof.VITALE_CARD)
    assert (form.work_accident_organism, form.work_accident_number) == ("017211234", "200912012")


@pytest.mark.parametrize(
    ("known", "fields", "proof"),
    [
        (rights(), {}, AmcProof.NONE),
        (rights(), {"rc": 1}, AmcProof.VITALE_CARD),
        (ADRI, {"rc": 1}, AmcProof.ADRI),
        (NO_RIGHTS, {"rc": 1}, AmcProof.NONE),
        (rights(service="01"), {}, AmcProof.VITALE_CARD),
        (rights(service="10"), {}, AmcProof.NONE),
    ],
)
def test_the_complementary_proof_is_for_dre_and_c2s(
    known: KnownRights, fields: dict[str, int], proof: AmcProof
) -> None:
    assert prefilled(claim(**fields), around(known)).amc_proof is proof


def test_a_granted_pec_is_its_own_proof() -> None:
    sale = claim(*QUOTE_971, rc_by_line=GRANTED)
    assert prefilled(sale, around(ADRI)).amc_proof is AmcProof.PEC


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ((Period(None, date(2024, 5, 27)),), AmoRights.CLOSED),
        ((Period(None, DAY),), AmoRights.OPEN),
        ((), AmoRights.CLOSED),
    ],
)
def test_rights_are_those_of_the_day_of_the_act(
    periods: tuple[Period, ...], expected: AmoRights
) -> None:
    assert prefilled(claim(), around(rights(periods=periods))).amo_rights is expected
    assert prefilled(claim(), around(NO_RIGHTS)).amo_rights is AmoRights.UNKNOWN


# -- changes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", MANUAL)
@pytest.mark.parametrize("seen", [around(), around(ADRI, MOBILE), around(NO_RIGHTS, NOBODY)])
def test_the_three_manual_proofs_force_the_degraded_mode(
    proof: AmoProof, seen: Circumstances
) -> None:
    form = changed(prefilled(claim(), seen), seen, amo_proof=proof)
    assert (form.mode, form.exemption) == (DEGRADED, None)
    assert changed(form, seen, mode=SECURED).mode is DEGRADED
    chosen = changed(form, seen, exemption=ExemptionChoice.NONE)
    assert (chosen.exemption, chosen.mode) == (ExemptionChoice.NONE, DEGRADED)


def test_a_read_proof_takes_the_mode_of_the_presence_back() -> None:
    seen = around()
    typed = changed(
        prefilled(claim(), seen), seen, amo_proof=AmoProof.NONE, exemption=ExemptionChoice.ALL
    )
    back = changed(typed, seen, amo_proof=AmoProof.VITALE_CARD)
    assert back == prefilled(claim(), seen)
    absent = replace(seen, presence=NOBODY)
    assert changed(typed, absent, amo_proof=AmoProof.VITALE_CARD).mode is DEGRADED


def test_an_exemption_is_dropped_with_the_degraded_mode() -> None:
    seen = around()
    form = changed(prefilled(claim(), seen), seen, mode=DEGRADED)
    form = changed(form, seen, exemption=ExemptionChoice.ALL)
    assert (form.mode, form.exemption) == (DEGRADED, ExemptionChoice.ALL)
    assert changed(form, seen, mode=SECURED).exemption is None


def test_every_field_stays_editable() -> None:
    seen = around()
    form = prefilled(claim(), seen)
    after = changed(
        form, seen, nature=InsuranceNature.SMG, smg_pec=True, renewal=RenewalKind.INITIAL
    )
    assert (after.nature, after.smg_pec, after.renewal) == (
        InsuranceNature.SMG, True, RenewalKind.INITIAL,
    )  # fmt: skip
    assert changed(after, seen, nature=form.nature, smg_pec=False, renewal=form.renewal) == form
    assert changed(form, seen) == form


def test_the_fse_screen_greys_some_fields() -> None:
    seen = around()
    assert greyed(prefilled(claim(), seen)) == frozenset()
    form = prefilled(claim(), seen, invoicing=True)
    assert greyed(form) == {"prescription", "act_day", "invoice_day", "amo_rights"}
    with pytest.raises(OperatorActionNeeded, match="FSE-CHAMP-GRISE"):
        changed(form, seen, prescription=DAY)
    assert changed(form, seen, prescription=form.prescription, ald=True).ald


def test_a_forced_exemption_comes_in_degraded_mode_alone() -> None:
    forced = Forcings(exemption=ExemptionChoice.FSV)
    assert prefilled(claim(), around(forcings=forced)).exemption is None
    degraded = prefilled(claim(), around(presence=NOBODY, forcings=forced))
    assert (degraded.mode, degraded.exemption) == (DEGRADED, ExemptionChoice.FSV)


def test_the_days_of_the_form_are_those_of_the_file() -> None:
    seen, sale = around(), claim()
    form = changed(
        prefilled(sale, seen),
        seen,
        prescription=date(2024, 5, 1),
        act_day=date(2024, 5, 20),
        renewal=RenewalKind.INITIAL,
    )
    file = settled(sale, form)
    assert (file.prescription, file.care_day) == (date(2024, 5, 1), date(2024, 5, 20))
    assert file.renewal is RenewalKind.INITIAL
    assert settled(sale, prefilled(sale, seen)) == sale


@pytest.mark.parametrize(
    ("fields", "opened"),
    [
        ({}, set()),
        ({"ordinary_accident": True}, {"accident_day", "accident_certificate"}),
        ({"attack_victim": True}, {"attack_certificate"}),
        ({"amo_proof": AmoProof.NONE}, {"exemption"}),
        ({"nature": InsuranceNature.MATERNITY}, {"maternity_day"}),
        ({"nature": InsuranceNature.SMG}, {"smg_pec", "smg_amount"}),
        (
            {"nature": InsuranceNature.WORK_ACCIDENT},
            {
                "work_accident_day",
                "work_accident_number",
                "work_accident_organism",
                "work_accident_sheet",
            },
        ),
    ],
)
def test_the_screen_shows_what_its_choices_open(fields: dict[str, Any], opened: set[str]) -> None:
    usual = prefilled(claim(), around())
    shown = shown_fields(replace(usual, **fields))
    assert set(shown) - set(shown_fields(usual)) == opened
    assert shown[0] == "prescription"
    assert shown[-1] == "mode"
    assert len(set(shown)) == len(shown)
