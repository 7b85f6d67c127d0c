"""Writing an envelope: who it goes to, the assertion that vouches for it, what it asks.

Law of this file: a message carries its action and its number in WS-Addressing headers, then what
the service adds, then the assertion. Source: simulators/PROTOCOLS.md sections 4 and 8.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from .writing import Markup, Vocabulary

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'

_S = Vocabulary("s", SOAP)
_WSA = Vocabulary("wsa", WSA)
_WSSE = Vocabulary("wsse", WSSE)


def message_id(id: str) -> str:
    """Return the MessageID of a call, from its UUID."""
    return f"urn:uuid:{id}"


def build_envelope(
    body: Markup, *, action: str, id: str, assertion: Markup, headers: Sequence[Markup] = ()
) -> bytes:
    """Return the SOAP envelope of a request, UTF-8.

    Args:
        body: what is asked.
        action: the WS-Addressing action.
        id: UUID of the message.
        assertion: signed.
        headers: what this service wants beside, in its order.
    """
    envelope = _S.first(
        "Envelope",
        _S(
            "Header",
            _WSA.first("Action", action),
            _WSA.first("MessageID", message_id(id)),
            *headers,
            _WSSE.first("Security", assertion),
        ),
        _S("Body", body),
    )
    return (PROLOGUE + envelope).encode()


def written_instant(at: datetime) -> str:
    """Return an aware instant as the headers write it: ``2024-05-28T07:00:00Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
