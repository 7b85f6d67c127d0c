"""Steps of the sale as it is typed, and of what each payer is asked for it.

A sale is written as people say it: ``M03 7211674 209,00 0,05 + VU3 …`` (act, LPP, net, base; a dash
where there is none, ``décoché`` for a line whose box "Rb" is off, ``offre`` for an offer's).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from binocle.amc import Complementary, Management
from binocle.fse import InvoiceStanding
from binocle.kernel import AmcNumber
from binocle.lots import tell_return
from binocle.lots.told import InvoiceAnswered
from binocle.rates import (
    Claim,
    Reimbursements,
    boxes_shown,
    transmission_shown,
    typed_day,
    with_pec,
)
from binocle.workflows import PaperFile, RateDesk
from binocle_ui.story import ANSWERED, DEMO_CODE, wait_for

from .page_text import codes_beside
from .shop import LABELS, Optician, cents, printed

BOXES = {
    "C2S RO": "c2s_amo",
    "C2S MUT": "c2s_amc",
    "AME": "ame",
    "Contrat non responsable": "not_responsible",
}
TIERS_PAYANT = {
    "Tiers Payant RO": "amo",
    "Tiers Payant RC": "amc",
    "Télétransmission RO": "transmit_amo",
    "Télétransmission RC": "transmit_amc",
}


@dataclass
class Typed:
    """What is typed before the sale is entered, by field of the screen."""

    texts: dict[str, str] = field(
        default_factory=lambda: {
            "prescription": "26/05/2024",
            "invoice_date": "28/05/2024",
            "prescriber.number": "991000696",
            "prescriber.rpps": "00991000696",
        }
    )


@pytest.fixture
def typed() -> Typed:
    return Typed()


def desk_of(optician: Optician) -> RateDesk:
    return optician.desk.counter.rates


def claim_of(optician: Optician) -> Claim:
    claim = desk_of(optician).claim
    assert claim is not None, optician.error
    return claim


def table_of(optician: Optician) -> Reimbursements:
    table = desk_of(optician).table
    assert table is not None
    return table


def day_of(text: str) -> date:
    day = typed_day(text, "")
    assert isinstance(day, date), text
    return day


# -- how a sale is written -------------------------------------------------------------------------


def article_texts(number: int, text: str) -> dict[str, str]:
    """Return the texts of a line of the screen."""
    act, lpp, net, base, *rest = text.split()
    offer = "offre" in rest
    texts = {
        "kind": act[0] if act[0] in "MVS" else "D",
        "act": act if act[1:] else "",
        "lpp": "" if lpp == "-" else lpp,
        "net": net,
        "base": base,
        "shown": "" if "décoché" in rest or offer else "on",
        "offer": "on" if offer else "",
    }
    return {f"l{number}.{name}": value for name, value in texts.items()}


def sale_lines(text: str) -> dict[str, str]:
    articles = enumerate(text.split(" + "), start=1)
    return {
        name: value
        for number, text in articles
        for name, value in article_texts(number, text).items()
    }


# -- the patient and the sale ---------------------------------------------------------------------


@given(parsers.parse("une ordonnance du {day}"))
@when(parsers.parse("l'opticien tape « {day} » pour le jour de l'ordonnance"))
def prescribed(typed: Typed, day: str) -> None:
    typed.texts["prescription"] = day


@given(parsers.parse("une facture du {day}"))
@when(parsers.parse("l'opticien tape « {day} » pour le jour de la facture"))
def billed(typed: Typed, day: str) -> None:
    typed.texts["invoice_date"] = day


@when(parsers.parse("l'opticien tape « {day} » pour le jour de l'acte"))
def acted(typed: Typed, day: str) -> None:
    typed.texts["act_day"] = day


@when(parsers.re("l'opticien tape « ?(?P<number>[^»]*?) ?» pour le numéro du prescripteur"))
def prescriber_typed(typed: Typed, number: str) -> None:
    typed.texts["prescriber.number"] = number


@when(parsers.parse("l'opticien nomme le prescripteur « {number} » à la vente"))
def names_prescriber(optician: Optician, number: str) -> None:
    optician.desk.sale.change({"prescriber.number": number})


@then("aucune vente n'est gardée")
def no_sale(optician: Optician) -> None:
    assert optician.desk.counter.claim is None


@then("la vente tapée est restée telle quelle")
def sale_as_typed(optician: Optician) -> None:
    texts = optician.desk.sale.texts
    assert (texts["act_day"], texts["l1.lpp"], texts["l3.net"]) == (
        "31/04/2024",
        "7211675",
        "-5,00",
    )


@then(parsers.parse("la page de la vente montre « {code} » à côté de « {field} »"))
def shown_beside(optician: Optician, code: str, field: str) -> None:
    assert code in codes_beside(optician.station, "/dossier/vente", field)


@then(parsers.parse("la facture porte le prescripteur « {number} »"))
def prescriber_is(optician: Optician, number: str) -> None:
    assert only_standing(optician).invoice.prescriber.number.digits == number


@given("une ordonnance qui dit les soins en rapport avec l'ALD")
def ald_prescribed(typed: Typed) -> None:
    typed.texts["ald_prescribed"] = "on"


@when(parsers.parse("l'opticien lit la carte Vitale et choisit la personne {number:d}"))
def reads_and_chooses(optician: Optician, number: int) -> None:
    counter = optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(number)


@when(parsers.parse("l'opticien lit l'appli de « {key} »"))
def reads_app(optician: Optician, key: str) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    optician.bench.control.do("open_phone", person=key)
    optician.bench.control.do("present_phone")
    optician.desk.apcv.read_nfc()
    optician.desk.counter.choose_in_app(1)


@when(parsers.parse("l'opticien saisit la vente « {sale} »"))
def enters_sale(optician: Optician, typed: Typed, sale: str) -> None:
    optician.desk.sale.enter_typed({**typed.texts, **sale_lines(sale)})


@when(parsers.parse("l'opticien vend « {sale} » à la personne de la carte"))
def sells(optician: Optician, typed: Typed, sale: str) -> None:
    reads_and_chooses(optician, 1)
    enters_sale(optician, typed, sale)


@when(parsers.parse("l'opticien saisit un dossier papier de naissance « {birth} », « {nir} »"))
def enters_paper(optician: Optician, birth: str, nir: str) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    paper = PaperFile("Fictive", "Lune", nir, birth, "1", "01", "349", "9881")
    assert optician.desk.counter.enter_paper(paper) == ()


def enters(optician: Optician, claim: Claim) -> None:
    optician.desk.counter.enter_claim(claim)


@when(parsers.parse("l'opticien saisit {amount} de RC"))
def enters_rc(optician: Optician, amount: str) -> None:
    optician.desk.sale.change({"rc_total": amount})


@when(parsers.parse("l'opticien saisit {amount} de RC2 pour « {number} »"))
def enters_rc2(optician: Optician, amount: str, number: str) -> None:
    insurer = Complementary(AmcNumber(number), "")
    claim = replace(claim_of(optician), rc2_total=cents(amount), second_insurer=insurer)
    enters(optician, claim)


@when(parsers.parse("la PEC accorde « {amounts} », ligne par ligne"))
def pec_granted(optician: Optician, amounts: str) -> None:
    granted = [cents(amount) for amount in amounts.split(" / ")]
    enters(optician, with_pec(claim_of(optician), granted))


@given(parsers.parse("l'opticien coche « {box} »"))
@when(parsers.parse("l'opticien coche « {box} »"))
def ticks(optician: Optician, box: str) -> None:
    set_box(optician, box, on=True)


@when(parsers.parse("l'opticien décoche « {box} »"))
def unticks(optician: Optician, box: str) -> None:
    set_box(optician, box, on=False)


def set_box(optician: Optician, box: str, *, on: bool) -> None:
    claim = claim_of(optician)
    if box in BOXES:
        enters(optician, replace(claim, boxes=replace(claim.boxes, **{BOXES[box]: on})))
    else:
        paid = replace(claim.tiers_payant, **{TIERS_PAYANT[box]: on})
        enters(optician, replace(claim, tiers_payant=paid))


@when(parsers.parse("l'opticien change la ligne {number:d} : « {change} »"))
def changes_line(optician: Optician, number: int, change: str) -> None:
    place = f"l{number}."
    match change.split(maxsplit=1):
        case ["prix", amount]:
            texts = {f"{place}net": amount}
        case ["Rb", state]:
            texts = {f"{place}shown": "on" if state == "coché" else ""}
        case ["offre"]:
            texts = {f"{place}offer": "on"}
        case ["article", article]:
            texts = article_texts(number, article)
        case _:
            raise AssertionError(change)
    optician.desk.sale.change(texts)


# -- rates, amounts, boxes ------------------------------------------------------------------------


@then(parsers.parse("le taux est de {rate:d} %, exonération « {code} »"))
def rate_is(optician: Optician, rate: int, code: str) -> None:
    check = optician.desk.counter.check
    assert check is not None, optician.error
    assert (check.rate, check.entitlement.exemption) == (rate, code)


@then(parsers.parse("la RC va « {how} » à « {number} »"))
def managed(optician: Optician, how: str, number: str) -> None:
    check = optician.desk.counter.check
    assert check is not None, optician.error
    words = {"nulle part": "none", "par DRE": "separate", "avec la FSE": "single"}
    assert check.management is Management(words[how])
    named = check.complementary.number.digits if check.complementary else "personne"
    assert named == number


@then(parsers.parse("l'en-tête porte « {label} », « {amo} », « {amc} » et « {both} »"))
def captions(optician: Optician, label: str, amo: str, amc: str, both: str) -> None:
    told = table_of(optician).captions
    assert (told.tiers_payant, told.amo, told.amc, told.both) == (label, amo, amc, both)


CELLS: Mapping[str, Callable[[Any], str]] = {
    "Rb": lambda row: "✓" if row.shown else "☐",
    "Acte": lambda row: row.act,
    "T": lambda row: row.kind.value,
    "Lpp": lambda row: row.lpp.digits if row.lpp else "–",
    "Net": lambda row: printed(row.net),
    "Base RO": lambda row: printed(row.base),
    "RO": lambda row: printed(row.amo),
    "RC": lambda row: printed(row.amc),
    "RC2": lambda row: printed(row.amc2),
    "RO+RC": lambda row: printed(row.both),
    "À Charge": lambda row: printed(row.left),
    "ALD": lambda row: row.ald,
    "ETM": lambda row: row.etm,
}
"""The columns of "Détail remboursements"; RO, RC: "TP" or "Rbt", as the header says."""

AMOUNTS = ("Net", "Base RO", "RO", "RC", "RC2", "RO+RC", "À Charge")


@then("« Détail remboursements » montre")
def table_shows(optician: Optician, datatable: list[list[str]]) -> None:
    header, *wanted, totals = datatable
    table = table_of(optician)
    assert [[CELLS[name](row) for name in header] for row in table.rows] == wanted
    told = [CELLS[name](table.totals) if name in AMOUNTS else "" for name in header]
    assert told == ["total" if name == "total" else name for name in totals]


@then(parsers.parse("les cases montrent « {label} » cochée"))
def box_shown(optician: Optician, label: str) -> None:
    assert shown_box(optician, label)


@then(parsers.parse("les cases montrent « {label} » vide"))
def box_not_shown(optician: Optician, label: str) -> None:
    assert not shown_box(optician, label)


def shown_box(optician: Optician, label: str) -> bool:
    claim, around = claim_of(optician), desk_of(optician).around()
    if label in BOXES:
        return bool(getattr(boxes_shown(claim, around), BOXES[label]))
    return bool(getattr(transmission_shown(claim, around), TIERS_PAYANT[label]))


# -- until it is paid -----------------------------------------------------------------------------


@when("l'opticien facture")
def invoices(optician: Optician) -> None:
    optician.does(optician.desk.counter.invoice)


@then(
    parsers.parse(
        "le récapitulatif donne {total} d'honoraires, {amo} d'avance AMO, {amc} d'avance AMC "
        "et {left} de restant dû après facturation"
    )
)
def summary_after_invoicing(optician: Optician, total: str, amo: str, amc: str, left: str) -> None:
    assert optician.does(optician.desk.counter.invoice), optician.error
    invoice = only_standing(optician).invoice
    told = (invoice.total, invoice.amo, invoice.amc, invoice.patient_share)
    assert tuple(map(printed, told)) == (total, amo, amc, left)


@when("la vente est facturée, signée, télétransmise et répondue")
def led_to_its_answer(optician: Optician) -> None:
    desk, counter = optician.desk, optician.desk.counter
    counter.invoice()
    counter.sign()
    counter.enter_code(DEMO_CODE)
    desk.transmission.send_all()
    wait_for(desk, ANSWERED)
    optician.lets_everything_come()


def only_standing(optician: Optician) -> InvoiceStanding:
    (standing,) = optician.desk.invoices.standings()
    return standing


@then(parsers.parse("la facture est à l'état « {state} »"))
def only_state(optician: Optician, state: str) -> None:
    assert LABELS.invoice_state(only_standing(optician).state) == state


@then(parsers.parse("les payeurs ont versé {amo} de RO et {amc} de RC"))
def paid(optician: Optician, amo: str, amc: str) -> None:
    standing = only_standing(optician)
    assert (printed(standing.amo_paid), printed(standing.amc_paid)) == (amo, amc)


@then(parsers.parse("la facture est sécurisée en « {mode} »"))
def secured(optician: Optician, mode: str) -> None:
    assert LABELS("modes_securisation", only_standing(optician).invoice.mode.value) == mode


@then(parsers.parse("la caisse rejette la part RO avec le code « {code} »"))
def rejected(optician: Optician, code: str) -> None:
    codes = [
        signal.code
        for message in optician.desk.returns.matched("RSP")
        for told in tell_return((message.content,))
        if isinstance(told, InvoiceAnswered)
        for signal in told.signals
        if signal.part == "amo"
    ]
    assert codes == [code]


@then(parsers.parse("les formes de la facture sont « {flows} », payées à « {payee} »"))
def forms(optician: Optician, flows: str, payee: str) -> None:
    invoice = only_standing(optician).invoice
    names = {"F": "FSE", "D": "DRE"}
    assert " + ".join(names[flow.value] for flow in invoice.flows) == flows
    assert LABELS("destinataires", invoice.asked.payee.value) == payee


@then(parsers.parse("la facture compte {count:d} lignes pour {total}"))
def billed_count(optician: Optician, count: int, total: str) -> None:
    invoice = only_standing(optician).invoice
    assert (len(invoice.lines), printed(invoice.total)) == (count, total)
