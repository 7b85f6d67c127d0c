"""What the appli carte Vitale tells: frozen values, whole or not at all.

Law of this file: the payload and the token open somebody's rights: they are in no printed form, no
error and no journal. A day is kept as printed. Source: cards sheet 5.2, protocols of the simulated
peers 8; the payload's form is assumed there.
"""

from dataclasses import dataclass, field
from datetime import datetime

from binocle.cards import CardType
from binocle.kernel import BirthDate, Nir


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
