"""The card side of vpcd: one TCP connection is one card in one virtual reader.

Law of this file: a message is two bytes of length, big-endian, then the payload. The reader speaks
first. A payload of one byte is a control and only *get ATR* is answered; anything else is a command
and is answered always, with two bytes at least: a shorter answer would block pcscd for good. An
open connection is a card that is in, a closed one is a card that is out.
Source: cards sheet 3.1 and 3.2; the quick acknowledgement is "The 44 ms" of the anchors sheet.
"""

import socket
import threading
from contextlib import suppress
from typing import Any, Protocol

POWER_OFF, POWER_ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"

MUTE_ATR = bytes(34)
"""One byte more than an ATR may have: pcscd then says "mute" and keeps the card (measured)."""

PATIENCE_S = 5.0
"""How long a daemon that polls every 0.4 s may keep silent before we call it dead."""


class Slot(Protocol):
    """What a virtual reader shows: a slot of the reader simulators, or anything of its shape."""

    @property
    def id(self) -> str:
        """Its address on the stage."""
        ...

    @property
    def name(self) -> str:
        """The name of the reader; numbers at its end are PC/SC's business and are left out."""
        ...

    @property
    def role(self) -> str:
        """What the slot is for; one slot a role."""
        ...

    @property
    def card(self) -> object | None:
        """Something when a card is in."""
        ...

    def answer_to_reset(self) -> bytes:
        """Return the ATR.

        Raises:
            ConnectionResetError: the card is mute.
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
        self._quick_ack = quick_ack
        self._powering = False
        self._used = False
        self._polled = threading.Event()
        self._leave_before = False
        self._leave_after = False
        self._link = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._link.settimeout(None)
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, name=f"vpcd {slot.role}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the card out of the virtual reader; PC/SC notices at its next poll."""
        with suppress(OSError):  # the other side may have gone first
            self._link.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def leave_in_exchange(self, *, worked: bool) -> None:
        """Let the next command be the last: the card leaves, and no answer comes.

        Args:
            worked: whether the card did what was asked before it left.
        """
        self._leave_after, self._leave_before = worked, not worked

    def wait_for_poll(self) -> None:
        """Return right after pcscd looked for the card: it will not look again for 0.4 s.

        Raises:
            TimeoutError: the daemon does not poll.
        """
        self._polled.clear()
        if not self._polled.wait(PATIENCE_S):
            raise TimeoutError(f"pcscd does not poll the reader of {self._slot.role}")

    # -- the thread ---------------------------------------------------------------------------

    def _serve(self) -> None:
        with self._link, suppress(ConnectionError):  # the card left, or the daemon stopped
            while True:
                self._obey(self._receive())

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
        except ConnectionResetError:
            return MUTE_ATR

    def _exchange(self, command: bytes) -> bytes:
        answer = b"" if self._leave_before else self._slot.exchange(command)
        if self._leave_before or self._leave_after:
            self._slot.remove()
            raise ConnectionAbortedError("the card left in mid-exchange")
        if len(answer) < 2:
            raise ValueError(f"answer {answer.hex()!r} to {command.hex()} would block pcscd")
        return answer

    def _receive(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(2), "big"))

    def _exactly(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            if self._quick_ack:  # the kernel forgets it after each packet
                self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._link.recv(size - len(received))
            if not part:
                raise ConnectionAbortedError("vpcd closed the connection")
            received += part
        return received

    def _send(self, payload: bytes) -> None:
        self._link.sendall(len(payload).to_bytes(2, "big") + payload)
