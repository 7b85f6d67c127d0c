"""NOEMIE-PS tables: header, trailer and entities (wire sheet, sections 3.2 to 3.4).

Law of this file: tables only. Every entity is a 3-digit code, a 2-digit level, fixed zones, ``@``.
A zone printed optional may be spaces, which is not zero. The default level is the one of the
sheet's example (3.6) and of simulators/PROTOCOLS.md section 7; any level is read. Signs are ``P``
or ``N``. The older family is 070, 080, 100, 110, 120, 150, 160, 210 and 290 (sheet 3.5).
"""

from collections.abc import Mapping
from datetime import date

from binocle.kernel import Cents
from binocle.wire import (
    INFERRED,
    PRINTED,
    PRINTED_BUT_AT,
    RECALLED,
    SOURCED,
    Record,
    zone,
)

SIGNS = ("P", "N")
TYPES = ("A", "B", "C", "D", "E", "F", "L", "P", "R")
STATES = ("P", "R", "D", "")
"""Paid, rejected, deferred, part not handled."""


class ReturnStart(Record, code="000", length=128, sheet="wire-formats 3.2, 000"):
    """000, start of return."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="000")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    sender_program: str = zone.text(20, 25, "sender program", SOURCED, default="")
    recipient_type: str = zone.text(26, 27, "recipient type", SOURCED)
    recipient_number: str = zone.text(28, 41, "recipient number", SOURCED)
    recipient_program: str = zone.text(42, 47, "recipient program", SOURCED, default="")
    application: str = zone.text(48, 49, "application / exchange type", SOURCED, default="")
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    created_on: date = zone.day(56, 61, "creation date", SOURCED)
    reference: str = zone.text(62, 65, "NOEMIE reference", RECALLED, characters="0-9 ")
    version: str = zone.text(66, 67, "version", SOURCED, default="")
    compression: str = zone.text(68, 68, "compression", SOURCED, default="")
    encryption: str = zone.choice(69, 69, "encryption", SOURCED, values=("", "O", "N"), default="")
    currency: str = zone.choice(70, 70, "currency", SOURCED, values=("U",))
    flow: str = zone.choice(
        71, 71, "flow type: real, test, demo", SOURCED, values=("", "R", "T", "D"), default=""
    )
    filler_72: str = zone.filler(72, 82)
    record_length: str = zone.constant(83, 85, "record length", SOURCED, fixed="128")
    password: str = zone.text(86, 91, "password", SOURCED, characters=PRINTED, default="")
    message: str = zone.text(92, 128, "message zone", SOURCED, characters=PRINTED, default="")


class ReturnEnd(Record, code="999", length=128, sheet="wire-formats 3.2, 999"):
    """999, end of return."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="999")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    sender_program: str = zone.text(20, 25, "sender program", SOURCED, default="")
    recipient_type: str = zone.text(26, 27, "recipient type", SOURCED)
    recipient_number: str = zone.text(28, 41, "recipient number", SOURCED)
    recipient_program: str = zone.text(42, 47, "recipient program", SOURCED, default="")
    application: str = zone.text(48, 49, "application", SOURCED, default="")
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    record_count: int = zone.number(56, 63, "number of records", SOURCED)
    flow: str = zone.choice(64, 64, "flow type", SOURCED, values=("", "R", "T", "D"), default="")
    filler_65: str = zone.filler(65, 82)
    lot_count: int = zone.number(83, 85, "number of lots", SOURCED)
    total: Cents = zone.amount(86, 96, "file total", SOURCED)
    sign: str = zone.choice(97, 97, "sign", SOURCED, values=SIGNS)
    other_total: int | None = zone.optional_number(
        98, 108, "total in other currency, obsolete", SOURCED, default=None
    )
    filler_109: str = zone.filler(109, 128)


class Payee(Record, code="020", length=21, sheet="wire-formats 3.3, 020"):
    """020, payee."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="020")
    level: int = zone.number(4, 5, "level", SOURCED, default=1)
    payee_number: str = zone.digits(6, 20, "payee number", SOURCED)
    end: str = zone.constant(21, 21, "end", SOURCED, fixed="@")


class PayeeContinued(Record, code="040", length=21, sheet="wire-formats 3.3, 040"):
    """040, payee again, one level below."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="040")
    level: int = zone.number(4, 5, "level", SOURCED, default=2)
    payee_number: str = zone.digits(6, 20, "payee number", SOURCED)
    end: str = zone.constant(21, 21, "end", SOURCED, fixed="@")


