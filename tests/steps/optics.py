"""Steps of the optical file: the ordonnance, the equipment, the lines that follow (CLI-03)."""

from collections.abc import Mapping
from datetime import date

from pytest_bdd import parsers, then, when

from binocle.fse.wire import InvoiceStart
from binocle.kernel import Severity, printed_day
from binocle.rates import SaleLine
from binocle_ui.cases import load_case

from .page_text import page_text
from .shop import CATALOGUE, LABELS, Optician, cents, printed

PRESCRIBER = {
    "prescriber.name": "CNDA TEST CNDA",
    "prescriber.number": "99100069 6",
    "prescriber.speciality": "15",
}
SOLD = {"e1.number": "1183", "e1.seller": "Vitale C"}
ADELE = {
    "e1.frame.label": "ADELE",
    "e1.frame.lpp": "7211674",
    "e1.frame.net": "209,00",
    "e1.frame.shown": "on",
    "e1.frame.brand": "BERÉNICE",
    "e1.frame.colour": "C62",
    "e1.frame.calibre": "47",
    "e1.frame.bridge": "47",
}


def both_eyes(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the same texts for both eyes; ``{eye}`` stands for its name."""
    return {name.format(eye=eye): text for eye in ("OD", "OG") for name, text in texts.items()}


FILE_253 = {
    "day": "26/05/2024",
    **PRESCRIBER,
    **SOLD,
    **ADELE,
    "e1.vision": "VL",
    **both_eyes(
        {
            "{eye}.VL.sphere": "+1,00",
            "{eye}.VL.cylinder": "+1,00",
            "{eye}.VL.axis": "45",
            "e1.{eye}.label": "Airwear Cz EasyP Chrono",
            "e1.{eye}.lpp": "7230795",
            "e1.{eye}.net": "103,00",
            "e1.{eye}.shown": "on",
            "e1.{eye}.s1.label": "Cz EasyP",
            "e1.{eye}.s1.net": "0,00",
        }
    ),
}
QUOTE_971 = {
    "day": "14/01/2025",
    **PRESCRIBER,
    **SOLD,
    **ADELE,
    "e1.vision": "MF",
    **both_eyes(
        {
            "{eye}.VL.sphere": "+1,00",
            "{eye}.VL.cylinder": "+2,00",
            "{eye}.VL.axis": "45",
            "{eye}.VL.addition": "2,00",
            "{eye}.VL.prism": "2,00",
            "{eye}.VL.prism_base": "87",
            "e1.{eye}.shape": "multifocal",
            "e1.{eye}.diameter": "65/70",
            "e1.{eye}.label": "CT 28 Orma",
            "e1.{eye}.lpp": "7238911",
            "e1.{eye}.net": "187,00",
            "e1.{eye}.shown": "on",
            "e1.{eye}.s1.label": "Prisme standard",
            "e1.{eye}.s1.net": "31,00",
            "e1.{eye}.s1.shown": "on",
        }
    ),
    "e2.offer": "on",
    "e2.frame.net": "0,50",
    **both_eyes({"e2.{eye}.label": "JS Orga 1.50 non traité Stock", "e2.{eye}.net": "0,25"}),
}
RENEWAL = {
    "renewal.kind": "RA",
    "renewal.day": "27/05/2024",
    "renewal.noted": "on",
    "renewal.stamped": "on",
    "renewal.signed": "on",
}
FILES = {"253": FILE_253, "971": QUOTE_971}

FIELDS = {
    "la date de l'ordonnance": "day",
    "le n° de prescripteur": "prescriber.number",
    "le n° RPPS": "prescriber.rpps",
    "la sphère OD": "OD.VL.sphere",
    "le cylindre OD": "OD.VL.cylinder",
    "l'axe OD": "OD.VL.axis",
    "le code Lpp du verre OD": "e1.OD.lpp",
    "l'acte du verre OD": "e1.OD.act",
    "le prix du verre OD": "e1.OD.net",
    "le code Lpp de la monture": "e1.frame.lpp",
    "le n° de série de la monture": "e1.frame.serial",
    "la hauteur H.OD": "e1.fitting.height_right",
    "la hauteur H.OG": "e1.fitting.height_left",
    "l'écart VL OD": "e1.fitting.far_gap_right",
    "la mention": "renewal.noted",
    "le cachet": "renewal.stamped",
    "la signature": "renewal.signed",
    "la date du renouvellement": "renewal.day",
    "l'opposition du prescripteur": "renewal.barred",
    "la case Rb de la monture": "e1.frame.shown",
    "l'équipement précédent": "former.day",
}
"""Fields of the screen, as the scenarios name them."""


# -- gestures -------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien saisit le dossier optique « {name} »"))
def types_file(optician: Optician, name: str) -> None:
    optician.desk.optics.enter_typed(FILES[name])


@when(parsers.parse("l'opticien saisit un renouvellement de l'ordonnance du {day}"))
def types_renewal(optician: Optician, day: str) -> None:
    optician.desk.optics.enter_typed({**FILE_253, **RENEWAL, "day": day})


@when(parsers.parse("il écrit « {text} » dans {field}"))
def writes(optician: Optician, text: str, field: str) -> None:
    desk = optician.desk.optics
    desk.enter_typed({**desk.typed, FIELDS[field]: text})


@when(parsers.parse("il laisse {field} vide"))
def leaves_blank(optician: Optician, field: str) -> None:
    desk = optician.desk.optics
    desk.enter_typed({**desk.typed, FIELDS[field]: ""})


@when("l'opticien reprend le dossier optique dans le dossier")
def takes(optician: Optician) -> None:
    optician.does(optician.desk.optics.take)


@when("l'opticien facture sous un numéro provisoire, et signe")
def invoices_and_signs(optician: Optician) -> None:
    counter = optician.desk.counter
    assert optician.does(lambda: counter.invoice(provisional=True)), optician.error
    assert optician.does(counter.sign), optician.error


@when("l'opticien commence avec un autre patient")
def begins_anew(optician: Optician) -> None:
    optician.desk.counter.begin()


@when(
    parsers.parse(
        "l'opticien fait l'avoir de la facture « {name} », sa FSE supprimée, et la refait"
    )
)
def credits_and_reissues(optician: Optician, name: str) -> None:
    fse, number = optician.desk.fse, name.rjust(9, "0")
    fse.delete_forms(number)
    fse.credit(number, "Erreur de saisie")
    fse.reissue(number)


@when(parsers.parse("l'opticien reprend l'ordonnance de la facture « {name} »"))
def takes_ordonnance(optician: Optician, name: str) -> None:
    optician.does(lambda: optician.desk.ordonnances.take_up(name.rjust(9, "0")))


# -- what is seen ---------------------------------------------------------------------------------


def lines_of(optician: Optician) -> tuple[SaleLine, ...]:
    claim = optician.desk.counter.claim
    assert claim is not None, [found.code for found in optician.desk.optics.findings]
    return claim.lines


@then("les lignes du dossier sont")
def claim_lines(optician: Optician, datatable: list[list[str]]) -> None:
    told = [
        [
            "oui" if line.shown else "non",
            line.act,
            line.kind.value,
            line.detail,
            line.lpp.digits if line.lpp else "",
            printed(line.net),
            printed(line.base),
        ]
        for line in lines_of(optician)
    ]
    assert told == datatable[1:]


@then(parsers.parse("le dossier fait {total} net, dont {shown} pour les organismes"))
def claim_totals(optician: Optician, total: str, shown: str) -> None:
    lines = lines_of(optician)
    seen = [line.net for line in lines if line.shown]
    assert (sum(line.net for line in lines), sum(seen)) == (cents(total), cents(shown))


@then(parsers.parse("le reste à charge du dossier est {left}"))
def left(optician: Optician, left: str) -> None:
    table = optician.desk.counter.rates.table
    assert table is not None
    assert table.totals.left == cents(left)


@then(parsers.parse("l'avis « {code} » est à côté de {field}"))
@then(parsers.re("l'avis « (?P<code>[^»]+) » est à côté (?P<field>du .+)"))
def told_beside(optician: Optician, code: str, field: str) -> None:
    told = [(name, found.code) for name, found in optician.desk.optics.findings_by_field]
    field = field.replace("du ", "le ", 1) if field.startswith("du ") else field
    assert (FIELDS[field], code) in told
    page = page_text(optician.station, "/dossier/ordonnance")
    facts = next(each.facts for each in optician.desk.optics.findings if each.code == code)
    assert CATALOGUE.notice(code, facts).titre in page


@then("rien n'est à redire au dossier optique")
def nothing_told(optician: Optician) -> None:
    assert optician.desk.optics.file is not None
    assert optician.desk.optics.findings == ()


@then("rien n'est repris dans le dossier")
def nothing_taken(optician: Optician) -> None:
    barred = [each for each in optician.desk.optics.findings if each.severity is Severity.BLOCKS]
    assert barred
    assert optician.desk.counter.claim is None


@then(parsers.parse("la prescription facturée est du {day}, « {label} »"))
def invoiced_prescription(optician: Optician, day: str, label: str) -> None:
    form = optician.desk.counter.open_form()
    assert printed_day(form.prescription) == day
    assert LABELS("renouvellements", form.renewal.value) == label


@then(parsers.parse("le verre {eye} proposé est « {code} », acte « {act} », classe « {basket} »"))
def proposed_lens(optician: Optician, eye: str, code: str, act: str, basket: str) -> None:
    lenses = {each.eye.value: each.answer.lens for each in optician.desk.optics.proposals}
    lens = lenses[eye]
    assert lens is not None
    assert lens.basket is not None
    assert (lens.code.digits, lens.act, lens.basket.value) == (code, act, basket)
    page = page_text(optician.station, "/dossier/ordonnance")
    assert f"Verre générique de la correction : {code} · {act} · classe {basket}" in page


@then(parsers.parse("le n° de série « {serial} » suit « {label} »"))
def traced(optician: Optician, serial: str, label: str) -> None:
    file = optician.desk.optics.file
    assert file is not None
    assert (label, serial) in file.equipments[0].traced


@then(parsers.parse("la hauteur de l'œil droit est gardée à {tenths:d} dixièmes de millimètre"))
def height_kept(optician: Optician, tenths: int) -> None:
    file = optician.desk.optics.file
    assert file is not None
    assert file.equipments[0].fitting.height_right == tenths


@then(parsers.parse("l'ordonnance du dossier optique est du {day}"))
def written_day(optician: Optician, day: str) -> None:
    file = optician.desk.optics.file
    assert file is not None
    written: date = file.ordonnance.day
    assert printed_day(written) == day


@then(parsers.parse("l'ordonnance de la facture « {case} » est à numériser"))
def to_be_scanned(optician: Optician, case: str) -> None:
    (missing,) = optician.desk.scor.missing([load_case(case).invoice])
    assert missing.code == "SCOR-DOCUMENT-MANQUANT"
    assert missing.facts["type"] == "ORDN"


@then(parsers.parse("la page de la facture « {name} » montre « {text} »"))
def invoice_page_shows(optician: Optician, name: str, text: str) -> None:
    assert text in page_text(optician.station, f"/factures/{name.rjust(9, '0')}")


@then(
    parsers.parse(
        "la FSE signée de la facture « {name} » nomme le prescripteur « {number} », "
        "spécialité « {speciality} »"
    )
)
def signed_prescriber(optician: Optician, name: str, number: str, speciality: str) -> None:
    form = optician.desk.invoices.forms(name.rjust(9, "0"))[0]
    start = InvoiceStart.decode(form.records[: InvoiceStart.LENGTH])
    assert (start.prescriber_number, start.prescriber_speciality) == (number, speciality)
