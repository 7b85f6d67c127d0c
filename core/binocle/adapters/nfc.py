"""A contactless reader without PC/SC, through nfcpy (extra ``nfc``).

Law of this file: it looks like the readers of PC/SC, so the core speaks to a phone in one way. The
path of the device is its name: ``usb``, ``usb:054c:06c3``, ``tty:USB0:pn532``,
``udp:localhost:54321``. nfcpy checks no status word for us and follows neither 61xx nor 6Cxx: bytes
go through as they are. It has no extended command (cards sheet 4). The ATR is made of the ATS as
PC/SC part 3 says. Whoever waits or talks holds the device; close the channel before you wait again.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import xor
from threading import Event
from time import monotonic

import nfc
import nfc.clf
import nfc.tag
from nfc.tag.tt4 import Type4ATag, Type4TagCommandError

TYPE_A = "106A"
ISO_DEP = 0x20
"""Bit of the answer to selection: the target speaks ISO 14443-4."""

PAUSE_S = 0.1
"""Between two looks at the field; each look costs the radio about as much."""

REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY})
SHORT_COMMAND = 5 + 255 + 1


def is_device_path(name: str) -> bool:
    """Say whether a reader's name is the path of a device of nfcpy, no name of PC/SC."""
    return name.partition(":")[0] in ("usb", "tty", "com", "udp")


@contextmanager
def _standard_failures() -> Iterator[None]:
    """Raise what the ports promise instead of what nfcpy raises."""
    try:
        yield
    except Type4TagCommandError as error:
        if error.errno == nfc.tag.TIMEOUT_ERROR:
            raise TimeoutError(str(error)) from error
        raise ConnectionAbortedError(str(error)) from error
    except nfc.clf.TimeoutError as error:
        raise TimeoutError("no answer in time") from error
    except nfc.clf.CommunicationError as error:
        raise ConnectionAbortedError(f"broken link: {error}") from error
    except OSError as error:
        if error.errno in REFUSED:
            raise PermissionError(str(error)) from error
        raise ConnectionError(str(error)) from error


@dataclass(frozen=True)
class _Ats:
    """The answer to selection of ISO 14443-4 (5.2): limits of the link, historical bytes."""

    fsci: int
    ta: int
    tb: int
    tc: int
    historical: bytes

    @classmethod
    def read(cls, raw: bytes) -> "_Ats":
        """Read an ATS; a byte that is left out has the value that the norm gives it."""
        if not raw or raw[0] != len(raw):
            raise nfc.clf.ProtocolError("not an answer to selection")
        form, rest = (raw[1], raw[2:]) if len(raw) > 1 else (0x02, b"")
        given: dict[int, int] = {}
        for bit in (0x10, 0x20, 0x40):
            if form & bit:
                if not rest:
                    raise nfc.clf.ProtocolError("an answer to selection that is cut short")
                given[bit], rest = rest[0], rest[1:]
        return cls(form & 0x0F, given.get(0x10, 0), given.get(0x20, 0x40), given.get(0x40, 2), rest)

    @property
    def in_full(self) -> bytearray:
        """The same with every byte written out, for nfcpy reads fixed places (cards sheet 4)."""
        return bytearray((5, 0x70 | self.fsci, self.ta, self.tb, self.tc))

    @property
    def atr(self) -> bytes:
        """The ATR that a PC/SC reader makes of it (PC/SC part 3, 3.1.3.2.3)."""
        historical = self.historical[:15]
        body = bytes((0x80 | len(historical), 0x80, 0x01)) + historical
        return b"\x3b" + body + bytes((reduce(xor, body),))


class _Activation:
    """The device as nfcpy's tag needs it; keeps the ATS, which nfcpy reads and forgets."""

    def __init__(self, device: nfc.ContactlessFrontend) -> None:
        self._device = device
        self.ats: _Ats | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._device, name)

    def exchange(self, data: bytes, timeout: float) -> bytearray:
        answer: bytearray = self._device.exchange(data, timeout)
        if self.ats is None:
            self.ats = _Ats.read(bytes(answer))
            return self.ats.in_full
        return answer


