"""Mails of the concentrator's box, read strictly: which return a mail carries.

Law of this file: a mail is a return, a notice of non-delivery, or neither; nothing in between is
guessed, and nothing of a mail is believed but what is asked here. Sources: RFC 5322, 2045 and 1950;
simulators/PROTOCOLS.md section 11 (assumed but for the protocols and the MIME type).
"""

import re
import zlib
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

MAX_CONTENT = 64 * 1024 * 1024
"""Bytes of the largest file that a mail may unpack to (assumed)."""
EDI_TYPE = "application/EDI-consent"
"""Type of a part that is a file (wire sheet 4)."""
REPORT_TYPE = "multipart/report"
NON_DELIVERY = "DSN"
KINDS = ("ARL", "RSP", "SRV")
"""Kinds of the returns that travel as a file."""
_SUBJECT = re.compile(rf"({'|'.join(KINDS)}) ([\x21-\x7e]{{1,100}})")
_NOTICE = re.compile(rf"{NON_DELIVERY} ([\x21-\x7e]{{1,100}})")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
SHOWN = 120
"""Characters of a foreign text that a notice quotes."""


class StrangeMail(ValueError):
    """A mail, or a part of one, that is not what the protocol describes; the text says why."""


@dataclass(frozen=True)
class MailReturn:
    """What a mail carries.

    Attributes:
        kind: ``ARL``, ``SRV``, ``RSP`` or ``DSN``.
        name: the concentrator's name of the file; of a notice, maybe nothing.
        content: the file; of a notice, the mail itself.
    """

    kind: str
    name: str
    content: bytes


def field_of(part: Message, name: str) -> str:
    """Return a header's text, unfolded; nothing when it is not there.

    Raises:
        StrangeMail: it is there twice, or is not ASCII.
    """
    values = part.get_all(name, [])
    if len(values) > 1:
        raise StrangeMail(f"{name}: twice")
    text = _FOLD.sub("", str(values[0])).strip() if values else ""
    if not (text.isascii() and text.isprintable()):
        raise StrangeMail(f"{name}: not printable ASCII")
    return text


def parse(content: bytes) -> Message:
    """Return the tree of a mail.

    Raises:
        StrangeMail: its headers or its parts are malformed.
    """
    message = message_from_bytes(content)
    for part in message.walk():
        if part.defects:
            raise StrangeMail(type(part.defects[0]).__name__)
    return message


def is_report(message: Message) -> bool:
    """Say whether a mail is a report of delivery, right or wrong (RFC 6522)."""
    return (
        message.get_content_type() == REPORT_TYPE
        and str(message.get_param("report-type")).lower() == "delivery-status"
    )


def read_mail(content: bytes) -> MailReturn:
    """Return the return that a mail carries.

    Raises:
        StrangeMail: it carries none.
    """
    message = parse(content)
    subject = field_of(message, "Subject")
    if is_report(message):
        named = _NOTICE.fullmatch(subject)
        return MailReturn(NON_DELIVERY, named[1] if named else "", content)
    told = _SUBJECT.fullmatch(subject)
    if told is None:
        raise StrangeMail("Subject: no kind and name of a return")
    return MailReturn(told[1], told[2], file_in(message))


def is_mail_report(content: bytes) -> bool:
    """Say whether some bytes are a mail that reports a delivery, right or wrong."""
    return is_report(message_from_bytes(content))


def file_of_mail(content: bytes) -> bytes:
    """Return the file that a mail carries, whoever wrote it.

    Raises:
        StrangeMail: it is no mail, or carries no file.
    """
    return file_in(parse(content))


def file_in(message: Message) -> bytes:
    """Return the file that a mail of one part carries.

    Raises:
        StrangeMail: another type or coding, or a coding that is wrong.
    """
    if message.get_content_type() != EDI_TYPE.lower():
        raise StrangeMail(f"Content-Type: {message.get_content_type()[:SHOWN]}")
    coding = field_of(message, "Content-Transfer-Encoding").lower()
    text = message.get_payload()
    if coding != "base64" or not isinstance(text, str):
        raise StrangeMail(f"Content-Transfer-Encoding: {coding[:SHOWN]}")
    try:
        content = b64decode("".join(text.split("\n")).replace("\r", ""), validate=True)
    except ValueError as error:
        raise StrangeMail(f"base64: {error}") from None
    return _unpacked(content, field_of(message, "Content-Encoding").lower())


def _unpacked(content: bytes, coding: str) -> bytes:
    if not coding:
        return content
    if coding != "deflate":
        raise StrangeMail(f"Content-Encoding: {coding[:SHOWN]}")
    unpack = zlib.decompressobj()
    try:
        unpacked = unpack.decompress(content, MAX_CONTENT)
    except zlib.error as error:
        raise StrangeMail(f"deflate: {error}") from None
    if not unpack.eof or unpack.unused_data:
        raise StrangeMail("deflate: cut, too long, or followed by something")
    return unpacked
