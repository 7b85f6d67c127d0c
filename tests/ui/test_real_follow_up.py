"""Lots and the follow-up of invoices over a real bench, in process."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.ui.test_real_invoices import NUMBER, opened, post, said

from binocle_simulators.bench import Bench
from binocle_ui.app import create_app
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import DEMO_CODE


@pytest.fixture
def station(bench: Bench, tmp_path: Path) -> Iterator[Workstation]:
    opened = Workstation(bench, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def browser(station: Workstation, tmp_path: Path) -> FlaskClient:
    return create_app(page_services(station, IncidentFolder(tmp_path / "incidents"))).test_client()


def days_pass(browser: FlaskClient, station: Workstation, days: int) -> None:
    world = station.bench.world
    world.advance_to(world.now() + timedelta(days=days))
    assert post(browser, "/lots/teletransmission", action="recevoir") == "/lots"


def test_a_late_lot_leaves_again_with_the_code_then_is_closed(
    browser: FlaskClient, station: Workstation
) -> None:
    desk = station.desk
    for _ in range(2):
        station.bench.control.do("arm", where="arl", what="absent")
    desk.counter.enter_code(DEMO_CODE)
    opened(station, provisional=False)
    desk.counter.sign()
    desk.counter.forget_code()
    assert post(browser, "/lots/teletransmission", action="rien") == "UI-CHOIX-INCONNU"
    assert post(browser, "/lots/teletransmission", action="auto").startswith("CPS-")
    sent = {"action": "auto", "code": DEMO_CODE}
    assert post(browser, "/lots/teletransmission", **sent) == "/lots"
    assert "30/05/2024" in said(browser, "/lots?recherche=027")
    lot = f"/lots/{desk.lots.lots()[0].id}"
    assert "Rien à faire sur ce lot." in said(browser, lot)
    assert post(browser, lot, geste="cloturer") == "LOT-NON-CLOTURABLE"
    days_pass(browser, station, 3)
    assert "Absence ARL Renvoyer lot" in said(browser, lot)
    desk.counter.forget_code()
    assert post(browser, lot, geste="renvoyer").startswith("CPS-")
    assert post(browser, lot, geste="renvoyer", code=DEMO_CODE) == lot
    assert "Réexpédié" in said(browser, lot)
    days_pass(browser, station, 6)
    assert "Clôturer" in said(browser, lot)
    assert post(browser, lot, geste="cloturer") == lot
    assert "Manuel Oui" in said(browser, lot)
    assert NUMBER in browser.get("/factures?manuel=oui").text


def test_what_is_unknown_or_wrong_is_told(browser: FlaskClient, station: Workstation) -> None:
    for path, code in (
        ("/lots/999", "LOT-INCONNU"),
        ("/lots/bordereau.pdf?lot=027", "LOT-INCONNU"),
        ("/factures?du=hier", "UI-PERIODE-FAUSSE"),
        ("/factures?du=2024-05-29&au=2024-05-28", "UI-PERIODE-FAUSSE"),
        ("/factures?etat=rien", "UI-CHOIX-INCONNU"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 409
        assert f"<code>{code}</code>" in answer.text
    assert post(browser, "/lots/999", geste="traite") == "LOT-INCONNU"
    assert post(browser, "/lots/999", geste="rien") == "UI-CHOIX-INCONNU"


def test_what_is_exported_says_that_it_is_simulated(
    browser: FlaskClient, station: Workstation
) -> None:
    station.desk.counter.enter_code(DEMO_CODE)
    opened(station, provisional=False)
    header, row = browser.get("/factures/export.csv").data.decode("utf-8-sig").splitlines()
    assert header.startswith("Reçu le;Nom du client;Date Fct;N° Facture;Lot;Attendu")
    assert row.split(";")[1:8] == [
        *("DESMAUX NATHALIE", "28/05/2024", NUMBER, "", "0,09", "0,00", "0,09"),
    ]
    assert row.endswith(";SIMULÉ")
    assert browser.get("/factures/export.csv?etat=paid").data.count(b"\n") == 1
    assert browser.get("/factures/export.xlsx").data.startswith(b"PK")
    assert browser.get("/factures/export.pdf").status_code in (404, 409)
