"""Steps of the sale: the claim, its amounts, its recap, its signature and its sealed forms."""

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pytest_bdd import parsers, then, when
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from binocle_ui.cases import load_case
from binocle_ui.story import DEMO_CODE

from .page_text import recap_text
from .shop import Optician, case_with_rc, cents, printed

# -- gestures -------------------------------------------------------------------------------------


@when(parsers.parse("l'opticien mène la facture « {case} » avec {rc} de RC jusqu'au {until}"))
def leads_with_rc(optician: Optician, case: str, rc: str, until: str) -> None:
    optician.leads(case_with_rc(case, cents(rc)), until)


@when("l'opticien facture sans vérifier le taux")
def invoices_unchecked(optician: Optician) -> None:
    optician.does(optician.desk.counter.invoice)


@when("l'opticien valide")
def validates(optician: Optician) -> None:
    optician.does(lambda: optician.desk.counter.validate("000000253"))


@when(parsers.parse("l'opticien valide la facture « {case} » sans appeler ADRi"))
def validates_without_button(optician: Optician, case: str) -> None:
    loaded, counter = load_case(case), optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(optician.number_of(loaded))
    counter.enter_claim(loaded.claim)
    assert optician.does(lambda: counter.validate(loaded.invoice)), optician.error


@when("l'opticien signe")
def signs(optician: Optician) -> None:
    optician.does(optician.desk.counter.sign)


@when("l'opticien annule le récapitulatif")
def cancels(optician: Optician) -> None:
    optician.does(optician.desk.counter.cancel)
    optician.does(optician.desk.counter.sign)
    assert optician.error is not None
    assert optician.error.code == "FSE-SANS-RECAPITULATIF"


@when(parsers.parse("l'opticien reprend la facture « {case} »"))
def resumes(optician: Optician, case: str) -> None:
    loaded = load_case(case)
    counter = optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(optician.number_of(loaded))
    assert optician.does(lambda: counter.resume(loaded.invoice))
    assert optician.does(counter.sign)


# -- invoices and forms ---------------------------------------------------------------------------


@then(parsers.parse("la facture « {case} » est à l'état « {state} »"))
def invoice_state(optician: Optician, case: str, state: str) -> None:
    assert optician.state(load_case(case)) == state


@then("aucune facture n'est enregistrée")
def no_invoice(optician: Optician) -> None:
    assert not optician.desk.invoices.standings()


@then(parsers.parse("la facture « {case} » n'a aucune forme signée"))
def no_form(optician: Optician, case: str) -> None:
    assert not optician.has_forms(load_case(case))


@then(parsers.parse("la facture « {case} » a une seule FSE"))
def one_form(optician: Optician, case: str) -> None:
    assert len(optician.desk.invoices.forms(load_case(case).invoice)) == 1


# -- amounts --------------------------------------------------------------------------------------


@then("chaque montant RO est 0,00")
def all_zero(optician: Optician) -> None:
    shown = optician.desk.counter.amo_shown
    assert shown
    assert not any(shown)


@then(parsers.parse("le total RO est {total}"))
def amo_total(optician: Optician, total: str) -> None:
    assert sum(optician.desk.counter.amo_shown) == cents(total)


@then(
    parsers.parse(
        "le récapitulatif donne {total} d'honoraires, {amo} d'avance AMO, {amc} d'avance AMC "
        "et {left} de restant dû"
    )
)
def summary_totals(optician: Optician, total: str, amo: str, amc: str, left: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None, optician.error
    invoice = summary.invoice
    told = (invoice.total, invoice.amo, invoice.amc, invoice.patient_share)
    assert tuple(map(printed, told)) == (total, amo, amc, left)


@then(parsers.parse("les montants {part} par ligne sont « {amounts} »"))
def line_amounts(optician: Optician, part: str, amounts: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None
    told = [getattr(line, part.lower()) for line in summary.invoice.lines]
    assert " / ".join(map(printed, told)) == amounts


# -- the recap as printed -------------------------------------------------------------------------


def recap_page(optician: Optician) -> str:
    """The recap as the page shows it: one text, its white space narrowed."""
    return recap_text(optician.station)


@then(parsers.parse("le récapitulatif s'intitule « {title} »"))
@then(parsers.parse("il porte « {title} »"))
def recap_holds(optician: Optician, title: str) -> None:
    assert title in recap_page(optician)


@then("ses lignes sont")
def recap_lines(optician: Optician, datatable: list[list[str]]) -> None:
    shown = recap_page(optician)
    assert " ".join(datatable[0]) in shown
    for row in datatable[1:]:
        assert " ".join(row).strip() in shown, shown


# -- signatures and the database ------------------------------------------------------------------


@then("la FSE et la DRE portent chacune une signature RSA de 2048 bits qui se vérifie")
def signatures(optician: Optician) -> None:
    forms = optician.desk.invoices.forms(load_case("254").invoice)
    assert [form.flow.value for form in forms] == ["F", "D"]
    for form in forms:
        key = x509.load_der_x509_certificate(form.certificate).public_key()
        assert isinstance(key, RSAPublicKey)
        assert key.key_size == 2048
        signed = b"BINOCLE-FSE1" + hashlib.sha256(form.records).digest()
        key.verify(form.signature, signed, PKCS1v15(), SHA256())


@then("le certificat vient d'une autorité qui se dit simulée")
def fake_authority(optician: Optician) -> None:
    form = optician.desk.invoices.forms(load_case("254").invoice)[0]
    issuer = x509.load_der_x509_certificate(form.certificate).issuer.rfc4514_string()
    assert "SIMULATEUR" in issuer


@then(parsers.parse("la base refuse de modifier ou d'effacer la FSE de la facture « {case} »"))
def immutable(optician: Optician, case: str) -> None:
    before = optician.desk.invoices.forms(load_case(case).invoice)
    for statement in ("UPDATE form SET records = x'00'", "DELETE FROM form"):
        with pytest.raises(IntegrityError, match="a sealed form never"):
            optician.desk.session.connection.execute(text(statement))
    assert optician.desk.invoices.forms(load_case(case).invoice) == before
