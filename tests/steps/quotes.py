"""Steps of quotes: kept, taken up as a sale, invoiced (FSE-01)."""

from pytest_bdd import parsers, then, when

from binocle.kernel import printed_day

from .claims import claim_of
from .page_text import page_text
from .shop import LABELS, Optician, printed


@when("l'opticien garde le devis")
def keeps(optician: Optician) -> None:
    assert optician.does(optician.desk.quotes.keep), optician.error


@when(parsers.parse("l'opticien reprend le devis « {number} » en vente"))
def takes_up(optician: Optician, number: str) -> None:
    optician.does(lambda: optician.desk.quotes.take_up(number))


@when("l'opticien ferme le programme et le rouvre")
def reopens(optician: Optician) -> None:
    optician.restart()


@then("les devis sont")
def quotes_are(optician: Optician, datatable: list[list[str]]) -> None:
    told = [
        [
            quote.number,
            printed_day(quote.day),
            quote.patient.printed.partition(" (")[0] if quote.patient else "",
            printed(quote.total),
            LABELS("devis", quote.state.value),
            quote.invoice,
        ]
        for quote in optician.desk.quotes.quotes()
    ]
    assert told == datatable[1:]


@then(parsers.parse("la page de la vente propose de reprendre le devis « {number} »"))
def offered(optician: Optician, number: str) -> None:
    assert f"{number} 28/05/2024 – 312,00 Devis – Reprendre en vente" in page_text(
        optician.station, "/dossier/vente"
    )


@then(parsers.parse("la vente est datée du {day}, son ordonnance du {prescribed}"))
def dated(optician: Optician, day: str, prescribed: str) -> None:
    claim = claim_of(optician)
    assert (printed_day(claim.invoice_date), printed_day(claim.prescription)) == (day, prescribed)
    assert claim.prescriber is not None
