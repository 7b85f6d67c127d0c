"""What is read from a Vitale card and from a CPS: frozen values, whole or not at all.

Law of this file: nothing is corrected and nothing is invented. A day that the card leaves open is
none; a birth date stays as printed; what a real card does not tell is absent, not blank. Sources:
cards sheet 1.7 and 1.8, protocols of the simulated peers 2 and 3.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from cryptography import x509

from binocle.kernel import (
    AmcNumber,
    BirthDate,
    Finding,
    Nir,
    PartnerNumber,
    Severity,
    printed_day,
)


class CardKind(Enum):
    """What an ATR tells."""

    VITALE_1 = "Vitale 1"
    VITALE_2 = "Vitale 2"
    CPS2TER = "CPS2ter"
    CPS3 = "CPS3"
    CPS4 = "CPS4"
    CPS_CONTACTLESS = "CPS sans contact"
    UNKNOWN = "unknown"


class CardType(Enum):
    """What a Vitale card is for; only a real one may be billed to a real fund."""

    DEMONSTRATION = "D"
    TEST = "T"
    REAL = "R"


class SigningRight(Enum):
    """What a situation lets its holder sign; the letter is the card's."""

    FSE = "F"
    LOTS = "L"


@dataclass(frozen=True)
class Period:
    """First and last day, both included; none is open."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Say whether ``day`` is in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Cover:
    """One period of cover.

    Attributes:
        ald: 1 digit.
        situation: 4 digits.
        exemption: standard exemption code, 1 digit (cards sheet 1.7).
        rate: standard rate in percent.
    """

    period: Period
    ald: str
    situation: str
    exemption: str
    rate: int


@dataclass(frozen=True)
class AmcOnCard:
    """The complementary insurer that the card names; ``member`` may be blank."""

    number: AmcNumber
    member: str
    period: Period


@dataclass(frozen=True)
class WorkAccidentBlock:
    """The work accident block; each field may be blank."""

    risk: str
    at1: str
    at1_id: str
    at2: str
    at2_id: str


@dataclass(frozen=True)
class Holder:
    """A person as the identity files of the card name them.

    Attributes:
        number: place in the list of the card, from 1.
        nir: the NIR that goes with the identity.
    """

    number: int
    name: str
    first_name: str
    birth: BirthDate
    nir: Nir

    @property
    def subject(self) -> str:
        """What findings about this person name."""
        return f"beneficiary {self.number}"

    @property
    def printed(self) -> str:
        """The line of the list: ``1 - DESMAUX NATHALIE (15/06/1955)`` (VIT-01)."""
        return f"{self.number} - {self.name} {self.first_name} ({self.birth.printed})"


@dataclass(frozen=True)
class Beneficiaire(Holder):
    """A holder and what the card says of their rights (VIT-02).

    Attributes:
        patronymic: birth name, blank when the card leaves it out.
        rank: birth rank, 1 digit; 1 for a single birth or the first twin.
        quality: 1 digit (cards sheet 1.7).
        insured: NIR of the insured, who may be somebody else.
        certified: certified NIR of the beneficiary, when known.
        regime: 2 digits.
        caisse: 3 digits.
        centre: 4 digits.
        management: code gestion, 2 characters.
        centre_label: name of the centre, may be blank.
        address: lines, the last one with the postcode and the town.
        amo_service: 2 digits.
    """

    patronymic: str
    rank: str
    quality: str
    insured: Nir
    certified: Nir | None
    regime: str
    caisse: str
    centre: str
    management: str
    centre_label: str
    address: tuple[str, ...]
    amo_service: str
    rights: tuple[Period, ...]
    covers: tuple[Cover, ...]
    amc: AmcOnCard | None
    work_accident: WorkAccidentBlock | None


@dataclass(frozen=True)
class VitaleCard:
    """One reading of one card.

    Attributes:
        serial: 10 digits; none on a real card, whose serial number is not in a known file.
        validity: the days on which the card itself serves; none when it does not tell.
        holders: everybody on the card.
        beneficiaries: the same, with their rights; empty when the rights cannot be read.
        read_at: aware instant of the reading.
        consulted_on: the consultation date: the day of the reading, unless an older file is redone.
        findings: what the optician must know of this card, such as why it gives no rights.
    """

    serial: str | None
    card_type: CardType
    validity: Period | None
    holders: tuple[Holder, ...]
    beneficiaries: tuple[Beneficiaire, ...]
    read_at: datetime
    consulted_on: date
    findings: tuple[Finding, ...] = ()

    def findings_with(self, chosen: Beneficiaire | None) -> tuple[Finding, ...]:
        """Return what must be told of the card and of the person chosen, nobody else."""
        others = {who.subject for who in self.holders} - ({chosen.subject} if chosen else set())
        return tuple(each for each in self.findings if each.subject not in others)


@dataclass(frozen=True)
class Situation:
    """One place and way of exercise of a professional.

    Attributes:
        number: 1 to 16; numbers may be missing in between.
        billing: the billing number of the structure (n° AM).
        speciality: 2 digits.
        convention: code of the agreement with the funds.
        tariff_zone: 2 digits.
    """

    number: int
    structure: str
    billing: PartnerNumber
    speciality: str
    convention: str
    tariff_zone: str
    may_sign_fse: bool
    may_sign_lots: bool

    def allows(self, right: SigningRight) -> bool:
        """Say whether the holder may sign that in this situation."""
        return {
            SigningRight.FSE: self.may_sign_fse,
            SigningRight.LOTS: self.may_sign_lots,
        }[right]


@dataclass(frozen=True)
class Certificate:
    """A certificate of the card: its bytes as read, and the same parsed."""

    der: bytes = field(repr=False)
    parsed: x509.Certificate


@dataclass(frozen=True)
class ProfessionalCard:
    """One reading of a CPS (CPS-05).

    Attributes:
        kind: the model, by the ATR.
        rpps: national identifier, 11 digits.
        serial: serial number of the chip, 10 digits; none when the card has no EF.SN.ICC.
        validity: both ends are given.
        update: the days of the last update (EF_ACTUA); none before the first one. The card serves
            on the days that both periods hold.
        opposed: the update file is there and empty: the card may not be used any more.
        code_reference: the reference of the holder's code, as the card publishes it.
    """

    kind: CardKind
    rpps: str
    serial: str | None
    name: str
    first_name: str
    civility: str
    profession: str
    validity: Period
    update: Period | None
    opposed: bool
    situations: tuple[Situation, ...]
    signature: Certificate
    authentication: Certificate
    code_reference: int

    def situations_of(self, billing: PartnerNumber) -> tuple[Situation, ...]:
        """Return the situations that bill under ``billing``."""
        return tuple(each for each in self.situations if each.billing == billing)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the card page must say: two periods that disagree are shown, never reconciled."""
        if self.update is None or self.update == self.validity:
            return ()
        days = {
            name: printed_day(day) if day else "-"
            for name, day in (
                ("first", self.validity.first),
                ("last", self.validity.last),
                ("update_first", self.update.first),
                ("update_last", self.update.last),
            )
        }
        return (Finding("CPS-DATES-DIFFERENTES", "cps", days, Severity.WARNS),)
