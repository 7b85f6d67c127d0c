"""Notices of non-delivery, and what they do to the lots of their file (RFC 3464).

Law of this file: a notice names its file by the identifier of its envelope or by the Message-ID of
the mail that was not delivered; two names that disagree, a field that is missing, twice or of
another form, and nothing moves. A notice of a failure does to each lot of the file what a service
message "Avis de non remise" does, unless its status says that the content is refused: the lot is
then in error, as over HTTP. Any other report (late, delivered) is kept and moves nothing.
Source: simulators/PROTOCOLS.md section 11.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from binocle.kernel import PeerViolation

from .mail import SHOWN, StrangeMail, field_of, is_report, parse, read_mail
from .model import IncomingMessage
from .ports import LotStore
from .proof import known_to_have_left
from .states import ContentRefused, DeliveryFailed

FAILED = "failed"
CLASSES = {FAILED: "45", "delayed": "4", "delivered": "2", "relayed": "2", "expanded": "2"}
"""Action → classes of the status that may stand beside it (RFC 3464 2.3.3 and 2.3.4)."""
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}", re.ASCII)
_MESSAGE_ID = re.compile(r"<([\x21-\x3b\x3d\x3f-\x7e]{1,100})@[\x21-\x3b\x3d\x3f-\x7e]+>")
_NAME = re.compile(r"[\x21-\x7e]{1,100}")
OF_CONTENT = "5.6."
"""Statuses of a content that is refused for good (RFC 3463 3.7)."""
LONGEST_REASON = 300


@dataclass(frozen=True)
class NonDelivery:
    """What a report of delivery says of one file and its one recipient.

    Attributes:
        file: name of the file.
        recipient: the address.
        action: ``failed``, or another word of RFC 3464.
        status: such as ``5.1.1``.
        diagnostic: what the last server said, maybe nothing.
    """

    file: str
    recipient: str
    action: str
    status: str
    diagnostic: str

    @property
    def reason(self) -> str:
        """Status and diagnostic, as a lot keeps them."""
        return f"{self.status} {self.diagnostic}".strip()[:LONGEST_REASON]


def read_non_delivery(content: bytes) -> NonDelivery:
    """Return what a report of delivery says.

    Raises:
        StrangeMail: it is none, or a field of it is missing, twice, or wrong.
    """
    message = parse(content)
    if not is_report(message) or not message.is_multipart():
        raise StrangeMail("no report of delivery")
    types = [part.get_content_type() for part in _parts(message)]
    if len(types) not in (2, 3) or types[1] != "message/delivery-status":
        raise StrangeMail("parts of the report")
    of_message, of_recipient = _groups(_parts(message)[1])
    _typed(of_message, "Reporting-MTA")
    action = _needed(of_recipient, "Action").lower()
    status = _needed(of_recipient, "Status")
    found = _STATUS.fullmatch(status)
    if action not in CLASSES or found is None or found[1] not in CLASSES[action]:
        raise StrangeMail(f"Action or Status: {action[:SHOWN]} {status[:SHOWN]}")
    diagnostic = field_of(of_recipient, "Diagnostic-Code")
    return NonDelivery(
        file=_file(field_of(of_message, "Original-Envelope-Id"), _parts(message)[2:]),
        recipient=_typed(of_recipient, "Final-Recipient", "rfc822"),
        action=action,
        status=status,
        diagnostic=_typed(of_recipient, "Diagnostic-Code") if diagnostic else "",
    )


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if message.is_multipart() else []


def _groups(part: Message) -> tuple[Message, Message]:
    """Return the fields about the message, and those about its one recipient."""
    groups = [group for group in _parts(part) if group.keys()]
    if any(str(group.get_payload()).strip() for group in _parts(part)):
        raise StrangeMail("delivery-status: a line that is no field")
    if len(groups) != 2:
        raise StrangeMail(f"delivery-status: {len(groups)} groups of fields")
    return groups[0], groups[1]


def _needed(group: Message, name: str) -> str:
    value = field_of(group, name)
    if not value:
        raise StrangeMail(f"{name}: missing")
    return value


def _typed(group: Message, name: str, kind: str = "") -> str:
    """Return the value of a field ``kind; value``, of one kind or of any."""
    told, _, value = _needed(group, name).partition(";")
    if not told.strip() or not value.strip() or kind not in ("", told.strip().lower()):
        raise StrangeMail(f"{name}: not {kind or 'kind; value'}")
    return value.strip()


def _file(envelope: str, about: list[Message]) -> str:
    """Return the name of the file, by the envelope, the mail that was sent, or both."""
    names = {envelope} if envelope else set()
    for part in about:
        text = part.get_payload(decode=True)
        inside = [message_from_bytes(text)] if isinstance(text, bytes) else _parts(part)
        if len(inside) != 1:
            raise StrangeMail("the mail that was sent: not one")
        message_id = field_of(inside[0], "Message-ID")
        found = _MESSAGE_ID.fullmatch(message_id)
        if message_id and found is None:
            raise StrangeMail("Message-ID: malformed")
        if found is not None:
            names.add(found[1])
    if len(names) != 1:
        raise StrangeMail("the file: not named" if not names else "the file: named twice")
    (name,) = names
    if not _NAME.fullmatch(name):
        raise StrangeMail("the file: no name")
    return name


def match_non_delivery(message: IncomingMessage, lots: LotStore, now: datetime) -> None:
    """Give a notice of non-delivery to the lots of its file.

    Raises:
        PeerViolation: it cannot be read, no such file, or a notice that a lot's state does not
            allow.
    """
    try:
        told = read_non_delivery(message.content)
    except StrangeMail as error:
        raise PeerViolation("TEL-AVIS-ILLISIBLE", motif=str(error)) from error
    of_file = lots.lots_of(told.file)
    if not of_file:
        raise PeerViolation("TEL-RETOUR-NON-RAPPROCHE", objet=f"fichier {told.file}")
    if told.action == FAILED:
        event = ContentRefused() if told.status.startswith(OF_CONTENT) else DeliveryFailed()
        for lot in of_file:
            lots.advance(known_to_have_left(lots, lot, now), event, now, told.reason)


def set_mail_aside(message: IncomingMessage, lots: LotStore, now: datetime) -> None:
    """Refuse a mail that is no return; it stays kept, whole.

    Raises:
        PeerViolation: always.
    """
    try:
        read_mail(message.content)
        reason = "incomplete"
    except StrangeMail as error:
        reason = str(error)
    raise PeerViolation("TEL-COURRIER-ETRANGER", objet=message.name, motif=reason)
