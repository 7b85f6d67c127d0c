"""A contactless card of ISO 14443 type A, frame by frame: the card's side of ISO-DEP.

Law of this file: what the norm does not let a card understand, it answers by silence; a card never
repairs an error, the reader does. Checksums of frames are the link's. NAD is not supported, CID is
when the ATS says so. The rules named R and D are those of ISO 14443-4, 7.5.4.
Source: ISO 14443-3 (states, anticollision), ISO 14443-4 (RATS, PPS, blocks).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor
from typing import Protocol

SIZES = (16, 24, 32, 40, 48, 64, 96, 128, 256)
"""FSD and FSC by their code; greater codes are read as 8."""
CHECKSUM = 2
"""Bytes of a frame's CRC, which count in its size though the link leaves them out."""
LONGEST_CHAIN = 4096
"""Bytes of the longest command that is taken in pieces (ours); a short APDU has 261."""

REQA, WUPA, HLTA = b"\x26", b"\x52", b"\x50\x00"
ANTICOLLISION, SELECT = b"\x93\x20", b"\x93\x70"
ATQA = b"\x04\x00"
"""One UID of 4 bytes, bit-frame anticollision."""
SAK = b"\x20"
"""UID whole, ISO 14443-4 spoken."""
CASCADE = 0x88
RATS = 0xE0
DESELECT, WTX = 0xC2, 0xF2
CID_FOLLOWS = 0x08


class State(Enum):
    """Where a card is (ISO 14443-3, 6.3, and the protocol of part 4)."""

    IDLE = "idle"
    READY = "ready"
    ACTIVE = "active"
    PROTOCOL = "protocol"
    HALT = "halt"


