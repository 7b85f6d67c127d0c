"""Every page: it answers, in French, accessible, with the mode always shown."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from binocle_ui.catalogue import load_catalogue

PATHS = (
    "/",
    "/dossier",
    "/dossier/taux",
    "/dossier/droits",
    "/apcv",
    "/cps",
    "/lots",
    "/lots/a-teletransmettre",
    "/lots/2",
    "/lots/2/remise-en-lot",
    "/factures",
    "/factures?du=2024-01-01&beneficiaire_nom=DES&lot=027",
    "/virements",
    "/retours",
    "/retours/R000002",
    "/lettrage?facture=203",
    "/lettrage/4?geste=attacher&facture=203",
    "/factures/000000203/suivi",
    "/factures/000000203/suivi/question?geste=etat&part=amo&etat=paid",
    "/virements/1",
    "/virements/1/defaire",
    "/virements/2",
    "/virements/2?onglet=ponctuels",
    "/virements/3?onglet=retenues",
    "/virements/4",
    "/virements/releve",
    "/virements/releve/7/2",
    "/operations-ponctuelles",
    "/operations-ponctuelles?vue=retenues",
    "/operations-ponctuelles/paiement/1",
    "/operations-ponctuelles/retenue/1",
    "/lots/historique",
    "/factures/000000254",
    "/factures/000000254/generer-fse",
    "/pieces-jointes",
    "/pieces-jointes/000000254",
    "/parametres",
    "/configurer",
    "/configurer/controles",
    "/dossier/ordonnance",
    "/dossier/vente",
    "/dossier/attestation",
    "/mutuelles",
    "/mutuelles/1",
    "/mutuelles/nouvelle",
    "/banc",
    "/aide",
)
ENGLISH = set(
    "the and of is not error invoice step claim reader card slot found state todo doing done "  # noqa: SIM905
    "failed next submit forbidden allowed method server request none true false undefined bench "
    "fault pending paid sent waiting secured calculated rejected anomaly answered settled".split()
)


class Reading(HTMLParser):
    """What a page says, aloud or on the screen, and how it is built."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs}
        self.tags.append((tag, kept))
        self.words += [kept[name] for name in ("aria-label", "title", "alt") if name in kept]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in names]

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(browser: FlaskClient, path: str) -> Reading:
    answer = browser.get(path)
    assert answer.status_code == 200
    return Reading(answer.text)


def english(reading: Reading) -> set[str]:
    """Return the English words of a page; a reader's name or a path is nobody's language."""
    prose = re.sub(r"\S*[/_\[\]]\S*", " ", reading.said).lower()
    return ENGLISH & set(re.findall(r"[a-zà-ÿ]+", prose))


def barriers(reading: Reading) -> list[str]:
    """Return what would stop somebody who reads the page with a keyboard or a voice."""
    found = [
        f"{len(reading.all(tag))} {tag}" for tag in ("main", "h1") if len(reading.all(tag)) != 1
    ]
    found += ["language"] * (reading.all("html") != [{"lang": "fr"}])
    ids = Counter(attrs["id"] for _, attrs in reading.tags if "id" in attrs)
    found += [f"id twice: {name}" for name, times in ids.items() if times > 1]
    labelled = {label.get("for") for label in reading.all("label")}
    found += [
        f"no label: {field}"
        for field in reading.all("input", "select")
        if field.get("type") not in ("hidden", "radio") and field.get("id") not in labelled
    ]
    named = {"aria-label", "aria-labelledby"}
    found += [f"no name: {area}" for area in reading.all("nav", "aside") if not named & set(area)]
    pointed = {area.get("aria-labelledby") for _, area in reading.tags} - {None}
    return found + [f"no such title: {name}" for name in pointed - set(ids)]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("full", [True, False])
def test_every_page_answers_in_french(page: Any, path: str, full: bool) -> None:
    page.counter.full = page.attachments.full = page.follow_up.full = full
    page.returns.full = page.money.full = full
    reading = read(page.browser, path)
    assert not english(reading)
    assert not barriers(reading)
    assert "SIMULÉ" in reading.said


@pytest.mark.parametrize("path", ["/", "/dossier"])
def test_every_step_of_a_claim_shows(page: Any, claim: Any, path: str) -> None:
    page.counter.claim = claim
    reading = read(page.browser, path)
    assert not english(reading)
    assert not barriers(reading)


