"""A bench of several readers, through PC/SC: both namings, and what its controls change there."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from smartcard import scard

from binocle_simulators.bench import Bench

PRESENT, EMPTY, MUTE = scard.SCARD_STATE_PRESENT, scard.SCARD_STATE_EMPTY, scard.SCARD_STATE_MUTE
NAMES = {
    "linux": "Ingenico OL TELIUM [80028721 OL TELIUM 3] 00 00",
    "windows": "Ingenico 80028721 OL TELIUM 3 0 00 00",
}


@pytest.fixture(scope="module", params=sorted(NAMES))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with Bench(readers=("prium4", "kaplink2"), naming=request.param, depth="pcsc") as made:
        yield made


def state(bench: Bench, slot: str) -> int:
    """Return what PC/SC says of a slot now."""
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    assert result == scard.SCARD_S_SUCCESS
    try:
        asked = [(bench.slot_names()[slot], scard.SCARD_STATE_UNAWARE)]
        _, found = scard.SCardGetStatusChange(context, 0, asked)
        return int(found[0][1])
    finally:
        scard.SCardReleaseContext(context)


def soon(bench: Bench, slot: str, wanted: int) -> bool:
    """Wait for a state that comes at PC/SC's next poll, within 5 s."""
    end = time.perf_counter() + 5
    while not state(bench, slot) & wanted:
        if time.perf_counter() > end:
            return False
    return True


def test_names_are_those_of_the_system(bench: Bench) -> None:
    assert bench.slot_names()["prium4:contactless"] == NAMES[bench.naming]
    assert bench.reader_names()["contactless"] == NAMES[bench.naming]
    assert list(bench.slot_names()) == [slot.id for slot in bench.rack.slots()]


def test_each_reader_has_its_own_cards(bench: Bench) -> None:
    bench.control.do("insert", slot="kaplink2:cps", card="cps3:demo")
    assert state(bench, "kaplink2:cps") & PRESENT
    bench.control.do("remove", slot="kaplink2:cps")
    assert state(bench, "kaplink2:cps") & EMPTY
    assert state(bench, "prium4:cps") & PRESENT


def test_the_point_key_hides_the_upper_slot_from_every_program(bench: Bench) -> None:
    bench.control.do("insert", slot="prium4:contactless", card="foreign:bank")
    assert state(bench, "prium4:contactless") & EMPTY
    bench.control.do("press", reader="prium4")
    assert state(bench, "prium4:contactless") & PRESENT
    assert soon(bench, "prium4:vitale", EMPTY)
    bench.advance(timedelta(minutes=2))
    assert state(bench, "prium4:vitale") & PRESENT
    assert soon(bench, "prium4:contactless", EMPTY)


def test_a_card_upside_down_is_mute_for_every_program(bench: Bench) -> None:
    bench.control.do("reverse", slot="prium4:vitale")
    assert state(bench, "prium4:vitale") & MUTE
    bench.control.do("reverse", slot="prium4:vitale")
    assert not state(bench, "prium4:vitale") & MUTE
    assert state(bench, "prium4:vitale") & PRESENT
