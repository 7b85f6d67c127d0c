"""The rate check, the rights and the app of a claim, by the page, over a real bench in process."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from binocle.adri import WayOn
from binocle.adri.ways_on import MANUAL_PROOFS
from binocle.readers import PhoneWay
from binocle_simulators.bench import Bench
from binocle_simulators.faults import Fault
from binocle_ui.app import create_app
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.composition.page import IncidentFolder, page_services
from binocle_ui.composition.workstation import Workstation

RATES, RIGHTS = "/dossier/taux", "/dossier/droits"


class Hand:
    """A browser, and the desk behind the page."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.station = Workstation(bench, folder)
        services = page_services(self.station, IncidentFolder(folder / "incidents"))
        self.browser: FlaskClient = create_app(services).test_client()

    @property
    def desk(self) -> SimulatedDesk:
        return self.station.desk

    def post(self, path: str, **form: str) -> str:
        """Send a form; return where it leads, or the notice that it met."""
        answer = self.browser.post(path, data=form)
        return str(answer.headers["Location"]) if answer.status_code == 303 else answer.text

    def begins(self, case: str = "253", *, until: str = "beneficiary") -> None:
        self.post("/dossier", cas=case)
        for step in ("cps-code", "vitale-read", "beneficiary", "adri", "rate-check", "invoice"):
            self.post("/dossier/etape", etape=step, action="ok", code="1234", choix="1")
            if step == until:
                return

    def sees(self, path: str = RATES) -> str:
        """Return the text of a page."""
        answer = self.browser.get(path)
        assert answer.status_code == 200
        tree: Any = html.fromstring(answer.text)
        return " ".join(tree.text_content().split())

    def told(self, name: str, path: str = RATES) -> str:
        """Return the codes that stand beside a field."""
        tree: Any = html.fromstring(self.browser.get(path).text)
        return " ".join(tree.xpath(f"//*[@id='avis-{name}']//code/text()"))

    def names(self, path: str = RATES) -> set[str]:
        tree: Any = html.fromstring(self.browser.get(path).text)
        return set(tree.xpath("//form[@action='/dossier/taux']//@name"))


@pytest.fixture
def hand(bench: Bench, tmp_path: Path) -> Iterator[Hand]:
    one = Hand(bench, tmp_path)
    yield one
    one.station.close()


def test_the_screen_opens_once_the_patient_is_known(hand: Hand) -> None:
    assert "Le patient n'est pas encore connu" in hand.sees()
    assert "UI-ETAPE-ABSENTE" in hand.post(RATES, action="verifier")
    hand.begins()
    said = hand.sees()
    assert "L'assuré a présenté sa carte Vitale" in said
    assert "SESAM_VITALE - Signature définitive simultanée par la CPS et la CVIT" in said


def test_a_value_that_cannot_be_read_stands_beside_its_field_and_nothing_is_taken(
    hand: Hand,
) -> None:
    hand.begins()
    hand.sees()
    before = hand.desk.counter.rates.form
    hand.post(RATES, prescription="31/02/2024", nature="smg", action="verifier")
    assert hand.told("prescription") == "FSE-DATE-IMPOSSIBLE"
    hand.post(RATES, nature="grippe", action="enregistrer")
    assert hand.told("nature") == "UI-CHOIX-INCONNU"
    assert hand.desk.counter.rates.form == before
    assert hand.desk.counter.check is None
    hand.post("/dossier/taux/remboursements", **{"net-1": "abc", "rc_total": "50,00"})
    assert hand.told("ligne-1") == "FSE-MONTANT-ILLISIBLE"
    assert hand.desk.counter.claim is not None
    assert hand.desk.counter.claim.rc_total == 0


@pytest.mark.parametrize(
    ("nature", "fields"),
    [
        ("maladie", set()),
        ("maternite", {"maternity_day"}),
        ("accident-du-travail", {"work_accident_day", "work_accident_sheet"}),
        ("smg", {"smg_pec", "smg_amount"}),
    ],
)
def test_each_nature_opens_its_own_fields(hand: Hand, nature: str, fields: set[str]) -> None:
    hand.begins()
    hand.post(RATES, nature=nature, action="enregistrer")
    extra = {"maternity_day", "work_accident_day", "work_accident_sheet", "smg_pec", "smg_amount"}
    assert hand.names() & extra == fields


