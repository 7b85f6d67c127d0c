"""Every two-byte header against every state of every card: a status word, never an exception.

Each state is put back after each command of a class that the card speaks, so that all headers meet
the same state; for other classes the state must come out untouched.
"""

import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binocle_simulators.cards import CARDS, FOREIGN, Iso7816Card, VitaleCard, make_cps
from binocle_simulators.cards.cps_contactless import PKCS15 as CONTACTLESS_PKCS15
from binocle_simulators.cards.cps_files import PKCS15
from binocle_simulators.people import load_people
from binocle_simulators.world import World

LEGAL = frozenset((*range(0x61, 0x66), *range(0x67, 0x70), *range(0x90, 0xA0)))
"""First bytes of a status word; 60 is of T=0 itself, 66 of secure messaging."""

TAILS = tuple(
    bytes.fromhex(tail)
    for tail in (
        "0000",  # no P3
        "000000",  # P3 = 0
        "0001" + "04" + "30303030",  # a wrong code, or data that nobody wants
        "0400" + "02" + "3F00",
        "9EA0" + "03" + "810000" + "00",
    )
)

SELECT_CHIPDOC = "01A4040C088025000001FF0100"
CODE, WRONG = "31323334", "30303030"
UNBLOCK_WRONG, UNBLOCK_RIGHT = "3030303030303030", "3132333435363738"


def sent(card: Iso7816Card, *commands: str) -> None:
    for command in commands:
        answer = card.exchange(bytes.fromhex(command))
        assert answer[-2] in LEGAL


def prepared(cla: str) -> dict[str, tuple[str, ...]]:
    """Name to the commands that bring a card with codes into that state."""
    channel = cla == "01"
    first = (SELECT_CHIPDOC,) if channel else ()
    unblock = f"{cla}2C00010C{UNBLOCK_WRONG}{CODE}"
    keys: tuple[str, ...] = ("002241B606800142840181", "002241A406800102840182")
    if channel:
        unblock = f"0120000208{UNBLOCK_WRONG}"
        keys = ("012281B60491024281", "012241B803830120")
    states = {
        "code unverified": (),
        "code verified": (f"{cla}20000104{CODE}",),
        "code blocked": (f"{cla}20000104{WRONG}",) * 3,
        "unblocking exhausted": (unblock,) * 3,
        "file selected": (f"{cla}A4000C023F00", f"{cla}A4000C02D003"),
        "answer waiting": (f"{cla}A40000023F00",),
    }
    if cla != "A0":
        verified = f"{cla}20000104{CODE}"
        states["key chosen"] = (verified, *keys, f"{cla}2A90A00590008001AA")
        states["chain begun"] = (verified, f"1{cla[1]}2A8086058100000000")
    if channel:
        right = f"0120000208{UNBLOCK_RIGHT}"
        states["unblocking verified"] = (right,)
        states["new code allowed"] = (right, "012C0381")
    return {name: (*first, *commands) for name, commands in states.items()}


def plain(*commands: str) -> dict[str, tuple[str, ...]]:
    return {"new": (), "file selected": ("00A4000C023F00", "00A4000C02D003", *commands)}


def vitale() -> Iso7816Card:
    return VitaleCard(load_people()["desmaux"])


def kind(name: str) -> Callable[[], Iso7816Card]:
    return lambda: make_cps(name, chance=World().stream("cps"))


def cases() -> Iterable[Any]:
    by_contact = prepared("00")
    channel = {f"channel, {name}": c for name, c in prepared("01").items()}
    lost = {"channel lost": (SELECT_CHIPDOC, "01A4040C07A0000001510000")}
    tables: dict[str, tuple[Callable[[], Iso7816Card], dict[str, tuple[str, ...]]]] = {
        "cps3": (kind("cps3"), by_contact),
        "cps4": (kind("cps4"), {**by_contact, **channel, **lost}),
        "cps4-t0": (kind("cps4-t0"), {**channel, **lost}),
        "cps2ter": (kind("cps2ter"), prepared("A0")),
        "contactless": (
            kind("cps3-contactless"),
            plain(f"00A404000D{CONTACTLESS_PKCS15.hex()}"),
        ),
        "vitale": (vitale, plain("00B0820000")),
        "foreign": (lambda: FOREIGN["bank"], plain()),
        "foreign, T=1": (lambda: FOREIGN["german-health"], plain()),
    }
    for card, (make, states) in tables.items():
        for state, commands in states.items():
            yield pytest.param(make, commands, id=f"{card}: {state}")


