"""The list of opposed cards that a shop receives: stolen, lost or invalid.

Law of this file: one line a card, sorted by serial number, none twice, the count told at the head
and at the end, so that a list that was cut or altered shows it. The form is ours (assumed as a
whole, PROTOCOLS 3): the real one is an online service whose form is not public.
Source: PROTOCOLS section 3, assumed as a whole.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise

from binocle_simulators.people import Person

REASONS = {"V": "volée", "P": "perdue", "I": "invalidée"}
HEAD = "SIMULATEUR BINOCLE;LISTE-OPPOSITION;1"


class BadOpposition(ValueError):
    """An entry of the wrong form, or a card that is opposed twice; the text says which."""


@dataclass(frozen=True)
class Opposition:
    """One opposed card.

    Attributes:
        serial: serial number, 10 digits.
        first_day: first day of the opposition.
        reason: a key of :data:`REASONS`.
    """

    serial: str
    first_day: date
    reason: str = "P"


def opposition_list(entries: Iterable[Opposition], *, edition: date) -> str:
    """Return the text of a list.

    Args:
        entries: the opposed cards, in any order.
        edition: day of the list.

    Raises:
        BadOpposition: a serial number or a reason of the wrong form, or a card twice.
    """
    ordered = sorted(entries, key=lambda entry: entry.serial)
    for entry in ordered:
        if not re.fullmatch("[0-9]{10}", entry.serial) or entry.reason not in REASONS:
            raise BadOpposition(f"wrong form: {entry}")
    for entry, following in pairwise(ordered):
        if entry.serial == following.serial:
            raise BadOpposition(f"opposed twice: {entry.serial}")
    lines = [f"{entry.serial};{_day(entry.first_day)};{entry.reason}" for entry in ordered]
    count = len(ordered)
    return "\n".join((f"{HEAD};{_day(edition)};{count}", *lines, f"FIN;{count}")) + "\n"


def oppositions_of(people: Iterable[Person]) -> tuple[Opposition, ...]:
    """Return the opposed cards of people, one a card.

    Raises:
        BadOpposition: the first day of one is no day of the calendar.
    """
    found: dict[str, Opposition] = {}
    for person in people:
        if person.opposed:
            day = person.opposed
            try:
                first = date(int(day[:4]), int(day[4:6]), int(day[6:]))
            except ValueError:
                raise BadOpposition(f"no day: {person.key}: {day!r}") from None
            found[person.card_serial] = Opposition(person.card_serial, first, person.opposed_reason)
    return tuple(found.values())


def shipped_oppositions() -> str:
    """Return the list of the shipped people, edited on the bench day (28 May 2024)."""
    return resources.files(__package__).joinpath("oppositions.txt").read_text(encoding="utf-8")


def _day(day: date) -> str:
    return f"{day.year:04d}{day:%m%d}"


# -- what may be wrong with a list ----------------------------------------------------------------


def _truncated(text: str) -> str:
    """Stop in the middle of a line, as a transfer that breaks off."""
    return text[: len(text) * 2 // 3]


def _altered_count(text: str) -> str:
    """Announce one card more than the list has, at the head only."""
    head, _, rest = text.partition("\n")
    fields = head.split(";")
    return ";".join((*fields[:-1], str(int(fields[-1]) + 1))) + "\n" + rest


def _older_edition(text: str) -> str:
    """Date the list 60 days earlier; all else is right."""
    head, _, rest = text.partition("\n")
    *start, day, count = head.split(";")
    edition = date(int(day[:4]), int(day[4:6]), int(day[6:])) - timedelta(days=60)
    return ";".join((*start, _day(edition), count)) + "\n" + rest


LIST_FAULTS: Mapping[str, Callable[[str], str]] = {
    "truncated": _truncated,
    "altered-count": _altered_count,
    "older-edition": _older_edition,
}
"""Name of a fault -> the text that it makes of a right list."""
