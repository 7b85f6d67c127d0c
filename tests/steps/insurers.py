"""Steps of complementary insurers: certificate, conventions, who pays, the shop's forms."""

from collections.abc import Mapping

from pytest_bdd import parsers, then, when

from binocle.amc import AmcProof, Insurer, Management, WayOn
from binocle.fse.wire import InvoiceComplementary
from binocle.kernel import AmcNumber, Severity
from binocle.rates import with_rc_total
from binocle_ui.cases import load_case
from binocle_ui.composition.counter import BenchCounter
from binocle_ui.composition.insurers import InsurersCounter
from binocle_ui.pages import InsurerView

from .page_text import page_text, rates_text
from .shop import LABELS, Optician, cents

CERTIFICATE = "/dossier/attestation"
RECORD = InvoiceComplementary.LENGTH
TYPED: Mapping[str, str] = {
    "proof": AmcProof.WEB.value,
    "separate": "on",
    "member": "12345678",
    "reference": "acte",
    "special": "aucune",
}
"""What the counter types of a member card beside its number."""


def _insurers(optician: Optician) -> InsurersCounter:
    """Return the pages of insurers as they stand on the screen."""
    return InsurersCounter(optician.station, BenchCounter(optician.station))


def names(section: str) -> dict[str, str]:
    """Return the field of each printed label of a section."""
    return {LABELS(section, name): name for name in LABELS.names(section)}


# -- the certificate and its conventions ----------------------------------------------------------


@when(parsers.parse("l'opticien ouvre la facture « {case} » avec {rc} de RC"))
def opens_claim(optician: Optician, case: str, rc: str) -> None:
    loaded = load_case(case)
    assert optician.leads(loaded, "bénéficiaire"), optician.error
    optician.desk.counter.enter_claim(with_rc_total(loaded.claim, cents(rc)))


@when(parsers.parse("l'opticien saisit l'attestation AMC du n° « {number} »"))
def types_certificate(optician: Optician, number: str) -> None:
    assert optician.does(lambda: optician.desk.insurer.attest_typed({**TYPED, "number": number})), (
        optician.error
    )


@when(parsers.parse("il écrit « {text} » au champ « {label} » de l'attestation AMC"))
def writes(optician: Optician, text: str, label: str) -> None:
    desk = optician.desk.insurer
    desk.attest_typed({**desk.typed, names("attestation_amc")[label]: text})


@when(parsers.parse("l'opticien cherche les conventions du n° « {number} »"))
def searches(optician: Optician, number: str) -> None:
    optician.does(lambda: optician.desk.insurer.search_typed({**TYPED, "number": number}))


@when(
    parsers.parse(
        "l'opticien cherche les conventions du n° « {number} », type « {kind} », "
        "critère « {criterion} »"
    )
)
def searches_narrowly(optician: Optician, number: str, kind: str, criterion: str) -> None:
    typed = {**TYPED, "number": number, "type": kind, "criterion": criterion}
    optician.does(lambda: optician.desk.insurer.search_typed(typed))


@when(parsers.parse("l'opticien passe à la page {page:d} des conventions"))
def turns(optician: Optician, page: int) -> None:
    assert optician.does(lambda: optician.desk.insurer.turn(page)), optician.error


@when(parsers.parse("l'opticien choisit la convention {place:d}"))
def chooses(optician: Optician, place: int) -> None:
    optician.does(lambda: optician.desk.insurer.choose(place))


@then("la fenêtre des conventions montre")
def rows(optician: Optician, datatable: list[list[str]]) -> None:
    shown = _insurers(optician).certificate().conventions
    columns = names("convention_colonnes")
    told = [[getattr(row, columns[title]) for title in datatable[0]] for row in shown]
    assert told == datatable[1:]
    page = page_text(optician.station, CERTIFICATE)
    assert "AreaFSE - Choix de la convention AMC/Mutuelle" in page
    assert "Veuillez choisir une convention :" in page
    printed = (
        "Id. signat... Lib. signa... Conv. gro... Type con... Crit. seco... "
        "Type accord N° AMC Lib. AMC Desactiv."
    )
    assert printed in page.replace(" Choisir", "")


@then(parsers.re(r"il y a (?P<total>\d+) conventions? sur (?P<pages>\d+) pages?"))
def how_many(optician: Optician, total: str, pages: str) -> None:
    shown = _insurers(optician).certificate()
    assert (shown.total, shown.pages) == (int(total), int(pages))


@then(parsers.parse("la page {page:d} en montre {count:d}"))
def page_holds(optician: Optician, page: int, count: int) -> None:
    shown = _insurers(optician).certificate()
    assert (shown.page, len(shown.conventions)) == (page, count)


@then("la page « Attestation AMC » affiche")
def page_says(optician: Optician, docstring: str) -> None:
    page = page_text(optician.station, CERTIFICATE)
    for sentence in docstring.splitlines():
        assert sentence in page, page


@then("la page « Vérification taux » affiche")
def rates_page_says(optician: Optician, docstring: str) -> None:
    page = rates_text(optician.station)
    for sentence in docstring.splitlines():
        assert sentence in page, page


