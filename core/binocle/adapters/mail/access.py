"""How a shop reaches its mail servers: settings, and the TLS that they ask for.

Law of this file: a certificate is always verified, against the system's authorities or the one that
is given; only :attr:`Tls.NONE`, a choice that is written down, does without one. What is asked for
is never lowered: a server that does not offer STARTTLS is left.
"""

import ssl
from dataclasses import dataclass, field
from enum import Enum


class Tls(Enum):
    """How a connection is protected; the values are those of a setting."""

    NONE = "aucun"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailServer:
    """One server and who asks it.

    Attributes:
        password: never shown.
        authority: certificates that the server's must come from, PEM; empty for the system's own.
        timeout_s: how long each exchange with the server may last (assumed).
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls = Tls.TLS
    authority: str = ""
    timeout_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what no server could be told."""
        assert (self.user + self.password).isascii(), "user and password are ASCII"

    def context(self) -> ssl.SSLContext:
        """Return what verifies the server: its certificate and its name."""
        return ssl.create_default_context(cadata=self.authority or None)


@dataclass(frozen=True)
class MailAccess:
    """Where mail goes and comes from.

    Attributes:
        senders: domain of the professionals' addresses.
        front_ends: domain of the recipients' addresses.
        compressed: files travel deflated.
        front_end_certificate: for whom files are enciphered (S/MIME), PEM; empty for nobody.
    """

    smtp: MailServer
    pop3: MailServer
    senders: str = "ps.simulateur.invalid"
    front_ends: str = "frontal.simulateur.invalid"
    compressed: bool = False
    front_end_certificate: str = ""
