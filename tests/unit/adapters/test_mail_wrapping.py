"""The mail of a file: what is wrapped comes out again, whatever is done to it on its way."""

import email
import zlib
from base64 import b64decode
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle.adapters.mail import MailAccess, MailServer
from binocle.adapters.mail.wrapping import Addresses, entity_of, mail_of, stages
from binocle.lots import StrangeMail, file_of_mail
from binocle.lots.mail import read_mail

NOWHERE = MailServer("localhost", 25, "00000992604231", "x")
ACCESS = MailAccess(NOWHERE, NOWHERE)
ADDRESSES = Addresses("00000992604231@ps.simulateur.invalid", "1@frontal.simulateur.invalid")
NAMES = st.from_regex(r"[A-Z0-9-]{1,60}", fullmatch=True)
CONTENTS = st.binary(min_size=1, max_size=400) | st.just(bytes(range(256)) * 8)


def wrapped(name: str, content: bytes, access: MailAccess = ACCESS) -> bytes:
    entity = entity_of(name, content)
    for stage in stages(access):
        entity = stage(entity)
    at = datetime(2024, 5, 28, 7, tzinfo=UTC)
    return mail_of(entity, name=name, addresses=ADDRESSES, at=at)


def certificate(key: RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    name = x509.Name.from_rfc4514_string("CN=frontal")
    signer = generate_ec_key(SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .sign(signer, SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


@cache
def front_end() -> tuple[RSAPrivateKey, str]:
    key = generate_private_key(65537, 2048)
    return key, certificate(key)


@settings(max_examples=30)
@given(NAMES, CONTENTS, st.booleans())
def test_a_file_comes_out_as_it_went_in(name: str, content: bytes, compressed: bool) -> None:
    mail = wrapped(name, content, replace(ACCESS, compressed=compressed))
    assert file_of_mail(mail) == content
    message = email.message_from_bytes(mail)
    assert message["Subject"] == name
    assert message["Message-ID"] == f"<{name}@ps.simulateur.invalid>"
    assert message.get_param("name") == name
    assert (message["Content-Encoding"] == "deflate") == compressed
    assert mail.isascii()
    assert all(line.endswith(b"\r\n") and len(line) <= 1000 for line in mail.splitlines(True))


@settings(max_examples=30)
@given(NAMES, CONTENTS, st.sampled_from(["ARL", "SRV", "RSP"]))
def test_a_return_is_read_as_it_was_written(name: str, content: bytes, kind: str) -> None:
    mail = wrapped(name, content).replace(b"Subject: ", f"Subject: {kind} ".encode())
    found = read_mail(mail)
    assert (found.kind, found.name, found.content) == (kind, name, content)


@settings(max_examples=30)
@given(CONTENTS, st.data())
def test_a_mail_that_is_changed_is_refused_or_read(content: bytes, data: st.DataObject) -> None:
    """Nothing but :class:`StrangeMail` comes out of a mail that somebody else made."""
    mail = bytearray(
        wrapped("RSP-1", content, replace(ACCESS, compressed=data.draw(st.booleans())))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        mail[data.draw(st.integers(0, len(mail) - 1))] = data.draw(st.integers(0, 255))
    for read in (read_mail, file_of_mail):
        with suppress(StrangeMail):
            read(bytes(mail))


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    with pytest.raises(StrangeMail):
        read_mail(content)


def test_a_file_that_grows_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binocle.lots.mail.MAX_CONTENT", 1000)
    packed = replace(ACCESS, compressed=True)
    assert file_of_mail(wrapped("A", bytes(1000), packed)) == bytes(1000)
    with pytest.raises(StrangeMail, match="deflate"):
        file_of_mail(wrapped("A", bytes(100000), packed))


@pytest.mark.parametrize("compressed", [False, True])
def test_an_enciphered_file_is_for_the_front_end_alone(compressed: bool) -> None:
    key, pem = front_end()
    content = bytes(range(256))
    access = replace(ACCESS, compressed=compressed, front_end_certificate=pem)
    mail = wrapped("B2-1", content, access)
    with pytest.raises(StrangeMail, match="pkcs7-mime"):
        file_of_mail(mail)
    message = email.message_from_bytes(mail)
    assert message.get_content_type() == "application/pkcs7-mime"
    assert message.get_param("smime-type") == "enveloped-data"
    assert (message["Subject"], message["Message-ID"]) == ("B2-1", "<B2-1@ps.simulateur.invalid>")
    envelope = b64decode(str(message.get_payload()))
    holder = x509.load_pem_x509_certificate(pem.encode())
    inside = pkcs7.pkcs7_decrypt_der(envelope, holder, key, [])
    assert file_of_mail(inside) == content
    assert (b"Content-Encoding: deflate" in inside) == compressed
    assert (zlib.compress(content) in b64decode(inside.partition(b"\r\n\r\n")[2])) == compressed


def test_a_certificate_that_cannot_serve_is_told_at_once() -> None:
    for wrong in ("x", certificate(generate_ec_key(SECP256R1()))):
        with pytest.raises(ValueError, match=r"(?i)pem|no RSA key"):
            stages(replace(ACCESS, front_end_certificate=wrong))
