"""The card's side of ISO-DEP, frame by frame, against the rules of ISO 14443-3 and -4."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.apcv.iso_dep import Block, IsoDepTarget, State, read_block, write_block

UID = bytes.fromhex("08112233")
NAMED = UID + bytes((0x08 ^ 0x11 ^ 0x22 ^ 0x33,))
ATS = bytes.fromhex("0578807102")


class Echo:
    """A card that answers each command by what it is told, and remembers what it got."""

    def __init__(self, size: int = 0) -> None:
        self.uid = UID
        self.ats = ATS
        self.size = size
        self.commands: list[bytes] = []

    def power_on(self) -> None:
        self.commands.clear()

    def reset(self) -> None:
        self.commands.clear()

    def exchange(self, command: bytes) -> bytes:
        self.commands.append(command)
        return bytes(at % 251 for at in range(self.size)) + b"\x90\x00"


def target(
    card: Echo | None = None, state: State = State.PROTOCOL, rats: str = "E080"
) -> IsoDepTarget:
    made = IsoDepTarget(card or Echo())
    to = {
        State.IDLE: [],
        State.READY: ["26"],
        State.ACTIVE: ["26", "9320", "9370" + NAMED.hex()],
        State.PROTOCOL: ["26", "9320", "9370" + NAMED.hex(), rats],
        State.HALT: ["26", "9370" + NAMED.hex(), "5000"],
    }[state]
    for frame in to:
        made.receive(bytes.fromhex(frame))
    assert made.state is state
    return made


def say(made: IsoDepTarget, frame: str) -> str | None:
    answer = made.receive(bytes.fromhex(frame))
    return None if answer is None else answer.hex().upper()


SELECTED = "9370" + NAMED.hex()

TABLE = [
    (State.IDLE, "26", "0400", State.READY),
    (State.IDLE, "52", "0400", State.READY),
    (State.IDLE, "9320", None, State.IDLE),
    (State.IDLE, "E080", None, State.IDLE),
    (State.READY, "9320", NAMED.hex().upper(), State.READY),
    (State.READY, SELECTED, "20", State.ACTIVE),
    (State.READY, "9370081122330B", None, State.IDLE),
    (State.READY, "26", None, State.IDLE),
    (State.READY, "9520", None, State.IDLE),
    (State.ACTIVE, "E080", "0578807102", State.PROTOCOL),
    (State.ACTIVE, "E08F", None, State.IDLE),
    (State.ACTIVE, "E0", None, State.IDLE),
    (State.ACTIVE, "26", None, State.IDLE),
    (State.ACTIVE, "5000", None, State.HALT),
    (State.ACTIVE, "3000", None, State.IDLE),
    (State.HALT, "26", None, State.HALT),
    (State.HALT, "52", "0400", State.READY),
    (State.PROTOCOL, "26", None, State.PROTOCOL),
    (State.PROTOCOL, "E080", None, State.PROTOCOL),
    (State.PROTOCOL, "D011" + "00", "D0", State.PROTOCOL),
    (State.PROTOCOL, "D01105", None, State.PROTOCOL),
    (State.PROTOCOL, "C2", "C2", State.HALT),
    (State.PROTOCOL, "B2", "A3", State.PROTOCOL),
    (State.PROTOCOL, "0200A4", "029000", State.PROTOCOL),
    (State.PROTOCOL, "1200A4", "A2", State.PROTOCOL),
    (State.PROTOCOL, "02", "02", State.PROTOCOL),
    (State.PROTOCOL, "0600A4", None, State.PROTOCOL),
    (State.PROTOCOL, "2200A4", None, State.PROTOCOL),
    (State.PROTOCOL, "0000A4", None, State.PROTOCOL),
    (State.PROTOCOL, "A200", None, State.PROTOCOL),
    (State.PROTOCOL, "C200", None, State.PROTOCOL),
    (State.PROTOCOL, "F201", None, State.PROTOCOL),
    (State.PROTOCOL, "D2", None, State.PROTOCOL),
    (State.PROTOCOL, "", None, State.PROTOCOL),
]


@pytest.mark.parametrize(("state", "frame", "answer", "after"), TABLE)
def test_a_frame_in_a_state(state: State, frame: str, answer: str | None, after: State) -> None:
    made = target(state=state)
    assert say(made, frame) == answer
    assert made.state is after


def test_a_card_that_halted_goes_back_to_halt() -> None:
    made = target(state=State.HALT)
    assert say(made, "52") == "0400"
    assert say(made, "FFFF") is None
    assert made.state is State.HALT


def test_the_field_going_off_wakes_a_halted_card() -> None:
    made = target(state=State.HALT)
    made.field_on()
    assert say(made, "26") == "0400"


def test_parameters_are_taken_only_first() -> None:
    made = target()
    assert say(made, "0200A4") == "029000"
    assert say(made, "D01100") is None


def test_block_numbers_alternate() -> None:
    made = target()
    assert [say(made, frame) for frame in ("0200A4", "0300A4", "0200A4")] == [
        "029000", "039000", "029000",
    ]  # fmt: skip


def test_a_command_in_pieces_is_put_together() -> None:
    card = Echo()
    made = target(card)
    assert [say(made, frame) for frame in ("120001", "130203", "0204")] == ["A2", "A3", "029000"]
    assert card.commands == [bytes.fromhex("0001020304")]


def test_a_lost_answer_is_said_again_and_not_done_again() -> None:
    card = Echo()
    made = target(card)
    assert say(made, "0200A4") == "029000"
    assert say(made, "B2") == "029000", "R(NAK) with the card's number: rule 11"
    assert say(made, "A2") == "029000"
    assert len(card.commands) == 1


def test_a_lost_command_is_asked_for() -> None:
    made = target()
    say(made, "0200A4")
    assert say(made, "B3") == "A2", "R(NAK) with another number: rule 12"
    assert say(made, "0300A4") == "039000"


def test_a_lost_acknowledgement_of_a_piece_is_said_again() -> None:
    card = Echo()
    made = target(card)
    assert say(made, "120001") == "A2"
    assert say(made, "B2") == "A2"
    assert say(made, "0302") == "039000"
    assert card.commands == [bytes.fromhex("000102")]


def test_a_long_answer_comes_in_pieces_of_the_readers_size() -> None:
    made = target(Echo(30), rats="E000")
    pieces = [made.receive(bytes.fromhex(frame)) for frame in ("0200B0", "A3", "A2")]
    assert all(pieces)
    held = [piece or b"" for piece in pieces]
    assert [piece[0] for piece in held] == [0x12, 0x13, 0x02]
    assert max(map(len, held)) + 2 <= 16
    assert b"".join(piece[1:] for piece in held) == bytes(range(30)) + b"\x90\x00"


def test_a_lost_piece_is_said_again() -> None:
    made = target(Echo(30), rats="E000")
    first = say(made, "0200B0")
    assert say(made, "B2") == first
    second = say(made, "A3")
    assert second
    assert second != first
    assert say(made, "A3") == second
    assert say(made, "0300B0") is None, "no command before the whole answer is fetched"


def test_more_time_is_asked_for_as_often_as_told() -> None:
    made = target()
    made.extensions, made.multiplier = 2, 7
    assert say(made, "0200A4") == "F207"
    assert say(made, "B2") == "F207", "a lost S(WTX) is said again"
    assert say(made, "F208") is None, "another multiplier"
    assert say(made, "F207") == "F207"
    assert say(made, "F207") == "029000"
    assert say(made, "F207") is None


def test_a_block_for_another_card_is_not_heard() -> None:
    made = target(rats="E085")
    assert say(made, "0A0500A4") == "0A059000"
    assert say(made, "0B0600A4") is None
    assert say(made, "0300A4") is None, "without a CID it is for card 0"
    assert say(made, "CA05") == "CA05"


def test_a_frame_longer_than_announced_is_not_heard() -> None:
    class Small(Echo):
        def __init__(self) -> None:
            super().__init__()
            self.ats = bytes.fromhex("0570807102")

    made = target(Small())
    assert made.receive(b"\x02" + bytes(14)) is None
    assert made.receive(b"\x02" + bytes(13)) == b"\x02\x90\x00"


# -- properties -----------------------------------------------------------------------------------

BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(
        Block,
        st.just("I"),
        st.integers(0, 1),
        st.none() | st.integers(0, 14),
        st.booleans(),
        st.binary(max_size=20),
    ),
    st.builds(Block, st.sampled_from(("ACK", "NAK")), st.integers(0, 1)),
    st.just(Block("DESELECT")),
    st.builds(Block, st.just("WTX"), content=st.integers(1, 59).map(lambda times: bytes((times,)))),
)


@given(BLOCKS)
def test_a_block_is_read_as_it_was_written(block: Block) -> None:
    assert read_block(write_block(block)) == block


@given(st.binary(max_size=6))
def test_what_is_read_as_a_block_is_written_back(frame: bytes) -> None:
    block = read_block(frame)
    if block is not None and block.cid is None:
        assert write_block(block) == frame


class Reader:
    """The reader's side of ISO-DEP by the norm's rules for it, over a bad air."""

    def __init__(self, made: IsoDepTarget, lost: Callable[[], bool], fsc: int, fsd: int) -> None:
        self.made, self.lost, self.fsc, self.fsd = made, lost, fsc, fsd
        self.number = 0

    def air(self, block: Block) -> Block | None:
        """Send a block; either way may be lost."""
        if self.lost():
            return None
        answer = self.made.receive(write_block(block))
        if answer is None or self.lost():
            return None
        assert len(answer) + 2 <= self.fsd
        return read_block(answer)

    def send(self, block: Block) -> Block:
        """Send a block until its answer comes (rules 4, 5, 6 and 3)."""
        ask = Block("ACK" if block.kind == "ACK" else "NAK", self.number)
        answer = self.air(block)
        while True:
            if answer is None:
                answer = self.air(ask)
            elif answer.kind == "WTX":
                answer = self.air(answer)
            elif answer.kind == "ACK" and answer.number != self.number and block.kind == "I":
                answer = self.air(block)
            else:
                return answer

    def exchange(self, command: bytes) -> bytes:
        size = self.fsc - 3
        pieces = [command[at : at + size] for at in range(0, len(command), size)]
        answer = Block("I")
        for at, piece in enumerate(pieces):
            more = at < len(pieces) - 1
            answer = self.send(Block("I", self.number, None, more, piece))
            assert answer.kind == ("ACK" if more else "I")
            assert answer.number == self.number
            self.number ^= 1
        held = answer.content
        while answer.chained:
            answer = self.send(Block("ACK", self.number))
            assert answer.kind == "I"
            assert answer.number == self.number
            self.number ^= 1
            held += answer.content
        return held


@given(
    commands=st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=4),
    size=st.integers(0, 80),
    fsdi=st.integers(0, 8),
    fsci=st.integers(0, 8),
    extensions=st.integers(0, 3),
    losses=st.lists(st.booleans(), max_size=40),
)
def test_whatever_the_air_loses_each_command_is_done_once(
    commands: list[bytes], size: int, fsdi: int, fsci: int, extensions: int, losses: list[bool]
) -> None:
    card = Echo(size)
    card.ats = bytes((5, 0x70 | fsci, 0x80, 0x71, 0x02))
    sizes = (16, 24, 32, 40, 48, 64, 96, 128, 256)
    made = target(card, rats=f"E0{fsdi:X}0")
    rest = iter(losses)
    reader = Reader(made, lambda: next(rest, False), sizes[fsci], sizes[fsdi])
    for command in commands:
        made.extensions = extensions
        assert reader.exchange(command) == bytes(at % 251 for at in range(size)) + b"\x90\x00"
    assert card.commands == commands


@given(st.lists(st.binary(max_size=12), max_size=30))
def test_no_frame_breaks_a_card(frames: list[bytes]) -> None:
    made = target()
    for frame in frames:
        answer = made.receive(frame)
        assert answer is None or answer
    made.field_on()
    assert say(made, "26") == "0400"
