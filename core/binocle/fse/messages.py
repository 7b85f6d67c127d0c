"""From an invoice to the B2 records of its FSE or DRE: pure.

Law of this file: values only, no computation; every amount was made by :mod:`binocle.rates`. Gaps
of the norm are filled as simulators/PROTOCOLS.md section 6 says (all assumed): marking ``T``,
proofs of rights, insurance natures; a cancelling DRE is its DRE but for the operation nature. The
payee's codes are the sheet's own (1.5, type 2 pos 115).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from binocle.amc import Complementary, Management
from binocle.kernel import ZERO, Cents
from binocle.rates import BilledLine, InsuranceNature
from binocle.wire import Record

from .circumstances import (
    NATURE_CODES,
    PROOF_CODES,
    FormCircumstances,
)
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
NO_ACCIDENT = "000000000"

PAYEE = {(False, False): "00", (True, False): "05", (True, True): "15", (False, True): "25"}
"""By what is asked of the payers, RO then RC; ``00``: the insured is paid."""
OPERATION = {Flow.FSE: "1", Flow.DRE: "1", Flow.CANCELLATION: "2"}
"""Operation nature; that 2 takes a request back is assumed (wire sheet 1.5, type 2 pos 39)."""
CONTRACT = {Management.NONE: "00", Management.SEPARATE: "00", Management.SINGLE: "89"}


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
    yield _start(invoice, flow, prefix)
    if certified := invoice.patient.certified_nir:
        yield InvoiceContinuation(**prefix, own_nir=certified.number, own_nir_key=certified.key)
    if flow.to_insurer:
        assert invoice.complementary is not None, "a DRE names its insurer"
        yield _complementary(invoice.complementary, prefix)
    # In a split flow the RC amounts travel in the DRE alone (wire sheet 1.7).
    amc_here = flow.to_insurer or invoice.management is Management.SINGLE
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


def _complementary(amc: Complementary, prefix: dict[str, Any]) -> InvoiceComplementary:
    return InvoiceComplementary(
        **prefix,
        amc_number=amc.number.padded,
        routing=amc.routing,
        host=amc.host,
        member_id=amc.member,
        sts_type=amc.sts_routing,
        sts_routing=amc.routing if amc.sts_routing else "",
        sts_host=amc.host if amc.sts_routing else "",
        domain=amc.domain,
        treatment=amc.treatment,
    )


def _start(invoice: Invoice, flow: Flow, prefix: dict[str, Any]) -> InvoiceStart:
    patient, prescriber = invoice.patient, invoice.prescriber
    amc, around, asked = invoice.complementary, invoice.circumstances, invoice.asked
    return InvoiceStart(
        **prefix,
        marking=MARKING,
        operation_nature=OPERATION[flow],
        billed_on=invoice.invoice_date,
        split="E" if Flow.DRE in invoice.flows else "",
        invoice_type="F",
        regime=patient.regime,
        fund=patient.caisse,
        centre=patient.centre,
        proof_of_rights=PROOF_CODES[around.proof],
        prescriber_number=prescriber.number.digits,
        prescribed_on=invoice.prescription,
        insurance_nature=NATURE_CODES[around.nature],
        exemption=around.exemption or invoice.lines[0].exemption,
        maternity_on=around.maternity_on if around.nature is InsuranceNature.MATERNITY else None,
        work_accident=_accident(around),
        substitute_cps="0",
        birth_date=patient.birth.short,
        birth_rank=patient.rank,
        prescriber_speciality=prescriber.speciality,
        payee=PAYEE[asked.amo, asked.amc],
        amc_contract=CONTRACT[invoice.management],
        amc_number=amc.number.padded if amc else "",
    )


def _accident(around: FormCircumstances) -> str:
    if around.nature is not InsuranceNature.WORK_ACCIDENT:
        return NO_ACCIDENT
    assert around.accident is not None, "a finding said so before"
    return around.accident.code


def _line(invoice: Invoice, prefix: dict[str, Any], line: BilledLine) -> Iterator[Record]:
    yield Line(
        **prefix,
        prior_agreement="9",
        executant_number=invoice.shop.number.digits,
        tariff_zone=invoice.shop.tariff_zone,
        executant_speciality=invoice.shop.speciality,
        performed_on=invoice.performed_on,
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
        started_on=invoice.performed_on,
        tariff=line.base,
        units=1,
        selling_price=line.net,
        base=line.base,
        billed=line.net,
    )
