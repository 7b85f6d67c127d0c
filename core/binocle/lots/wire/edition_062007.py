"""B2, edition 06 2007, common layout: lot records, order and repetitions (wire sheet 1.2 and 1.4).

Law of this file: tables only. The order of the complements of 2 among themselves, and of 4F before
4S, is that in which the sheet prints them (assumed); 4E after 4S is its own word. What a parent may
have of a record is what the counters of the norm can hold, or the sheet's limit.
"""

from datetime import date

from binocle.fse.wire.edition_062007 import (
    BeneficiaryName,
    BeneficiaryTown,
    InvoiceComplementary,
    InvoiceContinuation,
    InvoicePaymentOperator,
    InvoiceStart,
    InvoiceTotal,
    Line,
    LineIdentities,
    LineSupplement,
    LppArticle,
)
from binocle.kernel import Cents
from binocle.wire import ASSUMED, INFERRED, PRINTED, RECALLED, SOURCED, Place, Record, zone

from .edition import edition
from .frame import FileEnd, FileStart


class LotStart(Record, code="1", length=128, sheet="wire-formats 1.4, type 1"):
    """1, start of lot."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="1")
    partner_number: str = zone.partner_number(2, 10, "partner number + key", SOURCED)
    origin: str = zone.text(11, 16, "origin of file", SOURCED, default="")
    recipient_fund: str = zone.digits(17, 19, "recipient fund", SOURCED)
    lot_number: str = zone.text(20, 22, "lot number, kept as text", SOURCED)
    category: str = zone.text(23, 25, "category", SOURCED, default="")
    legal_status: str = zone.text(26, 27, "legal status", SOURCED, default="")
    tariff_mode: str = zone.text(28, 29, "tariff-setting mode", SOURCED, default="")
    partner_name: str = zone.text(30, 69, "name of the partner", SOURCED)
    norm_version: str = zone.text(70, 71, "version of the norm used", ASSUMED)
    created_on: date = zone.day(72, 77, "lot creation date", SOURCED)
    filler_78: str = zone.filler(78, 78)
    norm_code: str = zone.text(79, 80, "norm code", RECALLED)
    certification: str = zone.choice(
        81, 81, "certification: S Vitale, F no Vitale, D degraded", SOURCED,
        values=("", "S", "F", "D"), default="",
    )  # fmt: skip
    norm_stamp: str = zone.digits(82, 87, "norm version stamp MMAAAA", SOURCED)
    currency: str = zone.choice(88, 88, "currency", SOURCED, values=("", "E", "U"), default="")
    pivot_regime: str = zone.text(89, 90, "pivot fund: main regime", SOURCED, default="")
    pivot_fund: str = zone.text(91, 93, "pivot fund: number", SOURCED, default="")
    central_payment: str = zone.text(94, 94, "central payment fund flag", SOURCED, default="")
    filler_95: str = zone.filler(95, 128)


class LotEnd(Record, code="6", length=128, sheet="wire-formats 1.4, type 6"):
    """6, end of lot."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="6")
    partner_number: str = zone.partner_number(2, 10, "partner number + key", SOURCED)
    invoice_count: int = zone.number(11, 13, "number of invoices", SOURCED)
    line_count: int = zone.number(14, 17, "number of act lines, 4 and 4F alike", SOURCED)
    invoice_start_count: int = zone.number(18, 21, "count of type-2 records", SOURCED)
    invoice_total_count: int = zone.number(22, 24, "count of type-5 records", SOURCED)
    total_billed: Cents = zone.amount(25, 33, "lot total billed", INFERRED)
    total_amo: Cents = zone.amount(34, 42, "lot total AMO", INFERRED)
    total_amc: Cents = zone.amount(43, 51, "lot total AMC", INFERRED)
    lot_number: str = zone.text(52, 54, "lot number, typed N, letters seen", INFERRED)
    marking: str = zone.choice(
        55, 55, "marking: real, test, demo", SOURCED, values=("", "R", "T", "D"), default=""
    )
    invoice_type: str = zone.choice(
        56, 56, "invoice type: F SESAM", SOURCED, values=("", "F"), default=""
    )
    filler_57: str = zone.filler(57, 60)
    software_approval: str = zone.text(61, 72, "software approval number", SOURCED, default="")
    portable_approval: str = zone.text(73, 84, "portable device approval", SOURCED, default="")
    filler_85: str = zone.filler(85, 87)
    substitute_number: str = zone.partner_number(
        88, 96, "substitute professional", SOURCED, default="000000000"
    )
    certification_zone: str = zone.text(
        97, 128, "certification zone", SOURCED, characters=PRINTED, default=""
    )


LINES_AN_INVOICE = 999
"""Sheet 1.2; 5 pos 39 holds no more either."""
ARTICLES_A_LINE = 10
"""At most so many 4F after a 4 (sheet 1.2; inferred from type 3F)."""

PLACES = (
    Place("000", parent="", demanded=True, most=1),
    Place("1", parent="000", demanded=True, most=999),
    Place("2", parent="1", demanded=True, most=999),
    Place("2S", parent="2", demanded=False, most=1),
    Place("2M", parent="2", demanded=False, most=1),
    Place("2P", parent="2", demanded=False, most=1),
    Place("2B", parent="2", demanded=False, most=1),
    Place("2C", parent="2", demanded=False, most=1),
    Place("4", parent="2", demanded=True, most=LINES_AN_INVOICE),
    Place("4F", parent="4", demanded=False, most=ARTICLES_A_LINE),
    Place("4S", parent="4", demanded=False, most=1),
    Place("4E", parent="4", demanded=False, most=1),
    Place("5", parent="2", demanded=True, most=1),
    Place("6", parent="1", demanded=True, most=1),
    Place("999", parent="000", demanded=True, most=1),
)
"""Order and repetitions, brothers in the order of the file."""

EDITION = edition(
    "062007",
    (
        FileStart, LotStart, InvoiceStart, InvoiceContinuation, InvoiceComplementary,
        InvoicePaymentOperator, BeneficiaryName, BeneficiaryTown, Line, LppArticle, LineSupplement,
        LineIdentities, InvoiceTotal, LotEnd, FileEnd,
    ),
    PLACES,
)  # fmt: skip
