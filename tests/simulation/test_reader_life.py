"""Our PC/SC adapter on a real service of ours: events, presence, protocol, restart, no leak."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from binocle.adapters.pcsc import PcscEvents, PcscReaders
from binocle_simulators.bench import Bench

Told = list[tuple[float, tuple[str, str] | None]]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(depth="pcsc") as bench:
        yield bench


def drain(events: PcscEvents) -> list[tuple[str, str]]:
    heard = []
    while (told := events.next(0.1)) is not None:
        heard.append(told)
    return heard


@pytest.fixture
def events(bench: Bench) -> Iterator[PcscEvents]:
    """Events that told already what is there."""
    events = PcscReaders().events()
    vitale = bench.reader_names()["vitale"]
    heard = drain(events)
    assert heard.index((vitale, "reader-in")) < heard.index((vitale, "card-in"))
    yield events
    events.close()


def test_gestures_are_told_in_order(bench: Bench, events: PcscEvents) -> None:
    vitale = bench.reader_names()["vitale"]
    bench.remove("vitale")
    assert drain(events) == [(vitale, "card-out")]
    assert not PcscReaders().holds_card(vitale)
    bench.insert("vitale", bench.vitale())
    assert drain(events) == [(vitale, "card-in")]
    assert PcscReaders().holds_card(vitale)
    bench.insert("vitale", bench.vitale("desmaux"))
    assert drain(events) == [(vitale, "card-out"), (vitale, "card-in")]


def test_another_program_on_the_card_is_no_event(bench: Bench, events: PcscEvents) -> None:
    channel = PcscReaders().connect(bench.reader_names()["vitale"])
    assert channel.t1 is False, "a Vitale card speaks T=0 only"
    channel.close()
    assert drain(events) == []


def test_who_waits_is_told_as_soon_as_pcsc_knows(bench: Bench, events: PcscEvents) -> None:
    """Two listeners asleep in PC/SC: the one of the bench and ours; ours is not 100 ms behind."""
    heard: Told = []

    def listen() -> None:
        told = events.next(10)
        heard.append((time.perf_counter(), told))

    thread = threading.Thread(target=listen)
    thread.start()
    bench.remove("vitale")  # returns when PC/SC shows it
    shown = time.perf_counter()
    thread.join(10)
    bench.insert("vitale", bench.vitale())
    ((at, told),) = heard
    assert told == (bench.reader_names()["vitale"], "card-out")
    assert at - shown < 0.1


def test_the_service_stops_and_comes_back(bench: Bench, events: PcscEvents) -> None:
    before = len(os.listdir("/proc/self/fd"))
    heard: list[tuple[str, str]] = []

    def listen() -> None:
        while (told := events.next(5)) is not None:
            heard.append(told)
            if told == (bench.reader_names()["vitale"], "card-in"):
                return

    thread = threading.Thread(target=listen)
    thread.start()
    bench.reset()  # another service on the same socket
    thread.join(20)
    assert not thread.is_alive()
    assert heard[:2] == [("", "service-out"), ("", "service-in")]
    assert PcscReaders().holds_card(bench.reader_names()["vitale"])
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_nothing_is_left_behind(bench: Bench) -> None:
    drain(first := PcscReaders().events())
    first.close()
    before = (len(os.listdir("/proc/self/fd")), threading.active_count())
    for _ in range(30):
        events = PcscReaders().events()
        drained = threading.Thread(target=drain, args=(events,))
        drained.start()
        events.close()
        drained.join(10)
        assert not drained.is_alive()
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before