@then("la page « Vérification taux » ne montre pas la fenêtre des conventions")
def no_window(optician: Optician) -> None:
    page = rates_text(optician.station)
    assert "Choix de la convention" not in page
    assert "Pièce Justif. AMO" in page


@then(parsers.parse("la DRE porte le code routage « {routing} » et l'hôte « {host} »"))
def routed(optician: Optician, routing: str, host: str) -> None:
    (standing,) = optician.desk.invoices.standings()
    _, dre = optician.desk.invoices.forms(standing.invoice.number)
    named = InvoiceComplementary.decode(dre.records[RECORD : 2 * RECORD])
    assert (named.routing, named.host) == (routing, host)


@then("l'attestation AMC est remplie ainsi")
def filled(optician: Optician, datatable: list[list[str]]) -> None:
    texts = optician.desk.insurer.typed
    fields = names("attestation_amc")
    assert [[label, texts[fields[label]]] for label, _ in datatable] == datatable


@then("la page « Attestation AMC » a ses 23 champs dans l'ordre imprimé")
def printed_fields(optician: Optician, datatable: list[list[str]]) -> None:
    page = page_text(optician.station, CERTIFICATE)
    labels = [cell for row in datatable for cell in row]
    assert len(labels) == 23
    place = page.index("Pièce Justif. AMC")
    for label in labels:
        place = page.index(label, place) + len(label)


@then(parsers.parse("l'attestation AMC signale « {codes} »"))
def told(optician: Optician, codes: str) -> None:
    found = optician.desk.insurer.findings
    assert [each.code for each in found if each.severity is Severity.BLOCKS] == codes.split(", ")


@then("rien n'est à redire à l'attestation AMC")
def nothing_told(optician: Optician) -> None:
    assert optician.desk.insurer.check is not None
    assert optician.desk.insurer.findings == ()


# -- who pays (DRE-01, DRE-04, DRE-05) -------------------------------------------------------------


@then(parsers.parse("la part RC se règle en « {management} », d'après « {source} »"))
def paid_how(optician: Optician, management: str, source: str) -> None:
    check = optician.desk.insurer.check
    assert check is not None
    assert check.source is not None, check
    told = (
        LABELS("gestion_sv", check.management.value),
        LABELS("origine_gestion", check.source.value),
    )
    assert told == (management, source)
    assert f"{management}, d'après : {source}" in page_text(optician.station, CERTIFICATE)


@then(parsers.parse("la facture se ferait en « {management} »"))
def billed_how(optician: Optician, management: str) -> None:
    counter = optician.desk.counter
    assert optician.does(counter.check_rates_as_known), optician.error
    check = counter.check
    assert check is not None
    assert LABELS("gestion_sv", check.management.value) == management


@then("la facture se ferait sans part RC")
def billed_without(optician: Optician) -> None:
    check = optician.desk.counter.check_rates_as_known()
    assert (check.management, check.complementary) == (Management.NONE, None)


@when(parsers.parse("l'opticien choisit « {way} »"))
def takes_way(optician: Optician, way: str) -> None:
    key = names("issues_mutnum")[way]
    assert key in {each.value for each in WayOn}
    assert optician.does(lambda: _insurers(optician).leave_c2s(key))


@then("aucune part RC n'est transmise")
def nothing_sent(optician: Optician) -> None:
    check = optician.desk.insurer.check
    assert check is not None
    assert (check.management, check.findings) == (Management.NONE, ())
    claim = optician.desk.counter.claim
    assert claim is not None
    boxes = claim.tiers_payant
    assert (boxes.amc, boxes.transmit_amc) == (False, False)


@then(parsers.parse("une DRE d'annulation {is_it} possible pour la facture « {case} »"))
def cancelling(optician: Optician, is_it: str, case: str) -> None:
    number = load_case(case).invoice
    offered = {"est": True, "n'est pas": False}[is_it]
    assert (not optician.desk.fse.cancellation_bars(number)) is offered
    filtered = page_text(optician.station, "/factures?dre=annulation")
    assert (number in filtered) is offered
    assert ("DRE d'annulation possible" in page_text(optician.station, f"/factures/{number}")) is (
        offered
    )


@when(parsers.parse("l'opticien fait la DRE d'annulation de la facture « {case} »"))
def cancels_dre(optician: Optician, case: str) -> None:
    optician.does(lambda: optician.desk.insurer.cancel_dre(load_case(case).invoice))


@when("l'opticien fait la DRE d'annulation de la facture en cours")
def cancels_only_dre(optician: Optician) -> None:
    (standing,) = optician.desk.invoices.standings()
    optician.does(lambda: optician.desk.insurer.cancel_dre(standing.invoice.number))


@then(parsers.parse("les lots de la mutuelle sont « {numbers} »"))
def insurer_lots(optician: Optician, numbers: str) -> None:
    seen = [lot.number for lot in optician.desk.lots.lots() if lot.key.flow.to_insurer]
    assert seen == numbers.split(", ")


