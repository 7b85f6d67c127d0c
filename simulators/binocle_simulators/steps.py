"""French steps about the simulated peers: readers, cards, services, clock, faults.

A foreign project gets them with the plugin and adds its own steps about its own software. The
fixture ``bench`` is the world that they change and look at.
"""

from dataclasses import replace

from pytest_bdd import given, parsers, then, when

from .bench import Bench
from .cards import BANK_CARD, DEMO_HOLDER, ForeignCard
from .faults import Fault


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(","))


# -- cards ----------------------------------------------------------------------------------------


@given(
    parsers.parse("un banc avec la CPS de démonstration et la carte Vitale de « {keys} »"),
)
def _bench_with_cards(bench: Bench, keys: str) -> None:
    if keys != "desmaux":
        bench.insert("vitale", bench.vitale(*_keys(keys)))


@given("un banc avec la CPS de démonstration et une carte bancaire dans la fente Vitale")
def _bench_with_foreign_card(bench: Bench) -> None:
    bench.insert("vitale", ForeignCard(BANK_CARD))


@given("la CPS n'est pas dans le lecteur")
def _no_cps(bench: Bench) -> None:
    bench.remove("cps")


@given("la CPS du lecteur est expirée")
def _expired_cps(bench: Bench) -> None:
    bench.insert("cps", bench.cps(replace(DEMO_HOLDER, last_day="20240527")))


@when("la CPS est remise dans le lecteur")
def _cps_back(bench: Bench) -> None:
    bench.insert("cps", bench.cps())


@when(parsers.parse("la carte Vitale de « {keys} » est mise à sa place"))
def _other_vitale(bench: Bench, keys: str) -> None:
    bench.insert("vitale", bench.vitale(*_keys(keys)))


@when("la CPS est arrachée au prochain échange")
def _tear_cps(bench: Bench) -> None:
    bench.world.faults.arm(Fault("cps", "removed"))


@then("aucun échange n'a eu lieu avec une carte")
def _no_exchange(bench: Bench) -> None:
    exchanges = [line for line in bench.world.journal.lines() if " apdu:" in line and " > " in line]
    assert not exchanges, exchanges


# -- faults ---------------------------------------------------------------------------------------


@given(parsers.parse("la panne « {where} » « {what} »"))
def _fault(bench: Bench, where: str, what: str) -> None:
    bench.world.faults.arm(Fault(where, what))


@given(parsers.parse("un arrêt brutal au point « {point} »"))
def _crash(bench: Bench, point: str) -> None:
    bench.world.faults.arm(Fault("crash", point))


@when("la panne est finie")
def _calm(bench: Bench) -> None:
    bench.world.faults.clear()


# -- services -------------------------------------------------------------------------------------


@given(parsers.parse("ADRi ne connaît pas « {key} »"))
def _unknown_to_adri(bench: Bench, key: str) -> None:
    bench.adri.forget(bench.person(key).nir)


@then("le concentrateur n'a reçu aucun fichier")
def _no_file(bench: Bench) -> None:
    assert not bench.concentrator.files


@then(parsers.parse("le concentrateur a reçu {count:d} fichier, une seule fois"))
def _files_taken(bench: Bench, count: int) -> None:
    assert len(bench.concentrator.files) == count
    invoices = [
        (lot.facts.recipient, invoice.number)
        for lot in bench.concentrator.lots
        for invoice in lot.facts.invoices
    ]
    assert len(invoices) == len(set(invoices)), "an invoice came twice"


@then(parsers.parse("le lot « {number} » du concentrateur porte les factures « {invoices} »"))
def _lot_holds(bench: Bench, number: str, invoices: str) -> None:
    (lot,) = [lot for lot in bench.concentrator.lots if lot.facts.number == number]
    told = [invoice.number.lstrip("0") for invoice in lot.facts.invoices]
    assert told == list(_keys(invoices))


@then("les montants AMO de la DRE répètent ceux de la FSE")
def _same_amo(bench: Bench) -> None:
    by_flow = {
        lot.facts.number.isdigit(): {
            invoice.number: [line.amo for line in invoice.lines] for invoice in lot.facts.invoices
        }
        for lot in bench.concentrator.lots
    }
    fse, dre = by_flow[True], by_flow[False]
    assert dre
    assert all(fse[number] == amounts for number, amounts in dre.items())
