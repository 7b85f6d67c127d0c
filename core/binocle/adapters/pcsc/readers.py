"""Readers and connections to cards.

Law of this file: each channel has its own context, so a daemon that was restarted is found again by
the next connection; a connection is shared, so that other programs live. Reader names are taken
exactly as :meth:`PcscReaders.names` gives them; which plugged reader a configured name means after
a new plug order is a rule of the core (:func:`binocle.readers.find_reader`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from time import monotonic

from smartcard import scard

from .events import PcscEvents
from .results import (
    POWERING,
    TIMEOUT,
    context_for,
    establish,
    list_readers,
    number_of,
    require_success,
)

SETTLE_S = 0.6
"""Within this, pcsc-lite has noticed that a card left (0.40 s at most, cards sheet 2.7)."""


class Disposition(Enum):
    """What becomes of the card when the channel is closed."""

    LEAVE = scard.SCARD_LEAVE_CARD
    """The next program finds it as it is, its verified code included."""
    RESET = scard.SCARD_RESET_CARD
    UNPOWER = scard.SCARD_UNPOWER_CARD


class PcscChannel:
    """One connection to one card; made by :meth:`PcscReaders.connect`."""

    def __init__(self, reader_name: str, *, disposition: Disposition) -> None:
        """Connect, shared, in T=0 or T=1."""
        self._disposition = disposition
        self._context: int | None = establish()
        try:
            result, self._card, protocol = scard.SCardConnect(
                self._context,
                reader_name,
                scard.SCARD_SHARE_SHARED,
                scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            )
            require_success(result, POWERING)
        except OSError:
            scard.SCardReleaseContext(self._context)
            raise
        self._t1 = bool(protocol != scard.SCARD_PROTOCOL_T0)
        self._header = scard.SCARD_PCI_T1 if self._t1 else scard.SCARD_PCI_T0
        result, _, _, _, atr = scard.SCardStatus(self._card)
        if result != scard.SCARD_S_SUCCESS:
            self.close()
            require_success(result)
        self._atr = bytes(atr)

    @property
    def atr(self) -> bytes:
        """What the card said when it was powered."""
        return self._atr

    @property
    def t1(self) -> bool:
        """Whether PC/SC agreed on T=1 with the card."""
        return self._t1

    def transmit(self, command: bytes) -> bytes:
        """Return the answer to one command; empty when PC/SC succeeds with nothing.

        Raises:
            OSError: one of the port's exceptions.
        """
        assert len(command) >= 4, "a shorter command hangs some drivers"
        if self._context is None:
            raise ConnectionAbortedError("the channel is closed")
        result, answer = scard.SCardTransmit(self._card, self._header, list(command))
        require_success(result)
        return bytes(byte & 0xFF for byte in answer)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a PC/SC transaction for the length of a block."""
        if self._context is None:
            raise ConnectionAbortedError("the channel is closed")
        require_success(scard.SCardBeginTransaction(self._card))
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
            PermissionError: the service refuses this user.
        """
        with context_for() as context:
            return list_readers(context)

    def holds_card(self, reader_name: str) -> bool:
        """Say whether a card is in, and stays in for :data:`SETTLE_S`; it is not touched.

        Raises:
            OSError: one of the port's exceptions.
        """
        until = monotonic() + SETTLE_S
        state, left_s = int(scard.SCARD_STATE_UNAWARE), 0.0
        with context_for() as context:
            while True:
                result, changed = scard.SCardGetStatusChange(
                    context, int(left_s * 1000), [(reader_name, state)]
                )
                if number_of(result) == TIMEOUT:
                    return True
                require_success(result)
                state = int(changed[0][1]) & ~int(scard.SCARD_STATE_CHANGED)
                left_s = until - monotonic()
                there = bool(state & scard.SCARD_STATE_PRESENT)
                if not there or left_s <= 0:
                    return there

    def events(self) -> PcscEvents:
        """Begin to listen; readers and cards that are there are told first."""
        return PcscEvents()

    def connect(self, reader_name: str) -> PcscChannel:
        """Power the card in the reader of exactly that name.

        Raises:
            OSError: one of the port's exceptions.
        """
        return PcscChannel(reader_name, disposition=self._disposition)
