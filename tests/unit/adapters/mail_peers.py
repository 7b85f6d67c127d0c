"""Mail servers in memory, behind a socket that is none: no port, no thread, no waiting.

What a real socket would do is told by mishaps: a reply, :data:`DROP` or :data:`SILENT`, at a phase
of SMTP or at a command of POP3. Behind a real pair of sockets (:func:`serve`), they speak TLS, too.
"""

import socket
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

DROP, SILENT = "drop", "silent"
Mishap = bytes | str
USER, PASSWORD = "00000992604231", "secret-992604231"


@dataclass
class Peer:
    """What both servers share: lines in, lines out.

    Attributes:
        mishaps: phase or command → a reply, or :data:`DROP` or :data:`SILENT`.
        seen: every line that came, but for those of a mail.
        offers: what EHLO or CAPA announces.
        tls: the next bytes are those of a handshake.
    """

    mishaps: Mapping[str, Mishap] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    offers: tuple[str, ...] = ()
    out: bytes = b""
    dropped: bool = False
    tls: bool = False
    _rest: bytes = b""

    def connect(self) -> None:
        """Take a new connection."""
        self.out, self._rest, self.dropped = b"", b"", False
        self.answer("connect", self.greeting())

    def greeting(self) -> bytes:
        raise NotImplementedError

    def line(self, line: bytes) -> None:
        raise NotImplementedError

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in lines:
            if not self.dropped:
                self.line(line)

    def answer(self, phase: str, reply: bytes) -> bool:
        """Reply, unless something else is planned here; say whether all went well."""
        mishap = self.mishaps.get(phase)
        match mishap:
            case None:
                self.out += reply + b"\r\n"
            case "drop":
                self.dropped = True
            case "silent":
                pass
            case str() | bytes():
                self.out += (mishap if isinstance(mishap, bytes) else mishap.encode()) + b"\r\n"
        return mishap is None


@dataclass
class SmtpPeer(Peer):
    """A server that takes mails; phases: connect, EHLO, AUTH, MAIL, RCPT, DATA, content, dot.

    Attributes:
        mails: those whose final dot came, their doubled dots undone.
    """

    mails: list[bytes] = field(default_factory=list)
    _mail: list[bytes] | None = None

    def greeting(self) -> bytes:
        return b"220 frontal.simulateur.invalid ESMTP"

    def line(self, line: bytes) -> None:
        if self._mail is not None:
            self._content(line)
            return
        self.seen.append(line.decode())
        word = line.split()[0].decode().upper()
        match word:
            case "EHLO":
                told = ("frontal.simulateur.invalid", "AUTH PLAIN", *self.offers)
                lines = [f"250-{one}" for one in told[:-1]] + [f"250 {told[-1]}"]
                self.answer(word, "\r\n".join(lines).encode())
            case "AUTH":
                _, user, password = b64decode(line.split()[2]).decode().split("\0")
                good = (user, password) == (USER, PASSWORD)
                self.answer(word, b"235 2.7.0 ok" if good else b"535 5.7.8 mot de passe faux")
            case "STARTTLS":
                self.tls = self.answer(word, b"220 go ahead")
            case "DATA":
                if self.answer(word, b"354 go on"):
                    self._mail = []
            case "QUIT":
                self.answer(word, b"221 2.0.0 bye")
            case _:
                self.answer(word, b"250 2.1.0 ok")

    def _content(self, line: bytes) -> None:
        assert self._mail is not None
        if line == b".":
            self.mails.append(b"".join(each + b"\r\n" for each in self._mail))
            self._mail = None
            self.answer("dot", b"250 2.0.0 AR-000001")
            return
        self._mail.append(line.removeprefix(b"."))
        if self.mishaps.get("content") == DROP:
            self.dropped = True


