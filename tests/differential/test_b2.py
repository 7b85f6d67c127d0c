"""B2: what core writes, the concentrator's own reader reads; what is altered is never believed."""

from hypothesis import given, settings

from binocle.amc import Management
from binocle.fse import Flow, FormCircumstances, Invoice
from binocle.lots import recipient_number
from binocle.rates import AmoProof, InsuranceNature
from binocle_simulators.concentrator import (
    B2Refused,
    FileFacts,
    InvoiceFacts,
    LineFacts,
    LotFacts,
    read_b2,
)
from binocle_simulators.concentrator.formats import seal_over
from binocle_simulators.sesam_vitale import certification_zone

from .invoices import Written, flipped, flips, written_files

PAYEE = {(False, False): "00", (True, False): "05", (True, True): "15", (False, True): "25"}
NATURE = {
    InsuranceNature.ILLNESS: "10",
    InsuranceNature.MATERNITY: "30",
    InsuranceNature.WORK_ACCIDENT: "41",
    InsuranceNature.SMG: "22",
}
PROOF = {
    AmoProof.NONE: "0",
    AmoProof.DOCUMENT: "1",
    AmoProof.SOCIAL_CARD: "2",
    AmoProof.VITALE_CARD: "4",
    AmoProof.ADRI: "5",
    AmoProof.MOBILE_CARD: "6",
}
ZONE = 32


def told(written: Written) -> FileFacts:
    """Return the facts that the file must tell, from what it was made of."""
    heading, fund = written.heading, written.flow is Flow.FSE
    partner = heading.shop.number.digits
    lots = []
    for lot, some in written.lots:
        regime, caisse = lot.key.recipient.split(" ") if fund else ("", "")
        lots.append(
            LotFacts(
                partner=partner,
                recipient_type="CP" if fund else "OC",
                recipient=recipient_number(lot.key),
                regime=regime,
                fund=caisse,
                number=lot.number,
                date=f"{lot.day:%y%m%d}",
                flow="FSE" if fund else "DRE",
                certification=lot.key.flag,
                file=heading.number,
                invoices=tuple(invoice_told(invoice, written.flow) for invoice in some),
            )
        )
    return FileFacts(
        sender=partner.zfill(14),
        recipient_type=lots[0].recipient_type,
        recipient=lots[0].recipient,
        identification=heading.number,
        created=f"{heading.day:%y%m%d}",
        message=" " * 37,
        lots=tuple(lots),
    )


def invoice_told(invoice: Invoice, flow: Flow) -> InvoiceFacts:
    patient, amc = invoice.patient, invoice.complementary
    around = invoice.circumstances
    born = around.nature is InsuranceNature.MATERNITY
    hurt = around.nature is InsuranceNature.WORK_ACCIDENT
    asks_amc = flow.to_insurer or invoice.management is Management.SINGLE
    lines = tuple(
        LineFacts(
            care_date=f"{invoice.performed_on:%y%m%d}",
            act=line.act,
            lpp=line.lpp.digits,
            quantity=1,
            unit_price=line.net,
            base=line.base,
            rate=line.rate,
            amo=line.amo,
            billed=line.net,
            amc=line.amc if asks_amc else 0,
        )
        for line in invoice.lines
    )
    return InvoiceFacts(
        number=invoice.number,
        billing_date=f"{invoice.invoice_date:%y%m%d}",
        nir=patient.nir.compact,
        own_nir=patient.certified_nir.compact if patient.certified_nir else "",
        birth=patient.birth.digits[2:],
        birth_rank=patient.rank,
        nature=NATURE[around.nature],
        exemption=invoice.circumstances.exemption or invoice.lines[0].exemption,
        split=invoice.management is Management.SEPARATE,
        payee=PAYEE[invoice.asked.amo, invoice.asked.amc],
        contract="89" if invoice.management is Management.SINGLE else "00",
        insurer=amc.number.digits.zfill(10) if amc else "",
        member=amc.member if amc and flow.to_insurer else "",
        lines=lines,
        billed=sum(line.net for line in invoice.lines),
        amo=sum(line.amo for line in invoice.lines),
        amc=sum(line.amc for line in invoice.lines) if asks_amc else 0,
        proof=PROOF[around.proof],
        maternity=f"{around.maternity_on:%y%m%d}" if born else "",
        accident=_accident(around) if hurt else "",
        operation="2" if flow is Flow.CANCELLATION else "1",
    )


def _accident(around: FormCircumstances) -> str:
    assert around.accident is not None
    return around.accident.number or f"000{around.accident.on:%y%m%d}"


@settings(max_examples=60, deadline=None)
@given(written_files())
def test_the_concentrator_reads_what_core_wrote(written: Written) -> None:
    assert read_b2(written.content) == told(written)


@settings(max_examples=15, deadline=None)
@given(written_files(most_lots=1), flips)
def test_any_byte_flipped_is_refused_or_told(written: Written, bits: int) -> None:
    facts, silent = told(written), []
    for place in range(len(written.content)):
        try:
            found = read_b2(flipped(written.content, place, bits))
        except B2Refused:
            continue
        if found == facts:
            silent.append(place)
    assert silent == []


@settings(max_examples=20, deadline=None)
@given(written_files(most_lots=1))
def test_component_and_concentrator_agree_on_the_zones(written: Written) -> None:
    lot = written.content[128:-128]
    blank = lot[:-ZONE] + b" " * ZONE
    assert certification_zone(blank) == lot[-ZONE:] == seal_over(blank).encode("ascii")
