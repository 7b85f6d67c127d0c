"""The shop's program over a bench of this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from binocle_simulators.bench import Bench
from binocle_ui.composition.desk import SimulatedDesk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SimulatedDesk]:
    with Bench(folder=tmp_path) as bench:
        desk = open_desk(bench, tmp_path)
        yield desk
        desk.close()
