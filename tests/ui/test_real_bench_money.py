"""Payers and concentrator on the bench's page: each form is taken with what it proposes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from tests.steps.shop import Optician

from binocle.lots import LotState
from binocle_simulators import lot_steps
from binocle_simulators.bench import Bench
from binocle_simulators.payers import CONDUCTS
from binocle_ui.app import create_app
from binocle_ui.cases import load_case
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.panel_money import RECIPES
from binocle_ui.composition.workstation import Workstation

TYPED = {"euros": "12,34", "payer": "01999000", "invoice": "253", "times": "2", "days": "1"}
"""What a hand types in the fields that propose nothing."""


@pytest.fixture
def paid(bench: Bench, tmp_path: Path) -> Iterator[Workstation]:
    """A workstation whose claim is paid."""
    optician = Optician(bench, tmp_path)
    optician.goes_on(load_case("253"))
    yield optician.station
    optician.station.close()


@pytest.fixture
def browser(paid: Workstation, tmp_path: Path) -> FlaskClient:
    return create_app(page_services(paid, IncidentFolder(tmp_path / "incidents"))).test_client()


def forms(browser: FlaskClient) -> list[Any]:
    """Return the forms of the three sections of payers and concentrator."""
    tree: Any = html.fromstring(browser.get("/banc").data)
    found = tree.xpath("//section[h2/@id='conduites' or h2/@id='argent' or h2/@id='concentrateur']")
    return [form for section in found for form in section.xpath(".//form")]


def test_every_form_of_payers_is_taken_as_the_page_proposes_it(
    browser: FlaskClient, paid: Workstation
) -> None:
    shown = forms(browser)
    assert len(shown) > 12
    for form in shown:
        if form.action.endswith("make_transfer"):  # nothing waits for one yet
            continue
        proposed = {name: value for name, value in form.form_values() if name}
        typed = {name: text for name, text in TYPED.items() if name in form.fields}
        answer = browser.post(form.action, data={**proposed, **typed})
        assert answer.status_code == 303, (form.action, answer.text)
    page = browser.get("/banc").text
    assert "paie cinq jours plus tard" in page
    assert "01999000, facture 253, 2 lots" in " ".join(page.split())
    assert "AIDE" not in page
    assert paid.bench.payers.ledger.transfers[-1].amount
    told = {"what": "part-pay", "percent": "30", "payer": "", "euros": "", "retour": "banc"}
    assert browser.post("/banc/gestes/conduct", data=told).status_code == 303
    assert "plutôt 30 %, n&#39;importe lequel" in " ".join(browser.get("/banc").text.split())


WRONG: tuple[tuple[str, dict[str, str]], ...] = (
    ("lump_sum", {"euros": "douze"}),
    ("lump_sum", {"euros": "-1"}),
    ("lump_sum", {}),
    ("withhold", {"euros": "1,00", "payer": "caisse"}),
    ("conduct", {"what": "disparaître"}),
    ("conduct", {"what": "hold", "hours": "demain"}),
)


def test_what_no_payer_understands_is_refused_in_french(browser: FlaskClient) -> None:
    for gesture, form in WRONG:
        answer = browser.post(f"/banc/gestes/{gesture}", data=form)
        assert answer.status_code == 409, gesture
        assert "BANC-GESTE-REFUSE" in answer.text
    for gesture, form in (("send_arl", {"lot": "999", "code": "0000"}), ("make_transfer", {})):
        answer = browser.post(f"/banc/gestes/{gesture}", data=form)
        assert answer.status_code == 409, gesture
        assert "BANC-RIEN-A-FAIRE" in answer.text


def test_every_state_has_its_way_and_every_conduct_its_sentence() -> None:
    assert tuple(RECIPES) == tuple(LotState)
    assert set(lot_steps.CONDUCTS.values()) == set(CONDUCTS)
