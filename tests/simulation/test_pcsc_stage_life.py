"""Several readers on one service, cables and service pulled, torn moments, and stuck readers.

The numbers that programs see are asserted as they are: the events of the core rely on them.
"""

import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from smartcard import scard

from binocle_simulators.faults import CARD_TEARS, Fault, FaultPlan
from binocle_simulators.pcsc import PcscStage, StageRefused, TearingChannel
from binocle_simulators.pcsc.loop import CardLoop
from binocle_simulators.pcsc.vpcd import WATCH_S
from binocle_simulators.world import World

from .echo import ATR, COMMAND, CPS_ATR, ECHO, EchoSlot, RawChannel, StageHand, run

LINUX = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 00"
WINDOWS = "KAPELSE 00504969 KAP-LINK2 2 0"


class NamedSlot(EchoSlot):
    """A slot of a device: its id is not its role."""

    def __init__(self, slot_id: str, *, name: str, atr: bytes | None = ATR) -> None:
        super().__init__(slot_id.partition(":")[2], atr=atr, name=name)
        self.id = slot_id


def desk() -> dict[str, NamedSlot]:
    slots = (
        NamedSlot("kaplink2:vitale", name=LINUX),
        NamedSlot("kaplink2:cps", name=LINUX.replace("2 0]", "2 1]"), atr=CPS_ATR),
        NamedSlot("kaplink2-2:vitale", name=LINUX.replace("] 00", "] 02")),
        NamedSlot("windows:vitale", name=WINDOWS),
    )
    return {slot.id: slot for slot in slots}


class Desk:
    """A stage and its slots."""

    def __init__(self, stage: PcscStage, slots: dict[str, NamedSlot]) -> None:
        self.stage = stage
        self.slots = slots

    def connect(self, slot_id: str) -> RawChannel:
        return RawChannel(self.stage.names()[slot_id])

    def sees_card(self, slot_id: str) -> bool:
        """Say whether the daemon has the card, or has it again by one of its next looks."""
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        known = [(self.stage.names()[slot_id], scard.SCARD_STATE_EMPTY)]
        result, _ = scard.SCardGetStatusChange(context, 3000, known)
        scard.SCardReleaseContext(context)
        return bool(result == scard.SCARD_S_SUCCESS)

    def answers(self, slot_id: str) -> bool:
        """Say whether a fresh connection works."""
        channel = self.connect(slot_id)
        try:
            return channel.transmit(COMMAND).hex() == ECHO
        finally:
            channel.close()


@pytest.fixture(scope="module")
def started() -> Iterator[Desk]:
    slots = desk()
    with PcscStage(World(), tuple(slots.values())) as stage:
        yield Desk(stage, slots)
        gc.collect()


@pytest.fixture
def shop(started: Desk) -> Iterator[Desk]:
    """The desk with every card in and every reader plugged, before and after."""
    yield started
    stage = started.stage
    stage.world.faults.clear()
    for slot_id, slot in started.slots.items():
        slot.mute = False
        if slot_id not in stage.names():
            stage.plug([slot])
        if slot.card is None or stage.card_in(slot_id) is None:
            stage.insert(slot_id, CPS_ATR if slot.role == "cps" else ATR)


def listed() -> list[str]:
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    names = scard.SCardListReaders(context, [])[1]
    scard.SCardReleaseContext(context)
    return list(names)


def number(result: int) -> str:
    return f"{result & 0xFFFFFFFF:08X}"


def test_names_of_both_systems_and_of_two_devices_alike(shop: Desk) -> None:
    names = shop.stage.names()
    assert names["kaplink2:vitale"] == LINUX
    assert names["windows:vitale"] == f"{WINDOWS} 00 00"
    assert names["kaplink2-2:vitale"] == LINUX.replace("] 00", "] (00000002) 00")
    assert all(shop.answers(slot_id) for slot_id in names)
    spoken = run(shop.stage, "opensc-tool", "--reader", names["kaplink2:cps"], "--atr").stdout
    assert bytes.fromhex(spoken.replace(":", "")) == CPS_ATR


