"""Steps of the cards: reading a Vitale card, the CPS, its page and code, a card that leaves."""

from dataclasses import replace
from datetime import date

from pytest_bdd import parsers, then, when

from binocle.kernel import printed_day
from binocle_simulators.bench import Bench
from binocle_simulators.cards import CpsCard
from binocle_simulators.faults import Fault
from binocle_ui.cases import load_case
from binocle_ui.composition import details
from binocle_ui.composition.cps import CpsCounter
from binocle_ui.composition.services import OPPOSITIONS

from .shop import CATALOGUE, Optician


def to_day(printed: str) -> date:
    day, month, year = (int(part) for part in printed.split("/"))
    return date(year, month, day)


# -- gestures -------------------------------------------------------------------------------------


@when("l'opticien lit la carte Vitale")
def reads(optician: Optician) -> None:
    optician.does(optician.desk.counter.read_vitale)


@when(parsers.parse("l'opticien choisit le bénéficiaire {number:d}"))
def chooses(optician: Optician, number: int) -> None:
    optician.does(lambda: optician.desk.counter.choose(number))


@when(parsers.parse("l'opticien tape le code « {code} »"))
@when(parsers.parse("l'opticien tape le code « {code} » pour télétransmettre"))
def types_code(optician: Optician, code: str) -> None:
    optician.does(lambda: optician.desk.counter.enter_code(code))


@when(parsers.parse("l'opticien lit la carte Vitale d'un dossier du {day}"))
def reads_older(optician: Optician, day: str) -> None:
    optician.does(lambda: optician.desk.counter.read_vitale(to_day(day)))


@when(parsers.parse("l'opticien force le siècle « {century:d} »"))
def forces_century(optician: Optician, century: int) -> None:
    optician.does(lambda: optician.desk.counter.force_century(century))


@when(parsers.parse("l'opticien mène pour « {patient} » la facture « {case} » jusqu'aux {until}"))
def leads_for(optician: Optician, case: str, patient: str, until: str) -> None:
    optician.leads(replace(load_case(case), patient=patient), until)


@when("la liste des cartes en opposition n'est plus là")
def no_list(optician: Optician) -> None:
    (optician.folder / OPPOSITIONS).unlink()


@when("la liste des cartes en opposition est coupée")
def cut_list(optician: Optician) -> None:
    path = optician.folder / OPPOSITIONS
    path.write_bytes(path.read_bytes()[:-8])


@when("l'opticien ouvre la page de la CPS")
def opens_cps_page(optician: Optician) -> None:
    optician.does(lambda: CpsCounter(optician.station).view())


@when(parsers.parse("l'opticien débloque la CPS avec « {code} », « {new} » et « {again} »"))
def unblocks(optician: Optician, code: str, new: str, again: str) -> None:
    typed = {"deblocage": code, "nouveau": new, "encore": again}
    optician.does(lambda: CpsCounter(optician.station).unblock(typed))


# -- a card that leaves ---------------------------------------------------------------------------


@when(
    parsers.parse(
        "la carte Vitale est arrachée « {shape} » à chaque échange de sa lecture, puis remise"
    )
)
def tears_everywhere(bench: Bench, optician: Optician, shape: str) -> None:
    tear_reading(bench, optician, Fault("vitale", shape), every=1)


@when(
    parsers.parse(
        "la carte Vitale est arrachée « {shape} » « {moment} » un échange sur {every:d} "
        "de sa lecture, puis remise"
    )
)
def tears_here_and_there(
    bench: Bench, optician: Optician, shape: str, moment: str, every: int
) -> None:
    tear_reading(bench, optician, Fault("vitale", shape, moment=moment), every=every)


def tear_reading(bench: Bench, optician: Optician, fault: Fault, *, every: int) -> None:
    counter = optician.desk.counter
    for exchange in range(1, 60, every):
        bench.world.faults.arm(replace(fault, at=exchange))
        ended = optician.does(counter.read_vitale)
        bench.world.faults.clear()
        if ended:
            break
        assert optician.error is not None
        optician.torn.append(optician.error)
        assert counter.card is None, "something half-read was kept"
        bench.insert("vitale", bench.vitale())
    else:
        raise AssertionError("the reading never ended")
    assert exchange > 10, "a reading is longer than that"
    counter.card = None


