"""Rights of a beneficiary as the ADRi service tells them: frozen values, no rule.

Sources: teleservices sheet 1.2 (fields), 1.5 (window), 2.6 and 2.9 (covers, AMO service). Codes are
kept as text, with their zeros: only their published meaning may be compared.
"""

from dataclasses import dataclass
from datetime import date

from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import ServiceFault


@dataclass(frozen=True)
class Window:
    """The days that one look-up answers for, both included (ADRI-03)."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Say whether the look-up answers for ``day``."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Software:
    """What asks, as the service knows it: settings of the product.

    Attributes:
        approval: software approval number ("n° d'agrément").
        instance: which installation.
        sector: activity sector of the shop, as the assertion tells it; its code list is not in our
            sources, so it is a setting.
    """

    approval: str
    name: str
    version: str
    instance: str
    sector: str


@dataclass(frozen=True)
class RightsRequest:
    """Whose rights are asked, for which day.

    What a paper file does not know is empty or ``None``; the rules say what may be missing.

    Attributes:
        regime: 2 digits.
        caisse: 3 digits, or empty.
        centre: 4 digits, or empty.
        insured: the NIR under which the beneficiary is covered.
        certified: the beneficiary's own NIR.
        certified_on: when that NIR was certified; seldom printed (seed-facts 1.1).
        birth: the beneficiary's birth date, never the insured's.
        rank: birth rank, 1 digit.
    """

    reference_day: date
    regime: str
    insured: Nir | None
    birth: BirthDate | None
    rank: str
    caisse: str = ""
    centre: str = ""
    certified: Nir | None = None
    certified_on: date | None = None


@dataclass(frozen=True)
class Mutual:
    """The complementary insurer that the service knows of; what it does not tell is empty.

    Attributes:
        number: n° AMC.
        period: days of the contract, as returned.
        member: n° adhérent.
        convention_type: 2 characters.
        secondary_criterion: tells conventions of one insurer apart.
        treatment: indicateur de traitement, 2 digits (teleservices sheet 2.9).
        sts_routing: code aiguillage STS, 1 character (teleservices sheet 2.9).
        guarantees: 8 flags, ``O`` or ``N``; what each stands for is not public.
    """

    number: AmcNumber
    period: Period
    member: str = ""
    convention_type: str = ""
    secondary_criterion: str = ""
    treatment: str = ""
    sts_routing: str = ""
    guarantees: str = ""


@dataclass(frozen=True)
class AccidentBody:
    """One work accident that the service knows of.

    Attributes:
        recipient: organisme destinataire, 9 digits.
        identifier: of the accident, 9 digits.
    """

    recipient: str
    identifier: str


@dataclass(frozen=True)
class OccupationalAccident:
    """Who manages the risk of work accidents, and the accidents that are known.

    Attributes:
        manager: organisme gestionnaire, 9 digits.
        accidents: two at most.
    """

    manager: str
    accidents: tuple[AccidentBody, ...]


@dataclass(frozen=True)
class Rights:
    """What the service knows of a beneficiary; the periods are kept as returned.

    Attributes:
        window: the days that this look-up answers for; its last day is the day that was asked.
        answered_on: the service's own day.
        quality: 1 digit (teleservices sheet 2.8).
        amo_service: 2 digits; ``00`` = none, ``01`` to ``03`` = C2S, ``10`` = leaving C2S.
        address: lines in their order.
        amo_service_period: days of the AMO service, when told.
        accident: when told.
        doctor_declared: whether a médecin traitant is declared, when told.
    """

    window: Window
    answered_on: date
    regime: str
    caisse: str
    centre: str
    name: str
    patronymic: str
    first_name: str
    address: tuple[str, ...]
    certified_nir: Nir | None
    birth: BirthDate
    rank: str
    quality: str
    amo_service: str
    amo_periods: tuple[Period, ...]
    covers: tuple[Cover, ...]
    mutual: Mutual | None
    amo_service_period: Period | None = None
    accident: OccupationalAccident | None = None
    doctor_declared: bool | None = None


@dataclass(frozen=True)
class Refusal:
    """The service understood and knows no rights.

    Attributes:
        kind: its ``type``, verbatim, such as ``BENEFICIAIRE_INCONNU``.
        sentence: its ``libelle``, verbatim, in French.
    """

    kind: str
    sentence: str


RightsOutcome = Rights | Refusal | ServiceFault