def test_a_manual_proof_opens_the_exemption_and_leads_to_a_degraded_form(hand: Hand) -> None:
    hand.begins()
    assert hand.post(RATES, amo_proof="document", action="verifier") == RATES
    assert "Situation ETM" in hand.sees()
    assert hand.told("exemption") == "FSE-EXONERATION-A-CHOISIR"
    hand.post(RATES, amo_proof="document", exemption="0", action="verifier")
    assert "Génération de la FSE - Facture n°253 du 28/05/2024" in hand.sees()
    assert hand.post(RATES, action="valider") == "/dossier"
    summary = hand.desk.counter.summary
    assert summary is not None
    assert summary.invoice.mode.value == "5"
    assert "AreaFSE - Facture" in hand.sees("/dossier")


def test_a_change_makes_the_check_stale_until_it_is_made_again(hand: Hand) -> None:
    hand.begins("254", until="rate-check")
    said = hand.sees()
    assert "Génération de la FSE" in said
    assert "60 %" in said
    assert "314,91" in said
    hand.post("/dossier/taux/remboursements", **{"net-1": "210,00"})
    assert hand.post(RATES, action="valider") == RATES
    said = hand.sees()
    assert "FSE-TAUX-PERIME" in said
    assert "FSE-PERIME-PRIX" in said
    assert 'value="210,00"' in hand.browser.get(RATES).text
    hand.post(RATES, action="verifier")
    assert "FSE-PERIME" not in hand.sees()
    assert hand.post(RATES, action="valider") == "/dossier"
    assert hand.desk.counter.summary is not None
    assert hand.desk.counter.summary.invoice.total == 41600
    assert "UI-FACTURE-OUVERTE" in hand.post("/dossier/taux/remboursements", **{"net-1": "1,00"})


def test_an_rc_amount_ticks_its_transmission_and_the_label_drops_the_unpaid_part(
    hand: Hand,
) -> None:
    hand.begins("253", until="adri")
    hand.post("/dossier/taux/remboursements", tele_amc="non")
    hand.post("/dossier/taux/remboursements", rc_total="100,00", tele_amc="non")
    claim = hand.desk.counter.claim
    assert claim is not None
    assert claim.tiers_payant.transmit_amc
    assert "Tiers Payant RO+RC" in hand.sees()
    hand.post("/dossier/taux/remboursements", tp_amc="non")
    assert "Tiers Payant RO+RC" not in hand.sees()
    assert "Rbt RC" in hand.sees()
    hand.post("/dossier/taux/remboursements", **{"rb-1": "non"})
    claim = hand.desk.counter.claim
    assert claim is not None
    assert not claim.lines[0].shown


def test_a_forcing_is_shown_makes_the_check_stale_and_is_taken_back(hand: Hand) -> None:
    hand.begins("253", until="rate-check")
    hand.post("/dossier/taux/forcages", nom="amo_service", action="forcer", amo_service="01",
              service_first="32/01/2024", service_last="")  # fmt: skip
    assert hand.told("forcage-service_first") == "FSE-DATE-IMPOSSIBLE"
    hand.post("/dossier/taux/forcages", nom="amo_service", action="forcer", amo_service="01",
              service_first="", service_last="")  # fmt: skip
    said = hand.sees()
    assert "« Forçage Service AMO » a changé" in said
    assert "Supprimer le forçage" in said
    hand.post("/dossier/taux/forcages", nom="amo_service", action="supprimer")
    assert "Supprimer le forçage" not in hand.sees()
    assert "UI-CHOIX-INCONNU" in hand.post("/dossier/taux/forcages", nom="autre", action="forcer")


def test_an_exemption_forced_behind_the_button_is_the_one_of_the_screen(hand: Hand) -> None:
    hand.begins()
    hand.post(RATES, amo_proof="document", action="enregistrer")
    hand.post("/dossier/taux/forcages", nom="exemption", action="forcer", forced_exemption="5")
    assert hand.told("exemption") == ""
    hand.post(RATES, action="verifier")
    assert "100 %" in hand.sees()
    hand.post("/dossier/taux/forcages", nom="exemption", action="supprimer")
    assert hand.told("exemption") == "FSE-EXONERATION-A-CHOISIR"


# -- the rights --------------------------------------------------------------------------------


