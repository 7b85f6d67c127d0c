"""Addresses of professionals and of front-ends, and the shape of a file's name.

Source: PROTOCOLS section 11 (assumed).
"""

import re

from binocle_simulators.mail_keys import DOMAIN

FRONT_END = DOMAIN
PROFESSIONALS = "ps.simulateur.invalid"
CONCENTRATOR = "concentrateur"
"""Who writes when no front-end does."""

USER = re.compile("[0-9]{14}")
NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""Names of files that a header, an address and an address line of HTTP all take (ours)."""

_FRONT_END = re.compile(f"([0-9A-Z]{{14}})@{re.escape(FRONT_END)}", re.IGNORECASE)


def professional_address(user: str) -> str:
    """Return the address of a professional (14 digits)."""
    return f"{user}@{PROFESSIONALS}"


def front_end_address(recipient: str) -> str:
    """Return the address of a recipient's front-end; the concentrator's own when it is empty."""
    return f"{recipient or CONCENTRATOR}@{FRONT_END}"


def recipient_at(address: str) -> str:
    """Return the recipient (14 characters) whose front-end has that address; empty for none."""
    found = _FRONT_END.fullmatch(address)
    return found[1].upper() if found else ""
