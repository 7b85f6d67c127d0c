"""Returns in by POP3: one session a reception (RFC 1939).

Law of this file: a mail stays in the box until it was kept, and goes with the QUIT that ends the
session; a session that breaks deletes nothing. A mail that is no return is handed out whole under a
kind of its own. One that is too big is handed out by its headers and stays in the box.
"""

import poplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from binocle.kernel import MalformedAnswer
from binocle.lots import STRANGE_MAIL, ArrivedReturn, EntryRefused
from binocle.lots.mail import StrangeMail, read_mail

from .access import MailServer, Tls

MAX_MAIL = 96 * 1024 * 1024
"""Bytes of the largest mail that is taken (assumed)."""
MAX_ANSWER = 65536
"""Bytes of an answer of one line."""
LATER = re.compile(rb"-ERR \[(?:IN-USE|LOGIN-DELAY|SYS/TEMP)\]", re.IGNORECASE)
"""Refusals of the entry that pass by themselves (RFC 2449, 3206)."""
_UIDL = re.compile(rb"(\d{1,9}) ([\x21-\x7e]{1,70})")
_LIST = re.compile(rb"(\d{1,9}) (\d{1,12})(?: .*)?")
_SUBJECT = re.compile(rb"^Subject:[ \t]*([\x20-\x7e]{1,100})", re.IGNORECASE | re.MULTILINE)


class _Bounded(poplib.POP3):
    """What both kinds of connections read: lines of any length, answers of a bounded one.

    The library refuses lines above 2 KiB, tells the end of a line as it tells a refusal, and lets
    a connection lie whose greeting is none.
    """

    file: BinaryIO
    left = 2 * MAX_MAIL

    def __init__(self, server: MailServer, **options: Any) -> None:
        try:
            super().__init__(server.host, server.port, timeout=server.timeout_s, **options)
        except BaseException:
            # There is nothing to close when there was no connection.
            with suppress(OSError, AttributeError):
                self.close()
            raise

    def _getline(self) -> tuple[bytes, int]:
        line = self.file.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            # What follows must never be read as the answer to another question.
            raise ConnectionResetError("POP3: an answer without an end")
        if not line.endswith(b"\n"):
            raise ConnectionResetError("POP3: the line dropped")
        return line[: -2 if line.endswith(b"\r\n") else -1], len(line)


class _Enciphered(_Bounded, poplib.POP3_SSL):
    """With TLS from the first byte."""


class MailInbox:
    """Implements :class:`binocle.lots.Inbox`."""

    def __init__(self, server: MailServer, *, max_mail: int = MAX_MAIL) -> None:
        """Take the server, and the bytes of the largest mail that is taken."""
        self._server = server
        self._max_mail = max_mail

    @contextmanager
    def opened(self) -> Iterator["OpenMailbox"]:
        """Open the box; a block that fails leaves everything in it."""
        with _standard_failures():
            box = _connect(self._server)
        try:
            with _standard_failures():
                _enter(box, self._server)
            yield OpenMailbox(box, self._max_mail)
            box.left = MAX_ANSWER
            with _standard_failures():
                box.quit()
        finally:
            with suppress(OSError):
                box.close()


