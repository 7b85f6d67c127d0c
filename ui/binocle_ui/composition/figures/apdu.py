"""Exchanges with a simulated card through real PC/SC: pcscd, vpcd and pyscard."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter

from binocle.adapters.pcsc import PcscReaders
from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import StageRefused
from binocle_ui.composition.settings import setting

from .model import Effort, Figure, seconds

READ = bytes.fromhex("00B0820010")
"""READ BINARY of the first 16 bytes of short file 2 of the Vitale card: one exchange, no 61xx."""

PER_SECOND = 3000
MEDIAN_MS = 0.5
QUICKER = 100
IN_PROCESS_PER_SECOND = 100_000


@contextmanager
def pcsc_bench(*, quick_ack: bool = True) -> Iterator[Bench]:
    """Start a bench on PC/SC, as the composition does, and close it.

    Raises:
        OperatorActionNeeded: ``BANC-PCSC-ABSENT``.
    """
    with refused_as_notice():
        bench = Bench(depth="pcsc", library=vpcd_library(), quick_ack=quick_ack)
    with bench:
        yield bench


def vpcd_library() -> Path | None:
    """Return the library that the settings name, if they do."""
    library = setting("vpcd")
    return Path(library) if library else None


@contextmanager
def refused_as_notice() -> Iterator[None]:
    """Tell a stage that cannot be set as the notice that an operator reads."""
    try:
        yield
    except StageRefused as error:
        raise OperatorActionNeeded("BANC-PCSC-ABSENT", motif=str(error)) from error


def _times(exchange: Callable[[bytes], bytes], count: int) -> list[float]:
    """Return the real seconds of each of ``count`` exchanges, all of them answered well."""
    exchange(READ)
    times = []
    for _ in range(count):
        begun = perf_counter()
        answer = exchange(READ)
        times.append(perf_counter() - begun)
        if answer[-2:] != b"\x90\x00":
            raise ConnectionError(f"the card answered {answer.hex()}")
    return times


def _through_pcsc(count: int, *, quick_ack: bool = True) -> list[float]:
    with pcsc_bench(quick_ack=quick_ack) as bench:
        channel = PcscReaders().connect(bench.reader_names()["vitale"])
        try:
            return _times(channel.transmit, count)
        finally:
            channel.close()


def through_bare_socket(count: int) -> list[float]:
    """Time the same card, world and journal behind one local socket: no daemon, no driver."""
    with Bench() as bench:
        ours, theirs = socket.socketpair()
        slot = bench.slot("vitale")

        def serve() -> None:
            while command := theirs.recv(512):
                theirs.sendall(slot.exchange(command))

        server = Thread(target=serve, name="bare-card", daemon=True)
        server.start()

        def exchange(command: bytes) -> bytes:
            ours.sendall(command)
            return ours.recv(512)

        try:
            return _times(exchange, count)
        finally:
            ours.close()
            server.join()
            theirs.close()


def exchanges(effort: Effort) -> tuple[Figure, ...]:
    """Measure exchanges a second, and their median, beside a bare socket to the same card."""
    times, bare = _through_pcsc(effort.exchanges), through_bare_socket(effort.exchanges)
    return (
        Figure(
            "apdu_pcsc",
            value=len(times) / sum(times),
            unit="échanges/s",
            bar=PER_SECOND,
            baseline=len(bare) / sum(bare),
        ),
        Figure(
            "apdu_pcsc_median",
            value=1000 * median(times),
            unit="ms",
            bar=MEDIAN_MS,
            baseline=1000 * median(bare),
            at_most=True,
        ),
    )


def quick_ack(effort: Effort) -> tuple[Figure, ...]:
    """Measure what acknowledging at once gains with the packaged driver."""
    slow = _through_pcsc(effort.slow_exchanges, quick_ack=False)
    quick = _through_pcsc(effort.slow_exchanges * 20)
    return (
        Figure(
            "apdu_quick_ack",
            value=len(quick) / sum(quick),
            unit="échanges/s",
            bar=QUICKER,
            baseline=len(slow) / sum(slow),
            on_ratio=True,
        ),
    )


def in_process(effort: Effort) -> tuple[Figure, ...]:
    """Measure exchanges a second with a card that is an object: no PC/SC, but the journal."""
    with Bench() as bench:
        transmit = bench.rack.connect(bench.reader_names()["vitale"]).transmit
        best = min(
            seconds(lambda: [transmit(READ) for _ in range(effort.exchanges)])
            for _ in range(effort.repeats)
        )
    return (
        Figure(
            "apdu_in_process",
            value=effort.exchanges / best,
            unit="échanges/s",
            bar=IN_PROCESS_PER_SECOND,
        ),
    )