def test_a_bare_role_is_the_first_slot_of_that_role(shop: Desk) -> None:
    shop.stage.remove("vitale")
    assert shop.slots["kaplink2:vitale"].card is None
    assert shop.slots["kaplink2-2:vitale"].card is not None


def test_other_programs_see_a_reader_go_and_come_back(shop: Desk) -> None:
    stage, slot = shop.stage, shop.slots["kaplink2:vitale"]
    gone = stage.names()[slot.id]
    held = shop.connect(slot.id)
    others = {key: name for key, name in stage.names().items() if key != slot.id}
    stage.unplug([slot.id])
    assert dict(stage.names()) == others, "the name of a reader that stays does not change"
    assert gone not in run(stage, "pcsc_scan", "-r").stdout
    with pytest.raises(ConnectionError, match="8010001D"):
        held.transmit(COMMAND)
    held.close()
    with pytest.raises(LookupError, match=slot.id):
        stage.card_in(slot.id)
    stage.plug([slot])
    assert gone in run(stage, "pcsc_scan", "-r").stdout
    assert all(shop.answers(slot_id) for slot_id in stage.names())
    with pytest.raises(ValueError, match="plugged already"):
        stage.plug([slot])


def test_a_service_without_readers(shop: Desk) -> None:
    shop.stage.unplug(list(shop.stage.names()))
    assert listed() == []
    shop.stage.plug(list(shop.slots.values()))
    assert all(shop.answers(slot_id) for slot_id in shop.slots)


def test_the_service_stops_under_a_program_and_comes_back(shop: Desk) -> None:
    stage = shop.stage
    held = shop.connect("kaplink2:vitale")
    threads = threading.active_count()
    stage.stop_service()
    stage.stop_service()
    with pytest.raises(ConnectionError, match="8010001D"):
        held.transmit(COMMAND)
    result, _ = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    assert number(result) == "8010001D"
    assert threading.active_count() == threads - 1, "one thread serves all cards"
    assert all(slot.card is not None for slot in shop.slots.values())
    stage.start_service()
    with pytest.raises(StageRefused, match="runs already"):
        stage.start_service()
    with pytest.raises(ConnectionError, match="8010001D"):
        held.transmit(COMMAND)  # a connection of before is dead for good
    held.close()
    assert all(shop.answers(slot_id) for slot_id in shop.slots)
    assert threading.active_count() == threads


def test_cards_and_cables_move_while_the_service_is_stopped(shop: Desk) -> None:
    stage = shop.stage
    stage.stop_service()
    stage.remove("kaplink2:cps")
    stage.insert("kaplink2:vitale", CPS_ATR)
    stage.unplug(["windows:vitale"])
    stage.start_service()
    assert shop.connect("kaplink2:vitale").atr == CPS_ATR
    assert stage.card_in("kaplink2:cps") is None
    stage.insert("kaplink2:vitale", ATR)


def test_a_reset_by_another_program_leaves_the_card(shop: Desk) -> None:
    channel = shop.connect("kaplink2:vitale")
    shop.stage.reset_by_other("kaplink2:vitale")
    with pytest.raises(ConnectionError, match="80100068"):
        channel.transmit(COMMAND)
    channel.close()
    assert shop.answers("kaplink2:vitale")


def test_a_card_becomes_mute(shop: Desk) -> None:
    shop.stage.mute("kaplink2:vitale")
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    result, *_ = scard.SCardConnect(
        context, LINUX, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0
    )
    scard.SCardReleaseContext(context)
    assert number(result) == "80100067"
    shop.slots["kaplink2:vitale"].mute = False
    shop.stage.insert("kaplink2:vitale")
    assert shop.answers("kaplink2:vitale")


LOST = {
    "reset": "80100068",
    "removed": "80100069",
    "empty": "",
    "not-transacted": "80100016",
}
"""Shape to what the command that meets it gets."""

WORKED = {"before": {"empty": 1}, "inside": dict.fromkeys(CARD_TEARS, 1)}
"""How many commands the card carried out."""


