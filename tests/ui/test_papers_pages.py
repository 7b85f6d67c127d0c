"""One invoice, its papers, the shop's choices: every state shows, files come in whole."""

from typing import Any, get_args

import pytest
from tests.ui.papers import (
    CREDITED,
    DRAWN,
    GONE,
    INVOICE,
    MISSING,
    REBUILT,
    REJECTED,
    SCANNED,
    TRACE,
    WANTED,
    notice,
)
from tests.ui.test_pages import barriers, english, read

from binocle.fse import Flow, FormPlace, InvoiceEvent, PartEvent, SheetReason
from binocle.scor import Conformity, DocumentType, ScorState
from binocle_ui.catalogue import load_labels
from binocle_ui.composition.attachments import MEASURES
from binocle_ui.composition.bench_scans import sample_kinds
from binocle_ui.pages import DocumentView, InvoiceView, UploadedFile

ONE, PAPERS = "/factures/000000254", "/pieces-jointes/000000254"
TOO_MUCH = 34 * 1024 * 1024
MULTIPART = "multipart/form-data; boundary=x"


def part(told: str, content: bytes) -> bytes:
    """Return one part of a form as a browser sends it."""
    heading = f"--x\r\nContent-Disposition: form-data; {told}\r\n\r\n"
    return heading.encode() + content + b"\r\n"


@pytest.mark.parametrize("invoice", [INVOICE, REJECTED, CREDITED])
@pytest.mark.parametrize("path", [ONE, f"{ONE}/generer-fse"])
def test_an_invoice_shows_in_every_state(page: Any, invoice: InvoiceView, path: str) -> None:
    page.invoices.invoice = invoice
    reading = read(page.browser, path)
    assert not english(reading)
    assert not barriers(reading)
    assert load_labels().invoice_state(invoice.state) in reading.said


def test_the_deletion_is_confirmed_before_it_is_made(page: Any) -> None:
    plain = page.browser.get(ONE).text
    assert "Décocher « Générer FSE »" in plain
    assert "/suppression-fse" not in plain
    asked = read(page.browser, f"{ONE}/generer-fse").said
    assert "Supprimer la FSE ?" in asked
    assert "/suppression-fse" in page.browser.get(f"{ONE}/generer-fse").text
    page.invoices.invoice = REJECTED
    barred = page.browser.get(f"{ONE}/generer-fse").text
    assert "FSE-DEJA-EN-LOT" in barred
    assert "/suppression-fse" not in barred
    assert page.calls == []


def test_a_rejected_invoice_says_what_to_do(page: Any) -> None:
    page.invoices.invoice = REJECTED
    said = read(page.browser, ONE).said
    for told in ("Part RO rejetée", "DRE d'annulation possible", "Rejet AMO, part AMC payée"):
        assert told in said
    assert "/dre-annulation" in page.browser.get(ONE).text
    page.invoices.invoice = INVOICE
    assert "/dre-annulation" not in page.browser.get(ONE).text


def test_the_list_is_filtered_by_what_can_be_cancelled(page: Any) -> None:
    whole = read(page.browser, "/factures")
    assert "DRE d'annulation possible" in whole.said
    assert not [box for box in whole.all("input") if "checked" in box]
    filtered = read(page.browser, "/factures?dre=annulation")
    assert "Aucune facture ne répond à ce filtre." in filtered.said
    assert [box.get("name") for box in filtered.all("input") if "checked" in box] == ["dre"]


def test_the_mode_is_a_logo_on_the_file_and_in_the_lists(page: Any) -> None:
    for path in (ONE, "/factures", "/pieces-jointes", PAPERS):
        logos = read(page.browser, path).all("abbr")
        assert {"SESAM Vitale", "Dégradé"} & {logo.get("title") for logo in logos}, path


def test_the_sheet_is_seen_or_kept(page: Any) -> None:
    for action, way in (("voir", "inline"), ("enregistrer", "attachment")):
        answer = page.browser.post(f"{ONE}/feuille-de-soins.pdf", data={"action": action})
        assert answer.data == b"%PDF-"
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == f"{way}; filename=FSPA-000000254.pdf"


def test_the_list_has_the_printed_columns_and_states(page: Any) -> None:
    said = read(page.browser, "/pieces-jointes").said
    assert "Date envoi PJ N° Facture Etat SV Nom Prénom État PJ Type Délai V" in said
    for state in load_labels().names("etats_pj"):
        assert load_labels()("etats_pj", state) in said
    assert "Purgés à l'ouverture du programme" in said
    assert "ORDN-000000253.pdf, joint le 28/05/2024, jamais envoyé" in said
    for state in load_labels().names("lots_scor"):
        assert load_labels()("lots_scor", state) in said
    assert notice("SCOR-LOT-REFUSE").que_faire in said


