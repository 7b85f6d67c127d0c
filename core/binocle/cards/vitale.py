"""Reading a Vitale card: everything, or an error and nothing.

Law of this file: all exchanges come first, the value is built last, so a card pulled out at any
exchange leaves no half-read value (LEC-05). Identity comes by the short identifiers, and by file
D001 when that route gives nothing readable; both are those of known clients (cards sheet 1.4 and
1.5). The card's own days come from file 2003 where there is one (its place is assumed). The rights
come from the simulated file 2A01 (protocols 3, assumed): a card without it is a real one, whose
rights only the official components can read; its holders are told, and a finding.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from binocle.kernel import (
    BinocleError,
    BirthDate,
    Clock,
    Finding,
    Nir,
    OperatorActionNeeded,
    PeerViolation,
    paris_day,
)
from binocle.readers import CardSession, Command, Readers, ReaderSetup, Role, open_session

from . import wire
from .files import HICCUP, demand, read_if_there, read_short
from .model import CardType, Holder, Period, VitaleCard
from .rules import admit
from .tlv import NO_TAG, unreadable

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

MF_VITALE = bytes.fromhex("D250000002 4D465F564954414C45")
VITALE = bytes.fromhex("D250000002 564954414C45")

SELECT_ROOT = Command.of("00 A4 00 00", bytes.fromhex("3F00"))
SELECT_MF_VITALE = Command.of("00 A4 04 00", MF_VITALE, le=256)
SELECT_VITALE = Command.of("00 A4 04 00", VITALE, le=256)
SELECT_IDENTITY = Command.of("00 A4 02 00", bytes.fromhex("D001"), le=256)
SELECT_VALIDITY = Command.of("00 A4 02 00", bytes.fromhex("2003"), le=256)
SELECT_RIGHTS = Command.of("00 A4 02 00", bytes.fromhex("2A01"), le=256)

SHORT_ID = 2
PIECE = 256

# Not found, or protected: what a card answers whose files are not the simulated ones.
NOT_SHOWN = (0x6A82, 0x6982)
# After these the card is still there, and a new conversation starts from its beginning.
STARTED_AGAIN = ("LEC-CARTE-REINITIALISEE", HICCUP)


def in_vitale_reader(readers: Readers, setup: ReaderSetup, work: Callable[[CardSession], _T]) -> _T:
    """Do a reading with the card of the Vitale reader, from its beginning again after a reset.

    Another program may reset the card at any time, and a channel may die under a card that stays.
    The reading is started again once; the log says so, the optician is told nothing.

    Raises:
        BinocleError: as :func:`open_session`, and what ``work`` raises.
    """
    try:
        with open_session(readers, setup, Role.VITALE) as session:
            return work(session)
    except OperatorActionNeeded as error:
        if error.code not in STARTED_AGAIN:
            raise
        try:
            again = open_session(readers, setup, Role.VITALE)
        except BinocleError:
            raise error from error.__cause__
        _LOG.warning("the Vitale card did not follow (%s): reading started again", error.code)
    with again:
        return work(again)


def read_vitale(
    session: CardSession, *, clock: Clock, consulted_on: date | None = None
) -> VitaleCard:
    """Read the card in the Vitale reader.

    Args:
        session: a conversation opened for :attr:`Role.VITALE`.
        clock: gives the instant of the reading.
        consulted_on: the consultation date of an older file that is redone; today when absent.

    Raises:
        OperatorActionNeeded: CAR-VITALE-1, CAR-CPS-DANS-VITALE, CAR-CARTE-INCONNUE, or the card or
            reader went away (LEC-…).
        PeerViolation: CAR-DONNEES-ILLISIBLES, CAR-DONNEES-INCOHERENTES, LEC-REPONSE-INATTENDUE.
    """
    assert session.role is Role.VITALE
    admit(session.atr, role=session.role, reader=session.reader)
    with session.exclusive():
        people = _identity(session)
        demand(session, SELECT_VITALE)
        nirs = wire.nirs(_short(session, file="VITALE/02"), file="VITALE/02")
        validity = _validity(session)
        rights = _rights_file(session)
    if len(nirs) != len(people):
        raise PeerViolation("CAR-DONNEES-INCOHERENTES", file="VITALE/02")
    holders = _holders(people, nirs)
    read_at = clock.now()
    consulted_on = consulted_on or paris_day(read_at)
    if rights is None:
        unknown = Finding("CAR-DROITS-INCONNUS", subject="card", facts={"reader": session.reader})
        return VitaleCard(
            None, CardType.REAL, validity, holders, (), read_at, consulted_on, (unknown,)
        )
    card_type, serial, beneficiaries = wire.rights(rights, file="2A01", holders=holders)
    return VitaleCard(serial, card_type, validity, holders, beneficiaries, read_at, consulted_on)


def read_serial(session: CardSession) -> str | None:
    """Read the serial number alone: is it still the same card (FSE, Vitale presence)?

    Raises:
        BinocleError: as :func:`read_vitale`.
    """
    admit(session.atr, role=session.role, reader=session.reader)
    with session.exclusive():
        demand(session, SELECT_VITALE)
        rights = _rights_file(session)
    return None if rights is None else wire.serial(rights, file="2A01")


def _identity(session: CardSession) -> tuple[tuple[str, str, BirthDate], ...]:
    try:
        demand(session, SELECT_ROOT)
        return wire.identity(_short(session, file="3F00/02"), file="3F00/02")
    except PeerViolation:
        demand(session, SELECT_MF_VITALE)
        content = read_if_there(session, SELECT_IDENTITY, piece=PIECE)
        if content is None:
            raise unreadable("D001", NO_TAG, 0, reason="the file is not on the card") from None
        return wire.identity(content, file="D001")


def _short(session: CardSession, *, file: str) -> bytes:
    return read_short(session, SHORT_ID, piece=PIECE, file=file)


def _holders(
    people: tuple[tuple[str, str, BirthDate], ...], nirs: tuple[Nir, ...]
) -> tuple[Holder, ...]:
    return tuple(
        Holder(number=number, name=name, first_name=first_name, birth=birth, nir=nir)
        for number, ((name, first_name, birth), nir) in enumerate(
            zip(people, nirs, strict=True), start=1
        )
    )


def _rights_file(session: CardSession) -> bytes | None:
    return read_if_there(session, SELECT_RIGHTS, piece=PIECE, absent=NOT_SHOWN)


def _validity(session: CardSession) -> Period | None:
    content = read_if_there(session, SELECT_VALIDITY, piece=PIECE, absent=NOT_SHOWN)
    return None if content is None else wire.validity(content, file="2003")