@then(parsers.parse("la mutuelle a reçu {count:d} DRE d'annulation de la facture « {case} »"))
def received_cancellations(optician: Optician, count: int, case: str) -> None:
    number = load_case(case).invoice
    received = [
        invoice.operation
        for lot in optician.bench.concentrator.lots
        for invoice in lot.facts.invoices
        if lot.facts.flow == "DRE" and invoice.number == number
    ]
    assert received.count("2") == count
    assert received.count("1") == 1


# -- "Pièce Justif. AMC" (TAUX-05) -----------------------------------------------------------------


@then("la liste « Pièce Justif. AMC » est")
def proofs(optician: Optician, datatable: list[list[str]]) -> None:
    told = [LABELS("pieces_amc", proof.value) for proof in AmcProof]
    assert told == [row[0] for row in datatable]
    page, place = page_text(optician.station, CERTIFICATE), 0
    for label in told:
        place = page.index(label, place)


@then("aucune pièce AMC n'est demandée")
def no_proof_needed(optician: Optician) -> None:
    codes = {found.code for found in optician.desk.counter.rates.findings()}
    assert not {code for code in codes if code.startswith("FSE-PIECE-AMC")}


@then("une pièce AMC est demandée")
def proof_needed(optician: Optician) -> None:
    optician.desk.counter.change_form(amc_proof=AmcProof.NONE)
    codes = {found.code for found in optician.desk.counter.rates.findings()}
    assert "FSE-PIECE-AMC-ABSENTE" in codes


@then(parsers.parse("la pièce AMC « {label} » suffit"))
def proof_enough(optician: Optician, label: str) -> None:
    proof = AmcProof(names("pieces_amc")[label])
    optician.desk.counter.change_form(amc_proof=proof)
    no_proof_needed(optician)


# -- the shop's forms (DRE-06) ---------------------------------------------------------------------


@when("l'opticien ajoute la mutuelle")
def adds(optician: Optician, datatable: list[list[str]]) -> None:
    fields = names("mutuelle")
    page = _insurers(optician)
    blank = page.form(None).texts
    typed = {**blank, **{_field(fields, label): text for label, text in datatable}}
    assert page.keep(None, typed) is None


def _field(fields: Mapping[str, str], label: str) -> str:
    if label in ("Mode Gestion SV",):
        return "management"
    return "regime_1" if label == "Libellé" else fields[label]


def insurer_named(optician: Optician, name: str) -> Insurer:
    return next(each for each in optician.desk.amc.insurers() if each.name == name)


@when(parsers.parse("l'opticien copie la mutuelle « {name} » sous le nom « {other} »"))
def copies(optician: Optician, name: str, other: str) -> None:
    id = insurer_named(optician, name).id
    assert id is not None
    page = _insurers(optician)
    assert page.copy(id, {"copie": other}) is None


@then(parsers.parse("la copie de « {name} » sous le nom « {other} » est refusée : « {code} »"))
def copy_refused(optician: Optician, name: str, other: str, code: str) -> None:
    id = insurer_named(optician, name).id
    assert id is not None
    again = _insurers(optician).copy(id, {"copie": other})
    assert again is not None
    assert codes_of(again) == {"copie": code}


def codes_of(view: InsurerView) -> dict[str, str]:
    return {field: notices[0].notice.code for field, notices in view.told.items()}


@then(parsers.parse("la mutuelle « {name} » ne diffère de « {other} » que par son nom"))
def same_but_name(optician: Optician, name: str, other: str) -> None:
    page = _insurers(optician)
    one, two = (page.form(insurer_named(optician, each).id) for each in (name, other))
    assert {**one.texts, "name": ""} == {**two.texts, "name": ""}
    assert name in page_text(optician.station, "/mutuelles")


@then(parsers.parse("la fiche d'une mutuelle où « {label} » vaut « {text} » signale « {code} »"))
def form_told(optician: Optician, label: str, text: str, code: str) -> None:
    page = _insurers(optician)
    field = _field(names("mutuelle"), label)
    typed = {**page.form(None).texts, "name": "MUTUELLE FICTIVE", field: text}
    again = page.keep(None, typed)
    assert again is not None
    assert code in codes_of(again).values()
    assert not [each for each in page.insurers() if each.name == "MUTUELLE FICTIVE"]


@then("la fiche de mutuelle a ses champs imprimés")
def printed_form(optician: Optician, datatable: list[list[str]]) -> None:
    id = insurer_named(optician, "1100000000 Mut. Test CNDA").id
    page = page_text(optician.station, f"/mutuelles/{id}")
    for row in datatable:
        for label in row:
            assert label in page, label


@then(parsers.parse("le programme garde la mutuelle « {name} » au n° « {number} »"))
def kept(optician: Optician, name: str, number: str) -> None:
    optician.station.reopen()
    assert insurer_named(optician, name).number == AmcNumber(number)


@then(parsers.parse("chercher les conventions du n° « {number} » ne donne rien : « {code} »"))
def search_refused(optician: Optician, number: str, code: str) -> None:
    assert optician.does(lambda: optician.desk.insurer.search_typed({**TYPED, "number": number})), (
        optician.error
    )
    told = _insurers(optician).certificate().told
    assert code in [each.notice.code for notices in told.values() for each in notices]
