"""How a malformed record is refused: with its name, its zone, the positions and the byte.

Law of this file: nothing malformed is repaired, cut or half-read (design, section 5, law 2). The
place is told; the content is not, because a zone may hold a NIR. What was due is kept beside the
facts, never among them: it is for who already looks at the file (``binocle decode``).
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Self

from binocle.kernel import PeerViolation

CODE = "FIL-ENREGISTREMENT-REFUSE"


class Reason(StrEnum):
    """Why a zone is refused; the words are stable and may be spoken on the phone."""

    LENGTH = "LONGUEUR"
    """The record has not the length of its table."""
    CHARACTER = "CARACTERE"
    """A character that the zone does not allow."""
    DIGITS = "CHIFFRES"
    """Something else than digits in a numeric zone, or zeros where the norm forbids them."""
    DAY = "DATE"
    """Six digits that are no day."""
    CONSTANT = "CONSTANTE"
    """A fixed text is not there."""
    VALUE = "VALEUR"
    """Not in the norm's list, or not writable as it is."""
    KEY = "CLE"
    """A check key does not agree."""
    OVERFLOW = "DEBORDEMENT"
    """The value is longer than the zone."""
    UNKNOWN = "INCONNU"
    """No table has this record type."""
    EDITION = "EDITION"
    """The norm's edition that the lot names has no table."""
    ORDER = "ORDRE"
    """The record may not stand here."""
    REPEATED = "REPETITION"
    """The record stands here once more than the norm allows."""
    COUNT = "COMPTE"
    """A counter does not agree with what was counted."""
    TOTAL = "TOTAL"
    """A sum does not agree with what was added."""
    DIFFERENT = "DIFFERENT"
    """A zone does not repeat what an earlier record said."""
    TRUNCATED = "TRONQUE"
    """The file stops before its end."""
    SURPLUS = "EXCEDENT"
    """Something follows the end."""


class WireRefusal(PeerViolation):
    """One record, refused.

    Attributes:
        record: record type as the norm prints it, such as ``4F``, or ``?`` when it has none.
        zone: name of the zone.
        first: first position, 1-based as the norm prints it.
        last: last position, included.
        reason: why.
        offset: byte in the file, 0-based, where the zone begins.
        within: characters of the zone that come before the first one that does not fit.
        wrong: byte in the file, 0-based, of that one.
        expected: what could stand there: spellings of the zone, or record types where the order
            is wrong; empty when the kind of the zone says it all.
    """

    def __init__(
        self, *, record: str, zone: str, first: int, last: int, reason: Reason, offset: int,
        within: int = 0, expected: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Keep the place and the reason.

        Args:
            record: as the attribute, like the others.
            zone: name of the zone.
            first: first position.
            last: last position.
            reason: why.
            offset: where the zone begins.
            within: characters of the zone that come before the wrong one.
            expected: what could stand there.
        """
        super().__init__(
            CODE,
            record=record,
            zone=zone,
            first=first,
            last=last,
            reason=reason.value,
            offset=offset,
        )
        self.record = record
        self.zone = zone
        self.first = first
        self.last = last
        self.reason = reason
        self.offset = offset
        self.wrong = offset + within
        self.expected = expected
        self.within = within

    def at(self, offset: int) -> Self:
        """Return the same refusal seen from the whole file, where the zone begins at ``offset``."""
        return self._moved(offset, offset + self.within)

    def mapped(self, place: Callable[[int], int]) -> Self:
        """Return the same refusal seen from the whole file.

        Args:
            place: position in the text that was read → byte of the file.
        """
        return self._moved(place(self.offset), place(self.offset + self.within))

    def _moved(self, offset: int, wrong: int) -> Self:
        moved = type(self)(
            record=self.record,
            zone=self.zone,
            first=self.first,
            last=self.last,
            reason=self.reason,
            offset=offset,
            within=self.within,
            expected=self.expected,
        )
        moved.wrong = wrong
        return moved
