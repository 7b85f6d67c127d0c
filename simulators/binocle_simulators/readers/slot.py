"""One slot of a reader: the only door to the card in it.

Law of this file: every exchange, at every depth, goes through :meth:`Slot.exchange`, which takes
virtual time and writes the journal. No code of a card reaches the journal. Failures are
:class:`ConnectionError` and its kin, nothing else.
Source: cards sheet 2.5 (contactless pseudo-commands), 2.7 (life cycle).
"""

from typing import Protocol

from binocle_simulators.world import World

CODE_INSTRUCTIONS = frozenset((0x20, 0x24, 0x2C))
"""VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER: their data are codes."""

PSEUDO_CLASS = 0xFF
UID_SIZE = 4


class Card(Protocol):
    """What a slot takes."""

    atr: bytes

    def power_on(self) -> None:
        """Start from cold; whatever was verified is lost."""
        ...

    def reset(self) -> None:
        """Start again while powered; whatever was verified is lost."""
        ...

    def exchange(self, command: bytes) -> bytes:
        """Return data and status word, two bytes at least."""
        ...


class Slot:
    """A place for one card.

    Attributes:
        name: what PC/SC calls it.
        role: ``cps``, ``vitale`` or ``contactless``.
        card: what is in it, or nothing.
        mute: the card in it gives no answer to reset: broken, or put in upside down.
        insertion: changes each time a card comes or goes; a connection of before is dead.
        resets: changes each time the card is reset behind the back of its connections.
    """

    def __init__(self, name: str, role: str, *, world: World) -> None:
        """Make an empty slot."""
        self.name = name
        self.role = role
        self.world = world
        self.card: Card | None = None
        self.mute = False
        self.insertion = 0
        self.resets = 0
        self._hop = f"apdu:{role}"
        self._uid = b""

    @property
    def id(self) -> str:
        """What the bench calls the slot."""
        return self.role

    # -- the hand at the counter --------------------------------------------------------------

    def insert(self, card: Card, *, mute: bool = False) -> None:
        """Put a card in; one that was there comes out.

        Args:
            card: the card.
            mute: it will not answer to reset.
        """
        with self.world.lock:
            if self.card is not None:
                self.remove()
            self.card, self.mute = card, mute
            self.insertion += 1
            self._uid = b"\x08" + self.world.stream(f"uid:{self.role}").randbytes(UID_SIZE - 1)
            card.power_on()
            self.world.record(self._hop, "=", "card in")

    def remove(self) -> None:
        """Take the card out, if there is one."""
        with self.world.lock:
            if self.card is None:
                return
            self.card, self.mute = None, False
            self.insertion += 1
            self.world.record(self._hop, "=", "card out")

    # -- the reader ---------------------------------------------------------------------------

    def answer_to_reset(self) -> bytes:
        """Return the ATR of the card.

        Raises:
            ConnectionRefusedError: no card.
            ConnectionResetError: a card that stays mute.
        """
        if self.card is None:
            raise ConnectionRefusedError(f"no card in {self.name}")
        if self.mute:
            raise ConnectionResetError(f"the card in {self.name} does not answer to reset")
        return self.card.atr

    def reset(self) -> None:
        """Reset the card: another program did, or left with UNPOWER; verified codes are lost."""
        with self.world.lock:
            if self.card is not None:
                self.card.reset()
                self.resets += 1
                self.world.record(self._hop, "=", "card reset")

    def cut(self) -> None:
        """Lose power, as when the reader is unplugged: the card stays in, its connections die."""
        with self.world.lock:
            self.reset()
            self.insertion += 1

    def exchange(self, command: bytes) -> bytes:
        """Send one command to the card and return its answer, both written in the journal.

        Args:
            command: as the application gave it; one byte at least.

        Returns:
            Data, then two bytes of status word.

        Raises:
            ConnectionAbortedError: no card, or it left or changed before the command reached it.
        """
        world = self.world
        with world.lock:
            insertion = self.insertion
            world.take_time("apdu")
            card = self.card
            if card is None or self.mute or self.insertion != insertion:
                raise ConnectionAbortedError(f"the card left {self.name}")
            world.record(self._hop, ">", masked(command))
            answer = self._pseudo(command) if _is_pseudo(command) else card.exchange(command)
            assert len(answer) >= 2, (command.hex(), answer)
            world.record(self._hop, "<", answer)
            return answer

    def _pseudo(self, command: bytes) -> bytes:
        """Answer a command of class FF: the reader does, never the card, and only contactless."""
        if self.role != "contactless":
            return b"\x6e\x00"
        data = self._pseudo_data(command[1:4])
        if data is None:
            return b"\x6a\x81"
        le = command[4] if len(command) > 4 else 0
        if le not in (0, len(data)):
            return bytes((0x6C, len(data)))
        return data + b"\x90\x00"

    def _pseudo_data(self, what: bytes) -> bytes | None:
        """Return the UID or, for a card of ISO 14443-4, its historical bytes; else nothing."""
        assert self.card is not None, "asked by exchange only"
        return {
            b"\xca\x00\x00": self._uid,
            b"\xca\x01\x00": self.card.atr[4:-1] if self.card.atr[2:4] == b"\x80\x01" else None,
        }.get(what)


def masked(command: bytes) -> bytes:
    """Return the command as the journal may hold it: the data of a code command are all ``ff``."""
    if len(command) > 5 and command[1] in CODE_INSTRUCTIONS:
        return command[:5] + b"\xff" * (len(command) - 5)
    return command


def _is_pseudo(command: bytes) -> bool:
    return command[:1] == b"\xff"
