"""Steps of the life cycle: forms made anew, provisional invoices, rejects, credit notes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from binocle.adapters.sqlite import set_counts
from binocle.fse import (
    Invoice,
    InvoiceStanding,
    SealedForm,
    cancelling_dre_possible,
    reject_advice,
)
from binocle.kernel import ZERO, Cents, Finding
from binocle.rates import AmoProof, ExemptionChoice
from binocle_simulators.bench import Bench
from binocle_simulators.faults import Fault
from binocle_ui.cases import Case, load_case
from binocle_ui.composition.follow_up import FollowUpCounter
from binocle_ui.story import DEMO_CODE

from .page_text import recap_page, recap_text
from .shop import CATALOGUE, LABELS, Optician, cents, printed

FRAME = load_case("c2s").claim
TP_253 = load_case("253").claim.lines
PRINTED = {
    "249": Case("249", "issner", "000000249", FRAME),
    "255": Case("255", "alain", "000000255", replace(FRAME, lines=TP_253[:1], rc_total=ZERO)),
    "256": Case("256", "issner", "000000256", FRAME),
    "257": Case("257", "denis", "000000257", replace(FRAME, rc_total=ZERO)),
}
"""Printed invoices (seed-facts 13, 14) whose people or articles are ours."""


def case_of(name: str) -> Case:
    return PRINTED[name] if name in PRINTED else load_case(name)


def number_of(name: str) -> str:
    """``PROV-000001`` as it is; ``253`` as nine digits."""
    return name if name.startswith("PROV-") else name.rjust(9, "0")


@dataclass
class LifeCycle:
    """What one scenario compares with: invoices as they were, and what was told."""

    before: dict[str, Invoice] = field(default_factory=dict)
    signed: dict[str, tuple[SealedForm, ...]] = field(default_factory=dict)
    told: list[Finding] = field(default_factory=list)


@pytest.fixture
def life() -> LifeCycle:
    return LifeCycle()


def standing(optician: Optician, name: str) -> InvoiceStanding:
    return optician.desk.invoices.standing(number_of(name))


def done(optician: Optician, gesture: Callable[[], Any]) -> None:
    assert optician.does(gesture), optician.error


# -- gestures: sales ------------------------------------------------------------------------------


def prepares(optician: Optician, case: Case, *, degraded: bool) -> None:
    """Lead a claim until its rate check; in degraded mode the patient took the card back."""
    optician.desk.counter.begin()
    optician.bench.insert("vitale", optician.bench.vitale(case.patient))
    assert optician.leads(case, "droits"), optician.error
    if degraded:
        optician.bench.remove("vitale")
    done(optician, optician.desk.counter.check_rates_as_known)


@when(parsers.parse("l'opticien facture « {name} » en mode {mode}"))
def invoices(optician: Optician, life: LifeCycle, name: str, mode: str) -> None:
    case, counter = case_of(name), optician.desk.counter
    prepares(optician, case, degraded=mode == "dégradé")
    done(optician, lambda: counter.invoice(case.invoice))
    life.before[name] = optician.desk.invoices.invoice(case.invoice)


@when(parsers.parse("l'opticien facture et signe « {name} » en mode {mode}"))
def invoices_and_signs(optician: Optician, life: LifeCycle, name: str, mode: str) -> None:
    invoices(optician, life, name, mode)
    done(optician, optician.desk.counter.sign)
    life.signed[name] = optician.desk.invoices.forms(number_of(name))


@when(parsers.parse("l'opticien facture « {name} » sous un numéro provisoire en mode {mode}"))
def invoices_provisionally(optician: Optician, name: str, mode: str) -> None:
    prepares(optician, case_of(name), degraded=mode == "dégradé")
    done(optician, lambda: optician.desk.counter.invoice(provisional=True))


@when(parsers.parse("l'opticien signe la facture « {name} » avec l'appli de « {person} »"))
def signs_with_the_app(optician: Optician, bench: Bench, name: str, person: str) -> None:
    case, counter = case_of(name), optician.desk.counter
    bench.remove("vitale")
    bench.control.do("open_phone", person=person)
    bench.control.do("present_phone")
    counter.begin()
    counter.enter_code(DEMO_CODE)
    for gesture in (
        optician.desk.apcv.read_nfc,
        lambda: counter.choose_in_app(1),
        lambda: counter.enter_claim(case.claim),
        counter.check_rates_as_known,
        lambda: counter.invoice(case.invoice),
        counter.sign,
    ):
        done(optician, gesture)


@when("l'opticien tape son code et télétransmet")
def transmits_with_code(optician: Optician) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    done(optician, optician.desk.transmission.send_all)
    done(optician, optician.lets_everything_come)


# -- gestures: "Générer FSE" off and on ------------------------------------------------------------


@when(parsers.parse("l'opticien décoche « Générer FSE » de la facture « {name} »"))
def unticks(optician: Optician, life: LifeCycle, name: str) -> None:
    life.told = optician.desk.fse.deletion(number_of(name))


@when(parsers.parse("l'opticien confirme la suppression de la FSE de la facture « {name} »"))
def confirms(optician: Optician, name: str) -> None:
    optician.does(lambda: optician.desk.fse.delete_forms(number_of(name)))


@when(parsers.parse("l'opticien recoche « Générer FSE » de la facture « {name} », carte présentée"))
def ticks_again(optician: Optician, name: str) -> None:
    case = case_of(name)
    prepares(optician, case, degraded=False)
    done(optician, lambda: optician.desk.counter.restart(number_of(name)))


@when(parsers.parse("l'opticien recommence la FSE de la facture « {name} » en mode {mode}"))
def restarts_form(optician: Optician, name: str, mode: str) -> None:
    prepares(optician, case_of("253"), degraded=mode == "dégradé")
    done(optician, lambda: optician.desk.counter.restart(number_of(name)))


@when(
    parsers.parse(
        "l'opticien recommence la FSE de la facture « {name} » sans ADRi, pièce « {proof} »"
    )
)
def restarts_without_adri(optician: Optician, name: str, proof: str) -> None:
    counter = optician.desk.counter
    (known,) = [each for each in AmoProof if LABELS("pieces_amo", each.value) == proof]
    for gesture in (
        lambda: counter.use_adri(False),
        counter.open_form,
        lambda: counter.change_form(amo_proof=known, exemption=ExemptionChoice.NONE),
        counter.check_rates,
        lambda: counter.restart(number_of(name)),
    ):
        done(optician, gesture)


@when(
    parsers.parse(
        "l'opticien recommence la FSE de la facture « {name} » avec un montant RC de {rc}"
    )
)
def restarts_with_other_amounts(optician: Optician, name: str, rc: str) -> None:
    counter = optician.desk.counter
    counter.enter_claim(replace(case_of("254").claim, rc_total=cents(rc)))
    done(optician, counter.check_rates_as_known)
    optician.does(lambda: counter.restart(number_of(name)))


@when(parsers.parse("l'opticien recommence la FSE de la facture « {name} » pour un autre patient"))
def restarts_for_somebody_else(optician: Optician, name: str) -> None:
    prepares(optician, case_of("257"), degraded=False)
    optician.does(lambda: optician.desk.counter.restart(number_of(name)))


# -- gestures: credit note, new invoice ------------------------------------------------------------


@when(parsers.parse("l'opticien fait l'avoir de la facture « {name} » pour « {reason} »"))
def credits(optician: Optician, name: str, reason: str) -> None:
    optician.does(lambda: optician.desk.fse.credit(number_of(name), reason))


@when(parsers.parse("l'opticien refait la facture « {name} » en tenant compte du motif"))
def reissues(optician: Optician, name: str) -> None:
    prepares(optician, case_of(name), degraded=False)
    done(optician, lambda: optician.desk.counter.reissue(number_of(name)))


@when(parsers.parse("l'opticien refait la facture « {name} » sans avoir"))
def reissues_too_soon(optician: Optician, name: str) -> None:
    prepares(optician, case_of(name), degraded=False)
    optician.does(lambda: optician.desk.counter.reissue(number_of(name)))


@when(parsers.parse("l'opticien reprend la facture provisoire « {name} » et signe"))
def resumes_provisional(optician: Optician, name: str) -> None:
    counter = optician.desk.counter
    for gesture in (
        lambda: counter.enter_code(DEMO_CODE),
        counter.read_vitale,
        lambda: counter.choose(1),
        lambda: counter.resume(name),
        counter.sign,
    ):
        done(optician, gesture)


# -- the world ------------------------------------------------------------------------------------


@given(parsers.parse("un dernier lot de caisse numéroté « {number:d} »"))
def last_lot(optician: Optician, number: int) -> None:
    set_counts(optician.desk.session, {"lot:F": number})


@when(parsers.parse("le programme doit s'arrêter au point « {point} »"))
def will_crash(bench: Bench, point: str) -> None:
    bench.world.faults.arm(Fault("crash", point))


@given(parsers.parse("une mutuelle qui a déjà reçu une facture « {name} » de cette boutique"))
def insurer_had_it(bench: Bench, optician: Optician, tmp_path: Path, name: str) -> None:
    """Have a former database of the shop send it: the fund refused that lot, the insurer paid."""
    folder = tmp_path / "former"
    folder.mkdir()
    former = Optician(bench, folder)
    bench.world.faults.arm(Fault("arl", "negative"))
    assert former.leads(load_case(name), "télétransmission"), former.error
    former.lets_everything_come()
    assert [lot[2] for lot in former.lots()] == ["ARL négatif reçu", "RSP"]
    former.station.close()
    set_counts(optician.desk.session, {"lot:F": 40, "lot:D": 40, "file": 40})


# -- what is seen: invoices ------------------------------------------------------------------------


@then(parsers.parse("la facture « {name} » en est à l'état « {state} »"))
def state_is(optician: Optician, name: str, state: str) -> None:
    assert LABELS.invoice_state(standing(optician, name).state) == state


@then(parsers.parse("ses parts sont « {amo} » et « {amc} »"))
def parts_are(optician: Optician, amo: str, amc: str) -> None:
    (seen,) = [one for one in optician.desk.invoices.standings() if one.invoice.flows][:1]
    assert (LABELS.part_state(seen.amo_state), LABELS.part_state(seen.amc_state)) == (amo, amc)


@then(parsers.parse("la facture « {name} » garde son numéro, ses lignes et ses montants"))
def untouched(optician: Optician, life: LifeCycle, name: str) -> None:
    before, now = life.before[name], standing(optician, name).invoice
    kept = ("number", "invoice_date", "prescription", "lines", "management", "tiers_payant")
    assert [getattr(now, each) for each in kept] == [getattr(before, each) for each in kept]
    assert replace(now.patient, card_serial="") == replace(before.patient, card_serial="")


@then(parsers.parse("la facture « {name} » est en mode « {mode} », pièce « {proof} »"))
def mode_is(optician: Optician, name: str, mode: str, proof: str) -> None:
    invoice = standing(optician, name).invoice
    assert LABELS("securisation", invoice.mode.value) == mode
    assert LABELS("pieces_amo", invoice.circumstances.proof.value) == proof


@then(parsers.parse("la facture « {name} » se fait {use} ADRi"))
def adri_use(optician: Optician, name: str, use: str) -> None:
    assert standing(optician, name).invoice.adri is (use == "avec")


@then(parsers.parse("la liste des factures montre"))
def listed(optician: Optician, datatable: list[list[str]]) -> None:
    rows = FollowUpCounter(optician.station).invoices({}, 1).page.rows
    assert [
        [
            row.number.lstrip("0"),
            row.client,
            printed(optician.desk.invoices.invoice(row.number).amo),
            printed(optician.desk.invoices.invoice(row.number).amc),
            LABELS.invoice_state(row.state),
            LABELS("securisation_logo", row.mode.value) if row.mode else "",
        ]
        for row in rows
    ] == datatable[1:]


@then(parsers.parse("le logo de la facture « {name} » est « {logo} »"))
def logo_is(optician: Optician, name: str, logo: str) -> None:
    shown = standing(optician, name).logo
    assert shown is not None
    assert LABELS("securisation_logo", shown.value) == logo
    sought = {"numero": number_of(name)}
    (row,) = FollowUpCounter(optician.station).invoices(sought, 1).page.rows
    assert row.mode is shown


@then(parsers.parse("la facture « {name} » n'a pas de logo"))
def no_logo(optician: Optician, name: str) -> None:
    assert standing(optician, name).logo is None


@then(parsers.parse("la facture « {name} » a pris le numéro « {number} »"))
def took_number(optician: Optician, name: str, number: str) -> None:
    seen = standing(optician, name)
    assert (seen.replaced_by, LABELS.invoice_state(seen.state)) == (number, "Finalisée")
    assert optician.desk.invoices.invoice(number).replaces == number_of(name)


@then(parsers.parse("le récapitulatif est celui de la facture « {name} »"))
def recap_is_of(optician: Optician, name: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None, optician.error
    assert summary.invoice.number == number_of(name)


@then(parsers.parse("le récapitulatif est de la norme SESAM-Vitale « {norm} »"))
def norm_is(optician: Optician, norm: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None
    assert summary.norm == norm


@then("rien n'y est modifiable : « Signer » ou « Annuler », et aucun champ à remplir")
def recap_is_fixed(optician: Optician) -> None:
    page = recap_page(optician.station)
    (ask,) = [form for form in page.iter("form") if form.xpath(".//button[@value='signer']")]
    assert ["".join(one.itertext()).strip() for one in ask.iter("button")] == ["Signer", "Annuler"]
    fields = [one for one in ask.iter("input", "select", "textarea") if one.get("type") != "hidden"]
    assert fields == []
    (recap,) = page.xpath("//section[contains(@class, 'recap')]")
    assert not list(recap.iter("input", "select", "textarea", "button", "a"))


@then(parsers.parse("il ne porte pas « {title} »"))
def recap_lacks(optician: Optician, title: str) -> None:
    assert title not in recap_text(optician.station)


@then("les factures enregistrées sont")
def invoices_are(optician: Optician, datatable: list[list[str]]) -> None:
    seen = sorted(optician.desk.invoices.standings(), key=lambda one: one.invoice.number)
    assert [
        [one.invoice.number, LABELS.invoice_state(one.state), printed(one.invoice.amo)]
        for one in seen
    ] == datatable[1:]


# -- what is seen: forms, advice ------------------------------------------------------------------


@then(parsers.parse("la facture « {name} » a {count:d} forme signée et {old:d} retirée"))
def forms_and_withdrawn(
    optician: Optician, life: LifeCycle, name: str, count: int, old: int
) -> None:
    store, number = optician.desk.invoices, number_of(name)
    forms, withdrawn = store.forms(number), store.withdrawn_forms(number)
    assert (len(forms), len(withdrawn)) == (count, old)
    assert withdrawn == life.signed.get(name, ())[:old], "what was signed is kept for ever"


@then(parsers.parse("un message demande d'abord de confirmer la suppression de la FSE « {name} »"))
def asks_first(optician: Optician, life: LifeCycle, name: str) -> None:
    (told,) = life.told
    notice = CATALOGUE.notice(told.code, told.facts)
    assert told.code == "FSE-SUPPRESSION"
    assert number_of(name) in notice.explication + notice.facture
    assert optician.desk.invoices.forms(number_of(name)), "asked, and nothing deleted yet"


@then(parsers.parse("pour la facture « {name} », le conseil est « {code} »"))
def advised(optician: Optician, name: str, code: str) -> None:
    assert [told.code for told in reject_advice(standing(optician, name))] == [code]


@then(parsers.parse("le conseil « {code} » dit « {sentence} »"))
def advice_says(optician: Optician, code: str, sentence: str) -> None:
    found = [
        CATALOGUE.notice(told.code, told.facts)
        for one in optician.desk.invoices.standings()
        for told in reject_advice(one)
        if told.code == code
    ]
    assert found
    assert all(sentence in notice.que_faire for notice in found)


@then(parsers.parse("une DRE d'annulation est {possible} pour la facture « {name} »"))
def cancelling(optician: Optician, name: str, possible: str) -> None:
    places = optician.desk.invoices.places(number_of(name))
    seen = cancelling_dre_possible(standing(optician, name), places)
    assert seen is (possible == "possible")


@then(parsers.parse("l'avoir « {number} » reprend {total}, dont {amo} de RO, le {day}"))
def credit_note(optician: Optician, number: str, total: str, amo: str, day: str) -> None:
    notes = [
        note
        for one in optician.desk.invoices.standings()
        if (note := optician.desk.invoices.credit_of(one.invoice.number))
    ]
    told = [(n.number, printed(n.total), printed(n.amo), f"{n.day:%d/%m/%Y}") for n in notes]
    assert told == [(number, total, amo, day)]


@then(parsers.parse("le concentrateur a reçu les factures « {names} »"))
def received_invoices(bench: Bench, names: str) -> None:
    seen = {
        invoice.number.lstrip("0")
        for lot in bench.concentrator.lots
        for invoice in lot.facts.invoices
    }
    assert sorted(seen) == [name.strip() for name in names.split(",")]


@then(parsers.parse("le reste payé de la facture « {name} » est {paid} sur {expected}"))
def paid_of(optician: Optician, name: str, paid: str, expected: str) -> None:
    seen = standing(optician, name)
    told = Cents(seen.amo_paid + seen.amc_paid), Cents(seen.invoice.amo + seen.amc_expected)
    assert tuple(map(printed, told)) == (paid, expected)


@then(parsers.parse("la nouvelle facture est datée du {day}, ses actes du {care}"))
def reissued_days(optician: Optician, day: str, care: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None
    shown: list[date] = [summary.invoice.invoice_date, summary.invoice.performed_on]
    assert [f"{one:%d/%m/%Y}" for one in shown] == [day, care]
