"""Writer of the acknowledgement of a lot (ARL), one record of 128 characters.

Source: PROTOCOLS section 5; the layout is ours, no public text gives it (assumed).
"""

from .facts import LotFacts

POSITIVE = ("0000", "LOT CONFORME")
ALREADY_USED = ("9001", "NUMERO DE LOT DEJA UTILISE CE JOUR")
"""Our own code: no published one says it (assumed)."""
AHEAD = ("9003", "LOT DATE D UN JOUR A VENIR")
"""Sent ahead of its date: the case is sourced (sheet 3.8), the code is our own (assumed)."""
FAULT = ("4025", "TRAITEMENT IMPOSSIBLE")
"""The code that the manuals print for a rejected lot; its label is cut there, ours completes it."""
KEYS = ("4015", "CLES DE TRANSPORT")
"""A negative ARL of a lot that was taken all the same (sheet 3.8)."""
CODES = dict((POSITIVE, FAULT, KEYS, ALREADY_USED, AHEAD))
"""Label of each code."""


def arl_record(lot: LotFacts, code: str, label: str) -> bytes:
    """Return the ARL of a lot: positive when ``code`` is ``0000``, negative otherwise."""
    sign = "P" if code == POSITIVE[0] else "N"
    text = (
        f"ARLSIMULATEUR{sign}{lot.number:3}{lot.recipient:14}{lot.date:6}{lot.file:6}"
        f"{code:4}{label:80} "
    )
    assert len(text) == 128, text
    return text.encode("ascii")
