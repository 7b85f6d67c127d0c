"""A concentrator with its payers, behind its front-end of mail: what the tests of mail share."""

import base64
import poplib
import smtplib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import cast

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

from binocle_simulators import mail_keys
from binocle_simulators.cards import authority_pem
from binocle_simulators.concentrator import ConcentratorSimulator
from binocle_simulators.concentrator.mail import FrontEnd
from binocle_simulators.concentrator.mail.servers import HOST, MailServers
from binocle_simulators.payers import Register, Treasury
from binocle_simulators.world import World

from .concentrator_bench import NATHALIE
from .concentrator_files import FUND, PS, b2_file

ME, FRONT = f"{PS}@ps.simulateur.invalid", f"{FUND}@frontal.simulateur.invalid"
NAME = "B2-00000992604231-000027"
FILE = b2_file(1, 2)
DATE = "Tue, 28 May 2024 09:00:00 +0200"


def folded(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n")


def message(content: bytes = FILE, *, name: str = NAME, **changed: str | None) -> bytes:
    """Write a mail as PROTOCOLS 11 says; a header is changed by its name, or left out by None."""
    headers: dict[str, str | None] = {
        "From": ME,
        "To": FRONT,
        "Subject": name,
        "Message-ID": f"<{name}@ps.simulateur.invalid>",
        "Date": DATE,
        "MIME-Version": "1.0",
        "Content-Type": f'application/EDI-consent; name="{name}"',
        "Content-Transfer-Encoding": "base64",
    }
    body = changed.pop("body", folded(content))
    headers |= {key.replace("_", "-"): value for key, value in changed.items()}
    lines = (f"{key}: {value}\r\n" for key, value in headers.items() if value is not None)
    return ("".join(lines) + f"\r\n{body}").encode("utf-8")


def deflated(content: bytes = FILE) -> bytes:
    return message(zlib.compress(content), Content_Encoding="deflate")


def enveloped(entity: bytes, *, certificate: object = None, **changed: str | None) -> bytes:
    """Put a MIME entity into S/MIME enveloped-data, as PROTOCOLS 11 says."""
    closed = (
        PKCS7EnvelopeBuilder()
        .set_data(entity)
        .add_recipient(certificate or mail_keys.certificate())  # type: ignore[arg-type]
        .encrypt(Encoding.DER, [PKCS7Options.Binary])
    )
    kind = "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
    changed = {"Content_Type": kind, **changed}
    return message(closed, **changed)  # type: ignore[arg-type]


def entity(content: bytes = FILE, name: str = NAME) -> bytes:
    kind = f'Content-Type: application/EDI-consent; name="{name}"'
    coding = "Content-Transfer-Encoding: base64"
    return f"{kind}\r\n{coding}\r\n\r\n{folded(content)}".encode()


@dataclass
class MailBench:
    """A world, its concentrator and its mail; the servers start when somebody asks."""

    world: World = field(default_factory=lambda: World(7))
    _servers: MailServers | None = None

    def __post_init__(self) -> None:
        payers = Treasury(world=self.world, register=Register([NATHALIE]))
        self.simulator = ConcentratorSimulator(
            world=self.world,
            authority_pem=authority_pem(),
            payers={},
            other_payer=payers.desk,
        )
        payers.deliver_to(self.simulator.drop)
        self.front_end = FrontEnd(world=self.world, concentrator=self.simulator)

    @property
    def servers(self) -> MailServers:
        self._servers = self._servers or MailServers(self.front_end)
        return self._servers

    @property
    def password(self) -> str:
        return self.front_end.password(PS)

    def receive(self, content: bytes, **values: str) -> str:
        return self.front_end.receive(content, **{"user": PS, "recipient": FUND, **values})

    def pass_days(self, days: float) -> None:
        self.world.advance(timedelta(days=days))

    def kinds(self) -> list[str]:
        return [deposited.kind for deposited in self.simulator.waiting_for(PS)]

    def notices(self) -> list["Message[str, str]"]:
        waiting = self.simulator.waiting_for(PS)
        return [message_from_bytes(one.content) for one in waiting if one.kind == "DSN"]

    @contextmanager
    def smtp(self, *, login: bool = True, timeout: float = 5) -> Iterator[smtplib.SMTP]:
        port = self.servers.smtp_port
        with smtplib.SMTP(HOST, port, local_hostname="poste", timeout=timeout) as client:
            if login:
                client.login(PS, self.password)
            yield client

    def send(self, content: bytes | None = None) -> Mapping[str, tuple[int, bytes]]:
        with self.smtp() as client:
            return client.sendmail(ME, [FRONT], message() if content is None else content)

    @contextmanager
    def box(self, *, login: bool = True) -> Iterator[poplib.POP3]:
        """Open the box; the connection breaks at the end unless ``quit`` was said."""
        client = poplib.POP3(HOST, self.servers.pop3_port, timeout=5)
        try:
            if login:
                client.user(PS)
                client.pass_(self.password)
            yield client
        finally:
            client.close()

    def close(self) -> None:
        if self._servers:
            self._servers.close()


def sentence(notice: "Message[str, str]") -> str:
    """Return the French of a notice."""
    told = parts(notice)[0].get_payload(decode=True)
    assert isinstance(told, bytes)
    return told.decode("utf-8").strip()


def status(notice: "Message[str, str]") -> str:
    """Return the status of a notice."""
    _, recipient = parts(parts(notice)[1])
    return str(recipient["Status"])


def parts(whole: "Message[str, str]") -> list["Message[str, str]"]:
    """Return the parts of a notice, or the groups of fields of its report."""
    found = whole.get_payload()
    assert isinstance(found, list)
    return cast("list[Message[str, str]]", found)
