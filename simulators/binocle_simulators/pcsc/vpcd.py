"""The card side of vpcd: one TCP connection is one card in one virtual reader.

Law of this file: a message is two bytes of length, big-endian, then the payload. The reader speaks
first. A payload of one byte is a control and only *get ATR* is answered; anything else is a command
and is answered always, with two bytes at least: a shorter answer would block pcscd for good. An
open connection is a card that is in, a closed one is a card that is out.

**Watchdog.** An application may send a command of one byte that looks like a control, or one of no
byte at all: vpcd then waits for an answer that nobody can know to be due, and the reader hangs for
good (measured). But pcscd polls a reader that is well every 0.4 s; so a reader that keeps silent
for :data:`WATCH_S` is freed: the card cuts the connection and comes back on a new one. So it does
when vpcd cuts it, which a command of 65,536 bytes makes it do.

A card has no thread: the one of :mod:`.loop` serves them all, so nothing here waits for a packet.
Source: cards sheet 3.1 and 3.2; the quick acknowledgement is "The 44 ms" of the anchors sheet.
"""

import socket
import threading
from typing import Any, Protocol

from .loop import CardLoop

POWER_OFF, POWER_ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
CONTROLS = frozenset((POWER_OFF, POWER_ON, RESET, GET_ATR))

MUTE_ATR = bytes(34)
"""One byte more than an ATR may have: pcscd then says "mute" and keeps the card (measured)."""

PATIENCE_S = 5.0
"""How long a daemon that polls every 0.4 s may keep silent before we call it dead."""


WATCH_S = 2
"""Silence after which a reader is stuck; five polls."""

LONGEST_DELAY_S = 10.0

MISHAPS = ("untouched", "worked", "garbled")

LARGEST = 2 + 0xFFFF
"""Bytes of the longest message."""


class Slot(Protocol):
    """What a virtual reader shows: a slot of the reader simulators, or anything of its shape."""

    @property
    def name(self) -> str:
        """The name of the reader; numbers at its end are PC/SC's business and are left out."""
        ...

    @property
    def role(self) -> str:
        """What the slot is for; the fault plan knows it by that."""
        ...

    @property
    def id(self) -> str:
        """What the bench calls the slot, one of a kind."""
        ...

    @property
    def mute(self) -> bool:
        """Whether the card gives no answer to reset."""
        ...

    @mute.setter
    def mute(self, mute: bool) -> None: ...

    @property
    def card(self) -> object | None:
        """Something when a card is in."""
        ...

    def answer_to_reset(self) -> bytes:
        """Return the ATR.

        Raises:
            TimeoutError: the card is mute.
            ConnectionError: no card.
        """
        ...

    def reset(self) -> None:
        """Forget what was selected and verified: power went, or a reset."""
        ...

    def exchange(self, command: bytes) -> bytes:
        """Return the answer to a command, two bytes at least.

        Raises:
            ConnectionError: the card left.
        """
        ...

    def insert(self, card: Any) -> None:
        """Put a card in; one that was there comes out."""
        ...

    def remove(self) -> None:
        """Take the card out."""
        ...


