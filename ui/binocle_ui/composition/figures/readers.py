"""Eight readers at once through real PC/SC: their speed, what they leave behind, and events."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter
from typing import IO

from smartcard import scard

from binocle.adapters.pcsc import PcscReaders
from binocle.cards import read_vitale
from binocle.readers import ReaderEvents, ReaderSetup, Role, open_session
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import PcscStage
from binocle_simulators.readers import Slot

from .apdu import READ, pcsc_bench, refused_as_notice, through_bare_socket, vpcd_library
from .model import Effort, Figure

READERS = 8
PER_SECOND_8 = 15_000
NOTICED_MS = 100
EVENT_MS = 5_000
READING_MS = 50
GROWN_MB = 4
WARM_ROUNDS = 3
CLIENT = Path(__file__).with_name("pcsc_client.py")


@contextmanager
def _eight() -> Iterator[tuple[PcscStage, Bench]]:
    """Start eight readers, each with a Vitale card in.

    Raises:
        OperatorActionNeeded: ``BANC-PCSC-ABSENT``.
    """
    with Bench() as bench:
        slots = [
            Slot(f"Lecteur {n}", "vitale", world=bench.world, id=f"lecteur{n}:vitale")
            for n in range(READERS)
        ]
        for slot in slots:
            slot.insert(bench.vitale())
        stage = PcscStage(bench.world, slots, library=vpcd_library())
        with refused_as_notice():
            stage.start()
        try:
            yield stage, bench
        finally:
            stage.close()


def exchanges_8(effort: Effort) -> tuple[Figure, ...]:
    """Measure exchanges a second of eight readers together, each with a program of its own."""
    bare = through_bare_socket(effort.exchanges)
    with _eight() as (stage, _), ExitStack() as programs:
        clients = [
            programs.enter_context(_client(stage, name, effort.exchanges))
            for name in stage.names().values()
        ]
        _expect(clients, "ready")
        begun = perf_counter()
        for client in clients:
            _pipe(client.stdin).write("go\n")
            _pipe(client.stdin).flush()
        _expect(clients, "done")
        spent = perf_counter() - begun
    return (
        Figure(
            "apdu_pcsc_8",
            value=READERS * effort.exchanges / spent,
            unit="échanges/s",
            bar=PER_SECOND_8,
            baseline=len(bare) / sum(bare),
        ),
    )


Client = subprocess.Popen[str]


def _client(stage: PcscStage, reader: str, count: int) -> Client:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", str(CLIENT), reader, READ.hex(), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **stage.environment},  # noqa: TID251 - a program wants its PATH
    )


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None, "the process was started without this pipe"
    return end


def _expect(clients: list[Client], word: str) -> None:
    for client in clients:
        if _pipe(client.stdout).readline() != f"{word}\n":
            raise ConnectionError("a program of the measure ended early")


# -- one reader -------------------------------------------------------------------------------


def reading(effort: Effort) -> tuple[Figure, ...]:
    """Measure the full reading of a Vitale card, from the connection to the closing."""
    times = []
    with pcsc_bench() as bench:
        names = bench.reader_names()
        setup = ReaderSetup(cps=names["cps"], vitale=names["vitale"], contactless=None)
        for _ in range(effort.readings):
            begun = perf_counter()
            with open_session(PcscReaders(), setup, Role.VITALE) as session:
                read_vitale(session, clock=bench.world)
            times.append(perf_counter() - begun)
    return (
        Figure("vitale_pcsc", value=1000 * median(times), unit="ms", bar=READING_MS, at_most=True),
    )


def _pcsc_tells(reader: str, wanted: int, *, waiting: Event) -> float:
    """Return when PC/SC's bare call tells that a reader is as wanted: what any program may know."""
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    assert result == scard.SCARD_S_SUCCESS, result
    try:
        _, shown = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
        waiting.set()
        state = shown[0][1]
        while not state & wanted:
            _, shown = scard.SCardGetStatusChange(context, EVENT_MS, [(reader, state)])
            state = shown[0][1]
        return perf_counter()
    finally:
        scard.SCardReleaseContext(context)


