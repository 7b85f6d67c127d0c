"""Steps of the cards: reading a Vitale card, typing the code, a card that leaves."""

from pytest_bdd import parsers, then, when

from binocle.kernel import printed_day
from binocle_simulators.bench import Bench
from binocle_simulators.cards import CpsCard
from binocle_simulators.faults import Fault
from binocle_ui.composition import details

from .shop import Optician

# -- gestures -------------------------------------------------------------------------------------


@when("l'opticien lit la carte Vitale")
def reads(optician: Optician) -> None:
    optician.does(optician.desk.counter.read_vitale)


@when(parsers.parse("l'opticien choisit le bénéficiaire {number:d}"))
def chooses(optician: Optician, number: int) -> None:
    optician.does(lambda: optician.desk.counter.choose(number))


@when(parsers.parse("la boutique choisit le lecteur « {name} »"))
def chooses_reader(optician: Optician, name: str) -> None:
    optician.chooses_readers(cps=name, vitale=name)
    optician.does(optician.desk.counter.read_vitale)


@when(parsers.parse("l'opticien tape le code « {code} »"))
@when(parsers.parse("l'opticien tape le code « {code} » pour télétransmettre"))
def types_code(optician: Optician, code: str) -> None:
    optician.does(lambda: optician.desk.counter.enter_code(code))


@when(
    parsers.parse(
        "la carte Vitale est arrachée « {shape} » à chaque échange de sa lecture, puis remise"
    )
)
def tears_everywhere(bench: Bench, optician: Optician, shape: str) -> None:
    counter = optician.desk.counter
    for exchange in range(1, 60):
        bench.world.faults.arm(Fault("vitale", shape, at=exchange))
        if optician.does(counter.read_vitale):
            bench.world.faults.clear()
            break
        assert optician.error is not None
        optician.torn.append(optician.error)
        assert counter.card is None, "something half-read was kept"
        bench.insert("vitale", bench.vitale())
    else:
        raise AssertionError("the reading never ended")
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
    assert printed_day(card.read_at.date()) == day


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
    assert len(optician.torn) >= 10, "a reading is longer than that"
    assert {error.code for error in optician.torn} == {"LEC-CARTE-RETIREE"}
    assert not optician.desk.invoices.standings()


@then(parsers.parse("il reste {tries:d} essais à la CPS"))
def tries_left(bench: Bench, tries: int) -> None:
    card = bench.slot("cps").card
    assert isinstance(card, CpsCard)
    assert card.code.left == tries
