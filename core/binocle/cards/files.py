"""Reading the files of a card.

Law of this file: a file is read to its end or an error is raised; no length is assumed. The end
shows in one of three ways, all seen on real cards: a short answer, the warning 6282, or the
refusal of the offset after the last byte (cards sheet 1.5, PEEK).
"""

from binocle.kernel import PeerViolation
from binocle.readers import CardSession, Command

# Highest offset of READ BINARY: 15 bits.
MAX_FILE = 0x8000
END_OF_FILE = 0x6282
BEYOND_THE_END = (0x6B00, 0x6A86)


def read_selected(session: CardSession, *, piece: int, short_id: int | None = None) -> bytes:
    """Return the bytes of a transparent file.

    Args:
        session: the conversation.
        piece: most bytes asked at once.
        short_id: short identifier of the file, which selects it; else the selected one is read.

    Raises:
        PeerViolation: LEC-REPONSE-INATTENDUE, or CAR-FICHIER-SANS-FIN.
        BinocleError: as :meth:`CardSession.send`.
    """
    content = b""
    while len(content) < MAX_FILE:
        by_name = short_id is not None and not content
        p1, p2 = (0x80 | (short_id or 0), 0) if by_name else divmod(len(content), 0x100)
        command = Command(cla=0, ins=0xB0, p1=p1, p2=p2, le=piece)
        answer = session.send(command)
        if content and answer.sw in BEYOND_THE_END:
            return content
        if not answer.ok and answer.sw != END_OF_FILE:
            raise session.unexpected(command, answer)
        content += answer.data
        if len(answer.data) < piece:
            return content
    raise PeerViolation("CAR-FICHIER-SANS-FIN", reader=session.reader, role=session.role.value)
