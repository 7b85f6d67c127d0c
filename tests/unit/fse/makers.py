"""The manuals' claim and what stands around it, for the tests of forms and of lots."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from binocle.adapters.sqlite import Session, SqliteFseStore, open_engine
from binocle.amc import AmcProof, Complementary, Management
from binocle.cards import CpsSession
from binocle.fse import (
    Flow,
    FormCircumstances,
    FseService,
    Invoice,
    Patient,
    SealedForm,
    Shop,
)
from binocle.fse.messages import form_records, seal_records
from binocle.kernel import AmcNumber, BirthDate, Cents, LppCode, Nir, PartnerNumber
from binocle.optics import LineKind, Prescriber
from binocle.rates import (
    AmoProof,
    AmoRights,
    Claim,
    Entitlement,
    Forcings,
    RateCheck,
    RateForm,
    SaleLine,
    SecuringMode,
    billed_lines,
    complementary_of,
    management_of,
    shares_of,
)

NOW = datetime(2024, 5, 28, 7, 0, tzinfo=UTC)
DAY = date(2024, 5, 28)
DEGRADED = FormCircumstances(proof=AmoProof.DOCUMENT)
INSURER = Complementary(AmcNumber("1100000000"), "12345678")
SHOP = Shop(
    "CNDA WO2 ADRI APCV", PartnerNumber("992604231"), approval="SIMULATEUR", tariff_zone="10"
)
PRESCRIBER = Prescriber(PartnerNumber("991000696"), "00991000696")
DESMAUX = Patient(
    name="DESMAUX",
    first_name="NATHALIE",
    birth=BirthDate("19550615"),
    rank="1",
    nir=Nir.parse("255069999999934"),
    certified_nir=None,
    regime="01",
    caisse="999",
    centre="9999",
    amo_service="00",
    card_serial="0468920691",
)


def lens(net: int = 10300, base: int = 5, *, shown: bool = True) -> SaleLine:
    lpp = LppCode("7230795")
    return SaleLine(LineKind.LENS, "VU3", lpp, Cents(net), Cents(base), shown=shown)


def frame(net: int = 20900, base: int = 5, act: str = "M03", *, shown: bool = True) -> SaleLine:
    lpp = LppCode("7211674")
    return SaleLine(LineKind.FRAME, act, lpp, Cents(net), Cents(base), shown=shown)


def claim(*lines: SaleLine, rc: int = 0, prescription: date = date(2024, 5, 26)) -> Claim:
    """Return a claim of that day; the lines of files 253 and 254 when none is given."""
    sold = lines or (lens(), lens(), frame())
    return Claim(prescription, DAY, sold, Cents(rc), prescriber=PRESCRIBER)


def entitlement(
    rate: int = 60, *, service: str = "00", amc: Complementary | None = INSURER
) -> Entitlement:
    return Entitlement(rate, "0", DAY, DAY, service, amc)


def checked(
    sale: Claim,
    rights: Entitlement | None = None,
    *,
    proof: AmoProof = AmoProof.VITALE_CARD,
    **form: Any,
) -> RateCheck:
    """Return the rate check of a claim, its form filled as a proof leaves it."""
    rights = rights or entitlement()
    mode = SecuringMode.DEGRADED if proof.manual else SecuringMode.SESAM_VITALE
    return RateCheck(
        claim=sale,
        form=RateForm(
            prescription=sale.prescription,
            act_day=sale.care_day,
            invoice_day=sale.invoice_date,
            amo_proof=proof,
            amo_rights=AmoRights.OPEN,
            amc_proof=AmcProof.NONE,
            mode=mode,
            **form,
        ),
        forcings=Forcings(),
        entitlement=rights,
        shares=shares_of(sale, rights),
        lines=billed_lines(sale, rights),
        management=management_of(sale, rights),
        complementary=complementary_of(sale, rights),
        checked_at=NOW,
    )


def invoice(
    number: str = "000000254",
    *,
    sale: Claim | None = None,
    rights: Entitlement | None = None,
    patient: Patient = DESMAUX,
    mode: SecuringMode = SecuringMode.SESAM_VITALE,
) -> Invoice:
    """Return the invoice of file 254, or of another claim."""
    sale, rights = sale or claim(rc=10000), rights or entitlement()
    return Invoice(
        number=number,
        shop=SHOP,
        prescriber=PRESCRIBER,
        patient=patient,
        prescription=sale.prescription,
        invoice_date=sale.invoice_date,
        mode=mode,
        management=management_of(sale, rights),
        complementary=complementary_of(sale, rights),
        lines=billed_lines(sale, rights),
    )


class Zones:
    """Certification zones that say of which bytes they are."""

    def invoice_zone(self, records: bytes) -> bytes:
        return hashlib.sha256(records).hexdigest()[:32].upper().encode()

    lot_zone = invoice_zone


@dataclass
class FixedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def elapsed(self) -> float:
        return 0.0


class Crash(BaseException):
    """The program dies here."""


@dataclass
class CrashAt:
    """Hazards that kill the program at the points named."""

    points: set[str] = field(default_factory=set)

    def reach(self, point: str) -> None:
        if point in self.points:
            raise Crash(point)


@dataclass
class _Certificate:
    der: bytes = b"a certificate"


@dataclass
class _Card:
    signature: _Certificate = field(default_factory=_Certificate)


@dataclass
class SoftCps:
    """A CPS that signs with a hash and counts."""

    card: _Card = field(default_factory=_Card)
    signed: int = 0
    refusal: Exception | None = None

    def sign_fse(self, digest: bytes, *, billing: PartnerNumber) -> bytes:
        if self.refusal:
            raise self.refusal
        self.signed += 1
        return hashlib.sha256(billing.digits.encode() + digest).digest() * 8

    def session(self) -> CpsSession:
        return cast(CpsSession, self)


def sealed_forms(made: Invoice) -> tuple[SealedForm, ...]:
    """Return the forms of an invoice as a service seals them."""
    flows = [Flow.FSE, Flow.DRE] if made.management is Management.SEPARATE else [Flow.FSE]
    forms = []
    for flow in flows:
        blank = form_records(made, flow)
        records = seal_records(blank, Zones().invoice_zone(blank))
        signature = SoftCps().sign_fse(hashlib.sha256(records).digest(), billing=made.shop.number)
        forms.append(SealedForm(made.number, flow, records, signature, b"a certificate", NOW))
    return tuple(forms)


@dataclass
class Desk:
    """The service over a database file, made when it is absent."""

    path: Path
    hazards: CrashAt = field(default_factory=CrashAt)
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        self.session = Session(open_engine(self.path))
        self.store = SqliteFseStore(self.session)
        self.fse = FseService(
            store=self.store,
            services=Zones(),
            clock=self.clock,
            hazards=self.hazards,
            shop=SHOP,
        )

    def reopened(self) -> "Desk":
        """Close and open the same file again: what a crash or the next morning leaves."""
        self.session.close()
        return replace(self, hazards=CrashAt())

    def open(
        self, number: str = "", *, rc: int = 10000, service: str = "00", provisional: bool = False
    ) -> Invoice:
        return self.fse.invoice(
            checked(claim(rc=rc), entitlement(service=service)),
            patient=DESMAUX,
            number=number,
            provisional=provisional,
        )

    def open_degraded(self, *, rc: int = 0, provisional: bool = False) -> Invoice:
        """Open an invoice made without the Vitale card."""
        return self.fse.invoice(
            checked(claim(rc=rc), proof=AmoProof.DOCUMENT),
            patient=replace(DESMAUX, card_serial=""),
            provisional=provisional,
        )

    def signed(self, **opening: Any) -> Invoice:
        """Open and sign an invoice."""
        made = self.open(**opening)
        self.fse.sign(made.number, SoftCps().session())
        return made
