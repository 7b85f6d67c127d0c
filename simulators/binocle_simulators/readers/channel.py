"""In-process connections to a slot, and what they meet when the fault plan says so.

Law of this file: an application sees here what it would see through PC/SC, the four shapes of "card
gone" included (cards sheet 2.7). Failures are standard exceptions:

==========================  =====================================================================
``ConnectionError``         no reader of that name, or the service is stopped (connect, exchange)
``ConnectionRefusedError``  no card (connect); the service was restarted (exchange)
``TimeoutError``            the card is mute (connect)
``ConnectionResetError``    the card was reset by another, or left and the reader has not noticed
                            (exchange): shape "reset"
``ConnectionAbortedError``  the card left, or the reader was unplugged (exchange): "removed"
an answer of zero bytes     the card left while it was answering (exchange): "empty"
``BrokenPipeError``         the exchange was not transacted: "not-transacted", and "transient",
                            after which the same connection works again
==========================  =====================================================================
Source: cards sheet 2.7; PROTOCOLS section 1.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from binocle_simulators.faults import CARD_TEARS, told_moment

from .slot import Slot

SLOW = timedelta(seconds=3)
"""How late a slow card answers; PC/SC has no time-out at all (cards sheet 2.7, measured)."""

TEARS: Mapping[str, type[ConnectionError] | None] = {
    "reset": ConnectionResetError,
    "removed": ConnectionAbortedError,
    "empty": None,
    "not-transacted": BrokenPipeError,
}
"""Shape of a tear to what the exchange raises; nothing: it returns zero bytes."""
assert tuple(TEARS) == CARD_TEARS

_ERRORS: Mapping[str, type[ConnectionError] | None] = {
    **TEARS,
    "transient": BrokenPipeError,
    "reset-by-other": ConnectionResetError,
    "unplugged": ConnectionAbortedError,
    "stopped": ConnectionError,
}


class Surroundings(Protocol):
    """What a connection hangs on beside its slot."""

    is_up: bool
    starts: int

    def stop_service(self) -> None:
        """Stop PC/SC."""
        ...

    def unplug_slot(self, slot: Slot) -> None:
        """Unplug the reader of a slot."""
        ...


_ACTS: Mapping[str, Callable[[Slot, Surroundings], None]] = {
    **dict.fromkeys(TEARS, lambda slot, _: slot.remove()),
    "transient": lambda _slot, _around: None,
    "reset-by-other": lambda slot, _: slot.reset(),
    "unplugged": lambda slot, around: around.unplug_slot(slot),
    "stopped": lambda _, around: around.stop_service(),
}
"""What each kind does to the slot or around it."""
assert tuple(_ACTS) == tuple(_ERRORS)


class InProcessChannel:
    """One connection to the card in a slot, as PC/SC gives it in shared mode.

    Attributes:
        atr: the answer to reset.
    """

    def __init__(self, slot: Slot, around: Surroundings) -> None:
        """Connect.

        Raises:
            ConnectionRefusedError: no card.
            TimeoutError: a card that stays mute.
        """
        try:
            self.atr = slot.answer_to_reset()
        except ConnectionResetError as mute:
            raise TimeoutError(str(mute)) from mute
        self._slot = slot
        self._around = around
        self._insertion = slot.insertion
        self._resets = slot.resets
        self._start = around.starts
        self._open = True
        self._left = ""  # the shape of a tear that the next command will meet

    def transmit(self, command: bytes) -> bytes:
        """Send one command and return the answer; see the header for what may come instead.

        When a tear is due, the card really leaves the slot. With moment ``inside`` it did what was
        asked before it left, so a wrong code is counted and a signature is made for nobody.
        """
        slot = self._slot
        with slot.world.lock:
            if slot.insertion != self._insertion or slot.resets != self._resets or not self._open:
                return self._dead()
            if slot.world.faults.calm:
                return slot.exchange(command)
            return self._under_faults(command)

    def close(self) -> None:
        """Disconnect and power the card off, as pyscard does by default; a second time, nothing.

        Other connections to the card will find it reset.
        """
        if self._open and self._slot.insertion == self._insertion:
            self._slot.reset()
        self._open = False

    def _dead(self) -> bytes:
        """Say why a connection that is dead is so."""
        name = self._slot.name
        left, self._left = self._left, ""
        if left and self._open:
            return _told(left, name)
        if not self._around.is_up:
            raise ConnectionError("the PC/SC service is stopped")
        if self._start != self._around.starts:
            raise ConnectionRefusedError("the PC/SC service was restarted")
        if not self._open or self._slot.insertion != self._insertion:
            raise ConnectionAbortedError(f"the connection to {name} is dead")
        raise ConnectionResetError(f"the card in {name} was reset")

    def _under_faults(self, command: bytes) -> bytes:
        slot = self._slot
        faults = slot.world.faults
        for place in (slot.role, "reader", "pcsc"):
            struck = faults.strike(place)
            if struck is not None:
                return self._suffer(*told_moment(struck), command)
        return slot.exchange(command)

    def _suffer(self, what: str, moment: str, command: bytes) -> bytes:
        slot = self._slot
        answer = b"" if moment == "before" else slot.exchange(command)
        if what == "slow":
            slot.world.advance(SLOW)
            return answer
        _ACTS[what](slot, self._around)
        if moment != "after":
            return _told(what, slot.name)
        if what in TEARS:
            self._left = what
        return answer


def _told(what: str, name: str) -> bytes:
    """Raise what an application sees of a trouble, or return the zero bytes that it gets."""
    error = _ERRORS[what]
    if error is not None:
        raise error(f"{what}: {name}")
    return b""
