"""Stand-in for the certified SESAM-Vitale component: fills certification zones with a marked fake.

Law of this file: a zone says ``SIMULATEUR`` before anything else, so that no file can pass for
real. The layout is ours (PROTOCOLS.md, section 6); the real one is not public.
Source: PROTOCOLS section 6, assumed as a whole.
"""

import hashlib

ZONE_LENGTH = 32
MARK = b"SIMULATEUR"


def certification_zone(records: bytes) -> bytes:
    """Return the 32 bytes that close ``records``, whose own zone is blank."""
    assert len(records) % 128 == 0, len(records)
    assert records[-ZONE_LENGTH:].isspace(), "the zone to fill is blank"
    digest = hashlib.sha256(records).hexdigest().upper()
    return MARK + digest[: ZONE_LENGTH - len(MARK)].encode()


class SesamVitaleSimulator:
    """The two services that billing asks for."""

    def invoice_zone(self, records: bytes) -> bytes:
        """Return the zone of type 5 for the records of one form."""
        return certification_zone(records)

    def lot_zone(self, records: bytes) -> bytes:
        """Return the zone of type 6 for the records of one lot."""
        return certification_zone(records)
