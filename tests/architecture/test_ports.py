"""Ports are structural (design 4): mypy sees, where it is wired, a simulator that does not fit."""

import re
from pathlib import Path

from mypy import api

ROOT = Path(__file__).resolve().parents[2]

WIRING = '''
from binocle.fse import SesamVitaleServices
from binocle.kernel import Clock, Hazards
from binocle.readers import Readers
from binocle_simulators.readers import ReaderRack
from binocle_simulators.sesam_vitale import SesamVitaleSimulator
from binocle_simulators.world import World


class Twisted:
    """The simulator of a careless day: one method takes text, another one is gone."""

    def lot_zone(self, records: str) -> bytes:
        return records.encode()


def wire(rack: ReaderRack, component: SesamVitaleSimulator, world: World) -> None:
    readers: Readers = rack
    services: SesamVitaleServices = component
    clock: Clock = world
    hazards: Hazards = world
    twisted: SesamVitaleServices = Twisted()  # seen
    mistaken: Readers = component  # seen
'''


def test_a_simulator_that_no_longer_fits_its_port_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "wiring.py"
    path.write_text(WIRING, encoding="utf-8")
    told, errors, _ = api.run(
        ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"),
         "--no-pretty", str(path)]
    )  # fmt: skip
    assert not errors
    seen = set(re.findall(r"wiring\.py:(\d+): error: Incompatible types in assignment", told))
    marked = {str(n) for n, line in enumerate(WIRING.splitlines(), 1) if "# seen" in line}
    assert seen == marked, told
    assert told.count(": error:") == len(marked), told
