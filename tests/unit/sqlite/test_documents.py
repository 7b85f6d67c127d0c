"""An invoice as a document: the same invoice comes back, and a gap is a corrupt database."""

import json
from dataclasses import replace

import pytest
from tests.unit.fse.makers import DESMAUX, claim, entitlement, frame, invoice

from binocle.adapters.sqlite.documents import invoice_document, invoice_of
from binocle.fse import Invoice
from binocle.kernel import InvalidIdentifier, Nir
from binocle.rates import SecuringMode

INVOICES = {
    "253": invoice(sale=claim()),
    "254": invoice(),
    "C2S": invoice(sale=claim(frame(3000, 900, "M01")), rights=entitlement(service="01")),
    "degraded": invoice(mode=SecuringMode.DEGRADED),
    "certified": invoice(
        patient=replace(DESMAUX, name="NOËL", certified_nir=Nir.parse("142196296516596"))
    ),
}


@pytest.mark.parametrize("made", list(INVOICES.values()), ids=list(INVOICES))
def test_an_invoice_comes_back(made: Invoice) -> None:
    assert invoice_of(invoice_document(made)) == made


def test_accents_stay_legible() -> None:
    assert "NOËL" in invoice_document(INVOICES["certified"])


KEYS = json.loads(invoice_document(invoice())).keys()
PATIENT_KEYS = json.loads(invoice_document(invoice()))["patient"].keys()


@pytest.mark.parametrize("key", list(KEYS))
def test_a_missing_key_is_no_default(key: str) -> None:
    document = json.loads(invoice_document(invoice()))
    del document[key]
    with pytest.raises(KeyError, match=key):
        invoice_of(json.dumps(document))


@pytest.mark.parametrize("key", list(PATIENT_KEYS))
def test_a_missing_key_of_the_patient_is_no_default(key: str) -> None:
    document = json.loads(invoice_document(invoice()))
    del document["patient"][key]
    with pytest.raises((KeyError, TypeError), match=key):
        invoice_of(json.dumps(document))


def test_a_number_altered_in_the_database_is_seen() -> None:
    spoilt = invoice_document(invoice()).replace("255069999999934", "255069999999935")
    with pytest.raises(InvalidIdentifier):
        invoice_of(spoilt)