def test_the_button_asks_and_the_tab_tells_what_adri_said(hand: Hand) -> None:
    hand.begins()
    assert "Pas de consultation ADRi" in hand.sees(RIGHTS)
    assert hand.post(RIGHTS) == RIGHTS
    said = hand.sees(RIGHTS)
    for printed in ("Consultation ADRe le 28/05/2024", "Rattachement", "01/02/2020 - 31/01/2025",
                    "Mutuelle AMC", "1100000000", "Appel ciblé"):  # fmt: skip
        assert printed in said
    assert hand.post(RATES, action="verifier") == RATES
    assert len(hand.desk.bench.adri.requests) == 1


@pytest.mark.parametrize("way", ["ask-again", "card-rights"])
def test_the_sale_goes_on_after_adri_failed(hand: Hand, way: str) -> None:
    hand.begins()
    hand.desk.bench.world.faults.arm(Fault("adri", "down"))
    hand.post(RIGHTS)
    assert "ADRI-INDISPONIBLE" in hand.sees(RIGHTS)
    assert "UI-CHOIX-INCONNU" in hand.post(f"{RIGHTS}/suite", suite="adri-off")
    assert hand.post(f"{RIGHTS}/suite", suite=way) in (RATES, RIGHTS)
    hand.post(RATES, action="verifier")
    assert hand.post(RATES, action="valider") == "/dossier"


def unknown(hand: Hand) -> None:
    """Have a person at the counter whom ADRi does not know."""
    hand.begins()
    hand.post(f"{RIGHTS}/papier", name="FICTIF", first_name="JEAN", nir="1 80 01 99 999 999 00",
              birth="01/13/1980", rank="x", regime="01")  # fmt: skip
    assert hand.told("papier-nir", RIGHTS) == "PAT-NIR-FAUX"
    assert hand.told("papier-rank", RIGHTS) == "PAT-CHIFFRES-ATTENDUS"
    assert hand.desk.counter.card is not None, "nothing of a wrong file is taken"
    hand.post(f"{RIGHTS}/papier", name="FICTIF", first_name="JEAN", nir=nir("180019999999"),
              birth="01/01/1980", rank="1", regime="01", caisse="999", centre="9999")  # fmt: skip
    hand.post(RIGHTS)


def nir(start: str) -> str:
    number = start + "9"
    return f"{number}{97 - int(number) % 97:02d}"


def test_an_unknown_patient_has_four_data_to_check_and_goes_on_without_adri(hand: Hand) -> None:
    unknown(hand)
    said = hand.sees(RIGHTS)
    assert "ADRI-PATIENT-INCONNU" in said
    for datum in ("NIR de l'assuré", "Date de naissance", "Rang de naissance", "Code régime"):
        assert datum in said
    assert hand.post(f"{RIGHTS}/suite", suite="adri-off") == RATES
    assert not hand.desk.counter.rights_desk.in_use
    assert "bulletin de salaire" in hand.sees()
    hand.post(RATES, exemption="0", action="verifier")
    assert hand.post(RATES, action="valider") == "/dossier"


def test_a_patient_found_nowhere_is_invoiced_outside_transmission(hand: Hand) -> None:
    unknown(hand)
    assert hand.post(f"{RIGHTS}/suite", suite="outside-transmission") == "/dossier"
    assert "Le dossier est allé à son terme" in hand.sees("/dossier")
    assert hand.desk.invoices.standing("000000253").state.value == "outside"


# -- the app -----------------------------------------------------------------------------------


@pytest.fixture
def phone(hand: Hand) -> Callable[[], None]:
    """The shop reads phones by NFC, and the patient's lies on the reader."""

    def read() -> None:
        bench = hand.desk.bench
        bench.control.do("open_phone", person="desmaux")
        bench.control.do("present_phone")
        assert hand.post("/apcv") == "/apcv"

    hand.post("/configurer", model="kaplink2", cps="", vitale="", contactless="",
              apcv_way=PhoneWay.NFC.value, wait_s="10", reread_days="1")  # fmt: skip
    return read


def test_the_app_makes_a_claim_and_asks_its_question_at_the_end(
    hand: Hand, phone: Callable[[], None]
) -> None:
    hand.begins(until="cps-code")
    phone()
    hand.post("/apcv/beneficiaire", choix="1")
    said = hand.sees(RIGHTS)
    assert re.search(r"ADRe \(contexte appli carte Vitale valide jusqu'à \d\d:\d\d\)", said)
    assert (
        "ADRI mode : ciblé. Le service ADRI est utilisé pour la réalisation d'une facture." in said
    )
    assert "L'assuré a présenté son appli carte Vitale" in hand.sees()
    assert hand.post(f"{RIGHTS}/restituer") == RIGHTS
    hand.desk.bench.control.do("advance", seconds=1500)
    assert hand.post(RATES, amo_proof="apcv", action="enregistrer") == RIGHTS
    assert "Oui : continuer avec les droits récupérés sur ADR" in hand.sees(RIGHTS)
    assert hand.post(f"{RIGHTS}/expiration", reponse="non") == "/apcv"
    assert hand.post(f"{RIGHTS}/expiration", reponse="oui") == RATES
    assert "UI-CHOIX-INCONNU" in hand.post(f"{RIGHTS}/expiration", reponse="peut-être")
    assert "Les droits ont été récupérés sur ADR" in hand.sees()


