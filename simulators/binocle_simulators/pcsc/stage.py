"""The PC/SC stage of a bench: its slots as readers that any PC/SC program sees.

Law of this file: the stage talks only to readers that it created. It refuses to start when PC/SC
shows any other, and every method takes a role of its own slots, never "the first reader". What it
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
card that leaves unnoticed, without a reset, gives 80100016 at once with vpcd 0.8.)
"""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import FrameType, MappingProxyType, TracebackType
from typing import Any, Protocol, Self

from smartcard import scard

from binocle_simulators.faults import CARD_TEARS
from binocle_simulators.world import World

from .daemon import PrivateDaemon, StageRefused, find_library
from .vpcd import Slot, VirtualCard

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"

WAIT_MS = 5_000
"""How long PC/SC may show nothing new before we give up; it polls every 400 ms."""


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
            slots: at most 8, each of its own role and name.
            library: vpcd's, when it is not where :func:`find_library` looks.
            quick_ack: see :class:`VirtualCard`.
        """
        self.world = world
        self._slots = {slot.id: slot for slot in slots}
        if len(self._slots) < len(slots):
            raise ValueError("two slots of one id")
        self._library = library
        self._quick_ack = quick_ack
        self._cards: dict[str, VirtualCard] = {}
        self._shown: dict[str, int] = {}  # PC/SC's count of events when it showed the card
        self._up: ExitStack | None = None
        self._daemon: PrivateDaemon | None = None

    # -- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the service and wait until PC/SC shows every card that is in a slot.

        Raises:
            StageRefused: it cannot be, and why.
        """
        friendly = [_friendly(slot.name) for slot in self._slots.values()]
        with ExitStack() as up:
            daemon = self._daemon = PrivateDaemon(friendly, library=find_library(self._library))
            up.callback(daemon.stop)
            up.enter_context(_variable(SOCKET_VARIABLE, str(daemon.socket)))
            up.callback(self._close_cards)
            try:
                _check_readers({f"{name} 00 {slot}" for name in friendly for slot in ("00", "01")})
                inserted = [role for role, slot in self._slots.items() if slot.card is not None]
                for role in inserted:
                    self._connect(role)
                self._wait_in(inserted)
            except (OSError, StageRefused) as failure:
                raise StageRefused(f"{failure}\npcscd said:\n{daemon.log()}") from failure
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
        assert self._daemon is not None, "not started"
        return MappingProxyType({SOCKET_VARIABLE: str(self._daemon.socket)})

    def names(self) -> Mapping[str, str]:
        """Return the name that PC/SC gives to the reader of each role.

        Their end is always ``00 00``: pcscd numbers readers of one friendly name, and ours differ.
        """
        return {role: f"{_friendly(slot.name)} 00 00" for role, slot in self._slots.items()}

    # -- the hand at the counter --------------------------------------------------------------

    def insert(self, role: str, card: object | None = None) -> None:
        """Put a card in and wait until PC/SC shows it; one that it showed before leaves first.

        Args:
            role: of the slot.
            card: what the slot takes; when absent, the card that is in the slot already.

        Raises:
            LookupError: no slot of that role.
            ValueError: no card is given and the slot is empty.
        """
        role = self._id(role)
        slot = self._slot(role)
        if card is None and slot.card is None:
            raise ValueError(f"no card for the slot {role!r}")
        self._pull(role)
        self._wait_out(role)
        if card is not None:
            slot.insert(card)
        self._connect(role)
        self._wait_in([role])

    def remove(self, role: str) -> None:
        """Take the card out of the slot and wait until PC/SC has noticed.

        Raises:
            LookupError: no slot of that role.
        """
        role = self._id(role)
        slot = self._slot(role)
        self._pull(role)
        slot.remove()
        self._wait_out(role)

    def card_in(self, role: str) -> VirtualCard | None:
        """Return the card that is in the virtual reader; another object at each insertion.

        Raises:
            LookupError: no slot of that role.
        """
        role = self._id(role)
        return self._cards.get(role) if self._slot(role).card is not None else None

    def tear(self, role: str, shape: str) -> None:
        """Arrange that the next command to the card meets a tear; see the header for the shapes.

        Args:
            role: whose card, which is in.
            shape: one of :data:`CARD_TEARS`. With ``not-transacted`` the next command comes back
                empty and the one after fails.

        Raises:
            LookupError: no slot of that role, or no card in it.
        """
        role = self._id(role)
        if self.card_in(role) is None:
            raise LookupError(f"no card in the reader {role!r}: nothing to tear")
        _TEARS[shape](self, role)

    def _tear_reset(self, role: str) -> None:
        with _context() as context:
            result, card, _ = scard.SCardConnect(
                context,
                self.names()[role],
                scard.SCARD_SHARE_SHARED,
                scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            )
            _require_success(result)
            self._cards[role].wait_for_poll()
            _require_success(scard.SCardDisconnect(card, scard.SCARD_RESET_CARD))
        self._pull(role)
        self._slot(role).remove()

    def _tear_empty(self, role: str) -> None:
        self._cards[role].leave_in_exchange(worked=True)

    def _tear_not_transacted(self, role: str) -> None:
        self._cards[role].wait_for_poll()
        self._cards[role].leave_in_exchange(worked=False)

    # -- inside -------------------------------------------------------------------------------

    def _id(self, where: str) -> str:
        """Return the id of a slot that is named by its id or its role."""
        for key, slot in self._slots.items():
            if where in (key, slot.role):
                return key
        raise LookupError(f"no reader {where!r} on this stage, only {sorted(self._slots)}")

    def _slot(self, where: str) -> Slot:
        return self._slots[self._id(where)]

    def _connect(self, role: str) -> None:
        assert self._daemon is not None, "not started"
        port = self._daemon.ports[list(self._slots).index(role)]
        self._cards[role] = VirtualCard(self._slots[role], port, quick_ack=self._quick_ack)

    def _pull(self, role: str) -> None:
        card = self._cards.pop(role, None)
        if card is not None:
            card.close()

    def _close_cards(self) -> None:
        for role in list(self._cards):
            self._pull(role)
        self._shown.clear()

    def _wait_in(self, roles: Sequence[str]) -> None:
        names = self.names()
        shown = _wait([names[role] for role in roles], lambda s: s & scard.SCARD_STATE_PRESENT)
        self._shown.update({role: _events(shown[names[role]]) for role in roles})

    def _wait_out(self, role: str) -> None:
        """Wait until PC/SC itself has seen that the card left.

        "Empty" alone does not say so: closing a connection to a card that is gone shows it at once,
        and a card that comes before the next poll would then never be seen (measured, pcscd 1.9.9).
        """
        before = self._shown.pop(role, None)
        if before is not None:
            _wait(
                [self.names()[role]],
                lambda s: s & scard.SCARD_STATE_EMPTY and _events(s) != before,
            )