class AccountingDay(Record, code="070", length=12, sheet="wire-formats 3.3, 070"):
    """070, day of a payment whose transfer is not named (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="070")
    level: int = zone.number(4, 5, "level", INFERRED, default=2)
    day: date = zone.day(6, 11, "accounting date", SOURCED)
    end: str = zone.constant(12, 12, "end", SOURCED, fixed="@")


class TransferAnnounced(Record, code="071", length=86, sheet="wire-formats 3.3, 071"):
    """071, transfer."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="071")
    level: int = zone.number(4, 5, "level", INFERRED, default=2)
    day: date = zone.day(6, 11, "accounting date or transfer date", SOURCED)
    label_1: str = zone.text(12, 43, "transfer label line 1", SOURCED, characters=PRINTED_BUT_AT)
    label_2: str = zone.text(
        44, 75, "transfer label line 2", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    payer: str = zone.text(76, 85, "paying organisation", SOURCED, default="")
    end: str = zone.constant(86, 86, "end", SOURCED, fixed="@")


class LotReturned(Record, code="080", length=15, sheet="wire-formats 3.3, 080"):
    """080, lot (older family); its number is typed N."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="080")
    level: int = zone.number(4, 5, "level", INFERRED, default=3)
    lot_day: date = zone.day(6, 11, "lot date", SOURCED)
    lot_number: str = zone.digits(12, 14, "lot number", SOURCED)
    end: str = zone.constant(15, 15, "end", SOURCED, fixed="@")


class ReturnKind(Record, code="081", length=22, sheet="wire-formats 3.3, 081"):
    """081, kind of return and place."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="081")
    level: int = zone.number(4, 5, "level", INFERRED, default=2)
    kind: str = zone.choice(
        6, 7, "kind: 01 electronic, 02 paper, 03 one-off, 04 recalls, 05 withholdings", SOURCED,
        values=("01", "02", "03", "04", "05"),
    )  # fmt: skip
    place: str = zone.text(8, 21, "place of execution", SOURCED, default="")
    end: str = zone.constant(22, 22, "end", SOURCED, fixed="@")


class OldInvoice(Record, code="100", length=15, sheet="wire-formats 3.3, 100"):
    """100, invoice (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="100")
    level: int = zone.number(4, 5, "level", INFERRED, default=4)
    invoice_number: str = zone.digits(6, 14, "invoice number", SOURCED)
    end: str = zone.constant(15, 15, "end", SOURCED, fixed="@")


class InvoiceReturned(Record, code="102", length=40, sheet="wire-formats 3.3, 102"):
    """102, invoice."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="102")
    level: int = zone.number(4, 5, "level", INFERRED, default=3)
    invoice_number: str = zone.text(6, 14, "invoice number", SOURCED)
    invoice_complement: str = zone.text(15, 20, "invoice complement", SOURCED, default="")
    lot_number: str = zone.text(21, 23, "lot number", SOURCED, default="")
    lot_day: date | None = zone.optional_day(24, 29, "lot creation date", SOURCED, default=None)
    invoice_type: str = zone.choice(30, 30, "invoice type", SOURCED, values=TYPES)
    billed_on: date | None = zone.optional_day(31, 36, "billing date", SOURCED, default=None)
    amc_handling: str = zone.choice(
        37, 37, "AMC handling", SOURCED, values=("", "N", "V", "C", "E", "A", "F"), default=""
    )
    insurance_nature: str = zone.text(38, 39, "insurance nature", SOURCED, default="")
    end: str = zone.constant(40, 40, "end", SOURCED, fixed="@")


class People(Record, code="103", length=152, sheet="wire-formats 3.3, 103"):
    """103, insured and beneficiary."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="103")
    level: int = zone.number(4, 5, "level", INFERRED, default=4)
    nir: str = zone.nir(6, 18, "NIR", SOURCED)
    nir_key: str = zone.nir_key(19, 20, "key", SOURCED, of="nir")
    birth_name: str = zone.text(
        21, 45, "birth name", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    usual_name: str = zone.text(
        46, 70, "usual name", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    first_name: str = zone.text(
        71, 85, "first name", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    own_nir: str = zone.nir(86, 98, "own NIR", SOURCED, default="")
    own_nir_key: str = zone.nir_key(99, 100, "key", SOURCED, of="own_nir", default="")
    birth_date: str = zone.digits(101, 106, "birth date, may be a lunar date", SOURCED)
    birth_rank: str = zone.digits(107, 107, "birth rank", SOURCED)
    beneficiary_name: str = zone.text(
        108, 132, "beneficiary name", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    beneficiary_first_name: str = zone.text(
        133, 147, "beneficiary first name", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    unit: str = zone.digits(148, 151, "unit", SOURCED, default="")
    end: str = zone.constant(152, 152, "end", SOURCED, fixed="@")


class OldInsured(Record, code="110", length=88, sheet="wire-formats 3.3, 110"):
    """110, insured (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="110")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    nir: str = zone.nir(6, 18, "NIR", SOURCED)
    nir_key: str = zone.nir_key(19, 20, "key", SOURCED, of="nir")
    name_kind: str = zone.choice(21, 21, "name kind: M, P, U", SOURCED, values=("M", "P", "U"))
    name: str = zone.text(22, 46, "name", SOURCED, characters=PRINTED_BUT_AT)
    filler_47: str = zone.filler(47, 72)
    first_name: str = zone.text(73, 87, "first name", SOURCED, characters=PRINTED_BUT_AT)
    end: str = zone.constant(88, 88, "end", SOURCED, fixed="@")


class OldBeneficiary(Record, code="120", length=57, sheet="wire-formats 3.3, 120"):
    """120, beneficiary (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="120")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    birth_date: str = zone.digits(6, 11, "birth date, may be a lunar date", SOURCED)
    birth_rank: str = zone.text(12, 12, "rank", SOURCED)
    name: str = zone.text(13, 37, "name", SOURCED, characters=PRINTED_BUT_AT)
    first_name: str = zone.text(38, 52, "first name", SOURCED, characters=PRINTED_BUT_AT)
    unit: str = zone.text(53, 56, "unit", SOURCED)
    end: str = zone.constant(57, 57, "end", SOURCED, fixed="@")


class OldNature(Record, code="150", length=8, sheet="wire-formats 3.3, 150"):
    """150, insurance nature (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="150")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    nature: str = zone.choice(
        6, 7, "nature: AS sickness, AT work accident, AM maternity", SOURCED,
        values=("AS", "AT", "AM"),
    )  # fmt: skip
    end: str = zone.constant(8, 8, "end", SOURCED, fixed="@")


class Archive(Record, code="160", length=23, sheet="wire-formats 3.3, 160"):
    """160, archive number (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="160")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    archive_number: str = zone.digits(6, 22, "archive number", SOURCED)
    end: str = zone.constant(23, 23, "end", SOURCED, fixed="@")


class AmoPart(Record, code="198", length=24, sheet="wire-formats 3.3, 198"):
    """198, what becomes of the AMO part."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="198")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    asked: Cents = zone.amount(6, 13, "AMO asked", SOURCED)
    state: str = zone.choice(14, 14, "AMO state", SOURCED, values=STATES)
    paid: Cents | None = zone.optional_amount(15, 22, "AMO paid", SOURCED)
    sign: str = zone.choice(23, 23, "sign, typed N", INFERRED, values=SIGNS)
    end: str = zone.constant(24, 24, "end", SOURCED, fixed="@")


class AmcPart(Record, code="199", length=49, sheet="wire-formats 3.3, 199"):
    """199, what becomes of the AMC part."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="199")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    asked: Cents = zone.amount(6, 13, "AMC asked", SOURCED)
    state: str = zone.choice(14, 14, "AMC state", SOURCED, values=STATES)
    paid: Cents | None = zone.optional_amount(15, 22, "AMC paid", SOURCED)
    sign: str = zone.choice(23, 23, "sign, typed N", INFERRED, values=SIGNS)
    amc_number: str = zone.digits(24, 33, "AMC number", SOURCED)
    member_id: str = zone.text(34, 48, "member id", SOURCED, characters=PRINTED_BUT_AT, default="")
    end: str = zone.constant(49, 49, "end", SOURCED, fixed="@")


class ActPaid(Record, code="210", length=118, sheet="wire-formats 3.3, 210"):
    """210, line paid (older family).

    The decimals of quantity, coefficient and rates are not printed: whole numbers here, unscaled.
    """

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="210")
    level: int = zone.number(4, 5, "level", INFERRED, default=6)
    line: int = zone.number(6, 7, "line no", SOURCED)
    regime_technical_code: str = zone.digits(8, 9, "regime technical code", SOURCED)
    exemption: str = zone.text(10, 10, "exemption", SOURCED)
    treatment_mode: str = zone.digits(11, 12, "treatment mode", SOURCED)
    discipline: str = zone.digits(13, 15, "discipline", SOURCED)
    prescribed_on: date | None = zone.optional_day(16, 21, "prescription date", SOURCED)
    started_on: date | None = zone.optional_day(22, 27, "start date", SOURCED)
    ended_on: date | None = zone.optional_day(28, 33, "end date", SOURCED)
    unit_price: Cents = zone.amount(34, 41, "unit price", SOURCED)
    base: Cents = zone.amount(42, 49, "base", SOURCED)
    rate: int = zone.number(50, 52, "rate", SOURCED)
    paid: Cents = zone.amount(53, 60, "amount paid", SOURCED)
    sign: str = zone.choice(61, 61, "sign", SOURCED, values=SIGNS)
    act: str = zone.text(62, 64, "nature of act", SOURCED)
    act_complement: str = zone.text(65, 66, "act complement", SOURCED)
    quantity: int = zone.number(67, 69, "quantity", SOURCED)
    coefficient: int = zone.number(70, 74, "coefficient", SOURCED)
    unit_count: int = zone.number(75, 77, "count", SOURCED)
    spent: Cents = zone.amount(78, 85, "amount spent", SOURCED)
    spending_qualifier: str = zone.text(86, 87, "spending qualifier", SOURCED)
    increase_rate: int = zone.number(88, 90, "A-M rate", SOURCED)
    increase: Cents = zone.amount(91, 98, "A-M amount", SOURCED)
    mutual_rate: int = zone.number(99, 101, "mutual rate", SOURCED)
    mutual: Cents = zone.amount(102, 109, "mutual amount", SOURCED)
    mutual_base: Cents = zone.amount(110, 117, "mutual base", SOURCED)
    end: str = zone.constant(118, 118, "end", SOURCED, fixed="@")


class Debt(Record, code="250", length=47, sheet="wire-formats 3.3, 250"):
    """250, debt created, withheld or settled."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="250")
    level: int = zone.number(4, 5, "level", INFERRED, default=3)
    line: int = zone.number(6, 7, "line no", SOURCED)
    debt_reference: str = zone.text(8, 17, "debt reference", SOURCED, characters=PRINTED_BUT_AT)
    debt_on: date = zone.day(18, 23, "debt date", SOURCED)
    nature: str = zone.text(24, 26, "debt nature", SOURCED)
    operation: str = zone.text(27, 29, "recovery operation", SOURCED)
    amount: Cents = zone.amount(30, 37, "movement amount", SOURCED)
    sign: str = zone.choice(38, 38, "sign", SOURCED, values=SIGNS)
    balance: Cents | None = zone.optional_amount(39, 46, "balance", SOURCED, default=None)
    end: str = zone.constant(47, 47, "end", SOURCED, fixed="@")


class OneOffPayment(Record, code="261", length=19, sheet="wire-formats 3.3, 261"):
    """261, one-off payment."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="261")
    level: int = zone.number(4, 5, "level", INFERRED, default=3)
    payment_code: str = zone.digits(6, 10, "payment code", SOURCED)
    amount: Cents = zone.amount(11, 18, "amount", SOURCED)
    end: str = zone.constant(19, 19, "end", SOURCED, fixed="@")


class OneOffDetail(Record, code="262", length=134, sheet="wire-formats 3.3, 262"):
    """262, what a one-off payment is made of."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="262")
    level: int = zone.number(4, 5, "level", INFERRED, default=4)
    code: str = zone.text(6, 10, "code", SOURCED, default="")
    label: str = zone.text(11, 90, "label", SOURCED, characters=PRINTED_BUT_AT, default="")
    # Printed ``PAT01 00`` (seed-facts 17): it may be a name that the payer gave.
    nir: str = zone.text(91, 103, "NIR, or a name", INFERRED, default="")
    nir_key: str = zone.digits(104, 105, "key", SOURCED, default="")
    birth_date: str = zone.digits(106, 111, "birth date", SOURCED, default="")
    birth_rank: str = zone.digits(112, 112, "birth rank", SOURCED, default="")
    period: str = zone.choice(
        113, 113, "period kind", SOURCED, values=("H", "M", "T", "S", "A", "P")
    )
    period_from: date | None = zone.optional_day(114, 119, "start", SOURCED, default=None)
    period_to: date | None = zone.optional_day(120, 125, "end", SOURCED, default=None)
    amount: Cents = zone.amount(126, 133, "amount", SOURCED)
    end: str = zone.constant(134, 134, "end", SOURCED, fixed="@")


class LineReject(Record, code="290", length=98, sheet="wire-formats 3.3, 290"):
    """290, reject or signalling (older family)."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="290")
    level: int = zone.number(4, 5, "level", INFERRED, default=7)
    line: int = zone.number(6, 7, "line no", SOURCED)
    code: str = zone.text(8, 17, "code", SOURCED)
    label: str = zone.text(18, 97, "label", SOURCED, characters=PRINTED_BUT_AT)
    end: str = zone.constant(98, 98, "end", SOURCED, fixed="@")


class Reject(Record, code="294", length=153, sheet="wire-formats 3.3, 294"):
    """294, reject or signalling."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="294")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    code: str = zone.text(6, 9, "reject code", SOURCED)
    label: str = zone.text(10, 95, "label", SOURCED, characters=PRINTED_BUT_AT)
    reject_level: str = zone.choice(
        96, 96, "reject level: F invoice, L line, A fine code", SOURCED, values=("F", "L", "A")
    )
    part: str = zone.choice(97, 97, "part: O AMO, C AMC", SOURCED, values=("O", "C"))
    act: str = zone.text(98, 102, "act nature", SOURCED, default="")
    care_on: date | None = zone.optional_day(103, 108, "care date", SOURCED, default=None)
    executant_number: str = zone.digits(109, 117, "executant", SOURCED, default="")
    line: int | None = zone.optional_number(118, 120, "line no", SOURCED, default=None)
    reject_rank: int | None = zone.optional_number(121, 122, "reject rank", SOURCED, default=None)
    extra: str = zone.text(
        123, 152, "extra information", SOURCED, characters=PRINTED_BUT_AT, default=""
    )
    end: str = zone.constant(153, 153, "end", SOURCED, fixed="@")


class Comment(Record, code="295", length=135, sheet="wire-formats 3.3, 295"):
    """295, comment."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="295")
    level: int = zone.number(4, 5, "level", INFERRED, default=5)
    code: str = zone.text(6, 6, "comment code", SOURCED, default="")
    comment: str = zone.text(7, 134, "comment", SOURCED, characters=PRINTED_BUT_AT)
    end: str = zone.constant(135, 135, "end", SOURCED, fixed="@")


class Closing(Record, code="990", length=43, sheet="wire-formats 3.3, 990"):
    """990, closing of a level."""

    entity: str = zone.constant(1, 3, "entity", SOURCED, fixed="990")
    level: str = zone.constant(4, 5, "level", SOURCED, fixed="99")
    key: str = zone.text(6, 22, "level being closed", SOURCED, default="")
    count: int = zone.number(23, 30, "count of lower-level entities", SOURCED)
    total: Cents = zone.amount(31, 41, "sum of lower-level amounts", SOURCED)
    sign: str = zone.choice(42, 42, "sign", SOURCED, values=SIGNS)
    end: str = zone.constant(43, 43, "end", SOURCED, fixed="@")


ENTITIES: Mapping[str, type[Record]] = {
    table.CODE: table
    for table in (
        Payee, PayeeContinued, AccountingDay, TransferAnnounced, LotReturned, ReturnKind,
        OldInvoice, InvoiceReturned, People, OldInsured, OldBeneficiary, OldNature, Archive,
        AmoPart, AmcPart, ActPaid, Debt, OneOffPayment, OneOffDetail, LineReject, Reject, Comment,
        Closing,
    )
}  # fmt: skip
"""Entity code → table; the two families of the sheet may meet in one return."""
