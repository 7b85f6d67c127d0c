"""Prium-4's own state, plugging, the service, and the events of a rack on the bench clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from binocle_simulators.bench import Bench
from binocle_simulators.cards import ForeignCard
from binocle_simulators.control import Impossible
from binocle_simulators.readers import NoSuchControl

PHONE_ATR = bytes.fromhex("3B80800101")
SELECT = bytes.fromhex("00A4000C023F00")
VERIFY = bytes.fromhex("002000010431323334")
TRIES_LEFT = bytes.fromhex("00200001")
TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A bench with a Prium-4, whose phone lies on it."""
    with Bench(readers=("prium4",)) as made:
        made.insert("contactless", ForeignCard(PHONE_ATR))
        yield made


def sees(bench: Bench, role: str) -> bool:
    """Say whether an application finds a card in the slot of a role."""
    try:
        bench.rack.connect(bench.slot(role).name).transmit(SELECT)
    except ConnectionRefusedError:
        return False
    return True


def seen(bench: Bench) -> dict[str, bool]:
    return {role: sees(bench, role) for role in ("cps", "vitale", "contactless")}


ASLEEP = {"cps": True, "vitale": True, "contactless": False}
ARMED = {"cps": True, "vitale": False, "contactless": True}


def test_the_point_key_arms_two_minutes_and_disables_the_upper_slot(bench: Bench) -> None:
    assert seen(bench) == ASLEEP
    bench.press("prium4", ".")
    assert seen(bench) == ARMED
    assert bench.reader.display == "SANS CONTACT ACTIF"
    assert bench.reader.armed_until is not None
    bench.world.advance_to(bench.reader.armed_until - timedelta(microseconds=1))
    assert bench.reader.display
    bench.advance(timedelta(microseconds=1))
    assert seen(bench) == ASLEEP
    assert bench.reader.display == ""
    bench.press("prium4", ".")
    assert seen(bench) == ARMED, "the phone that still lies there is seen again"


def test_a_code_and_the_connections_of_the_upper_slot_are_lost(bench: Bench) -> None:
    channel = bench.rack.connect(bench.slot("vitale").name)
    card = bench.slot("vitale").card
    bench.press("prium4", ".")
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(SELECT)
    assert bench.slot("vitale").held is card
    bench.advance(TWO_MINUTES)
    assert bench.slot("vitale").card is card
    with pytest.raises(ConnectionAbortedError):
        channel.transmit(SELECT)


def test_pressing_again_starts_the_two_minutes_again(bench: Bench) -> None:
    bench.press("prium4", ".")
    bench.advance(timedelta(seconds=100))
    bench.press("prium4", ".")
    bench.advance(timedelta(seconds=100))
    assert seen(bench) == ARMED
    bench.advance(timedelta(seconds=20))
    assert seen(bench) == ASLEEP


def test_other_keys_do_nothing(bench: Bench) -> None:
    bench.press("prium4", "5")
    bench.press("prium4", "valider")
    assert seen(bench) == ASLEEP


def test_the_usb_cable_shows_an_error_and_no_phone(bench: Bench) -> None:
    bench.press("prium4", ".")
    bench.set_cable("prium4", "usb")
    assert seen(bench) == ASLEEP
    assert bench.reader.display.startswith("ERREUR CABLE")
    bench.press("prium4", ".")
    assert seen(bench) == ASLEEP
    bench.set_cable("prium4", "pieuvre")
    assert bench.reader.display == ""
    bench.press("prium4", ".")
    assert seen(bench) == ARMED


@pytest.mark.parametrize(
    ("version", "arms"),
    [("6.0.2", False), ("5.9.9", False), ("6.0.3", True), ("6.0.10", True), ("10", True)],
)
def test_the_firmware_must_be_recent(bench: Bench, version: str, arms: bool) -> None:
    bench.set_firmware("prium4", version)
    bench.press("prium4", ".")
    assert seen(bench) == (ARMED if arms else ASLEEP)
    assert bench.reader.display == (
        "SANS CONTACT ACTIF" if arms else "ERREUR VERSION : 6.0.3 REQUISE"
    )


