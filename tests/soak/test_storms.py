"""Twenty-five storms through the whole product; `ci/soak` lives a thousand."""

import pytest

from .storm import live_storm

FEW = (0, 0, 1)
"""Claims of a day: fewer than in `ci/soak`, as many days."""


@pytest.mark.parametrize("seed", range(25))
def test_nothing_is_lost_nor_done_twice_in_a_storm(seed: int) -> None:
    lived = live_storm(seed, claims=FEW, receives=0)
    assert lived.claims
    assert lived.outcomes["matched"]
