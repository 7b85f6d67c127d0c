"""Readers on a desk, and the connections that an application opens to their slots, in process.

Law of this file: an application sees here what it would see through PC/SC, the four shapes of "card
gone" included (cards sheet 2.7). Failures are standard exceptions:

==========================  =====================================================================
``ConnectionError``         no reader of that name (connect)
``ConnectionRefusedError``  no card (connect)
``ConnectionResetError``    the card is mute (connect); it was reset by another, or left and the
                            reader has not noticed (exchange): shape "reset"
``ConnectionAbortedError``  the card left, or the reader was unplugged (exchange): "removed"
an answer of zero bytes     the card left while it was answering (exchange): "empty"
``BrokenPipeError``         the exchange was not transacted: "not-transacted"
==========================  =====================================================================
"""

from collections.abc import Mapping

from binocle_simulators.faults import CARD_TEARS
from binocle_simulators.world import World

from .catalogue import ReaderModel
from .slot import Slot

TEARS: Mapping[str, type[ConnectionError] | None] = {
    "reset": ConnectionResetError,
    "removed": ConnectionAbortedError,
    "empty": None,
    "not-transacted": BrokenPipeError,
}
"""Shape of a tear to what the exchange raises; nothing: it returns zero bytes."""
assert tuple(TEARS) == CARD_TEARS


class ReaderSimulator:
    """One device: a slot for each of its USB interfaces."""

    def __init__(self, model: ReaderModel, *, world: World, first_number: int = 0) -> None:
        """Plug a device.

        Args:
            model: from the catalogue.
            world: whose time, faults and journal the slots use.
            first_number: first free PC/SC reader number; one is taken for each slot.
        """
        self.model = model
        self.slots = tuple(
            Slot(slot.name(number), slot.role, world=world)
            for number, slot in enumerate(model.slots, start=first_number)
        )

    def slot(self, role: str) -> Slot:
        """Return the slot of a role; the model has it."""
        return next(slot for slot in self.slots if slot.role == role)


class InProcessChannel:
    """One connection to the card in a slot, as PC/SC gives it in shared mode.

    Attributes:
        atr: the answer to reset.
    """

    def __init__(self, slot: Slot) -> None:
        """Connect.

        Raises:
            ConnectionRefusedError: no card.
            ConnectionResetError: a card that stays mute.
        """
        self.atr = slot.answer_to_reset()
        self._slot = slot
        self._insertion = slot.insertion
        self._resets = slot.resets
        self._open = True

    def transmit(self, command: bytes) -> bytes:
        """Send one command and return the answer; see the header for what may come instead.

        When a tear is due, the card really leaves the slot. With shape ``empty`` it did what was
        asked before it left, so a wrong code is counted and a signature is made for nobody.
        """
        slot = self._slot
        with slot.world.lock:
            self._check()
            tear = slot.world.faults.strike(slot.role)
            if tear is None:
                return slot.exchange(command)
            if tear == "empty":
                slot.exchange(command)
            slot.remove()
        error = TEARS[tear]
        if error is not None:
            raise error(f"{tear}: the card left {slot.name}")
        return b""

    def close(self) -> None:
        """Disconnect and power the card off, as pyscard does by default; a second time, nothing.

        Other connections to the card will find it reset.
        """
        if self._open and self._slot.insertion == self._insertion:
            self._slot.reset()
        self._open = False

    def _check(self) -> None:
        if not self._open or self._slot.insertion != self._insertion:
            raise ConnectionAbortedError(f"the connection to {self._slot.name} is dead")
        if self._slot.resets != self._resets:
            raise ConnectionResetError(f"the card in {self._slot.name} was reset")


class ReaderRack:
    """The readers that are plugged now."""

    def __init__(self, *readers: ReaderSimulator) -> None:
        """Plug readers, in this order."""
        self._readers = list(readers)

    def plug(self, reader: ReaderSimulator) -> None:
        """Add a reader."""
        self._readers.append(reader)

    def unplug(self, reader: ReaderSimulator) -> None:
        """Take a reader away; its cards stay in it and its connections die."""
        self._readers.remove(reader)
        for slot in reader.slots:
            slot.cut()

    def names(self) -> tuple[str, ...]:
        """Return the names of all slots, as PC/SC lists them."""
        return tuple(slot.name for slot in self._slots())

    def slot(self, role: str) -> Slot:
        """Return the first slot of a role among the plugged readers.

        Raises:
            LookupError: no plugged reader has one.
        """
        for slot in self._slots():
            if slot.role == role:
                return slot
        raise LookupError(f"no slot for {role!r} among {self.names()}")

    def connect(self, name: str) -> InProcessChannel:
        """Connect to the card in the slot of that name.

        Raises:
            ConnectionError: no such slot; or one of its kin, see the header.
        """
        for slot in self._slots():
            if slot.name == name:
                return InProcessChannel(slot)
        raise ConnectionError(f"no reader named {name!r}")

    def _slots(self) -> list[Slot]:
        return [slot for reader in self._readers for slot in reader.slots]
