"""Reading the files of a card.

Law of this file: a file is read to its end or an error is raised; no length is assumed. The end
shows in one of three ways, all seen on real cards: a short answer, the warning 6282, or the
refusal of the offset after the last byte (cards sheet 1.5, PEEK). A command that only reads is
tried again when its exchange missed while reader and card are there, for readers have hiccups (same
sheet, RUFUS: four tries); never after anything else: a reset makes the card forget what was
selected, and a mute card costs seconds.
"""

import logging
from collections.abc import Sequence

from binocle.kernel import OperatorActionNeeded, PeerViolation
from binocle.readers import Answer, CardSession, Command

from .tlv import NO_TAG, unreadable

_LOG = logging.getLogger(__name__)

# Highest offset of READ BINARY: 15 bits.
MAX_FILE = 0x8000
END_OF_FILE = 0x6282
NOT_FOUND = 0x6A82
BEYOND_THE_END = (0x6B00, 0x6A86)
# In one conversation; a whole reading that is started again on a new one doubles them.
MAX_TRIES = 2
HICCUP = "LEC-INCIDENT-PASSAGER"


def ask(session: CardSession, command: Command) -> Answer:
    """Send a command that only reads, again when its exchange missed.

    Args:
        session: the conversation.
        command: one that changes nothing: it holds no code and signs nothing.

    Raises:
        BinocleError: as :meth:`CardSession.send`, after the last try.
    """
    for attempt in range(1, MAX_TRIES):
        try:
            return session.send(command)
        except OperatorActionNeeded as error:
            if error.code != HICCUP:
                raise
            _LOG.warning("exchange %s failed (%s): try %d", command.header, error.code, attempt + 1)
    return session.send(command)


def demand(session: CardSession, command: Command) -> bytes:
    """Send a command that only reads and must succeed; return its data.

    Raises:
        PeerViolation: LEC-REPONSE-INATTENDUE, any other status than 9000.
        BinocleError: as :func:`ask`.
    """
    answer = ask(session, command)
    if not answer.ok:
        raise session.unexpected(command, answer)
    return answer.data


def read_selected(session: CardSession, *, piece: int) -> bytes:
    """Return the bytes of the selected transparent file, which may be empty.

    Args:
        session: the conversation.
        piece: most bytes asked at once.

    Raises:
        PeerViolation: LEC-REPONSE-INATTENDUE, or CAR-FICHIER-SANS-FIN.
        BinocleError: as :func:`ask`.
    """
    return _read_on(session, b"", piece=piece)


def read_short(session: CardSession, short_id: int, *, piece: int, file: str) -> bytes:
    """Select a file by its short identifier, and return its bytes.

    Args:
        session: the conversation.
        short_id: 1 to 30, in the current application.
        piece: most bytes asked at once.
        file: name for errors.

    Raises:
        PeerViolation: CAR-DONNEES-ILLISIBLES, the card has no such file; or as
            :func:`read_selected`.
        BinocleError: as :func:`ask`.
    """
    command = Command(cla=0, ins=0xB0, p1=0x80 | short_id, p2=0, le=piece)
    answer = ask(session, command)
    if answer.sw == NOT_FOUND:
        raise unreadable(file, NO_TAG, 0, reason="the file is not on the card")
    if not answer.ok and answer.sw != END_OF_FILE:
        raise session.unexpected(command, answer)
    if len(answer.data) < piece:
        return answer.data
    return _read_on(session, answer.data, piece=piece)


def read_if_there(
    session: CardSession,
    select: Command,
    *,
    piece: int,
    absent: Sequence[int] = (NOT_FOUND,),
) -> bytes | None:
    """Select a file and return its bytes, or none when the card does not show it.

    Args:
        session: the conversation.
        select: selects the file.
        piece: most bytes asked at once.
        absent: the words of status that say so.

    Raises:
        BinocleError: as :func:`read_selected`.
    """
    answer = ask(session, select)
    if answer.sw in absent:
        return None
    if not answer.ok:
        raise session.unexpected(select, answer)
    return read_selected(session, piece=piece)


def _read_on(session: CardSession, content: bytes, *, piece: int) -> bytes:
    """Read the selected file from the offset that was reached to its end."""
    while len(content) < MAX_FILE:
        p1, p2 = divmod(len(content), 0x100)
        command = Command(cla=0, ins=0xB0, p1=p1, p2=p2, le=piece)
        answer = ask(session, command)
        if answer.sw in BEYOND_THE_END:
            return content
        if not answer.ok and answer.sw != END_OF_FILE:
            raise session.unexpected(command, answer)
        content += answer.data
        if len(answer.data) < piece:
            return content
    raise PeerViolation("CAR-FICHIER-SANS-FIN", reader=session.reader, role=session.role.value)
