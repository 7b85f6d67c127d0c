"""Steps of the papers: care sheets that are printed, documents that are scanned and judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pypdfium2 as pdfium
import pytest
from pytest_bdd import given, parsers, then, when
from sqlalchemy import text
from tests.unit.adapters.bad_files import ENCRYPTED, JPEG, TWICE, pdf, png_of

from binocle.kernel import paris_day
from binocle.scor import (
    Attached,
    Buttons,
    Conformity,
    DocumentType,
    ScannedFile,
    ScorDocument,
    ScorRow,
    ScorState,
    captions,
)
from binocle.scor.rules import buttons
from binocle_simulators.scans import deck

from .forms import number_of
from .shop import CATALOGUE, LABELS, Optician

EVER = (date(2024, 1, 1), date(2024, 12, 31))
SCANS: Mapping[str, tuple[str, int]] = {
    "bonne": ("straight", 1),
    "penchée": ("skewed", 0),
    "floue": ("blurred", 0),
    "sombre": ("dark", 0),
    "vide": ("blank", 0),
    "double ordonnance": ("several", 0),
    "bonne, puis la même": ("doubled", 0),
}
"""What a sentence says of a scan, and which one of the bench's pack it is."""
BAD_FILES: Mapping[str, tuple[str, bytes]] = {
    "qui n'est pas un PDF": ("a.pdf", b"no PDF at all"),
    "vide": ("a.pdf", b""),
    "dont l'extension ment": ("a.png", pdf(1)),
    "PDF tronqué": ("a.pdf", b"%PDF-1.7 nothing follows"),
    "JPEG tronqué": ("a.jpg", JPEG[: len(JPEG) // 2]),
    "PDF chiffré": ("a.pdf", ENCRYPTED),
    "PDF sans page": ("a.pdf", pdf(0)),
    "PDF de dix mille pages": ("a.pdf", pdf(10_000)),
    "PDF bombe": ("a.pdf", TWICE),
    "image bombe": ("a.png", png_of(60_000, 60_000)),
}


@cache
def pages_of(name: str) -> tuple[bytes, ...]:
    kind, rank = SCANS[name]
    return deck.scan(7, kind, rank).pages


def scanned(*names: str) -> list[ScannedFile]:
    pages = [page for name in names for page in pages_of(name)]
    return [ScannedFile(f"page-{rank}.jpg", page) for rank, page in enumerate(pages, start=1)]


@dataclass
class Paperwork:
    """What one scenario holds in its hands."""

    sheet: bytes = b""
    attached: Attached | None = None
    id: str = ""


@pytest.fixture
def paperwork() -> Paperwork:
    return Paperwork()


def type_of(label: str) -> DocumentType:
    (found,) = [one for one in DocumentType if LABELS("documents", one.value) == label]
    return found


def words_of(pdf_file: bytes) -> list[str]:
    """Return the text of each page as any reader of PDF extracts it, white space narrowed."""
    document = pdfium.PdfDocument(pdf_file)
    texts = [document[rank].get_textpage().get_text_range() for rank in range(len(document))]
    return [re.sub(r"\s+", " ", each) for each in texts]


def rows_of(optician: Optician, name: str) -> list[ScorRow]:
    return [
        one for one in optician.desk.scor.listing(*EVER) if one.invoice.number == number_of(name)
    ]


def document_of(optician: Optician, name: str) -> ScorDocument:
    (document,) = [row.document for row in rows_of(optician, name) if row.document]
    return document


def attach(
    optician: Optician, paperwork: Paperwork, place: tuple[str, str], files: list[ScannedFile]
) -> None:
    """Attach files; ``place`` is an invoice and the label of a type."""
    name, label = place
    paperwork.attached = None

    def gesture() -> None:
        scor = optician.desk.scor
        paperwork.attached = scor.attach(number_of(name), type_of(label), files)

    optician.does(gesture)
    if paperwork.attached and paperwork.attached.document:
        paperwork.id = paperwork.attached.document.id


# -- the care sheet -------------------------------------------------------------------------------


@when(parsers.parse("l'opticien imprime la feuille de soins de la facture « {name} »"))
def prints_sheet(optician: Optician, paperwork: Paperwork, name: str) -> None:
    def gesture() -> None:
        paperwork.sheet = optician.desk.papers.print_sheet(number_of(name))

    optician.does(gesture)


@when(parsers.parse("l'opticien joint la feuille de soins de la facture « {name} »"))
def attaches_sheet(optician: Optician, paperwork: Paperwork, name: str) -> None:
    if optician.does(lambda: optician.desk.papers.attach_sheet(number_of(name))):
        (row,) = [one for one in rows_of(optician, name) if one.type is DocumentType.CLAIM_SHEET]
        assert row.document is not None
        paperwork.sheet = optician.desk.scor.content(row.document.id)


@then("la feuille de soins dit")
def sheet_says(paperwork: Paperwork, datatable: list[list[str]]) -> None:
    told = " ".join(words_of(paperwork.sheet))
    for (wanted,) in datatable[1:]:
        assert wanted in told, (wanted, told)


@then(parsers.parse("chaque page de la feuille de soins dit « {stamp} »"))
def every_page_says(paperwork: Paperwork, stamp: str) -> None:
    told = words_of(paperwork.sheet)
    assert told
    assert all(stamp in page for page in told), told


@then(parsers.parse("une feuille de soins est {due} pour la facture « {name} »"))
def sheet_due(optician: Optician, due: str, name: str) -> None:
    assert optician.desk.papers.sheet_is_due(number_of(name)) is (due == "attendue")


# -- attaching and judging ------------------------------------------------------------------------


@when(parsers.parse("l'opticien joint « {label} » à la facture « {name} », pages « {pages} »"))
def attaches(optician: Optician, paperwork: Paperwork, label: str, name: str, pages: str) -> None:
    attach(optician, paperwork, (name, label), scanned(*pages.split(" ; ")))


@when(parsers.parse("l'opticien dit la page {rank:d} « {label} »"))
def judges(optician: Optician, paperwork: Paperwork, rank: int, label: str) -> None:
    (verdict,) = [one for one in Conformity if LABELS("conformites", one.value) == label]
    optician.does(lambda: optician.desk.scor.judge(paperwork.id, rank, verdict))


@when("l'opticien retire le document")
def removes(optician: Optician, paperwork: Paperwork) -> None:
    optician.does(lambda: optician.desk.scor.remove(paperwork.id))


@when(parsers.parse("l'opticien tape le nouveau nom de fichier « {name} »"))
def renames(optician: Optician, paperwork: Paperwork, name: str) -> None:
    optician.does(lambda: optician.desk.scor.rename(paperwork.id, name))


@when("la purge passe")
def purges(optician: Optician) -> None:
    optician.desk.papers.purge()


@given(parsers.parse("une boutique qui bloque la télétransmission tant qu'un document manque"))
def blocks(optician: Optician) -> None:
    store = optician.desk.settings_store
    store.keep_shop_settings(replace(store.shop_settings(), documents_first=True))
    optician.station.reopen()


# -- what is seen: rows ---------------------------------------------------------------------------


def offered(shown: Buttons) -> str:
    return " ".join(
        sign
        for sign, there in (
            ("voir", shown.view),
            ("+", shown.add),
            ("-", shown.remove),
        )
        if there
    )


@then("les pièces jointes sont")
def attachments(optician: Optician, datatable: list[list[str]]) -> None:
    assert [
        [
            row.invoice.number.lstrip("0"),
            LABELS("securisation_logo", row.invoice.mode.value),
            row.invoice.name,
            row.invoice.first_name,
            LABELS("etats_pj", row.state.value),
            LABELS("documents", row.type.value),
            offered(row.buttons),
        ]
        for row in optician.desk.scor.listing(*EVER)
    ] == datatable[1:]


@then("selon leur état, les documents offrent")
def states_offer(datatable: list[list[str]]) -> None:
    labels = {LABELS("etats_pj", state.value): state for state in ScorState}
    told = [[label, offered(buttons(labels[label]))] for label, _ in datatable[1:]]
    assert told == datatable[1:]


@then(parsers.parse("le document de la facture « {name} » est « {state} »"))
def document_state(optician: Optician, name: str, state: str) -> None:
    assert LABELS("etats_pj", document_of(optician, name).state.value) == state


@then(
    parsers.parse("ce document s'appelle « {file} », est daté du {day} et n'est pas encore envoyé")
)
def document_named(optician: Optician, paperwork: Paperwork, file: str, day: str) -> None:
    document = optician.desk.scor.document(paperwork.id)
    assert (document.name, document.sent_at) == (file, None)
    assert f"{paris_day(document.added_at):%d/%m/%Y}" == day


@then("ce document a un idPJ, donné une seule fois")
def has_id(optician: Optician, paperwork: Paperwork) -> None:
    assert paperwork.id
    query = text("SELECT count(*) FROM scor_document WHERE id = :id")
    found = optician.desk.session.connection.execute(query, {"id": paperwork.id}).scalar_one()
    assert found == 1


@then("ses pages portent")
def page_captions(optician: Optician, paperwork: Paperwork, datatable: list[list[str]]) -> None:
    document = optician.desk.scor.document(paperwork.id)
    told = [
        [
            str(page.rank),
            " / ".join(captions(page)),
            LABELS("conformites", page.proposal.value),
            LABELS("conformites", page.verdict.value) if page.verdict else "",
        ]
        for page in document.pages
    ]
    assert told == datatable[1:]


@then("chaque raison est expliquée en français, avec sa mesure")
def reasons_told(optician: Optician, paperwork: Paperwork) -> None:
    reasons = [
        reason
        for page in optician.desk.scor.document(paperwork.id).pages
        for reason in page.reasons
    ]
    assert reasons
    for reason in reasons:
        notice = CATALOGUE.notice(reason.code, reason.facts)
        assert str(reason.facts["mesure"]) in notice.explication


@then(parsers.parse("d'un mauvais fichier joint à la facture « {name} » rien n'est gardé"))
def nothing_half(
    optician: Optician, paperwork: Paperwork, name: str, datatable: list[list[str]]
) -> None:
    for kind, code in datatable[1:]:
        files = [*scanned("bonne"), ScannedFile(*BAD_FILES[kind])]
        attach(optician, paperwork, (name, "Ordonnance | ORDN"), files)
        assert paperwork.attached is not None, optician.error
        (found,) = paperwork.attached.findings
        assert (paperwork.attached.document, found.code) == (None, code), kind
        notice = CATALOGUE.notice(code, found.facts)
        assert all((notice.explication, notice.facture, notice.que_faire))
        assert [row.state for row in rows_of(optician, name)] == [ScorState.MISSING]
        for table in ("scor_document", "scor_content", "scor_event"):
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
            assert optician.desk.session.connection.execute(query).scalar_one() == 0


@then("le PDF du document n'existe plus, et sa trace reste")
def is_purged(optician: Optician, paperwork: Paperwork) -> None:
    optician.does(lambda: optician.desk.scor.content(paperwork.id))
    assert optician.error is not None
    assert optician.error.code == "SCOR-DOCUMENT-PURGE"
    document = optician.desk.scor.document(paperwork.id)
    assert (document.state, bool(document.sha256)) == (ScorState.PURGED, True)
    count = optician.desk.session.connection.execute(text("SELECT count(*) FROM scor_content"))
    assert count.scalar_one() == 0


@then("le PDF du document se lit encore")
def still_there(optician: Optician, paperwork: Paperwork) -> None:
    assert len(words_of(optician.desk.scor.content(paperwork.id))) >= 1


@then(parsers.parse("l'écran dit « {sentence} »"))
def screen_says(sentence: str) -> None:
    assert LABELS("scor", "conservation") == sentence
