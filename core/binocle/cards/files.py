"""Reading the files of a card.

Law of this file: a file is read to its end or an error is raised; no length is assumed. The end
shows in one of three ways, all seen on real cards: a short answer, the warning 6282, or the
refusal of the offset after the last byte (cards sheet 1.5, PEEK). A command that only reads is
tried again when its exchange fails, for readers have hiccups (same sheet, RUFUS: four tries); never
after a reset, which makes the card forget what was selected, and never when the card is mute, for
that costs seconds.
"""

import logging

from binocle.kernel import OperatorActionNeeded, PeerViolation
from binocle.readers import Answer, CardSession, Command

_LOG = logging.getLogger(__name__)

# Highest offset of READ BINARY: 15 bits.
MAX_FILE = 0x8000
END_OF_FILE = 0x6282
NOT_FOUND = 0x6A82
BEYOND_THE_END = (0x6B00, 0x6A86)
MAX_TRIES = 4


def was_reset(error: BaseException) -> bool:
    """Say whether a failure is the card's reset, by another program or by a removal."""
    return isinstance(error.__cause__, ConnectionResetError)


def ask(session: CardSession, command: Command) -> Answer:
    """Send a command that only reads, again when its exchange fails.

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
            if was_reset(error) or not isinstance(error.__cause__, ConnectionError):
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


def read_selected(session: CardSession, *, piece: int, short_id: int | None = None) -> bytes:
    """Return the bytes of a transparent file, which may be empty.

    Args:
        session: the conversation.
        piece: most bytes asked at once.
        short_id: short identifier of the file, which selects it; else the selected one is read.

    Raises:
        PeerViolation: LEC-REPONSE-INATTENDUE, or CAR-FICHIER-SANS-FIN.
        BinocleError: as :func:`ask`.
    """
    content = b""
    while len(content) < MAX_FILE:
        by_name = short_id is not None and not content
        p1, p2 = (0x80 | (short_id or 0), 0) if by_name else divmod(len(content), 0x100)
        command = Command(cla=0, ins=0xB0, p1=p1, p2=p2, le=piece)
        answer = ask(session, command)
        if answer.sw in BEYOND_THE_END and not by_name:
            return content
        if not answer.ok and answer.sw != END_OF_FILE:
            raise session.unexpected(command, answer)
        content += answer.data
        if len(answer.data) < piece:
            return content
    raise PeerViolation("CAR-FICHIER-SANS-FIN", reader=session.reader, role=session.role.value)