def test_cards_change_hands_while_the_slot_is_disabled(bench: Bench) -> None:
    bench.press("prium4", ".")
    other = bench.vitale()
    bench.insert("vitale", other)
    assert not sees(bench, "vitale")
    bench.advance(TWO_MINUTES)
    assert bench.slot("vitale").card is other
    bench.remove("contactless")
    bench.press("prium4", ".")
    assert not sees(bench, "contactless")


@pytest.mark.parametrize(
    ("gesture", "told"),
    [
        (lambda bench: bench.press("prium4", "x"), "no key 'x'; keys: 0, 1"),
        (lambda bench: bench.set_cable("prium4", "vga"), "no cable 'vga'; cables: usb, pieuvre"),
        (lambda bench: bench.set_firmware("prium4", "new"), "numbers and points"),
    ],
)
def test_what_a_reader_does_not_have_is_told(bench: Bench, gesture: object, told: str) -> None:
    with pytest.raises(NoSuchControl, match=told):
        gesture(bench)  # type: ignore[operator]


def test_a_reader_without_keys_has_none() -> None:
    with Bench() as bench:
        with pytest.raises(NoSuchControl, match="no key, cable or firmware"):
            bench.press("kaplink2", ".")
        with pytest.raises(LookupError, match="no reader 'prium4'; readers: kaplink2"):
            bench.press("prium4", ".")


