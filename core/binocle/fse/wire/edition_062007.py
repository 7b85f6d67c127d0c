"""B2 records of an invoice, common layout, supplier norm, edition 06 2007 (wire sheet, 1.5).

Law of this file: tables only; each line can be compared with the page by eye. Records do not know
the domain. A single-character code whose list the sheet prints whole is a closed list; the lists of
sheet 1.6 are only "seen", so those zones stay open. What the sheet's prose about 2B, 2C and 4S does
not tell is a filler, or a width that ends where the next zone begins: *assumed*. 4E is younger than
this edition; it stands here because the edition's files meet it (sheet 1.5 and 8.1).
"""

from datetime import date

from binocle.kernel import ZERO, Cents
from binocle.wire import ASSUMED, DOMAIN, INFERRED, PRINTED, SOURCED, Record, zone


class InvoicePrefix(Record):
    """Positions 2 to 35, the same in every record of an invoice."""

    partner_number: str = zone.partner_number(2, 10, "partner number + key", SOURCED)
    filler_11: str = zone.filler(11, 11)
    nir: str = zone.nir(12, 24, "NIR of the insured", SOURCED)
    nir_key: str = zone.nir_key(25, 26, "NIR key", SOURCED, of="nir")
    invoice_number: str = zone.digits(27, 35, "invoice number, never zero", SOURCED, nonzero=True)


class InvoiceStart(InvoicePrefix, code="2", length=128, sheet="wire-formats 1.5, type 2"):
    """2, start of invoice."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement: none", SOURCED, fixed=" ")
    marking: str = zone.choice(
        37, 37, "marking: real, test, demo", INFERRED, values=("", "R", "T", "D"), default=""
    )
    forced_tariff: str = zone.text(38, 38, "forced AMO tariff flag", SOURCED, default="")
    operation_nature: str = zone.digits(39, 39, "operation nature", SOURCED)
    billed_on: date = zone.day(40, 45, "billing date", SOURCED)
    split: str = zone.choice(
        46, 46, "split by the professional: E SESAM, F outside", SOURCED,
        values=("", "E", "F"), default="",
    )  # fmt: skip
    invoice_type: str = zone.choice(
        47, 47, "invoice type: F SESAM", SOURCED, values=("", "F"), default=""
    )
    portable_device: str = zone.text(48, 48, "made on portable device", SOURCED, default="")
    regime: str = zone.digits(49, 50, "main regime", SOURCED)
    fund: str = zone.digits(51, 53, "managing fund", SOURCED)
    centre: str = zone.digits(54, 57, "managing centre", SOURCED)
    proof_of_rights: str = zone.digits(58, 58, "proof of rights", SOURCED)
    prescriber_number: str = zone.partner_number(59, 67, "prescriber number + key", SOURCED)
    prescribed_on: date = zone.day(68, 73, "prescription date", SOURCED)
    benefit_regime: str = zone.text(74, 76, "benefit regime of the insured", SOURCED, default="000")
    insurance_nature: str = zone.digits(77, 78, "insurance nature", SOURCED)
    exemption: str = zone.text(79, 79, "co-payment exemption code", SOURCED)
    maternity_on: date | None = zone.optional_day(80, 85, "maternity date", SOURCED, default=None)
    work_accident: str = zone.digits(
        86, 94, "work-accident number or 000 + date", SOURCED, default="000000000"
    )
    substitute_cps: str = zone.digits(95, 95, "substitute CPS present", SOURCED)
    birth_date: str = zone.digits(
        96, 101, "birth date of beneficiary, may be a lunar date", SOURCED
    )
    birth_rank: str = zone.digits(102, 102, "birth rank", SOURCED, default="0")
    beneficiary_rank: str = zone.text(103, 104, "beneficiary rank", SOURCED, default="")
    member_number: str = zone.text(105, 112, "member number (AMC)", SOURCED, default="")
    prescriber_speciality: str = zone.digits(
        113, 114, "prescriber speciality", SOURCED, default="00"
    )
    payee: str = zone.digits(115, 116, "payee", SOURCED)
    amc_contract: str = zone.digits(117, 118, "AMC contract type", SOURCED, default="00")
    amc_number: str = zone.text(119, 128, "AMC organisation number", SOURCED, default="")


class InvoiceContinuation(InvoicePrefix, code="2S", length=128, sheet="wire-formats 1.5, type 2S"):
    """2S, continuation ("suite"): the beneficiary's own NIR."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="S")
    filler_37: str = zone.filler(37, 49)
    own_nir: str = zone.nir(50, 62, "own NIR of the beneficiary", SOURCED, default="")
    own_nir_key: str = zone.nir_key(63, 64, "key", SOURCED, of="own_nir", default="00")
    opposition_list: str = zone.digits(
        65, 70, "opposition list reference", SOURCED, default="000000"
    )
    filler_71: str = zone.filler(71, 128)


