"""Steps of the tabs "Télétransmissions" and "Suivi Facturations", on the page itself."""

from dataclasses import replace

from pytest_bdd import parsers, then, when

from binocle_ui.cases import load_case
from binocle_ui.composition.follow_up import FollowUpCounter

from .page_text import browser_of, page_text, text_at
from .shop import Optician


@then(parsers.parse("la page « {path} » montre"))
def page_shows(optician: Optician, path: str, datatable: list[list[str]]) -> None:
    said = page_text(optician.station, path)
    for (printed,) in datatable:
        assert printed in said, said


@then(parsers.parse("la page du lot « {number} » montre"))
def lot_page_shows(optician: Optician, number: str, datatable: list[list[str]]) -> None:
    page_shows(optician, f"/lots/{optician.lot_id(number)}", datatable)


@then(parsers.parse("le bordereau du lot « {number} » s'imprime"))
def slip_is_drawn(optician: Optician, number: str) -> None:
    assert FollowUpCounter(optician.station).slip(number.lower()).startswith(b"%PDF-")


@then(parsers.parse("les filtres gardent la facture « {number} » ou non"))
def filters_keep(optician: Optician, number: str, datatable: list[list[str]]) -> None:
    browser = browser_of(optician.station)
    kept = [
        [typed, "oui" if number in text_at(browser, f"/factures?{typed}") else "non"]
        for typed, _ in datatable[1:]
    ]
    assert kept == datatable[1:]


@when(parsers.parse("l'opticien {does} « {gesture} » sur la page du lot « {number} »"))
def treats(optician: Optician, does: str, gesture: str, number: str) -> None:
    form = {"geste": gesture, "confirme": "oui" if does == "confirme" else ""}
    lot = optician.lot_id(number)
    optician.does(lambda: FollowUpCounter(optician.station).treat(lot, form))


@when(parsers.parse("l'opticien mène et signe la facture « {name} » pour « {person} »"))
def leads_for(optician: Optician, name: str, person: str) -> None:
    case = load_case(name)
    assert optician.leads(replace(case, patient=person), "signature"), optician.error
