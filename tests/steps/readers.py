"""Steps of the readers: chosen by the shop, tried by the doctor, diagnosed, waited on."""

import re
from collections.abc import Mapping

from pytest_bdd import given, parsers, then, when

from binocle.readers import find_reader, identify
from binocle_simulators.bench import Bench
from binocle_ui.composition.reader_settings import ReaderSettingsCounter
from binocle_ui.composition.readers import round_of
from binocle_ui.pages import CheckView

from .shop import Optician

FIELDS = {
    "modèle": "model",
    "CPS": "cps",
    "carte Vitale": "vitale",
    "sans contact": "contactless",
    "délai": "wait_s",
    "appli carte Vitale": "apcv_way",
    "jours": "reread_days",
}
"""What the scenarios call the fields of "Configurer"."""


def settings_page(optician: Optician) -> ReaderSettingsCounter:
    return ReaderSettingsCounter(optician.station)


def saves(optician: Optician, changed: Mapping[str, str]) -> None:
    """Send the form as the page shows it, with some of its fields changed."""
    view = settings_page(optician).view()
    form = {**{name: str(getattr(view, name)) for name in FIELDS.values()}, **changed}
    optician.does(lambda: settings_page(optician).save(form))


def fields(datatable: list[list[str]]) -> dict[str, str]:
    return {FIELDS[label]: value for label, value in datatable[1:]}


@given("le programme de la boutique est ouvert")
def program_is_open(optician: Optician) -> None:
    assert optician.error is None


# -- what the shop sets ---------------------------------------------------------------------------


@when("la boutique règle")
@given("la boutique a réglé")
def sets(optician: Optician, datatable: list[list[str]]) -> None:
    saves(optician, fields(datatable))


@when(parsers.parse("la boutique règle « {label} » à « {value} »"))
@given(parsers.parse("la boutique a réglé « {label} » à « {value} »"))
def sets_one(optician: Optician, label: str, value: str) -> None:
    saves(optician, {FIELDS[label]: value})


@when(parsers.parse("la boutique choisit le modèle « {model} »"))
def chooses_model(optician: Optician, model: str) -> None:
    saves(optician, {"model": model, "cps": "", "vitale": "", "contactless": ""})


@when(
    parsers.parse("la boutique choisit « {cps} » pour la CPS et « {vitale} » pour la carte Vitale")
)
def chooses_slots(optician: Optician, bench: Bench, cps: str, vitale: str) -> None:
    names = bench.slot_names()
    form = {"model": "", "cps": names[cps], "vitale": names[vitale], "contactless": ""}
    saves(optician, form)


@when(parsers.parse("la boutique choisit le lecteur « {name} »"))
def chooses_reader(optician: Optician, name: str) -> None:
    optician.chooses_readers(cps=name, vitale=name)
    optician.does(optician.desk.counter.read_vitale)


@then("le réglage est")
def settings_are(optician: Optician, datatable: list[list[str]]) -> None:
    view = settings_page(optician).view()
    wanted = fields(datatable)
    assert {name: str(getattr(view, name)) for name in wanted} == wanted


@then(parsers.parse("la page propose {count:d} lecteurs, chacun avec son modèle"))
def readers_offered(optician: Optician, count: int) -> None:
    offered = settings_page(optician).view().readers
    assert len(offered) == count
    assert all(" · " in choice.label and "inconnu" not in choice.label for choice in offered)


@then(
    parsers.parse("le nom imprimé « {name} » désigne la fente « {role} » du modèle « {model} »"),
)
def printed_name(optician: Optician, bench: Bench, name: str, role: str, model: str) -> None:
    known = identify(name)
    assert known is not None
    assert known.use.value == role
    assert model in known.models
    assert (
        find_reader(name, optician.desk.readers.names()) == bench.slot_names()[bench.slot(role).id]
    )


# -- the doctor and the printed checks ------------------------------------------------------------


@then("le docteur qui essaie les fentes trouve")
def doctor_finds(optician: Optician, bench: Bench, datatable: list[list[str]]) -> None:
    lines = round_of(optician.desk.readers, named=(), every=True, links={})
    found = {line.name: line.found for line in lines}
    for slot, told in datatable[1:]:
        name = f"Fente {bench.slot_names()[slot]}"
        assert re.fullmatch(told, found[name]), found


def checks(optician: Optician) -> tuple[CheckView, ...]:
    return settings_page(optician).examine()


@then(parsers.parse("le diagnostic dit « {sentence} » et quoi faire"))
def diagnosis_names(optician: Optician, sentence: str) -> None:
    failing = [check for check in checks(optician) if not check.is_ok]
    told = [check.action for check in failing if sentence in check.found]
    assert told, failing
    assert all(told)


@then("le diagnostic ne trouve rien à redire")
def diagnosis_is_clean(optician: Optician) -> None:
    failing = [check for check in checks(optician) if not check.is_ok]
    assert not failing


@then(parsers.parse("les contrôles imprimés s'arrêtent à « {name} »"))
def steps_stop(optician: Optician, name: str) -> None:
    first = next(check for check in checks(optician) if not check.is_ok)
    assert first.name == name


@then("les contrôles imprimés sont, dans l'ordre")
def steps_in_order(optician: Optician, datatable: list[list[str]]) -> None:
    names = [[check.name] for check in checks(optician)]
    assert names[: len(datatable) - 1] == datatable[1:]


@when("l'opticien relance le moteur")
def restarts_engine(optician: Optician) -> None:
    optician.does(settings_page(optician).restart)


# -- the contactless side -------------------------------------------------------------------------


@when("l'opticien attend le téléphone")
def waits_for_phone(optician: Optician) -> None:
    optician.does(optician.desk.apcv.read_nfc)


@then(parsers.parse("le téléphone a donné « {printed} »"))
def phone_gave(optician: Optician, printed: str) -> None:
    assert optician.error is None, optician.error
    reading = optician.desk.apcv.reading
    assert reading is not None
    assert [f"{who.number} - {who.name} {who.first_name}" for who in reading.beneficiaries] == [
        printed
    ]


@then(parsers.parse("le lecteur a attendu {seconds:d} secondes"))
def waited(optician: Optician, seconds: int) -> None:
    assert optician.error is not None
    assert optician.error.facts["delai"] == seconds
