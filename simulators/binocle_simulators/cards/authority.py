"""The test authority, and the two key pairs of the demonstration CPS.

Law of this file: keys are shipped in ``keys/`` and never made at use, so that signatures repeat
byte for byte. They protect nothing: anybody has them. Made once by::

    python -m binocle_simulators.cards.authority FOLDER

Certificates are ours in shape (assumed): subject with CN = 8 + RPPS number, SN and GN as on a CPS
(cards sheet 1.9), key usage by role. The real ones come from the agency's own hierarchy.
Source: cards sheet 1.9 for the subject; the rest is assumed.
"""

import ssl
import sys
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

AUTHORITY, SIGNATURE, AUTHENTICATION = "authority", "signature", "authentication"
RPPS, NAME, FIRST_NAME = "00991002601", "FICTIF", "OPTICIEN"
"""Who the shipped certificates name; the number is invented, its last digit is a Luhn digit."""

_AUTHORITY_LIFE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
_CPS_LIFE = datetime(2023, 5, 28, tzinfo=UTC), datetime(2027, 5, 28, tzinfo=UTC)
_COUNTRY = (NameOID.COUNTRY_NAME, "FR")
_ORGANISATION = (NameOID.ORGANIZATION_NAME, "BINOCLE SIMULATEUR")


def authority_pem() -> bytes:
    """Return the certificate of the test authority, PEM."""
    return _shipped(f"{AUTHORITY}.crt.pem")


def certificate_der(role: str) -> bytes:
    """Return a certificate, DER.

    Args:
        role: ``authority``, ``signature`` or ``authentication``.
    """
    return ssl.PEM_cert_to_DER_cert(_shipped(f"{role}.crt.pem").decode("ascii"))


@cache
def private_key(role: str) -> rsa.RSAPrivateKey:
    """Return the private key of a role; the first call loads it.

    The shipped key is trusted to be whole: checking it would cost 50 times the loading.
    """
    key = serialization.load_pem_private_key(
        _shipped(f"{role}.key.pem"), password=None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, rsa.RSAPrivateKey), role
    return key


@cache
def _shipped(name: str) -> bytes:
    return resources.files(__package__).joinpath("keys", name).read_bytes()


def make(folder: Path) -> None:
    """Write new keys and certificates of every role into ``folder``, which exists.

    Args:
        folder: where ``<role>.key.pem`` and ``<role>.crt.pem`` go.
    """
    issuer = _name(
        (NameOID.COMMON_NAME, "SIMULATEUR BINOCLE - AUTORITE DE TEST"), _ORGANISATION, _COUNTRY
    )
    holder = _name(
        (NameOID.SURNAME, NAME),
        (NameOID.GIVEN_NAME, FIRST_NAME),
        (NameOID.COMMON_NAME, f"8{RPPS}"),
        (NameOID.TITLE, "Opticien-lunetier"),
        _ORGANISATION,
        _COUNTRY,
    )
    keys = {
        role: rsa.generate_private_key(public_exponent=65537, key_size=2048)
        for role in (AUTHORITY, SIGNATURE, AUTHENTICATION)
    }
    for serial, (role, key) in enumerate(keys.items(), start=1):
        own = role == AUTHORITY
        first, last = _AUTHORITY_LIFE if own else _CPS_LIFE
        certificate = (
            x509.CertificateBuilder(issuer, issuer if own else holder, key.public_key(), serial)
            .not_valid_before(first)
            .not_valid_after(last)
            .add_extension(x509.BasicConstraints(ca=own, path_length=0 if own else None), True)
            .add_extension(_usage(role), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[AUTHORITY].public_key()),
                False,
            )
            .sign(keys[AUTHORITY], hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        (folder / f"{role}.crt.pem").write_bytes(certificate.public_bytes(pem))
        (folder / f"{role}.key.pem").write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Return a name whose RFC 4514 text reads in the order given; the encoding is reversed."""
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in reversed(attributes)])


def _usage(role: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=role == AUTHENTICATION,
        content_commitment=role == SIGNATURE,
        key_cert_sign=role == AUTHORITY,
        crl_sign=role == AUTHORITY,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