def test_what_waits_is_shown_where_lots_are_transmitted_too(page: Any) -> None:
    reading = read(page.browser, "/lots")
    assert notice("SCOR-LOT-REFUSE").que_faire in reading.said
    assert not barriers(reading)


def test_late_documents_are_sent_by_a_button(page: Any) -> None:
    assert ("/pieces-jointes/envoi", "Envoyer") in [
        (form["action"], "Envoyer") for form in read(page.browser, "/pieces-jointes").all("form")
    ]
    assert page.browser.post("/pieces-jointes/envoi").status_code == 303
    assert page.calls == [("send",)]


def test_one_more_document_and_one_attached_anew_say_where_they_go(page: Any) -> None:
    page.attachments.documents = (REBUILT, TRACE)
    reading = read(page.browser, PAPERS)
    assert "Autres docs" in reading.said
    assert "(remplacé)" in reading.said
    assert notice("SCOR-A-RECONSTITUER").que_faire in reading.said
    hidden = {(box["name"], box["value"]) for box in reading.all("input") if "value" in box}
    assert {("a_la_place", "PJ3"), ("autre", "oui")} <= hidden
    assert ("a_la_place", "PJ4") not in hidden


@pytest.mark.parametrize("path", ["/pieces-jointes", PAPERS])
def test_the_retention_is_told_to_the_letter(page: Any, path: str) -> None:
    told = (
        "La norme SCOR impose une durée de conservation des documents SCOR pendant 6 mois maximum. "
        "Au delà, les documents associés à cette facture seront purgés."
    )
    assert told in read(page.browser, path).said


@pytest.mark.parametrize(
    "documents",
    [(SCANNED, MISSING), (WANTED, DRAWN), (GONE, DRAWN), (WANTED, MISSING), (REBUILT, TRACE)],
    ids=["scanned", "drawn", "sent", "missing", "rebuilt"],
)
def test_the_papers_show_in_every_state(page: Any, documents: tuple[DocumentView, ...]) -> None:
    page.attachments.documents = documents
    reading = read(page.browser, PAPERS)
    assert not english(reading)
    assert not barriers(reading)
    assert "Sélection des documents - SCOR" in reading.said
    assert "Type idPJ Nom Date Date Envoi Conformité" in reading.said
    assert ("(dessinée par le programme)" in reading.said) is (DRAWN in documents)
    of_rows = sum(each in documents for each in (WANTED, REBUILT))
    assert reading.said.count("SIMULÉ : une numérisation") == 1 + of_rows


def test_each_page_tells_measures_reasons_and_asks_the_user(page: Any) -> None:
    said = read(page.browser, PAPERS).said
    for printed in (
        "Page 1 Page conforme",
        "Page 2 Page non droite",
        "Inclinaison 4,00° au plus 3,00°",
        notice("SCOR-PAGE-NON-DROITE").explication,
        "Etat de la conformité Le document est-il conforme? Conforme Non conforme",
        "Le programme propose : Non conforme. Vous seul décidez.",
        "Nouveau nom de fichier",
    ):
        assert printed in said
    page.attachments.documents = (GONE,)
    assert "Le document est-il conforme?" not in read(page.browser, PAPERS).said


def test_files_come_in_whole_in_their_order(page: Any) -> None:
    big = bytes(range(256)) * 8000
    parts = (part('name="type"', b"ORDN"), part('name="nom"', b"a"),
             part('name="fichiers"; filename="1.pdf"', big),
             part('name="fichiers"; filename="2"', b"2"))  # fmt: skip
    body = b"".join(parts) + b"--x--\r\n"
    assert page.browser.post(PAPERS, data=body, content_type=MULTIPART).status_code == 303
    (call,) = page.calls
    assert call[2] == {"type": "ORDN", "nom": "a"}
    assert call[3] == (UploadedFile("1.pdf", big), UploadedFile("2", b"2"))


@pytest.mark.parametrize("path", [PAPERS, f"{PAPERS}/simulee"])
def test_everything_wrong_with_files_is_shown_together(page: Any, path: str) -> None:
    page.attachments.refused = (notice("SCOR-FORMAT-INCONNU"), notice("SCOR-PAGE-TROP-GRANDE"))
    answer = page.browser.post(path, data={"type": "ORDN"})
    assert answer.status_code == 409
    assert "Rien n'a été joint : 2 raisons" in " ".join(answer.text.split())
    assert "SCOR-FORMAT-INCONNU" in answer.text
    assert "SCOR-PAGE-TROP-GRANDE" in answer.text


@pytest.mark.parametrize(
    ("path", "size", "limit"),
    [(PAPERS, TOO_MUCH, "33 Mo"), ("/parametres/boutique", 70_000, "64 Ko")],
)
def test_what_is_too_big_is_told_with_its_limit(
    page: Any, path: str, size: int, limit: str
) -> None:
    body = part('name="fichiers"; filename="p.pdf"', bytes(size)) + b"--x--\r\n"
    answer = page.browser.post(path, data=body, content_type=MULTIPART)
    assert answer.status_code == 413
    assert "UI-ENVOI-TROP-GROS" in answer.text
    assert f"({limit})" in answer.text
    assert page.calls == []


