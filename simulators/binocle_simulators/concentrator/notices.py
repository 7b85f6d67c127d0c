"""Writer of a service message about a lot (SRV), one record of 128 characters.

Source: PROTOCOLS section 5; the layout is ours, made after the ARL's (assumed).
"""

from collections.abc import Mapping

from .facts import LotFacts

NOTICES: Mapping[str, tuple[str, str, str]] = {
    "forwarded": ("A", "0000", "LOT ACHEMINE"),
    "provisional": ("P", "0000", "AR PROVISOIRE"),
    "undelivered": ("N", "9002", "AVIS DE NON REMISE"),
}
"""Mark, code and label of each message; the codes are ours (assumed)."""


def notice_record(lot: LotFacts, what: str) -> bytes:
    """Return a message about a lot; ``what`` is a key of :data:`NOTICES`."""
    mark, code, label = NOTICES[what]
    text = (
        f"SRVSIMULATEUR{mark}{lot.number:3}{lot.recipient:14}{lot.date:6}{lot.file:6}"
        f"{code:4}{label:80} "
    )
    assert len(text) == 128, text
    return text.encode("ascii")