class NfcChannel:
    """One activated phone; made by :meth:`NfcReaders.connect`."""

    def __init__(self, device: nfc.ContactlessFrontend, target: nfc.clf.RemoteTarget) -> None:
        """Activate ISO 14443-4."""
        activation = _Activation(device)
        with _standard_failures():
            self._tag: Type4ATag | None = Type4ATag(activation, target)
        assert activation.ats is not None, "nfcpy asks for it first"
        self._device = device
        self._atr = activation.ats.atr

    @property
    def atr(self) -> bytes:
        """What a PC/SC reader would say of it."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """Return the answer to one command.

        Raises:
            TimeoutError: the phone is there no more, or says nothing.
            ConnectionError: the link is broken, or the channel closed.
        """
        assert 4 <= len(command) <= SHORT_COMMAND, "nfcpy has no extended command"
        if self._tag is None:
            raise ConnectionAbortedError("the channel is closed")
        with _standard_failures():
            return bytes(self._tag.transceive(bytearray(command)))

    def close(self) -> None:
        """Switch the field off; the phone may leave."""
        if self._tag is None:
            return
        self._tag = None
        with _standard_failures():
            self._device.sense()


class NfcEvents:
    """Implements ``ReaderEvents`` of the readers: a phone that comes, once each."""

    def __init__(self, readers: "NfcReaders") -> None:
        """Look at one device."""
        self._readers = readers
        self._closed = Event()
        self._there = False

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        """Wait for a phone to come or to leave; none when nothing happened in time.

        A look at a UDP link without a phone takes one second: the wait may last so much longer.

        Raises:
            PermissionError: access to the device is refused.
        """
        until = monotonic() + timeout_s
        while not self._closed.is_set():
            try:
                there = self._readers.sees_phone()
            except ConnectionError:
                return self._readers.path, "reader-out"
            if there != self._there:
                self._there = there
                return self._readers.path, "card-in" if there else "card-out"
            left_s = until - monotonic()
            if left_s <= 0 or self._closed.wait(min(PAUSE_S, left_s)):
                return None
        return None

    def close(self) -> None:
        """End the wait, from any thread."""
        self._closed.set()


class NfcReaders:
    """The one device that a path names, as readers are: opened at the first use, kept open."""

    def __init__(self, path: str) -> None:
        """Take the path of the device, such as ``udp:localhost:54321``."""
        assert path, "nfcpy opens nothing at all for an empty path"
        self.path = path
        self._device: nfc.ContactlessFrontend | None = None

    def names(self) -> list[str]:
        """Return the path when the device is there, else nothing.

        Raises:
            PermissionError: another program has the device, or access to it is refused.
        """
        try:
            self._opened()
        except ConnectionError:
            return []
        return [self.path]

    def connect(self, reader_name: str) -> NfcChannel:
        """Activate the phone that is on the device now.

        Raises:
            TimeoutError: it says nothing.
            ConnectionError: no phone, no device of that name.
            PermissionError: access to the device is refused.
        """
        if reader_name != self.path:
            raise ConnectionError("no reader of that name")
        target = self._sensed()
        if target is None:
            raise ConnectionError("no phone on the reader")
        return NfcChannel(self._opened(), target)

    def events(self) -> NfcEvents:
        """Begin to look out for a phone."""
        return NfcEvents(self)

    def sees_phone(self) -> bool:
        """Say whether a phone is on the device.

        Raises:
            ConnectionError: the device is gone.
            PermissionError: access to the device is refused.
        """
        return self._sensed() is not None

    def close(self) -> None:
        """Let the device go; the next use opens it again."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def _opened(self) -> nfc.ContactlessFrontend:
        if self._device is None:
            try:
                with _standard_failures():
                    self._device = nfc.ContactlessFrontend(self.path)
            except ValueError as error:
                raise ConnectionError(f"not a path of a device: {error}") from error
        return self._device

    def _sensed(self) -> nfc.clf.RemoteTarget | None:
        """Return the ISO 14443-4 target of type A in the field; a device that fails is let go."""
        try:
            with _standard_failures():
                target = self._opened().sense(nfc.clf.RemoteTarget(TYPE_A))
        except ConnectionError:
            self.close()
            raise
        if target is None or not target.sel_res or not target.sel_res[0] & ISO_DEP:
            return None
        return target
