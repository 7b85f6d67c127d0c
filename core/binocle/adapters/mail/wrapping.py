"""The mail that carries one file: a MIME entity, what is done to it on its way, and its headers.

Law of this file: bytes of the file are never touched; a stage takes an entity and gives another, in
the order of :func:`stages`, the enciphering last. The same file has the same Message-ID whenever it
leaves. Sources: RFC 5322, 2045, 1950 (deflate), 8551 (enveloped-data); simulators/PROTOCOLS.md
section 11.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
)

from binocle.lots.mail import EDI_TYPE

from .access import MailAccess

WRITTEN = SMTP.clone(max_line_length=998)
"""Headers stand on one line each, however long: a folded Message-ID is another one to many."""
ENVELOPED_TYPE = "application/pkcs7-mime"


@dataclass(frozen=True)
class Entity:
    """A MIME entity of one part.

    Attributes:
        parameters: of its type.
        headers: those that are not about its type or coding.
    """

    type: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def mime(self) -> EmailMessage:
        """Return it as a message without an address, in base64."""
        message = EmailMessage(SMTP)
        message.set_content(
            self.content, *self.type.split("/"), cte="base64", params=dict(self.parameters)
        )
        for name, value in self.headers.items():
            message[name] = value
        return message


Stage = Callable[[Entity], Entity]


def entity_of(name: str, content: bytes) -> Entity:
    """Return the entity of a file."""
    return Entity(EDI_TYPE, content, {"name": name})


def deflated(entity: Entity) -> Entity:
    """Return an entity compressed (zlib)."""
    headers = {**entity.headers, "Content-Encoding": "deflate"}
    return replace(entity, content=zlib.compress(entity.content), headers=headers)


def enciphered(certificate: x509.Certificate) -> Stage:
    """Return the stage that enciphers an entity for the holder of a certificate."""

    def stage(entity: Entity) -> Entity:
        envelope = (
            PKCS7EnvelopeBuilder()
            .set_data(entity.mime().as_bytes(policy=WRITTEN))
            .add_recipient(certificate)
            .set_content_encryption_algorithm(AES256)
            .encrypt(Encoding.DER, [PKCS7Options.Binary])
        )
        parameters = {"smime-type": "enveloped-data", "name": "smime.p7m"}
        return Entity(ENVELOPED_TYPE, envelope, parameters)

    return stage


def stages(access: MailAccess) -> tuple[Stage, ...]:
    """Return what is done to an entity, in its order.

    Raises:
        ValueError: the front-end's certificate is none, or has no RSA key.
    """
    chosen: list[Stage] = [deflated] if access.compressed else []
    if access.front_end_certificate:
        certificate = x509.load_pem_x509_certificate(access.front_end_certificate.encode("ascii"))
        if not isinstance(certificate.public_key(), RSAPublicKey):
            raise ValueError("the front-end's certificate: no RSA key")
        chosen.append(enciphered(certificate))
    return tuple(chosen)


@dataclass(frozen=True)
class Addresses:
    """Who writes to whom."""

    sender: str
    recipient: str


def mail_of(entity: Entity, *, name: str, addresses: Addresses, at: datetime) -> bytes:
    """Return the mail of a file, its lines ended by CR LF.

    Args:
        entity: the file, through its stages.
        name: of the file.
        addresses: who writes to whom.
        at: the date of the mail.
    """
    message = entity.mime()
    domain = addresses.sender.partition("@")[2]
    for header, value in {
        "From": addresses.sender,
        "To": addresses.recipient,
        "Message-ID": f"<{name}@{domain}>",
        "Subject": name,
        "Date": format_datetime(at),
    }.items():
        message[header] = value
    return message.as_bytes(policy=WRITTEN)
