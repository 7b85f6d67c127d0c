"""The field of a contactless reader over UDP, as nfcpy's ``udp`` driver speaks it.

Law of this file: one datagram is one frame, ``106A`` and hex; ``RFOFF`` is the field going off, and
so is another reader. Only 106 kbit/s type A is heard. A frame that the reader overtook with another
is worked but not answered: on air it would have been too late. Taken away, a phone is silent.
Source: cards sheet 4; nfcpy 1.0.4, ``nfc/clf/udp.py``.
"""

import re
import socket
import threading
from typing import Any

from binocle_simulators.world import World

from .iso_dep import ContactlessCard, IsoDepTarget

FIELD_OFF = b"RFOFF"
LONGEST_DATAGRAM = 1024
_FRAME = re.compile(rb"106A ((?:[0-9a-fA-F]{2})+)")
_HOP = "nfc"


class NfcUdpField:
    """A loopback port before which a phone is presented; a context manager.

    Attributes:
        port: where nfcpy's ``udp:localhost:<port>`` finds it.
    """

    def __init__(self, world: World, *, port: int = 0) -> None:
        """Open the port, with nothing before it.

        Args:
            world: lock, time and journal.
            port: of the loopback; any free one when 0.
        """
        self.world = world
        self._target: IsoDepTarget | None = None
        self._reader: Any = None
        self._lost = 0
        self._deaf = 0
        self._closing = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="nfc-field", daemon=True)
        self._thread.start()

    # -- the hand at the counter --------------------------------------------------------------

    def present(self, card: ContactlessCard) -> IsoDepTarget:
        """Hold a phone before the reader; one that was there leaves.

        Returns:
            The target, whose ``extensions`` make it ask for more time.
        """
        with self.world.lock:
            self._target = IsoDepTarget(card)
            self.world.record(_HOP, "=", "phone in")
            return self._target

    def remove(self) -> None:
        """Take the phone away."""
        with self.world.lock:
            if self._target is not None:
                self._target = None
                self.world.record(_HOP, "=", "phone out")

    def lose_answers(self, count: int = 1) -> None:
        """Have the next frames of the phone not reach the reader."""
        with self.world.lock:
            self._lost = count

    def lose_commands(self, count: int = 1) -> None:
        """Have the next frames of the reader not reach the phone."""
        with self.world.lock:
            self._deaf = count

    # -- the air ------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            datagram, reader = self._socket.recvfrom(LONGEST_DATAGRAM)
            if self._closing:
                return
            answer = self._hear(datagram, reader)
            if answer is not None and not self._is_overtaken():
                self._socket.sendto(b"106A " + answer.hex().encode("ascii"), reader)

    def _is_overtaken(self) -> bool:
        """Tell whether the reader sent something else meanwhile."""
        try:
            return bool(self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False

    def _hear(self, datagram: bytes, reader: Any) -> bytes | None:
        with self.world.lock:
            target = self._target
            if target is None:
                return None
            if datagram.startswith(FIELD_OFF):
                self.world.record(_HOP, "=", "field off")
                self._reader = None
                return None
            if reader != self._reader:
                self._reader = reader
                target.field_on()
            if not (frame := _FRAME.fullmatch(datagram)):
                return None
            return self._exchange(target, bytes.fromhex(frame[1].decode("ascii")))

    def _exchange(self, target: IsoDepTarget, frame: bytes) -> bytes | None:
        self.world.record(_HOP, ">", frame)
        if self._deaf:
            self._deaf -= 1
            return None
        self.world.take_time("apdu")
        answer = target.receive(frame)
        if answer is None:
            return None
        if self._lost:
            self._lost -= 1
            return None
        self.world.record(_HOP, "<", answer)
        return answer

    # -- life ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the port and wait for its thread."""
        if not self._closing:
            self._closing = True
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
                ours.sendto(b"", ("127.0.0.1", self.port))
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> "NfcUdpField":
        """Return the field."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened."""
        self.close()