class Prium4(RuleBasedStateMachine):
    """Whatever is done, exactly one of the upper slot and the aerial works."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(readers=("prium4",))
        self.bench.insert("contactless", ForeignCard(PHONE_ATR))

    @rule(key=st.sampled_from((".", "1")))
    def press(self, key: str) -> None:
        self.bench.press("prium4", key)

    @rule(cable=st.sampled_from(("usb", "pieuvre")))
    def cable(self, cable: str) -> None:
        self.bench.set_cable("prium4", cable)

    @rule(version=st.sampled_from(("6.0.2", "6.0.3")))
    def firmware(self, version: str) -> None:
        self.bench.set_firmware("prium4", version)

    @rule(seconds=st.integers(0, 130))
    def wait(self, seconds: int) -> None:
        self.bench.advance(timedelta(seconds=seconds))

    @rule()
    def replug(self) -> None:
        self.bench.unplug("prium4")
        self.bench.plug("prium4")

    @rule(mute=st.booleans())
    def change_card(self, mute: bool) -> None:
        self.bench.insert("vitale", self.bench.vitale(), mute=mute)
        self.bench.insert("vitale", self.bench.vitale())

    @invariant()
    def one_of_both(self) -> None:
        reader = self.bench.reader
        armed = reader.armed_until is not None
        assert seen(self.bench) == (ARMED if reader.armed_until is not None else ASLEEP)
        assert not armed or (reader.cable, reader.firmware) == ("pieuvre", "6.0.3")

    def teardown(self) -> None:
        self.bench.close()


Prium4.TestCase.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
TestPrium4 = Prium4.TestCase


# -- plugging and the service ---------------------------------------------------------------------


def test_a_reader_unplugged_and_plugged_again_keeps_its_cards_and_loses_the_code() -> None:
    with Bench(readers=("kaplink2", "tikap")) as bench:
        name = bench.slot("kaplink2:cps").name
        channel = bench.rack.connect(name)
        assert channel.transmit(VERIFY) == b"\x90\x00"
        bench.unplug("kaplink2")
        assert bench.slot("cps").id == "tikap:cps"
        with pytest.raises(ConnectionAbortedError):
            channel.transmit(TRIES_LEFT)
        with pytest.raises(ConnectionError, match=r"no reader named .* this bench has: Kapelse Ti"):
            bench.rack.connect(name)
        with pytest.raises(Impossible, match="not plugged"):
            bench.unplug("kaplink2")
        bench.plug("kaplink2")
        with pytest.raises(Impossible, match="plugged already"):
            bench.plug("kaplink2")
        assert bench.slot("cps").id == "kaplink2:cps", "the order of the bench stays"
        assert bench.reader_names()["cps"] == name
        assert bench.rack.connect(name).transmit(TRIES_LEFT) == b"\x63\xc3"


def test_a_service_that_stops_and_starts() -> None:
    with Bench() as bench:
        name = bench.slot("cps").name
        channel = bench.rack.connect(name)
        channel.transmit(VERIFY)
        bench.stop_service()
        bench.stop_service()
        for call in (bench.rack.names, lambda: bench.rack.connect(name)):
            with pytest.raises(ConnectionError, match="stopped") as caught:
                call()
            assert type(caught.value) is ConnectionError
        with pytest.raises(ConnectionError, match="stopped"):
            channel.transmit(TRIES_LEFT)
        bench.start_service()
        bench.start_service()
        with pytest.raises(ConnectionRefusedError):
            channel.transmit(TRIES_LEFT)
        assert bench.rack.connect(name).transmit(TRIES_LEFT) == b"\x63\xc3"


# -- events ---------------------------------------------------------------------------------------


def test_events_come_in_the_order_of_the_gestures() -> None:
    with Bench(insert=()) as bench:
        events, cps = bench.rack.events(), bench.slot("cps").name
        bench.insert("cps", bench.cps())
        bench.insert("cps", bench.cps(), mute=True)
        bench.remove("cps")
        bench.remove("cps")
        told = [events.next(0) for _ in range(5)]
        assert told == [
            (cps, "card-in"),
            (cps, "card-out"),
            (cps, "card-mute"),
            (cps, "card-out"),
            None,
        ]


def test_events_of_readers_and_of_the_service() -> None:
    with Bench(insert=("vitale",)) as bench:
        events = bench.rack.events()
        cps, vitale, aerial = (slot.name for slot in bench.rack.slots())
        shown = [
            (cps, "reader-in"),
            (vitale, "reader-in"),
            (vitale, "card-in"),
            (aerial, "reader-in"),
        ]
        bench.unplug("kaplink2")
        bench.insert("kaplink2:cps", bench.cps())
        bench.remove("kaplink2:cps")
        bench.plug("kaplink2")
        bench.stop_service()
        bench.insert("cps", bench.cps())
        bench.remove("cps")
        bench.start_service()
        told = []
        while happening := events.next(0):
            told.append(happening)
        out = [(name, "reader-out") for name in (cps, vitale, aerial)]
        assert told == [*out, *shown, ("", "service-out"), ("", "service-in"), *shown]


def test_waiting_lets_the_clock_pass_to_what_is_planned() -> None:
    with Bench() as bench:
        events, world = bench.rack.events(), bench.world
        phone = ForeignCard(PHONE_ATR)
        hand = bench.slot("contactless")
        world.call_at(world.now() + timedelta(seconds=2), "nothing", lambda: None)
        world.call_at(world.now() + timedelta(seconds=4), "a phone", lambda: hand.insert(phone))
        world.call_at(world.now() + timedelta(seconds=60), "later", lambda: None)
        began = world.elapsed()
        assert events.next(10) == (hand.name, "card-in")
        assert world.elapsed() - began == 4
        assert events.next(10) is None
        assert world.elapsed() - began == 14
        events.close()
        events.close()
        hand.remove()
        assert events.next(10) is None
        assert world.elapsed() - began == 14, "a closed listener waits no more"


def test_two_listeners_both_hear() -> None:
    with Bench() as bench:
        first, second = bench.rack.events(), bench.rack.events()
        bench.remove("cps")
        assert first.next(0) == second.next(0) == (bench.slot("cps").name, "card-out")


def test_the_arming_of_a_prium4_is_heard() -> None:
    with Bench(readers=("prium4",)) as bench:
        bench.insert("contactless", ForeignCard(PHONE_ATR))
        events = bench.rack.events()
        vitale, aerial = bench.slot("vitale").name, bench.slot("contactless").name
        bench.press("prium4", ".")
        assert [events.next(0), events.next(0)] == [(vitale, "card-out"), (aerial, "card-in")]
        assert events.next(200) == (aerial, "card-out")
        assert events.next(0) == (vitale, "card-in")
