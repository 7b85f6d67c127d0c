"""What a scanner typed, what a phone gave, and until when a context serves. Pure functions.

Law of this file: the form and the check value of a payload are looked at, its meaning is not; what
is not right is refused, never repaired. Source: protocols of the simulated peers 8 (assumed);
CRC-16/CCITT-FALSE: polynomial 1021, first value FFFF, nothing reflected.
"""

import re
from binascii import crc_hqx
from collections.abc import Mapping, Sequence
from datetime import datetime

from binocle.kernel import PARIS, OperatorActionNeeded

from .model import ApcvContext, Payload

PREFIX = "APCV-SIMULATEUR:"
FORM = re.compile(r"(?P<sealed>APCV-SIMULATEUR:1:[A-Z2-7]{52}):(?P<check>[0-9A-F]{4})", re.ASCII)

# One place is one key of the board; what is typed there, with Shift and without. The letters of a
# payload are typed with Shift, its figures too on a French board.
QWERTY = """1234567890-qwertyuiopasdfghjkl;zxcvbnm,./!@#$%^&*()_QWERTYUIOPASDFGHJKL:ZXCVBNM<>?"""
AZERTY = """&é"'(-è_çà)azertyuiopqsdfghjklmwxcvbn,;:!1234567890°AZERTYUIOPQSDFGHJKLMWXCVBN?./§"""

# The board that the scanner is set for, the one of the workstation -> what was typed, meant again.
SWAPS: Mapping[tuple[str, str], Mapping[int, int]] = {
    ("QWERTY", "AZERTY"): str.maketrans(AZERTY, QWERTY),
    ("AZERTY", "QWERTY"): str.maketrans(QWERTY, AZERTY),
}


def crc16(data: bytes) -> int:
    """Return the CRC-16/CCITT-FALSE; of ``123456789`` it is 29B1."""
    return crc_hqx(data, 0xFFFF)


def read_payload(text: str) -> Payload | None:
    """Return the payload that ``text`` is, or none."""
    found = FORM.fullmatch(text)
    if found is None or crc16(found["sealed"].encode("ascii")) != int(found["check"], 16):
        return None
    return Payload(text)


def payload_of_scan(typed: str) -> Payload:
    """Return what a scanner typed, its Enter and blanks at the ends left aside.

    Raises:
        OperatorActionNeeded: APCV-CODE-ABSENT (nothing typed), APCV-CODE-CLAVIER (scanner and
            workstation set for different boards), APCV-CODE-ILLISIBLE (altered),
            APCV-CODE-ETRANGER (not a code of the app).
    """
    text = typed.strip()
    if not text:
        raise OperatorActionNeeded("APCV-CODE-ABSENT")
    payload = read_payload(text)
    if payload is not None:
        return payload
    if text.startswith(PREFIX):
        raise OperatorActionNeeded("APCV-CODE-ILLISIBLE")
    for (scanner, board), table in SWAPS.items():
        if text.translate(table).startswith(PREFIX):
            raise OperatorActionNeeded("APCV-CODE-CLAVIER", douchette=scanner, poste=board)
    raise OperatorActionNeeded("APCV-CODE-ETRANGER")


def payload_among(texts: Sequence[str]) -> Payload:
    """Return the one code of the app among those of a picture, foreign ones left aside.

    Raises:
        OperatorActionNeeded: as :func:`payload_of_scan`; APCV-CODES-PLUSIEURS when two different
            codes of the app are in the picture: no phone is guessed.
    """
    found = {payload.text: payload for text in texts if (payload := read_payload(text.strip()))}
    if len(found) > 1:
        raise OperatorActionNeeded("APCV-CODES-PLUSIEURS", nombre=len(found))
    if found:
        return next(iter(found.values()))
    ours = [text for text in texts if text.strip().startswith(PREFIX)]
    return payload_of_scan((ours or [*texts, ""])[0])


def holds_at(context: ApcvContext, at: datetime) -> bool:
    """Say whether a context still serves at an aware instant: 20 minutes, as the service gave."""
    return context.holds(at)


def printed_end(context: ApcvContext) -> str:
    """Return the hour at which a context ends, Paris time: ``13:26``."""
    return f"{context.ends_at.astimezone(PARIS):%H:%M}"


def printed_header(context: ApcvContext | None) -> str:
    """Return the title of the tab of rights (APCV-09).

    Args:
        context: the one of the file, over or not; none when the app was not read.
    """
    if context is None:
        return "ADRe"
    return f"ADRe (contexte appli carte Vitale valide jusqu'à {printed_end(context)})"
