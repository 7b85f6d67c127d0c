"""Every misbehaviour, at every moment: what the application sees, and that a new start works."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle_simulators.bench import Bench
from binocle_simulators.faults import CARD_TEARS, KINDS, MOMENTS, Fault
from binocle_simulators.readers import InProcessChannel

TRIES_LEFT = bytes.fromhex("00200001")
WRONG = bytes.fromhex("002000010430303030")
VERIFY = bytes.fromhex("002000010431323334")
SHAPES = {
    "reset": ConnectionResetError,
    "removed": ConnectionAbortedError,
    "empty": None,
    "not-transacted": BrokenPipeError,
    "transient": BrokenPipeError,
    "reset-by-other": ConnectionResetError,
    "unplugged": ConnectionAbortedError,
    "stopped": ConnectionError,
}
ALL = [(what, moment) for what in MOMENTS for moment in MOMENTS[what]]


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as made:
        yield made


def connect(bench: Bench, role: str = "cps") -> InProcessChannel:
    return bench.rack.connect(bench.slot(role).name)


def place(what: str) -> str:
    return next(where for where, kinds in KINDS.items() if what in kinds)


def suffered(channel: InProcessChannel, command: bytes) -> type[BaseException] | bytes:
    """Return what an exchange gave, an answer or a kind of error."""
    try:
        return channel.transmit(command)
    except ConnectionError as error:
        return type(error)


@pytest.mark.parametrize(("what", "moment"), ALL)
def test_each_trouble_at_each_moment(bench: Bench, what: str, moment: str) -> None:
    card = bench.slot("cps").card
    assert card is not None
    channel = connect(bench)
    bench.world.faults.arm(Fault(place(what), what, at=2, moment=moment))
    assert channel.transmit(TRIES_LEFT) == b"\x63\xc3"
    seen = SHAPES[what] or b""
    if moment == "after":
        assert channel.transmit(WRONG) == b"\x63\xc2"
        assert suffered(channel, WRONG) == seen
    else:
        assert suffered(channel, WRONG) == seen
    assert bench.world.faults.calm
    gone = what in CARD_TEARS
    assert (bench.slot("kaplink2:cps").card is None) == gone
    later = suffered(channel, TRIES_LEFT)
    assert (
        later
        == {
            **dict.fromkeys(CARD_TEARS, ConnectionAbortedError),
            "transient": b"\x63\xc3" if moment == "before" else b"\x63\xc2",
            "reset-by-other": ConnectionResetError,
            "unplugged": ConnectionAbortedError,
            "stopped": ConnectionError,
        }[what]
    )
    if gone:
        bench.insert("cps", card)
    bench.start_service()
    if not bench.rack.readers:
        bench.plug("kaplink2")
    left = 3 if moment == "before" else 2
    assert connect(bench).transmit(TRIES_LEFT) == bytes((0x63, 0xC0 | left))


@given(
    troubles=st.lists(
        st.tuples(st.sampled_from(ALL), st.integers(1, 4), st.integers(1, 3)), max_size=5
    ),
    live=st.lists(st.sampled_from(("unplug", "stop", "remove", "mute")), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_whatever_happens_a_new_start_works(
    troubles: list[tuple[tuple[str, str], int, int]], live: list[str]
) -> None:
    with Bench() as bench:
        card = bench.slot("cps").card
        assert card is not None
        for (what, moment), at, times in troubles:
            bench.world.faults.arm(Fault(place(what), what, at=at, times=times, moment=moment))

        def unplug() -> None:
            if bench.rack.readers:
                bench.unplug("kaplink2")

        hands: dict[str, Callable[[], None]] = {
            "unplug": unplug,
            "stop": bench.stop_service,
            "remove": lambda: bench.remove("kaplink2:cps"),
            "mute": lambda: bench.insert("kaplink2:cps", card, mute=True),
        }
        for hand in (*live, *([""] * 30)):
            if hand:
                hands[hand]()
            try:
                channel = connect(bench)
                answer = channel.transmit(TRIES_LEFT)
            except (ConnectionError, TimeoutError):
                answer = b""
            except LookupError:
                assert not bench.rack.readers
                answer = b""
            assert answer in (b"", b"\x63\xc3")
            bench.start_service()
            if not bench.rack.readers:
                bench.plug("kaplink2")
            if bench.slot("cps").card is None or bench.slot("cps").mute:
                bench.insert("cps", card)
            if bench.world.faults.calm and not hand:
                break
        bench.world.faults.clear()
        assert connect(bench).transmit(VERIFY) == b"\x90\x00"


def test_a_mute_card_at_the_next_insertion(bench: Bench) -> None:
    card = bench.slot("cps").card
    assert card is not None
    bench.world.faults.arm(Fault("cps", "mute"))
    assert connect(bench).transmit(TRIES_LEFT) == b"\x63\xc3"
    bench.insert("cps", card)
    with pytest.raises(TimeoutError, match="does not answer"):
        connect(bench)
    bench.insert("cps", card)
    assert connect(bench).transmit(TRIES_LEFT) == b"\x63\xc3"


def test_a_slow_card_answers_all_the_same(bench: Bench) -> None:
    channel, before = connect(bench), bench.world.elapsed()
    bench.world.faults.arm(Fault("cps", "slow"))
    assert channel.transmit(TRIES_LEFT) == b"\x63\xc3"
    assert 3 < bench.world.elapsed() - before < 3.1
    assert channel.transmit(TRIES_LEFT) == b"\x63\xc3"


def test_a_reader_unplugged_in_mid_signature_keeps_its_card(bench: Bench) -> None:
    channel = connect(bench)
    bench.world.faults.arm(Fault("reader", "unplugged", at=5))
    steps = (
        "00A4040C0CE828BD080F8025000001FF0010",
        "00220000",
        "00200001",
        "0084000008",
        "00200001",
    )
    seen = [suffered(channel, bytes.fromhex(step)) for step in steps]
    assert ConnectionAbortedError not in seen[:4]
    assert seen[4] is ConnectionAbortedError
    assert bench.slot("kaplink2:cps").card is not None
    with pytest.raises(ConnectionError, match="none is plugged"):
        bench.rack.connect(bench.slot("kaplink2:cps").name)
    bench.plug("kaplink2")
    assert connect(bench).transmit(TRIES_LEFT) == b"\x63\xc3"


def test_an_upside_down_card_is_mute_until_it_is_turned(bench: Bench) -> None:
    card = bench.slot("vitale").card
    assert card is not None
    bench.insert("vitale", card, upside_down=True)
    assert bench.slot("vitale").reversed
    with pytest.raises(TimeoutError):
        connect(bench, "vitale")
    bench.insert("vitale", card)
    assert not bench.slot("vitale").reversed
    assert connect(bench, "vitale").transmit(bytes.fromhex("00A4000C023F00")) == b"\x90\x00"


def test_a_planned_hand_and_a_fault_are_not_confused(bench: Bench) -> None:
    channel = connect(bench)
    slot = bench.slot("cps")
    bench.world.faults.arm(Fault("cps", "slow"))
    bench.world.call_at(bench.world.now() + timedelta(milliseconds=1), "a hand", slot.remove)
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(TRIES_LEFT)


@pytest.mark.parametrize("moment", ["", "before", "inside", "after"])
def test_a_live_tear_is_the_next_exchange(bench: Bench, moment: str) -> None:
    channel = connect(bench)
    bench.tear("cps", "removed", moment)
    seen = [suffered(channel, TRIES_LEFT) for _ in range(2)]
    assert ConnectionAbortedError in seen
    assert bench.slot("cps").card is None
    with pytest.raises(ValueError, match="no card in kaplink2:cps"):
        bench.tear("cps", "removed")
