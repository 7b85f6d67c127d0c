"""A service that signs its answers, with a certificate of a test authority; signxml signs.

The program checks signatures with its own few lines, so what it is given here comes from elsewhere.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.signer import XMLSigner

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
LIFE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SoftService:
    """A key, its certificate, and the authority that made it."""

    key: Any
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def authority_pem(self) -> bytes:
        return self.authority.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        signature = self.key.sign(data, ec.ECDSA(SHA256()))
        assert isinstance(signature, bytes)
        return signature

    def answer(self, body: str, *, id: str) -> bytes:
        """Return the signed envelope of an answer to the message of that UUID."""
        root = etree.fromstring(unsigned(body, id=id))
        builder = XMLSigner(
            method=SignatureConstructionMethod.detached,
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        signature = builder.sign(
            root,
            key=self.key,
            cert=[self.certificate],
            reference_uri=["#corps", "#reponse-a"],
            id_attribute="Id",
        )
        [security] = root.iter(f"{{{WSSE}}}Security")
        security.append(signature)
        return etree.tostring(root)


def unsigned(body: str, *, id: str) -> bytes:
    """Return the same envelope, its place of the signature empty."""
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:wsa="{WSA}" xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}">'
        f'<s:Header><wsa:RelatesTo wsu:Id="reponse-a">urn:uuid:{id}</wsa:RelatesTo>'
        f'<wsse:Security/></s:Header><s:Body wsu:Id="corps">{body}</s:Body></s:Envelope>'
    ).encode()


def issue_service(
    name: str, *, curve: ec.EllipticCurve | None = None, issuer: str = "AUTORITE DE TEST"
) -> SoftService:
    """Make an authority, and a service of that common name."""
    root_key, key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(curve or ec.SECP256R1()),
    )
    authority = _certificate(issuer, root_key.public_key(), issuer=issuer, by=root_key, ca=True)
    own = _certificate(name, key.public_key(), issuer=issuer, by=root_key, ca=False)
    return SoftService(key, own, authority)


def _certificate(name: str, key: Any, *, issuer: str, by: Any, ca: bool) -> x509.Certificate:
    first, last = LIFE
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string(f"CN={name},C=FR"))
        .issuer_name(x509.Name.from_rfc4514_string(f"CN={issuer},C=FR"))
        .public_key(key)
        .serial_number(1 + ca)
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(by, SHA256())
    )
