"""An invoice as one JSON document, and back; the stored form of :class:`binocle.fse.Invoice`.

Law of this file: every key is written and every key is demanded; a document that lacks one is a
corrupt database, not a default. A document says which form it has; the first form, which did not,
is the one that lacks every key of the second: an ordinary invoice. The third one names the insured.
"""

import json
from datetime import date
from typing import Any

from binocle.amc import Complementary, Management
from binocle.fse import (
    ORDINARY,
    FormCircumstances,
    Invoice,
    Patient,
    Payee,
    PaymentChoice,
    Shop,
    WorkAccident,
)
from binocle.kernel import AmcNumber, BirthDate, Cents, LppCode, Nir, PartnerNumber
from binocle.optics import Prescriber
from binocle.rates import AmoProof, BilledLine, InsuranceNature, SecuringMode

FORM = 3
"""The form in which documents are written."""

SECOND_FORM: dict[str, Any] = {
    "form": 2,
    "circumstances": None,
    "tiers_payant": None,
    "adri": True,
    "act_day": None,
    "replaces": "",
}
"""Keys that the first form had not, with what they say of its invoices."""

THIRD_FORM: dict[str, Any] = {"insured": None}
"""Keys of the patient that the second form had not."""


def invoice_document(invoice: Invoice) -> str:
    """Return the JSON text of an invoice."""
    shop, patient = invoice.shop, invoice.patient
    amc = invoice.complementary
    return json.dumps(
        {
            "form": FORM,
            "number": invoice.number,
            "shop": [
                shop.name,
                shop.number.digits,
                shop.approval,
                shop.speciality,
                shop.tariff_zone,
            ],
            "prescriber": _prescriber_document(invoice.prescriber),
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
                "insured": _insured_document(patient),
            },
            "prescription": invoice.prescription.isoformat(),
            "invoice_date": invoice.invoice_date.isoformat(),
            "mode": invoice.mode.value,
            "management": invoice.management.value,
            "complementary": _insurer_document(amc) if amc else None,
            "lines": [
                [x.act, x.lpp.digits, x.net, x.base, x.rate, x.exemption, x.amo, x.amc]
                for x in invoice.lines
            ],
            "circumstances": _circumstances_document(invoice.circumstances),
            "tiers_payant": _tiers_payant_document(invoice.tiers_payant),
            "adri": invoice.adri,
            "act_day": _day_text(invoice.act_day),
            "replaces": invoice.replaces,
        },
        ensure_ascii=False,
    )


def _insured_document(patient: Patient) -> list[str] | None:
    """Return the names of the insured, when it is somebody else who is known."""
    names = [patient.insured_name, patient.insured_first_name]
    return names if any(names) else None


def _prescriber_document(prescriber: Prescriber) -> list[str]:
    """Return number, RPPS and speciality, and the name when there is one."""
    name = [prescriber.name] if prescriber.name else []
    return [prescriber.number.digits, prescriber.rpps, prescriber.speciality, *name]


def _insurer_document(amc: Complementary) -> list[str | int | None]:
    """Return number and member, and the rest of the fields when one of them says something."""
    plain: list[str | int | None] = [amc.number.digits, amc.member]
    if amc == Complementary(amc.number, amc.member):
        return plain
    rest = [value for name, value in vars(amc).items() if name not in ("number", "member")]
    return [*plain, *rest]


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _circumstances_document(around: FormCircumstances) -> dict[str, Any] | None:
    if around == ORDINARY:
        return None
    accident = around.accident
    return {
        "proof": around.proof.value,
        "nature": around.nature.value,
        "maternity_on": _day_text(around.maternity_on),
        "accident": [accident.number, _day_text(accident.on)] if accident else None,
        "exemption": around.exemption,
        "ald": around.ald,
        "common_law_accident_on": _day_text(around.common_law_accident_on),
    }


def _circumstances(data: dict[str, Any] | None) -> FormCircumstances:
    if data is None:
        return ORDINARY
    accident = data["accident"]
    return FormCircumstances(
        proof=AmoProof(data["proof"]),
        nature=InsuranceNature(data["nature"]),
        maternity_on=_day(data["maternity_on"]),
        accident=WorkAccident(accident[0], _day(accident[1])) if accident else None,
        exemption=data["exemption"],
        ald=data["ald"],
        common_law_accident_on=_day(data["common_law_accident_on"]),
    )


def _tiers_payant_document(asked: PaymentChoice | None) -> list[bool | str] | None:
    if asked is None:
        return None
    return [asked.amo, asked.amc, asked.send_amo, asked.send_amc, asked.payee.value]


def _tiers_payant(data: list[Any] | None) -> PaymentChoice | None:
    if data is None:
        return None
    amo, amc, send_amo, send_amc, payee = data
    return PaymentChoice(amo, amc, send_amo, send_amc, Payee(payee))


def _patient(data: dict[str, Any]) -> Patient:
    certified = data.pop("certified_nir")
    insured_name, insured_first_name = data.pop("insured") or ("", "")
    return Patient(
        birth=BirthDate(data.pop("birth")),
        nir=Nir.parse(data.pop("nir")),
        certified_nir=Nir.parse(certified) if certified else None,
        insured_name=insured_name,
        insured_first_name=insured_first_name,
        **data,
    )


def invoice_of(document: str) -> Invoice:
    """Return the invoice of a JSON text.

    Raises:
        KeyError: a key is missing, or the form is of a newer program.
    """
    data = json.loads(document)
    if SECOND_FORM.keys().isdisjoint(data):
        data |= SECOND_FORM
    if data["form"] == SECOND_FORM["form"]:
        data |= {"form": FORM, "patient": data["patient"] | THIRD_FORM}
    if data["form"] != FORM:
        raise KeyError(f"form {data['form']}")
    shop_name, shop_number, approval, speciality, zone = data["shop"]
    prescriber_number, *prescriber = data["prescriber"]
    amc = data["complementary"]
    return Invoice(
        number=data["number"],
        shop=Shop(shop_name, PartnerNumber(shop_number), approval, speciality, zone),
        prescriber=Prescriber(PartnerNumber(prescriber_number), *prescriber),
        patient=_patient(data["patient"]),
        prescription=date.fromisoformat(data["prescription"]),
        invoice_date=date.fromisoformat(data["invoice_date"]),
        mode=SecuringMode(data["mode"]),
        management=Management(data["management"]),
        complementary=Complementary(AmcNumber(amc[0]), *amc[1:]) if amc else None,
        lines=tuple(
            BilledLine(
                act, LppCode(lpp), Cents(net), Cents(base), rate, exemption, Cents(amo), Cents(rc)
            )
            for act, lpp, net, base, rate, exemption, amo, rc in data["lines"]
        ),
        circumstances=_circumstances(data["circumstances"]),
        tiers_payant=_tiers_payant(data["tiers_payant"]),
        adri=data["adri"],
        act_day=_day(data["act_day"]),
        replaces=data["replaces"],
    )
