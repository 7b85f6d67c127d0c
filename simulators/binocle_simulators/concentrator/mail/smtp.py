"""The SMTP dialogue of the front-end, by ``aiosmtpd``: who may say what, and what goes wrong.

Law of this file: nothing is decided here about a file; a message goes to the front-end and its
receipt comes back. Passwords and names of machines never enter the journal, nor what is enveloped
or deflated: a NIR could not be hidden in it.
Source: PROTOCOLS section 11; RFC 5321, RFC 4954, RFC 3207, RFC 3463.

What the fault plan changes, place ``smtp``; an occasion is a message, at its ``MAIL``:

===============  ==============================================================================
kind             effect
===============  ==============================================================================
``down``         421 at once; when it is next as somebody connects, instead of the greeting
``slow``         likewise, after half a second and a patience of the bench clock
``full``         452 4.3.1 to ``MAIL``
``rejected``     550 to ``RCPT``
``lost``         the line drops after the final dot; the message was not taken
``cut``          the line drops after the final dot; the message was taken
others           :data:`~.front_end.LOSSES`
===============  ==============================================================================
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .addresses import FRONT_END, professional_address, recipient_at
from .front_end import LOSSES, FrontEnd
from .line import SLOW_S, TURNED_AWAY, Line, Links, TurnedAway
from .reading import CONTENT_ENCODING, ENVELOPED, IllFormed

MAX_MESSAGE = 32 * 1024 * 1024
"""Bytes of the largest message."""
IDENT = "SIMULATEUR BINOCLE"
CLOSING = "421 4.3.2 Service indisponible"
FULL = "452 4.3.1 Plus de place"
REJECTED = "550 5.7.1 Message rejete"

_UNTOLD = ("AUTH", "EHLO", "HELO")
"""Commands whose values stay out of the journal."""

logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # the journal is the log

_Method = Callable[[str | None], Awaitable[None]]


class SmtpSession(SMTP):
    """One connection."""

    def __init__(
        self,
        front_end: FrontEnd,
        links: Links,
        *,
        loop: asyncio.AbstractEventLoop,
        tls: ssl.SSLContext | None,
    ) -> None:
        """Serve one connection.

        Args:
            front_end: who takes messages.
            links: where it is while it is open.
            loop: where it is served.
            tls: what secures it on demand.
        """
        self.line = Line(front_end.world, "smtp")
        self.struck = ""
        self._links = links
        super().__init__(
            _Hooks(front_end),
            loop=loop,
            hostname=FRONT_END,
            ident=IDENT,
            data_size_limit=MAX_MESSAGE,
            tls_context=tls,
            auth_require_tls=False,
            authenticator=_authenticator(front_end),
        )
        self._smtp_methods = {
            command: self._journalled(command, method)
            for command, method in self._smtp_methods.items()
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or begin again once TLS is there."""
        self._links.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        for link in (self.transport, self._original_transport):
            if link is not None:
                self._links.discard(link)
        super().connection_lost(error)

    def _create_session(self) -> Session:
        return _Session(self.loop)

    async def push(self, status: Any) -> None:
        """Answer, and write it in the journal."""
        self.line.told(status if isinstance(status, str) else status.decode("ascii"))
        await super().push(status)

    async def drop(self) -> None:
        """Drop the line; whoever waits for this goes with it."""
        self.line.told("line dropped")
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.close()
        await self.loop.create_future()

    def _journalled(self, command: str, method: _Method) -> _Method:
        @wraps(method)
        async def heard(argument: str | None) -> None:
            told = "" if command in _UNTOLD else argument
            self.line.heard(f"{command} {told or ''}".rstrip())
            await method(argument)

        return heard


class _Session(Session):
    """A session that may know who logged in without a word of warning."""

    auth_data: Any
    login_data: Any = None


def _authenticator(front_end: FrontEnd) -> Callable[..., AuthResult]:
    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        user, password = (part.decode("utf-8", "replace") for part in given)
        success = front_end.lets_in(user, password)
        return AuthResult(success=success, handled=False, auth_data=user if success else None)

    return authenticate


class _Hooks:
    """What ``aiosmtpd`` asks at each step."""

    def __init__(self, front_end: FrontEnd) -> None:
        self._front_end = front_end

    async def handle_MAIL(  # noqa: N802 - the name of the library
        self,
        server: SmtpSession,
        session: _Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Let in who logged in, as himself; then see what the plan has for his message."""
        if not session.authenticated:
            return "530 5.7.0 Authentification requise"
        if address.casefold() != professional_address(session.auth_data):
            return "553 5.7.1 Adresse d'un autre utilisateur"
        server.struck = server.line.strike()
        if server.struck in TURNED_AWAY:
            await asyncio.sleep(SLOW_S if server.struck == "slow" else 0)
            await server.push(CLOSING)
            await server.drop()
        if server.struck == "full":
            return FULL
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SmtpSession,
        session: _Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take one front-end a message."""
        if server.struck == "rejected":
            return REJECTED
        if not recipient_at(address):
            return "550 5.1.1 Ce n'est pas un frontal"
        if envelope.rcpt_tos:
            return "452 4.5.3 Un seul destinataire par message"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SmtpSession, session: _Session, envelope: Envelope
    ) -> str:
        """Have the front-end take the message."""
        content = envelope.original_content or b""
        server.line.heard(_shown(content))
        struck, server.struck = server.struck, ""
        if struck == "lost":
            await server.drop()
        try:
            receipt = self._front_end.receive(
                content,
                user=session.auth_data,
                recipient=recipient_at(envelope.rcpt_tos[0]),
                struck=struck if struck in LOSSES else "",
            )
        except IllFormed as refused:
            return str(refused)
        if struck == "cut":
            await server.drop()
        return f"250 2.0.0 {receipt}"


def _shown(content: bytes) -> str:
    """Return a message as the journal shows it: without a body that hides what it says."""
    head, _, body = content.partition(b"\r\n\r\n")
    packed = any(mark.encode() in head.lower() for mark in (ENVELOPED, CONTENT_ENCODING))
    told = b"%d bytes, packed" % len(body) if packed else body
    return (head + b"\r\n\r\n" + told).decode("ascii", "backslashreplace")


def smtp_protocol(
    front_end: FrontEnd,
    links: Links,
    *,
    loop: asyncio.AbstractEventLoop,
    tls: ssl.SSLContext | None,
) -> asyncio.Protocol:
    """Return what serves a connection that just came, as the plan has it."""
    struck = Line(front_end.world, "smtp").strike_connection()
    if struck:
        return TurnedAway(f"{CLOSING}\r\n".encode(), links, late=struck == "slow")
    return SmtpSession(front_end, links, loop=loop, tls=tls)
