"""Opens the signed envelope in which a file travels.

Law of this file: nothing is read but what the signature covers; the certificate must come from the
test authority and be valid at the bench clock. Whether the card used its authentication key rather
than its signature key is not looked at (both come from the same authority).
Source: PROTOCOLS section 5 (assumed).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature as RawInvalidSignature
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

NAMESPACE = "urn:simulateur-binocle:concentrateur"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"


class BadEnvelope(ValueError):
    """An envelope that is not of the shape; the text is a French sentence."""


class BadSignature(ValueError):
    """A signature that is missing, wrong, or of nobody we know; the text is a French sentence."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a signed envelope holds, or a mail: a file and who sends it.

    Attributes:
        sender: 14 digits.
        name: the file's; ``content`` is its bytes, ``digest`` their SHA-256 in hex.
        recipient: 14 characters, where the envelope tells it.
    """

    sender: str
    name: str
    content: bytes
    digest: str
    recipient: str = ""


def open_envelope(
    envelope: bytes, *, authorities: Sequence[x509.Certificate], now: datetime
) -> Envelope:
    """Return what the envelope holds once its signature is verified.

    Raises:
        BadEnvelope: not XML, not an ``Enveloppe``, a zone missing or twice, a wrong fingerprint.
        BadSignature: no signature, or none that holds at ``now`` under these authorities.
    """
    signed = _signed_part(_parsed(envelope), authorities=authorities, now=now)
    content_text = _only(signed, "Contenu")
    try:
        content = base64.b64decode("".join(content_text.split()), validate=True)
    except binascii.Error as error:
        raise BadEnvelope("Enveloppe : « Contenu » n'est pas du base64.") from error
    digest = hashlib.sha256(content).hexdigest()
    if not hmac.compare_digest(digest.encode(), _only(signed, "Empreinte").lower().encode()):
        raise BadEnvelope("Enveloppe : « Empreinte » n'est pas celle de « Contenu ».")
    return Envelope(_only(signed, "Emetteur"), _only(signed, "Nom"), content, digest)


def _parsed(envelope: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(envelope, parser)
    except etree.XMLSyntaxError as error:
        raise BadEnvelope("Enveloppe : le corps n'est pas du XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadEnvelope("Enveloppe : un DOCTYPE n'est pas admis.")
    if root.tag != f"{{{NAMESPACE}}}Enveloppe":
        raise BadEnvelope("Enveloppe : l'élément racine n'est pas « Enveloppe ».")
    return root


def _signed_part(
    root: etree._Element, *, authorities: Sequence[x509.Certificate], now: datetime
) -> etree._Element:
    certificate = _certificate(root)
    if not any(_issued(certificate, by=authority) for authority in authorities):
        raise BadSignature("Signature : le certificat ne vient pas de l'autorité de test.")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadSignature("Signature : le certificat n'est pas en cours de validité.")
    try:
        result = XMLVerifier().verify(
            root,
            x509_cert=certificate,
            id_attribute="ID",
            # signxml 5.2 reads its schema in the locale's encoding, which fails in some; the shape
            # of the signature is held by the configuration.
            validate_schema=False,
            expect_config=SignatureConfiguration(
                location="./",
                signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
                digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
                verification_time=now,
            ),
        )
    except (SignXMLException, etree.LxmlError, ValueError) as error:
        raise BadSignature("Signature : elle ne correspond pas au contenu.") from error
    assert not isinstance(result, list), "one reference is expected"
    signed = result.signed_xml
    if signed is None or signed.tag != root.tag:
        raise BadSignature("Signature : elle ne couvre pas l'enveloppe.")
    return signed


def _certificate(root: etree._Element) -> x509.Certificate:
    path = f"./{_DS}Signature/{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate"
    found = root.findtext(path)
    if not found:
        raise BadSignature("Signature : absente, ou sans certificat.")
    try:
        return x509.load_der_x509_certificate(base64.b64decode(found))
    except (ValueError, x509.InvalidVersion) as error:
        raise BadSignature("Signature : certificat illisible.") from error


def _issued(certificate: x509.Certificate, *, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, RawInvalidSignature):
        return False
    return True


def _only(signed: etree._Element, name: str) -> str:
    found = signed.findall(f"{{{NAMESPACE}}}{name}")
    if len(found) != 1 or not found[0].text:
        raise BadEnvelope(f"Enveloppe : « {name} » doit figurer une fois et une seule.")
    return found[0].text.strip()
