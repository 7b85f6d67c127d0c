"""The page over a real bench, in process: what a hurried hand does to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from binocle_simulators.bench import Bench
from binocle_simulators.faults import Fault
from binocle_ui.app import create_app
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import STEPS

TYPED = {
    "cps-code": {"code": "1234"},
    "transmission-code": {"code": "1234"},
    "beneficiary": {"choix": "1"},
    "fse-sign": {"action": "signer"},
}


@pytest.fixture
def station(bench: Bench, tmp_path: Path) -> Iterator[Workstation]:
    opened = Workstation(bench, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(station: Workstation) -> SimulatedDesk:
    return station.desk


@pytest.fixture
def browser(station: Workstation, tmp_path: Path) -> FlaskClient:
    return create_app(page_services(station, IncidentFolder(tmp_path / "incidents"))).test_client()


def clicks(browser: FlaskClient, step: str, times: int = 1) -> str:
    form = {"etape": step, "action": "ok", **TYPED.get(step, {})}
    for _ in range(times):
        assert browser.post("/dossier/etape", data=form).status_code == 303
    return browser.get("/dossier").text


def leads(browser: FlaskClient, case: str, *, times: int = 1) -> str:
    assert browser.post("/dossier", data={"cas": case}).status_code == 303
    shown = ""
    for step in STEPS:
        shown = clicks(browser, step.name, times)
    return shown


def state(desk: SimulatedDesk, number: str) -> str:
    return desk.invoices.standing(number).state.value


def test_every_button_clicked_twice_does_its_work_once(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    leads(browser, "254", times=2)
    assert state(desk, "000000254") == "paid"
    assert len(desk.bench.concentrator.files) == 2
    assert len(desk.bench.adri.requests) == 1


def test_nothing_is_signed_before_the_recap_was_shown(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    browser.post("/dossier", data={"cas": "253"})
    for step in ("cps-code", "vitale-read", "beneficiary", "adri", "rate-check"):
        clicks(browser, step)
    shown = clicks(browser, "invoice", times=2)
    assert "AreaFSE - Facture" in shown
    assert state(desk, "000000253") == "calculated"


def leads_to(browser: FlaskClient, last: str) -> str:
    """Do the steps up to one, which is done too."""
    shown = ""
    for step in STEPS:
        shown = clicks(browser, step.name)
        if step.name == last:
            break
    return shown


def with_card(browser: FlaskClient, desk: SimulatedDesk, card: str) -> None:
    """Start a claim, another card than its patient's being in the reader."""
    browser.post("/dossier", data={"cas": "253"})
    desk.bench.control.do("insert", slot="kaplink2:vitale", card=card)


CENTURY = "Siècle de naissance</h2>"