_TEARS: Mapping[str, Callable[[PcscStage, str], None]] = {
    "reset": PcscStage._tear_reset,
    "removed": PcscStage.remove,
    "empty": PcscStage._tear_empty,
    "not-transacted": PcscStage._tear_not_transacted,
}
assert tuple(_TEARS) == CARD_TEARS


class TearingChannel:
    """A channel whose card leaves when the fault plan says so.

    Attributes:
        atr: the answer to reset.
    """

    def __init__(self, channel: Channel, *, stage: PcscStage, role: str) -> None:
        """Wrap a connection to the reader of that role."""
        self.atr = channel.atr
        self._channel = channel
        self._stage = stage
        self._role = role
        self._card = stage.card_in(role)
        self._hold = ExitStack()

    def transmit(self, command: bytes) -> bytes:
        """Send one command; when a tear is due, it meets it and says what PC/SC says.

        A connection that is dead already is no occasion for a fault.
        """
        if self._stage.card_in(self._role) is not self._card:
            return self._channel.transmit(command)
        world = self._stage.world
        with world.lock:
            shape = world.faults.strike(self._role)
        if shape == "reset":
            self._hold.close()  # another program can reset a card only between two transactions
        if shape is not None:
            self._stage.tear(self._role, shape)
        if shape == "not-transacted":
            answer = self._channel.transmit(command)
            assert not answer, "the card left instead of answering"
        return self._channel.transmit(command)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a PC/SC transaction for the length of a block, or until a tear ``reset``."""
        with ExitStack() as self._hold:
            self._hold.enter_context(self._channel.exclusive())
            yield

    def close(self) -> None:
        """Disconnect."""
        self._channel.close()


def exec_in_stage(
    stage: PcscStage,
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    addresses: Mapping[str, str],
) -> int:
    """Run a program among the readers and services of a bench and return its exit code.

    It keeps our input, output and working folder. SIGTERM goes on to it, SIGINT too unless the
    terminal sends it to both of us. Call it from the main thread.

    Args:
        stage: started.
        command: the program and its arguments.
        environ: the caller's environment.
        addresses: variables that name the services.

    Returns:
        Its code, or 128 and the number of the signal that ended it, as a shell says it.
    """
    with subprocess.Popen(  # noqa: S603 - running the caller's own command is the purpose
        list(command), env={**environ, **addresses, **stage.environment}
    ) as child:

        def forward(number: int, frame: FrameType | None) -> None:
            if number != signal.SIGINT or not _terminal_is_ours():
                child.send_signal(number)

        before = {
            number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            code = child.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _terminal_is_ours() -> bool:
    try:
        with Path("/dev/tty").open("rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False  # no terminal


def _friendly(name: str) -> str:
    """Return a reader's name without the two numbers that PC/SC puts at its end."""
    return re.sub(r" [0-9A-F]{2} [0-9A-F]{2}$", "", name)


def _events(state: int) -> int:
    """Return how many cards came and went, which pcscd counts in the upper half of a state."""
    return state >> 16


def _wait(names: Sequence[str], reached: Callable[[int], object]) -> dict[str, int]:
    """Return the states of readers once each has reached what is waited for.

    Raises:
        ConnectionError: PC/SC does not show it in time.
    """
    seen = dict.fromkeys(names, scard.SCARD_STATE_UNAWARE)
    with _context() as context:
        while not all(map(reached, seen.values())):
            result, found = scard.SCardGetStatusChange(context, WAIT_MS, list(seen.items()))
            _require_success(result)
            seen = {name: state for name, state, _ in found}
    return seen


def _check_readers(created: set[str]) -> None:
    with _context() as context:
        result, names = scard.SCardListReaders(context, [])
        _require_success(result)
    if set(names) != created:
        raise StageRefused(
            f"PC/SC shows other readers than the bench's: foreign {sorted(set(names) - created)},"
            f" missing {sorted(created - set(names))}"
        )


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for a while; libpcsclite takes its address from nowhere else."""
    before = os.environ.get(name)  # noqa: TID251
    os.environ[name] = value  # noqa: TID251
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]  # noqa: TID251
        else:
            os.environ[name] = before  # noqa: TID251


@contextmanager
def _context() -> Iterator[Any]:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _require_success(result)
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def _require_success(result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise ConnectionError(
            f"PC/SC: {scard.SCardGetErrorMessage(result)} ({result & 0xFFFFFFFF:08X})"
        )
