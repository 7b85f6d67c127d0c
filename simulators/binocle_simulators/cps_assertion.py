"""The SAML assertion that a CPS signs: its shape, its signature, its hours.

Law of this file: the signature is computed over the very element that is read, never over one that
is looked up by its ID; every algorithm is named here and no other is known.
Shared by the services that ask for one.
Source: PROTOCOLS section 4; XML Signature 1.1; Exclusive XML Canonicalization 1.0.
"""

import base64
import hashlib
import heapq
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from lxml import etree

from .xml_shape import ANY, BadShape, Shape, walk

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"

LIFE = timedelta(hours=1)
"""The longest that an assertion may live."""
KNOWN_CERTIFICATES = 64
"""How many certificates stay decoded; a bench has a handful."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
_EMPTY = re.compile(r"\s*")
_ATTRIBUTES = {"Secteur_Activite", "Profession"}


def _exactly(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


def _algorithm(name: str, uri: str) -> Shape:
    return Shape(f"{{{DS}}}{name}", text=_EMPTY, attributes={"Algorithm": _exactly(uri)})


_SIGNED_INFO = Shape(
    f"{{{DS}}}SignedInfo",
    children=(
        _algorithm("CanonicalizationMethod", C14N),
        _algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        Shape(
            f"{{{DS}}}Reference",
            attributes={"URI": re.compile("#.+")},
            children=(
                Shape(
                    f"{{{DS}}}Transforms",
                    children=(
                        _algorithm("Transform", f"{DS}enveloped-signature"),
                        _algorithm("Transform", C14N),
                    ),
                ),
                _algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
                Shape(f"{{{DS}}}DigestValue", text=_BASE64),
            ),
        ),
    ),
)
_X509_DATA = Shape(f"{{{DS}}}X509Data", children=(Shape(f"{{{DS}}}X509Certificate", text=_BASE64),))
_SIGNATURE = Shape(
    f"{{{DS}}}Signature",
    children=(
        _SIGNED_INFO,
        Shape(f"{{{DS}}}SignatureValue", text=_BASE64),
        Shape(f"{{{DS}}}KeyInfo", children=(_X509_DATA,)),
    ),
)
_ASSERTION = Shape(
    f"{{{SAML}}}Assertion",
    attributes={
        "ID": re.compile(r"_[\w.-]+"),
        "IssueInstant": _INSTANT,
        "Version": _exactly("2.0"),
    },
    children=(
        Shape(f"{{{SAML}}}Issuer", text=ANY),
        _SIGNATURE,
        Shape(f"{{{SAML}}}Subject", children=(Shape(f"{{{SAML}}}NameID", text=ANY),)),
        Shape(
            f"{{{SAML}}}Conditions",
            text=_EMPTY,
            attributes={"NotBefore": _INSTANT, "NotOnOrAfter": _INSTANT},
        ),
        Shape(
            f"{{{SAML}}}AttributeStatement",
            children=(
                Shape(
                    f"{{{SAML}}}Attribute",
                    attributes={"Name": ANY},
                    children=(Shape(f"{{{SAML}}}AttributeValue", text=ANY),),
                    repeated=True,
                ),
            ),
        ),
    ),
)
_PLACE = "Assertion"
_SIGNED = f"{_PLACE}/Signature/SignedInfo/Reference"


class BadAssertion(ValueError):
    """An assertion that is missing, altered, out of its hours or of nobody we know (French)."""


@dataclass(frozen=True, slots=True)
class _Claims:
    """What an assertion says, once its shape is right; base64 still encoded."""

    id: str
    issuer: str
    subject: str
    not_before: datetime
    not_on_or_after: datetime
    reference: str
    digest: str
    signature: str
    certificate: str


class AssertionDesk:
    """Checks assertions, and remembers the certificates and the identifiers that it saw."""

    def __init__(self, authorities: Iterable[x509.Certificate]) -> None:
        """Trust certificates that these authorities issued."""
        self._authorities = tuple(authorities)
        self._certificates: dict[str, x509.Certificate] = {}
        self._used: set[str] = set()
        self._expiring: list[tuple[datetime, str]] = []

    def check(self, security: etree._Element, *, sender: str | None, now: datetime) -> None:
        """Accept the one assertion of a ``wsse:Security`` header, once.

        The header is changed: the signature is taken out of its assertion.

        Args:
            security: the header.
            sender: the ``Emetteur`` for whom the assertion must speak; nothing when the request
                names nobody else.
            now: the instant of the bench clock.

        Raises:
            BadAssertion: it does not hold; its identifier is not used up.
        """
        shape = Shape(security.tag, children=(_ASSERTION,))
        try:
            claims = _claims(walk(security, shape, "Security"))
        except BadShape as error:
            raise BadAssertion(str(error)) from error
        certificate = self._trusted(claims.certificate, now=now)
        _check_signature(security[0], claims, certificate)
        if claims.issuer != certificate.subject.rfc4514_string():
            raise BadAssertion("Issuer : ce n'est pas le sujet du certificat.")
        if claims.subject not in _common_names(certificate):
            raise BadAssertion("NameID : ce n'est pas le titulaire du certificat.")
        if sender is not None and claims.subject != sender:
            raise BadAssertion("NameID : ce n'est pas l'émetteur des contextes.")
        _check_hours(claims, now)
        self._use_up(claims, now)

    def _trusted(self, encoded: str, *, now: datetime) -> x509.Certificate:
        certificate = self._certificates.get(encoded)
        if certificate is None:
            certificate = self._issued(encoded)
            if len(self._certificates) >= KNOWN_CERTIFICATES:
                self._certificates.clear()
            self._certificates[encoded] = certificate
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise BadAssertion("X509Certificate : il n'est pas en cours de validité.")
        return certificate

    def _issued(self, encoded: str) -> x509.Certificate:
        """Decode a certificate that an authority issued for authentication."""
        try:
            certificate = x509.load_der_x509_certificate(_decoded(encoded, "X509Certificate"))
            may_authenticate = _may_authenticate(certificate)
        except (ValueError, x509.InvalidVersion, x509.DuplicateExtension) as error:
            raise BadAssertion("X509Certificate : illisible.") from error
        if not any(_is_issued(certificate, by=authority) for authority in self._authorities):
            raise BadAssertion("X509Certificate : il ne vient pas de l'autorité de test.")
        if not may_authenticate:
            raise BadAssertion("X509Certificate : ce n'est pas un certificat d'authentification.")
        return certificate

    def _use_up(self, claims: _Claims, now: datetime) -> None:
        while self._expiring and self._expiring[0][0] <= now:
            self._used.discard(heapq.heappop(self._expiring)[1])
        if claims.id in self._used:
            raise BadAssertion("Assertion@ID : cet identifiant a déjà servi.")
        self._used.add(claims.id)
        heapq.heappush(self._expiring, (claims.not_on_or_after, claims.id))


def _claims(found: list[tuple[str, str]]) -> _Claims:
    names = {text for place, text in found if place.endswith("/Attribute@Name")}
    if missing := sorted(_ATTRIBUTES - names):
        raise BadShape(f"Assertion/AttributeStatement/Attribute {missing[0]}", "manque")
    values = {place.removeprefix("Security/"): text for place, text in found}
    return _Claims(
        id=values[f"{_PLACE}@ID"],
        issuer=values[f"{_PLACE}/Issuer"],
        subject=values[f"{_PLACE}/Subject/NameID"],
        not_before=_instant(values, "NotBefore"),
        not_on_or_after=_instant(values, "NotOnOrAfter"),
        reference=values[f"{_SIGNED}@URI"],
        digest=values[f"{_SIGNED}/DigestValue"],
        signature=values[f"{_PLACE}/Signature/SignatureValue"],
        certificate=values[f"{_PLACE}/Signature/KeyInfo/X509Data/X509Certificate"],
    )


def _instant(values: dict[str, str], name: str) -> datetime:
    place = f"{_PLACE}/Conditions@{name}"
    try:
        return datetime.fromisoformat(values[place])
    except ValueError as error:
        raise BadShape(place, "cet instant n'existe pas") from error


def _check_signature(
    assertion: etree._Element, claims: _Claims, certificate: x509.Certificate
) -> None:
    """Hold the signature to the assertion, which loses its ``ds:Signature``."""
    if claims.reference != f"#{claims.id}":
        raise BadAssertion("Reference : la signature ne couvre pas l'assertion.")
    issuer, signature = assertion[0], assertion[1]
    signed_info = _canonical(signature[0])
    issuer.tail = (issuer.tail or "") + (signature.tail or "")  # the transform keeps what follows
    signature.tail = None
    assertion.remove(signature)
    digest = hashlib.sha256(_canonical(assertion)).digest()
    if not hmac.compare_digest(digest, _decoded(claims.digest, "DigestValue")):
        raise BadAssertion("DigestValue : l'assertion a été altérée.")
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise BadAssertion("X509Certificate : la clé n'est pas RSA.")
    value = _decoded(claims.signature, "SignatureValue")
    try:
        key.verify(value, signed_info, PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise BadAssertion("SignatureValue : la signature ne correspond pas.") from error


def _canonical(element: etree._Element) -> bytes:
    # with_tail matters not: canonicalization stops at the element
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def _check_hours(claims: _Claims, now: datetime) -> None:
    if not claims.not_before <= now < claims.not_on_or_after:
        raise BadAssertion("Conditions : l'assertion n'est pas en cours de validité.")
    if claims.not_on_or_after - claims.not_before > LIFE:
        raise BadAssertion("Conditions : l'assertion vit plus d'une heure.")


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise BadAssertion(f"{name} : ce n'est pas du base64.") from error


def _is_issued(certificate: x509.Certificate, *, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _common_names(certificate: x509.Certificate) -> list[str | bytes]:
    """Return who a certificate names; on a CPS, ``8`` and the RPPS number (cards sheet 1.9)."""
    return [name.value for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]


def _may_authenticate(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate may sign data; one that says nothing may (assumed)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound:
        return True
    return usage.value.digital_signature
