"""What a claim is made of: frozen values, no rule.

Law of this file: an invoice keeps what was true on its day; nothing of it is computed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from binocle.amc import Complementary, Management
from binocle.kernel import ZERO, BirthDate, Cents, Nir, PartnerNumber
from binocle.optics import Prescriber
from binocle.rates import BilledLine, SecuringMode

from .circumstances import ORDINARY, FormCircumstances

PROVISIONAL_PREFIX = "PROV-"
"""Begins the number of an invoice that has no number yet: ``PROV-000326`` (seed-facts 21)."""

NORM_VERSION = "1.40"
"""Edition of SESAM-Vitale that a form claims to follow (FSE-09)."""


class Flow(Enum):
    """Which request a sealed form carries (NOEMIE 102 pos 30; there a cancelling DRE is a DRE)."""

    FSE = "F"
    DRE = "D"
    CANCELLATION = "A"
    """A cancelling DRE: it takes back the DRE of the same invoice (DRE-05)."""

    @property
    def to_insurer(self) -> bool:
        """Whether the form goes to the complementary insurer."""
        return self is not Flow.FSE


class FormPlace(Enum):
    """Where a sealed form is."""

    UNGROUPED = "ungrouped"
    IN_LOT = "in-lot"
    """In a lot that may leave at any time."""
    SENT = "sent"
    REFUSED = "refused"
    """Its lot could not be made, or the concentrator refused its whole file: it never left."""


@dataclass(frozen=True)
class Shop:
    """The optician who bills, as the norm names him.

    Attributes:
        name: at most 40 characters, upper-case without accents (B2 type 1).
        approval: software approval number, 12 characters at most.
    """

    name: str
    number: PartnerNumber
    approval: str
    speciality: str = "00"
    tariff_zone: str = "00"


@dataclass(frozen=True)
class Patient:
    """The beneficiary as the invoice keeps him: what card and rights said on that day.

    Attributes:
        insured_name: of the insured when it is somebody else whom card or app names; or empty.
    """

    name: str
    first_name: str
    birth: BirthDate
    rank: str
    nir: Nir
    certified_nir: Nir | None
    regime: str
    caisse: str
    centre: str
    amo_service: str
    card_serial: str
    insured_name: str = ""
    insured_first_name: str = ""


class Payee(Enum):
    """Who receives the insurers' money; French labels are in the catalogue."""

    OPTICIAN = "optician"
    INSURED = "insured"


@dataclass(frozen=True)
class PaymentChoice:
    """What is asked of the two payers, and what travels to them: four choices apart (FSE-01).

    Attributes:
        amo: the optician asks the RO part of the fund, instead of the patient.
        amc: the same for the RC part.
        send_amo: an FSE is made and sent; without it the invoice is outside transmission.
        send_amc: the RC part is sent too: in a DRE, or in the FSE of a single management.
    """

    amo: bool = True
    amc: bool = False
    send_amo: bool = True
    send_amc: bool = False
    payee: Payee = Payee.OPTICIAN


USUAL_CHOICE: Mapping[Management, PaymentChoice] = {
    Management.NONE: PaymentChoice(),
    Management.SEPARATE: PaymentChoice(amc=True, send_amc=True),
    Management.SINGLE: PaymentChoice(amc=True, send_amc=True),
}
"""What is chosen when nobody chose: all that can be asked is asked and sent."""

OUTSIDE_TRANSMISSION = PaymentChoice(amo=False, send_amo=False, payee=Payee.INSURED)
"""The patient pays all and sends a paper care sheet himself (ADRI-08)."""


