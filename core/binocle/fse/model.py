"""What a claim is made of: frozen values, no rule.

Law of this file: an invoice keeps what was true on its day; nothing of it is computed again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from binocle.amc import Complementary, Management
from binocle.kernel import BirthDate, Cents, Nir, PartnerNumber
from binocle.rates import BilledLine, SecuringMode


class Flow(Enum):
    """Which request a sealed form carries (NOEMIE 102 pos 30)."""

    FSE = "F"
    DRE = "D"


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
class Prescriber:
    """Who prescribed: billing number and RPPS."""

    number: PartnerNumber
    rpps: str
    speciality: str = "00"


@dataclass(frozen=True)
class Patient:
    """The beneficiary as the invoice keeps him: what card and rights said on that day."""

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


@dataclass(frozen=True)
class Invoice:
    """The optician's invoice: everything that the form is made of.

    Attributes:
        number: 9 digits, never zero, never used twice.
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
    def patient_share(self) -> Cents:
        """What is left to the patient, "Restant dû"."""
        return Cents(self.total - self.amo - self.amc)

    @property
    def fund(self) -> str:
        """The compulsory fund as lots print it: ``01 999``."""
        return f"{self.patient.regime} {self.patient.caisse}"


@dataclass(frozen=True)
class SealedForm:
    """A signed FSE or DRE; once it exists, it never changes (FSE-04).

    Attributes:
        records: its B2 records, certification zone filled.
        signature: RSA-2048 SHA-256 of the CPS over ``BINOCLE-FSE1`` + SHA-256(records).
        certificate: DER of the signature certificate read from that CPS.
    """

    number: str
    flow: Flow
    records: bytes
    signature: bytes
    certificate: bytes
    signed_at: datetime


@dataclass(frozen=True)
class Summary:
    """The recap that the optician reads before signing (FSE-03); nothing of it can be edited."""

    invoice: Invoice
    demonstration: bool
    amo_rights_day: date
    amc_rights_day: date | None
