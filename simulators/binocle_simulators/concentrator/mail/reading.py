"""Reads the mail in which a file travels: strictly, and never more than it may hold.

Law of this file: a message is judged twice. Its form (:func:`well_formed`) is judged while the
sender is on the line; what it holds (:func:`file_of`) after. Headers that carry a fact stand once
and once only; base64 has no stray character; what inflates stops at :data:`MAX_CONTENT`.
Source: PROTOCOLS section 11; RFC 5322, RFC 2045, RFC 1767, RFC 1950, RFC 8551.
"""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization.pkcs7 import pkcs7_decrypt_der

from binocle_simulators import mail_keys

from .addresses import NAME, PROFESSIONALS, professional_address, recipient_at

MAX_CONTENT = 32 * 1024 * 1024
"""Bytes of the largest file that is read, inflated (ours)."""
AHEAD = timedelta(minutes=5)
"""How far the clock of a sender may be before ours (ours)."""

EDI, ENVELOPED = "application/edi-consent", "application/pkcs7-mime"
CONTENT_ENCODING = "content-encoding"
_LINE = re.compile("[A-Za-z0-9+/=]{1,76}")


class IllFormed(ValueError):
    """A message that is refused in the dialogue; the text is the SMTP reply."""


class Unreadable(ValueError):
    """A message that was taken and cannot be used; the text is a French sentence."""


@dataclass(frozen=True, slots=True)
class MailedFile:
    """The file that a message carries.

    Attributes:
        name: as Subject, Message-ID and part have it.
        is_enveloped: whether it came as S/MIME enveloped-data.
    """

    name: str
    content: bytes
    is_enveloped: bool


# -- in the dialogue ------------------------------------------------------------------------------


def well_formed(content: bytes, *, user: str, recipient: str) -> "Message[str, str]":
    """Return a message whose form is right.

    Args:
        content: the message, as it came between ``DATA`` and the dot.
        user: who is on the line, 14 digits.
        recipient: whose front-end ``RCPT TO`` named.

    Raises:
        IllFormed: the form is wrong, or it is not from that user or not to that front-end.
    """
    read = _parsed(content)
    if _address(read, "From").casefold() != professional_address(user):
        raise IllFormed("553 5.7.1 From: adresse d'un autre utilisateur")
    if recipient_at(_address(read, "To")) != recipient:
        raise IllFormed("550 5.1.2 To: adresse d'un autre frontal")
    try:
        _sent_at(read)
    except (ValueError, OverflowError) as error:
        raise IllFormed("554 5.6.0 Date: illisible") from error
    return read


def _parsed(content: bytes) -> "Message[str, str]":
    if b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        raise IllFormed("554 5.6.0 CR ou LF isole")
    read = message_from_bytes(content)
    if read.defects or not read.keys():
        raise IllFormed("554 5.6.0 en-tetes illisibles")
    return read


def _address(read: "Message[str, str]", header: str) -> str:
    values = read.get_all(header, [])
    if len(values) != 1:
        raise IllFormed(f"554 5.6.0 {header}: attendu une fois et une seule")
    found = getaddresses([str(values[0])])
    return found[0][1] if len(found) == 1 else ""


def _sent_at(read: "Message[str, str]") -> datetime:
    """Return when the message says that it was sent; aware.

    Raises:
        ValueError, OverflowError: the header is not there once, or is no date with its zone.
    """
    (value,) = read.get_all("Date", [])
    at = parsedate_to_datetime(str(value))
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at


# -- after ----------------------------------------------------------------------------------------


def name_of(read: "Message[str, str]") -> str:
    """Return the name under which a message speaks of its file; empty when it has none."""
    subject = str(read.get("Subject", ""))
    return subject if NAME.fullmatch(subject) else ""


def file_of(read: "Message[str, str]", *, now: datetime) -> MailedFile:
    """Return the file that a well-formed message carries.

    Raises:
        Unreadable: it carries none that can be used.
    """
    if _sent_at(read) > now + AHEAD:
        raise Unreadable("Message : sa date est à venir.")
    name = _only(read, "Subject")
    if not NAME.fullmatch(name):
        raise Unreadable("Message : « Subject » n'est pas un nom de fichier.")
    if _only(read, "Message-ID") != f"<{name}@{PROFESSIONALS}>":
        raise Unreadable("Message : « Message-ID » ne porte pas le nom du fichier.")
    if _only(read, "MIME-Version") != "1.0":
        raise Unreadable("Message : « MIME-Version » doit être « 1.0 ».")
    is_enveloped = read.get_content_type() == ENVELOPED
    part = _opened(read) if is_enveloped else read
    return MailedFile(name, _content(part, name), is_enveloped)


def _opened(read: "Message[str, str]") -> "Message[str, str]":
    _only(read, "Content-Type")
    if read.get_param("smime-type") != "enveloped-data":
        raise Unreadable("S/MIME : « smime-type » doit être « enveloped-data ».")
    try:
        entity = pkcs7_decrypt_der(
            _body(read), mail_keys.certificate(), mail_keys.private_key(), []
        )
        return _parsed(entity)
    except (UnsupportedAlgorithm, IllFormed) as error:
        raise Unreadable("S/MIME : le contenu ne s'ouvre pas.") from error
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable("S/MIME : l'enveloppe n'est pas pour ce frontal.") from error


def _content(part: "Message[str, str]", name: str) -> bytes:
    """Return the file that an ``application/EDI-consent`` entity holds."""
    if len(part.get_all("Content-Type", [])) != 1 or part.get_content_type() != EDI:
        raise Unreadable("Message : une seule partie « application/EDI-consent » est attendue.")
    if part.get_param("name") != name:
        raise Unreadable("Message : le nom de la partie n'est pas celui du message.")
    codings = [str(value).strip().lower() for value in part.get_all(CONTENT_ENCODING, [])]
    if codings not in ([], ["deflate"]):
        raise Unreadable("Message : « Content-Encoding » ne peut être que « deflate ».")
    return _inflated(_body(part)) if codings else _body(part)


def _body(part: "Message[str, str]") -> bytes:
    """Return what a body in base64 says."""
    if _only(part, "Content-Transfer-Encoding").lower() != "base64":
        raise Unreadable("Message : « Content-Transfer-Encoding » doit être « base64 ».")
    lines = str(part.get_payload()).rstrip("\r\n").split("\r\n")
    if not all(map(_LINE.fullmatch, lines)):
        raise Unreadable("Message : le corps n'est pas du base64 en lignes de 76 caractères.")
    try:
        return base64.b64decode("".join(lines), validate=True)
    except binascii.Error as error:
        raise Unreadable("Message : le corps n'est pas du base64.") from error


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, MAX_CONTENT + 1)
    except zlib.error as error:
        raise Unreadable("Message : le corps compressé est illisible.") from error
    if len(content) > MAX_CONTENT:
        raise Unreadable("Message : le fichier décompressé est trop grand.")
    if not inflater.eof or inflater.unused_data:
        raise Unreadable("Message : le corps compressé est incomplet ou suivi d'autre chose.")
    return content


def _only(read: "Message[str, str]", header: str) -> str:
    values = read.get_all(header, [])
    if len(values) != 1:
        raise Unreadable(f"Message : « {header} » doit figurer une fois et une seule.")
    return str(values[0]).strip()
