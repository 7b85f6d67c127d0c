"""Whole claims: how many a second, and whether the ten-thousandth costs what the hundredth did.

A claim is everything from the two cards to the matched payment; lot, file, envelope and returns are
shared by the claims of one bench day, as in a shop. The database is a real file and every commit is
synced.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.adri import RightsService
from binocle.kernel import paris_day
from binocle_simulators.bench import Bench
from binocle_simulators.cards.authority import AUTHENTICATION, SIGNATURE, private_key
from binocle_ui.cases import Case, load_case
from binocle_ui.composition.bench_start import put_cards
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.story import ACKNOWLEDGED, ANSWERED, DEMO_CODE, wait_for

from .model import Effort, Figure

CASE = "254"
"""The manuals' patient with both parts: an FSE and a DRE a claim."""

SIGNATURES = (AUTHENTICATION, SIGNATURE, SIGNATURE)
"""Keys that sign for one claim: the rights' assertion, the FSE, the DRE."""

COMMITS = 1
"""Synced commits that one claim cannot do without: the forms kept."""

CLAIMS_PER_SECOND = 100
GROWTH = 1.2


@dataclass
class Shop:
    """A desk that lives whole days."""

    desk: SimulatedDesk
    case: Case
    choice: int

    def live_day(self, claims: int) -> float:
        """Bill, transmit and be paid, up to the next morning; return real seconds a claim."""
        desk, world = self.desk, self.desk.bench.world
        morning = world.now()
        begun = perf_counter()
        desk.counter.enter_code(DEMO_CODE)
        for _ in range(claims):
            self._bill()
        desk.counter.enter_code(DEMO_CODE)
        desk.transmission.send_all()
        wait_for(desk, ACKNOWLEDGED)
        wait_for(desk, ANSWERED)
        world.advance_to(morning + timedelta(days=1))
        return (perf_counter() - begun) / claims

    def _bill(self) -> None:
        counter = self.desk.counter
        today = paris_day(self.desk.bench.world.now())
        counter.read_vitale()
        counter.choose(self.choice)
        counter.enter_claim(replace(self.case.claim, invoice_date=today))
        counter.ask_rights()
        counter.check_rates_as_known()
        counter.invoice()
        counter.sign()


@contextmanager
def open_shop(rights: Callable[[Bench], RightsService] | None = None) -> Iterator[Shop]:
    """Open a shop over a fresh bench; all of it goes at the end.

    Args:
        rights: makes ADRi's port; over HTTP when absent.
    """
    case = load_case(CASE)
    with tempfile.TemporaryDirectory(prefix="binocle-bench-") as folder, Bench() as bench:
        choice = put_cards(bench, case)
        desk = open_desk(bench, Path(folder), rights=rights(bench) if rights else None)
        try:
            yield Shop(desk, case, choice)
        finally:
            desk.close()


def rate(effort: Effort) -> tuple[Figure, ...]:
    """Measure whole claims a second, beside their bare signatures and commits."""
    with open_shop() as shop:
        shop.live_day(effort.claims_a_day)  # the first day warms up, as any program does
        costs = [shop.live_day(effort.claims_a_day) for _ in range(effort.days)]
    return (
        Figure(
            "claim_in_process",
            value=1 / median(costs),
            unit="factures/s",
            bar=CLAIMS_PER_SECOND,
            baseline=1 / _bare_claim(effort.claims_a_day),
        ),
    )


def growth(effort: Effort) -> tuple[Figure, ...]:
    """Measure what a late claim costs, beside what an early one did, in one database."""
    with open_shop() as shop:
        shop.live_day(1)
        costs = [shop.live_day(effort.claims_a_day) for _ in range(effort.growth_days)]
    return (
        Figure(
            "claim_growth",
            value=1000 * median(costs[-effort.window :]),
            unit="ms/facture",
            bar=GROWTH,
            baseline=1000 * median(costs[: effort.window]),
            at_most=True,
            on_ratio=True,
        ),
    )


def _bare_claim(claims: int) -> float:
    """Return real seconds a claim of the bare signatures and synced commits."""
    keys = [private_key(role) for role in SIGNATURES]
    with tempfile.TemporaryDirectory(prefix="binocle-bench-") as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE bare (signature BLOB)")
        begun = perf_counter()
        for number in range(claims):
            signed = [key.sign(b"%064d" % number, PKCS1v15(), SHA256()) for key in keys]
            for _ in range(COMMITS):
                database.execute("BEGIN IMMEDIATE")
                database.executemany("INSERT INTO bare VALUES (?)", [(each,) for each in signed])
                database.execute("COMMIT")
        spent = perf_counter() - begun
        database.close()
    return spent / claims
