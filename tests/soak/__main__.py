"""The long trials that `make test` has no time for: storms and bad bytes, by the thousand.

Run by `ci/soak`. What fails prints its seed; the same seed gives the same failure.
"""

import argparse
import signal
import sys
import traceback
from itertools import count
from time import perf_counter

from .fuzz import Tried, fuzz
from .shopkeeper import Figures
from .storm import live_storm

FILES_A_SEED = 2000
TOLD_EVERY = 10
"""Storms between two lines of progress."""


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="ci/soak", description=__doc__)
    what = parser.add_subparsers(dest="what")
    storms = what.add_parser("storms", help="whole shops through storms of 30 bench days")
    storms.add_argument("--count", type=int, default=1000)
    storms.add_argument("--first-seed", type=int, default=1)
    bytes_ = what.add_parser("fuzz", help="every reader before bytes that are wrong")
    bytes_.add_argument("--minutes", type=float, default=10)
    bytes_.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--seed", type=int, help="live one storm again")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a storm's files go
    if asked.what == "fuzz":
        return _fuzz(asked.minutes, asked.first_seed)
    if asked.seed is not None:
        return _storms(range(asked.seed, asked.seed + 1))
    if asked.what == "storms":
        return _storms(range(asked.first_seed, asked.first_seed + asked.count))
    parser.print_help()
    return 2


def _storms(seeds: range) -> int:
    """Live storms, the next one whatever the last one came to."""
    total, failed, begun = Figures(), list[int](), perf_counter()
    for rank, seed in enumerate(seeds, start=1):
        try:
            total.add(live_storm(seed))
        except Exception:  # noqa: BLE001 - the next seed is lived all the same
            failed.append(seed)
            _say(traceback.format_exc(limit=-3))
            _say(f"graine {seed} : échec ; ci/soak --seed {seed} la rejoue")
        if rank % TOLD_EVERY == 0 or rank == len(seeds):
            _say(f"{rank}/{len(seeds)} en {perf_counter() - begun:.0f} s : {total.line}")
    _say(f"graines en échec : {failed or 'aucune'}")
    return 1 if failed else 0


def _fuzz(minutes: float, first_seed: int) -> int:
    """Try wrong bytes until the time is over; the first failure ends it."""
    total, end = Tried(), perf_counter() + 60 * minutes
    for seed in count(first_seed):
        try:
            total.add(fuzz(seed, FILES_A_SEED))
        except AssertionError as error:
            _say(f"échec : {error}")
            return 1
        if seed % 5 == 0 or perf_counter() > end:
            _say(f"graine {seed} : {total.line}")
        if perf_counter() > end:
            break
    for content in total.laxer[:5]:
        _say(f"le simulateur prend ce que le produit refuse : {content!r}")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
