"""Steps of the screen "Vérification taux": its fields, its lists, its forcings, what it finds."""

from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from pytest_bdd import given, parsers, then, when

from binocle.adri import CallMode
from binocle.amc import AmcProof, Attestation, ReferenceDay
from binocle.kernel import AmcNumber, Finding, Severity, printed_day
from binocle.optics import RenewalKind
from binocle.rates import (
    AmoProof,
    AmoRights,
    ExemptionChoice,
    ForcedService,
    InsuranceNature,
    RateForm,
    SecuringMode,
    blocking,
    forcing_lines,
)
from binocle.shop import ShopSettings

from .claims import day_of, desk_of
from .shop import LABELS, Optician, cents, printed

FIELDS = {LABELS("champs_taux", name): name for name in LABELS.names("champs_taux")}
FORCINGS = {LABELS("forcages", name): name for name in LABELS.names("forcages")}
LISTS: dict[str, tuple[type[Enum], str]] = {
    "amo_proof": (AmoProof, "pieces_amo"),
    "amo_rights": (AmoRights, "droits_amo"),
    "amc_proof": (AmcProof, "pieces_amc"),
    "mode": (SecuringMode, "modes_securisation"),
    "renewal": (RenewalKind, "renouvellements"),
    "nature": (InsuranceNature, "natures_assurance"),
    "exemption": (ExemptionChoice, "taux_exoneration"),
}
"""Fields that are lists: their values, and the section that names them."""

YES_NO = {True: "OUI", False: "NON"}


def form_of(optician: Optician) -> RateForm:
    form = desk_of(optician).form
    assert form is not None, optician.error
    return form


# -- how a field is written ------------------------------------------------------------------------


def value_of(name: str, text: str) -> Any:
    """Return the value that a text of the screen stands for."""
    if name in LISTS:
        kind, section = LISTS[name]
        return next(each for each in kind if LABELS(section, each.value) == text)
    kept = RateForm.__dataclass_fields__[name].type
    if text in ("OUI", "NON") and kept in ("bool", bool):
        return text == "OUI"
    if "/" in text:
        return day_of(text)
    return cents(text) if name == "smg_amount" else text


def text_of(name: str, value: Any) -> str:
    """Return a value as the screen shows it."""
    if value is None or value == "":
        return "vide"
    if name in LISTS:
        return LABELS(LISTS[name][1], value.value)
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, date):
        return printed_day(value)
    return printed(value) if isinstance(value, int) else str(value)


# -- the screen -----------------------------------------------------------------------------------


@when("l'opticien demande les droits")
def asks_rights(optician: Optician) -> None:
    optician.does(optician.desk.counter.ask_rights)
    assert optician.error is None, optician.error


@when("l'opticien ouvre « Vérification taux »")
def opens_form(optician: Optician) -> None:
    optician.does(optician.desk.counter.open_form)


@when(parsers.re("l'opticien met « (?P<label>[^»]+) » à « (?P<text>.*?) ?»$"))
def sets_field(optician: Optician, label: str, text: str) -> None:
    name = FIELDS[label]
    fields = {name: value_of(name, text)}
    optician.does(lambda: optician.desk.counter.change_form(**fields))


@when("l'opticien vérifie le taux")
def verifies(optician: Optician) -> None:
    optician.does(optician.desk.counter.check_rates_as_known)


@when("l'opticien ouvre « Génération de la FSE »")
def opens_fse(optician: Optician) -> None:
    optician.does(lambda: desk_of(optician).open(invoicing=True))


@when("l'opticien lance « Vérif. taux »")
def checks(optician: Optician) -> None:
    optician.does(optician.desk.counter.check_rates)


@given("la boutique appelle ADRi de façon systématique")
def always_asks(optician: Optician) -> None:
    optician.desk.settings_store.keep_shop_settings(ShopSettings(adri_mode=CallMode.SYSTEMATIC))
    optician.station.reopen()


@then(parsers.parse("« {label} » vaut « {text} »"))
def field_is(optician: Optician, label: str, text: str) -> None:
    name = FIELDS[label]
    assert text_of(name, getattr(form_of(optician), name)) == text


@then("« Vérification taux » montre")
def form_shows(optician: Optician, datatable: list[list[str]]) -> None:
    form = form_of(optician)
    told = [[label, text_of(FIELDS[label], getattr(form, FIELDS[label]))] for label, _ in datatable]
    assert told == datatable


@then(parsers.parse("la liste « {label} » est"))
def list_is(label: str, datatable: list[list[str]]) -> None:
    kind, section = LISTS[FIELDS[label]]
    assert [[LABELS(section, each.value)] for each in kind] == datatable


