"""Transfers and the bank over a real bench, in process: no claim is needed to be paid an aid."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.ui.test_real_invoices import post, said

from binocle_simulators.bench import Bench
from binocle_ui.app import create_app
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation

FUND, SHOP = "00000001999000", "992604231"


@pytest.fixture
def station(bench: Bench, tmp_path: Path) -> Iterator[Workstation]:
    opened = Workstation(bench, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def browser(station: Workstation, tmp_path: Path) -> FlaskClient:
    aid = {"payer": FUND, "professional": SHOP, "cents": 700, "period": "A", "label": "AIDE"}
    station.bench.control.do("withhold", payer=FUND, professional=SHOP, cents=100, reference="D1")
    station.bench.control.do("lump_sum", **aid, code="AIDE", nir="2550699999999", nir_key="34")
    station.bench.control.do("lump_sum", **aid, code="PLUS")
    station.desk.transmission.receive()
    return create_app(page_services(station, IncidentFolder(tmp_path / "incidents"))).test_client()


def imported(browser: FlaskClient, *rows: str) -> str:
    content = "\n".join(("Date;Libellé;Montant", *rows)).encode()
    sent = {"releve": (BytesIO(content), "releve.csv")}
    return browser.post("/virements/releve", data=sent).text


def test_an_aid_without_any_claim_is_shown_and_exported(browser: FlaskClient) -> None:
    header, first, second = (
        browser.get("/virements/export.csv").data.decode("utf-8-sig").splitlines()
    )
    assert header == (
        "Date;Libellé du virement;Organisme payeur;Payé;Factures;Paiements ponctuels;"
        "Retenues ponctuelles;Relevé;Flux"
    )
    assert first.split(";")[2:] == ["01999000", "6,00", "0,00", "7,00", "1,00", "", "SIMULÉ"]
    assert second.split(";")[3:7] == ["7,00", "0,00", "7,00", "0,00"]
    _, aid, more = (
        browser.get("/operations-ponctuelles/export.csv").data.decode("utf-8-sig").splitlines()
    )
    assert aid.split(";")[2:6] == ["AIDE", "AIDE", "7,00", "ANNUEL"]
    assert aid.split(";")[8] == "2550699999999 34"
    assert more.split(";")[2:5] == ["PLUS", "AIDE", "7,00"]
    withheld = browser.get("/operations-ponctuelles/export.csv?vue=retenues").data
    assert b";D1;Retenue Sur Prestation;-1,00;VIR AMO LIGNE 1" in withheld
    for path in ("/virements", "/operations-ponctuelles"):
        assert browser.get(f"{path}/export.xlsx?vue=retenues").data.startswith(b"PK")
    assert "Ce virement ne paie ni ne reprend aucune facture." in said(browser, "/virements/1")
    assert "Type Retour Retenues ponctuelles" in said(browser, "/operations-ponctuelles/retenue/1")


def test_what_is_unknown_or_wrong_is_told(browser: FlaskClient) -> None:
    for path, code in (
        ("/virements/99", "VIR-INCONNU"),
        ("/operations-ponctuelles/paiement/99", "VIR-OPERATION-INCONNUE"),
        ("/operations-ponctuelles/retenue/99", "VIR-OPERATION-INCONNUE"),
        ("/virements?du=hier", "UI-PERIODE-FAUSSE"),
        ("/operations-ponctuelles?du=2024-05-29&au=2024-05-28", "UI-PERIODE-FAUSSE"),
        ("/operations-ponctuelles?vue=rien", "UI-CHOIX-INCONNU"),
        ("/virements/releve/1/1", "VIR-DEJA-VU"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 409
        assert f"<code>{code}</code>" in answer.text
    assert "<code>VIR-RELEVE-ABSENT</code>" in browser.post("/virements/releve").text
    assert "ligne 2 du relevé" in imported(browser, "29/05/2024;VIR;7,0x")
    assert post(browser, "/virements/1/defaire", confirme="oui") == "VIR-PAS-VU"


def test_a_doubtful_line_is_tied_once_confirmed(browser: FlaskClient) -> None:
    shown = imported(browser, *(f"28/05/2024;VIR AMO LIGNE 1 {name};7,00" for name in "AB"))
    assert shown.count("Aucun virement reconnu") == 2
    assert "Virements du même montant" in shown
    pair = "/virements/releve/2/2"
    assert "Êtes-vous certain que cette ligne montre ce virement ?" in said(browser, pair)
    assert post(browser, pair) == "VIR-A-CONFIRMER"
    assert post(browser, pair, confirme="oui") == "/virements/2"
    assert "Rapproché à la main" in said(browser, "/virements/2")
    assert "Vu le 28/05/2024" in said(browser, "/virements")
    assert "Vu le" not in said(browser, "/virements?vu=non&du=&au=")
    assert "Êtes-vous certain de vouloir défaire" in said(browser, "/virements/2/defaire")
    assert post(browser, "/virements/2/defaire", confirme="oui") == "/virements/2"
    assert post(browser, "/virements/releve/2/1", confirme="oui") == "VIR-DEJA-VU", "other amount"