class VirtualCard:
    """The card of a slot while it is in a virtual reader; made by putting it in.

    Attributes:
        link: its connection to vpcd; another one each time it came back.
        due: the real instant, on the loop's clock, at which :meth:`wake` is to be called.
    """

    def __init__(self, slot: Slot, port: int, *, loop: CardLoop, quick_ack: bool = True) -> None:
        """Put the card in; the loop serves it from now on.

        Args:
            slot: whose card it is; its methods are called from the loop's thread.
            port: where vpcd listens, on this machine.
            loop: that of the service.
            quick_ack: acknowledge each packet at once; without it, vpcd 0.8 takes 44 ms a command.

        Raises:
            ConnectionRefusedError: no reader listens there.
        """
        self._slot = slot
        self._port = port
        self._loop = loop
        self._quick_ack = quick_ack
        self._powering = False
        self._used = False
        self._polled = threading.Event()
        self._mishap: str | None = None
        self._delay_s = 0.0
        self._late: bytes | None = None
        self._rest = b""
        self.link = self._put_in()
        self.due = 0.0
        loop.admit(self)

    def close(self) -> None:
        """Pull the card out of the virtual reader; PC/SC notices at its next poll."""
        self._loop.drop(self)

    def meet(self, mishap: str) -> None:
        """Let the next command meet a mishap.

        Args:
            mishap: ``untouched``, the card leaves before it does anything; ``worked``, it does what
                is asked and leaves before it answers; ``garbled``, one byte comes instead of the
                answer, and the card stays and did nothing.
        """
        assert mishap in MISHAPS, mishap
        self._mishap = mishap

    def delay(self, seconds: float) -> None:
        """Let the next answer take real seconds, :data:`LONGEST_DELAY_S` at most."""
        self._delay_s = min(seconds, LONGEST_DELAY_S)

    def wait_for_poll(self) -> None:
        """Return right after pcscd looked for the card: it will not look again for 0.4 s.

        Raises:
            TimeoutError: the daemon does not poll.
        """
        self._polled.clear()
        if not self._polled.wait(PATIENCE_S):
            raise TimeoutError(f"pcscd does not poll the reader of {self._slot.id}")

    def _put_in(self) -> socket.socket:
        link = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S)
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * LARGEST)
        return link

    # -- the loop's thread --------------------------------------------------------------------

    def serve(self, now: float) -> None:
        """Read what came and answer every message that is whole.

        Length and payload come in two packets: vpcd's system holds the second until the first is
        acknowledged, which ours does at once when asked then; the second is there when that call
        returns. Asked before the first, it is no sooner (measured).

        Args:
            now: the instant, on the loop's clock.

        Raises:
            EOFError: vpcd cut the connection.
            BlockingIOError: vpcd does not take an answer, which has room for the longest.
            ConnectionError: the card left.
        """
        self.due = now + WATCH_S
        receive = self.link.recv
        got = self._rest
        while True:
            try:
                part = receive(LARGEST)
            except BlockingIOError:
                break
            if not part:
                raise EOFError("vpcd closed the connection")
            got += part
            got = self._obey_whole(got, now)
            if not got or self._late is not None:
                break
            if self._quick_ack:
                self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self._rest = got

    def wake(self, now: float) -> None:
        """Give the answer that was late, or free a reader that keeps silent.

        Args:
            now: the instant, on the loop's clock.

        Raises:
            EOFError: nothing is late: the reader is stuck.
            ConnectionError: the card left.
        """
        if self._late is None:
            raise EOFError("vpcd keeps silent")
        command, self._late = self._late, None
        self.due = now + WATCH_S
        self._send(self._exchange(command))
        self._rest = self._obey_whole(self._rest, now)

    def come_back(self, now: float) -> None:
        """Leave a reader that is stuck, or that ejected the card, and come in again, from cold.

        Args:
            now: the instant, on the loop's clock.

        Raises:
            ConnectionRefusedError: nobody ejected it: the service stopped.
        """
        self.link.close()
        self._rest, self._late = b"", None
        self.due = now + WATCH_S
        self._slot.reset()
        self.link = self._put_in()

    @property
    def is_late(self) -> bool:
        """Whether a command waits for its delay: until then nothing more is read."""
        return self._late is not None

    def _obey_whole(self, got: bytes, now: float) -> bytes:
        """Obey every whole message and return the rest; a control has no answer to wait for."""
        while self._late is None and len(got) > 1:
            end = 2 + int.from_bytes(got[:2], "big")
            if len(got) < end:
                break
            self._obey(got[2:end], now)
            got = got[end:]
        return got

    def _obey(self, message: bytes, now: float) -> None:
        powering, self._powering = self._powering, False
        if message not in CONTROLS:
            self._used = True
            if self._delay_s:
                self.due = now + self._delay_s
                self._late, self._delay_s = message, 0.0
            else:
                self._send(self._exchange(message))
        elif message == GET_ATR:
            self._send(self._answer_to_reset())
            if not powering:  # after a power-on the ATR is asked for its own sake
                self._polled.set()
        else:
            self._powering = message != POWER_OFF
            if self._used:  # else nothing to forget: pcscd powers idle cards when it likes
                self._slot.reset()
            self._used = False

    def _answer_to_reset(self) -> bytes:
        try:
            return self._slot.answer_to_reset()
        except TimeoutError:
            return MUTE_ATR

    def _exchange(self, command: bytes) -> bytes:
        mishap, self._mishap = self._mishap, None
        if mishap == "garbled":
            return b"\x00"
        answer = b"" if mishap == "untouched" else self._slot.exchange(command)
        if mishap:
            self._slot.remove()
            raise ConnectionAbortedError("the card left in mid-exchange")
        if len(answer) < 2:
            raise ValueError(f"answer {answer.hex()!r} to {command.hex()} would block pcscd")
        return answer

    def _send(self, payload: bytes) -> None:
        """Send an answer whole: vpcd waits for it, and the buffer has room for the longest."""
        message = len(payload).to_bytes(2, "big") + payload
        if self.link.send(message) < len(message):
            raise BlockingIOError("vpcd does not take an answer")