class Striking(FaultPlan):
    """A plan that says what the test wants, once."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.waiting = [what]

    def strike(self, where: str, point: str | None = None) -> str | None:
        return self.waiting.pop() if self.waiting else None


@pytest.fixture
def told(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], TearingChannel]:
    def make(what: str) -> TearingChannel:
        monkeypatch.setattr(shop.stage.world, "faults", Striking(what))
        return TearingChannel(
            shop.connect("kaplink2:vitale"),
            stage=shop.stage,
            role="kaplink2:vitale",
            around=StageHand(shop.stage),
        )

    return make


def outcome(channel: TearingChannel) -> str:
    try:
        return channel.transmit(COMMAND).hex()
    except ConnectionError as error:
        return str(error)


@pytest.mark.parametrize("shape", CARD_TEARS)
@pytest.mark.parametrize("moment", ["before", "inside", "after"])
def test_each_tear_at_each_moment(
    shop: Desk, told: Callable[[str], TearingChannel], shape: str, moment: str
) -> None:
    slot = shop.slots["kaplink2:vitale"]
    channel = told(f"{shape}/{moment}" if moment != "before" else shape)
    begun = slot.answered
    with channel.exclusive():
        if moment == "after":
            assert outcome(channel) == ECHO
            begun = slot.answered
            moment = "before"  # of the next command
        assert outcome(channel) == LOST[shape]
    channel.close()
    assert slot.answered - begun == WORKED[moment].get(shape, 0)
    assert slot.card is None
    shop.stage.insert("kaplink2:vitale", ATR)
    assert shop.answers("kaplink2:vitale")


@pytest.mark.parametrize(
    ("what", "first", "second"),
    [
        ("transient", "00", ECHO),
        ("slow", ECHO, ECHO),
        ("reset-by-other", "80100068", "80100068"),
    ],
)
def test_mishaps_of_a_card_that_stays(
    shop: Desk, told: Callable[[str], TearingChannel], what: str, first: str, second: str
) -> None:
    channel = told(what)
    with channel.exclusive():
        assert [outcome(channel), outcome(channel)] == [first, second]
    channel.close()
    assert shop.slots["kaplink2:vitale"].card is not None


def test_what_is_not_there_is_said(shop: Desk) -> None:
    stage = shop.stage
    with pytest.raises(LookupError, match=r"'prium4:cps'.*kaplink2:cps"):
        stage.unplug(["prium4:cps"])
    with pytest.raises(ValueError, match="'melted'"):
        stage.tear("kaplink2:cps", "melted")
    with pytest.raises(ValueError, match="'later'"):
        stage.tear("kaplink2:cps", "empty", "later")
    with pytest.raises(ValueError, match="at most 8"):
        stage.plug([NamedSlot(f"more-{n}:cps", name=f"More {n}") for n in range(5)])
    assert all(shop.answers(slot_id) for slot_id in shop.slots)


def test_no_library(tmp_path: Path) -> None:
    stage = PcscStage(World(), (EchoSlot("cps"),), library=tmp_path / "none.so")
    with pytest.raises(StageRefused, match="run ci/setup"):
        stage.start()


def test_an_armed_tear_goes_by_role(shop: Desk) -> None:
    shop.stage.world.faults.arm(Fault("vitale", "removed"))
    channel = TearingChannel(
        shop.connect("windows:vitale"),
        stage=shop.stage,
        role="windows:vitale",
        around=StageHand(shop.stage),
    )
    with pytest.raises(ConnectionError, match="80100069"):
        channel.transmit(COMMAND)
    channel.close()
    assert shop.slots["windows:vitale"].card is None


# -- one loop for all cards ---------------------------------------------------------------------


def test_a_slow_card_keeps_nobody_waiting(shop: Desk) -> None:
    slow, quick = shop.connect("kaplink2:vitale"), shop.connect("windows:vitale")
    shop.stage.slow("kaplink2:vitale", WATCH_S + 0.5)
    answered = threading.Event()

    def ask() -> None:
        assert slow.transmit(COMMAND).hex() == ECHO
        answered.set()

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(100):
        assert quick.transmit(COMMAND).hex() == ECHO
    assert not answered.is_set(), "the delay is real"
    assert answered.wait(WATCH_S + 3), "a card that is late is not stuck"
    asking.join()
    assert slow.transmit(COMMAND).hex() == ECHO
    slow.close()
    quick.close()


def test_the_longest_answer_comes_whole(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = bytes(65_536) + b"\x90\x00"
    slot = shop.slots["windows:vitale"]
    channel = shop.connect(slot.id)
    monkeypatch.setattr(slot, "exchange", lambda _: longest[-65_535:])
    assert channel.transmit(COMMAND) == longest[-65_535:]
    channel.close()


def test_a_card_whose_program_fails_leaves_alone(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    slot = shop.slots["windows:vitale"]
    broken, sound = shop.connect(slot.id), shop.connect("kaplink2:vitale")
    monkeypatch.setattr(slot, "exchange", lambda _: b"\x90")
    assert broken.transmit(COMMAND) == b""
    assert sound.transmit(COMMAND).hex() == ECHO
    assert told == [ValueError]
    broken.close()
    sound.close()
    monkeypatch.undo()
    shop.stage.insert(slot.id, ATR)


def test_many_threads_may_ask_the_loop() -> None:
    loop = CardLoop()
    pairs = [socket.socketpair() for _ in range(40)]

    class Quiet:
        """A card that is spoken to by nobody."""

        def __init__(self, link: socket.socket) -> None:
            self.link, self.due, self.is_late = link, 0.0, False

        def serve(self, now: float) -> None:
            if not self.link.recv(1):
                raise ConnectionAbortedError

        wake = come_back = serve

    cards = [Quiet(ours) for ours, _ in pairs]

    def come_and_go(card: Quiet) -> None:
        loop.admit(card)
        loop.drop(card)
        loop.drop(card)

    threads = [threading.Thread(target=come_and_go, args=(card,)) for card in cards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    spent = time.process_time()
    threading.Event().wait(0.3)
    assert time.process_time() - spent < 0.15, "a loop without cards sleeps"
    loop.close()
    loop.close()
    assert all(card.link.fileno() == -1 for card in cards)
    assert not any(thread.is_alive() for thread in threads)
    for _, theirs in pairs:
        theirs.close()


# -- stuck readers ----------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(min_size=2, max_size=300))
@example(b"\x00\x01")
@example(b"\x04" * 3)
@example(bytes(65_535))
def test_no_command_stops_a_reader(started: Desk, command: bytes) -> None:
    channel = started.connect("windows:vitale")
    assert channel.transmit(command)[-2:].hex() == "9000"
    assert channel.transmit(COMMAND).hex() == ECHO
    channel.close()


@pytest.mark.parametrize(
    ("command", "result", "length"),
    [
        (b"", "80100004", None),
        (b"\x00", "00000000", 0),
        (b"\x01", "00000000", 0),
        (b"\x02", "00000000", 0),
        (b"\x04", "00000000", len(ATR)),
        (b"\x05", "00000000", 3),
        (bytes(65_536), "80100016", None),
        (bytes(70_000), "80100008", None),
    ],
    ids=["nothing", "off", "on", "reset", "atr", "one", "vpcd-refuses", "pcscd-refuses"],
)
def test_a_command_that_vpcd_takes_for_its_own_frees_the_reader(
    shop: Desk, command: bytes, result: str, length: int | None
) -> None:
    channel = shop.connect("windows:vitale")
    done = threading.Event()

    def send() -> None:
        code, answer = scard.SCardTransmit(channel._card, scard.SCARD_PCI_T0, list(command))
        assert number(code) == result
        assert length in (None, len(answer))
        done.set()

    sender = threading.Thread(target=send)
    sender.start()
    assert done.wait(WATCH_S + 3), "the reader hangs"
    sender.join()
    channel.close()
    shop.stage.card_in("windows:vitale").wait_for_poll()  # type: ignore[union-attr]
    # That look may have found the card off, as the command left it: the next one powers it.
    assert shop.sees_card("windows:vitale")
    assert shop.answers("windows:vitale")