@dataclass(frozen=True)
class Invoice:
    """The optician's invoice: everything that the form is made of.

    Attributes:
        number: 9 digits, never zero, never used twice; ``PROV-`` and 6 digits until it is signed.
        tiers_payant: what was chosen; absent, what is usual. Read :attr:`asked`.
        adri: whether ADRi is used for this invoice.
        act_day: when the act is not of the invoice's day. Read :attr:`performed_on`.
        replaces: number of the provisional or credited invoice that this one follows, or empty.
    """

    number: str
    shop: Shop
    prescriber: Prescriber
    patient: Patient
    prescription: date
    invoice_date: date
    mode: SecuringMode
    management: Management
    complementary: Complementary | None
    lines: tuple[BilledLine, ...]
    circumstances: FormCircumstances = ORDINARY
    tiers_payant: PaymentChoice | None = None
    adri: bool = True
    act_day: date | None = None
    replaces: str = ""

    @property
    def provisional(self) -> bool:
        """Whether the invoice still waits for its number."""
        return self.number.startswith(PROVISIONAL_PREFIX)

    @property
    def asked(self) -> PaymentChoice:
        """What is asked of the payers and sent to them."""
        return self.tiers_payant or USUAL_CHOICE[self.management]

    @property
    def flows(self) -> tuple[Flow, ...]:
        """The forms that the invoice makes: none, the FSE, or the FSE and the DRE."""
        if not self.asked.send_amo:
            return ()
        if self.management is Management.SEPARATE and self.asked.send_amc:
            return (Flow.FSE, Flow.DRE)
        return (Flow.FSE,)

    @property
    def performed_on(self) -> date:
        """Day of the act."""
        return self.act_day or self.invoice_date

    @property
    def total(self) -> Cents:
        """Sum of the net prices."""
        return Cents(sum(line.net for line in self.lines))

    @property
    def amo(self) -> Cents:
        """The RO part: sum of the rounded lines."""
        return Cents(sum(line.amo for line in self.lines))

    @property
    def amc(self) -> Cents:
        """The RC part."""
        return Cents(sum(line.amc for line in self.lines))

    @property
    def advance_amo(self) -> Cents:
        """The RO part that the patient does not pay, "Avance AMO": none out of tiers payant."""
        return self.amo if self.asked.amo else ZERO

    @property
    def advance_amc(self) -> Cents:
        """The RC part that the patient does not pay, "Avance AMC": likewise."""
        return self.amc if self.asked.amc else ZERO

    @property
    def patient_share(self) -> Cents:
        """What is left to the patient, "Restant dû": Net - (TP RO + TP RC) (TAUX-13)."""
        return Cents(self.total - self.advance_amo - self.advance_amc)

    @property
    def fund(self) -> str:
        """The compulsory fund as lots print it: ``01 999``."""
        return f"{self.patient.regime} {self.patient.caisse}"


@dataclass(frozen=True)
class Correction:
    """What a restarted or reissued invoice has of its own; an absent value stays as it was.

    Attributes:
        management: comes with ``complementary``, which is taken as it is, absent or not.
    """

    mode: SecuringMode | None = None
    circumstances: FormCircumstances | None = None
    adri: bool | None = None
    patient: Patient | None = None
    prescriber: Prescriber | None = None
    prescription: date | None = None
    lines: tuple[BilledLine, ...] | None = None
    tiers_payant: PaymentChoice | None = None
    act_day: date | None = None
    management: Management | None = None
    complementary: Complementary | None = None

    def applied(self, invoice: Invoice) -> Invoice:
        """Return the invoice as corrected; its number and its date are not of this kind."""
        assert self.management is not None or self.complementary is None, "they come together"
        changed: dict[str, Any] = {
            name: value for name, value in vars(self).items() if value is not None
        }
        if self.management is not None:
            changed["complementary"] = self.complementary
        return replace(invoice, **changed)


@dataclass(frozen=True)
class VitaleSignature:
    """The patient's own signature, made by his app over the hashes of the forms.

    Attributes:
        signature: ECDSA P-256 over what simulators/PROTOCOLS.md section 8 says (assumed).
        certificate: DER.
    """

    signature: bytes
    certificate: bytes


@dataclass(frozen=True)
class SealedForm:
    """A signed FSE or DRE; once it exists, it never changes (FSE-04).

    Attributes:
        records: its B2 records, certification zone filled.
        signature: RSA-2048 SHA-256 of the CPS over ``BINOCLE-FSE1`` + SHA-256(records).
        certificate: DER of the signature certificate read from that CPS.
        vitale: the patient's signature, when his app gave one.
    """

    number: str
    flow: Flow
    records: bytes
    signature: bytes
    certificate: bytes
    signed_at: datetime
    vitale: VitaleSignature | None = None


@dataclass(frozen=True)
class CreditNote:
    """An "avoir": the whole of an invoice taken back, under a number of its own series (FSE-07).

    Its amounts are what is given back, never negative: the type says that they are a credit.

    Attributes:
        number: ``AV`` and 7 digits, never used twice.
        invoice: number of the credited invoice.
        reason: what the counter typed.
    """

    number: str
    invoice: str
    day: date
    reason: str
    total: Cents
    amo: Cents
    amc: Cents


@dataclass(frozen=True)
class Summary:
    """The recap that the optician reads before signing (FSE-03); nothing of it can be edited.

    Attributes:
        demonstration: the title then says "Flux de Démonstration" (FSE-09).
        norm: edition of SESAM-Vitale.
    """

    invoice: Invoice
    demonstration: bool
    amo_rights_day: date
    amc_rights_day: date | None
    norm: str = NORM_VERSION
