"""The PC/SC stage of a bench: its slots as readers that any PC/SC program sees.

Law of this file: the stage talks only to readers that it created. It refuses to start when PC/SC
shows any other, and every method takes a slot id of its own, never "the first reader". What it
changes, it waits for until PC/SC shows it.

In this process the stage sets ``PCSCLITE_CSOCK_NAME`` while it is up; a process that used another
PC/SC service before it started keeps to that one (libpcsclite looks once), and the stage refuses.
Never call the stage with ``world.lock`` held: a card answers from a thread that takes it.

A **tear** is the card leaving, in one of the four shapes of cards sheet 2.7, produced for real:

================== ============================================== ==================================
shape              what happens on the virtual reader             the application's next command
================== ============================================== ==================================
``reset``          another program resets the card, which leaves  80100068, until PC/SC notices
                   before PC/SC looks again
``removed``        the card leaves and PC/SC has noticed          80100069
``empty``          the card does what is asked and leaves         success, and zero bytes
``not-transacted`` the card leaves instead of answering           zero bytes, then 80100016
================== ============================================== ==================================

After PC/SC has noticed, every shape is 80100069, and a new connection gets 8010000C. (Measured; a
card that leaves unnoticed, without a reset, gives 80100016 at once with vpcd 0.8.) The moments of a
tear are in :mod:`.tears`.

**Plugging and unplugging restart the service** with another set of readers, since pcscd cannot
take a reader of this kind away (see :mod:`.daemon`): a program sees first that the service went
and then the new list. That is more than a pulled cable does on Linux, where contexts live on; on
Windows the service goes too, with the last reader. Every connection of before is dead.
Source: pcsc-lite and vsmartcard, as measured; PROTOCOLS section 1 for the names.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from smartcard import scard

from binocle_simulators.world import World

from .client import (
    check_readers,
    events_of,
    friendly_names,
    open_context,
    require_success,
    variable,
    wait_for,
)
from .daemon import PrivateDaemon, StageRefused, find_library
from .loop import CardLoop
from .tears import TEARS
from .vpcd import Slot, VirtualCard

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"


class PcscStage:
    """Slots on a private PC/SC service; a context manager that starts and closes it."""

    def __init__(
        self,
        world: World,
        slots: Sequence[Slot],
        *,
        library: Path | None = None,
        quick_ack: bool = True,
    ) -> None:
        """Take the slots; nothing starts yet.

        Args:
            world: whose faults tear the cards.
            slots: at most 8, each of its own id.
            library: vpcd's, when it is not where :func:`find_library` looks.
            quick_ack: see :class:`VirtualCard`.
        """
        self.world = world
        self._slots = {slot.id: slot for slot in slots}
        if len(self._slots) < len(slots):
            raise ValueError("two slots of one id")
        self._called = self._call(self._slots)
        self._library = library
        self._quick_ack = quick_ack
        self._cards: dict[str, VirtualCard] = {}
        self._loop: CardLoop | None = None
        self._shown: dict[str, int] = {}  # PC/SC's count of events when it showed the card
        self._up: ExitStack | None = None
        self._daemon: PrivateDaemon | None = None

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the service and wait until PC/SC shows every card that is in a slot.

        Raises:
            StageRefused: it cannot be, and why.
        """
        with ExitStack() as up:
            daemon = self._daemon = PrivateDaemon(
                list(self._called.values()), library=find_library(self._library)
            )
            up.callback(daemon.stop)
            up.enter_context(variable(SOCKET_VARIABLE, str(daemon.socket)))
            up.callback(self._close_cards)
            self._show()
            self._up = up.pop_all()

    def close(self) -> None:
        """Stop the service and leave no trace; the cards stay in their slots. Twice is nothing.

        Close every connection of this process before: pyscard objects that outlive the service
        raise when they are collected.
        """
        if self._up is not None:
            up, self._up = self._up, None
            up.close()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    @property
    def environment(self) -> Mapping[str, str]:
        """What a child process needs to find these readers."""
        return MappingProxyType({SOCKET_VARIABLE: str(self._started.socket)})

    @property
    def service(self) -> int:
        """The number of the service's process, for who watches what it holds."""
        return self._started.process

    def names(self) -> Mapping[str, str]:
        """Return the name that PC/SC gives to the reader of each slot id."""
        return {slot_id: f"{name} 00 00" for slot_id, name in self._called.items()}

    # -- the service and the cables --------------------------------------------------------------

    def stop_service(self) -> None:
        """Stop the PC/SC service under its programs; cards stay in their slots. Twice is nothing.

        Every call of theirs fails from now on (8010001D for a new context, once measured).
        """
        self._started.halt()
        self._close_cards()

    def start_service(self) -> None:
        """Start the service again, at the same place; returns when every card is shown.

        Raises:
            StageRefused: it runs already.
        """
        self._started.run(list(self._called.values()))
        self._show()

    def plug(self, slots: Sequence[Slot]) -> None:
        """Add readers behind those that are there; see the header for what programs see.

        Raises:
            ValueError: a slot id that is there already, or more than 8 slots.
        """
        twice = sorted({slot.id for slot in slots} & set(self._slots))
        if twice:
            raise ValueError(f"plugged already: {twice}")
        self._change({**self._slots, **{slot.id: slot for slot in slots}})

    def unplug(self, slot_ids: Sequence[str]) -> None:
        """Take readers away; their cards stay in the slots.

        Raises:
            LookupError: no such slot.
        """
        gone = {self._find(slot_id) for slot_id in slot_ids}
        self._change({key: slot for key, slot in self._slots.items() if key not in gone})

    def _change(self, slots: dict[str, Slot]) -> None:
        if len(slots) > 8:
            raise ValueError(f"a daemon shows at most 8 virtual readers, not {len(slots)}")
        running = self._started.is_running
        self.stop_service()
        self._slots, self._called = slots, self._call(slots, self._called)
        if running:
            self.start_service()

    # -- the hand at the counter --------------------------------------------------------------

    def insert(self, slot_id: str, card: object | None = None) -> None:
        """Put a card in and wait until PC/SC shows it; one that it showed before leaves first.

        Args:
            slot_id: of the slot; a bare role is its first slot.
            card: what the slot takes; when absent, the card that is in the slot already.

        Raises:
            LookupError: no such slot.
            ValueError: no card is given and the slot is empty.
        """
        slot_id, slot = self._slot_of(slot_id)
        if card is None and slot.card is None:
            raise ValueError(f"no card for the slot {slot_id!r}")
        self._pull(slot_id)
        self._wait_out(slot_id)
        if card is not None:
            slot.insert(card)
        if self._started.is_running:
            self._connect(slot_id)
            self._wait_in([slot_id])

    def remove(self, slot_id: str) -> None:
        """Take the card out of the slot and wait until PC/SC has noticed.

        Raises:
            LookupError: no such slot.
        """
        slot_id, slot = self._slot_of(slot_id)
        self._pull(slot_id)
        slot.remove()
        self._wait_out(slot_id)

    def hide(self, slot_id: str) -> None:
        """Show no more the card of a slot that its reader disabled; returns when PC/SC noticed.

        Raises:
            LookupError: no such slot.
        """
        slot_id, _ = self._slot_of(slot_id)
        self._pull(slot_id)
        self._wait_out(slot_id)

    def mute(self, slot_id: str) -> None:
        """Make the card that is in silent, as a broken or reversed one, and put it in again.

        Raises:
            LookupError: no such slot, or no card in it.
        """
        self._card(slot_id)
        slot_id, slot = self._slot_of(slot_id)
        self._pull(slot_id)
        self._wait_out(slot_id)
        slot.mute = True
        self.insert(slot_id)

    def reset_by_other(self, slot_id: str) -> None:
        """Let another program reset the card, which stays: 80100068 until a reconnection.

        Waits while a program holds a transaction.

        Raises:
            LookupError: no such slot, or no card in it.
        """
        self._card(slot_id)
        with open_context() as context:
            self._disconnect_with_reset(self._connect_as_other(context, self._find(slot_id)))

    def card_in(self, slot_id: str) -> VirtualCard | None:
        """Return the card that is in the virtual reader; another object at each insertion.

        Raises:
            LookupError: no such slot.
        """
        slot_id, slot = self._slot_of(slot_id)
        return self._cards.get(slot_id) if slot.card is not None else None

    def slow(self, slot_id: str, seconds: float) -> None:
        """Let the next answer take real seconds, 10 at most.

        Raises:
            LookupError: no such slot, or no card in it.
        """
        self._card(slot_id).delay(seconds)

    def meet(self, slot_id: str, mishap: str) -> None:
        """Let the next command meet a mishap of :meth:`VirtualCard.meet`.

        Raises:
            LookupError: no such slot, or no card in it.
        """
        self._card(slot_id).meet(mishap)

    def role_of(self, slot_id: str) -> str:
        """Return the role of a slot.

        Raises:
            LookupError: no such slot.
        """
        return self._slot_of(slot_id)[1].role

    def tear(self, slot_id: str, shape: str, moment: str = "before") -> None:
        """Arrange that the application's next command meets a tear; see the header for shapes.

        Args:
            slot_id: whose card, which is in.
            shape: one of ``CARD_TEARS``. With ``not-transacted`` the next command comes back
                empty and the one after fails.
            moment: ``before``, the card does nothing (``empty`` apart, whose card works);
                ``inside``, the next command is carried out, its answer is lost (zero bytes), and
                the one after meets PC/SC's word for a card that is gone.

        Raises:
            LookupError: no such slot, or no card in it.
            ValueError: no such shape or moment; ``after`` is a matter of :class:`TearingChannel`,
                which sees where an exchange ends.
        """
        card = self._card(slot_id)
        if shape not in TEARS or moment not in ("before", "inside"):
            raise ValueError(f"no tear {shape!r} at the moment {moment!r}")
        if moment == "inside":
            card.meet("worked")
        else:
            TEARS[shape](self, self._find(slot_id))

    def reset_and_pull(self, slot_id: str) -> None:
        """Reset the card as another program and take it out before PC/SC looks again."""
        with open_context() as context:
            card = self._connect_as_other(context, slot_id)
            self._cards[slot_id].wait_for_poll()
            self._disconnect_with_reset(card)
        self._pull(slot_id)
        self._slots[slot_id].remove()

    # -- inside -------------------------------------------------------------------------------

    @property
    def _started(self) -> PrivateDaemon:
        assert self._daemon is not None, "not started"
        return self._daemon

    @staticmethod
    def _call(
        slots: Mapping[str, Slot], taken: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, str]:
        return friendly_names([(key, slot.name) for key, slot in slots.items()], taken)

    def _find(self, slot_id: str) -> str:
        """Return the slot's own id; a bare role stands for its first slot."""
        if slot_id in self._slots:
            return slot_id
        for key, slot in self._slots.items():
            if slot.role == slot_id:
                return key
        raise LookupError(f"no reader {slot_id!r} on this stage, only {sorted(self._slots)}")

    def _slot_of(self, slot_id: str) -> tuple[str, Slot]:
        found = self._find(slot_id)
        return found, self._slots[found]

    def _card(self, slot_id: str) -> VirtualCard:
        card = self.card_in(slot_id)
        if card is None:
            raise LookupError(f"no card in the reader {slot_id!r}: nothing to tear")
        return card

    def _show(self) -> None:
        """Check the readers of a service that has just started, and put the cards in."""
        try:
            names = self.names().values()
            check_readers({name[:-2] + each for name in names for each in ("00", "01")})
            self._loop = CardLoop()
            inserted = [key for key, slot in self._slots.items() if slot.card is not None]
            for slot_id in inserted:
                self._connect(slot_id)
            self._wait_in(inserted)
        except (OSError, StageRefused) as failure:
            raise StageRefused(f"{failure}\npcscd said:\n{self._started.log()}") from failure

    def _connect_as_other(self, context: int, slot_id: str) -> int:
        result, card, _ = scard.SCardConnect(
            context,
            self.names()[slot_id],
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        require_success(result)
        return int(card)

    def _disconnect_with_reset(self, card: int) -> None:
        require_success(scard.SCardDisconnect(card, scard.SCARD_RESET_CARD))

    def _connect(self, slot_id: str) -> None:
        port = self._started.ports[list(self._slots).index(slot_id)]
        assert self._loop is not None, "the service does not run"
        self._cards[slot_id] = VirtualCard(
            self._slots[slot_id], port, loop=self._loop, quick_ack=self._quick_ack
        )

    def _pull(self, slot_id: str) -> None:
        card = self._cards.pop(slot_id, None)
        if card is not None:
            card.close()

    def _close_cards(self) -> None:
        if self._loop is not None:
            self._loop.close()
            self._loop = None
        self._cards.clear()
        self._shown.clear()

    def _wait_in(self, slot_ids: Sequence[str]) -> None:
        names = self.names()
        shown = wait_for([names[key] for key in slot_ids], lambda s: s & scard.SCARD_STATE_PRESENT)
        self._shown.update({key: events_of(shown[names[key]]) for key in slot_ids})

    def _wait_out(self, slot_id: str) -> None:
        """Wait until PC/SC itself has seen that the card left.

        "Empty" alone does not say so: closing a connection to a card that is gone shows it at once,
        and a card that comes before the next poll would then never be seen (measured, pcscd 1.9.9).
        """
        before = self._shown.pop(slot_id, None)
        if before is not None:
            wait_for(
                [self.names()[slot_id]],
                lambda s: s & scard.SCARD_STATE_EMPTY and events_of(s) != before,
            )