def test_a_document_is_framed_by_our_own_pages_alone(page: Any) -> None:
    answer = page.browser.get(f"{PAPERS}/PJ1.pdf")
    assert answer.data == b"%PDF-PJ1"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'self'; frame-ancestors 'self'"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    around = page.browser.get(PAPERS).headers["Content-Security-Policy"]
    assert around == "default-src 'self'; form-action 'self'; frame-ancestors 'none'"


def test_only_the_mode_of_adri_is_in_the_settings_of_the_professional(page: Any) -> None:
    reading = read(page.browser, "/parametres")
    assert "Paramétrage du PS Acquisition des Droits Intégrée (ADRI)" in reading.said
    assert "Appel ciblé Appel systématique Appel manuel" in reading.said
    assert "Blocage télétransmission des FSE si documents absents" in reading.said
    chosen = [box["value"] for box in reading.all("input") if "checked" in box]
    # As printed: lettrage, integration of returns and top M; then ADRi, and the app's option.
    assert chosen == ["oui", "oui", "oui", "cible", "oui"]
    assert "062007 - Juin 2007" in reading.said
    assert "AreaSante Oui Oui" in reading.said


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("flux", {flow.value for flow in Flow}),
        ("places", {place.value for place in FormPlace}),
        ("feuilles", {reason.value for reason in SheetReason}),
        (
            "historique",
            {event.__name__ for event in (*get_args(InvoiceEvent), *get_args(PartEvent))},
        ),
        ("etats_pj", {state.value for state in ScorState}),
        ("types_pj", {type_.value for type_ in DocumentType}),
        ("conformites", {verdict.value for verdict in Conformity}),
        ("mesures", {name for name, _, _ in MEASURES}),
        ("numerisations", set(sample_kinds())),
    ],
)
def test_labels_are_those_of_the_names_and_no_other(section: str, names: set[str]) -> None:
    assert load_labels().names(section) == names


def test_a_lot_shows_its_invoices_and_what_may_be_done(page: Any) -> None:
    said = read(page.browser, "/lots/2").said
    assert "DESMAUX Nathalie 28/05/2024 254 01 999 9999 0,09 100,00 Lot expédié N" in said
    assert "échéance le 28/05/2024" in said
    assert "Un lot plus récent porte ce numéro" in said
    confirmation = read(page.browser, "/lots/2/remise-en-lot").said
    assert "LOT-PEUT-ETRE-ACCEPTE" in confirmation
    assert "Êtes-vous certain de vouloir remettre en lot" in confirmation
    for gesture in ("renvoyer", "cloturer", "accepter", "remettre", "traite"):
        assert page.browser.post("/lots/2", data={"geste": gesture}).status_code == 303
        assert page.follow_up.calls[-1] == ("treat", 2, {"geste": gesture})


def test_the_footer_and_the_pages_are_as_printed(page: Any) -> None:
    said = read(page.browser, "/factures?page=2&client=DES").said
    assert "23 dossiers dont 19 sécurisés en sesam vitale soit 83%" in said
    assert "page 2/2" in said
    assert page.follow_up.calls[-1] == ("invoices", {"client": "DES"}, 2)
    links = {each["href"] for each in read(page.browser, "/factures?page=2&client=DES").all("a")}
    assert {"/factures?page=1&client=DES", "/factures/export.csv?client=DES"} <= links
    for form in ("csv", "xlsx"):
        answer = page.browser.get(f"/factures/export.{form}?client=DES")
        assert answer.headers["Content-Disposition"].endswith(f"-SIMULE.{form}")
        assert page.follow_up.calls[-1] == ("export", {"client": "DES"}, form)
    for wrong in ("x", "", "-1", "99999999", "²"):
        page.browser.get("/factures", query_string={"page": wrong})
        assert page.follow_up.calls[-1] == ("invoices", {}, 1)


def test_what_is_to_be_sent_is_sent_from_its_page(page: Any) -> None:
    said = read(page.browser, "/lots/a-teletransmettre").said
    assert "Caisse RO Mutuelle État FSE SV" in said
    assert "415,00 0,09 TP 100,00 TP 01 999 1100000000 Sécurisé" in said
    answer = page.browser.post("/lots/teletransmission", data={"action": "auto", "code": "1234"})
    assert answer.headers["Location"] == "/lots"
    assert page.follow_up.calls[-1] == ("transmit", {"action": "auto", "code": "1234"})


def test_the_slip_of_a_lot_is_a_pdf(page: Any) -> None:
    answer = page.browser.get("/lots/bordereau.pdf?lot=027")
    assert answer.mimetype == "application/pdf"
    assert page.follow_up.calls[-1] == ("slip", "027")
