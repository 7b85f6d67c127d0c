"""Tears in the middle of a day's work: a channel whose card obeys the fault plan, for real.

Law of this file: the fault plan says what goes wrong at an exchange (``shape`` or
``shape/moment``); the stage makes it happen in PC/SC; the answer or the error that the application
gets is PC/SC's own. Moments:

========== =======================================================================================
``before`` the command does not reach the card; with ``empty``, whose answer is what gets lost, it
           does
``inside`` the card did the work and the answer is lost. PC/SC looks at the card before it sends,
           so one command cannot both be carried out and be refused with a number (read in
           pcsc-lite, measured): its answer is dropped here, and PC/SC's word for the shape is what
           the same command gets when it is sent to the card that has gone
``after``  the answer came; the card leaves before the next command, which meets the shape
========== =======================================================================================

Besides tears: ``transient`` (one byte comes instead of the answer, the next exchange works),
``slow`` (the answer takes :data:`SLOW_S` real seconds), ``reset-by-other`` (the card stays;
80100068 until a new connection). Around the card: ``unplugged`` (its reader) and ``stopped`` (the
whole service), which the bench does and puts right again.
Source: cards sheet 2.7; PROTOCOLS section 1.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from binocle_simulators.faults import CARD_TEARS

if TYPE_CHECKING:
    from .stage import PcscStage

SLOW_S = 0.5


class Channel(Protocol):
    """A connection to a card over PC/SC, as the core's adapter makes it."""

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        ...

    def transmit(self, command: bytes) -> bytes:
        """Return the answer to a command."""
        ...

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold a PC/SC transaction."""
        ...

    def close(self) -> None:
        """Disconnect."""
        ...


def _empty(stage: "PcscStage", slot_id: str) -> None:
    stage.meet(slot_id, "worked")


def _not_transacted(stage: "PcscStage", slot_id: str) -> None:
    stage.meet(slot_id, "untouched")


TEARS: Mapping[str, Callable[["PcscStage", str], None]] = {
    "reset": lambda stage, slot_id: stage.reset_and_pull(slot_id),
    "removed": lambda stage, slot_id: stage.remove(slot_id),
    "empty": _empty,
    "not-transacted": _not_transacted,
}
"""Shape to what makes the next command meet it."""
assert tuple(TEARS) == CARD_TEARS

MISHAPS: Mapping[str, Callable[["PcscStage", str], None]] = {
    "transient": lambda stage, slot_id: stage.meet(slot_id, "garbled"),
    "slow": lambda stage, slot_id: stage.slow(slot_id, SLOW_S),
    "reset-by-other": lambda stage, slot_id: stage.reset_by_other(slot_id),
}
"""What befalls a card that stays."""

FREES = ("reset", "reset-by-other")
"""What another program does only between two transactions."""


class Around(Protocol):
    """What a connection hangs on beside its card: the bench."""

    def unplug_slot(self, slot_id: str) -> None:
        """Unplug the reader of a slot."""
        ...

    def stop_service(self) -> None:
        """Stop PC/SC."""
        ...


BREAKS: Mapping[str, Callable[[Around, str], None]] = {
    "unplugged": lambda around, slot_id: around.unplug_slot(slot_id),
    "stopped": lambda around, _: around.stop_service(),
}
"""What befalls the reader or the service."""


class TearingChannel:
    """A channel whose card leaves when the fault plan says so.

    Attributes:
        atr: the answer to reset.
    """

    def __init__(self, channel: Channel, *, stage: "PcscStage", role: str, around: Around) -> None:
        """Wrap a connection.

        Args:
            channel: the core's.
            stage: where the reader is.
            role: the slot's id, or a role for its first slot.
            around: unplugs readers and stops the service.
        """
        self.atr = channel.atr
        self._channel = channel
        self._stage = stage
        self._around = around
        self._slot_id = role
        self._role = stage.role_of(role)
        self._card = stage.card_in(role)
        self._next: str | None = None
        self._hold = ExitStack()

    def transmit(self, command: bytes) -> bytes:
        """Send one command; when a fault is due, it meets it and says what PC/SC says.

        A connection that is dead already is no occasion for a fault.
        """
        if not self._is_alive():
            return self._channel.transmit(command)
        what, self._next = self._next, None
        if what is None:
            what = self._struck()
        if what is None:
            return self._channel.transmit(command)
        shape, _, moment = what.partition("/")
        if moment == "after":
            answer = self._channel.transmit(command)
            if shape in BREAKS:  # other connections meet it too
                self._befall(shape)
            else:
                self._next = shape
            return answer
        return self._meet(shape, command, carried_out=moment == "inside")

    def _is_alive(self) -> bool:
        """Say whether the card of this connection is still where it was; its reader may be gone."""
        try:
            return self._stage.card_in(self._slot_id) is self._card
        except LookupError:
            return False

    def _struck(self) -> str | None:
        world = self._stage.world
        with world.lock:
            for place in (self._role, "reader", "pcsc"):
                struck = world.faults.strike(place)
                if struck is not None:
                    return struck
        return None

    def _meet(self, what: str, command: bytes, *, carried_out: bool) -> bytes:
        if what in FREES:
            self._hold.close()
        if carried_out and what in ("empty", "not-transacted"):
            self._stage.meet(self._slot_id, "worked")
        else:
            if carried_out:
                self._channel.transmit(command)
            self._befall(what)
        if what == "not-transacted":
            answer = self._channel.transmit(command)
            assert not answer, "the card left instead of answering"
        return self._channel.transmit(command)

    def _befall(self, what: str) -> None:
        """Let something befall the card, its reader or the service."""
        if what in BREAKS:
            BREAKS[what](self._around, self._slot_id)
        else:
            {**TEARS, **MISHAPS}[what](self._stage, self._slot_id)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a PC/SC transaction for the length of a block, or until a tear ``reset``."""
        with ExitStack() as self._hold:
            self._hold.enter_context(self._channel.exclusive())
            yield

    def close(self) -> None:
        """Disconnect; what was to befall after the last answer befalls nonetheless."""
        what, self._next = self._next, None
        self._channel.close()
        if what is not None and self._is_alive():
            self._befall("removed" if what in CARD_TEARS else what)
