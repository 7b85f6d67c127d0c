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
Source: cards sheet 3.1 and 3.2; the quick acknowledgement is "The 44 ms" of the anchors sheet.
"""

import socket
import struct
import threading
from contextlib import suppress
from typing import Any, Protocol

POWER_OFF, POWER_ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"

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
    """The card of a slot while it is in a virtual reader; made by putting it in."""

    def __init__(self, slot: Slot, port: int, *, quick_ack: bool = True) -> None:
        """Put the card in and serve it from a thread of its own.

        Args:
            slot: whose card it is; its methods are called from that thread.
            port: where vpcd listens, on this machine.
            quick_ack: acknowledge each packet at once; without it, vpcd 0.8 takes 44 ms a command.

        Raises:
            ConnectionRefusedError: no reader listens there.
        """
        self._slot = slot
        self._port = port
        self._quick_ack = quick_ack
        self._powering = False
        self._used = False
        self._out = False
        self._polled = threading.Event()
        self._due: str | None = None
        self._delay_s = 0.0
        self._link = self._put_in()
        self._rest = b""
        self._thread = threading.Thread(target=self._serve, name=f"vpcd {slot.id}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the card out of the virtual reader; PC/SC notices at its next poll."""
        self._out = True
        with suppress(OSError):  # the other side may have gone first
            self._link.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def meet(self, mishap: str) -> None:
        """Let the next command meet a mishap.

        Args:
            mishap: ``untouched``, the card leaves before it does anything; ``worked``, it does what
                is asked and leaves before it answers; ``garbled``, one byte comes instead of the
                answer, and the card stays and did nothing.
        """
        assert mishap in MISHAPS, mishap
        self._due = mishap

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
        link.settimeout(None)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch = struct.pack("ll", WATCH_S, 0)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, watch)
        return link

    # -- the thread ---------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            while not self._out:
                try:
                    while True:
                        self._obey(self._receive())
                except (BlockingIOError, EOFError):
                    self._come_back()
        except (ConnectionError, TimeoutError):
            pass  # the card left, or the daemon stopped
        finally:
            self._link.close()

    def _come_back(self) -> None:
        """Leave a reader that is stuck, or that ejected the card, and come in again, from cold.

        Raises:
            ConnectionRefusedError: nobody ejected it: the service stopped.
        """
        self._link.close()
        self._rest = b""
        self._slot.reset()
        self._link = self._put_in()
        if self._out:
            self._link.close()

    def _obey(self, message: bytes) -> None:
        powering, self._powering = self._powering, message in (POWER_ON, RESET)
        if message == GET_ATR:
            self._send(self._answer_to_reset())
            if not powering:  # after a power-on the ATR is asked for its own sake
                self._polled.set()
        elif message in (POWER_OFF, POWER_ON, RESET):
            if self._used:  # else nothing to forget: pcscd powers idle cards when it likes
                self._slot.reset()
            self._used = False
        else:
            self._used = True
            self._send(self._exchange(message))

    def _answer_to_reset(self) -> bytes:
        try:
            return self._slot.answer_to_reset()
        except TimeoutError:
            return MUTE_ATR

    def _exchange(self, command: bytes) -> bytes:
        mishap, self._due = self._due, None
        if self._delay_s:
            delay_s, self._delay_s = self._delay_s, 0.0
            threading.Event().wait(delay_s)
        if mishap == "garbled":
            return b"\x00"
        answer = b"" if mishap == "untouched" else self._slot.exchange(command)
        if mishap:
            self._out = True
            self._slot.remove()
            raise ConnectionAbortedError("the card left in mid-exchange")
        if len(answer) < 2:
            raise ValueError(f"answer {answer.hex()!r} to {command.hex()} would block pcscd")
        return answer

    def _receive(self) -> bytes:
        """Return the payload of the next message.

        Length and payload come in two packets: vpcd's system holds the second until the first is
        acknowledged, which ours does at once when asked then; the second is there when that call
        returns. Asked before the first, it is no sooner (measured).
        """
        got = self._rest
        while len(got) < (end := _length(got)):
            if got and self._quick_ack:
                self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._link.recv(LARGEST)
            if not part:
                raise EOFError("vpcd closed the connection")
            got += part
        self._rest = got[end:]  # a control has no answer, so the next message may follow it
        return got[2:end]

    def _send(self, payload: bytes) -> None:
        self._link.sendall(len(payload).to_bytes(2, "big") + payload)


def _length(got: bytes) -> int:
    """Return how long a message is with its length; what has come may not say it yet."""
    return 2 + int.from_bytes(got[:2], "big") if len(got) > 1 else 2
