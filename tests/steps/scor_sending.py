"""Steps of documents that leave: what the optician does, and what "Pièces Jointes" shows him."""

from pytest_bdd import parsers, then, when

from binocle.kernel import paris_day
from binocle.scor import Conformity, ScorDocument, ScorLotState
from binocle_ui.composition.attachments import AttachmentsCounter
from binocle_ui.pages import UploadedFile
from binocle_ui.story import DEMO_CODE

from .forms import number_of
from .papers import Paperwork, attach, rows_of, scanned, type_of
from .shop import LABELS, Optician


def page_of(optician: Optician) -> AttachmentsCounter:
    return AttachmentsCounter(optician.station)


def of_type(optician: Optician, name: str, label: str) -> ScorDocument:
    """Return the expected document of a type, as its row shows it."""
    rows = [row for row in rows_of(optician, name) if row.type is type_of(label)]
    document = rows[0].document
    assert document is not None, label
    return document


# -- gestures -------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien joint une ordonnance conforme à la facture « {name} »"))
def attaches_compliant(optician: Optician, paperwork: Paperwork, name: str) -> None:
    attach(optician, paperwork, (name, "Ordonnance | ORDN"), scanned("bonne"))
    assert optician.error is None, optician.error
    optician.desk.scor.judge(paperwork.id, 1, Conformity.COMPLIANT)


@when(parsers.parse("l'opticien ajoute « {label} » par « Autres docs » à la facture « {name} »"))
def attaches_other(optician: Optician, paperwork: Paperwork, label: str, name: str) -> None:
    number, scor = number_of(name), optician.desk.scor
    known = {row.document.id for row in scor.rows_of(number) if row.document}
    form = {"type": type_of(label).value, "autre": "oui", "numerisation": "straight"}
    if optician.does(lambda: page_of(optician).attach_sample(number, form)):
        rows = [row.document for row in scor.rows_of(number) if row.document]
        (paperwork.id,) = {document.id for document in rows} - known
        scor.judge(paperwork.id, 1, Conformity.COMPLIANT)


@when("l'opticien tape son code et télétransmet jusqu'à l'ARL")
def transmits_until_arl(optician: Optician) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    assert optician.does(optician.desk.transmission.send_all), optician.error
    optician.does(optician.waits_for_arl)


@when("l'opticien clique sur « Envoyer »")
def sends(optician: Optician) -> None:
    optician.does(page_of(optician).send)


@when("l'opticien reçoit")
def receives(optician: Optician) -> None:
    optician.does(optician.desk.transmission.receive)


@when(
    parsers.parse(
        "l'opticien joint de nouveau, à la place de ce document, la numérisation « {pages} »"
    )
)
def attaches_again(optician: Optician, paperwork: Paperwork, pages: str) -> None:
    old = optician.desk.scor.document(paperwork.id)
    files = [UploadedFile(each.name, each.content) for each in scanned(pages)]
    form = {"type": old.type.value, "a_la_place": old.id}
    assert optician.does(lambda: page_of(optician).attach(old.invoice, form, files))
    rows = optician.desk.scor.rows_of(old.invoice)
    (paperwork.id,) = [row.document.id for row in rows if row.document]
    assert paperwork.id != old.id


# -- what is seen ---------------------------------------------------------------------------------


@then(parsers.parse("la pièce « {label} » de la facture « {name} » est « {state} »"))
def piece_state(optician: Optician, label: str, name: str, state: str) -> None:
    assert LABELS("etats_pj", of_type(optician, name, label).state.value) == state


@then(parsers.parse("sa date d'envoi est le {day}"))
def sent_on(optician: Optician, paperwork: Paperwork, day: str) -> None:
    sent = optician.desk.scor.document(paperwork.id).sent_at
    assert sent is not None
    assert f"{paris_day(sent):%d/%m/%Y}" == day
    shown = [row.sent for row in page_of(optician).listing("", "").rows if row.id == paperwork.id]
    assert shown == [paris_day(sent)]


@then("il n'a pas de date d'envoi")
def not_sent(optician: Optician, paperwork: Paperwork) -> None:
    assert optician.desk.scor.document(paperwork.id).sent_at is None


@then("il ne peut plus être retiré")
def cannot_be_removed(optician: Optician, paperwork: Paperwork) -> None:
    assert not optician.does(lambda: optician.desk.scor.remove(paperwork.id))
    assert optician.error is not None
    assert optician.error.code == "SCOR-DOCUMENT-PARTI"


@then("« Pièces Jointes » n'a pas d'avis")
def no_notice(optician: Optician) -> None:
    assert page_of(optician).listing("", "").notices == ()


@then(parsers.re("« Pièces Jointes » n'a d'autre avis que « (?P<code>.*) »$"))
def only_notice(optician: Optician, code: str) -> None:
    told = [notice.code for notice in page_of(optician).listing("", "").notices]
    assert told == ([code] if code else [])


@then(parsers.parse("« Pièces Jointes » porte l'avis « {code} »"))
def has_notice(optician: Optician, code: str) -> None:
    told = {notice.code: notice for notice in page_of(optician).listing("", "").notices}
    assert code in told, sorted(told)
    assert all((told[code].explication, told[code].facture, told[code].que_faire))


@then(parsers.re("le document demande au magasin « (?P<code>.*) »$"))
def asks_the_shop(optician: Optician, paperwork: Paperwork, code: str) -> None:
    number = optician.desk.scor.document(paperwork.id).invoice
    (shown,) = [
        each for each in page_of(optician).papers(number).documents if each.id == paperwork.id
    ]
    assert [notice.code for notice in shown.ways_on] == ([code] if code else [])


@then(parsers.parse("les lots de documents sont « {states} »"))
def lots_are(optician: Optician, states: str) -> None:
    lots = page_of(optician).listing("", "").lots
    told = [LABELS("lots_scor", lot.state.value) for lot in reversed(lots)]
    assert told == states.split(" ; ")
    assert all(lot.receipt for lot in lots if lot.state is ScorLotState.SENT)


@then(parsers.parse("l'ancien document de la facture « {name} » reste comme trace"))
def trace_stays(optician: Optician, paperwork: Paperwork, name: str) -> None:
    documents = page_of(optician).papers(number_of(name)).documents
    traces = [document.id for document in documents if document.is_trace]
    assert len(traces) == 1
    assert paperwork.id not in traces