class OpenMailbox:
    """Implements :class:`binocle.lots.OpenInbox`: the box, locked for us."""

    def __init__(self, box: _Bounded, max_mail: int) -> None:
        """Take the connection, and the bytes of the largest mail that is taken."""
        self._box = box
        self._max_mail = max_mail
        self._taken: dict[str, int] = {}

    def arrived(self) -> Iterator[ArrivedReturn]:
        """Yield what waits, oldest first, each fetched when it is asked for."""
        for number, (id, size) in self._waiting().items():
            try:
                with _standard_failures():
                    content = self._content(number, size)
            except MalformedAnswer as error:
                # The server will not give this one: the others are not to wait for it.
                yield _strange(f"{id}/ERR", str(error).encode())
                continue
            if size > self._max_mail:
                yield _strange(f"{id}/TOP", content)
                continue
            self._taken[id] = number
            yield _return_of(id, content)

    def _content(self, number: int, size: int) -> bytes:
        """Return a mail, or its headers when it is too big."""
        # A size does not count the dots that are doubled on the way.
        self._box.left = 2 * self._max_mail
        if size > self._max_mail:
            return _whole(self._box.top(number, 0)[1])
        return _whole(self._box.retr(number)[1])

    def acknowledge(self, id: str) -> None:
        """Have a mail go at the end of the session; one that was not taken whole stays."""
        number = self._taken.pop(id, None)
        if number is not None:
            self._box.left = MAX_ANSWER
            with _standard_failures():
                self._box.dele(number)

    def _waiting(self) -> dict[int, tuple[str, int]]:
        """Return identifier and size of each mail, by its number."""
        with _standard_failures():
            ids = _numbered(_UIDL, self._box.uidl()[1])
            sizes = _numbered(_LIST, self._box.list()[1])
        if ids.keys() != sizes.keys() or len(set(ids.values())) < len(ids):
            raise MalformedAnswer("UIDL and LIST: not the same mails, or an id twice")
        return {number: (ids[number].decode("ascii"), int(sizes[number])) for number in sorted(ids)}


def _connect(server: MailServer) -> _Bounded:
    try:
        if server.tls is Tls.TLS:
            return _Enciphered(server, context=server.context())
        return _Bounded(server)
    except ssl.SSLCertVerificationError as error:
        raise EntryRefused(str(error)) from error
    except poplib.error_proto as error:
        raise ConnectionRefusedError(_told(error)) from error
    except OSError as error:
        raise ConnectionRefusedError(str(error)) from error


def _enter(box: _Bounded, server: MailServer) -> None:
    """Give name and password; a box that is taken is free again later."""
    try:
        if server.tls is Tls.STARTTLS:
            box.stls(context=server.context())
        box.user(server.user)
        box.pass_(server.password)
    except ssl.SSLCertVerificationError as error:
        raise EntryRefused(str(error)) from error
    except poplib.error_proto as error:
        if LATER.match(_raw(error)):
            raise ConnectionRefusedError(_told(error)) from error
        raise EntryRefused(_told(error)) from error


@contextmanager
def _standard_failures() -> Iterator[None]:
    """Raise what the ports promise instead of what poplib and sockets raise."""
    try:
        yield
    except (TimeoutError, ConnectionError, EntryRefused):
        raise
    except poplib.error_proto as error:
        raise MalformedAnswer(_told(error)) from error
    except OSError as error:
        raise ConnectionResetError(str(error)) from error


def _raw(error: poplib.error_proto) -> bytes:
    said = error.args[0] if error.args else b""
    return said if isinstance(said, bytes) else str(said).encode("utf-8", "replace")


def _told(error: poplib.error_proto) -> str:
    text = _raw(error).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()[:200]


def _numbered(form: re.Pattern[bytes], lines: list[bytes]) -> dict[int, bytes]:
    found = [form.fullmatch(line) for line in lines]
    numbers = {int(match[1]): match[2] for match in found if match}
    if len(numbers) < len(lines):
        raise MalformedAnswer("a listing: a line that is none, or a number twice")
    return numbers


def _whole(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in lines)


def _return_of(id: str, content: bytes) -> ArrivedReturn:
    try:
        found = read_mail(content)
    except StrangeMail:
        return _strange(id, content)
    return ArrivedReturn(id, found.kind, found.name, found.content)


def _strange(id: str, content: bytes) -> ArrivedReturn:
    """Return a mail as it is, named by the subject that it shows."""
    subject = _SUBJECT.search(content[:65536])
    return ArrivedReturn(id, STRANGE_MAIL, subject[1].decode("ascii") if subject else "", content)
