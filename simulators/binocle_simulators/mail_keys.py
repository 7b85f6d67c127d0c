"""The certificate of the simulated front-end: for enveloped mails, and for TLS.

Law of this file: key and certificate are shipped in ``service_keys/`` and never made at use. They
protect nothing: anybody has them. Made once, under the key of the test authority, by::

    python -m binocle_simulators.mail_keys AUTHORITY_KEY AUTHORITY_CERTIFICATE FOLDER

Source: RFC 8551 (an RSA key for key transport), RFC 5280; the name is ours and says what it is.
"""

import ipaddress
import ssl
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN = "frontal.simulateur.invalid"
"""Where returns come from and files go; no such domain can exist (RFC 2606)."""
SUBJECT = "SIMULATEUR BINOCLE - FRONTAL"
_FILES = ("front-end.crt.pem", "front-end.key.pem")
_LIFE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


def certificate_pem() -> bytes:
    """Return the certificate that the front-end publishes, PEM."""
    return _shipped(_FILES[0])


@cache
def certificate() -> x509.Certificate:
    """Return the certificate that the front-end publishes."""
    return x509.load_pem_x509_certificate(certificate_pem())


@cache
def private_key() -> rsa.RSAPrivateKey:
    """Return its key; the shipped one is trusted to be whole."""
    key = serialization.load_pem_private_key(
        _shipped(_FILES[1]), password=None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@cache
def tls_context() -> ssl.SSLContext:
    """Return what a server of the front-end secures its connections with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    keys = resources.files(__package__).joinpath("service_keys")
    with ExitStack() as there:
        own, key = (there.enter_context(resources.as_file(keys.joinpath(one))) for one in _FILES)
        context.load_cert_chain(own, key)
    return context


@cache
def _shipped(name: str) -> bytes:
    return resources.files(__package__).joinpath("service_keys", name).read_bytes()


def make(*, authority: x509.Certificate, authority_key: rsa.RSAPrivateKey) -> tuple[bytes, bytes]:
    """Return a new certificate of the front-end and its key, PEM both.

    Args:
        authority: who issues.
        authority_key: the key of that authority.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    names = (
        x509.DNSName(DOMAIN),
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")),
        x509.RFC822Name(f"concentrateur@{DOMAIN}"),
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    purposes = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SUBJECT)])
    issuer_key = authority_key.public_key()
    made = (
        x509.CertificateBuilder(authority.subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_LIFE[0])
        .not_valid_after(_LIFE[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own_key = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(pem), own_key


def _main(key_file: str, certificate_file: str, folder: str) -> None:
    authority_key = serialization.load_pem_private_key(Path(key_file).read_bytes(), password=None)
    assert isinstance(authority_key, rsa.RSAPrivateKey), key_file
    authority = x509.load_pem_x509_certificate(Path(certificate_file).read_bytes())
    pems = make(authority=authority, authority_key=authority_key)
    for name, pem in zip(_FILES, pems, strict=True):
        Path(folder, name).write_bytes(pem)


if __name__ == "__main__":
    _main(*sys.argv[1:])
