"""The conversation with the phone on the contactless reader.

Law of this file: three exchanges, then nothing is kept but the payload; a phone that leaves in
between leaves nothing behind. The same over PC/SC and over nfcpy: the port is the readers' own.
Source: protocols of the simulated peers 8 (assumed: no public text gives the names or the bytes).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from binocle.cards.tlv import parse
from binocle.kernel import OperatorActionNeeded, PeerViolation
from binocle.readers import CardSession, Command, Role

from .model import Payload
from .rules import read_payload

APPLICATION = bytes.fromhex("F0 42494E4F434C45 01")
VERSION = b"\x01"

SELECT = Command.of("00 A4 04 00", APPLICATION, le=256)
GET_PAYLOAD = Command.of("80 CA 01 00", le=256)

# What another contactless card answers to a name that it does not know.
OTHER_CARD = frozenset({0x6A81, 0x6A82, 0x6D00, 0x6E00})
NOT_OPEN = 0x6985

PHONE_LEFT = frozenset({"LEC-CARTE-RETIREE", "LEC-CARTE-MUETTE"})
"""What the readers say of a card that a phone says of being taken away: it has no chip to wipe."""


def read_phone(session: CardSession) -> Payload:
    """Read what the phone shows.

    Args:
        session: a conversation opened for :attr:`Role.CONTACTLESS`.

    Raises:
        OperatorActionNeeded: APCV-TELEPHONE-INCONNU (another contactless card),
            APCV-VERSION-INCONNUE, APCV-APPLI-FERMEE (locked, or the app is not open),
            APCV-TELEPHONE-RETIRE, or the reader went away (LEC-…).
        PeerViolation: APCV-TELEPHONE-ILLISIBLE, LEC-REPONSE-INATTENDUE, CAR-DONNEES-ILLISIBLES.
    """
    assert session.role is Role.CONTACTLESS
    with phone_departures(session.reader), session.exclusive():
        _select(session)
        answer = session.send(GET_PAYLOAD)
    if answer.sw == NOT_OPEN:
        raise OperatorActionNeeded("APCV-APPLI-FERMEE", reader=session.reader)
    if not answer.ok:
        raise session.unexpected(GET_PAYLOAD, answer)
    payload = read_payload(answer.data.decode("latin-1"))
    if payload is None:
        raise PeerViolation("APCV-TELEPHONE-ILLISIBLE", reader=session.reader)
    return payload


@contextmanager
def phone_departures(reader: str) -> Iterator[None]:
    """Say of a phone what the readers say of a card."""
    try:
        yield
    except OperatorActionNeeded as error:
        if error.code not in PHONE_LEFT:
            raise
        raise OperatorActionNeeded("APCV-TELEPHONE-RETIRE", reader=reader) from error


def _select(session: CardSession) -> None:
    """Select the app and require the version that is spoken here."""
    answer = session.send(SELECT)
    if answer.sw in OTHER_CARD:
        raise OperatorActionNeeded("APCV-TELEPHONE-INCONNU", reader=session.reader)
    if not answer.ok:
        raise session.unexpected(SELECT, answer)
    name, version = _presentation(answer.data)
    if name != APPLICATION:
        raise OperatorActionNeeded("APCV-TELEPHONE-INCONNU", reader=session.reader)
    if version != VERSION:
        raise OperatorActionNeeded("APCV-VERSION-INCONNUE", version=version.hex().upper())


def _presentation(data: bytes) -> tuple[bytes, bytes]:
    """Return the name and the version that the app gives of itself."""
    objects = parse(data, file="APCV", filled=False)
    if len(objects) != 1 or objects[0].tag != 0x6F:
        raise PeerViolation("CAR-DONNEES-ILLISIBLES", file="APCV", tag="6F", offset=0)
    template = objects[0].children()
    own = template.one(0xA5).children()
    return template.one(0x84).value, own.one(0x80).value