@dataclass
class Pop3Peer(Peer):
    """A box; a mishap is named by its command, such as ``RETR 2``, or its first word.

    Attributes:
        box: identifier → mail; only QUIT takes one out of it.
    """

    box: dict[str, bytes] = field(default_factory=dict)
    _numbers: dict[int, str] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)

    def greeting(self) -> bytes:
        self._numbers = dict(enumerate(self.box, start=1))
        self._gone = set()
        return b"+OK POP3"

    def line(self, line: bytes) -> None:
        text = line.decode()
        self.seen.append(text)
        word, *told = text.split()
        if text in self.mishaps:
            self.answer(text, b"")
            return
        self.answer(word, self._reply(word, told))
        self.tls = word == "STLS" and word not in self.mishaps

    def _reply(self, word: str, told: list[str]) -> bytes:
        match word:
            case "CAPA":
                return _listing(self.offers)
            case "PASS":
                return b"+OK" if told == [PASSWORD] else b"-ERR [AUTH] mot de passe faux"
            case "UIDL":
                return _listing(f"{number} {id}" for number, id in self._numbers.items())
            case "LIST":
                return _listing(
                    f"{number} {len(self.box[id])}" for number, id in self._numbers.items()
                )
            case "RETR" | "TOP":
                mail = self.box[self._numbers[int(told[0])]]
                if word == "TOP":
                    mail = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                return b"+OK\r\n" + (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b"."
            case "DELE":
                self._gone.add(self._numbers[int(told[0])])
            case "QUIT" if "QUIT" not in self.mishaps:
                for id in self._gone:
                    del self.box[id]
        return b"+OK"


def _listing(lines: "Iterator[str] | tuple[str, ...]") -> bytes:
    return b"\r\n".join([b"+OK", *(line.encode() for line in lines), b"."])


class MemorySocket:
    """A connected socket to a peer in the same memory."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        peer.connect()

    def sendall(self, data: bytes) -> None:
        if self._peer.dropped:
            raise BrokenPipeError("dropped")
        self._peer.feed(data)

    def makefile(self, mode: str) -> "MemorySocket":
        assert mode == "rb"
        return self

    def readline(self, limit: int) -> bytes:
        line, end, rest = self._peer.out.partition(b"\n")
        if end:
            taken = (line + end)[:limit]
            self._peer.out = (line + end)[limit:] + rest
            return taken
        if self._peer.dropped:
            taken, self._peer.out = line, b""
            return taken
        raise TimeoutError("timed out")

    def shutdown(self, how: int) -> None:
        pass

    def close(self) -> None:
        pass


Connect = Callable[..., object]


def in_memory(peer: Peer) -> Connect:
    """Return what stands for ``socket.create_connection``."""
    return lambda *address, **options: MemorySocket(peer)


def serve(peer: Peer, context: ssl.SSLContext, *, at_once: bool) -> Connect:
    """Return the same over a pair of real sockets, the peer in a thread, with TLS."""

    def connect(*address: object, **options: object) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(30)
        theirs.settimeout(30)
        Thread(target=_serve, args=(peer, theirs, context, at_once), daemon=True).start()
        return ours

    return connect


def _serve(peer: Peer, sock: socket.socket, context: ssl.SSLContext, at_once: bool) -> None:
    try:
        if at_once:
            sock = context.wrap_socket(sock, server_side=True)
        peer.connect()
        while True:
            sock.sendall(peer.out)
            peer.out = b""
            if peer.tls:
                peer.tls = False
                sock = context.wrap_socket(sock, server_side=True)
            data = sock.recv(65536)
            if not data:
                return
            peer.feed(data)
    except OSError:
        # A client that does not trust the certificate goes away in the middle of the handshake.
        return
    finally:
        sock.close()


def certified(folder: Path) -> tuple[ssl.SSLContext, str]:
    """Return what serves TLS under the name ``localhost``, and its certificate (PEM)."""
    key = generate_private_key(SECP256R1())
    name = x509.Name.from_rfc4514_string("CN=localhost")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    path = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, pem.decode()
