"""Random people, shops and invoices of core: what billing may meet, amounts by core's own rules."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from binocle.amc import Complementary
from binocle.fse import (
    MARKING,
    Flow,
    FormCircumstances,
    Invoice,
    Patient,
    Payee,
    PaymentChoice,
    SealedForm,
    Shop,
    WorkAccident,
)
from binocle.fse.messages import form_records, seal_records
from binocle.kernel import (
    AmcNumber,
    BirthDate,
    Cents,
    LppCode,
    Nir,
    PartnerNumber,
    luhn_digit,
    nir_key,
)
from binocle.lots import Lot, LotKey, LotState
from binocle.lots.messages import FileHeading, file_of_lots
from binocle.optics import LineKind, Prescriber
from binocle.rates import (
    AmoProof,
    Claim,
    Entitlement,
    InsuranceNature,
    SaleLine,
    SecuringMode,
    amo_of,
    billed_lines,
    complementary_of,
    is_accident_number,
    management_of,
)
from binocle_simulators.sesam_vitale import SesamVitaleSimulator

COMPONENT = SesamVitaleSimulator()
SIGNED_AT = datetime(2024, 5, 28, 7, 0, tzinfo=UTC)
UPPER = string.ascii_uppercase + string.digits

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))


def digits(*lengths: int) -> SearchStrategy[str]:
    return st.sampled_from(lengths).flatmap(
        lambda length: st.text(string.digits, min_size=length, max_size=length)
    )


def words(longest: int) -> SearchStrategy[str]:
    """Upper-case text, a space inside perhaps; never empty, never a space at an end."""
    return st.from_regex(rf"[A-Z]([A-Z0-9 ]{{0,{longest - 2}}}[A-Z0-9])?", fullmatch=True)


nirs = st.builds(
    lambda start, department, end: start + department + end,
    digits(5),
    digits(2) | st.sampled_from(["2A", "2B"]),
    digits(6),
).map(lambda number: Nir(number, nir_key(number)))
partners = digits(8).map(lambda start: PartnerNumber(start + luhn_digit(start)))
insurers = digits(8, 9, 10).map(AmcNumber)
birth_dates = digits(8).map(BirthDate)


def _lpp(start: str) -> LppCode:
    weighted = sum(int(digit) * place for place, digit in enumerate(start, start=2))
    return LppCode(start + str(weighted % 11 % 10))


lpp_codes = digits(6).map(_lpp)
amounts = st.integers(0, 9_999_999).map(Cents)
sale_lines = st.builds(
    SaleLine,
    kind=st.sampled_from(LineKind),
    act=st.from_regex(r"[A-Z][A-Z0-9]{1,4}", fullmatch=True),
    lpp=lpp_codes,
    net=amounts,
    base=amounts,
)


accident_numbers = digits(9).filter(is_accident_number)


@st.composite
def circumstances(draw: DrawFn, *, flag: str) -> FormCircumstances:
    """What surrounds a claim of a secured or of a degraded lot, without an exemption of its own."""
    proofs = set(AmoProof) - ({AmoProof.VITALE_CARD} if flag == "D" else set())
    return FormCircumstances(
        proof=draw(st.sampled_from(sorted(proofs, key=str))),
        nature=draw(st.sampled_from(InsuranceNature)),
        maternity_on=draw(days),
        accident=WorkAccident(draw(accident_numbers | st.just("")), draw(days)),
    )


insurer_routes: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "routing": st.just("") | words(2),
        "host": st.just("") | words(3),
        "sts_routing": st.sampled_from(["", "R", "U", "M", "8", "4"]),
        "domain": st.from_regex(r"[A-Z0-9.-]{0,20}", fullmatch=True),
        "treatment": st.just("") | digits(2),
    }
)


asked = st.builds(
    PaymentChoice,
    amo=st.booleans(),
    amc=st.booleans(),
    send_amc=st.just(True),
    payee=st.sampled_from(Payee),
)
"""What a DRE may come from: whoever is paid, both parts are sent."""


@st.composite
def claims(draw: DrawFn, entitlement: Entitlement, *, with_rc: bool) -> Claim:
    """A claim whose RC part fits, and is not zero when asked for."""
    lines = tuple(draw(st.lists(sale_lines, min_size=1, max_size=4)))
    room = sum(line.net - amo_of(line, entitlement.rate) for line in lines)
    if with_rc and not room:
        lines = (*lines, SaleLine(LineKind.SUNDRY, "MX1", _lpp("222334"), Cents(1000), Cents(0)))
        room = 1000
    rc = draw(st.integers(1, room)) if with_rc else 0
    prescribed, billed = sorted((draw(days), draw(days)))
    return Claim(prescribed, billed, lines, Cents(rc))


@dataclass(frozen=True)
class Written:
    """A file that core wrote, and what it was made from."""

    heading: FileHeading
    lots: tuple[tuple[Lot, tuple[Invoice, ...]], ...]
    flow: Flow
    content: bytes


@st.composite
def invoices(draw: DrawFn, *, shop: Shop, key: LotKey, number: str) -> Invoice:
    """An invoice that belongs in a lot of that key: FSE alone, split, in single management, DRE."""
    dre = key.flow.to_insurer
    regime, caisse = (draw(digits(2)), draw(digits(3))) if dre else key.recipient.split(" ")
    insurer = AmcNumber(key.recipient) if dre else draw(insurers)
    exemption = draw(st.sampled_from("03459"))
    entitlement = Entitlement(
        rate=100 if exemption == "5" else draw(st.integers(0, 100)),
        exemption=exemption,
        asked_on=SIGNED_AT.date(),
        until=SIGNED_AT.date(),
        amo_service="00" if dre else draw(st.sampled_from(["00", "01"])),
        complementary=Complementary(insurer, draw(words(15)), **draw(insurer_routes)),
    )
    with_rc = dre or (entitlement.amo_service == "00" and draw(st.booleans()))
    claim = draw(claims(entitlement, with_rc=with_rc))
    patient = Patient(
        name=draw(words(25)),
        first_name=draw(words(15)),
        birth=draw(birth_dates),
        rank=draw(digits(1)),
        nir=draw(nirs),
        certified_nir=draw(st.none() | nirs),
        regime=regime,
        caisse=caisse,
        centre=draw(digits(4)),
        amo_service=entitlement.amo_service,
        card_serial=draw(digits(10)),
    )
    return Invoice(
        number=number,
        shop=shop,
        prescriber=Prescriber(draw(partners), draw(digits(11)), draw(digits(2))),
        patient=patient,
        prescription=claim.prescription,
        invoice_date=claim.invoice_date,
        mode=SecuringMode.SESAM_VITALE if key.flag == "S" else SecuringMode.DEGRADED,
        management=management_of(claim, entitlement),
        complementary=complementary_of(claim, entitlement),
        lines=billed_lines(claim, entitlement),
        circumstances=draw(circumstances(flag=key.flag)),
        tiers_payant=draw(st.none() | asked) if dre else None,
        act_day=draw(st.none() | days),
    )


def sealed(invoice: Invoice, flow: Flow) -> SealedForm:
    """Seal as the service does; the CPS's signature does not travel in the file."""
    blank = form_records(invoice, flow)
    records = seal_records(blank, COMPONENT.invoice_zone(blank))
    return SealedForm(invoice.number, flow, records, b"", b"", SIGNED_AT)


