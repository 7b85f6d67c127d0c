"""Writes what lies in a box: a return as a mail, and the notice that something was not delivered.

Law of this file: the same return gives the same bytes every time; lines end with CR LF and hold
nothing but ASCII.
Source: PROTOCOLS section 11; RFC 5322, RFC 1767, RFC 3462, RFC 3464.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from binocle_simulators.concentrator.mailbox import DSN, Return

from .addresses import FRONT_END, front_end_address, professional_address

_WIDTH = 76
"""Characters of a line of base64."""
MAX_HEADERS = 8 * 1024
"""Bytes of the headers of a message that its notice repeats."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something was not delivered: the reply that a notice gives, and a sentence of it."""

    reply: str
    sentence: str


UNKNOWN, REFUSED, GIVEN_UP = "5.1.1", "5.6.0", "4.4.7"
FAILURES: Mapping[str, Failure] = {
    UNKNOWN: Failure("550 5.1.1 DESTINATAIRE INCONNU", "Le destinataire est inconnu de la caisse."),
    REFUSED: Failure("554 5.6.0 CONTENU REFUSE", "Le contenu du message est refusé."),
    GIVEN_UP: Failure(
        "451 4.4.7 DELAI DE REMISE DEPASSE", "La remise a échoué pendant deux jours."
    ),
}
"""What each status of a notice says (RFC 3463); the texts are ours."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a notice says of the message that it is about.

    Attributes:
        name: of the file; ``user`` and ``recipient`` as in the addresses.
        headers: as they came; empty when the file came another way.
    """

    name: str
    user: str
    recipient: str
    arrived_at: datetime
    headers: bytes = b""


def letter(deposited: Return) -> bytes:
    """Return a deposited return as the mail that its professional reads."""
    if deposited.kind == DSN:
        return deposited.content
    head = (
        f"From: {front_end_address(deposited.sender)}",
        f"To: {professional_address(deposited.professional)}",
        f"Subject: {deposited.kind} {deposited.name}",
        f"Date: {format_datetime(deposited.deposited_at)}",
        f"Message-ID: <{deposited.id}@{FRONT_END}>",
        "MIME-Version: 1.0",
        "Content-Type: application/EDI-consent",
        "Content-Transfer-Encoding: base64",
        "",
    )
    return _text((*head, *_folded(deposited.content)))


def notice(sent: Sent, status: str, *, why: str = "", number: int, now: datetime) -> bytes:
    """Return a notice of non-delivery.

    Args:
        sent: what was not delivered.
        status: a key of :data:`FAILURES`.
        why: one more French sentence.
        number: of the notice; no two have the same.
        now: when it is written.
    """
    failure, mark = FAILURES[status], f"avis-{number:06d}"
    told = f"Le fichier {sent.name} n'a pas été remis. {failure.sentence} {why}".rstrip()
    head = (
        f"From: {front_end_address('')}",
        f"To: {professional_address(sent.user)}",
        f"Subject: {DSN} {sent.name}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{mark}@{FRONT_END}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{mark}"',
        "",
    )
    sentence = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        *_folded(f"{told}\r\n".encode()),
    )
    report = (
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; {FRONT_END}",
        f"Original-Envelope-Id: {sent.name}",
        f"Arrival-Date: {format_datetime(sent.arrived_at)}",
        "",
        f"Final-Recipient: rfc822; {front_end_address(sent.recipient)}",
        "Action: failed",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {failure.reply}",
    )
    sent_headers = ("Content-Type: text/rfc822-headers", "", *_headers(sent))
    parts = (line for part in (sentence, report, sent_headers) for line in (f"--{mark}", *part))
    return _text((*head, *parts, f"--{mark}--"))


def _headers(sent: Sent) -> list[str]:
    """Return the headers of what was sent, in ASCII."""
    if not sent.headers:
        return [f"Subject: {sent.name}"]
    text = sent.headers[:MAX_HEADERS].decode("latin-1").rstrip("\r\n")
    shown = (
        "".join(c if " " <= c <= "~" or c == "\t" else "?" for c in line)
        for line in text.split("\r\n")
    )
    return [f"?{line}" if line.startswith("--") else line for line in shown]


def _folded(content: bytes) -> list[str]:
    packed = base64.b64encode(content).decode("ascii")
    return [packed[at : at + _WIDTH] for at in range(0, len(packed), _WIDTH)]


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
