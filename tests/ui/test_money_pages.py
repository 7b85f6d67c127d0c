"""Transfers, one-off operations and the bank: printed labels and figures, what is asked."""

from io import BytesIO
from typing import Any

import pytest
from tests.ui.test_pages import Reading, barriers, english, read

from binocle.lots import LineOutcome, PairEvent
from binocle_ui.catalogue import load_labels

PRINTED = {
    "/virements": (
        "Recherche",
        "Date Libellé du virement Organisme payeur Payé",
        "29/05/2024 VIR AMO LIGNE 1 - 7FR-2VIR AMO LIGNE 2 - 7FR-2 10349000 94,48",
        "Vu le 29/05/2024",
        "Pas vu depuis 3 jours",
        "Pas encore vu",
        "Relevé de banque (4)",
    ),
    "/virements/2": (
        "Détail du virement",
        "Factures -5,52 + Paiements ponctuels 100,00 − Retenues ponctuelles 0,00 = Payé 94,48",
        "Paiements et Regularisations (21) Paiements ponctuels (2) Retenues ponctuelles (0)",
        "Paiement(s)/Régularisation(s)",
        "Facture AMO AMC Numéro Date Nom du client Organisme Facturé Payé Organisme Facturé Payé",
        "000000259 29/05/2024 ESSAI ALEXANDRE 10349000 4,69 -4,69 0062013354 0,83 -0,83",
        "000000077 RSP non rapproché 10349000 0,05 0,05",
        "Mouvements Financiers",
        "Référence dette Date dette Nature dette Nature operation Montant MFI Montant solde",
        "DETTE7FR 29/05/2024 Opposition Interne Paiement Constat Initial 5,52 0,00",
        "DETTE7FR 29/05/2024 Opposition Interne Paiement Retenue Sur Prestation -5,52 0,00",
        "Aucune ligne du relevé ne montre ce virement. Pas vu depuis 3 jours.",
        "30/05/2024 à 10:00 Rapproché à la main",
    ),
    "/virements/3": (
        "Factures 5,52 + Paiements ponctuels 0,00 − Retenues ponctuelles 2,30 = Payé 3,22",
    ),
    "/operations-ponctuelles": (
        "Op. Ponctuelles",
        "Date comptable Organisme Code Libellé Montant paiement Période Début Fin NIR Virement "
        "Montant virement",
        "29/05/2024 10349000 CODE1 LIBELLE1 40,00 PONCTUEL 01/01/2015 01/01/2015 PAT01 00 "
        "VIR AMO LIGNE 1 - 7FR-2... 94,48",
    ),
    "/operations-ponctuelles?vue=retenues": (
        "Date comptable Organisme Ref. Dette Nature des Opérations. Mt Retenue Libellé Vir. "
        "Montant virement",
        "DETTE9FR Retenue Sur Prestation -2,30 VIR AMO LIGNE 1 - 9FR... 3,22",
    ),
    "/operations-ponctuelles/paiement/1": (
        "Détail opération ponctuelle",
        "Information Valeur Date comptable NIR Date naissance Rang Bénéficiaire Type Retour "
        "Risque Lien archivage Libellé virement 1 Libellé virement 2 Total paiement "
        "Numéro émetteur Numéro destinataire Type destinataire Numéro destinataire Regl. "
        "Total RO Total RC Total Autre Libellé 1er rejet",
    ),
}


@pytest.mark.parametrize("path", PRINTED)
def test_what_the_manuals_print_is_there(page: Any, path: str) -> None:
    said = read(page.browser, path).said
    assert [printed for printed in PRINTED[path] if printed not in said] == [], said


def test_a_sum_that_is_not_right_is_told(page: Any) -> None:
    assert "n'explique pas ce virement" in read(page.browser, "/virements/1").said
    assert "n'explique pas ce virement" not in read(page.browser, "/virements/2").said


def test_each_line_of_an_import_is_told(page: Any) -> None:
    sent = {"releve": (BytesIO(b"Date"), "releve.csv")}
    answer = page.browser.post("/virements/releve", data=sent)
    reading = Reading(answer.text)
    assert not english(reading)
    assert not barriers(reading)
    for outcome in LineOutcome:
        assert load_labels()("lignes_releve", outcome.value) in reading.said
    assert "5 lignes, dont 2 nouvelles ; 1 virement vu. Lot acquitté : 027" in reading.said
    assert page.calls == [("import", ["releve.csv"])]


def test_gestures_are_asked_with_what_was_confirmed(page: Any) -> None:
    for path, form, call in (
        ("/virements/releve/7/2", {"confirme": "oui"}, ("tie", 7, 2, {"confirme": "oui"})),
        ("/virements/2/defaire", {}, ("untie", 2, {})),
    ):
        answer = page.browser.post(path, data=form)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/virements/2")
        assert page.calls[-1] == call


def test_filters_and_exports_are_passed_on(page: Any) -> None:
    page.browser.get("/virements?du=2024-05-01&vu=non&page=3")
    page.browser.get("/operations-ponctuelles?vue=retenues&page=x")
    for form in ("csv", "xlsx"):
        for path in ("virements", "operations-ponctuelles"):
            answer = page.browser.get(f"/{path}/export.{form}?du=")
            assert f"-SIMULE.{form}" in answer.headers["Content-Disposition"]
    assert page.calls == [
        ("transfers", {"du": "2024-05-01", "vu": "non"}, 3),
        ("operations", {"vue": "retenues"}, 1),
        ("export_transfers", {"du": ""}, "csv"),
        ("export_operations", {"du": ""}, "csv"),
        ("export_transfers", {"du": ""}, "xlsx"),
        ("export_operations", {"du": ""}, "xlsx"),
    ]


def test_what_is_not_a_tab_is_the_first_one(page: Any) -> None:
    assert "Mouvements Financiers" in read(page.browser, "/virements/2?onglet=rien").said


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("lignes_releve", {each.value for each in LineOutcome}),
        ("rapprochements", {each.value for each in PairEvent}),
        ("periodes_ponctuelles", set("HMTSAP")),
    ],
)
def test_labels_are_those_of_the_names_and_no_other(section: str, names: set[str]) -> None:
    assert load_labels().names(section) == names
