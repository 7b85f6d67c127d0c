"""A hand scanner at the counter: it reads a code and types it, then Enter.

Law of this file: keys are what another program would get from a keyboard, in order, with the time
since the key before. A scanner set for an American keyboard on a French one gives other characters
(the keys are the same, their letters are not).
Source: PROTOCOLS section 8; cards sheet 5.2 (acts as a keyboard, ends with Enter); speeds assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from binocle_simulators.world import World

ENTER = "Enter"
GAP_MS = (2, 8)
"""Milliseconds between two keys of a scanner (assumed)."""
SLOW_GAP_MS = (60, 220)
"""The same for one with a poor radio link, as slow as a typist (assumed)."""

_AMERICAN_ON_FRENCH = str.maketrans(
    {
        "A": "Q", "Q": "A", "Z": "W", "W": "Z", "M": "?", ":": "M", "-": ")",
        "1": "&", "2": "é", "3": '"', "4": "'", "5": "(", "6": "-", "7": "è", "8": "_",
        "9": "ç", "0": "à",
    }
)  # fmt: skip
"""What a French keyboard makes of the keys of an American one, for the characters of a payload."""


class ScannerFault(Enum):
    """What may be wrong with what comes."""

    LAYOUT = "clavier américain"
    TRUNCATED = "coupé"
    DOUBLED = "lu deux fois"
    SLOW = "lent"


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One key.

    Attributes:
        key: one character, or ``Enter``.
        after: time since the key before.
    """

    key: str
    after: timedelta


class Scanner:
    """One scanner.

    Attributes:
        fault: what is wrong with it now.
    """

    def __init__(self, world: World, *, fault: ScannerFault | None = None) -> None:
        """Plug a scanner in.

        Args:
            world: chance.
            fault: what is wrong with it.
        """
        self.fault = fault
        self._chance = world.stream("scanner")

    def scan(self, text: str) -> Iterator[KeyPress]:
        """Yield the keys that reading a code types."""
        low, high = SLOW_GAP_MS if self.fault is ScannerFault.SLOW else GAP_MS
        for key in self._keys(text):
            yield KeyPress(key, timedelta(milliseconds=self._chance.randint(low, high)))

    def _keys(self, text: str) -> list[str]:
        once = [*text, ENTER]
        match self.fault:
            case ScannerFault.LAYOUT:
                return [*text.translate(_AMERICAN_ON_FRENCH), ENTER]
            case ScannerFault.TRUNCATED:
                return [*text[: self._chance.randrange(len(text))], ENTER]
            case ScannerFault.DOUBLED:
                return once + once
            case _:
                return once


def typed(keys: Iterator[KeyPress]) -> list[str]:
    """Return the lines that keys make in a text field: one at each Enter."""
    lines, line = [], ""
    for press in keys:
        if press.key == ENTER:
            lines.append(line)
            line = ""
        else:
            line += press.key
    return lines