# -- what is seen ---------------------------------------------------------------------------------


@then("la liste des bénéficiaires est")
def beneficiaries(optician: Optician, datatable: list[list[str]]) -> None:
    card = optician.desk.counter.card
    assert card is not None
    assert [[b.printed] for b in card.beneficiaries] == datatable[1:]


@then(parsers.parse("la date de consultation est le {day}"))
def read_on(optician: Optician, day: str) -> None:
    card = optician.desk.counter.card
    assert card is not None
    assert printed_day(card.consulted_on) == day


@then(parsers.parse("la bénéficiaire choisie est « {name} »"))
def chosen(optician: Optician, name: str) -> None:
    who = optician.desk.counter.beneficiary
    assert who is not None
    assert f"{who.name} {who.first_name}" == name


@then("le détail de la carte donne")
def card_details(optician: Optician, datatable: list[list[str]]) -> None:
    blocks = details.card_blocks(optician.desk.counter.card, None)
    shown = [[field.label, field.value] for block in blocks for field in block.fields]
    missing = [row for row in datatable[1:] if row not in shown]
    assert not missing, shown


@then("chaque lecture interrompue donne l'avis « LEC-CARTE-RETIREE » et ne laisse rien")
def every_tear_told(optician: Optician) -> None:
    assert len(optician.torn) >= 3, "too few tears"
    assert {error.code for error in optician.torn} == {"LEC-CARTE-RETIREE"}
    assert not optician.desk.invoices.standings()


@then(parsers.parse("les rangs de naissance sont « {ranks} »"))
def ranks_are(optician: Optician, ranks: str) -> None:
    card = optician.desk.counter.card
    assert card is not None
    assert ", ".join(who.rank for who in card.beneficiaries) == ranks


@then(parsers.parse("la lecture avertit « {codes} »"))
def reading_warns(optician: Optician, codes: str) -> None:
    card = optician.desk.counter.card
    assert card is not None, optician.error
    told = [CATALOGUE.notice(found.code, found.facts).code for found in card.findings]
    assert ", ".join(told) == codes


@then("la lecture n'avertit de rien")
def reading_is_clean(optician: Optician) -> None:
    card = optician.desk.counter.card
    assert card is not None, optician.error
    assert not card.findings


@then(parsers.parse("la date de naissance du bénéficiaire choisi est {printed}"))
def birth_is(optician: Optician, printed: str) -> None:
    who = optician.desk.counter.beneficiary
    assert who is not None
    assert who.birth.printed == printed


@then("la page de la CPS montre")
def cps_page_shows(optician: Optician, datatable: list[list[str]]) -> None:
    view = CpsCounter(optician.station).view()
    shown = [[field.label, field.value] for block in view.blocks for field in block.fields]
    missing = [row for row in datatable[1:] if row not in shown]
    assert not missing, shown


@then(
    parsers.parse("la page de la CPS a {count:d} situation, au numéro de facturation « {number} »")
)
def cps_page_situations(optician: Optician, count: int, number: str) -> None:
    view = CpsCounter(optician.station).view()
    assert [situation.billing for situation in view.situations] == [number] * count


@then(parsers.parse("la page de la CPS avertit « {codes} » et donne l'adresse « {address} »"))
def cps_page_warns(optician: Optician, codes: str, address: str) -> None:
    view = CpsCounter(optician.station).view()
    assert ", ".join(notice.code for notice in view.notices) == codes
    assert view.portal == address


@then(parsers.parse("la page de la CPS compte {tries:d} essais"))
def cps_page_tries(optician: Optician, tries: int) -> None:
    assert CpsCounter(optician.station).view().tries_left == tries


@then(parsers.parse("il reste {tries:d} essais à la CPS"))
def tries_left(bench: Bench, tries: int) -> None:
    card = bench.slot("cps").card
    assert isinstance(card, CpsCard)
    assert card.code.left == tries
