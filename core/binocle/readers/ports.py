"""What the core asks of the readers of the shop: bytes in, bytes out.

Law of this file: a failure crosses these ports as one of three standard exceptions, nothing else:
``TimeoutError`` (the card is there and mute), ``ConnectionError`` or one of its subclasses (the
card, the reader or the service is gone), ``PermissionError`` (somebody else holds the card, or
access is refused). ``ConnectionRefusedError`` says that the service is gone or was restarted,
``ConnectionResetError`` that the card was reset or pulled. Source: cards sheet 2.7. An answer of
less than two bytes is PC/SC's empty success: it also means that the card is gone, and
:class:`~binocle.readers.session.CardSession` says so.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .settings import ReaderSettings


class CardChannel(Protocol):
    """One connection to one card; dead for good once the card was pulled."""

    @property
    def atr(self) -> bytes:
        """What the card said when it was powered."""
        ...

    def transmit(self, command: bytes) -> bytes:
        """Return the answer to one command, its two bytes of status last.

        Args:
            command: at least 4 bytes (a shorter one hangs some drivers).

        Raises:
            TimeoutError: no answer in time.
            ConnectionError: the card or its reader is gone, or the card was reset.
            PermissionError: another program holds the card.
        """
        ...

    def close(self) -> None:
        """End the connection; may be called again."""
        ...


@runtime_checkable
class SharedChannel(Protocol):
    """A channel whose card other programs may use between two commands.

    Only a machine's readers have such neighbours; a channel without this method is never shared.
    """

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep the other programs out for the length of a block."""
        ...


@runtime_checkable
class NegotiatedChannel(Protocol):
    """A channel that knows which protocol the reader and the card agreed on.

    Of any other channel, what the card's ATR offers is believed.
    """

    @property
    def t1(self) -> bool:
        """Whether the card is spoken to in T=1, the contactless cards of most readers included."""
        ...


class ReaderEvents(Protocol):
    """What happens to readers and cards, one thing after the other; nothing is lost in between.

    A thing is the exact name of a reader and one of ``card-in``, ``card-out``, ``card-mute``,
    ``reader-in``, ``reader-out``; or an empty name and ``service-out``, ``service-in``. Readers
    and cards that were there before may be told first, as if they came just now.
    """

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        """Wait for the next thing, at most so many seconds.

        Returns:
            ``(reader name, what)``, or none: nothing happened in time, or the events were closed.

        Raises:
            PermissionError: access to the service that drives the readers is refused.
        """
        ...

    def close(self) -> None:
        """End it, from any thread; who waits in :meth:`next` gets none at once."""
        ...


@runtime_checkable
class CardWatch(Protocol):
    """Readers that can say whether a card is in without touching it.

    Asked after a failure only: it tells a card that was pulled from one that another program reset.
    """

    def holds_card(self, reader_name: str) -> bool:
        """Say whether a card is in, after the service had the time to notice a removal.

        Raises:
            ConnectionError: no service, or no reader of that name.
            PermissionError: access to the service is refused.
        """
        ...


class Readers(Protocol):
    """The readers of this workstation."""

    def names(self) -> Sequence[str]:
        """Return the exact names of the readers that are plugged in.

        Raises:
            ConnectionError: the service that drives the readers does not run.
            PermissionError: access to that service is refused.
        """
        ...

    def connect(self, reader_name: str) -> CardChannel:
        """Power the card in a reader, by the exact name of the reader.

        Raises:
            TimeoutError: the card is mute.
            ConnectionError: no card, no reader of that name, or no service.
            PermissionError: another program holds the card.
        """
        ...


class WatchedReaders(Readers, Protocol):
    """Readers that also tell what happens to them."""

    def events(self) -> ReaderEvents:
        """Begin to listen; what happens from now on is told.

        Raises:
            PermissionError: access to the service is refused.
        """
        ...


class SettingsStore(Protocol):
    """Where the shop's settings of its readers are kept."""

    def reader_settings(self) -> "ReaderSettings | None":
        """Return the settings; none when the shop has set nothing yet."""
        ...

    def keep_reader_settings(self, settings: "ReaderSettings") -> None:
        """Keep settings in place of the former ones; they survive a power cut."""
        ...
