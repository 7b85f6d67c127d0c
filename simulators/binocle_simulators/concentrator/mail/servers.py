"""The two servers of mail on free loopback ports: one thread, one loop, nothing left behind.

Law of this file: dialogues are :mod:`.smtp` and :mod:`.pop3`; here are only sockets, TLS and ends.
Source: PROTOCOLS section 11 (assumed but for the protocols).
"""

import asyncio
import socket
import ssl
import threading

from binocle_simulators import mail_keys

from .front_end import FrontEnd
from .line import Line, Links, TurnedAway
from .pop3 import DOWN, MAX_LINE, Answer, Pop3Session, Then
from .smtp import smtp_protocol

HOST = "127.0.0.1"
IDLE_S = 600
"""How long a connection may say nothing (RFC 1939 section 3)."""
_TURNS = 8
"""Turns of the loop in which whatever was cut comes to its end, TLS under it or not."""
_TOO_LONG = b"?" * MAX_LINE
"""What a line that is too long is heard as: no command at all."""


class Pop3Protocol(asyncio.Protocol):
    """One connection to a box: cuts what comes into lines."""

    def __init__(self, session: Pop3Session, links: Links, *, tls: ssl.SSLContext | None) -> None:
        """Carry one dialogue; ``tls`` secures it on demand."""
        self._session = session
        self._links = links
        self._tls = tls
        self._come = bytearray()
        self._is_deaf = self._is_held = False
        self._link: asyncio.Transport
        self._idle: asyncio.TimerHandle | None = None
        self._securing: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._take(transport)
        self._say(self._session.greeting())

    def connection_lost(self, error: Exception | None) -> None:
        """Let the box go: what was deleted comes back."""
        self._links.discard(self._link)
        self._be_patient(again=False)
        self._session.left()

    def data_received(self, data: bytes) -> None:
        """Answer every line that is whole, unless TLS is not there yet."""
        self._come += data
        self._hear()

    def _hear(self) -> None:
        while not self._is_deaf and not self._is_held and b"\r\n" in self._come:
            line, _, self._come = self._come.partition(b"\r\n")
            self._be_patient()
            self._say(self._session.heard(_within_limits(line)))
        if self._is_deaf:
            self._come.clear()
        elif len(self._come) > MAX_LINE:
            del self._come[: -MAX_LINE - 1]  # still too long, and never more than that

    def _say(self, answer: Answer) -> None:
        self._link.write(answer.content)
        if answer.then is Then.CLOSE:
            self._is_deaf = True
            self._link.close()
        elif answer.then is Then.SECURE:
            self._is_deaf = True
            self._securing = asyncio.get_running_loop().create_task(self._secure())

    async def _secure(self) -> None:
        """Put TLS under the dialogue; what was sent before it is forgotten (RFC 2595).

        A first command may come with the end of the handshake, before we hear that it is over.
        """
        assert self._tls is not None
        plain = self._link
        self._come.clear()
        self._is_deaf, self._is_held = False, True
        try:
            secured = await asyncio.get_running_loop().start_tls(
                plain, self, self._tls, server_side=True
            )
        except (OSError, ssl.SSLError):
            secured = None
        self._links.discard(plain)
        if secured is None:
            plain.abort()
            return
        self._take(secured)
        self._session.secured()
        self._is_held = False
        self._hear()

    def _take(self, link: asyncio.Transport) -> None:
        self._link = link
        self._links.add(link)
        self._be_patient()

    def _be_patient(self, *, again: bool = True) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if again:
            self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._link.abort)


def _within_limits(line: bytearray) -> bytes:
    return bytes(line) if len(line) + 2 <= MAX_LINE else _TOO_LONG


def pop3_protocol(
    front_end: FrontEnd, links: Links, *, tls: ssl.SSLContext | None
) -> asyncio.Protocol:
    """Return what serves a connection that just came, as the plan has it."""
    struck = Line(front_end.world, "pop3").strike()
    if struck in ("down", "slow"):
        return TurnedAway(DOWN, links, late=struck == "slow")
    session = Pop3Session(front_end, has_tls=tls is not None, struck=struck)
    return Pop3Protocol(session, links, tls=tls)


class MailServers:
    """SMTP and POP3 in front of one front-end, in a thread of their own.

    Attributes:
        smtp_port: where messages are taken; ``pop3_port``: where boxes are read.
    """

    smtp_port: int
    pop3_port: int

    def __init__(self, front_end: FrontEnd) -> None:
        """Bind two free ports of 127.0.0.1 and serve at once."""
        self._front_end = front_end
        self._tls = mail_keys.tls_context()
        self._sockets = tuple(socket.create_server((HOST, 0)) for _ in range(2))
        self.smtp_port, self.pop3_port = (one.getsockname()[1] for one in self._sockets)
        self._links: set[asyncio.BaseTransport] = set()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cut every connection, free the ports and wait for the thread; a second time, nothing.

        The caller does not hold the world's lock: a dialogue may need it to end.
        """
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        front_end, links, loop, tls = self._front_end, self._links, self._loop, self._tls
        smtp = await loop.create_server(
            lambda: smtp_protocol(front_end, links, loop=loop, tls=tls), sock=self._sockets[0]
        )
        pop3 = await loop.create_server(
            lambda: pop3_protocol(front_end, links, tls=tls), sock=self._sockets[1]
        )
        await self._over.wait()
        for server in (smtp, pop3):
            server.close()
        for link in tuple(links):
            assert isinstance(link, asyncio.Transport)
            link.abort()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
