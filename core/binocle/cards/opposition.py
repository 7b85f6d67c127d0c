"""The list of opposed Vitale cards: stolen, lost, invalid (VIT-04).

Law of this file: pure and strict. A list is whole or refused with the line: its marker, day,
counts, order and end are all looked at, for a list cut short lets stolen cards through. Source:
protocols of the simulated peers 3 (assumed as a whole: the real one is an online service whose form
is not public). An opposition holds from its first day on, that day included.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from binocle.kernel import (
    Facts,
    Finding,
    OperatorActionNeeded,
    PeerViolation,
    Severity,
    printed_day,
)

from .model import VitaleCard

MARKER = "SIMULATEUR BINOCLE"
NAME = "LISTE-OPPOSITION"
VERSION = "1"

_HEAD = re.compile(rf"{MARKER};{NAME};{VERSION};([0-9]{{8}});(0|[1-9][0-9]*)")
_ENTRY = re.compile(r"([0-9]{10});([0-9]{8});([VPI])")
_END = re.compile(r"FIN;(0|[1-9][0-9]*)")


class OppositionReason(Enum):
    """Why a card is opposed; the letter is the list's."""

    STOLEN = "V"
    LOST = "P"
    INVALID = "I"


SAID = {
    OppositionReason.STOLEN: "volée",
    OppositionReason.LOST: "perdue",
    OppositionReason.INVALID: "invalide",
}
"""The word of the screens for each reason."""


@dataclass(frozen=True)
class Opposition:
    """One opposed card: from which day, and why."""

    first: date
    reason: OppositionReason


@dataclass(frozen=True)
class OppositionList:
    """A list that was read whole.

    Attributes:
        edition: the day it was made.
        entries: opposition by serial number of the card.
    """

    edition: date
    entries: Mapping[str, Opposition] = field(repr=False)


def parse_oppositions(content: bytes) -> OppositionList:
    """Read a list.

    Raises:
        PeerViolation: CAR-LISTE-OPPOSITION-ILLISIBLE with the line, from 1.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(line, "not UTF-8") from None
    lines = text.split("\n")
    if lines[-1]:
        raise _unreadable(len(lines), "the last line has no end")
    lines.pop()
    head = _HEAD.fullmatch(lines[0]) if lines else None
    if head is None:
        raise _unreadable(1, "another head")
    edition, count = _day(head[1], 1), int(head[2])
    entries = _entries(lines[1:-1])
    end = _END.fullmatch(lines[-1])
    if end is None or len(lines) < 2:
        raise _unreadable(len(lines), "cut short")
    if not len(entries) == count == int(end[1]):
        raise _unreadable(len(lines), "the counts disagree")
    return OppositionList(edition, entries)


def _entries(lines: list[str]) -> Mapping[str, Opposition]:
    entries: dict[str, Opposition] = {}
    former = ""
    for number, line in enumerate(lines, start=2):
        found = _ENTRY.fullmatch(line)
        if found is None:
            raise _unreadable(number, "not an opposed card")
        serial = found[1]
        if serial <= former:
            raise _unreadable(number, "out of order, or twice")
        entries[serial] = Opposition(_day(found[2], number), OppositionReason(found[3]))
        former = serial
    return entries


def _day(digits: str, line: int) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise _unreadable(line, "not a day of the calendar") from None


def _unreadable(line: int, reason: str) -> PeerViolation:
    error = PeerViolation("CAR-LISTE-OPPOSITION-ILLISIBLE", ligne=line)
    error.add_note(reason)
    return error


def require_not_opposed(card: VitaleCard, listed: OppositionList, day: date) -> None:
    """Refuse a card that the list opposes on that day.

    Raises:
        OperatorActionNeeded: CAR-EN-OPPOSITION with the reason and its first day.
    """
    found = listed.entries.get(card.serial) if card.serial else None
    if found is not None and found.first <= day:
        raise OperatorActionNeeded(
            "CAR-EN-OPPOSITION",
            serie=card.serial or "-",
            motif=SAID[found.reason],
            jour=printed_day(found.first),
        )


def age_findings(listed: OppositionList, day: date, *, days: int) -> tuple[Finding, ...]:
    """Warn of a list made more than so many days ago."""
    age = (day - listed.edition).days
    if age <= days:
        return ()
    facts: Facts = {"edition": printed_day(listed.edition), "jours": age}
    return (Finding("CAR-LISTE-OPPOSITION-ANCIENNE", "oppositions", facts, Severity.WARNS),)