def test_a_century_that_is_missing_is_asked_until_the_invoice(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    with_card(browser, desk, "image:sans-siecle")
    shown = leads_to(browser, "beneficiary")
    assert "CAR-SIECLE-MANQUANT" in shown
    assert 'class="notice warns" role="status"' in shown
    assert CENTURY in shown
    assert "CAR-SIECLE-INCONNU" in clicks(browser, "adri")
    for _ in range(2):
        assert browser.post("/dossier/siecle", data={"siecle": "19"}).status_code == 303
    shown = browser.get("/dossier").text
    assert "CAR-SIECLE-FORCE" in shown
    assert "CAR-SIECLE-INCONNU" not in shown
    assert CENTURY in shown
    who = desk.counter.beneficiary
    assert who is not None
    assert who.birth.digits.startswith("19")
    assert "Vérification taux" in leads_from(browser, "adri", "rate-check")
    browser.post("/dossier/siecle", data={"siecle": "20"})
    assert desk.counter.check is None
    browser.post("/dossier/siecle", data={"siecle": "19"})
    shown = leads_from(browser, "adri", "invoice")
    assert "CAR-SIECLE-FORCE" in shown
    assert CENTURY not in shown
    browser.post("/dossier/siecle", data={"siecle": "20"})
    assert desk.counter.summary is not None, "a stale form does nothing"
    assert "CAR-SIECLE" not in clicks(browser, "fse-sign")


def leads_from(browser: FlaskClient, first: str, last: str) -> str:
    names = [step.name for step in STEPS]
    shown = ""
    for name in names[names.index(first) : names.index(last) + 1]:
        shown = clicks(browser, name)
    return shown


def test_a_century_is_19_or_20(browser: FlaskClient, desk: SimulatedDesk) -> None:
    assert "UI-ETAPE-ABSENTE" in browser.post("/dossier/siecle", data={"siecle": "19"}).text
    with_card(browser, desk, "image:sans-siecle")
    leads_to(browser, "beneficiary")
    for century in ("21", "", "-1", "xx", "\N{ARABIC-INDIC DIGIT ONE}9"):
        answer = browser.post("/dossier/siecle", data={"siecle": century})
        assert (answer.status_code, "CAR-SIECLE-IMPOSSIBLE" in answer.text) == (409, True)
    assert browser.post("/dossier/siecle").status_code == 400


@pytest.mark.parametrize(
    ("card", "code"),
    [("image:perimee", "CAR-EXPIREE"), ("image:pas-encore", "CAR-PAS-ENCORE-VALABLE")],
)
def test_a_card_outside_its_days_is_refused(
    browser: FlaskClient, desk: SimulatedDesk, card: str, code: str
) -> None:
    with_card(browser, desk, card)
    assert code in leads_to(browser, "vitale-read")
    assert desk.counter.card is None


def test_an_ordinary_claim_warns_of_nothing(browser: FlaskClient) -> None:
    browser.post("/dossier", data={"cas": "253"})
    shown = leads_to(browser, "beneficiary")
    assert "notice warns" not in shown
    assert CENTURY not in shown
    assert "<dt>Validité</dt><dd>–</dd>" in shown


def test_a_new_claim_shows_nothing_of_the_former_patient(browser: FlaskClient) -> None:
    assert "2900199999001" in leads(browser, "c2s")
    browser.post("/dossier", data={"cas": "254"})
    assert "2900199999001" not in browser.get("/dossier").text


def test_a_refused_lot_is_told_and_holds_back_nobody_else(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    desk.bench.world.faults.arm(Fault("arl", "negative"))
    assert "TEL-LOT-REFUSE" in leads(browser, "253")
    desk.bench.world.faults.clear()
    leads(browser, "c2s")
    assert state(desk, "000000256") == "paid"
    assert state(desk, "000000253") == "waiting"


def test_a_damaged_return_is_listed_with_its_notice(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    desk.bench.world.faults.arm(Fault("rsp", "truncated"))
    leads(browser, "253")
    assert "FIL-ENREGISTREMENT-REFUSE" in [kept.code for kept in desk.returns.set_aside()]
    assert "RSP non rapproché" in browser.get("/lots").text


def test_a_crash_is_told_and_the_claim_ends_after_the_relaunch(
    browser: FlaskClient, desk: SimulatedDesk
) -> None:
    desk.bench.world.faults.arm(Fault("crash", "after-send"))
    assert "BANC-ARRET-BRUTAL" in leads(browser, "253")
    leads(browser, "253")
    assert "Payé" in browser.get("/factures").text
    assert len(desk.bench.concentrator.files) == 1


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/dossier", {"cas": "../../etc/passwd"}),
        ("/banc/pannes", {"panne": "x/y", "occasion": "1", "retour": "banc"}),
        ("/banc/pannes", {"panne": "adri", "occasion": "1", "retour": "banc"}),
        ("/banc/gestes/insert", {"slot": "vitale", "card": "personne", "retour": "banc"}),
        ("/banc/gestes/insert", {"slot": "vitale", "retour": "banc"}),
        ("/banc/gestes/detruire", {"retour": "banc"}),
        ("/banc/gestes/advance", {"seconds": "-1", "retour": "banc"}),
        ("/configurer", {"model": "inconnu", "wait_s": "10", "reread_days": "1"}),
        ("/configurer", {"model": "kaplink2", "wait_s": "dix", "reread_days": "1"}),
        ("/apcv", {"texte": "https://exemple.fr"}),
        ("/apcv/beneficiaire", {"choix": "\N{ARABIC-INDIC DIGIT ONE}"}),
        ("/cps/deblocage", {}),
        ("/cps/code", {"code": "12"}),
    ],
)
def test_a_forged_form_is_refused_in_french(
    browser: FlaskClient, path: str, form: dict[str, str]
) -> None:
    answer = browser.post(path, data=form)
    assert answer.status_code == 409
    assert "Que faire" in answer.text
