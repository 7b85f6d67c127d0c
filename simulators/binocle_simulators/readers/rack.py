"""Readers on a desk: which are plugged, what PC/SC shows of them, and what happens to them.

Source: PROTOCOLS section 1.
"""

from collections import deque
from datetime import timedelta

from binocle_simulators.world import World

from .channel import InProcessChannel
from .device import ReaderSimulator
from .slot import Slot

SERVICE = ""
"""The name of the reader in an event that concerns the whole service."""

Happening = tuple[str, str]
"""A reader's name, and what happened: ``card-in``, ``card-out``, ``card-mute``, ``reader-in``,
``reader-out``, ``service-out``, ``service-in``."""


class RackEvents:
    """What happens on a rack from now on; the bench clock passes while it waits."""

    def __init__(self, rack: "ReaderRack", world: World) -> None:
        """Listen."""
        self._rack = rack
        self._world = world
        self._queue: deque[Happening] = deque()
        self._open = True

    def next(self, timeout_s: float) -> Happening | None:
        """Return what happened first and was not told yet.

        Nothing sleeps: while nothing happens, the clock goes to its next event, at most so far.

        Args:
            timeout_s: virtual seconds to wait; 0 = do not.

        Returns:
            The happening, or nothing when the time is over or the listener closed.
        """
        world = self._world
        with world.lock:
            end = world.now() + timedelta(seconds=timeout_s)
            while self._open and not self._queue and world.now() < end:
                due = world.next_event()
                world.advance_to(end if due is None else min(due, end))
            return self._queue.popleft() if self._open and self._queue else None

    def close(self) -> None:
        """Stop listening; a second time, nothing."""
        self._open = False
        self._rack.forget(self)

    def hear(self, happening: Happening) -> None:
        """Take one happening; the rack tells it."""
        self._queue.append(happening)


class ReaderRack:
    """The readers that are plugged now.

    Attributes:
        is_up: the PC/SC service runs.
        starts: how many times it was started again; a connection of before is dead.
    """

    def __init__(self, *readers: ReaderSimulator, world: World | None = None) -> None:
        """Plug readers, in this order.

        Args:
            readers: the devices.
            world: whose clock listeners wait on; that of the first reader when absent.
        """
        self.is_up = True
        self.starts = 0
        self._world = world
        self._readers: list[ReaderSimulator] = []
        self._listeners: list[RackEvents] = []
        for reader in readers:
            self.plug(reader)

    # -- the desk -----------------------------------------------------------------------------

    def plug(self, reader: ReaderSimulator) -> None:
        """Add a reader, with the cards that are in it.

        Raises:
            ValueError: it is plugged already.
        """
        if reader in self._readers:
            raise ValueError(f"{reader.id} is plugged already")
        self._world = self._world or reader.slots[0].world
        self._readers.append(reader)
        for slot in reader.slots:
            slot.tell = self._slot_tells
        self._show(reader)

    def unplug(self, reader: ReaderSimulator) -> None:
        """Take a reader away; its cards stay in it and its connections die.

        Raises:
            ValueError: it is not plugged.
        """
        if reader not in self._readers:
            raise ValueError(f"{reader.id} is not plugged")
        self._readers.remove(reader)
        reader.cut()
        for slot in reader.slots:
            self._tell(slot.name, "reader-out")

    def unplug_slot(self, slot: Slot) -> None:
        """Unplug the reader that has this slot."""
        self.unplug(next(reader for reader in self._readers if slot in reader.slots))

    def stop_service(self) -> None:
        """Stop PC/SC: cards lose power and connections die; a second time, nothing."""
        if not self.is_up:
            return
        for slot in self.slots():
            slot.cut()
        self._tell(SERVICE, "service-out")
        self.is_up = False

    def start_service(self) -> None:
        """Start PC/SC again; it shows readers and cards anew."""
        if self.is_up:
            return
        self.is_up = True
        self.starts += 1
        self._tell(SERVICE, "service-in")
        for reader in self._readers:
            self._show(reader)

    @property
    def readers(self) -> tuple[ReaderSimulator, ...]:
        """The readers that are plugged, in that order."""
        return tuple(self._readers)

    def slots(self) -> tuple[Slot, ...]:
        """Return the slots of the plugged readers, in order."""
        return tuple(slot for reader in self._readers for slot in reader.slots)

    def slot(self, role: str) -> Slot:
        """Return the first slot of a role among the plugged readers.

        Raises:
            LookupError: no plugged reader has one.
        """
        for slot in self.slots():
            if slot.role == role:
                return slot
        raise LookupError(f"no slot for {role!r} among {[slot.id for slot in self.slots()]}")

    # -- what PC/SC shows ---------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """Return the names of all slots, as PC/SC lists them.

        Raises:
            ConnectionError: the service is stopped.
        """
        self._require_service()
        return tuple(slot.name for slot in self.slots())

    def connect(self, name: str) -> InProcessChannel:
        """Connect to the card in the slot of that name.

        Raises:
            ConnectionError: no such slot, and the text lists the names that there are; the service
                is stopped; or one of its kin, see :mod:`.channel`.
        """
        self._require_service()
        for slot in self.slots():
            if slot.name == name:
                return InProcessChannel(slot, self)
        listed = "; ".join(self.names()) or "none is plugged"
        raise ConnectionError(f"no reader named {name!r}; this bench has: {listed}")

    def holds_card(self, name: str) -> bool:
        """Say whether a card is in the slot of that name.

        Raises:
            ConnectionError: no such slot, or the service is stopped.
        """
        self._require_service()
        for slot in self.slots():
            if slot.name == name:
                return slot.card is not None
        raise ConnectionError(f"no reader named {name!r}")

    def events(self) -> RackEvents:
        """Begin to listen; what happens from now on is told, in order."""
        assert self._world is not None, "a rack that never had a reader has no clock"
        listener = RackEvents(self, self._world)
        self._listeners.append(listener)
        return listener

    def forget(self, listener: RackEvents) -> None:
        """Tell this listener nothing more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    # -- inside -------------------------------------------------------------------------------

    def _require_service(self) -> None:
        if not self.is_up:
            raise ConnectionError("the PC/SC service is stopped")

    def _show(self, reader: ReaderSimulator) -> None:
        for slot in reader.slots:
            self._tell(slot.name, "reader-in")
            if slot.card is not None:
                self._tell(slot.name, "card-mute" if slot.mute else "card-in")

    def _slot_tells(self, slot: Slot, what: str) -> None:
        if slot in self.slots():  # the hand may change a card in a reader that is unplugged
            self._tell(slot.name, what)

    def _tell(self, name: str, what: str) -> None:
        if self.is_up:
            for listener in self._listeners:
                listener.hear((name, what))
