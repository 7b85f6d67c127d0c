"""What the appli carte Vitale tells: frozen values, whole or not at all.

Law of this file: the payload and the token open somebody's rights: they are in no printed form, no
error and no journal. A day is kept as printed. Source: cards sheet 5.2, protocols of the simulated
peers 8; the payload's form is assumed there.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from binocle.cards import CardType
from binocle.kernel import AmcNumber, BirthDate, Cents, Nir

NUMBER = re.compile("[0-9]{9}", re.ASCII)
DIGEST = re.compile("[0-9a-f]{64}", re.ASCII)
AMO = re.compile("[0-9]{2}-[0-9]{3}-[0-9]{4}", re.ASCII)

SIGNED_PREFIX = "BINOCLE-APCV1"


@dataclass(frozen=True)
class Payload:
    """What the phone shows, opaque to the workstation; :func:`binocle.apcv.read_payload` makes it.

    Attributes:
        text: of the right form, its check value right.
    """

    text: str = field(repr=False)


@dataclass(frozen=True)
class ApcvContext:
    """The right to act for the patient for a while.

    Attributes:
        identifier: UUID.
        token: 64 hex digits.
        ends_at: aware instant from which it serves no more.
    """

    identifier: str
    token: str = field(repr=False)
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        """Say whether it still serves at an aware instant."""
        return now < self.ends_at

    def minutes_left(self, now: datetime) -> int:
        """Return the whole minutes that are left, 0 once it is over."""
        return max(self.ends_at - now, timedelta()) // timedelta(minutes=1)


@dataclass(frozen=True)
class FormToSign:
    """What the patient signs for, through the app: one FSE, and its DRE when there is one.

    Attributes:
        number: of the invoice, 9 digits.
        insured: NIR under which the invoice is made.
        fse_hash: SHA-256 of the sealed FSE, 64 small hex digits.
        dre_hash: likewise of the DRE; none without DRE.
        beneficiary: as :attr:`ApcvBeneficiaire.signed_as` writes them.
        amo: as :attr:`ApcvBeneficiaire.amo` writes it.
        amc: the complementary insurer's number, when it has a part.
        total: of the invoice.
    """

    number: str
    insured: Nir
    fse_hash: str
    dre_hash: str | None
    beneficiary: str
    amo: str
    amc: AmcNumber | None
    total: Cents
    amo_part: Cents
    amc_part: Cents

    def __post_init__(self) -> None:
        """Refuse what no invoice of ours can be; the service would refuse it too."""
        assert NUMBER.fullmatch(self.number), "9 digits"
        assert DIGEST.fullmatch(self.fse_hash), "a SHA-256"
        assert self.dre_hash is None or DIGEST.fullmatch(self.dre_hash), "a SHA-256"
        assert self.beneficiary.count("/") == 2, "three parts"
        assert AMO.fullmatch(self.amo), "régime, caisse, centre"
        assert min(self.amo_part, self.amc_part) >= 0, "parts of a price"
        assert self.amo_part + self.amc_part <= self.total, "parts of the total"

    @property
    def kind(self) -> str:
        """What is signed, as the service names it."""
        return "FSE" if self.dre_hash is None else "FSE+DRE"

    def signed_text(self, context: ApcvContext) -> bytes:
        """Return the exact text that the signature is of."""
        text = f"{SIGNED_PREFIX}{context.identifier}{self.number}{self.fse_hash}"
        return f"{text}{self.dre_hash or ''}".encode("ascii")


@dataclass(frozen=True)
class ApcvSignature:
    """The patient's signature of one invoice, by the service behind the app.

    Attributes:
        identifier: of the context.
        number: of the invoice.
        value: ECDSA P-256 with SHA-256, DER, over :meth:`FormToSign.signed_text`.
        certificate: of the signer, DER.
    """

    identifier: str
    number: str
    value: bytes = field(repr=False)
    certificate: bytes = field(repr=False)


@dataclass(frozen=True)
class ApcvIdentity:
    """What tells a person from every other one: twins differ by the rank alone."""

    insured: Nir
    birth: BirthDate
    rank: str


@dataclass(frozen=True)
class ApcvBeneficiaire:
    """One person of the app; their rights do not come this way, ADRi is asked (APCV-08).

    Attributes:
        number: place in the list, from 1.
        patronymic: birth name, may be blank.
        rank: birth rank, 1 digit.
        quality: 1 digit (cards sheet 1.7).
        insured: NIR of the insured, who may be somebody else.
        certified: certified NIR of the beneficiary, when known.
        regime: 2 digits.
        caisse: 3 digits.
        centre: 4 digits.
        management: code gestion, 2 characters.
        amo_service: 2 digits.
        ins: number of the national health identity, when known.
        address: lines in their order.
    """

    number: int
    name: str
    first_name: str
    patronymic: str
    birth: BirthDate
    rank: str
    quality: str
    insured: Nir
    certified: Nir | None
    regime: str
    caisse: str
    centre: str
    management: str
    amo_service: str
    ins: Nir | None
    address: tuple[str, ...]

    @property
    def printed(self) -> str:
        """The line of the list: ``1 - DESMAUX NATHALIE (15/06/1955) 255069999999934`` (APCV-06)."""
        person = f"{self.number} - {self.name} {self.first_name} ({self.birth.printed})"
        return f"{person} {self.insured.compact}"

    @property
    def signed_as(self) -> str:
        """What a signature names: ``DESMAUX/NATHALIE/19550615``; a ``/`` of a name is a blank."""
        parts = self.name, self.first_name, self.birth.digits
        return "/".join(part.replace("/", " ") for part in parts)

    @property
    def amo(self) -> str:
        """Where the person is insured: ``01-999-9999``."""
        return f"{self.regime}-{self.caisse}-{self.centre}"

    @property
    def identity(self) -> ApcvIdentity:
        """Who it is, whatever the place in the list."""
        return ApcvIdentity(self.insured, self.birth, self.rank)


@dataclass(frozen=True)
class ApcvReading:
    """One reading of one phone.

    Attributes:
        card_type: what the app is for; only a real one may be billed to a real fund.
        beneficiaries: one or more, in the order of the app.
        read_at: aware instant of the call.
    """

    context: ApcvContext
    card_type: CardType
    beneficiaries: tuple[ApcvBeneficiaire, ...]
    read_at: datetime

    def beneficiary_of(self, identity: ApcvIdentity) -> ApcvBeneficiaire | None:
        """Return the person of that identity, if the app has them."""
        return next((each for each in self.beneficiaries if each.identity == identity), None)
