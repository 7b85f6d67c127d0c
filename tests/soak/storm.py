"""One whole storm, and what must be true once it is over."""

import tempfile
from pathlib import Path

from binocle_simulators.control.money import raise_storm

from .books import verify
from .shopkeeper import Figures, Shopkeeper

DAYS = 30
"""Bench days of a storm."""
MOST_DAYS_AFTER = 60
"""Bench days in which everything must have come to its end once the storm is over."""


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
"""Where a storm's files lie when the system has it: a synced commit there waits for no disk."""


def live_storm(seed: int, *, claims: tuple[int, ...] = (1, 2), receives: int = 2) -> Figures:
    """Live a storm in a shop and verify what is left of it.

    Args:
        seed: of the bench, of the storm and of the shop.
        claims: how many a day, one of these.
        receives: how often a day returns are taken at most, beside the morning.

    Returns:
        What it came to.

    Raises:
        AssertionError: something was lost, or done twice.
    """
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="binocle-soak-", dir=where) as folder:
        keeper = Shopkeeper(seed, Path(folder))
        try:
            raise_storm(keeper.bench, seed, DAYS)
            for _ in range(DAYS):
                today = keeper.chance.choice(claims)
                keeper.lives_day(today, receives=receives, stormy=True)
            _let_it_end(keeper)
            verify(keeper)
        finally:
            keeper.close()
    return keeper.figures


def _let_it_end(keeper: Shopkeeper) -> None:
    """Live quiet days until nothing is due any more, here and at the peers'."""
    for _ in range(MOST_DAYS_AFTER):
        if keeper.is_done:
            break
        keeper.lives_day()
    keeper.ties()
    keeper.reads_statement()
    keeper.settles_by_hand()
