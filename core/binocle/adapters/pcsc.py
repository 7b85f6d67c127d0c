"""The readers of this machine, through PC/SC (pyscard's ``scard`` functions).

Law of this file: a result code of PC/SC becomes one of the port's exceptions by one table; a code
that the table does not know is a link that is gone, with its number. pyscard's connection classes
are left aside on purpose: they hide the difference between the result codes, reset the card when
they are forgotten, and raise when they are collected after the daemon's end. Source: cards sheet
2.6 and 2.7.

Each channel has its own context, so a daemon that was restarted is found again by the next
connection. Reader names are taken exactly as :meth:`PcscReaders.names` gives them; which plugged
reader a configured name means after a new plug order is a rule of the core
(:func:`binocle.readers.find_reader`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from smartcard import scard

NO_READERS = 0x8010002E

# What PC/SC answers, what crosses the port.
FAILURES: dict[int, tuple[type[OSError], str]] = {
    0x80100003: (ConnectionResetError, "the service was restarted"),
    0x80100009: (ConnectionError, "no reader of that name"),
    0x8010000A: (TimeoutError, "no answer in time"),
    0x8010000B: (PermissionError, "another program holds the card"),
    0x8010000C: (ConnectionError, "no card in the reader"),
    0x80100016: (ConnectionAbortedError, "not transacted: the card was pulled out"),
    0x80100017: (ConnectionAbortedError, "the reader was unplugged"),
    0x8010001D: (ConnectionRefusedError, "the PC/SC service does not run"),
    0x8010001E: (ConnectionRefusedError, "the PC/SC service was stopped"),
    0x80100027: (PermissionError, "access to the service is refused"),
    0x80100066: (TimeoutError, "the card is mute"),
    0x80100067: (ConnectionResetError, "the card was unpowered"),
    0x80100068: (ConnectionResetError, "the card was reset or pulled out"),
    0x80100069: (ConnectionAbortedError, "the card was pulled out"),
    0x8010006A: (PermissionError, "access to the card is refused"),
}


class Disposition(Enum):
    """What becomes of the card when the channel is closed."""

    LEAVE = scard.SCARD_LEAVE_CARD
    """The next program finds it as it is, its verified code included."""
    RESET = scard.SCARD_RESET_CARD
    UNPOWER = scard.SCARD_UNPOWER_CARD


def _require_success(result: int) -> None:
    if result == scard.SCARD_S_SUCCESS:
        return
    number = result & 0xFFFFFFFF  # pyscard gives a signed number on some machines
    kind, meaning = FAILURES.get(number, (ConnectionError, "PC/SC failure"))
    raise kind(f"{meaning} ({number:08X})")


def _context() -> int:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _require_success(result)
    return int(context)


class PcscChannel:
    """One connection to one card; made by :meth:`PcscReaders.connect`."""

    def __init__(self, reader_name: str, *, disposition: Disposition) -> None:
        """Connect, shared, in T=0 or T=1."""
        self._disposition = disposition
        self._context: int | None = _context()
        try:
            result, self._card, protocol = scard.SCardConnect(
                self._context,
                reader_name,
                scard.SCARD_SHARE_SHARED,
                scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            )
            _require_success(result)
        except OSError:
            scard.SCardReleaseContext(self._context)
            raise
        is_t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._header = scard.SCARD_PCI_T0 if is_t0 else scard.SCARD_PCI_T1
        result, _, _, _, atr = scard.SCardStatus(self._card)
        if result != scard.SCARD_S_SUCCESS:
            self.close()
            _require_success(result)
        self._atr = bytes(atr)

    @property
    def atr(self) -> bytes:
        """What the card said when it was powered."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """Return the answer to one command; empty when PC/SC succeeds with nothing.

        Raises:
            OSError: one of the port's exceptions (:data:`FAILURES`).
        """
        assert len(command) >= 4, "a shorter command hangs some drivers"
        if self._context is None:
            raise ConnectionAbortedError("the channel is closed")
        result, answer = scard.SCardTransmit(self._card, self._header, list(command))
        _require_success(result)
        return bytes(byte & 0xFF for byte in answer)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a PC/SC transaction for the length of a block."""
        if self._context is None:
            raise ConnectionAbortedError("the channel is closed")
        _require_success(scard.SCardBeginTransaction(self._card))
        try:
            yield
        finally:
            # Its result is not looked at: a card that is gone holds no transaction any more.
            scard.SCardEndTransaction(self._card, scard.SCARD_LEAVE_CARD)

    def close(self) -> None:
        """Let the card and the context go; nothing is left to do when they are already gone."""
        if self._context is None:
            return
        scard.SCardDisconnect(self._card, self._disposition.value)
        scard.SCardReleaseContext(self._context)
        self._context = None


class PcscReaders:
    """The readers that the PC/SC service of this machine knows."""

    def __init__(self, *, disposition: Disposition = Disposition.LEAVE) -> None:
        """Choose what becomes of a card when its channel is closed."""
        self._disposition = disposition

    def names(self) -> list[str]:
        """Return the exact names; none when nothing is plugged in.

        Raises:
            ConnectionRefusedError: the service does not run.
        """
        context = _context()
        try:
            result, names = scard.SCardListReaders(context, [])
            if result & 0xFFFFFFFF == NO_READERS:
                return []
            _require_success(result)
            return list(names)
        finally:
            scard.SCardReleaseContext(context)

    def connect(self, reader_name: str) -> PcscChannel:
        """Power the card in the reader of exactly that name.

        Raises:
            OSError: one of the port's exceptions (:data:`FAILURES`).
        """
        return PcscChannel(reader_name, disposition=self._disposition)