class InvoiceComplementary(InvoicePrefix, code="2M", length=128, sheet="wire-formats 1.5, type 2M"):
    """2M, complementary insurer (DRE, shared management).

    The member number is typed N and "15 chars given by the AMC"; read here as text (assumed).
    """

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="M")
    amc_number: str = zone.digits(37, 46, "AMC organisation number", SOURCED, default="0000000000")
    routing: str = zone.text(47, 48, "AMC routing code", SOURCED, default="")
    host: str = zone.text(49, 51, "AMC host id", SOURCED, default="")
    filler_52: str = zone.filler(52, 71)
    member_id: str = zone.text(72, 86, "AMC member id", SOURCED, default="")
    filler_87: str = zone.filler(87, 93)
    forced_tariff: str = zone.text(94, 94, "forced AMC tariff code", SOURCED, default="")
    sts_type: str = zone.choice(
        95, 95, "STS module type", SOURCED, values=("", "R", "U", "M", "8", "4"), default=""
    )
    sts_version: str = zone.text(96, 99, "STS module version", SOURCED, default="")
    sts_routing: str = zone.text(100, 101, "AMC routing code", SOURCED, default="")
    sts_host: str = zone.text(102, 104, "AMC host id", SOURCED, default="")
    domain: str = zone.text(105, 124, "domain name", SOURCED, characters=DOMAIN, default="")
    treatment: str = zone.text(125, 126, "treatment indicator", SOURCED, default="")
    application: str = zone.text(127, 128, "AMC application code", SOURCED, default="")


class InvoicePaymentOperator(
    InvoicePrefix, code="2P", length=128, sheet="wire-formats 1.5, type 2P"
):
    """2P, payment operator of the complementary part."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="P")
    operator_number: str = zone.text(37, 46, "payment operator number", SOURCED, default="")
    convention: str = zone.text(
        47, 80, "AMC convention context", SOURCED, characters=PRINTED, default=""
    )
    filler_81: str = zone.filler(81, 128)


class BeneficiaryName(InvoicePrefix, code="2B", length=128, sheet="wire-formats 1.5, type 2B"):
    """2B, name and street of the beneficiary."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="B")
    filler_37: str = zone.filler(37, 37, ASSUMED)
    kind: str = zone.choice(
        38, 39, "kind of beneficiary", SOURCED, values=("", "A", "C", "E", "AA"), default=""
    )
    civility: str = zone.text(40, 42, "civility", SOURCED, default="")
    name: str = zone.text(43, 67, "name", SOURCED, default="")
    first_name: str = zone.text(68, 82, "first name", SOURCED, default="")
    street_number: str = zone.text(83, 86, "street number", SOURCED, default="")
    street_complement: str = zone.text(87, 87, "street number complement", SOURCED, default="")
    street_kind: str = zone.text(88, 91, "kind of street", SOURCED, default="")
    street: str = zone.text(92, 116, "street name", SOURCED, default="")
    filler_117: str = zone.filler(117, 128, ASSUMED)


