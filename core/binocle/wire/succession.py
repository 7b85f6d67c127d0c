"""Which record may follow which, and how often: derived from a table, never written by hand.

Law of this file: a record has one parent and a rank among its brothers; it comes after those of a
lower rank, as often as its row allows, and nothing that a row demands is skipped. One time more is
an error that says so, never a second value over the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .records import BrokenTable
from .refusal import Reason

BEFORE = ""
"""What a file begins after."""


class Place(NamedTuple):
    """One row of the table; rows of one parent are in the order of the file.

    Attributes:
        code: record type as the norm prints it.
        parent: record type that it belongs to; empty for those of the file itself.
        demanded: whether its parent cannot do without it.
        most: how many of them a parent may have.
    """

    code: str
    parent: str
    demanded: bool
    most: int


@dataclass(frozen=True)
class Succession:
    """What a table of places allows.

    Attributes:
        followers: record type → record types that may come next.
        most: record type → how many of them a parent may have.
        below: record type → all that belongs to it, at any depth.
    """

    followers: Mapping[str, frozenset[str]]
    most: Mapping[str, int]
    below: Mapping[str, tuple[str, ...]]


def succession(places: Sequence[Place]) -> Succession:
    """Return what the rows allow.

    Raises:
        BrokenTable: a record has two rows, or a parent that comes later.
    """
    known = [BEFORE]
    for place in places:
        if place.code in known or place.parent not in known:
            raise BrokenTable(f"{place.code}: second row, or a parent without one")
        known.append(place.code)
    rows = {place.code: place for place in places}
    children = {code: [each for each in places if each.parent == code] for code in known}
    return Succession(
        followers={code: _followers(code, rows, children) for code in known},
        most={place.code: place.most for place in places},
        below={code: tuple(_below(code, children)) for code in known},
    )


def _below(code: str, children: Mapping[str, Sequence[Place]]) -> list[str]:
    found = []
    for child in children[code]:
        found += [child.code, *_below(child.code, children)]
    return found


def _followers(
    code: str, rows: Mapping[str, Place], children: Mapping[str, Sequence[Place]]
) -> frozenset[str]:
    found: set[str] = set()
    complete = _open(children[code], found)
    while complete and code != BEFORE:
        row = rows[code]
        brothers = children[row.parent]
        if row.most > 1:
            found.add(code)
        complete = _open(brothers[brothers.index(row) + 1 :], found)
        code = row.parent
    return frozenset(found)


def _open(brothers: Sequence[Place], found: set[str]) -> bool:
    """Add the brothers that may come next; tell whether their parent may then end."""
    for each in brothers:
        found.add(each.code)
        if each.demanded:
            return False
    return True


@dataclass
class Walk:
    """Follows a file record by record.

    Attributes:
        allowed: what its table allows; another edition may take its place between two records.
        last: the record type that was taken last.
    """

    allowed: Succession
    last: str = BEFORE
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def due(self) -> frozenset[str]:
        """The record types that may come next."""
        return self.allowed.followers[self.last]

    @property
    def ended(self) -> bool:
        """Whether nothing more may come."""
        return not self.due

    def take(self, code: str) -> Reason | None:
        """Go on to a record; return why it may not stand here, or nothing."""
        counts, allowed = self._counts, self.allowed
        count = counts.get(code, 0) + 1
        too_many = count > allowed.most[code]
        if code not in allowed.followers[self.last]:
            if self.ended:
                return Reason.SURPLUS
            return Reason.REPEATED if too_many else Reason.ORDER
        if too_many:
            return Reason.REPEATED
        counts[code] = count
        for each in allowed.below[code]:
            counts[each] = 0
        self.last = code
        return None
