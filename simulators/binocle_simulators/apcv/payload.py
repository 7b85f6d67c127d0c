"""The text that the phone shows: its form, its CRC, and the 32 bytes that only the service makes.

Law of this file: whoever lacks the service's key can check the form and nothing more. Of the 32
bytes, 10 are an identifier, 6 the end of life (milliseconds since 1970), 16 a keyed digest (ours).
Source: PROTOCOLS section 8; RFC 4648 for base 32; CRC-16/CCITT-FALSE; all else assumed.
"""

import base64
import binascii
import hashlib
import hmac
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PREFIX = "APCV-SIMULATEUR:1:"
LIFE = timedelta(seconds=180)
"""How long a payload lives from its showing."""

_ID, _END, _SEAL = 10, 6, 16
_FORM = re.compile(rf"{PREFIX}[A-Z2-7]{{52}}:[0-9A-F]{{4}}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class NotOurs(ValueError):
    """A text of the right form whose keyed digest is not of this service."""


@dataclass(frozen=True, slots=True)
class ApcvPayload:
    """What one showing of the app is.

    Attributes:
        id: 10 bytes, never twice.
        end: the last instant at which it is taken, UTC, whole milliseconds.
    """

    id: bytes
    end: datetime

    @classmethod
    def make(cls, *, shown: datetime, chance: random.Random) -> "ApcvPayload":
        """Return a new one, shown at an instant."""
        end = _EPOCH + ((shown + LIFE - _EPOCH) // _MILLISECOND) * _MILLISECOND
        return cls(chance.randbytes(_ID), end)

    def write(self, key: bytes) -> str:
        """Return the text that is shown, sealed with the service's key."""
        content = self.id + ((self.end - _EPOCH) // _MILLISECOND).to_bytes(_END, "big")
        return written(content + _seal(content, key))

    @classmethod
    def read(cls, text: str, key: bytes) -> "ApcvPayload":
        """Return what a text is.

        Args:
            text: of the right form (:func:`is_well_formed`).
            key: the service's.

        Raises:
            NotOurs: it was not sealed with this key.
        """
        held = base64.b32decode(text[len(PREFIX) : -5] + "====")
        content, seal = held[:-_SEAL], held[-_SEAL:]
        if not hmac.compare_digest(seal, _seal(content, key)):
            raise NotOurs(text)
        end = _EPOCH + int.from_bytes(content[_ID:], "big") * _MILLISECOND
        return cls(content[:_ID], end)


def written(held: bytes) -> str:
    """Return the text that holds 32 bytes, with its CRC."""
    text = PREFIX + base64.b32encode(held).decode("ascii").rstrip("=")
    return f"{text}:{crc16(text.encode('ascii')):04X}"


def is_well_formed(text: str) -> bool:
    """Tell whether a text has the form and the CRC, and is the only writing of what it holds."""
    if not _FORM.fullmatch(text):
        return False
    return written(base64.b32decode(text[len(PREFIX) : -5] + "====")) == text


def crc16(content: bytes) -> int:
    """Return the CRC-16/CCITT-FALSE: polynomial 1021, first value FFFF, not reflected."""
    return binascii.crc_hqx(content, 0xFFFF)


def _seal(content: bytes, key: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)[:_SEAL]
