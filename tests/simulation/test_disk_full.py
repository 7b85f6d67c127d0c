"""The disk is full at any write of a claim's life: nothing half kept, sent or paid twice.

The refusal is SQLite's own (:mod:`binocle_ui.composition.bench_disk`). The claim is taken up where
it stopped, by the program that runs on; it always ends paid, once.
"""

from dataclasses import replace
from pathlib import Path

from tests.steps.shop import Optician

from binocle_simulators.bench import Bench
from binocle_simulators.faults import Fault
from binocle_ui.cases import load_case

MOST = 30
"""More writes than the life of a claim has."""
LEAST = 9
"""It has so many at least: the invoice, its form, a lot, its file, its sending, what comes back."""


def live(optician: Optician, number: str, at: int) -> bool:
    """Live a claim whose n-th write finds the disk full; say whether it was met."""
    case = replace(load_case("253"), invoice=number)
    faults = optician.bench.world.faults
    optician.restart()  # a new day: nothing typed is left
    faults.arm(Fault("disk", "full", at=at))
    went_on = optician.does(lambda: optician.goes_on(case))
    met = faults.calm
    faults.clear()
    if met:
        assert not went_on
        assert optician.error is not None
        assert optician.error.code == "BASE-DISQUE-PLEIN"
        assert optician.does(lambda: optician.goes_on(case)), optician.error
    assert optician.state(case) == "Payé"
    assert sum(lot.number is not None for lot in optician.desk.lots.lots_holding(number)) == 1
    return met


def test_a_full_disk_at_every_write_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with Bench(seed=1, depth="in-process", folder=tmp_path) as bench:
        optician = Optician(bench, tmp_path)
        for at in range(1, MOST):
            if not live(optician, f"{300 + at:09d}", at):
                break
        else:
            raise AssertionError("the life of a claim never ended")
        assert at > LEAST
        paid = sum(transfer.amount for transfer in optician.desk.returns.transfers())
        assert paid == 9 * at
        assert len(bench.concentrator.files) == at
        optician.explains_every_cent()
        optician.station.close()
