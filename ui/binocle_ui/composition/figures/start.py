"""How soon a bench is there: fresh in process, after a reset, and on sockets and PC/SC.

Importing is not counted: a program, or a test session, imports once.
"""

from statistics import median
from time import perf_counter

from binocle_simulators.bench import Bench

from .apdu import pcsc_bench
from .model import Effort, Figure, seconds

FRESH_MS, RESET_MS, SOCKETS_MS = 200, 10, 1000


def _figure(name: str, times: list[float], *, bar: int) -> tuple[Figure, ...]:
    return (Figure(name, value=1000 * median(times), unit="ms", bar=bar, at_most=True),)


def fresh(effort: Effort) -> tuple[Figure, ...]:
    """Measure a fresh bench with every simulator, cards in."""
    times = []
    for _ in range(effort.repeats):
        begun = perf_counter()
        with Bench():
            times.append(perf_counter() - begun)
    return _figure("bench_fresh", times, bar=FRESH_MS)


def reset(effort: Effort) -> tuple[Figure, ...]:
    """Measure a reset of a bench that has worked."""
    with Bench() as bench:
        times = [seconds(bench.reset) for _ in range(effort.repeats)]
    return _figure("bench_reset", times, bar=RESET_MS)


def sockets(effort: Effort) -> tuple[Figure, ...]:
    """Measure a bench whose cards PC/SC shows and whose services listen on sockets."""
    times = []
    for _ in range(effort.repeats):
        begun = perf_counter()
        with pcsc_bench():
            times.append(perf_counter() - begun)
    return _figure("bench_sockets", times, bar=SOCKETS_MS)
