"""A conversation with one card, whose failures have a name.

Law of this file: what the port raises is turned into a coded error in one place,
:func:`coded_failures`, and nowhere else. When something is gone, it is asked who, from the outside
in: the service, then the reader, then the card; so the optician is never sent after the wrong one
(LEC-06). A session ends with its first failure: a new one is opened for the card put back.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from types import TracebackType

from binocle.kernel import BinocleError, LinkDown, OperatorActionNeeded, PeerViolation

from .dialogue import SHORT_DATA, Answer, Command, offers_t1
from .model import ReaderSetup, Role
from .ports import CardChannel, CardWatch, NegotiatedChannel, Readers, SharedChannel
from .rules import find_reader

# 65536 bytes in answers of 256, and as many corrections of length as any client was seen to take.
MAX_ROUNDS = 256 + 4

# What the optician is told when a reader is there and holds no card.
NO_CARD = {
    Role.CPS: "CPS-ABSENTE",
    Role.VITALE: "LEC-CARTE-ABSENTE",
    Role.CONTACTLESS: "LEC-CARTE-ABSENTE",
}
CARD_PULLED = "LEC-CARTE-RETIREE"


# What is told when reader and card are there all the same: the first kind that fits.
STILL_THERE: tuple[tuple[type[OSError], str], ...] = (
    (ConnectionRefusedError, "LEC-SERVICE-RELANCE"),
    (ConnectionResetError, "LEC-CARTE-REINITIALISEE"),
    (OSError, "LEC-INCIDENT-PASSAGER"),
)

PORT_FAILURES = (TimeoutError, PermissionError, ConnectionError)
"""All that crosses the ports of this feature."""


def _who_is_gone(
    readers: Readers, error: OSError, *, reader: str, role: Role, card: str
) -> BinocleError:
    """Ask from the outside in; a card that is still there was reset, or had a hiccup."""
    try:
        names = readers.names()
        there = (
            reader in names
            and card == CARD_PULLED
            and isinstance(readers, CardWatch)
            and readers.holds_card(reader)
        )
    except PermissionError:
        return LinkDown("LEC-SERVICE-INTERDIT", reader=reader, role=role.value)
    except (ConnectionError, TimeoutError):
        return LinkDown("LEC-SERVICE-ABSENT", reader=reader, role=role.value)
    if reader not in names:
        code = "LEC-LECTEUR-ABSENT"
    elif there:
        code = next(code for kind, code in STILL_THERE if isinstance(error, kind))
    else:
        code = card
    return OperatorActionNeeded(code, reader=reader, role=role.value)


def _who_refuses(readers: Readers, *, reader: str, role: Role) -> BinocleError:
    """Tell a service that refuses this user from a card that another program holds."""
    try:
        readers.names()
    except PermissionError:
        return LinkDown("LEC-SERVICE-INTERDIT", reader=reader, role=role.value)
    except (ConnectionError, TimeoutError):
        return LinkDown("LEC-SERVICE-ABSENT", reader=reader, role=role.value)
    return OperatorActionNeeded("LEC-ACCES-REFUSE", reader=reader, role=role.value)


@contextmanager
def coded_failures(readers: Readers, *, reader: str, role: Role, card: str) -> Iterator[None]:
    """Turn what the port raises into coded errors.

    Args:
        readers: asked again who is there, when something is gone.
        reader: the name that the error tells.
        role: the role that the error tells.
        card: the code to give when service and reader are there and the card is not.

    Raises:
        OperatorActionNeeded: the card is mute, gone, reset or held by another program; the reader
            is gone; or it was a hiccup, reader and card being there.
        LinkDown: the service that drives the readers is gone, or refuses this user.
    """
    try:
        yield
    except PORT_FAILURES as error:
        raise _coded(error, readers, reader=reader, role=role, card=card) from error


def _coded(error: OSError, readers: Readers, *, reader: str, role: Role, card: str) -> BinocleError:
    """Return what a failure of the port means."""
    if isinstance(error, TimeoutError):
        return OperatorActionNeeded("LEC-CARTE-MUETTE", reader=reader, role=role.value)
    if isinstance(error, PermissionError):
        return _who_refuses(readers, reader=reader, role=role)
    return _who_is_gone(readers, error, reader=reader, role=role, card=card)


class CardSession:
    """One open conversation; a context manager that closes it.

    Attributes:
        reader: exact name of the reader.
        role: what the reader is for.
        atr: what the card said when it was powered.
    """

    def __init__(self, channel: CardChannel, *, readers: Readers, reader: str, role: Role) -> None:
        """Take an open channel; :func:`open_session` makes one."""
        self.reader = reader
        self.role = role
        self._channel = channel
        self._shared = channel if isinstance(channel, SharedChannel) else None
        self._readers = readers
        with self._failures():
            self.atr = channel.atr
        # Where the reader's choice is not known, a card that offers T=1 is asked in the full form:
        # PC/SC chooses T=1 when both are offered (measured on the virtual reader).
        t1 = channel.t1 if isinstance(channel, NegotiatedChannel) else offers_t1(self.atr)
        self._t0 = not t1

    def _failures(self) -> AbstractContextManager[None]:
        return coded_failures(self._readers, reader=self.reader, role=self.role, card=CARD_PULLED)

    def _exchange(self, command: Command) -> Answer:
        sent = command.encode_t0() if self._t0 else command.encode()
        try:  # as coded_failures does, without its cost at each of a day's exchanges
            raw = self._channel.transmit(sent)
            if len(raw) < 2:
                raise ConnectionError("the answer is empty: the card is gone")
        except PORT_FAILURES as error:
            raise _coded(
                error, self._readers, reader=self.reader, role=self.role, card=CARD_PULLED
            ) from error
        return Answer.parse(raw)

    def send(self, command: Command, *, chained: bool = False) -> Answer:
        """Send one command; fetch what waits (``61xx``) and correct the length (``6Cxx``).

        A command that wants nothing back is never sent again: it may hold a code, and count. Over
        255 bytes of data go in chained pieces in T=0, and in one extended command in T=1.

        Args:
            command: what is asked.
            chained: cut over 255 bytes in T=1 too, for a card that knows no extended command.

        Returns:
            the answer to the whole, or the first one that refuses a piece.

        Raises:
            OperatorActionNeeded: LEC-CARTE-RETIREE, LEC-CARTE-REINITIALISEE, LEC-SERVICE-RELANCE,
                LEC-INCIDENT-PASSAGER, LEC-CARTE-MUETTE, LEC-ACCES-REFUSE, LEC-LECTEUR-ABSENT.
            LinkDown: LEC-SERVICE-ABSENT, LEC-SERVICE-INTERDIT.
            PeerViolation: LEC-DIALOGUE-SANS-FIN, the card never comes to an end.
        """
        if len(command.data) > SHORT_DATA and (self._t0 or chained):
            *first, command = command.pieces()
            for piece in first:
                answer = self._exchange(piece)
                if not answer.ok:
                    return answer
        return self._finish(command)

    def _finish(self, command: Command) -> Answer:
        header, data = command.header, b""
        for _ in range(MAX_ROUNDS):
            answer = self._exchange(command)
            data += answer.data
            if answer.more is not None:
                command = command.response(answer.more)
            elif answer.right_le is not None and command.le is not None:
                command = replace(command, le=answer.right_le)
            else:
                return Answer(data, answer.sw)
        raise PeerViolation(
            "LEC-DIALOGUE-SANS-FIN", reader=self.reader, role=self.role.value, command=header
        )

    def demand(self, command: Command) -> bytes:
        """Send one command that must succeed and return its data.

        Raises:
            PeerViolation: LEC-REPONSE-INATTENDUE, any other status than 9000.
            BinocleError: as :meth:`send`.
        """
        answer = self.send(command)
        if not answer.ok:
            raise self.unexpected(command, answer)
        return answer.data

    def unexpected(self, command: Command, answer: Answer) -> PeerViolation:
        """Return the error for a status that has no place here; it tells no data."""
        error = PeerViolation(
            "LEC-REPONSE-INATTENDUE",
            reader=self.reader,
            role=self.role.value,
            command=command.header,
            status=f"{answer.sw:04X}",
        )
        error.add_note(answer.name)
        return error

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep other programs away from the card between the commands of a block."""
        hold = self._shared.exclusive() if self._shared else nullcontext()
        with self._failures(), hold:
            yield

    def close(self) -> None:
        """End the conversation; a card that is already gone has ended it too."""
        with suppress(ConnectionError, TimeoutError):
            self._channel.close()

    def __enter__(self) -> "CardSession":
        """Return the session."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()


def open_session(readers: Readers, setup: ReaderSetup, role: Role) -> CardSession:
    """Power the card in the reader that the shop configured for ``role``.

    Raises:
        OperatorActionNeeded: LEC-LECTEUR-NON-REGLE (no reader configured), LEC-LECTEUR-ABSENT,
            LEC-CARTE-ABSENTE or CPS-ABSENTE, LEC-CARTE-MUETTE, LEC-ACCES-REFUSE.
        LinkDown: LEC-SERVICE-ABSENT, LEC-SERVICE-INTERDIT.
    """
    wanted = setup.name_of(role)
    if wanted is None:
        raise OperatorActionNeeded("LEC-LECTEUR-NON-REGLE", role=role.value)
    with coded_failures(readers, reader=wanted, role=role, card=NO_CARD[role]):
        name = find_reader(wanted, readers.names())
    if name is None:
        raise OperatorActionNeeded("LEC-LECTEUR-ABSENT", reader=wanted, role=role.value)
    with coded_failures(readers, reader=name, role=role, card=NO_CARD[role]):
        channel = readers.connect(name)
    return CardSession(channel, readers=readers, reader=name, role=role)