def test_the_reading_would_see_english_and_barriers() -> None:
    reading = Reading("<html><h1>Invoice not found</h1><input id=a><p id=a>None</p></html>")
    assert english(reading) == {"invoice", "not", "found", "none"}
    assert len(barriers(reading)) == 4


def test_the_code_dialog_is_the_printed_one(page: Any, claim_at: Any) -> None:
    page.counter.claim = claim_at("cps-code")
    reading = read(page.browser, "/dossier")
    assert "AreaFSE - Saisie Code Porteur Code Porteur" in reading.said
    assert "OK Annuler" in reading.said
    (code,) = [field for field in reading.all("input") if field["name"] == "code"]
    assert (code["type"], code["autocomplete"]) == ("password", "off")


def test_the_recap_is_the_printed_one(page: Any, claim_at: Any) -> None:
    page.counter.claim = claim_at("fse-sign")
    said = read(page.browser, "/dossier").said
    for printed in (
        "AreaFSE - Facture (Flux de Démonstration)",
        "000000254 du 28/05/2024",
        "15/06/1955 - 1 2550699999999 34",
        "AMO : 01-999-9999 [Détermination des droits : 26/05/2024]",
        "AMC : 1100000000 [Détermination des droits : 28/05/2024]",
        "Code Date exéc. Honoraires Base Taux Exo. TM Remb. AMO Remb. AMC Form. AMC",
        "VU3 28/05/2024 103,00 0,05 60% 0 0,03 24,82",
        "M03 28/05/2024 209,00 0,05 60% 0 0,03 50,36",
        "Honoraires 415,00 Avance AMO 0,09 Avance AMC 100,00 Restant dû 314,91",
        "Signer Annuler",
    ):
        assert printed in said


def test_the_lists_have_the_printed_columns(page: Any) -> None:
    for path, columns in (
        (
            "/lots",
            "Date réception Date lot Lot Org.Dest. Etat lot Libellé ARL/RSP Trait. Erreur Manuel "
            "Traitement RSP id PS",
        ),
        (
            "/factures",
            "Reçu le Nom du client Date Fct N° Facture Lot Attendu Mt payé Reste dû Org. AMO/AMC",
        ),
    ):
        assert columns in read(page.browser, path).said


def test_rows_show_amounts_and_states(page: Any) -> None:
    assert (
        "29/05/2024 DESMAUX NATHALIE 28/05/2024 254 027 + AAE 100,09 100,09 0,00 "
        "01 999 9999 / 1100000000 Payé Payé / Payé" in read(page.browser, "/factures").said
    )
    assert "033 01 999 Lot rejeté" in read(page.browser, "/lots").said


def test_a_step_that_failed_shows_its_notice_in_place(page: Any, claim_at: Any) -> None:
    page.counter.claim = claim_at("send", failed="TEL-RESULTAT-INCONNU")
    said = read(page.browser, "/dossier").said
    for answer in ("Que s'est-il passé ?", "Ma facture est-elle gardée ?", "Que faire ?"):
        assert answer in said
    assert "échec" in said
    assert "TEL-RESULTAT-INCONNU" in said


def test_what_must_be_told_of_the_card_warns_and_blocks_nothing(page: Any, claim_at: Any) -> None:
    notice = load_catalogue().notice("CAR-LISTE-OPPOSITION-ABSENTE", {})
    page.counter.claim = replace(claim_at("adri"), warnings=(notice,), asks_century=True)
    reading = read(page.browser, "/dossier")
    assert not english(reading)
    assert not barriers(reading)
    assert "CAR-LISTE-OPPOSITION-ABSENTE" in reading.said
    assert "Siècle de naissance 1900 2000" in reading.said
    assert [each["role"] for each in reading.all("section") if "role" in each] == ["status"]


def test_a_shop_sees_that_it_is_real_and_has_no_bench(shop: FlaskClient) -> None:
    for path in PATHS:
        if path != "/banc":
            said = read(shop, path).said
            assert "RÉEL" in said
            assert "SIMULÉ Cartes" not in said
    assert shop.get("/banc").status_code == 404
    assert shop.post("/banc/gestes/advance", data={"minutes": "10"}).status_code == 404


def test_nothing_is_cached_or_framed(page: Any) -> None:
    headers = page.browser.get("/dossier").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
