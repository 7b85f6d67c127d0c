"""Steps of "Suivi Virements", "Op. Ponctuelles" and the statements of the bank."""

from pathlib import PurePath

import pytest
from pytest_bdd import given, parsers, then, when

from binocle_simulators.bench import Bench
from binocle_ui.composition.money import MoneyCounter
from binocle_ui.pages import ImportedView, UploadedFile

from .follow_up import page_shows
from .shop import LABELS, Optician, cents

SHOP = "992604231"
FUND = "00000001999000"
"""The fund of the demonstration's patients."""


@pytest.fixture
def imports() -> list[ImportedView]:
    """What the imports of a scenario said."""
    return []


# -- what payers do -------------------------------------------------------------------------------


@given("les organismes regroupent leurs paiements")
def payers_wait(bench: Bench) -> None:
    bench.control.do("conduct", what="group", times=0)


@when("la caisse prévoit de verser et de retenir")
def fund_plans(bench: Bench, datatable: list[list[str]]) -> None:
    for kind, name, amount in datatable[1:]:
        if kind == "retenue":
            bench.control.do(
                "withhold", payer=FUND, professional=SHOP, cents=cents(amount), reference=name
            )
        else:
            bench.control.do(
                "lump_sum", payer=FUND, professional=SHOP, cents=cents(amount), wait=True,
                code=name, label=f"LIBELLE {name}", nir="PAT01", nir_key="00", birth="991130",
                start="240101", end="241231",
            )  # fmt: skip


@when(parsers.parse("la caisse reprend la facture « {number} » sous la dette « {reference} »"))
def fund_takes_back(bench: Bench, number: str, reference: str) -> None:
    bench.control.do(
        "take_back", payer=FUND, invoice=number.zfill(9), reference=reference, wait=True
    )


@when(parsers.parse("la caisse vire ce qui attend sous le nom « {name} »"))
def fund_pays(bench: Bench, name: str) -> None:
    bench.control.do("make_transfer", payer=FUND, name=name)


# -- the bank -------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien importe le relevé {form} de sa banque"))
def imports_statement(optician: Optician, imports: list[ImportedView], form: str) -> None:
    content = optician.bench.statement(SHOP, form=form.lower(), others=1)
    _import(optician, imports, f"releve.{form.lower()}", content)


@when("l'opticien importe le relevé")
def imports_written(optician: Optician, imports: list[ImportedView], docstring: str) -> None:
    _import(optician, imports, "releve.csv", docstring.encode())


def _import(optician: Optician, imports: list[ImportedView], name: str, content: bytes) -> None:
    file = UploadedFile(PurePath(name).name, content)
    page = MoneyCounter(optician.station)
    optician.does(lambda: imports.append(page.import_statement([file])))


@then("les virements de l'import sont")
def credits_told(imports: list[ImportedView], datatable: list[list[str]]) -> None:
    """Other movements of the shop stand between them: those of transfers alone are compared."""
    told = [
        [LABELS("lignes_releve", read.outcome.value), read.transfer.label]
        for read in imports[-1].lines
        if read.transfer is not None
    ]
    assert sorted(told) == sorted(datatable[1:])


@then("l'import dit de chaque ligne")
def lines_told(imports: list[ImportedView], datatable: list[list[str]]) -> None:
    told = [
        [read.line.label, LABELS("lignes_releve", read.outcome.value)] for read in imports[-1].lines
    ]
    assert told == datatable[1:]


@when(parsers.parse("l'opticien rapproche la ligne « {line} » du virement « {name} »"))
def ties(optician: Optician, line: str, name: str) -> None:
    page = MoneyCounter(optician.station)
    (wanted,) = [row for row in page.free_lines(1).rows if row.line.label == line]
    optician.does(lambda: page.tie(wanted.line.id, _id(optician, name), {"confirme": "oui"}))


@when(parsers.parse("l'opticien défait le rapprochement du virement « {name} »"))
def unties(optician: Optician, name: str) -> None:
    page = MoneyCounter(optician.station)
    optician.does(lambda: page.untie(_id(optician, name), {"confirme": "oui"}))


# -- the pages ------------------------------------------------------------------------------------


@then(parsers.parse("la page du virement « {name} » montre"))
@then(parsers.parse("la page du virement « {name} », onglet « {tab} », montre"))
def transfer_page_shows(
    optician: Optician, name: str, datatable: list[list[str]], tab: str = "paiements"
) -> None:
    page_shows(optician, f"/virements/{_id(optician, name)}?onglet={tab}", datatable)


def _id(optician: Optician, name: str) -> int:
    """Return the transfer whose label holds a name."""
    view = MoneyCounter(optician.station).transfers({"du": "", "au": ""}, 1)
    (found,) = [row.id for row in view.page.rows if name in row.label]
    return found