@then(parsers.parse("chaque champ de « Vérification taux » se change, sauf « {labels} »"))
def every_field_changes(optician: Optician, labels: str) -> None:
    """Change each field alone and see that the screen holds it."""
    kept = {FIELDS[label] for label in labels.split(", ")} if labels != "aucun" else set()
    for name, value in OTHER_VALUES.items():
        opened = form_of(optician)
        screen = desk_of(optician).screen
        if name in kept:
            continue
        assert getattr(opened, name) != value, name
        one = {name: value}
        assert optician.does(partial(optician.desk.counter.change_form, **one))
        assert getattr(form_of(optician), name) == value, name
        again = optician.desk.counter.open_form()
        assert getattr(again, name) == value, f"{name} stays when the screen opens again"
        desk_of(optician).screen = screen


OTHER_VALUES: dict[str, Any] = {
    "prescription": date(2024, 5, 20),
    "act_day": date(2024, 5, 27),
    "amo_proof": AmoProof.DOCUMENT,
    "amo_rights": AmoRights.UNKNOWN,
    "amc_proof": AmcProof.WEB,
    "ordinary_accident": True,
    "ald": True,
    "attack_victim": True,
    "renewal": RenewalKind.INITIAL,
    "alsace_moselle": True,
    "nature": InsuranceNature.MATERNITY,
    "mode": SecuringMode.DEGRADED,
}
"""The printed fields, each with another value than the one it opens with."""


# -- forcings -------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien force « {title} » à « {text} »"))
def forces(optician: Optician, title: str, text: str) -> None:
    name = FORCINGS[title]
    if name == "attestation":
        assert not blocking(list(optician.desk.insurer.attest(certificate(text))))
        return
    values: dict[str, Any] = {
        "maternity_end": lambda: day_of(text),
        "exemption": lambda: value_of("exemption", text),
        "amo_service": lambda: ForcedService(text),
        "century": lambda: int(text),
    }
    desk_of(optician).force(**{name: values[name]()})


@when(parsers.parse("l'opticien supprime le forçage « {title} »"))
def takes_back(optician: Optician, title: str) -> None:
    if FORCINGS[title] == "attestation":
        optician.desk.insurer.take_back()
    else:
        desk_of(optician).take_back(FORCINGS[title])


def certificate(number: str) -> Attestation:
    """Return "Attestation AMC" with what a mutual card lets one type."""
    return Attestation(
        proof=AmcProof.OTHER_SUPPORT,
        reference=ReferenceDay.INVOICE,
        number=AmcNumber(number),
        type="CM",
        insured="12345678",
        member="12345678",
        sts_routing="M",
        first=date(2024, 1, 1),
        last=date(2024, 12, 31),
    )


# -- what was found -------------------------------------------------------------------------------


def found(optician: Optician) -> list[Finding]:
    return list(optician.desk.sale.findings)


@then("rien n'est à corriger")
def nothing_found(optician: Optician) -> None:
    assert found(optician) == []


@then("rien ne bloque")
def nothing_blocks(optician: Optician) -> None:
    assert [each for each in found(optician) if each.severity is Severity.BLOCKS] == []


@then(parsers.parse("le constat « {code} » est à côté de « {subject} »"))
def found_beside(optician: Optician, code: str, subject: str) -> None:
    told = [(each.code, each.subject) for each in found(optician)]
    assert (code, subject) in told, told


@then(parsers.parse("le constat « {code} » avertit à côté de « {subject} »"))
def warned_beside(optician: Optician, code: str, subject: str) -> None:
    told = [
        (each.code, each.subject) for each in found(optician) if each.severity is Severity.WARNS
    ]
    assert (code, subject) in told, told


@then(parsers.parse("le constat « {code} » a disparu"))
def found_no_more(optician: Optician, code: str) -> None:
    assert code not in {each.code for each in found(optician)}


@then("les constats sont, tous à la fois")
def all_found(optician: Optician, datatable: list[list[str]]) -> None:
    told = [
        [each.code, each.subject] for each in found(optician) if each.severity is Severity.BLOCKS
    ]
    assert sorted(told) == sorted(datatable[1:])


@then("la vérification est périmée pour")
def stale_for(optician: Optician, datatable: list[list[str]]) -> None:
    told = [[each.code, each.subject] for each in desk_of(optician).stale]
    assert told == datatable[1:]


@then("la vérification tient")
def not_stale(optician: Optician) -> None:
    assert desk_of(optician).stale == ()


# -- the dialogs of the button "SESAM-Vitale" ------------------------------------------------------


@then("les forçages sont")
def forcing_dialogs(optician: Optician, datatable: list[list[str]]) -> None:
    lines = forcing_lines(form_of(optician), desk_of(optician).around())
    told = [[LABELS("forcages", line.name), line.read, line.forced] for line in lines]
    assert told == datatable[1:]
