"""What a reader makes of a contactless card: its ATR, its UID, and the pseudo-commands of class FF.

Law of this file: the reader answers class FF, never the card. A slot with contacts refuses it.
Source: cards sheet 2.5 (PC/SC part 3); the form ``t0`` is assumed: the ATR of a reader that reports
T=0 only (Kapelse, sheet 2.1).
"""

from functools import reduce
from operator import xor
from typing import Protocol, runtime_checkable

ATR_FORMS = ("part3", "t0")
PSEUDO_CLASS = 0xFF
UID_SIZE = 4

_NOT_SUPPORTED = b"\x6a\x81"
_PART_3 = b"\x80\x01"


@runtime_checkable
class ContactlessCard(Protocol):
    """A card of ISO 14443-4 type A that says what its chip says.

    Attributes:
        uid: 4, 7 or 10 bytes; a phone draws another at each presentation.
        ats: answer to select, its length byte first.
    """

    uid: bytes
    ats: bytes


def historical_bytes(ats: bytes) -> bytes:
    """Return the historical bytes of an ATS; the interface bytes that T0 announces are left out.

    Raises:
        ValueError: its length byte is wrong.
    """
    if not ats or ats[0] != len(ats):
        raise ValueError(f"an ATS starts with its length: {ats.hex()}")
    if len(ats) == 1:
        return b""
    return ats[2 + (ats[1] >> 4 & 0x07).bit_count() :]


def answer_to_reset(historical: bytes, form: str) -> bytes:
    """Return the ATR that the reader makes.

    Args:
        historical: at most 15 bytes.
        form: one of :data:`ATR_FORMS`.
    """
    assert form in ATR_FORMS, form
    if form == "t0":
        return bytes((0x3B, len(historical))) + historical
    body = bytes((0x80 | len(historical),)) + _PART_3 + historical
    return b"\x3b" + body + bytes((reduce(xor, body),))


def seen_by_reader(card: object, atr: bytes, form: str) -> tuple[bytes, bytes | None]:
    """Return the ATR that the reader shows, and the historical bytes of ISO 14443-4 if any.

    Args:
        card: what lies on the reader.
        atr: what it says of itself, used when it has no ATS.
        form: one of :data:`ATR_FORMS`.
    """
    if isinstance(card, ContactlessCard):
        historical = historical_bytes(card.ats)
    elif atr[2:4] == _PART_3:
        historical = atr[4:-1]
    else:
        return atr, None
    return answer_to_reset(historical, form), historical


def pseudo_command(command: bytes, *, uid: bytes, historical: bytes | None) -> bytes:
    """Answer a command of class FF as a contactless reader does.

    Args:
        command: of class FF.
        uid: of the card.
        historical: its bytes, or nothing when it is no card of ISO 14443-4.
    """
    known = {b"\xca\x00\x00": uid, b"\xca\x01\x00": historical}
    data = known.get(command[1:4])
    if data is None:
        return _NOT_SUPPORTED
    le = command[4] if len(command) > 4 else 0
    if le not in (0, len(data)):
        return bytes((0x6C, len(data)))
    return data + b"\x90\x00"
