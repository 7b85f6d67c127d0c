"""Steps of when ADRi is called: button, mode of the shop, occasion (ADRI-01 to 04, ADRI-09)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pytest_bdd import given, parsers, then, when

from binocle.adri import CallMode
from binocle.kernel import printed_day
from binocle.rates import InsuranceNature
from binocle.readers import PhoneWay
from binocle_simulators.bench import Bench
from binocle_ui.story import DEMO_CODE

from .one_sale import day_of, goes_to_payment, number_shown, paper_of, sale_of, value_of
from .shop import LABELS, Optician

MODES = tuple(mode.value for mode in CallMode)

# -- the shop and who is there --------------------------------------------------------------------


@given(parsers.parse("le mode ADRi « {label} »"))
def shop_mode(optician: Optician, label: str) -> None:
    """Keep the mode of the shop, which reads phones by their QR code."""
    mode = CallMode(value_of("adri_modes", label, MODES))
    store = optician.desk.settings_store
    store.keep_shop_settings(replace(store.shop_settings(), adri_mode=mode))
    optician.chooses_readers(apcv_way=PhoneWay.QR)


@given(parsers.parse("la boutique relit les cartes après {days:d} jours"))
def reread_after(optician: Optician, days: int) -> None:
    optician.chooses_readers(reread_days=days)


@given(parsers.parse("la carte Vitale de « {key} », pour laquelle ADRi dit des droits ouverts"))
def card_of(bench: Bench, key: str) -> None:
    bench.insert("vitale", bench.vitale(key))
    if not any(last >= "20240528" for _, last in bench.person(key).rights):
        bench.control.do("set_rights", person=key, state="open", since="2024-01-01")


@given(parsers.parse("une vente du {day} pour la personne {number:d} de la carte"))
def sale_with_card(optician: Optician, day: str, number: int) -> None:
    counter = optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(number)
    counter.enter_claim(sale_of(day_of(day)))


@given(parsers.parse("une vente du {day} pour « {key} », sans carte"))
def sale_on_paper(optician: Optician, bench: Bench, day: str, key: str) -> None:
    begins_on_paper(optician, bench, key, {}, day=day)


@given(parsers.parse("une vente du {day} pour « {key} », sans carte, « {name} » étant « {value} »"))
def sale_on_wrong_paper(
    optician: Optician, bench: Bench, day: str, key: str, name: str, value: str
) -> None:
    begins_on_paper(optician, bench, key, {name: value}, day=day)


@given(
    parsers.parse(
        "une vente du {day} pour « {key} », sans carte, soins en rapport avec l'ALD : {ald}"
    )
)
def sale_on_paper_for_ald(optician: Optician, bench: Bench, day: str, key: str, ald: str) -> None:
    begins_on_paper(optician, bench, key, {}, day=day)
    optician.desk.counter.enter_claim(sale_of(day_of(day), ald_prescribed=ald == "oui"))


def begins_on_paper(
    optician: Optician, bench: Bench, key: str, wrong: dict[str, Any], *, day: str
) -> None:
    bench.remove("vitale")
    counter = optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.begin()
    assert counter.enter_paper(replace(paper_of(bench, key), **wrong)) == ()
    counter.enter_claim(sale_of(day_of(day)))


# -- gestures -------------------------------------------------------------------------------------


def reads_app(optician: Optician) -> Any:
    """Read the app of DESMAUX and choose its first person."""
    shown = optician.bench.open_phone().shown
    assert shown is not None
    optician.desk.apcv.read_scan(shown)
    return optician.desk.counter.choose_in_app(1)


OCCASIONS: dict[str, Callable[[Optician], Any]] = {
    "bouton ADRI": lambda optician: optician.desk.counter.ask_rights(),
    "lecture de la carte": lambda optician: optician.desk.counter.ask_rights_at_reading(),
    "saisie du tiers payant": lambda optician: optician.desk.counter.check_rates(),
    "facturation": lambda optician: optician.desk.counter.invoice(),
    "lecture de l'appli": reads_app,
}
"""Each occasion of the law, and the gesture that it is."""


@when(parsers.parse("l'opticien en est juste avant « {occasion} »"))
def comes_before(optician: Optician, occasion: str) -> None:
    if occasion == "facturation":
        assert optician.does(optician.desk.counter.check_rates), optician.error
    optician.calls_before = len(optician.bench.adri.requests)


@when(parsers.parse("l'opticien arrive à « {occasion} »"))
def comes_to(optician: Optician, occasion: str) -> None:
    optician.does(lambda: OCCASIONS[occasion](optician))


@when("l'opticien presse le bouton ADRI")
def presses_button(optician: Optician) -> None:
    optician.does(optician.desk.counter.ask_rights)


@when(parsers.parse("la vente est du {day}"))
def sale_moves(optician: Optician, day: str) -> None:
    optician.desk.counter.enter_claim(sale_of(day_of(day)))


@when("l'opticien dit que la vente est faite pour un accident du travail")
def for_an_accident(optician: Optician) -> None:
    optician.desk.counter.change_form(nature=InsuranceNature.WORK_ACCIDENT)


@given("l'opticien vérifie le taux et facture")
@when("l'opticien vérifie le taux et facture")
def checks_and_invoices(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.check_rates), optician.error
    assert optician.does(optician.desk.counter.invoice), optician.error


# -- what is seen ---------------------------------------------------------------------------------


@then("l'onglet ADRi n'a rien")
def nothing_known(optician: Optician) -> None:
    assert optician.desk.counter.rights is None


@then(
    parsers.parse(
        "l'onglet ADRi montre les droits du {first} au {last}, au centre {regime} {caisse} {centre}"
    )
)
def tab_shows(
    optician: Optician, first: str, last: str, regime: str, caisse: str, centre: str
) -> None:
    rights = optician.desk.counter.rights
    assert rights is not None, optician.error
    (period,) = rights.amo_periods
    assert (period.first, period.last) == (day_of(first), day_of(last))
    assert (rights.regime, rights.caisse, rights.centre) == (regime, caisse, centre)


@then(parsers.parse("ADRi a été appelé {count:d} fois"))
def called(bench: Bench, count: int) -> None:
    assert len(bench.adri.requests) == count


@then(parsers.parse("ADRi a été appelé {count:d} fois depuis"))
def called_since(optician: Optician, count: int) -> None:
    assert len(optician.bench.adri.requests) - optician.calls_before == count


@then(parsers.parse("ADRi a été appelé {count:d} fois, car « {reason} »"))
def called_because(optician: Optician, count: int, reason: str) -> None:
    called(optician.bench, count)
    reasons = optician.desk.counter.rights_desk.reasons
    assert [LABELS("adri_raisons", each.value) for each in reasons] == [reason]


@then(parsers.parse("ADRi a été sollicité {count:d} fois"))
def solicited(bench: Bench, count: int) -> None:
    assert sum(" adri > " in line for line in bench.world.journal.lines()) == count


@then(parsers.parse("la réponse sert du {first} au {last}"))
def window_is(optician: Optician, first: str, last: str) -> None:
    rights = optician.desk.counter.rights
    assert rights is not None, optician.error
    window = rights.window
    assert (printed_day(window.first), printed_day(window.last)) == (first, last)


@then(parsers.parse("le mode ADRi en vigueur est « {label} »"))
def mode_in_force(optician: Optician, label: str) -> None:
    assert LABELS("adri_modes", optician.desk.counter.rights_desk.mode.value) == label


@then(parsers.parse("le dialogue dit « {line} »"))
def dialog_says(optician: Optician, line: str) -> None:
    assert LABELS("adri_dialogue", optician.desk.counter.rights_desk.mode.value) == line


@then(parsers.parse("la facture en cours va jusqu'à l'état « {state} »"))
def goes_until(optician: Optician, state: str) -> None:
    number = number_shown(optician)
    goes_to_payment(optician)
    invoice_is(optician, number, state)


@then(parsers.parse("la facture en cours est à l'état « {state} »"))
def stands(optician: Optician, state: str) -> None:
    invoice_is(optician, number_shown(optician), state)


def invoice_is(optician: Optician, number: str, state: str) -> None:
    assert LABELS.invoice_state(optician.desk.invoices.standing(number).state) == state
