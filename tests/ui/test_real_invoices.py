"""One invoice, its papers and the shop's choices over a real bench, in process."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.ui.test_papers_pages import MULTIPART, part

from binocle.adri import CallMode
from binocle.rates import SecuringMode
from binocle.shop import ShopSettings
from binocle_simulators.bench import Bench
from binocle_ui.app import create_app
from binocle_ui.cases import load_case
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import ACKNOWLEDGED, ANSWERED, DEMO_CODE, wait_for

NUMBER = "000000253"
ONE, PAPERS = f"/factures/{NUMBER}", f"/pieces-jointes/{NUMBER}"
CODE = re.compile(r"Code à donner au téléphone : <code>([A-Z-]+)</code>")
DEGRADED = {"mode": "5", "piece": "carte-assure-social", "adri": "non"}


@pytest.fixture
def station(bench: Bench, tmp_path: Path) -> Iterator[Workstation]:
    opened = Workstation(bench, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def browser(station: Workstation, tmp_path: Path) -> FlaskClient:
    return create_app(page_services(station, IncidentFolder(tmp_path / "incidents"))).test_client()


@pytest.fixture
def signed(station: Workstation) -> str:
    """Invoice 253, signed and not sent."""
    counter = station.desk.counter
    counter.enter_code(DEMO_CODE)
    opened(station, provisional=False)
    return counter.sign()[0].number


def opened(station: Workstation, *, provisional: bool) -> str:
    """Open the invoice of case 253; return its number."""
    counter, case = station.desk.counter, load_case("253")
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(case.claim)
    counter.ask_rights()
    counter.check_rates_as_known()
    summary = counter.invoice("" if provisional else NUMBER, provisional=provisional)
    return summary.invoice.number


def post(browser: FlaskClient, path: str, **form: str) -> str:
    """Send a form; return the code of its notice, or where it leads."""
    answer = browser.post(path, data=form)
    if answer.status_code == 303:
        return answer.headers["Location"]
    assert answer.status_code == 409, answer.text
    return " ".join(CODE.findall(answer.text))


def said(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def document(browser: FlaskClient, path: str = PAPERS) -> str:
    """Return the address of the one document of an invoice."""
    (found,) = set(re.findall(rf'({path}/[^"/]+)\.pdf', browser.get(path).text))
    return str(found)


# -- the forms ------------------------------------------------------------------------------------


def test_a_form_is_deleted_made_degraded_and_signed_again(
    browser: FlaskClient, station: Workstation, signed: str
) -> None:
    assert "FSE-SUPPRESSION" in browser.get(f"{ONE}/generer-fse").text
    assert post(browser, f"{ONE}/avoir", motif="x") == "FSE-AVOIR-FSE-A-SUPPRIMER"
    assert post(browser, f"{ONE}/suppression-fse") == ONE
    assert post(browser, f"{ONE}/suppression-fse") == "FSE-RIEN-A-SUPPRIMER"
    assert "FSE supprimée" in said(browser, ONE)
    assert post(browser, f"{ONE}/recommencer") == ONE
    assert post(browser, f"{ONE}/recommencer", mode="5", piece="vitale-card") == (
        "FSE-PIECE-DU-MODE-DEGRADE"
    )
    assert post(browser, f"{ONE}/recommencer", mode="9") == "UI-CHOIX-INCONNU"
    assert post(browser, f"{ONE}/recommencer", **DEGRADED) == ONE
    assert post(browser, f"{ONE}/signature", action="signer") == "FSE-SANS-RECAPITULATIF"
    assert post(browser, f"{ONE}/reprise", carte="lire") == ONE
    assert "AreaFSE - Facture" in said(browser, ONE)
    assert post(browser, f"{ONE}/signature", action="annuler") == ONE
    assert "AreaFSE - Facture" not in said(browser, ONE)
    assert post(browser, f"{ONE}/reprise", carte="lire") == ONE
    assert post(browser, f"{ONE}/signature", action="signer") == ONE
    assert post(browser, f"{ONE}/signature", action="signer") == "FSE-SANS-RECAPITULATIF"
    shown = said(browser, ONE)
    for told in (
        "DEG Sécurisé",
        "prête à mettre en lot",
        "supprimée, archivée",
        "FSE recommencée Dégradé, sans ADRi",
        "Feuille de soins à imprimer : Mode dégradé",
    ):
        assert told in shown
    assert station.desk.invoices.invoice(signed).mode is SecuringMode.DEGRADED
    sheet = browser.post(f"{ONE}/feuille-de-soins.pdf", data={"action": "voir"})
    assert sheet.data.startswith(b"%PDF-")
    assert "Feuille de soins imprimée Mode dégradé" in said(browser, ONE)


def test_a_provisional_invoice_takes_its_number_when_signed(
    browser: FlaskClient, station: Workstation
) -> None:
    station.desk.counter.enter_code(DEMO_CODE)
    draft = opened(station, provisional=True)
    path = f"/factures/{draft}"
    assert "Provisoire" in said(browser, path)
    assert post(browser, f"{path}/recommencer", adri="non") == path
    assert post(browser, f"{path}/reprise") == path
    final = post(browser, f"{path}/signature", action="signer")
    assert final == "/factures/000000260"
    assert f"Remplacée par {final[-9:]}" in said(browser, path)
    assert f"Remplace {draft}" in said(browser, final)


def test_the_code_is_asked_before_the_recap(browser: FlaskClient, station: Workstation) -> None:
    station.desk.counter.enter_code(DEMO_CODE)
    opened(station, provisional=False)
    station.desk.counter.cancel()
    station.desk.counter.forget_code()
    assert post(browser, f"{ONE}/reprise", carte="lire").startswith("CPS-")
    assert post(browser, f"{ONE}/reprise", carte="lire", code=DEMO_CODE) == ONE


def test_an_unknown_invoice_is_told(browser: FlaskClient) -> None:
    for path in ("/factures/000000999", "/pieces-jointes/000000999"):
        answer = browser.get(path)
        assert answer.status_code == 409
        assert CODE.findall(answer.text)


# -- a reject, its credit note, the new invoice ---------------------------------------------------


def test_a_rejected_invoice_is_credited_then_made_again(
    browser: FlaskClient, station: Workstation, signed: str
) -> None:
    station.bench.control.do("set_rights", person="desmaux", state="exempted")
    station.desk.counter.enter_code(DEMO_CODE)
    station.desk.transmission.send_all()
    assert "FSE-DEJA-EN-LOT" in browser.get(f"{ONE}/generer-fse").text
    assert "Avoir trop tôt" in said(browser, ONE)
    wait_for(station.desk, ACKNOWLEDGED | ANSWERED)
    wait_for(station.desk, ANSWERED)
    shown = said(browser, ONE)
    assert "Part RO rejetée" in shown
    assert "Part rejetée 0450 0561 L EXONERATION DU TICKET MODERATEUR" in shown
    assert post(browser, f"{ONE}/avoir", motif=" ") == "FSE-AVOIR-SANS-MOTIF"
    assert post(browser, f"{ONE}/nouvelle") == "FSE-AVOIR-ABSENT"
    assert post(browser, f"{ONE}/avoir", motif="0450 0561") == ONE
    assert "Avoir N° AV0000001" in said(browser, ONE)
    new = post(browser, f"{ONE}/nouvelle", **DEGRADED)
    assert new == "/factures/000000260"
    assert f"Remplace {signed}" in said(browser, new)
    assert post(browser, f"{ONE}/nouvelle") == "FSE-DEJA-REFAITE"


# -- papers ---------------------------------------------------------------------------------------


def test_a_paper_is_attached_judged_named_seen_and_taken_away(
    browser: FlaskClient, signed: str
) -> None:
    assert "MANQUANT Ordonnance" in said(browser, "/pieces-jointes")
    sample = {"type": "ORDN", "numerisation": "skewed-by-10"}
    assert post(browser, f"{PAPERS}/simulee", **sample) == PAPERS
    assert post(browser, f"{PAPERS}/simulee", **sample) == "SCOR-DOCUMENT-DEJA-JOINT"
    shown = said(browser, PAPERS)
    assert "ORDN-000000253 (simulé).pdf A JUGER" in shown
    assert "Page 1 Page non droite" in shown
    assert re.search(r"Inclinaison -?(9|10),\d\d° au plus 3,00°", shown)
    path = document(browser)
    assert browser.get(f"{path}.pdf").data.startswith(b"%PDF-")
    assert post(browser, f"{path}/page", page="1", conformite="not-compliant") == PAPERS
    assert "NON CONFORME Ordonnance" in said(browser, "/pieces-jointes")
    assert post(browser, f"{path}/page", page="1", conformite="compliant") == PAPERS
    assert "CONFORME Ordonnance" in said(browser, "/pieces-jointes")
    assert post(browser, f"{path}/page", page="x", conformite="compliant") == "SCOR-PAGE-INCONNUE"
    assert post(browser, f"{path}/page", page="1") == "UI-CHOIX-INCONNU"
    assert post(browser, f"{path}/nom", nom="ordonnance de mai") == PAPERS
    assert "ordonnance de mai.pdf" in said(browser, PAPERS)
    assert post(browser, f"{path}/retrait") == PAPERS
    assert "MANQUANT Ordonnance" in said(browser, "/pieces-jointes")


def test_bad_files_are_told_and_nothing_is_kept(browser: FlaskClient, signed: str) -> None:
    body = (
        part('name="type"', b"ORDN")
        + part('name="fichiers"; filename="liste.txt"', b"bonjour")
        + part('name="fichiers"; filename="coupe.pdf"', b"%PDF-1.4 coupe")
        + b"--x--\r\n"
    )
    answer = browser.post(PAPERS, data=body, content_type=MULTIPART)
    assert answer.status_code == 409
    assert CODE.findall(answer.text) == ["SCOR-FORMAT-INCONNU", "SCOR-FICHIER-ILLISIBLE"]
    assert "liste.txt" in answer.text
    assert post(browser, PAPERS, type="ORDN") == "SCOR-AUCUN-FICHIER"
    assert post(browser, PAPERS, type="INCONNU") == "UI-CHOIX-INCONNU"
    assert post(browser, PAPERS, type="AUTRE") == "SCOR-DOCUMENT-NON-ATTENDU"
    assert "MANQUANT" in said(browser, PAPERS)


def test_the_program_draws_the_sheet_of_a_degraded_invoice(
    browser: FlaskClient, signed: str
) -> None:
    assert post(browser, f"{PAPERS}/feuille") == "FSE-FEUILLE-SANS-OBJET"
    post(browser, f"{ONE}/suppression-fse")
    post(browser, f"{ONE}/recommencer", **DEGRADED)
    post(browser, f"{ONE}/reprise", carte="lire")
    post(browser, f"{ONE}/signature", action="signer")
    assert said(browser, "/pieces-jointes").count("DEG DESMAUX NATHALIE MANQUANT") == 2
    assert post(browser, f"{PAPERS}/feuille") == PAPERS
    assert "(dessinée par le programme)" in said(browser, PAPERS)
    assert "CONFORME Feuille de soins" in said(browser, "/pieces-jointes")


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("?du=2024-05-28&au=2024-05-28", True),
        ("?du=2024-01-01&au=2024-05-27", False),
        ("?du=2024-05-29&au=2024-05-28", None),
        ("?du=hier", None),
    ],
)
def test_the_list_is_of_a_period(
    browser: FlaskClient, signed: str, period: str, shown: bool | None
) -> None:
    answer = browser.get(f"/pieces-jointes{period}")
    if shown is None:
        assert CODE.findall(answer.text) == ["UI-PERIODE-FAUSSE"]
    else:
        assert (signed in answer.text) is shown


def test_what_is_kept_too_long_is_purged_when_the_program_is_opened(
    browser: FlaskClient, station: Workstation, signed: str
) -> None:
    assert post(browser, f"{PAPERS}/simulee", type="ORDN", numerisation="small-sheet") == PAPERS
    path = document(browser)
    station.bench.world.advance_to(station.bench.world.now() + timedelta(days=183))
    station.reopen()
    assert "Aucun document n'a été purgé" in said(browser, "/pieces-jointes")
    station.bench.world.advance_to(station.bench.world.now() + timedelta(days=3))
    station.reopen()
    shown = said(browser, "/pieces-jointes")
    assert f"Facture {signed} : ORDN-{signed} (simulé).pdf, joint le 28/05/2024" in shown
    assert browser.get(f"{path}.pdf").status_code == 409
    assert "PURGE" in said(browser, PAPERS)


def test_the_purge_can_be_asked_for(
    browser: FlaskClient, station: Workstation, signed: str
) -> None:
    post(browser, f"{PAPERS}/simulee", type="ORDN", numerisation="small-sheet")
    station.bench.world.advance_to(station.bench.world.now() + timedelta(days=186))
    assert post(browser, "/pieces-jointes/purge") == "/pieces-jointes"
    assert "joint le 28/05/2024" in said(browser, "/pieces-jointes")


# -- the shop's choices ---------------------------------------------------------------------------


def test_choices_are_kept_and_the_program_begins_again_with_them(
    browser: FlaskClient, station: Workstation
) -> None:
    former = station.desk
    assert post(browser, "/parametres/adri", adri_mode="manuel") == "/parametres"
    assert station.desk is not former
    assert station.desk.counter.rights_desk.mode is CallMode.MANUAL
    assert post(browser, "/parametres/boutique", adri_failures="5") == "/parametres"
    boxes = {"documents_first": "oui", "auto_block": "oui"}
    assert post(browser, "/parametres/teletransmission", **boxes) == "/parametres"
    activated = {"active_from": "2024-05-01", "edit_slips": "oui"}
    assert post(browser, "/parametres/sesam-vitale", **activated) == "/parametres"
    kept = station.desk.settings_store.shop_settings()
    assert kept == ShopSettings(
        CallMode.MANUAL,
        5,
        apcv_module=False,
        documents_first=True,
        auto_lettrage=False,
        auto_block=True,
        auto_rsp=False,
        edit_slips=True,
        active_from=date(2024, 5, 1),
    )
    for wrong in ("0", "21", "", "trois", "\N{ARABIC-INDIC DIGIT ONE}"):
        told = post(browser, "/parametres/boutique", adri_failures=wrong)
        assert told == "ADRI-ECHECS-HORS-LIMITES"
    assert post(browser, "/parametres/adri", adri_mode="jamais") == "UI-CHOIX-INCONNU"
    assert post(browser, "/parametres/sesam-vitale", active_from="hier") == "UI-JOUR-FAUX"
    assert station.desk.settings_store.shop_settings() == kept


def test_nothing_leaves_while_a_paper_is_missing_when_the_shop_says_so(
    browser: FlaskClient, station: Workstation, signed: str
) -> None:
    assert post(browser, "/parametres/teletransmission", documents_first="oui") == "/parametres"
    told = [finding.code for finding in station.desk.scor.blocking([signed])]
    assert told == ["SCOR-DOCUMENT-MANQUANT"]
    assert post(browser, f"{PAPERS}/simulee", type="ORDN", numerisation="straight") == PAPERS
    assert station.desk.scor.blocking([signed]) == ()


def test_a_dre_is_cancelled_from_the_page_of_its_invoice(
    browser: FlaskClient, station: Workstation
) -> None:
    counter, case = station.desk.counter, load_case("254")
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(1)
    counter.enter_claim(case.claim)
    counter.ask_rights()
    counter.check_rates_as_known()
    counter.invoice(case.invoice)
    counter.sign()
    page, filtered = f"/factures/{case.invoice}", "/factures?dre=annulation"
    assert case.invoice not in browser.get(filtered).text
    counter.enter_code(DEMO_CODE)
    station.desk.transmission.send_all()
    wait_for(station.desk, ANSWERED)
    assert case.invoice in browser.get(filtered).text
    assert "DRE d'annulation possible" in unescape(said(browser, page))
    answer = browser.post(f"{page}/dre-annulation", data={"code": DEMO_CODE})
    assert answer.status_code == 303
    shown = unescape(said(browser, page))
    for told in ("Annulation demandée", "DRE d'annulation signée", "prête à mettre en lot"):
        assert told in shown
    assert "DRE d'annulation possible" not in shown
    assert case.invoice not in browser.get(filtered).text
    again = browser.post(f"{page}/dre-annulation", data={"code": DEMO_CODE})
    assert "FSE-DRE-ANNULATION-IMPOSSIBLE" in again.text