class BeneficiaryTown(InvoicePrefix, code="2C", length=128, sheet="wire-formats 1.5, type 2C"):
    """2C, rest of the address, name of the insured."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="2")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="C")
    filler_37: str = zone.filler(37, 40, ASSUMED)
    address_complement: str = zone.text(41, 65, "address complement", SOURCED, default="")
    town: str = zone.text(66, 90, "town", SOURCED, default="")
    postcode: str = zone.text(91, 95, "postcode", SOURCED, default="")
    insured_name: str = zone.text(96, 120, "name of the insured", SOURCED, default="")
    insured_first_name: str = zone.text(121, 128, "first name of the insured", SOURCED, default="")


class Line(InvoicePrefix, code="4", length=128, sheet="wire-formats 1.5, type 4"):
    """4, line of invoice."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="4")
    complement: str = zone.constant(36, 36, "complement: none", SOURCED, fixed=" ")
    sequence: str = zone.digits(37, 38, "sequence", SOURCED, default="00")
    treatment_mode: str = zone.digits(39, 40, "treatment mode", SOURCED, default="00")
    discipline: str = zone.digits(41, 43, "discipline", SOURCED, default="000")
    agreed_on: date | None = zone.optional_day(
        44, 49, "prior-agreement date", SOURCED, default=None
    )
    prior_agreement: str = zone.choice(
        50, 50, "prior agreement: 0 no answer, 4 agreed, 5 urgent, 9 not subject", SOURCED,
        values=("0", "4", "5", "9"),
    )  # fmt: skip
    renewal: str = zone.text(51, 52, "renewal sequence", SOURCED, default="")
    filler_53: str = zone.filler(53, 53)
    exemption: str = zone.text(54, 54, "exemption code of the line", SOURCED, default="")
    executant_number: str = zone.partner_number(55, 63, "executant number + key", SOURCED)
    tariff_zone: str = zone.digits(64, 65, "tariff zone", SOURCED, default="00")
    executant_speciality: str = zone.digits(
        66, 67, "speciality of executant", SOURCED, default="00"
    )
    performed_on: date = zone.day(68, 73, "date of act / delivery", SOURCED)
    act: str = zone.text(74, 78, "act code", SOURCED)
    quantity: int = zone.number(79, 80, "quantity", SOURCED)
    coefficient_hundredths: int = zone.number(81, 86, "coefficient, 2 decimals", SOURCED)
    unit_count: int = zone.number(87, 88, "count", SOURCED)
    unit_price: Cents = zone.amount(89, 95, "unit price", SOURCED)
    base: Cents = zone.amount(96, 102, "reimbursement base", SOURCED)
    rate: int = zone.number(103, 105, "rate, percent", SOURCED)
    amo: Cents = zone.amount(106, 112, "AMO amount", SOURCED)
    billed: Cents = zone.amount(113, 119, "amount billed, after discount", SOURCED)
    spending_qualifier: str = zone.text(120, 120, "spending qualifier", SOURCED, default="")
    place: str = zone.choice(121, 121, "place: 0 practice, 1 home", SOURCED, values=("0", "1"))
    amc: Cents = zone.amount(122, 128, "AMC amount", SOURCED, default=ZERO)