class Snapshot:
    """All that a card remembers; what cannot change is not copied."""

    FIXED = ("atr", "holder", "_root", "_applications", "_chance", "direct", "people")

    def __init__(self, card: Iso7816Card) -> None:
        self._held = {k: v for k, v in vars(card).items() if k not in self.FIXED}
        self._copied = {k: copy.copy(v) for k, v in self._held.items()}

    def restore(self, card: Iso7816Card) -> None:
        for name, value in self._copied.items():
            vars(card)[name] = copy.copy(value)

    def same(self, card: Iso7816Card) -> bool:
        return all(vars(card)[name] == value for name, value in self._copied.items())


@pytest.mark.parametrize(("make", "commands"), list(cases()))
def test_every_header_gets_a_status_word(
    make: Callable[[], Iso7816Card], commands: tuple[str, ...]
) -> None:
    card = make()
    card.power_on()
    sent(card, *commands)
    state = Snapshot(card)
    exchange = card.exchange
    for cla in range(256):
        spoken = cla in card.classes
        for ins in range(256):
            head = bytes((cla, ins))
            for tail in TAILS if spoken else TAILS[1:3]:
                answer = exchange(head + tail)
                assert len(answer) >= 2, (head + tail).hex()
                assert answer[-2] in LEGAL, (head + tail).hex()
                if spoken:
                    state.restore(card)
                else:
                    assert len(answer) == 2
        assert state.same(card), hex(cla)
    card.reset()
    root = bytes.fromhex(f"{min(card.classes):02X}A40000023F00")
    assert exchange(root)[-2] in (0x61, 0x90, 0x9F)


# -- any bytes at all -----------------------------------------------------------------------

SPOKEN = [kind(name)() for name in CARDS] + [vitale(), FOREIGN["bank"], FOREIGN["german-health"]]
LIKELY = st.builds(
    lambda cla, ins, p1, p2, body: bytes((cla, ins, p1, p2)) + body,
    st.sampled_from((0x00, 0x01, 0x10, 0x11, 0xA0, 0xFF)),
    st.sampled_from((0x20, 0x22, 0x24, 0x2A, 0x2C, 0x84, 0x88, 0xA4, 0xB0, 0xC0, 0xCB)),
    st.sampled_from((0x00, 0x01, 0x03, 0x04, 0x41, 0x80, 0x81, 0x82, 0x90, 0x9E, 0xF2)),
    st.sampled_from((0x00, 0x01, 0x02, 0x0C, 0x81, 0x86, 0x9A, 0xA0, 0xA4, 0xB6, 0xB8)),
    st.binary(max_size=300),
)


@settings(max_examples=60, deadline=None)
@given(commands=st.lists(st.one_of(LIKELY, st.binary(max_size=300)), min_size=1, max_size=12))
def test_any_bytes_in_any_order_get_status_words(commands: list[bytes]) -> None:
    for card in SPOKEN:
        card.power_on()
        for command in commands:
            answer = card.exchange(command)
            assert len(answer) >= 2
            assert answer[-2] in LEGAL
            if len(command) < 4:
                assert answer == bytes.fromhex("6700")


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 65535), fill=st.integers(0, 255), head=st.binary(max_size=7))
def test_any_length_gets_a_status_word(size: int, fill: int, head: bytes) -> None:
    command = (head + bytes((fill,)) * size)[:65535]
    for card in SPOKEN:
        card.power_on()
        assert card.exchange(command)[-2] in LEGAL


def test_a_long_chain_ends_and_the_card_goes_on() -> None:
    card = kind("cps4")()
    card.power_on()
    part = bytes.fromhex("102A8086") + b"\x00\x7f\xff" + bytes(0x7FFF)
    assert [card.exchange(part).hex() for _ in range(3)] == ["9000", "9000", "6700"]
    assert card.exchange(bytes.fromhex(f"00A4040C0D{PKCS15.hex()}")).hex() == "9000"