def write(
    heading: FileHeading, lots: Sequence[tuple[Lot, tuple[Invoice, ...]]], flow: Flow
) -> bytes:
    forms = [(lot, [sealed(invoice, flow) for invoice in some]) for lot, some in lots]
    return file_of_lots(forms, heading=heading, services=COMPONENT)


@st.composite
def written_files(draw: DrawFn, *, most_lots: int = 2, flow: Flow | None = None) -> Written:
    """One file for one recipient: a fund (FSE, C2S) or an insurer (DRE, cancelling one)."""
    flow = flow or draw(st.sampled_from(Flow))
    fund = f"{draw(digits(2))} {draw(digits(3))}"
    recipient = fund if flow is Flow.FSE else draw(insurers).digits
    shop = Shop(draw(words(40)), draw(partners), draw(words(12)), draw(digits(2)), draw(digits(2)))
    key = LotKey(recipient, flow, draw(st.sampled_from("SD")), shop.number.digits, MARKING)
    heading = FileHeading(shop, draw(digits(6)), draw(days))
    numbers = draw(st.lists(st.integers(1, 999_999_999), min_size=1, max_size=4, unique=True))
    made = tuple(draw(invoices(shop=shop, key=key, number=f"{n:09d}")) for n in numbers)
    cut = draw(st.integers(1, len(made)))
    groups = [group for group in (made[:cut], made[cut:]) if group][:most_lots]
    lots = tuple(
        (Lot(place, draw(st.sampled_from(["027", "AAE", "999"])), key, draw(days),
             LotState.GROUPED), group)
        for place, group in enumerate(groups)
    )  # fmt: skip
    return Written(heading, lots, flow, write(heading, lots, flow))


flips = st.sampled_from((0x02, 0x1E)) | st.integers(1, 255)
"""Bits to change in a byte; P to R and P to N, the changes that would matter most, come often."""


def flipped(content: bytes, place: int, bits: int) -> bytes:
    """Return the content with some bits of one byte changed."""
    return content[:place] + bytes((content[place] ^ bits,)) + content[place + 1 :]