class LppArticle(InvoicePrefix, code="4F", length=128, sheet="wire-formats 1.5, type 4F"):
    """4F, LPP article of the line."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="4")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="F")
    sequence: int = zone.number(37, 38, "sequence", SOURCED)
    sesam_reserved: str = zone.text(
        39, 42, "reserved for SESAM", SOURCED, characters=PRINTED, default=""
    )
    lpp: str = zone.text(43, 55, "LPP code", SOURCED, default="")
    supply: str = zone.choice(
        56, 56, "kind of supply", SOURCED, values=("A", "L", "E", "P", "R", "S", "V")
    )
    siret: str = zone.text(57, 70, "SIRET of maker/importer", SOURCED, default="")
    filler_71: str = zone.filler(71, 76)
    started_on: date = zone.day(77, 82, "start or delivery date", SOURCED)
    ended_on: date | None = zone.optional_day(83, 88, "end date", SOURCED, default=None)
    tariff: Cents = zone.amount(89, 95, "LPP reference tariff or quote unit price", INFERRED)
    units: int = zone.number(96, 97, "units", SOURCED)
    selling_price: Cents = zone.amount(98, 104, "selling unit price", INFERRED)
    base: Cents = zone.amount(105, 111, "LPP reimbursement base", INFERRED)
    billed: Cents = zone.amount(112, 118, "total billed", INFERRED)
    filler_119: str = zone.filler(119, 128)


class LineSupplement(InvoicePrefix, code="4S", length=128, sheet="wire-formats 1.5, type 4S"):
    """4S, supplement of the line: conditions of exercise, network, domain."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="4")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="S")
    sequence: str = zone.digits(37, 38, "sequence", SOURCED, default="01")
    exercise_condition: str = zone.choice(
        39, 39, "exercise condition: L, S", SOURCED, values=("", "L", "S"), default=""
    )
    filler_40: str = zone.filler(40, 40, ASSUMED)
    theoretical_base: Cents = zone.amount(41, 48, "theoretical base", ASSUMED, default=ZERO)
    agreed_on: date | None = zone.optional_day(49, 54, "agreement date", SOURCED, default=None)
    agreement: str = zone.text(55, 55, "agreement code", SOURCED, default="")
    substitute_number: str = zone.partner_number(
        56, 64, "substitute number + key", ASSUMED, default="000000000"
    )
    filler_65: str = zone.filler(65, 70, ASSUMED)
    forced_amo_tariff: str = zone.text(71, 71, "forced AMO tariff flag", SOURCED, default="")
    execution_place: str = zone.text(72, 85, "place of execution", SOURCED, default="")
    network: str = zone.text(86, 99, "network", SOURCED, default="")
    forced_amc_tariff: str = zone.text(100, 100, "forced AMC tariff flag", SOURCED, default="")
    imaging: str = zone.text(
        101, 123, "imaging and hospital stay group, not cut", ASSUMED,
        characters=PRINTED, default="",
    )  # fmt: skip
    domain: str = zone.text(124, 128, "domain", ASSUMED, default="")


class LineIdentities(InvoicePrefix, code="4E", length=128, sheet="wire-formats 1.5, type 4E"):
    """4E, RPPS numbers of prescriber and executant; only where one of them is known."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="4")
    complement: str = zone.constant(36, 36, "complement", SOURCED, fixed="E")
    sequence: str = zone.digits(37, 38, "sequence", SOURCED, default="01")
    prescriber_rpps: str = zone.digits(39, 49, "RPPS number of prescriber", INFERRED, default="")
    prescriber_structure: str = zone.text(50, 63, "structure of prescriber", INFERRED, default="")
    executant_rpps: str = zone.digits(64, 74, "RPPS number of executant", INFERRED, default="")
    executant_structure: str = zone.text(75, 88, "structure of executant", INFERRED, default="")
    filler_89: str = zone.filler(89, 128)


class InvoiceTotal(InvoicePrefix, code="5", length=128, sheet="wire-formats 1.5, type 5"):
    """5, invoice totals."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="5")
    filler_36: str = zone.filler(36, 38)
    line_count: int = zone.number(39, 41, "number of type-4 records, complements included", SOURCED)
    sesam_reserved: str = zone.text(
        42, 57, "reserved for SESAM", SOURCED, characters=PRINTED, default=""
    )
    total_billed: Cents = zone.amount(58, 65, "total billed", SOURCED)
    total_amo: Cents = zone.amount(66, 73, "total AMO", SOURCED)
    total_left: Cents = zone.amount(74, 81, "total left to the insured before AMC", SOURCED)
    total_amc: Cents = zone.amount(82, 89, "total AMC", SOURCED, default=ZERO)
    concentrator_split: str = zone.choice(
        90, 90, "split by concentrator: A", SOURCED, values=("", "A"), default=""
    )
    sesam_reserved_91: str = zone.text(
        91, 93, "reserved for SESAM", SOURCED, characters=PRINTED, default=""
    )
    opposition_list: str = zone.text(94, 94, "opposition list", SOURCED, default="")
    filler_95: str = zone.filler(95, 96)
    certification_zone: str = zone.text(
        97, 128, "certification zone", SOURCED, characters=PRINTED, default=""
    )