def test_a_new_customer_comes_by_the_app_before_any_file(
    hand: Hand, phone: Callable[[], None]
) -> None:
    hand.begins(until="cps-code")
    assert hand.post("/apcv/entree", entree="nouveau") == "/apcv"
    assert "UI-ETAPE-ABSENTE" in hand.post("/apcv/entree", entree="dossier")
    phone()
    hand.post("/apcv/beneficiaire", choix="1")
    hand.post("/dossier", cas="253")
    assert "DESMAUX NATHALIE" in hand.sees()
    hand.post(RATES, action="verifier")
    assert hand.post(RATES, action="valider") == "/dossier"
    hand.post("/dossier/etape", etape="fse-sign", action="signer")
    assert hand.desk.invoices.standing("000000253").state.value == "secured"
    hand.post("/apcv/entree", entree="recherche")
    phone()
    hand.post("/apcv/beneficiaire", choix="1")
    assert "Ses factures : 000000253" in hand.sees("/apcv")


def test_a_refused_paper_file_goes_with_its_patient(hand: Hand) -> None:
    hand.begins()
    hand.post(f"{RIGHTS}/papier", name="INTROUVABLE", first_name="X", nir="123", birth="31/19/1955")
    assert "INTROUVABLE" in hand.browser.get(RIGHTS).text
    assert "PAT-NIR-FAUX" in hand.told("papier-nir", RIGHTS)
    hand.begins("c2s")
    assert "INTROUVABLE" not in hand.browser.get(RIGHTS).text
    assert hand.told("papier-nir", RIGHTS) == ""


def test_without_tiers_payant_the_patient_owes_all_and_every_screen_says_so(hand: Hand) -> None:
    hand.begins("254", until="adri")
    hand.post(f"{RATES}/remboursements", tp_amo="non", tp_amc="non")
    hand.post(RATES, action="verifier")
    hand.post(RATES, action="valider")
    seen = hand.sees("/dossier").replace(" ", "")
    assert "AvanceAMO0,00AvanceAMC0,00" in seen
    assert "Restantdû415,00" in seen


def test_the_window_of_conventions_opens_by_itself_and_its_choice_goes_on(hand: Hand) -> None:
    hand.begins("254", until="adri")
    told = {"proof": "serveur-amc", "separate": "on", "member": "12345678", "reference": "acte"}
    hand.post("/dossier/attestation", number="98532001", special="aucune", **told)
    assert "Choix de la convention" not in hand.sees()
    assert hand.post("/dossier/etape", etape="rate-check", action="ok") == RATES
    said = hand.sees()
    assert "AreaFSE - Choix de la convention AMC/Mutuelle" in said
    assert "Page 1 sur 3 · 12 conventions" in said
    assert hand.desk.counter.check is None
    hand.post(f"{RATES}/conventions/3")
    assert "Page 3 sur 3" in hand.sees()
    hand.post(f"{RATES}/conventions/annuler")
    assert "Choix de la convention" not in hand.sees()
    hand.post(RATES, action="verifier")
    assert hand.post(f"{RATES}/convention/1") == RATES
    said = hand.sees()
    assert "Choix de la convention" not in said
    assert "Génération de la FSE - Facture n°254 du 28/05/2024" in said
    assert "Attestation AMC forcé" in said
    assert hand.desk.counter.claim is not None
    assert hand.desk.counter.claim.insurer is not None
    assert hand.desk.counter.claim.insurer.routing == "AL"


def test_a_directory_that_fails_is_told_and_the_fse_asks_again(hand: Hand) -> None:
    hand.begins("254", until="adri")
    hand.desk.bench.world.faults.arm(Fault("conventions", "down"))
    assert hand.post(RATES, action="verifier") == RATES
    assert "AMC-ANNUAIRE-INDISPONIBLE" in hand.sees()
    assert hand.desk.counter.check is not None, "the sale goes on"
    assert hand.post(RATES, action="valider") == "/dossier"
    assert hand.desk.insurer.trouble is None, "it was asked again"


