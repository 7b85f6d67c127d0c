"""An invoice as a document: the same invoice comes back, and a gap is a corrupt database."""

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.fse.makers import DESMAUX, claim, entitlement, frame, invoice

from binocle.adapters.sqlite.documents import invoice_document, invoice_of
from binocle.amc import Complementary
from binocle.fse import (
    OUTSIDE_TRANSMISSION,
    FormCircumstances,
    Invoice,
    PaymentChoice,
    WorkAccident,
)
from binocle.kernel import AmcNumber, Cents, InvalidIdentifier, Nir
from binocle.rates import AmoProof, InsuranceNature, SecuringMode

INVOICES = {
    "253": invoice(sale=claim()),
    "254": invoice(),
    "C2S": invoice(sale=claim(frame(3000, 900, "M01")), rights=entitlement(service="01")),
    "degraded": invoice(mode=SecuringMode.DEGRADED),
    "circumstances": replace(
        invoice(),
        circumstances=FormCircumstances(
            proof=AmoProof.ADRI,
            nature=InsuranceNature.WORK_ACCIDENT,
            maternity_on=date(2024, 7, 1),
            accident=WorkAccident("123456789", date(2024, 5, 2)),
            exemption="4",
            ald=True,
            common_law_accident_on=date(2024, 5, 3),
        ),
    ),
    "accident without a day": replace(
        invoice(), circumstances=FormCircumstances(accident=WorkAccident("123456789"))
    ),
    "followed": replace(
        invoice(),
        adri=False,
        act_day=date(2024, 4, 2),
        replaces="PROV-000001",
        tiers_payant=PaymentChoice(amo=False, amc=True, send_amc=True),
    ),
    "outside": replace(invoice(sale=claim()), tiers_payant=OUTSIDE_TRANSMISSION),
    "routed": replace(
        invoice(),
        complementary=Complementary(
            AmcNumber("1100000000"),
            "12345678",
            routing="AB",
            sts_routing="M",
            pec_number="1234",
            pec_amount=Cents(100),
        ),
    ),
    "child": invoice(patient=replace(DESMAUX, insured_name="DURAND", insured_first_name="DENIS")),
    "certified": invoice(
        patient=replace(DESMAUX, name="NOËL", certified_nir=Nir.parse("142196296516596"))
    ),
}


@pytest.mark.parametrize("made", list(INVOICES.values()), ids=list(INVOICES))
def test_an_invoice_comes_back(made: Invoice) -> None:
    assert invoice_of(invoice_document(made)) == made


def test_accents_stay_legible() -> None:
    assert "NOËL" in invoice_document(INVOICES["certified"])


FIRST_FORM = """
{"number": "000000254", "shop": ["CNDA WO2 ADRI APCV", "992604231", "SIMULATEUR", "00", "10"],
 "prescriber": ["991000696", "00991000696", "00"], "patient": {"name": "DESMAUX",
 "first_name": "NATHALIE", "birth": "19550615", "rank": "1", "nir": "255069999999934",
 "certified_nir": null, "regime": "01", "caisse": "999", "centre": "9999", "amo_service": "00",
 "card_serial": "0468920691"}, "prescription": "2024-05-26", "invoice_date": "2024-05-28",
 "mode": "3", "management": "separate", "complementary": ["1100000000", "12345678"],
 "lines": [["VU3", "7230795", 10300, 5, 60, "0", 3, 2482],
 ["VU3", "7230795", 10300, 5, 60, "0", 3, 2482],
 ["M03", "7211674", 20900, 5, 60, "0", 3, 5036]]}
"""
"""What the program wrote before documents had a form."""


def test_a_document_of_the_first_form_is_still_read() -> None:
    assert invoice_of(FIRST_FORM) == invoice()


def test_a_document_of_the_second_form_names_no_insured() -> None:
    document = json.loads(invoice_document(invoice())) | {"form": 2}
    del document["patient"]["insured"]
    assert invoice_of(json.dumps(document)) == invoice()


def test_a_document_of_a_newer_program_is_refused() -> None:
    newer = json.loads(invoice_document(invoice())) | {"form": 4}
    with pytest.raises(KeyError, match="form 4"):
        invoice_of(json.dumps(newer))


CIRCUMSTANCES_KEYS = json.loads(invoice_document(INVOICES["circumstances"]))["circumstances"].keys()


@pytest.mark.parametrize("key", list(CIRCUMSTANCES_KEYS))
def test_a_missing_circumstance_is_no_default(key: str) -> None:
    document = json.loads(invoice_document(INVOICES["circumstances"]))
    del document["circumstances"][key]
    with pytest.raises(KeyError, match=key):
        invoice_of(json.dumps(document))


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
