"""How programs reach the services of a bench, at its depth: clients, addresses, mail.

Law of this file: in process a service is an object behind a client; on sockets it has a port. Mail
has ports at both depths, for its clients speak to nothing else; they open when somebody first asks
where they are. Whatever was opened here is closed here.
Source: ours; no rule of a peer.
"""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from . import mail_keys
from .cards import DEMO_HOLDER, authority_pem
from .servers import InProcessFace, OutageTransport, ServiceServer
from .services import Services
from .world import World

if TYPE_CHECKING:
    from .concentrator.mail.servers import MailServers

TIMEOUT_S = 30.0
"""What clients of a bench wait, on a socket as in process: a busy machine is no slow service."""

MAIL_USER = DEMO_HOLDER.situations[0].billing_number.zfill(14)
"""The professional of the demonstration CPS, as a user of mail."""


@dataclass(frozen=True)
class MailAccess:
    """Where the front-end's mail is, and how a professional gets in.

    Attributes:
        host: of both ports.
        user: 14 digits.
        password: the same as long as the bench has its seed.
        front_end_pem: the certificate that the front-end publishes, for enveloped files; it secures
            ``STARTTLS`` and ``STLS`` too, for the names ``127.0.0.1``, ``localhost`` and
            :data:`~.mail_keys.DOMAIN`.
        authority_pem: who issued it; visibly fake.
    """

    host: str
    smtp_port: int
    pop3_port: int
    user: str
    password: str
    front_end_pem: bytes
    authority_pem: bytes


class Reach:
    """The ways to the services of one bench."""

    def __init__(self, world: World, made: Services) -> None:
        """Open nothing yet."""
        self._world = world
        self._made = made
        self._servers: dict[str, ServiceServer] = {}
        self._mail: MailServers | None = None
        self._opening = threading.Lock()

    def open_sockets(self) -> None:
        """Serve every service on a port from now on."""
        for name, app in self._made.apps.items():
            self._servers[name] = ServiceServer(self._world, name, app)

    def client(self, service: str) -> httpx.Client:
        """Return an HTTP client of a service; its caller closes it."""
        way: httpx.BaseTransport
        if self._servers:
            way = OutageTransport(self._world, service, self._servers[service])
        else:
            way = InProcessFace(self._world, service, self._made.apps[service])
        return httpx.Client(transport=way, base_url=self.url(service), timeout=TIMEOUT_S)

    def url(self, service: str) -> str:
        """Return a service's address, without a final slash."""
        if self._servers:
            return self._servers[service].url
        return f"http://{service}.simulateur.invalid"

    def mail(self, user: str = MAIL_USER) -> MailAccess:
        """Return a professional's access to mail; the first call opens its ports.

        Args:
            user: 14 digits.
        """
        from .concentrator.mail.servers import HOST, MailServers  # costs what it imports

        with self._opening:
            if self._mail is None:
                self._mail = MailServers(self._made.front_end)
            servers = self._mail
        return MailAccess(
            host=HOST,
            smtp_port=servers.smtp_port,
            pop3_port=servers.pop3_port,
            user=user,
            password=self._made.front_end.password(user),
            front_end_pem=mail_keys.certificate_pem(),
            authority_pem=authority_pem(),
        )

    def addresses(self) -> dict[str, str]:
        """Return what another program needs to find the services."""
        mail = self.mail()
        return {
            **{f"BINOCLE_{name.upper()}_URL": self.url(name) for name in self._made.apps},
            "BINOCLE_SMTP_URL": f"smtp://{mail.host}:{mail.smtp_port}",
            "BINOCLE_POP3_URL": f"pop3://{mail.host}:{mail.pop3_port}",
            "BINOCLE_MAIL_USER": mail.user,
            "BINOCLE_MAIL_PASSWORD": mail.password,
        }

    def close(self) -> None:
        """Close every port; a second time, nothing. The caller does not hold the world's lock."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()
        if self._mail is not None:
            self._mail.close()
            self._mail = None
