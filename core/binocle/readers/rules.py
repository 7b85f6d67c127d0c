"""Which of the plugged readers is the configured one.

Law of this file: the exact name wins. Failing that, the same name with another *reader number* is
taken if it is the only one: pcsc-lite ends a name with two hex pairs, ``RR SS``, where ``RR`` is
the first free number at plugging time and so changes, while ``SS`` is the slot and does not (cards
sheet 2.2). Two candidates are none: no card is guessed.
"""

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"(?P<stem>.+) [0-9A-F]{2} (?P<slot>[0-9A-F]{2})")


def _without_number(name: str) -> tuple[str, str] | None:
    found = _NUMBERED.fullmatch(name)
    return (found["stem"], found["slot"]) if found else None


def find_reader(wanted: str, names: Sequence[str]) -> str | None:
    """Return the plugged reader that ``wanted`` names, or none."""
    if wanted in names:
        return wanted
    stem = _without_number(wanted)
    candidates = [name for name in names if stem is not None and _without_number(name) == stem]
    return candidates[0] if len(candidates) == 1 else None
