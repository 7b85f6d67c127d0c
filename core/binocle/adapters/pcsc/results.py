"""What PC/SC answers, and what crosses the port.

Law of this file: a result code becomes one of the port's exceptions by one table; a code that the
table does not know is a link that is gone, with its number. Source: cards sheet 2.6 and 2.7.

pcsc-lite gives the same code when its service does not run and when its socket refuses this user;
the socket itself tells the two apart.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from smartcard import scard

SUCCESS = 0
CANCELLED = 0x80100002
UNKNOWN_READER = 0x80100009
TIMEOUT = 0x8010000A
NO_SERVICE = 0x8010001D
NO_READERS = 0x8010002E

Failures = Mapping[int, tuple[type[OSError], str]]

FAILURES: Failures = {
    CANCELLED: (ConnectionAbortedError, "cancelled"),
    0x80100003: (ConnectionRefusedError, "the service was restarted"),
    UNKNOWN_READER: (ConnectionError, "no reader of that name"),
    TIMEOUT: (TimeoutError, "no answer in time"),
    0x8010000B: (PermissionError, "another program holds the card"),
    0x8010000C: (ConnectionError, "no card in the reader"),
    0x80100013: (ConnectionError, "the exchange with the reader failed"),
    0x80100016: (ConnectionAbortedError, "not transacted: the card was pulled out"),
    0x80100017: (ConnectionAbortedError, "the reader was unplugged"),
    NO_SERVICE: (ConnectionRefusedError, "the PC/SC service does not run"),
    0x8010001E: (ConnectionRefusedError, "the PC/SC service was stopped"),
    0x80100027: (PermissionError, "access to the service is refused"),
    0x8010002F: (ConnectionError, "data were lost between reader and service"),
    0x80100066: (TimeoutError, "the card is mute"),
    0x80100067: (ConnectionResetError, "the card was unpowered"),
    0x80100068: (ConnectionResetError, "the card was reset or pulled out"),
    0x80100069: (ConnectionAbortedError, "the card was pulled out"),
    0x8010006A: (PermissionError, "access to the card is refused"),
}

POWERING: Failures = {
    **FAILURES,
    0x8010000F: (TimeoutError, "the card offers no protocol of ours"),
    0x80100065: (TimeoutError, "the card's answer to reset is not understood"),
    0x80100067: (TimeoutError, "the card does not take power: mute"),
}
"""The same when a card is being powered: what cannot be powered is mute (measured on pcsc-lite)."""

SOCKET = "/run/pcscd/pcscd.comm"
"""Where pcsc-lite listens unless ``PCSCLITE_CSOCK_NAME``, its own variable, says otherwise."""


def number_of(result: int) -> int:
    """Return a result code as the norm prints it; pyscard gives it signed on some machines."""
    return result & 0xFFFFFFFF


def require_success(result: int, failures: Failures = FAILURES) -> None:
    """Raise what a result code means.

    Raises:
        OSError: one of the port's exceptions.
    """
    if result == SUCCESS:
        return
    number = number_of(result)
    kind, meaning = failures.get(number, (ConnectionError, "PC/SC failure"))
    if number == NO_SERVICE and _socket_is_closed_to_us():
        kind, meaning = PermissionError, "the socket of the PC/SC service refuses this user"
    raise kind(f"{meaning} ({number:08X})")


def _socket_is_closed_to_us() -> bool:
    socket = Path(os.environ.get("PCSCLITE_CSOCK_NAME", SOCKET))
    try:
        there = socket.exists()
    except PermissionError:
        return True
    return there and not os.access(socket, os.R_OK | os.W_OK)


def establish() -> int:
    """Open a context; its holder releases it.

    Raises:
        ConnectionRefusedError: the service does not run.
        PermissionError: it refuses this user.
    """
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    require_success(result)
    return int(context)


@contextmanager
def context_for() -> Iterator[int]:
    """Hold a context for the length of a block.

    Raises:
        OSError: as :func:`establish`.
    """
    context = establish()
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def list_readers(context: int) -> list[str]:
    """Return the exact names; none when nothing is plugged in.

    Raises:
        OSError: one of the port's exceptions.
    """
    result, names = scard.SCardListReaders(context, [])
    if number_of(result) == NO_READERS:
        return []
    require_success(result)
    return list(names)
