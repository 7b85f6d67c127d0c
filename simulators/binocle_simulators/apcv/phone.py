"""A person's phone with the appli carte Vitale: what its user does, and the card that it plays.

Law of this file: nothing is shown before the app is open and its user known; each showing is a new
payload of the service, and so is each reading by NFC. The code or face that opens the app never
comes here: a gesture says that the user was recognised.
Source: PROTOCOLS section 8, all assumed; ISO 7816-4 for the commands.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Protocol

from binocle_simulators.people import Person
from binocle_simulators.world import World

AID = bytes.fromhex("F042494E4F434C4501")
ATR = bytes.fromhex("3B80800101")
ATS = bytes.fromhex("0578807102")
UID_SIZE = 4

_LABEL = b"APCV SIMULATEUR"
_FCI = b"\x50" + bytes((len(_LABEL),)) + _LABEL + b"\x80\x01\x01"
_NAMED = b"\x84" + bytes((len(AID),)) + AID + b"\xa5" + bytes((len(_FCI),)) + _FCI
TEMPLATE = b"\x6f" + bytes((len(_NAMED),)) + _NAMED
"""What SELECT gives: `6F` { `84` AID, `A5` { `50` label, `80` version } }."""

DONE = b"\x90\x00"
WRONG_LENGTH = b"\x67\x00"
CONDITIONS_NOT_MET = b"\x69\x85"
NOT_FOUND = b"\x6a\x82"
BAD_P1_P2 = b"\x6a\x86"
OBJECT_NOT_FOUND = b"\x6a\x88"
UNKNOWN_INSTRUCTION = b"\x6d\x00"
UNKNOWN_CLASS = b"\x6e\x00"


class AppState(Enum):
    """Where the app is."""

    CLOSED = "fermée"
    OPEN = "ouverte"
    IDENTIFIED = "utilisateur reconnu"
    SHOWING = "présentation affichée"


class Gesture(Enum):
    """What the user does."""

    OPEN = "ouvrir"
    IDENTIFY = "s'identifier"
    SHOW = "présenter"
    CLOSE = "fermer"


MOVES: Mapping[tuple[AppState, Gesture], AppState] = {
    (AppState.CLOSED, Gesture.OPEN): AppState.OPEN,
    (AppState.OPEN, Gesture.OPEN): AppState.OPEN,
    (AppState.IDENTIFIED, Gesture.OPEN): AppState.IDENTIFIED,
    (AppState.SHOWING, Gesture.OPEN): AppState.SHOWING,
    (AppState.OPEN, Gesture.IDENTIFY): AppState.IDENTIFIED,
    (AppState.IDENTIFIED, Gesture.IDENTIFY): AppState.IDENTIFIED,
    (AppState.SHOWING, Gesture.IDENTIFY): AppState.SHOWING,
    (AppState.IDENTIFIED, Gesture.SHOW): AppState.SHOWING,
    (AppState.SHOWING, Gesture.SHOW): AppState.SHOWING,
    **{(state, Gesture.CLOSE): AppState.CLOSED for state in AppState},
}
"""Every gesture that the app takes; another is refused."""


class NotIdentified(Exception):
    """A gesture that the app does not take now: it is closed, or its user is not known to it."""


class PayloadMaker(Protocol):
    """The part of the service that a phone talks to."""

    def make_payload(self, person: Person) -> tuple[str, datetime]:
        """Return a new payload for a person's phone, and its last instant."""
        ...


class ApcvPhone:
    """One phone; to a contactless slot it is a card (``atr``, ``power_on``, ``exchange``).

    Attributes:
        person: whose app it is.
        state: where the app is.
        atr: what a PC/SC reader shows.
        ats: its answer to RATS.
        uid: 4 bytes, the first 08, another at each presentation.
    """

    def __init__(self, person: Person, *, world: World, service: PayloadMaker) -> None:
        """Make a phone in a pocket, the app closed.

        Args:
            person: whose app it is.
            world: clock and chance.
            service: makes the payloads.
        """
        self.person = person
        self.world = world
        self.state = AppState.CLOSED
        self.atr = ATR
        self.ats = ATS
        self.uid = b""
        self._service = service
        self._shown: tuple[str, datetime] | None = None
        self._selected = False
        self.power_on()

    # -- the user -----------------------------------------------------------------------------

    def open(self) -> None:
        """Open the app; one that is open stays as it is."""
        self._move(Gesture.OPEN)

    def identify(self) -> None:
        """Be recognised by the app.

        Raises:
            NotIdentified: the app is closed.
        """
        self._move(Gesture.IDENTIFY)

    def show(self) -> str:
        """Show a new payload and return it.

        Raises:
            NotIdentified: the app is closed, or its user is not recognised.
        """
        with self.world.lock:
            self._move(Gesture.SHOW)
            self._shown = self._service.make_payload(self.person)
            return self._shown[0]

    def close(self) -> None:
        """Close the app; its user is no longer recognised and nothing is shown."""
        self._move(Gesture.CLOSE)
        self._shown = None

    @property
    def shown(self) -> str | None:
        """The payload on the screen; nothing once it is too old, the app takes it away."""
        if self._shown is None or self.world.now() > self._shown[1]:
            return None
        return self._shown[0]

    @property
    def until(self) -> datetime | None:
        """Last instant of what is on the screen."""
        return self._shown[1] if self._shown and self.shown else None

    def _move(self, gesture: Gesture) -> None:
        with self.world.lock:
            to = MOVES.get((self.state, gesture))
            if to is None:
                raise NotIdentified(f"{gesture.value}: {self.state.value}")
            self.state = to
            self.world.record("phone", "=", gesture.value)

    # -- the card -----------------------------------------------------------------------------

    def power_on(self) -> None:
        """Come into the field: a new UID, nothing selected."""
        self.uid = b"\x08" + self.world.stream("apcv:uid").randbytes(UID_SIZE - 1)
        self._selected = False

    def reset(self) -> None:
        """Be selected again in the field: nothing selected, the same UID."""
        self._selected = False

    def exchange(self, command: bytes) -> bytes:
        """Return data and status word, two bytes at least."""
        with self.world.lock:
            if len(command) < 4:
                return WRONG_LENGTH
            if command[0] not in (0x00, 0x80):
                return UNKNOWN_CLASS
            if command[:2] == b"\x00\xa4":
                return self._select(command)
            if command[:2] == b"\x80\xca":
                return self._get_data(command)
            return UNKNOWN_INSTRUCTION

    def _select(self, command: bytes) -> bytes:
        if command[2:4] != b"\x04\x00":
            return BAD_P1_P2
        size = command[4] if len(command) > 4 else 0
        name, rest = command[5 : 5 + size], command[5 + size :]
        if not 5 <= size <= 16 or len(name) != size or len(rest) > 1:
            return WRONG_LENGTH
        if name != AID:
            return NOT_FOUND
        self._selected = True
        return _cut(TEMPLATE, rest)

    def _get_data(self, command: bytes) -> bytes:
        if len(command) > 5:
            return WRONG_LENGTH
        if command[2:4] != b"\x01\x00":
            return OBJECT_NOT_FOUND
        if not self._selected or self.state not in (AppState.IDENTIFIED, AppState.SHOWING):
            return CONDITIONS_NOT_MET
        text, _ = self._service.make_payload(self.person)
        return _cut(text.encode("ascii"), command[4:])


def _cut(data: bytes, le: bytes) -> bytes:
    """Return data and 9000, or 6Cxx when fewer bytes were asked for than there are."""
    if le and 0 < le[0] < len(data):
        return bytes((0x6C, len(data)))
    return data + DONE
