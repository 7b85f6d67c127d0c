"""The world: time moves by events, chance by named streams, and a seed replays anywhere."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from binocle_simulators.faults import Fault
from binocle_simulators.world import LATENCY_MS, START, Crash, World

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return World()


def noted(world: World, into: list[object], what: object) -> Callable[[], None]:
    return lambda: into.append((what, world.now()))


# -- time -----------------------------------------------------------------------------------------


def test_the_day_starts_in_paris_and_is_told_in_utc(world: World) -> None:
    assert world.now() == START
    assert world.now().tzinfo is UTC
    assert world.elapsed() == 0.0
    world.advance(timedelta(seconds=90))
    assert world.elapsed() == 90.0
    world.advance_to(START + timedelta(hours=1))
    assert world.now().tzinfo is UTC


def test_events_run_at_their_instant_in_the_order_of_the_clock(world: World) -> None:
    told: list[object] = []
    for minutes in (3, 1, 2, 9):
        world.call_at(START + minutes * MINUTE, "tick", noted(world, told, minutes))
    world.advance(5 * MINUTE)
    assert told == [(m, START + m * MINUTE) for m in (1, 2, 3)]
    assert world.now() == START + 5 * MINUTE
    assert world.next_event() == START + 9 * MINUTE


def test_events_of_one_instant_run_in_the_order_of_the_calls(world: World) -> None:
    told: list[object] = []
    for number in range(20):
        world.call_at(START + MINUTE, "tick", partial(told.append, number))
    world.advance(MINUTE)
    assert told == list(range(20))
    assert world.next_event() is None


def test_an_event_in_the_past_is_due_at_once(world: World) -> None:
    told: list[object] = []
    world.advance(MINUTE)
    world.call_at(START, "late", noted(world, told, "late"))
    assert world.next_event() == START + MINUTE
    world.advance(timedelta())
    assert told == [("late", START + MINUTE)]


def test_events_are_ordered_by_instant_even_in_the_hour_that_comes_twice(world: World) -> None:
    second = datetime(2024, 10, 27, 2, 10, tzinfo=PARIS, fold=1)
    first = datetime(2024, 10, 27, 2, 50, tzinfo=PARIS)
    told: list[str] = []
    world.call_at(second, "second", lambda: told.append("second"))
    world.call_at(first, "first", lambda: told.append("first"))
    world.advance_to(first)
    assert told == ["first"]
    world.advance_to(second)
    assert told == ["first", "second"]


def test_an_event_may_advance_the_clock_and_call_again(world: World) -> None:
    told: list[object] = []

    def long_work() -> None:
        told.append(("begins", world.now()))
        world.call_at(world.now() + MINUTE, "child", noted(world, told, "child"))
        world.advance(3 * MINUTE)
        told.append(("ends", world.now()))

    world.call_at(START + MINUTE, "long", long_work)
    world.call_at(START + 3 * MINUTE, "other", noted(world, told, "other"))
    world.advance(2 * MINUTE)
    assert told == [
        ("begins", START + MINUTE),
        ("child", START + 2 * MINUTE),
        ("other", START + 3 * MINUTE),
        ("ends", START + 4 * MINUTE),
    ]
    assert world.now() == START + 4 * MINUTE, "the clock never goes back"


def test_an_event_that_fails_leaves_the_others_due(world: World) -> None:
    told: list[object] = []
    world.call_at(START + MINUTE, "bad", lambda: [].pop())
    world.call_at(START + 2 * MINUTE, "good", noted(world, told, "good"))
    with pytest.raises(IndexError):
        world.advance(3 * MINUTE)
    assert world.now() == START + MINUTE
    world.advance(MINUTE)
    assert told == [("good", START + 2 * MINUTE)]


def test_the_clock_never_goes_back(world: World) -> None:
    world.advance(MINUTE)
    world.advance_to(START)
    assert world.now() == START + MINUTE
    with pytest.raises(ValueError, match="never goes back"):
        world.advance(-MINUTE)


def test_a_naive_instant_is_refused(world: World) -> None:
    naive = START.replace(tzinfo=None)
    for use in (world.advance_to, lambda at: world.call_at(at, "x", print)):
        with pytest.raises(AssertionError):
            use(naive)


@pytest.mark.parametrize("kind", LATENCY_MS)
def test_an_exchange_takes_its_drawn_time(world: World, kind: str) -> None:
    low, high = (timedelta(milliseconds=ms) for ms in LATENCY_MS[kind])
    spans = []
    for _ in range(50):
        before = world.now()
        world.take_time(kind)
        spans.append(world.now() - before)
    assert low <= min(spans) < max(spans) <= high


def test_events_are_told_in_the_journal(world: World) -> None:
    world.call_at(START + MINUTE, "ARL of lot 027", lambda: None)
    world.advance(2 * MINUTE)
    assert list(world.journal.lines()) == ['2024-05-28T07:01:00.000000Z world = "ARL of lot 027"\n']


def test_threads_add_their_spans(world: World) -> None:
    def work() -> None:
        for _ in range(200):
            world.advance(timedelta(seconds=1))
            world.count("work")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.elapsed() == 800.0
    assert world.count("work") == 801


# -- chance ---------------------------------------------------------------------------------------


def test_a_draw_in_one_stream_never_shifts_another() -> None:
    quiet, busy = World(3), World(3)
    for _ in range(10):
        busy.stream("other").random()
    assert quiet.stream("x").random() == busy.stream("x").random()
    assert World(4).stream("x").random() != World(3).stream("x").random()
    assert World(3).stream("y").random() != World(3).stream("x").random()


def test_identifiers_have_the_form_of_a_uuid_and_do_not_repeat(world: World) -> None:
    made = [world.next("message") for _ in range(100)]
    assert len(set(made)) == 100
    assert all([len(part) for part in text.split("-")] == [8, 4, 4, 4, 12] for text in made)
    assert all(text[14] == "4" and text[19] == "8" for text in made)
    assert World().next("message") == made[0]
    assert World().next("other") != made[0]


def test_series_count_apart(world: World) -> None:
    assert [world.count("a"), world.count("a"), world.count("b")] == [1, 2, 1]


# -- mishap and replay ----------------------------------------------------------------------------


def test_a_crash_is_told_and_is_no_ordinary_exception(world: World) -> None:
    world.faults.arm(Fault("crash", "after-lot", at=2))
    world.reach("after-lot")
    world.reach("after-sign")
    with pytest.raises(Crash):
        world.reach("after-lot")
    world.reach("after-lot")
    assert not issubclass(Crash, Exception)
    assert [line.split(" ", 1)[1] for line in world.journal.lines()] == ['crash = "after-lot"\n']


DAY = """
from datetime import timedelta
from binocle_simulators.faults import Fault
from binocle_simulators.world import START, World
world = World(7)
world.faults.arm(Fault("adri", "slow", at=3))
for n in range(5):
    at = START + timedelta(minutes=world.stream("return").randint(1, 50))
    world.call_at(at, f"retour {n} – accusé", lambda: world.record("x", "<", world.next("id")))
for n in range(30):
    world.take_time("http" if n % 3 else "apdu")
    world.record("adri", ">", f"é {sorted({'a', 'b', 'c'})} {world.faults.strike('adri')}")
    world.advance(timedelta(minutes=world.stream("pace").randint(0, 3)))
print(world.journal.sha256())
"""


def test_a_seed_replays_in_another_place_and_language() -> None:
    places = (
        {"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Tokyo", "LANG": "fr_FR.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
    )
    path = os.pathsep.join(sys.path)
    digests = {
        subprocess.run(
            [sys.executable, "-c", DAY],
            env={"PYTHONPATH": path, **place},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for place in places
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64
