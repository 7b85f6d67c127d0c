"""Files out by SMTP: one connection and one dialogue a file (RFC 5321).

Law of this file: until the final dot has left, the server has no message: whatever fails leaves
nothing behind. Once it has left, silence and nonsense say nothing: the result is unknown. A reply
4xx means later; 5xx is a refusal, of whoever sends until the recipient is named, of the file from
then on (``552`` is always of the file: its size).

============================  ==========================  =================================
moment                        no answer, or nonsense      refusal 5xx
============================  ==========================  =================================
connection, EHLO, STARTTLS,   ``ConnectionRefusedError``  :class:`~binocle.lots.EntryRefused`
AUTH, MAIL
RCPT, DATA, the content       ``ConnectionRefusedError``  ``PermissionError``
the final dot                 ``TimeoutError``,           ``PermissionError``
                              ``ConnectionResetError``,
                              ``MalformedAnswer``
============================  ==========================  =================================
"""

import re
import smtplib
import ssl
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from enum import Enum

from binocle.kernel import Clock, MalformedAnswer
from binocle.lots import EntryRefused, OutgoingFile, Receipt, recipient_of
from binocle.lots.envelope import TransportSigner

from .access import MailAccess, MailServer, Tls
from .wrapping import Addresses, entity_of, mail_of, stages

DONE = range(200, 300)
GO_ON = (354,)
TOO_BIG = 552
LONGEST = 200
"""Characters of a server's sentence that are kept."""
_ENHANCED = re.compile(r"2\.\d{1,3}\.\d{1,3}(?: |$)")
"""Enhanced status before the words of a reply (RFC 2034)."""


class _Judged(Enum):
    """Whom a refusal is about."""

    SENDER = "sender"
    FILE = "file"


class MailOutbox:
    """Implements :class:`binocle.lots.Outbox`; no signature: the lots' own zones certify them."""

    def __init__(self, access: MailAccess, *, professional: str, clock: Clock) -> None:
        """Take the servers, the 14 digits of the shop, and the date of its mails.

        Raises:
            ValueError: the front-end's certificate is none, or has no RSA key.
        """
        self._access = access
        self._professional = professional
        self._clock = clock
        self._stages = stages(access)

    @property
    def register(self) -> None:
        """Nobody says by mail what became of a file."""
        return

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        """Send a file; the signer is not asked anything."""
        at = self._clock.now()
        addresses = Addresses(
            f"{self._professional}@{self._access.senders}",
            f"{recipient_of(file)}@{self._access.front_ends}",
        )
        entity = entity_of(file.name, file.content)
        for stage in self._stages:
            entity = stage(entity)
        mail = mail_of(entity, name=file.name, addresses=addresses, at=at)
        with _connected(self._access.smtp, self._access.senders) as smtp:
            _announce(smtp, file.name, addresses, len(mail))
            number = _give(smtp, mail)
        return Receipt(name=file.name, number=number, received_at=at, provisional=True)


@contextmanager
def _connected(server: MailServer, domain: str) -> Iterator[smtplib.SMTP]:
    """Open a dialogue whose sender the server knows; it is closed without waiting."""
    with _nothing_left():
        smtp = _connect(server, domain)
    try:
        with _nothing_left():
            _require(smtp.ehlo(), _Judged.SENDER)
            if server.tls is Tls.STARTTLS:
                smtp.starttls(context=server.context())
                _require(smtp.ehlo(), _Judged.SENDER)
            smtp.login(server.user, server.password)
        yield smtp
        with suppress(OSError):
            smtp.putcmd("QUIT")
    finally:
        smtp.close()


def _connect(server: MailServer, domain: str) -> smtplib.SMTP:
    if server.tls is Tls.TLS:
        return smtplib.SMTP_SSL(
            server.host, server.port, domain, timeout=server.timeout_s, context=server.context()
        )
    return smtplib.SMTP(server.host, server.port, domain, timeout=server.timeout_s)


class _Answered(Exception):
    """What a reply means; carries the failure past those of the machine."""

    def __init__(self, failure: OSError) -> None:
        self.failure = failure


@contextmanager
def _nothing_left() -> Iterator[None]:
    """Give each failure before the final dot its standard name."""
    try:
        yield
    except _Answered as answered:
        raise answered.failure from None
    except smtplib.SMTPServerDisconnected as error:
        raise ConnectionRefusedError(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise _meaning(error.smtp_code, error.smtp_error, _Judged.SENDER) from error
    except (smtplib.SMTPException, ssl.SSLCertVerificationError) as error:
        raise EntryRefused(str(error)[:LONGEST]) from error
    except OSError as error:
        raise ConnectionRefusedError(str(error)) from error


def _require(reply: tuple[int, bytes], judged: _Judged, *, wanted: Container[int] = DONE) -> None:
    """Refuse a reply of another code than those that are wanted."""
    code, words = reply
    if code not in wanted:
        raise _Answered(_meaning(code, words, judged))


def _meaning(code: int, words: bytes | str, judged: _Judged) -> OSError:
    sentence = f"{code} {_told(words)}"
    if not 500 <= code < 600:
        return ConnectionRefusedError(sentence)
    if judged is _Judged.FILE or code == TOO_BIG:
        return PermissionError(sentence)
    return EntryRefused(sentence)


def _told(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST]


def _announce(smtp: smtplib.SMTP, name: str, addresses: Addresses, size: int) -> None:
    """Say who writes to whom; where the server can, how much and under which name."""
    notices = smtp.has_extn("dsn")
    of_sender = [f"SIZE={size}"] if smtp.has_extn("size") else []
    of_sender += ["RET=HDRS", f"ENVID={name}"] if notices else []
    with _nothing_left():
        _require(smtp.mail(addresses.sender, of_sender), _Judged.SENDER)
        asked = ["NOTIFY=FAILURE"] if notices else []
        _require(smtp.rcpt(addresses.recipient, asked), _Judged.FILE)


def _give(smtp: smtplib.SMTP, mail: bytes) -> str:
    """Give the mail; return the number of the receipt.

    The dot leaves alone, and last: a sending that fails kept it here, and the mail is not one.
    """
    with _nothing_left():
        _require(smtp.docmd("DATA"), _Judged.FILE, wanted=GO_ON)
        smtp.send((b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:])
        smtp.send(b".\r\n")
    try:
        code, words = smtp.getreply()
    except smtplib.SMTPServerDisconnected as error:
        slow = isinstance(error.__context__, TimeoutError)
        raise (TimeoutError if slow else ConnectionResetError)(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise MalformedAnswer(str(error)) from error
    if code in range(400, 600):
        raise _meaning(code, words, _Judged.FILE)
    if code not in DONE:
        raise MalformedAnswer(f"reply {code}")
    return _ENHANCED.sub("", _told(words), count=1)
