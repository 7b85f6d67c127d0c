"""Steps of what follows when ADRi gives no rights, until an invoice (ADRI-05 to ADRI-08)."""

from pytest_bdd import parsers, then, when

from binocle.rates import AmoProof, ExemptionChoice
from binocle.workflows import RightsTrouble
from binocle_simulators.bench import Bench
from binocle_simulators.concentrator.facts import InvoiceFacts

from .one_sale import number_shown, paper_of, signs_and_sends, value_of
from .shop import LABELS, Optician, cents

PROOFS = tuple(proof.value for proof in AmoProof)

# -- gestures -------------------------------------------------------------------------------------


@when(parsers.re("l'opticien choisit la pièce « (?P<proof>.+) » sans taux d'exonération"))
def chooses_proof(optician: Optician, proof: str) -> None:
    chosen = AmoProof(value_of("pieces_amo", proof, PROOFS))
    optician.desk.counter.change_form(amo_proof=chosen, exemption=None)
    optician.does(optician.desk.counter.check_rates_as_known)


@when(parsers.re("l'opticien choisit la pièce « (?P<proof>.+) » et le taux « (?P<choice>.+) »"))
def chooses_proof_and_rate(optician: Optician, proof: str, choice: str) -> None:
    chosen = AmoProof(value_of("pieces_amo", proof, PROOFS))
    optician.desk.counter.change_form(amo_proof=chosen, exemption=exemption_of(choice))
    assert optician.does(optician.desk.counter.check_rates_as_known), optician.error


def exemption_of(label: str) -> ExemptionChoice:
    """Return the choice that one of the two printed lists names so."""
    sections = ("taux_exoneration", "choix_exoneration")
    (choice,) = {
        choice
        for choice in ExemptionChoice
        if label in {LABELS(section, choice.value) for section in sections}
    }
    return choice


@when("l'opticien décoche « Utiliser ADRI pour cette facture »")
def unticks(optician: Optician) -> None:
    optician.desk.counter.use_adri(False)


@when("l'opticien coche « Utiliser ADRI pour cette facture »")
def ticks(optician: Optician) -> None:
    optician.desk.counter.use_adri(True)


@when(parsers.parse("l'opticien crée le dossier de « {key} » en mode manuel"))
@when(parsers.parse("l'opticien corrige le dossier de « {key} »"))
def enters_paper(optician: Optician, bench: Bench, key: str) -> None:
    assert optician.desk.counter.enter_paper(paper_of(bench, key)) == ()


@when("l'opticien facture hors télétransmission")
def invoices_outside(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.invoice_outside), optician.error


@when("l'opticien signe et télétransmet")
def signs_and_transmits(optician: Optician) -> None:
    signs_and_sends(optician)


# -- what is seen ---------------------------------------------------------------------------------


def trouble_of(optician: Optician) -> RightsTrouble:
    trouble = optician.desk.counter.rights_desk.trouble
    assert trouble is not None, "the last call went well"
    return trouble


def ways_shown(optician: Optician) -> list[str]:
    return [LABELS("adri_suites", way.value) for way in trouble_of(optician).ways]


@then(parsers.re("une suite offerte est « (?P<label>.+) »"))
def way_offered(optician: Optician, label: str) -> None:
    assert label in ways_shown(optician)


@then(parsers.re("aucune suite offerte n'est « (?P<label>.+) »"))
def way_not_offered(optician: Optician, label: str) -> None:
    shown = ways_shown(optician)
    assert shown
    assert label not in shown


@then("les suites offertes sont")
def ways_are(optician: Optician, datatable: list[list[str]]) -> None:
    assert [[shown] for shown in ways_shown(optician)] == datatable[1:]


@then("il faut vérifier")
def checks_are(optician: Optician, datatable: list[list[str]]) -> None:
    checks = trouble_of(optician).checks
    shown = [[LABELS("adri_donnees", each.field), each.sent] for each in checks]
    assert shown == datatable[1:]


@then(parsers.parse("le mode de sécurisation est « {start} »"))
def mode_is(optician: Optician, start: str) -> None:
    form = optician.desk.counter.rates.form
    assert form is not None
    assert LABELS("modes_securisation", form.mode.value).startswith(f"{start} - ")


@then(parsers.parse("le taux vérifié est {rate:d}"))
def rate_is(optician: Optician, rate: int) -> None:
    check = optician.desk.counter.check
    assert check is not None
    assert {line.rate for line in check.lines} == {rate}


@then(
    parsers.parse(
        "le concentrateur a reçu la pièce « {proof} » et l'exonération « {code} », en mode {mode}"
    )
)
def received(optician: Optician, proof: str, code: str, mode: str) -> None:
    ((flag, invoice),) = received_forms(optician)
    assert (invoice.proof, invoice.exemption) == (proof, code)
    assert (flag == "D") == (mode == "dégradé")


@then(parsers.parse("chaque ligne du B2 est au taux {rate:d}"))
def lines_at(optician: Optician, rate: int) -> None:
    ((_, invoice),) = received_forms(optician)
    assert {line.rate for line in invoice.lines} == {rate}


def received_forms(optician: Optician) -> list[tuple[str, InvoiceFacts]]:
    """Return the certification flag and the facts of the FSE of the invoice shown."""
    number = number_shown(optician)
    return [
        (lot.facts.certification, invoice)
        for lot in optician.bench.concentrator.lots
        for invoice in lot.facts.invoices
        if invoice.number == number and lot.facts.flow == "FSE"
    ]


@then(parsers.parse("le patient règle {share} et les caisses {paid}"))
def patient_pays(optician: Optician, share: str, paid: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None, optician.error
    invoice = summary.invoice
    assert invoice.patient_share == invoice.total == cents(share)
    assert invoice.amo + invoice.amc == cents(paid)


@then("la feuille de soins papier est donnée")
def sheet_given(optician: Optician) -> None:
    assert optician.desk.papers.print_sheet(number_shown(optician)).startswith(b"%PDF")
