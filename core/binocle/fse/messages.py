"""From an invoice to the B2 records of its FSE or DRE: pure.

Law of this file: values only, no computation; every amount was made by :mod:`binocle.rates`. Gaps
of the norm are filled as simulators/PROTOCOLS.md section 6 says (all assumed): marking ``T``, proof
of rights ``4``, insurance nature ``10``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from binocle.amc import Management
from binocle.kernel import ZERO, Cents
from binocle.rates import BilledLine
from binocle.wire import Record

from .model import Flow, Invoice
from .wire import (
    InvoiceComplementary,
    InvoiceContinuation,
    InvoiceStart,
    InvoiceTotal,
    Line,
    LppArticle,
)

MARKING = "T"
ZONE_LENGTH = 32

PAYEE = {Management.NONE: "05", Management.SEPARATE: "15", Management.SINGLE: "15"}
CONTRACT = {Management.NONE: "00", Management.SEPARATE: "00", Management.SINGLE: "89"}
SPLIT = {Management.NONE: "", Management.SEPARATE: "E", Management.SINGLE: ""}


def form_records(invoice: Invoice, flow: Flow) -> bytes:
    """Return the records of one form, from 2 to 5, the certification zone of 5 blank."""
    return b"".join(record.encode() for record in _records(invoice, flow))


def seal_records(records: bytes, zone: bytes) -> bytes:
    """Return the records of a form with the certification zone of its type 5 filled."""
    assert len(zone) == ZONE_LENGTH, len(zone)
    assert records[-ZONE_LENGTH:].isspace(), "a form is sealed once"
    return records[:-ZONE_LENGTH] + zone


def total_of(records: bytes) -> InvoiceTotal:
    """Return the type 5 record that closes a form."""
    return InvoiceTotal.decode(records[-InvoiceTotal.LENGTH :])


def _prefix(invoice: Invoice) -> dict[str, Any]:
    return {
        "partner_number": invoice.shop.number.digits,
        "nir": invoice.patient.nir.number,
        "nir_key": invoice.patient.nir.key,
        "invoice_number": invoice.number,
    }


def _records(invoice: Invoice, flow: Flow) -> Iterator[Record]:
    prefix = _prefix(invoice)
    yield _start(invoice, prefix)
    if certified := invoice.patient.certified_nir:
        yield InvoiceContinuation(**prefix, own_nir=certified.number, own_nir_key=certified.key)
    if flow is Flow.DRE:
        assert invoice.complementary is not None, "a DRE names its insurer"
        yield InvoiceComplementary(
            **prefix,
            amc_number=invoice.complementary.number.padded,
            member_id=invoice.complementary.member,
        )
    # In a split flow the RC amounts travel in the DRE alone (wire sheet 1.7).
    amc_here = flow is Flow.DRE or invoice.management is Management.SINGLE
    for line in invoice.lines:
        yield from _line(invoice, prefix, line if amc_here else replace(line, amc=ZERO))
    yield InvoiceTotal(
        **prefix,
        line_count=2 * len(invoice.lines),
        total_billed=invoice.total,
        total_amo=invoice.amo,
        total_left=Cents(invoice.total - invoice.amo),
        total_amc=invoice.amc if amc_here else ZERO,
    )


def _start(invoice: Invoice, prefix: dict[str, Any]) -> InvoiceStart:
    patient, prescriber = invoice.patient, invoice.prescriber
    amc = invoice.complementary
    return InvoiceStart(
        **prefix,
        marking=MARKING,
        operation_nature="1",
        billed_on=invoice.invoice_date,
        split=SPLIT[invoice.management],
        invoice_type="F",
        regime=patient.regime,
        fund=patient.caisse,
        centre=patient.centre,
        proof_of_rights="4",
        prescriber_number=prescriber.number.digits,
        prescribed_on=invoice.prescription,
        insurance_nature="10",
        exemption=invoice.lines[0].exemption,
        substitute_cps="0",
        birth_date=patient.birth.short,
        birth_rank=patient.rank,
        prescriber_speciality=prescriber.speciality,
        payee=PAYEE[invoice.management],
        amc_contract=CONTRACT[invoice.management],
        amc_number=amc.number.padded if amc else "",
    )


def _line(invoice: Invoice, prefix: dict[str, Any], line: BilledLine) -> Iterator[Record]:
    yield Line(
        **prefix,
        prior_agreement="9",
        executant_number=invoice.shop.number.digits,
        tariff_zone=invoice.shop.tariff_zone,
        executant_speciality=invoice.shop.speciality,
        performed_on=invoice.invoice_date,
        act=line.act,
        quantity=1,
        coefficient_hundredths=100,
        unit_count=1,
        unit_price=line.net,
        base=line.base,
        rate=line.rate,
        amo=line.amo,
        billed=line.net,
        place="0",
        amc=line.amc,
    )
    yield LppArticle(
        **prefix,
        sequence=1,
        lpp=line.lpp.digits,
        supply="A",
        started_on=invoice.invoice_date,
        tariff=line.base,
        units=1,
        selling_price=line.net,
        base=line.base,
        billed=line.net,
    )
