"""Waiting for a card or a phone, for a while, without holding anything up (LEC-04).

Law of this file: the wait is a sleep on the readers' own events, never a loop that looks; it ends
by a card, by the delay, by somebody, or by a failure that has a name. Whatever its end, nothing is
left behind: the same wait may begin again at once. Source of the 10 s: requirement LEC-04.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from binocle.kernel import Clock, LinkDown, OperatorActionNeeded

from .model import Happening, ReaderEvent, ReaderSetup, Role
from .ports import ReaderEvents, WatchedReaders
from .rules import find_reader
from .session import NO_CARD, coded_failures

DELAY_S = 10.0


class CardWaiter:
    """Waits for cards in the readers of a shop; one wait at a time, ended from any thread."""

    def __init__(self, *, readers: WatchedReaders, setup: ReaderSetup, clock: Clock) -> None:
        """Wait in the readers that the shop configured."""
        self._readers = readers
        self._setup = setup
        self._clock = clock
        self._events: ReaderEvents | None = None
        self._interrupted = False

    def interrupt(self) -> None:
        """End the wait under way, if there is one."""
        events = self._events
        if events is not None:
            self._interrupted = True
            events.close()

    def wait_for_card(self, role: Role, delay_s: float = DELAY_S) -> str:
        """Wait until a card is in the reader of ``role``; one that is there already will do.

        Args:
            role: whose reader.
            delay_s: seconds, as the shop sets them.

        Returns:
            the exact name of the reader.

        Raises:
            OperatorActionNeeded: LEC-ATTENTE-ECOULEE, LEC-ATTENTE-INTERROMPUE, LEC-CARTE-MUETTE,
                LEC-LECTEUR-ABSENT, LEC-LECTEUR-NON-REGLE.
            LinkDown: LEC-SERVICE-ABSENT, LEC-SERVICE-INTERDIT.
        """
        until = self._clock.elapsed() + delay_s
        reader = self._setup.name_of(role)
        if reader is None:
            raise OperatorActionNeeded("LEC-LECTEUR-NON-REGLE", role=role.value)
        with self._listening(reader, role) as events:
            found = self._already_in(reader, role)
            while found is None:
                left_s = until - self._clock.elapsed()
                told = events.next(left_s) if left_s > 0 else None
                if told is None:
                    raise self._without_card(reader, role, delay_s)
                found = self._taken(ReaderEvent.of(told), reader, role)
        return found

    @contextmanager
    def _listening(self, reader: str, role: Role) -> Iterator[ReaderEvents]:
        with coded_failures(self._readers, reader=reader, role=role, card=NO_CARD[role]):
            self._interrupted = False
            events = self._readers.events()
            self._events = events
            try:
                yield events
            finally:
                self._events = None
                events.close()

    def _already_in(self, reader: str, role: Role) -> str | None:
        """Try the card that may be in before the wait; the events say only what comes after it."""
        name = find_reader(reader, self._readers.names())
        if name is None:
            raise OperatorActionNeeded("LEC-LECTEUR-ABSENT", reader=reader, role=role.value)
        try:
            self._readers.connect(name).close()
        except PermissionError:
            return name  # another program is talking to the card: it is in
        except ConnectionError:
            return None
        return name

    def _taken(self, event: ReaderEvent, reader: str, role: Role) -> str | None:
        """Return the reader whose card came in; none when the event is not about it."""
        if event.what is Happening.SERVICE_OUT:
            raise LinkDown("LEC-SERVICE-ABSENT", reader=reader, role=role.value)
        if find_reader(reader, [event.reader]) is None:
            return None
        if event.what is Happening.CARD_MUTE:
            raise OperatorActionNeeded("LEC-CARTE-MUETTE", reader=event.reader, role=role.value)
        if event.what is Happening.READER_OUT:
            raise OperatorActionNeeded("LEC-LECTEUR-ABSENT", reader=reader, role=role.value)
        return event.reader if event.what is Happening.CARD_IN else None

    def _without_card(self, reader: str, role: Role, delay_s: float) -> OperatorActionNeeded:
        if self._interrupted:
            return OperatorActionNeeded("LEC-ATTENTE-INTERROMPUE", reader=reader, role=role.value)
        return OperatorActionNeeded(
            "LEC-ATTENTE-ECOULEE", reader=reader, role=role.value, delay=round(delay_s)
        )
