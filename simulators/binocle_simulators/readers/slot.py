"""One slot of a reader: the only door to the card in it.

Law of this file: every exchange, at every depth, goes through :meth:`Slot.exchange`, which takes
virtual time and writes the journal. No code of a card reaches the journal. What the reader cannot
carry it answers itself, 6700 (assumed: a real driver fails, which vpcd cannot show without losing
the card). Failures are :class:`ConnectionError` and its kin, and
:class:`TimeoutError` for a mute card; nothing else.
Source: cards sheet 2.1 (what a reader carries), 2.5 (pseudo-commands), 2.7 (life cycle).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from binocle_simulators.world import World

from .catalogue import SlotModel
from .contactless import UID_SIZE, ContactlessCard, pseudo_command, seen_by_reader

CODE_INSTRUCTIONS = frozenset((0x20, 0x24, 0x2C))
"""VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER: their data are codes."""

WRONG_LENGTH = b"\x67\x00"
_GET_RESPONSE = 0xC0
_UNLIMITED = 1 << 24


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


@dataclass(frozen=True)
class SlotTraits:
    """How the reader behaves in one slot.

    Attributes:
        model: what the slot is in the catalogue; nothing: it carries everything.
        refusal: what a slot with contacts answers to class FF.
        delay_ms: how much later than the card it may answer, drawn at each exchange.
        resolves: it follows 61xx and 6Cxx itself, as some readers at APDU level do.
        atr_form: one of :data:`~binocle_simulators.readers.contactless.ATR_FORMS`.
    """

    model: SlotModel | None = None
    refusal: bytes = b"\x6e\x00"
    delay_ms: int = 0
    resolves: bool = False
    atr_form: str = "part3"


class Slot:
    """A place for one card.

    Attributes:
        id: ``reader:role``, or the role alone for a slot without a reader.
        name: what PC/SC calls it.
        role: ``cps``, ``vitale`` or ``contactless``.
        card: what the reader sees in it, or nothing.
        mute: the card in it gives no answer to reset: broken, or put in upside down.
        reversed: it is mute because it is upside down.
        disabled: the reader does not look at it; a card in it is as if absent.
        insertion: changes each time a card comes or goes; a connection of before is dead.
        resets: changes each time the card is reset behind the back of its connections.
        tell: called with the slot and ``card-in``, ``card-out`` or ``card-mute``.
    """

    def __init__(
        self,
        name: str,
        role: str,
        *,
        world: World,
        id: str = "",
        hop: str = "",
        traits: SlotTraits = SlotTraits(),
    ) -> None:
        """Make an empty slot.

        Args:
            name: of PC/SC.
            role: what it is for.
            world: whose time, faults and journal it uses.
            id: its address on a bench.
            hop: its name in the journal; after its role when absent.
            traits: how its reader behaves.
        """
        self.id = id or role
        self.name = name
        self.role = role
        self.world = world
        self.traits = traits
        self.card: Card | None = None
        self.mute = self.reversed = self.disabled = False
        self.insertion = 0
        self.resets = 0
        self.tell: Callable[[Slot, str], None] = _tell_nobody
        self._hidden: Card | None = None
        self._hop = hop or f"apdu:{role}"
        self._atr = self._uid = b""
        self._historical: bytes | None = None
        self._longest = _UNLIMITED
        self._short_only = False

    @property
    def held(self) -> Card | None:
        """The card that lies in the slot, seen by the reader or not."""
        return self._hidden or self.card

    # -- the hand at the counter --------------------------------------------------------------

    def insert(self, card: Card, *, mute: bool = False, upside_down: bool = False) -> None:
        """Put a card in; one that was there comes out.

        Args:
            card: the card.
            mute: it will not answer to reset.
            upside_down: likewise, because it is put in the wrong way round.
        """
        world = self.world
        with world.lock:
            self.remove()
            struck = world.faults.strike(self.role, "insertion")
            self.mute, self.reversed = mute or upside_down or struck == "mute", upside_down
            if self.disabled:
                self._hidden = card
                world.record(self._hop, "=", "card in, slot disabled")
            else:
                self._admit(card)

    def _admit(self, card: Card) -> None:
        """Let the reader see a card."""
        card.power_on()
        self.card = card
        self.insertion += 1
        drawn = b"\x08" + self.world.stream(f"uid:{self.role}").randbytes(UID_SIZE - 1)
        self._atr, self._uid, self._historical = card.atr, drawn, None
        if self.role == "contactless":
            if isinstance(card, ContactlessCard):
                self._uid = card.uid
            form = self.traits.atr_form
            self._atr, self._historical = seen_by_reader(card, card.atr, form)
        self._limit()
        self.world.record(self._hop, "=", "card in")
        self.tell(self, "card-mute" if self.mute else "card-in")

    def _limit(self) -> None:
        """Set what the reader carries to this card: T=1 goes in blocks, which the driver cuts."""
        model = self.traits.model
        if model is None:
            return
        whole = model.level != "tpdu" or not _offers_t1(self._atr)
        self._longest = model.max_command if whole else _UNLIMITED
        self._short_only = whole and model.level != "extended-apdu"

    def remove(self) -> None:
        """Take the card out, if there is one."""
        with self.world.lock:
            seen, hidden = self.card, self._hidden
            if seen is None and hidden is None:
                return
            self.card = self._hidden = None
            self.mute = self.reversed = False
            self.world.record(self._hop, "=", "card out")
            if seen is not None:
                self.insertion += 1
                self.tell(self, "card-out")

    # -- the reader ---------------------------------------------------------------------------

    def disable(self) -> None:
        """Stop looking at the slot: a card in it is as if it left."""
        with self.world.lock:
            self.disabled = True
            if self.card is not None:
                self._hidden, self.card = self.card, None
                self.insertion += 1
                self.world.record(self._hop, "=", "slot disabled")
                self.tell(self, "card-out")

    def enable(self) -> None:
        """Look at the slot again: a card in it is as if it came."""
        with self.world.lock:
            self.disabled = False
            card, self._hidden = self._hidden, None
            if card is not None:
                self._admit(card)

    def answer_to_reset(self) -> bytes:
        """Return the ATR of the card.

        Raises:
            ConnectionRefusedError: no card.
            TimeoutError: a card that stays mute.
        """
        if self.card is None:
            raise ConnectionRefusedError(f"no card in {self.name}")
        if self.mute:
            raise TimeoutError(f"the card in {self.name} does not answer to reset")
        return self._atr

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
            if self.traits.delay_ms:
                late = world.stream("latency:reader").randint(0, self.traits.delay_ms)
                world.advance(timedelta(milliseconds=late))
            card = self.card
            if card is None or self.mute or self.insertion != insertion:
                raise ConnectionAbortedError(f"the card left {self.name}")
            record = world.journal.record
            record(world.now(), self._hop, ">", masked(command))
            if command[:1] == b"\xff":
                answer = self._pseudo(command)
            elif len(command) > 5 and self._is_too_much(command):
                answer = WRONG_LENGTH
            else:
                answer = card.exchange(command)
                if self.traits.resolves:
                    answer = _resolved(card, command, answer)
            assert len(answer) >= 2, (masked(command).hex(), answer)
            record(world.now(), self._hop, "<", answer)
            return answer

    def _is_too_much(self, command: bytes) -> bool:
        """Say whether the reader cannot carry a command; in extended form, its fifth byte is 0."""
        return len(command) > self._longest or (self._short_only and command[4] == 0)

    def _pseudo(self, command: bytes) -> bytes:
        """Answer a command of class FF: the reader does, never the card, and only contactless."""
        if self.role != "contactless":
            return self.traits.refusal
        return pseudo_command(command, uid=self._uid, historical=self._historical)


def masked(command: bytes) -> bytes:
    """Return the command as the journal may hold it: the data of a code command are all ``ff``."""
    if len(command) > 5 and command[1] in CODE_INSTRUCTIONS:
        return command[:5] + b"\xff" * (len(command) - 5)
    return command


def _resolved(card: Card, command: bytes, answer: bytes) -> bytes:
    """Follow 6Cxx and 61xx until all the data are there, as a reader at APDU level does."""
    if len(answer) == 2 and answer[0] == 0x6C:
        head = command if len(command) == 4 else command[:-1]
        answer = card.exchange(head + answer[1:])
    while answer[-2] == 0x61:
        more = card.exchange(bytes((command[0] & ~0x10, _GET_RESPONSE, 0, 0, answer[-1])))
        if len(more) == 2:  # the card went back on its word
            return more
        answer = answer[:-2] + more
    return answer


def _offers_t1(atr: bytes) -> bool:
    """Say whether an ATR offers T=1 (ISO 7816-3: the low half of each TDi).

    PC/SC speaks T=1 to a card that offers both, and its driver cuts long commands into blocks.
    """
    place, announced = 1, atr[1] >> 4 if len(atr) > 1 else 0
    while announced & 0x08:
        place += announced.bit_count()
        if place >= len(atr):
            return False
        if atr[place] & 0x0F == 1:
            return True
        announced = atr[place] >> 4
    return False


def _tell_nobody(slot: Slot, what: str) -> None:
    """Nobody listens yet."""
