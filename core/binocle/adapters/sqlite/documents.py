"""An invoice as one JSON document, and back; the stored form of :class:`binocle.fse.Invoice`.

Law of this file: every key is written and every key is demanded; a document that lacks one is a
corrupt database, not a default.
"""

import json
from datetime import date
from typing import Any

from binocle.amc import Complementary, Management
from binocle.fse import (
    Invoice,
    Patient,
    Prescriber,
    Shop,
)
from binocle.kernel import AmcNumber, BirthDate, Cents, LppCode, Nir, PartnerNumber
from binocle.rates import BilledLine, SecuringMode


def invoice_document(invoice: Invoice) -> str:
    """Return the JSON text of an invoice."""
    shop, prescriber, patient = invoice.shop, invoice.prescriber, invoice.patient
    amc = invoice.complementary
    return json.dumps(
        {
            "number": invoice.number,
            "shop": [
                shop.name,
                shop.number.digits,
                shop.approval,
                shop.speciality,
                shop.tariff_zone,
            ],
            "prescriber": [prescriber.number.digits, prescriber.rpps, prescriber.speciality],
            "patient": {
                "name": patient.name,
                "first_name": patient.first_name,
                "birth": patient.birth.digits,
                "rank": patient.rank,
                "nir": patient.nir.compact,
                "certified_nir": patient.certified_nir.compact if patient.certified_nir else None,
                "regime": patient.regime,
                "caisse": patient.caisse,
                "centre": patient.centre,
                "amo_service": patient.amo_service,
                "card_serial": patient.card_serial,
            },
            "prescription": invoice.prescription.isoformat(),
            "invoice_date": invoice.invoice_date.isoformat(),
            "mode": invoice.mode.value,
            "management": invoice.management.value,
            "complementary": [amc.number.digits, amc.member] if amc else None,
            "lines": [
                [x.act, x.lpp.digits, x.net, x.base, x.rate, x.exemption, x.amo, x.amc]
                for x in invoice.lines
            ],
        },
        ensure_ascii=False,
    )


def _patient(data: dict[str, Any]) -> Patient:
    certified = data.pop("certified_nir")
    return Patient(
        birth=BirthDate(data.pop("birth")),
        nir=Nir.parse(data.pop("nir")),
        certified_nir=Nir.parse(certified) if certified else None,
        **data,
    )


def invoice_of(document: str) -> Invoice:
    """Return the invoice of a JSON text."""
    data = json.loads(document)
    shop_name, shop_number, approval, speciality, zone = data["shop"]
    prescriber_number, rpps, prescriber_speciality = data["prescriber"]
    amc = data["complementary"]
    return Invoice(
        number=data["number"],
        shop=Shop(shop_name, PartnerNumber(shop_number), approval, speciality, zone),
        prescriber=Prescriber(PartnerNumber(prescriber_number), rpps, prescriber_speciality),
        patient=_patient(data["patient"]),
        prescription=date.fromisoformat(data["prescription"]),
        invoice_date=date.fromisoformat(data["invoice_date"]),
        mode=SecuringMode(data["mode"]),
        management=Management(data["management"]),
        complementary=Complementary(AmcNumber(amc[0]), amc[1]) if amc else None,
        lines=tuple(
            BilledLine(
                act, LppCode(lpp), Cents(net), Cents(base), rate, exemption, Cents(amo), Cents(rc)
            )
            for act, lpp, net, base, rate, exemption, amo, rc in data["lines"]
        ),
    )