def _core_tells(events: ReaderEvents, wanted: tuple[str, str]) -> float:
    """Return when the core tells an event.

    Raises:
        TimeoutError: it does not.
    """
    while (told := events.next(EVENT_MS / 1000)) != wanted:
        if told is None:
            raise TimeoutError(f"the core does not tell {wanted}")
    return perf_counter()


def insertion(effort: Effort) -> tuple[Figure, ...]:
    """Measure how long after PC/SC's own event the core tells that a card came, or left."""
    delays = []
    with pcsc_bench() as bench, ThreadPoolExecutor(2) as both:
        reader, card = bench.reader_names()["vitale"], bench.slot("vitale").card
        assert card is not None, "the bench begins with it"
        steps: tuple[tuple[str, int, Callable[[], None]], ...] = (
            ("card-out", scard.SCARD_STATE_EMPTY, lambda: bench.remove("vitale")),
            ("card-in", scard.SCARD_STATE_PRESENT, lambda: bench.insert("vitale", card)),
        )
        events = PcscReaders().events()
        try:
            _core_tells(events, (reader, "card-in"))
            for what, state, move in steps * effort.insertions:
                waiting = Event()
                known = both.submit(_core_tells, events, (reader, what))
                told = both.submit(_pcsc_tells, reader, state, waiting=waiting)
                waiting.wait(EVENT_MS / 1000)
                move()
                delays.append(max(0.0, known.result() - told.result()))
        finally:
            events.close()
    return (
        Figure(
            "insertion_noticed",
            value=1000 * max(delays),
            unit="ms",
            bar=NOTICED_MS,
            at_most=True,
        ),
    )


# -- what is left behind ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Held:
    """What our process and the service hold."""

    handles: int
    service_handles: int
    threads: int
    kilobytes: int


def _held(service: int) -> _Held:
    gc.collect()
    ours = Path("/proc/self/status").read_text(encoding="utf-8")
    numbers = dict(line.split(":", 1) for line in ours.splitlines())
    return _Held(
        handles=len(list(Path("/proc/self/fd").iterdir())),
        service_handles=len(list(Path(f"/proc/{service}/fd").iterdir())),
        threads=int(numbers["Threads"]),
        kilobytes=int(numbers["VmRSS"].split()[0]),
    )


def _settled(service: int) -> _Held:
    """Wait until two looks agree: pcscd ends the thread of a closed context in its own time."""
    pause = Event()
    held = _held(service)
    for _ in range(20):
        pause.wait(0.1)
        before, held = held, _held(service)
        if before.service_handles == held.service_handles:
            break
    return held


def cycles(effort: Effort) -> tuple[Figure, ...]:
    """Measure what rounds of putting in, reading and taking out on eight readers leave behind."""
    with _eight() as (stage, bench), ThreadPoolExecutor(READERS) as hands:
        cards = {slot_id: bench.vitale() for slot_id in stage.names()}

        def cycle(slot_id: str) -> None:
            stage.insert(slot_id, cards[slot_id])
            setup = ReaderSetup(cps="", vitale=stage.names()[slot_id], contactless=None)
            with open_session(PcscReaders(), setup, Role.VITALE) as session:
                read_vitale(session, clock=bench.world)
            stage.remove(slot_id)

        def live(rounds: int) -> None:
            for _ in range(rounds):
                list(hands.map(cycle, cards))

        live(WARM_ROUNDS)
        before = _settled(stage.service)
        live(effort.cycles)
        after = _settled(stage.service)
    grown = (
        ("cycles_8", after.handles - before.handles, "fichiers", 0),
        ("cycles_8_service", after.service_handles - before.service_handles, "fichiers", 0),
        ("cycles_8_threads", after.threads - before.threads, "fils", 0),
        ("cycles_8_memory", (after.kilobytes - before.kilobytes) / 1024, "Mo", GROWN_MB),
    )
    return tuple(
        Figure(name, value=value, unit=unit, bar=bar, at_most=True)
        for name, value, unit, bar in grown
    )
