"""Steps that speak of the production code; those of the simulated peers come with the plugin.

The fixture ``optician`` makes gestures on a desk over the ``bench`` of the scenario, at its depth.
Here are the steps of every chapter; those of one chapter are in the module that bears its name.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_bdd import parsers, then, when
from pytest_bdd.scenario import scenario_wrapper_template_registry

from binocle_simulators.bench import Bench
from binocle_ui.cases import load_case

from .shop import Optician

CHAPTERS = (
    "apcv",
    "apcv_claim",
    "cards",
    "claims",
    "follow_up",
    "forms",
    "history",
    "insurers",
    "money",
    "optics",
    "papers",
    "parameters",
    "quotes",
    "rates",
    "readers",
    "returns",
    "rights",
    "rights_calls",
    "rights_ways_on",
    "sale",
    "scor_sending",
    "transmission",
    "bench_itself",
    "bench_page",
)


ROWS_OF_RULES = ("adri", "dre", "fse", "optique", "payeurs", "scor", "taux")
"""Folders of features whose outlines have rows of rules: nothing in them depends on the depth."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Through PC/SC, play the first and the last row of an outline of rules; in process, them all.

    Every outline is played at both depths; ``--every-row`` plays every row at both.
    """
    if config.getoption("every_row"):
        return
    rows: dict[str, list[pytest.Item]] = {}
    for item in items:
        depth = item.get_closest_marker("profondeur")
        if depth is None or depth.args != ("pcsc",) or not isinstance(item, pytest.Function):
            continue
        outline = scenario_wrapper_template_registry.get(item.function)
        if outline is not None and Path(outline.feature.filename).parent.name in ROWS_OF_RULES:
            rows.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left = {id(item) for outline in rows.values() for item in outline[1:-1]}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left])
    items[:] = [item for item in items if id(item) not in left]


def pytest_configure(config: pytest.Config) -> None:
    """Register the chapters: ``pytest_plugins`` is for the root conftest, which this is not."""
    for chapter in CHAPTERS:
        config.pluginmanager.import_plugin(f"{__package__}.{chapter}")


@pytest.fixture
def optician(bench: Bench, tmp_path: Path) -> Iterator[Optician]:
    person = Optician(bench, tmp_path)
    yield person
    person.station.close()


# -- gestures of every chapter --------------------------------------------------------------------


@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'à la {until}"))
@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'au {until}"))
@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'aux {until}"))
def leads(optician: Optician, case: str, until: str) -> None:
    optician.leads(load_case(case), until)


@when("le programme est relancé")
def restarts(optician: Optician) -> None:
    optician.restart()


@then("le programme s'est arrêté")
def crashed(optician: Optician) -> None:
    assert optician.crashed


@then(parsers.parse("la facture « {case} » va jusqu'à l'état « {state} »"))
@when(parsers.parse("la facture « {case} » va jusqu'à l'état « {state} »"))
def goes_until(optician: Optician, case: str, state: str) -> None:
    loaded = load_case(case)
    optician.goes_on(loaded)
    assert optician.state(loaded) == state


# -- notices --------------------------------------------------------------------------------------


@then(parsers.parse("l'avis est « {code} »"))
def notice_is(optician: Optician, code: str) -> None:
    assert optician.error is not None, "no notice was shown"
    assert optician.error.code == code, optician.error


@then("aucun avis n'est affiché")
def no_notice(optician: Optician) -> None:
    assert optician.error is None


@then("l'avis répond aux trois questions")
def three_answers(optician: Optician) -> None:
    notice = optician.notice
    assert all((notice.explication, notice.facture, notice.que_faire))


@then(parsers.parse("l'avis dit qu'il reste {tries:d} essais"))
def notice_tells_tries(optician: Optician, tries: int) -> None:
    assert str(tries) in optician.notice.explication + optician.notice.que_faire


@then(parsers.parse("l'avis cite « {sentence} »"))
def notice_quotes(optician: Optician, sentence: str) -> None:
    assert sentence in optician.notice.explication
