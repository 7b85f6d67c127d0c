"""The simulated readers: names, connections, the four shapes of a tear, what the journal holds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.cards import CpsCard, ForeignCard, VitaleCard
from binocle_simulators.faults import Fault
from binocle_simulators.people import load_people
from binocle_simulators.readers import (
    InProcessChannel,
    ReaderRack,
    ReaderSimulator,
    load_models,
    masked,
)
from binocle_simulators.world import World

PHONE_ATR = bytes.fromhex("3B8580018073C82110" + "00")
VERIFY = bytes.fromhex("002000010431323334")
WRONG = bytes.fromhex("002000010430303030")
TRIES_LEFT = bytes.fromhex("00200001")


@pytest.fixture
def world() -> World:
    return World(seed=7)


@pytest.fixture
def rack(world: World) -> ReaderRack:
    rack = ReaderRack(ReaderSimulator(load_models()["kaplink2"], world=world))
    rack.slot("cps").insert(CpsCard(chance=world.stream("cps")))
    rack.slot("vitale").insert(VitaleCard(load_people()["desmaux"]))
    return rack


def open_slot(rack: ReaderRack, role: str) -> InProcessChannel:
    return rack.connect(rack.slot(role).name)


def journal(world: World) -> list[str]:
    return [line.split(" ", 1)[1].strip() for line in world.journal.lines()]


def test_names_are_those_of_pcsc_lite(rack: ReaderRack, world: World) -> None:
    assert rack.names() == (
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 00",
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 1] 01 00",
        "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00",
    )
    second = ReaderSimulator(load_models()["tikap"], world=world, first_number=3)
    rack.plug(second)
    assert rack.names()[-1] == "Kapelse Ti-Kap [CCID Interface CLESS slot2] 05 00"


def test_what_connect_refuses(rack: ReaderRack, world: World) -> None:
    with pytest.raises(ConnectionRefusedError, match="no card"):
        open_slot(rack, "contactless")
    rack.slot("vitale").insert(VitaleCard(load_people()["desmaux"]), mute=True)
    with pytest.raises(TimeoutError, match="answer to reset"):
        open_slot(rack, "vitale")
    with pytest.raises(ConnectionError, match="no reader named 'x'") as caught:
        rack.connect("x")
    assert type(caught.value) is ConnectionError


def test_an_exchange_takes_time_and_is_written_both_ways(rack: ReaderRack, world: World) -> None:
    channel = open_slot(rack, "vitale")
    assert channel.atr.hex() == "3b751300004709ea9000"
    before = world.now()
    assert channel.transmit(bytes.fromhex("00A40000023F00")) == b"\x61\x1e"
    assert timedelta() < world.now() - before < timedelta(milliseconds=20)
    assert journal(world)[-2:] == ["apdu:vitale > 00a40000023f00", "apdu:vitale < 611e"]


def test_no_code_ever_reaches_the_journal(rack: ReaderRack, world: World) -> None:
    channel = open_slot(rack, "cps")
    for command in (
        VERIFY,
        bytes.fromhex("0024000108") + b"12345678",
        bytes.fromhex("002C00010C") + b"123456784321",
        bytes.fromhex("002000010431323334") + b"1234",  # too long: still no code
    ):
        channel.transmit(command)
    written = "".join(journal(world))
    assert "0020000104ffffffff" in written
    assert "0024000108" + "ff" * 8 in written
    assert "002c00010c" + "ff" * 12 in written
    assert b"1234".hex() not in written
    assert b"4321".hex() not in written


@given(st.binary(max_size=40))
def test_masking_keeps_the_shape_and_nothing_else_of_a_code(command: bytes) -> None:
    shown = masked(command)
    assert len(shown) == len(command)
    assert shown[:5] == command[:5]
    if command[1:2] in (b"\x20", b"\x24", b"\x2c"):
        assert set(shown[5:]) <= {0xFF}
    else:
        assert shown == command


@pytest.mark.parametrize(
    ("shape", "error"),
    [
        ("reset", ConnectionResetError),
        ("removed", ConnectionAbortedError),
        ("empty", None),
        ("not-transacted", BrokenPipeError),
    ],
)
@pytest.mark.parametrize("role", ["cps", "vitale"])
def test_a_tear_takes_the_card_out_and_kills_the_connection(
    rack: ReaderRack, world: World, shape: str, error: type[ConnectionError] | None, role: str
) -> None:
    slot = rack.slot(role)
    card = slot.card
    assert card is not None
    channel = open_slot(rack, role)
    world.faults.arm(Fault(role, shape, at=2))
    channel.transmit(bytes.fromhex("00A4000C023F00"))
    if error is None:
        assert channel.transmit(TRIES_LEFT) == b""
    else:
        with pytest.raises(error):
            channel.transmit(TRIES_LEFT)
    assert slot.card is None
    assert journal(world)[-1] == f'apdu:{role} = "card out"'
    slot.insert(card)
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(TRIES_LEFT)
    channel.close()
    assert open_slot(rack, role).transmit(bytes.fromhex("00A4000C023F00")) == b"\x90\x00"


@pytest.mark.parametrize(("shape", "left"), [("empty", 2), ("removed", 3)])
def test_a_code_typed_while_the_card_leaves_counts_only_if_it_arrived(
    rack: ReaderRack, world: World, shape: str, left: int
) -> None:
    slot = rack.slot("cps")
    card = slot.card
    assert card is not None
    channel = open_slot(rack, "cps")
    world.faults.arm(Fault("cps", shape))
    try:
        channel.transmit(WRONG)
    except ConnectionError:
        assert shape == "removed"
    slot.insert(card)
    assert open_slot(rack, "cps").transmit(TRIES_LEFT) == bytes((0x63, 0xC0 | left))


def test_a_card_that_leaves_while_the_command_travels(rack: ReaderRack, world: World) -> None:
    channel = open_slot(rack, "vitale")
    world.call_at(world.now() + timedelta(milliseconds=1), "a hand", rack.slot("vitale").remove)
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(bytes.fromhex("00A40000023F00"))
    assert not any(" > " in line for line in journal(world))


def test_closing_powers_off_and_the_code_is_lost_for_all(rack: ReaderRack) -> None:
    first, second = open_slot(rack, "cps"), open_slot(rack, "cps")
    assert first.transmit(VERIFY) == b"\x90\x00"
    assert second.transmit(TRIES_LEFT) == b"\x90\x00"
    second.close()
    second.close()
    with pytest.raises(ConnectionResetError):
        first.transmit(TRIES_LEFT)
    with pytest.raises(ConnectionAbortedError):
        second.transmit(TRIES_LEFT)
    assert open_slot(rack, "cps").transmit(TRIES_LEFT) == b"\x63\xc3"


def test_another_program_resets_the_card(rack: ReaderRack, world: World) -> None:
    channel = open_slot(rack, "cps")
    channel.transmit(VERIFY)
    rack.slot("cps").reset()
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            channel.transmit(TRIES_LEFT)
    assert journal(world)[-1] == 'apdu:cps = "card reset"'
    assert open_slot(rack, "cps").transmit(TRIES_LEFT) == b"\x63\xc3"


def test_unplugging_the_reader(rack: ReaderRack, world: World) -> None:
    (reader,) = {id(r): r for r in rack._readers}.values()
    channel = open_slot(rack, "vitale")
    open_slot(rack, "cps").transmit(VERIFY)
    rack.unplug(reader)
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(TRIES_LEFT)
    with pytest.raises(ConnectionError, match="no reader"):
        rack.connect(reader.slot("vitale").name)
    with pytest.raises(LookupError):
        rack.slot("vitale")
    rack.plug(reader)
    assert open_slot(rack, "cps").transmit(TRIES_LEFT) == b"\x63\xc3"
    assert open_slot(rack, "vitale").transmit(TRIES_LEFT) == b"\x6d\x00"


def test_the_reader_answers_class_ff_on_its_contactless_side_only(rack: ReaderRack) -> None:
    rack.slot("contactless").insert(ForeignCard(PHONE_ATR))
    phone = open_slot(rack, "contactless")
    uid = phone.transmit(bytes.fromhex("FFCA000000"))
    assert (len(uid), uid[0], uid[-2:]) == (6, 0x08, b"\x90\x00")
    assert phone.transmit(bytes.fromhex("FFCA000004")) == uid
    assert phone.transmit(bytes.fromhex("FFCA000007")) == b"\x6c\x04"
    assert phone.transmit(bytes.fromhex("FFCA010000")).hex() == "8073c821109000"
    assert phone.transmit(bytes.fromhex("FF82000006")) == b"\x6a\x81"
    assert open_slot(rack, "vitale").transmit(bytes.fromhex("FFCA000000")) == b"\x6e\x00"


def test_two_worlds_of_one_seed_write_the_same_journal() -> None:
    digests = set()
    for _ in range(2):
        world = World(seed=3)
        rack = ReaderRack(ReaderSimulator(load_models()["kaplink2"], world=world))
        rack.slot("cps").insert(CpsCard(chance=world.stream("cps")))
        channel = open_slot(rack, "cps")
        for command in ("0084000008", "00A40000023F00", "00200001"):
            channel.transmit(bytes.fromhex(command))
        digests.add(world.journal.sha256())
    assert len(digests) == 1