class ContactlessCard(Protocol):
    """What a target plays."""

    @property
    def uid(self) -> bytes:
        """4 bytes, another at each presentation."""
        ...

    @property
    def ats(self) -> bytes:
        """The answer to RATS, its length byte first."""
        ...

    def power_on(self) -> None:
        """Come into the field."""
        ...

    def reset(self) -> None:
        """Be selected anew."""
        ...

    def exchange(self, command: bytes) -> bytes:
        """Return data and status word."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """One block of ISO-DEP.

    Attributes:
        kind: ``I``, ``ACK``, ``NAK``, ``DESELECT`` or ``WTX``.
        number: the block number; 0 for the two last.
        cid: the card that is spoken to, when the block names one.
        chained: an I-block that another follows.
    """

    kind: str
    number: int = 0
    cid: int | None = None
    chained: bool = False
    content: bytes = b""


_PCB: Mapping[str, tuple[int, int]] = {
    "I": (0xE2, 0x02),
    "ACK": (0xF6, 0xA2),
    "NAK": (0xF6, 0xB2),
    "DESELECT": (0xF7, 0xC2),
    "WTX": (0xF7, 0xF2),
}
"""The bits of the first byte that say the kind, and what they are."""
_NAD_FOLLOWS, _CHAINED, _NUMBER = 0x04, 0x10, 0x01


def read_block(frame: bytes) -> Block | None:
    """Return the block that a frame is, or nothing when the norm knows no such block."""
    if not frame:
        return None
    pcb, rest = frame[0], frame[1:]
    kind = next((k for k, (mask, bits) in _PCB.items() if pcb & mask == bits), None)
    if kind is None or (kind == "I" and pcb & _NAD_FOLLOWS):
        return None
    cid = None
    if pcb & CID_FOLLOWS:
        if not rest or rest[0] & 0x30 or rest[0] & 0x0F == 0x0F:
            return None
        cid, rest = rest[0] & 0x0F, rest[1:]
    if not _holds(kind, rest):
        return None
    return Block(kind, pcb & _NUMBER, cid, kind == "I" and bool(pcb & _CHAINED), rest)


def _holds(kind: str, content: bytes) -> bool:
    """Tell whether a block of that kind may hold that content."""
    if kind == "I":
        return True
    if kind == "WTX":
        return len(content) == 1 and 1 <= content[0] & 0x3F <= 59
    return not content


def write_block(block: Block) -> bytes:
    """Return the frame of a block, without its checksum."""
    pcb = _PCB[block.kind][1] | (block.number if block.kind in ("I", "ACK", "NAK") else 0)
    pcb |= _CHAINED if block.chained else 0
    if block.cid is None:
        return bytes((pcb,)) + block.content
    return bytes((pcb | CID_FOLLOWS, block.cid)) + block.content


class IsoDepTarget:
    """A card in the field of a reader; give it each frame and send what it returns.

    Attributes:
        state: where it is.
        extensions: how many times it asks for more time before its next answer; counts down.
        multiplier: what it asks for each time, 1 to 59.
    """

    def __init__(self, card: ContactlessCard) -> None:
        """Bring a card into the field."""
        self.card = card
        self.state = State.IDLE
        self.extensions = 0
        self.multiplier = 1
        self._halted = False
        self._handlers: Mapping[State, Callable[[bytes], bytes | None]] = {
            State.IDLE: self._idle,
            State.HALT: self._halt,
            State.READY: self._ready,
            State.ACTIVE: self._active,
            State.PROTOCOL: self._protocol,
        }
        self.field_on()

    def field_on(self) -> None:
        """Start from nothing: the field went off and came back; the UID is another."""
        self.card.power_on()
        self.state, self._halted = State.IDLE, False

    def receive(self, frame: bytes) -> bytes | None:
        """Return the answer to one frame, or nothing: silence.

        Args:
            frame: without its checksum.
        """
        return self._handlers[self.state](frame)

    # -- part 3: being found ------------------------------------------------------------------

    def _idle(self, frame: bytes) -> bytes | None:
        return self._wake() if frame in (REQA, WUPA) else None

    def _halt(self, frame: bytes) -> bytes | None:
        return self._wake() if frame == WUPA else None

    def _wake(self) -> bytes:
        self.state = State.READY
        return ATQA

    def _sleep(self) -> None:
        """Go back to where it woke from, without a word."""
        self.state = State.HALT if self._halted else State.IDLE

    def _ready(self, frame: bytes) -> bytes | None:
        uid = self.card.uid
        assert len(uid) == 4, uid.hex()
        assert uid[0] != CASCADE, "the first byte would announce a longer UID"
        named = uid + bytes((reduce(xor, uid),))
        if frame == ANTICOLLISION:
            return named
        if frame == SELECT + named:
            self.state = State.ACTIVE
            return SAK
        self._sleep()
        return None

    def _active(self, frame: bytes) -> bytes | None:
        if len(frame) == 2 and frame[0] == RATS and frame[1] & 0x0F != 0x0F:
            return self._activate(frame[1])
        if frame == HLTA:
            self._halted = True
        self._sleep()
        return None

    # -- part 4: activation -------------------------------------------------------------------

    def _activate(self, parameter: int) -> bytes:
        ats = self.card.ats
        assert ats[0] == len(ats), ats.hex()
        self.card.reset()
        self._fsd = SIZES[min(parameter >> 4, 8)]
        self._cid = parameter & 0x0F
        self._fsc, self._takes_cid = _announced(ats)
        self._number = 1  # rule C
        self._may_pps = True
        self._command = b""
        self._pieces: list[bytes] = []
        self._waiting: bytes | None = None
        self._last: Block | None = None
        self.state = State.PROTOCOL
        return ats

    def _protocol(self, frame: bytes) -> bytes | None:
        first, self._may_pps = self._may_pps, False
        if first and frame[:1] == bytes((0xD0 | self._cid,)):
            return frame[:1] if frame[1:] in (b"\x01", b"\x11\x00") else None
        if len(frame) + CHECKSUM > self._fsc:
            return None
        block = read_block(frame)
        if block is None or not self._is_for_us(block):
            return None
        answer = {
            "I": self._information,
            "ACK": self._acknowledged,
            "NAK": self._not_acknowledged,
            "DESELECT": self._deselect,
            "WTX": self._more_time,
        }[block.kind](block)
        if answer is None:
            return None
        self._last = answer
        return write_block(Block(answer.kind, answer.number, block.cid, answer.chained,
                                 answer.content))  # fmt: skip

    def _is_for_us(self, block: Block) -> bool:
        if block.cid is None:
            return self._cid == 0 or not self._takes_cid
        return self._takes_cid and block.cid == self._cid

    # -- part 4: blocks -----------------------------------------------------------------------

    def _information(self, block: Block) -> Block | None:
        if self._pieces or self._waiting is not None:
            return None  # it still speaks, or waits for its S(WTX) to be answered
        command = self._command + block.content
        if len(command) > LONGEST_CHAIN:
            return None
        self._number ^= 1  # rule D
        if block.chained:
            self._command = command
            return Block("ACK", self._number)  # rule 2
        self._command = b""
        answer = self.card.exchange(command) if command else b""
        if self.extensions:
            self._waiting = answer
            return self._ask_time()
        return self._speak(answer, block)

    def _ask_time(self) -> Block:
        self.extensions -= 1
        return Block("WTX", content=bytes((self.multiplier,)))  # rule 9

    def _speak(self, answer: bytes, block: Block) -> Block:
        size = self._fsd - CHECKSUM - (1 if block.cid is None else 2)
        pieces = [answer[at : at + size] for at in range(0, len(answer), size)] or [b""]
        self._pieces = pieces[1:]
        return Block("I", self._number, chained=bool(self._pieces), content=pieces[0])

    def _acknowledged(self, block: Block) -> Block | None:
        if block.number == self._number:
            return self._last  # rule 11
        if not self._pieces:
            return None
        self._number ^= 1  # rule E
        piece = self._pieces.pop(0)
        return Block("I", self._number, chained=bool(self._pieces), content=piece)  # rule 13

    def _not_acknowledged(self, block: Block) -> Block | None:
        if block.number == self._number and self._last is not None:
            return self._last  # rule 11
        return Block("ACK", self._number)  # rule 12

    def _deselect(self, block: Block) -> Block:
        self.state, self._halted = State.HALT, True
        return Block("DESELECT")

    def _more_time(self, block: Block) -> Block | None:
        if self._waiting is None or block.content[0] & 0x3F != self.multiplier:
            return None
        if self.extensions:
            return self._ask_time()
        answer, self._waiting = self._waiting, None
        return self._speak(answer, block)


def _announced(ats: bytes) -> tuple[int, bool]:
    """Return the longest frame that an ATS says the card takes, and whether it takes a CID."""
    if len(ats) < 2:
        return 32, True  # the norm's defaults
    form = ats[1]
    third = 2 + bool(form & 0x10) + bool(form & 0x20)
    takes_cid = bool(ats[third] & 0x02) if form & 0x40 else True
    return SIZES[min(form & 0x0F, 8)], takes_cid
