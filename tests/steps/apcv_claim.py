"""Steps of a claim made with the app: the ways in, the context and its end, its one form."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pytest_bdd import given, parsers, then, when

from binocle.apcv import ApcvIdentity, ExpiryAnswer
from binocle.fse import SealedForm
from binocle.kernel import PARIS, BirthDate, Nir
from binocle.rates import AmoProof
from binocle.readers import PhoneWay
from binocle_simulators.apcv.qr import photograph
from binocle_simulators.bench import Bench
from binocle_ui.story import DEMO_CODE

from .apcv import ASKEW
from .one_sale import day_of, number_shown, sale_of
from .shop import LABELS, Optician

# -- the shop and the hour ------------------------------------------------------------------------


@given(parsers.parse("une boutique sans l'option « appli carte Vitale », qui lit par « {way} »"))
def without_module(optician: Optician, way: str) -> None:
    store = optician.desk.settings_store
    store.keep_shop_settings(replace(store.shop_settings(), apcv_module=False))
    optician.chooses_readers(apcv_way=PhoneWay(way))
    optician.desk.counter.enter_code(DEMO_CODE)


@given("le code de la CPS est tapé")
def code_typed(optician: Optician) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)


@given(parsers.re(r"il est (?P<hour>\d\d):(?P<minute>\d\d)"))
@when(parsers.re(r"il est (?P<hour>\d\d):(?P<minute>\d\d)"))
def clock_at(bench: Bench, hour: str, minute: str) -> None:
    now = bench.world.now().astimezone(PARIS)
    wanted = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    assert wanted > now
    bench.advance(wanted - now)


@given(parsers.parse("une vente du {day} faite avec l'appli"))
def sale_with_app(optician: Optician, day: str) -> None:
    begins_with_app(optician, day)
    assert optician.error is None, optician.error


@given(parsers.parse("une vente du {day} faite avec l'appli, alors que ADRi est en panne"))
def sale_with_app_adri_down(optician: Optician, day: str) -> None:
    optician.bench.control.do("arm", where="adri", what="fault")
    begins_with_app(optician, day)


def begins_with_app(optician: Optician, day: str) -> None:
    optician.desk.counter.begin()
    optician.desk.counter.enter_claim(sale_of(day_of(day)))
    reads_and_chooses(optician, "lecteur à main", 1)


# -- the ways in ----------------------------------------------------------------------------------


def known_customer(bench: Bench) -> ApcvIdentity:
    """Return DESMAUX, as the file of an existing customer names her."""
    person = bench.person("desmaux")
    return ApcvIdentity(Nir.parse(person.nir), BirthDate(person.birth), person.rank)


ENTRIES: dict[str, Callable[[Optician], Any]] = {
    "Recherche depuis l'appli": lambda optician: optician.desk.counter.begin(),
    "Client existant": lambda optician: optician.desk.counter.begin(known_customer(optician.bench)),
    "Nouveau client": lambda optician: optician.desk.counter.begin(),
}
"""The three entry points; the first and the last differ in what is done with the person read."""


@when(parsers.parse("l'opticien entre par « {entry} »"))
def enters_by(optician: Optician, entry: str) -> None:
    ENTRIES[entry](optician)


def shown_code(optician: Optician) -> str:
    shown = optician.bench.phone_in_hand().shown
    assert shown is not None, "the phone shows nothing"
    return shown


def photographed(optician: Optician) -> Any:
    chance = optician.bench.world.stream("camera")
    picture = photograph(shown_code(optician), ASKEW, chance=chance)
    return optician.desk.apcv.read_picture(picture)


READINGS: dict[str, Callable[[Optician], Any]] = {
    "lecteur à main": lambda optician: optician.desk.apcv.read_scan(shown_code(optician)),
    "caméra": photographed,
    "nfc": lambda optician: optician.desk.apcv.read_nfc(),
    "Restituer": lambda optician: optician.desk.apcv.restore(),
}


@when(parsers.parse("l'opticien lit l'appli par « {way} »"))
def reads_by(optician: Optician, way: str) -> None:
    optician.does(lambda: READINGS[way](optician))


@when("l'opticien presse « Restituer »")
def restores(optician: Optician) -> None:
    optician.does(optician.desk.apcv.restore)


@when(parsers.parse("l'opticien lit l'appli par « {way} » et choisit la personne {number:d}"))
def reads_and_chooses(optician: Optician, way: str, number: int) -> None:
    assert optician.does(lambda: READINGS[way](optician)), optician.error
    optician.does(lambda: optician.desk.counter.choose_in_app(number))


@when(parsers.parse("l'opticien choisit dans l'appli la personne {number:d}, pour le dossier"))
def chooses_for_file(optician: Optician, number: int) -> None:
    optician.does(lambda: optician.desk.counter.choose_in_app(number))


# -- the claim ------------------------------------------------------------------------------------


@when("l'opticien ouvre « Vérif. taux »")
def opens_form(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.open_form), optician.error


@when("l'opticien choisit de nouveau la pièce de l'appli")
def chooses_app_again(optician: Optician) -> None:
    optician.does(lambda: optician.desk.counter.change_form(amo_proof=AmoProof.MOBILE_CARD))


@when(parsers.parse("l'opticien répond « {answer} » à la question"))
def answers(optician: Optician, answer: str) -> None:
    optician.does(lambda: optician.desk.counter.answer_expiry(ExpiryAnswer(answer)))


@given("l'opticien saisit la deuxième vision")
@when("l'opticien saisit la deuxième vision")
def second_vision(optician: Optician) -> None:
    day = optician.bench.world.now().astimezone(PARIS).date()
    first = sale_of(day)
    optician.desk.counter.enter_claim(replace(first, lines=first.lines[1:]))


@when("l'opticien reprend la première vision")
def first_vision(optician: Optician) -> None:
    number = min(each.invoice.number for each in optician.desk.invoices.standings())
    assert optician.does(lambda: optician.desk.counter.resume(number)), optician.error


# -- what is seen ---------------------------------------------------------------------------------


@then(parsers.parse("l'avis dit quoi faire : « {sentence} »"))
def notice_tells_what_to_do(optician: Optician, sentence: str) -> None:
    assert sentence in optician.notice.que_faire


@then(parsers.parse("la recherche trouve {count:d} facture de « {name} »"))
def search_finds(optician: Optician, count: int, name: str) -> None:
    patient_is(optician, name)
    person = optician.desk.counter.patient
    assert person is not None
    found = optician.desk.fse.invoices_of(person.insured, person.birth, person.rank)
    people = [f"{each.invoice.patient.name} {each.invoice.patient.first_name}" for each in found]
    assert people == [name] * count


@then(parsers.parse("le patient du dossier est « {name} »"))
def patient_is(optician: Optician, name: str) -> None:
    patient = optician.desk.counter.patient
    assert patient is not None
    assert f"{patient.name} {patient.first_name}" == name


@then(parsers.parse("l'onglet des droits s'intitule « {title} »"))
def tab_title(optician: Optician, title: str) -> None:
    assert optician.desk.apcv.header == title


@then("l'onglet montre")
def tab_shows(optician: Optician, datatable: list[list[str]]) -> None:
    who, rights = optician.desk.apcv.beneficiary, optician.desk.counter.rights
    assert who is not None
    assert rights is not None
    shown = {
        "nom": f"{who.name} {who.first_name}",
        "assuré": who.insured.compact,
        "né le": who.birth.printed,
        "rang": who.rank,
        "ville": rights.address[-1],
    }
    assert [[name, shown[name]] for name, _ in datatable[1:]] == datatable[1:]


@then(parsers.parse("il reste {minutes:d} minutes au contexte, qui est « {label} »"))
def minutes_left(optician: Optician, minutes: int, label: str) -> None:
    apcv = optician.desk.apcv
    assert apcv.state is not None
    assert (apcv.minutes_left, LABELS("apcv_contextes", apcv.state.value)) == (minutes, label)


@then(parsers.parse("la pièce de l'écran est « {label} »"))
def proof_on_screen(optician: Optician, label: str) -> None:
    form = optician.desk.counter.rates.form
    assert form is not None
    assert LABELS("pieces_amo", form.amo_proof.value) == label


@then(parsers.parse("la vente est encore celle du {day}"))
def claim_kept(optician: Optician, day: str) -> None:
    assert optician.desk.counter.claim == sale_of(day_of(day))


def forms_shown(optician: Optician) -> tuple[SealedForm, ...]:
    return optician.desk.invoices.forms(number_shown(optician))


@then("la signature de l'appli est gardée, une seule fois")
def app_signature_kept(optician: Optician) -> None:
    (form,) = forms_shown(optician)
    assert form.vitale is not None
    assert form.vitale.signature
    assert signed_numbers(optician).count(form.number) == 1


@then("aucune signature de l'appli n'est gardée")
def no_app_signature(optician: Optician) -> None:
    (form,) = forms_shown(optician)
    assert form.vitale is None
    assert not signed_numbers(optician)


@then("l'appli a signé la facture en cours")
def app_signed(optician: Optician) -> None:
    assert signed_numbers(optician) == [number_shown(optician)]


def signed_numbers(optician: Optician) -> list[str]:
    """Return the numbers of the invoices that contexts of the service signed."""
    contexts = optician.bench.apcv.contexts.values()
    return [context.signed.number for context in contexts if context.signed is not None]


@then("la facture en cours n'a aucune forme")
def no_form(optician: Optician) -> None:
    assert forms_shown(optician) == ()


@then(parsers.parse("la boutique a {count:d} facture"))
@then(parsers.parse("la boutique a {count:d} factures"))
def invoice_count(optician: Optician, count: int) -> None:
    assert len(optician.desk.invoices.standings()) == count


@then(parsers.parse("toutes les factures de la boutique sont à l'état « {state} »"))
def every_invoice_is(optician: Optician, state: str) -> None:
    standings = optician.desk.invoices.standings()
    assert {LABELS.invoice_state(each.state) for each in standings} == {state}


@then("une CPS est demandée")
def cps_wanted(optician: Optician) -> None:
    assert optician.error is not None, "no notice was shown"
    assert optician.error.code.startswith(("CPS-", "LEC-")), optician.error
    notice = optician.notice
    assert all((notice.explication, notice.facture, notice.que_faire))