def test_too_many_conventions_are_told_as_printed_with_the_way_out(hand: Hand) -> None:
    hand.begins("254", until="adri")
    told = {"proof": "serveur-amc", "separate": "on", "member": "12345678", "reference": "acte"}
    hand.post("/dossier/attestation", number="77567199", special="aucune", **told)
    hand.post(RATES, action="valider")
    said = hand.sees()
    assert "Information importante" in said
    assert "Nombre de résultats trop grand, merci d'affiner votre recherche Code : -1300" in said
    hand.post(
        "/dossier/attestation", number="77567199", type="AC", criterion="021234567",
        special="aucune", **told,
    )  # fmt: skip
    assert hand.post(RATES, action="valider") == "/dossier", "a single one is left"


def test_the_second_insurer_is_named_beside_its_amount(hand: Hand) -> None:
    hand.begins("254", until="adri")
    told = {"rc2_total": "50,00", "rc2_member": "777"}
    hand.post(f"{RATES}/remboursements", rc2_insurer="12", **told)
    assert hand.told("rc2_insurer") == "AMC-CHAMP-MALFORME"
    assert hand.desk.counter.claim is not None
    assert hand.desk.counter.claim.second_insurer is None
    hand.post(f"{RATES}/remboursements", **told)
    assert "FSE-AMC2-INCONNUE" in hand.told("rc2_total")
    hand.post(f"{RATES}/remboursements", rc2_insurer="6201 3354", **told)
    assert hand.post(RATES, action="verifier") == RATES
    check = hand.desk.counter.check
    assert check is not None
    assert check.claim.second_insurer is not None
    assert (check.claim.second_insurer.number.digits, check.claim.second_insurer.member) == (
        "62013354", "777",
    )  # fmt: skip
    assert sum(share.amc2 for share in check.shares) == 5000
    hand.post(f"{RATES}/remboursements", rc2_insurer="", rc2_total="0,00")
    assert hand.desk.counter.claim.second_insurer is None


def test_who_left_c2s_has_the_two_ways_on_at_the_rate_check(hand: Hand) -> None:
    bench = hand.desk.bench
    bench.control.do("set_mutual", person="desmaux", number="55555551")
    hand.begins("254", until="adri")
    shown = hand.sees()
    assert "Impossible de télétransmettre avec le MUTNUM 55555551" in shown
    assert "Décocher Télétransmission AMC et Tiers-Payant AMC" in shown
    hand.post("/dossier/attestation/sortant", issue="decocher-amc")
    assert "MUTNUM" not in hand.sees()


def test_a_box_that_the_rights_tick_says_why_it_stays(hand: Hand) -> None:
    hand.begins("c2s", until="adri")
    hand.post("/dossier/taux/remboursements", c2s_amo="non")
    assert hand.told("c2s_amo") == "FSE-CASE-DES-DROITS"


def test_a_card_that_was_taken_back_is_no_way_on(hand: Hand) -> None:
    """ADRI-05: without the card in its reader, one of the three manual proofs."""
    hand.begins()
    hand.desk.bench.remove("vitale")
    hand.desk.bench.world.faults.arm(Fault("adri", "down"))
    hand.post("/dossier/etape", etape="adri", action="ok")
    trouble = hand.desk.counter.rights_desk.trouble
    assert trouble is not None
    assert set(MANUAL_PROOFS) <= set(trouble.ways)
    assert WayOn.CARD_RIGHTS not in trouble.ways


def test_an_open_invoice_keeps_its_certificate(hand: Hand) -> None:
    hand.begins("254", until="invoice")
    before = hand.desk.counter.claim
    told = {"proof": "serveur-amc", "number": "98532001", "member": "12345678"}
    assert "UI-FACTURE-OUVERTE" in hand.post("/dossier/attestation", **told)
    assert hand.desk.counter.claim == before
    assert hand.desk.counter.summary is not None


def test_a_tick_that_is_no_answer_changes_nothing(hand: Hand) -> None:
    hand.begins("254", until="adri")
    said = hand.post(f"{RATES}/remboursements", **{"rb-1": "peut-etre"})
    assert "UI-CHOIX-INCONNU" in said
    claim = hand.desk.counter.claim
    assert claim is not None
    assert claim.lines[0].shown
