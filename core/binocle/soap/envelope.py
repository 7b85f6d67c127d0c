"""Writing an envelope: who it goes to, the assertion that vouches for it, what it asks.

Law of this file: a message carries its action and its number in WS-Addressing headers, then what
the service adds, then the assertion. Source: simulators/PROTOCOLS.md sections 4 and 8.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


class Vocabulary:
    """Makes the elements of one namespace."""

    def __init__(self, prefix: str, namespace: str) -> None:
        """Take the namespace, and the prefix that it is written with."""
        self._start = f"{{{namespace}}}"
        self._nsmap: dict[str, str] = {prefix: namespace}

    def __call__(
        self, name: str, *content: str | etree._Element, **attributes: str
    ) -> etree._Element:
        """Return an element that holds one text, or elements."""
        element = etree.Element(self._start + name, attributes, self._nsmap)
        for part in content:
            if isinstance(part, str):
                element.text = part
            else:
                element.append(part)
        return element


_S = Vocabulary("s", SOAP)
_WSA = Vocabulary("wsa", WSA)
_WSSE = Vocabulary("wsse", WSSE)


def build_envelope(
    body: etree._Element,
    *,
    action: str,
    id: str,
    assertion: etree._Element,
    headers: Sequence[etree._Element] = (),
) -> bytes:
    """Return the SOAP envelope of a request.

    Args:
        body: what is asked.
        action: the WS-Addressing action.
        id: UUID of the message.
        assertion: signed; it moves into the envelope.
        headers: what this service wants beside, in its order.
    """
    envelope = _S(
        "Envelope",
        _S(
            "Header",
            _WSA("Action", action),
            _WSA("MessageID", f"urn:uuid:{id}"),
            *headers,
            _WSSE("Security", assertion),
        ),
        _S("Body", body),
    )
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def written_instant(at: datetime) -> str:
    """Return an aware instant as the headers write it: ``2024-05-28T07:00:00Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
