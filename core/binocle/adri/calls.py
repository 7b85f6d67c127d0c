"""When rights are asked for: the shop's mode, the occasion, and the reasons of a targeted call.

Law of this file: the table is the whole truth; a call that is made has a reason that can be shown.
The mode is the shop's setting, which the repeats of a failure may suspend for a day (ADRI-05).
Sources: ADRI-02, ADRI-04, ADRI-05, ADRI-09; teleservices sheet 1.4 and 2.9. Pure values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from binocle.cards import Beneficiaire

from .model import Window

MAX_FAILURES = 3
"""Failures in a row after which calls stop by themselves (assumed: no figure is printed)."""


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


class Asking(Enum):
    """What a mode does at an occasion."""

    ALWAYS = "always"
    WITH_REASON = "with-reason"
    NEVER = "never"


ASKING: Mapping[tuple[CallMode, Occasion], Asking] = {
    (CallMode.TARGETED, Occasion.BUTTON): Asking.ALWAYS,
    (CallMode.TARGETED, Occasion.CARD_READING): Asking.WITH_REASON,
    (CallMode.TARGETED, Occasion.MOBILE_READING): Asking.ALWAYS,
    (CallMode.TARGETED, Occasion.TIERS_PAYANT_ENTRY): Asking.WITH_REASON,
    (CallMode.TARGETED, Occasion.INVOICING): Asking.WITH_REASON,
    (CallMode.SYSTEMATIC, Occasion.BUTTON): Asking.ALWAYS,
    (CallMode.SYSTEMATIC, Occasion.CARD_READING): Asking.ALWAYS,
    (CallMode.SYSTEMATIC, Occasion.MOBILE_READING): Asking.ALWAYS,
    (CallMode.SYSTEMATIC, Occasion.TIERS_PAYANT_ENTRY): Asking.ALWAYS,
    (CallMode.SYSTEMATIC, Occasion.INVOICING): Asking.ALWAYS,
    (CallMode.MANUAL, Occasion.BUTTON): Asking.ALWAYS,
    (CallMode.MANUAL, Occasion.CARD_READING): Asking.NEVER,
    (CallMode.MANUAL, Occasion.MOBILE_READING): Asking.ALWAYS,
    (CallMode.MANUAL, Occasion.TIERS_PAYANT_ENTRY): Asking.NEVER,
    (CallMode.MANUAL, Occasion.INVOICING): Asking.NEVER,
}
"""(mode, occasion) -> whether ADRi is asked; the mobile card asks even in manual mode (ADRI-09)."""


class CallReason(Enum):
    """Why ADRi is asked; French labels are in the catalogue."""

    BUTTON = "button"
    MOBILE_READING = "mobile-reading"
    SYSTEMATIC = "systematic"
    NO_CARD = "no-card"
    CARD_OUT_OF_DATE = "card-out-of-date"
    REGULATORY = "regulatory"
    OTHER_DAY = "other-day"


class RegulatoryCase(Enum):
    """What on a card makes a third-party payment regulatory (teleservices sheet 1.4)."""

    C2S = "c2s"
    LEAVING_C2S = "leaving-c2s"
    AME = "ame"
    ALD = "ald"
    MATERNITY = "maternity"
    WORK_ACCIDENT = "work-accident"


SERVICES: Mapping[str, RegulatoryCase] = {
    "01": RegulatoryCase.C2S,
    "02": RegulatoryCase.C2S,
    "03": RegulatoryCase.C2S,
    "10": RegulatoryCase.LEAVING_C2S,
}
"""AMO services (teleservices sheet 2.9)."""

SITUATIONS: Mapping[str, RegulatoryCase] = {
    "0500": RegulatoryCase.MATERNITY,
    "0700": RegulatoryCase.AME,
}
"""Situations of a cover (assumed: protocols of the simulated peers 4)."""

NO_ALD = "0"


@dataclass(frozen=True)
class CallSituation:
    """What decides whether rights are asked for without the button.

    Attributes:
        day: the day for which rights are needed.
        card_present: a Vitale card was read for this beneficiary.
        card_open: that card's own rights hold on ``day``.
        regulatory: the card shows one of :class:`RegulatoryCase` on ``day``.
        known: the window of the last look-up of this beneficiary, if any.
    """

    occasion: Occasion
    day: date
    card_present: bool
    card_open: bool
    regulatory: bool
    known: Window | None


def regulatory_cases(
    beneficiary: Beneficiaire, day: date, *, for_accident: bool = False
) -> frozenset[RegulatoryCase]:
    """Return what the card of a beneficiary shows on ``day`` that makes a targeted call due.

    Args:
        beneficiary: as the card tells.
        day: for which rights are needed.
        for_accident: the sale is made for a work accident; one that the card merely tells of makes
            no sale regulatory (assumed: the card of the manuals tells of two).
    """
    found = {SERVICES.get(beneficiary.amo_service)}
    for cover in beneficiary.covers:
        if cover.period.holds(day):
            found.add(SITUATIONS.get(cover.situation))
            found.add(RegulatoryCase.ALD if cover.ald != NO_ALD else None)
    accident = beneficiary.work_accident
    # The manager of the risk is on every card (seed-facts 1); an accident has its identifier.
    if for_accident and accident is not None and (accident.at1_id or accident.at2_id):
        found.add(RegulatoryCase.WORK_ACCIDENT)
    return frozenset(case for case in found if case is not None)


def call_reasons(mode: CallMode, situation: CallSituation) -> tuple[CallReason, ...]:
    """Return why the service is asked now; nothing when it is not."""
    match ASKING[mode, situation.occasion]:
        case Asking.NEVER:
            return ()
        case Asking.ALWAYS:
            asked = {
                Occasion.BUTTON: CallReason.BUTTON,
                Occasion.MOBILE_READING: CallReason.MOBILE_READING,
            }
            return (asked.get(situation.occasion, CallReason.SYSTEMATIC),)
        case Asking.WITH_REASON:
            return _targeted(situation)


def _targeted(situation: CallSituation) -> tuple[CallReason, ...]:
    """Return the reasons of a targeted call; rights known for the day leave none (ADRI-03)."""
    if situation.known is not None:
        return () if situation.day in situation.known else (CallReason.OTHER_DAY,)
    if not situation.card_present:
        return (CallReason.NO_CARD,)
    reasons = {
        CallReason.CARD_OUT_OF_DATE: not situation.card_open,
        CallReason.REGULATORY: situation.regulatory,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


COUNTED = frozenset(
    {
        "ADRI-INDISPONIBLE",
        "ADRI-TROP-LENT",
        "ADRI-EN-PANNE",
        "ADRI-REPONSE-ILLISIBLE",
        "ADRI-REPONSE-NON-SIGNEE",
        "ADRI-REPONSE-AUTRE-SIGNATAIRE",
        "ADRI-REPONSE-ALTEREE",
        "ADRI-REPONSE-AUTRE-MESSAGE",
    }
)
"""Failures of the service: no answer, or none that can be believed."""

ANSWERED = frozenset(
    {"ADRI-PATIENT-INCONNU", "ADRI-REGIME-NON-GERE", "ADRI-NIR-REFUSE", "ADRI-REFUS"}
)
"""Failures that show a service that works (assumed); any other comes before the call."""


@dataclass(frozen=True)
class FailureCount:
    """Failures in a row: enough of them stop the calls that nobody asked for (ADRI-05).

    The button and a reading of the mobile card still ask, so that a success is possible.

    Attributes:
        limit: failures in a row that stop the calls; a setting.
        count: failures in a row so far.
        day: of the last of them; another day begins anew (assumed).
    """

    limit: int = MAX_FAILURES
    count: int = 0
    day: date | None = None

    def __post_init__(self) -> None:
        """Refuse a limit that would stop every call."""
        assert self.limit > 0, "a failure at least"

    def after(self, code: str | None, day: date) -> "FailureCount":
        """Return the count after a call.

        Args:
            code: of its error; none when it succeeded.
            day: of the call.
        """
        if code is None or code in ANSWERED:
            return replace(self, count=0, day=None)
        if code not in COUNTED:
            return self
        return replace(self, count=(self.count if self.day == day else 0) + 1, day=day)

    def stops_on(self, day: date) -> bool:
        """Say whether the repeats stop the calls of ``day``."""
        return self.day == day and self.count >= self.limit

    def mode(self, chosen: CallMode, day: date) -> CallMode:
        """Return the mode in force on ``day``, the shop having chosen one."""
        return CallMode.MANUAL if self.stops_on(day) else chosen
