"""The key and the certificate of a simulated service that signs what it answers.

Law of this file: keys are shipped in ``service_keys/`` and never made at use, and a signature draws
no chance (RFC 6979), so that a run replays byte for byte. They protect nothing: anybody has them.
Made once, under the key of the test authority, by::

    python -m binocle_simulators.service_seal AUTHORITY_KEY AUTHORITY_CERTIFICATE FOLDER

Source: PROTOCOLS sections 4 and 8, assumed as a whole; RFC 6979; XML Signature 1.1, 6.4.3, for the
two numbers one after the other.
"""

import base64
import sys
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

SERVICES = ("adri", "apcv")
"""Who has a key; the subject of its certificate ends with the name in capitals."""

_ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_WIDTH = 32
"""Bytes of each of the two numbers of a signature over P-256."""

_LIFE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


class ServiceSeal:
    """Signs for one service.

    Attributes:
        certificate: its certificate, base64 of the DER, one line.
    """

    def __init__(self, key_pem: bytes, certificate_pem: bytes) -> None:
        """Take a key of P-256 and its certificate.

        Raises:
            ValueError: they do not belong together, or the key is of another kind.
        """
        key = serialization.load_pem_private_key(key_pem, password=None)
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ValueError("a key of P-256 is expected")
        if certificate.public_key() != key.public_key():
            raise ValueError("the certificate is not that of the key")
        self._key = key
        der = certificate.public_bytes(serialization.Encoding.DER)
        self.certificate = base64.b64encode(der).decode("ascii")

    @classmethod
    def shipped(cls, service: str) -> "ServiceSeal":
        """Return the seal of one of :data:`SERVICES`; the first call loads it."""
        return _shipped(service)

    def sign(self, content: bytes) -> bytes:
        """Return the signature of a content, DER."""
        return self._key.sign(content, _ALGORITHM)

    def sign_xml(self, content: bytes) -> bytes:
        """Return the signature of a content as XML Signature writes it: two numbers of 32 bytes."""
        r, s = decode_dss_signature(self.sign(content))
        return r.to_bytes(_WIDTH, "big") + s.to_bytes(_WIDTH, "big")


@cache
def _shipped(service: str) -> ServiceSeal:
    assert service in SERVICES, service
    keys = resources.files(__package__).joinpath("service_keys")
    pems = (keys.joinpath(f"{service}.{part}.pem").read_bytes() for part in ("key", "crt"))
    return ServiceSeal(*pems)


def make(
    service: str, *, authority: x509.Certificate, authority_key: rsa.RSAPrivateKey
) -> tuple[bytes, bytes]:
    """Return a new key and its certificate for a service, PEM both.

    Args:
        service: its name; the certificate is ``SIMULATEUR BINOCLE - `` and the name in capitals.
        authority: who issues.
        authority_key: the key of that authority.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    common_name = f"SIMULATEUR BINOCLE - {service.upper()}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder(authority.subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_LIFE[0])
        .not_valid_after(_LIFE[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own_key = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return own_key, certificate.public_bytes(pem)


def _main(key_file: str, certificate_file: str, folder: str) -> None:
    authority_key = serialization.load_pem_private_key(Path(key_file).read_bytes(), password=None)
    assert isinstance(authority_key, rsa.RSAPrivateKey), key_file
    authority = x509.load_pem_x509_certificate(Path(certificate_file).read_bytes())
    for service in SERVICES:
        key, certificate = make(service, authority=authority, authority_key=authority_key)
        Path(folder, f"{service}.key.pem").write_bytes(key)
        Path(folder, f"{service}.crt.pem").write_bytes(certificate)


if __name__ == "__main__":
    _main(*sys.argv[1:])
