"""The SAML assertion by which a CPS vouches for one call.

Law of this file: one assertion a call, signed by the card's authentication key, its number that of
the message. Source: simulators/PROTOCOLS.md section 4; what the sheet leaves open is assumed there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lxml import etree

from binocle.cards import ProfessionalCard, sign_xml

from .envelope import Vocabulary, written_instant

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"

ASSERTION_LIFE = timedelta(hours=1)

_SAML = Vocabulary("saml", SAML)
_DS = Vocabulary("ds", DS)


class AssertionSigner(Protocol):
    """The CPS in the reader, its code verified; :class:`binocle.cards.CpsSession` is one."""

    @property
    def card(self) -> ProfessionalCard:
        """What the card says of its holder, its authentication certificate included."""
        ...

    def sign_transport(self, data: bytes) -> bytes:
        """Sign with the authentication key: RSA PKCS#1 v1.5 with SHA-256, 256 bytes."""
        ...


@dataclass(frozen=True)
class Exchange:
    """One call, and who makes it.

    Attributes:
        id: UUID; it names the message, its contexts and the assertion, so that one number finds
            the call again on both sides.
        at: aware instant of the call.
        card: the professional who asks.
    """

    id: str
    at: datetime
    card: ProfessionalCard

    @property
    def assertion_id(self) -> str:
        """The id of the assertion; XML forbids a leading digit."""
        return f"_{self.id}"

    @property
    def sender(self) -> str:
        """National identifier with its type prefix: 8 = RPPS (assumed)."""
        return f"8{self.card.rpps}"


def build_assertion(exchange: Exchange, *, sector: str) -> etree._Element:
    """Return the SAML assertion of a call, the place of its signature kept."""
    begins = written_instant(exchange.at)
    ends = written_instant(exchange.at + ASSERTION_LIFE)
    return _SAML(
        "Assertion",
        _SAML("Issuer", exchange.card.authentication.parsed.subject.rfc4514_string()),
        _DS("Signature", Id="placeholder"),
        _SAML("Subject", _SAML("NameID", exchange.sender)),
        _SAML("Conditions", NotBefore=begins, NotOnOrAfter=ends),
        _SAML(
            "AttributeStatement",
            _attribute("Secteur_Activite", sector),
            _attribute("Profession", exchange.card.profession),
        ),
        ID=exchange.assertion_id,
        IssueInstant=begins,
        Version="2.0",
    )


def signed_assertion(exchange: Exchange, *, signer: AssertionSigner, sector: str) -> etree._Element:
    """Return the assertion of a call, signed by the card.

    Args:
        exchange: the call.
        signer: the CPS, its code verified.
        sector: activity sector of the shop.

    Raises:
        BinocleError: what the card says when it does not sign (CPS-…, LEC-…).
    """
    return sign_xml(
        build_assertion(exchange, sector=sector),
        signer=signer.sign_transport,
        certificate_der=exchange.card.authentication.der,
        reference_id=exchange.assertion_id,
    )


def _attribute(name: str, value: str) -> etree._Element:
    return _SAML("Attribute", _SAML("AttributeValue", value), Name=name)
