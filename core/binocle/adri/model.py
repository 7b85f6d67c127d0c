"""Rights of a beneficiary as the ADRi service tells them: frozen values, no rule.

Sources: teleservices sheet 1.2 (fields), 1.5 (window), 2.6 and 2.9 (covers, AMO service). Codes are
kept as text, with their zeros: only their published meaning may be compared.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import ServiceFault


class CallMode(Enum):
    """The setting "Acquisition des Droits Intégrée" (ADRI-04)."""

    TARGETED = "cible"
    SYSTEMATIC = "systematique"
    MANUAL = "manuel"


class Occasion(Enum):
    """When the counter may ask for rights (ADRI-01, ADRI-02, ADRI-09)."""

    BUTTON = "button"
    CARD_READING = "card-reading"
    MOBILE_READING = "mobile-reading"
    TIERS_PAYANT_ENTRY = "tiers-payant-entry"
    INVOICING = "invoicing"


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
    """The complementary insurer that the service knows of."""

    number: AmcNumber
    period: Period


@dataclass(frozen=True)
class Rights:
    """What the service knows of a beneficiary; the periods are kept as returned.

    Attributes:
        window: the days that this look-up answers for; its last day is the day that was asked.
        answered_on: the service's own day.
        quality: 1 digit (teleservices sheet 2.8).
        amo_service: 2 digits; ``00`` = none, ``01`` to ``03`` = C2S, ``10`` = leaving C2S.
        address: lines in their order.
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


@dataclass(frozen=True)
class CallSituation:
    """What decides whether rights are asked for without the button.

    Attributes:
        day: the day for which rights are needed.
        card_present: a Vitale card was read for this beneficiary.
        card_open: that card's own rights hold on ``day``.
        regulatory: the card shows C2S, an exit from C2S, AME, an ALD, maternity or a work accident.
        known: the window of the last look-up of this beneficiary, if any.
    """

    occasion: Occasion
    day: date
    card_present: bool
    card_open: bool
    regulatory: bool
    known: Window | None
