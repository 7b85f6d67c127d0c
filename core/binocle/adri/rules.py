"""What bars a request, for which days an answer serves, and what it says of a day.

Sources: ADRI-03; teleservices sheet 1.2 to 1.5. Pure functions.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from binocle.cards import Cover, only_cover
from binocle.kernel import Finding, printed_day

from .model import Rights, RightsRequest, Window

MANDATORY: Mapping[str, str] = {
    "regime": "Régime",
    "insured": "NIR",
    "birth": "Date de naissance",
    "rank": "Rang de naissance",
}
"""Fields without which nothing is asked, with the labels of the screen (teleservices sheet 1.2)."""

DIGITS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "regime": ("Régime", (2,)),
    "caisse": ("Caisse", (0, 3)),
    "centre": ("Centre", (0, 4)),
    "rank": ("Rang de naissance", (1,)),
}
"""Fields made of digits, with their lengths; 0 = may be unknown."""


def window_of(day: date) -> Window:
    """Return the days that a look-up for ``day`` answers for: one year back, day included.

    The day is clamped to its month before one is added (our convention): asked on 29/02/2024, it
    runs from 01/03/2023, as when asked on 28/02/2024.
    """
    last_of_month = monthrange(day.year - 1, day.month)[1]
    year_before = date(day.year - 1, day.month, min(day.day, last_of_month))
    return Window(year_before + timedelta(days=1), day)


def request_findings(request: RightsRequest) -> list[Finding]:
    """Return what bars a request before any call: each field that is missing or malformed."""
    fields: dict[str, Any] = vars(request)
    missing = [
        Finding("ADRI-CHAMP-MANQUANT", name, {"champ": label})
        for name, label in MANDATORY.items()
        if not fields[name]
    ]
    malformed = [
        Finding("ADRI-CHAMP-MALFORME", name, {"champ": label})
        for name, (label, lengths) in DIGITS.items()
        if fields[name] and not _is_digits(fields[name], lengths)
    ]
    return missing + malformed


def _is_digits(text: str, lengths: tuple[int, ...]) -> bool:
    return text.isascii() and text.isdigit() and len(text) in lengths


def rights_open_on(rights: Rights, day: date) -> bool:
    """Say whether an AMO right holds on ``day``; closed rights are an answer, not a failure."""
    return any(period.holds(day) for period in rights.amo_periods)


def last_open_day(rights: Rights, day: date) -> date | None:
    """Return the last day before ``day`` on which an AMO right held; none when none ever did."""
    ended = [each.last for each in rights.amo_periods if each.last and each.last < day]
    return max(ended, default=None)


def closed_findings(rights: Rights, day: date) -> list[Finding]:
    """Return what must be told when no AMO right holds on ``day``; nothing when one does."""
    if rights_open_on(rights, day):
        return []
    last = last_open_day(rights, day)
    if last is None:
        return [Finding("ADRI-DROITS-ABSENTS", "amo", {"jour": printed_day(day)})]
    facts = {"jour": printed_day(day), "dernier": printed_day(last)}
    return [Finding("ADRI-DROITS-FERMES", "amo", facts)]


def cover_on(rights: Rights, day: date) -> Cover | None:
    """Return the cover of ``day``, as :func:`binocle.cards.only_cover` finds it."""
    return only_cover(rights.covers, day)
