"""Steps of the rights: asked from ADRi, taken from the card, proved."""

from pytest_bdd import parsers, then, when

from binocle.kernel import printed_day
from binocle_simulators.bench import Bench
from binocle_ui.cases import load_case

from .shop import LABELS, Optician

# -- gestures -------------------------------------------------------------------------------------


@when("l'opticien lit la carte Vitale et demande les droits sans avoir tapé son code")
def reads_and_asks(optician: Optician) -> None:
    counter = optician.desk.counter
    counter.read_vitale()
    counter.choose(1)
    optician.does(counter.ask_rights)


@when("l'opticien demande de nouveau les droits")
def asks_again(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.ask_rights)


@when("l'opticien continue avec les droits de la carte")
def goes_on_with_card(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.check_rates_as_known)


@when(parsers.parse("une demande ADRi part avec la clé de NIR « {key} »"))
def asks_with_wrong_key(bench: Bench, optician: Optician, key: str) -> None:
    assert optician.leads(load_case("253"), "droits")
    sent = [
        line for line in bench.world.journal.lines() if " adri > " in line and "NIRassure" in line
    ][-1]
    body = sent.split("\\n\\n", 1)[1].rsplit('"', 1)[0].encode().decode("unicode_escape")
    wrong = body.replace("Cle>34<", f"Cle>{key}<")
    assert wrong != body
    with bench.client("adri") as client:
        optician.answer = client.post(
            f"{bench.url('adri')}/lps",
            content=wrong.encode("latin-1"),
            headers={
                "content-type": "application/soap+xml; charset=utf-8; "
                'action="urn:adr:1.1.0:acquerirLesDroits"'
            },
        )


# -- what is seen ---------------------------------------------------------------------------------


@then(parsers.parse("ADRi a répondu une fois, pour la date du {day}"))
def adri_answered(bench: Bench, day: str) -> None:
    (told,) = bench.adri.requests
    assert printed_day(told.reference_day) == day


@then("ADRi n'a pas été appelé")
def adri_not_called(bench: Bench) -> None:
    assert not bench.adri.requests
    assert not [line for line in bench.world.journal.lines() if " adri > " in line]


@then(parsers.parse("la preuve des droits est « {label} »"))
def proof(optician: Optician, label: str) -> None:
    counter = optician.desk.counter
    check = counter.check or counter.check_rates_as_known()
    assert LABELS("pieces_amo", check.proof.value) == label


@then(parsers.parse("la période de droits va du {first} au {last}"))
def rights_period(optician: Optician, first: str, last: str) -> None:
    rights = optician.desk.counter.rights
    assert rights is not None
    (period,) = rights.amo_periods
    assert period.first is not None
    assert period.last is not None
    assert (printed_day(period.first), printed_day(period.last)) == (first, last)


@then("le service la refuse en nommant la clé")
def key_refused(optician: Optician) -> None:
    answer = optician.answer
    assert answer is not None
    assert answer.status_code >= 400
    assert "Cle" in answer.text
    assert "siram_20" in answer.text
