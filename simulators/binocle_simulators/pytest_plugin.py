"""The pytest plugin: a fresh bench as a fixture, and a scenario report that survives workers.

``bench`` is a fresh world with cards, readers and services, torn down without trace;
``bench_factory`` makes several. Nothing starts until a fixture asks. ``--scenario-report FILE``
writes what each scenario said, whatever the number of workers, and which assumed sections of the
protocols it rested on (``assumed``): the facts travel in
``user_properties``, which xdist carries, because pytest-bdd's own report is empty under xdist.
Source: ours; no rule of a peer.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .bench import Bench
from .honesty import assumed_in

pytest_plugins = ("binocle_simulators.steps", "binocle_simulators.lot_steps")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("binocle")
    group.addoption("--bench-seed", type=int, default=1, help="seed of the benches (default 1)")
    group.addoption("--scenario-report", metavar="FILE", help="write outcomes as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the depth marker, and collect outcomes where the whole run is seen."""
    config.addinivalue_line("markers", "profondeur(name): depth at which a scenario runs")
    target = config.getoption("--scenario-report")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_ScenarioReport(Path(target)), "binocle-scenario-report")


@pytest.fixture
def bench_factory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Bench]]:
    """Make benches; each is closed at the end of the test."""
    made: list[Bench] = []
    seed: int = request.config.getoption("--bench-seed")

    def make(**options: Any) -> Bench:
        options.setdefault("seed", seed)
        options.setdefault("folder", tmp_path_factory.mktemp("bench"))
        made.append(Bench(**options))
        return made[-1]

    yield make
    hops = {hop for bench in made for hop in bench.world.journal.hops}
    request.node.user_properties.append(("assumed", json.dumps(assumed_in(hops))))
    for bench in made:
        bench.close()


@pytest.fixture
def bench(bench_factory: Callable[..., Bench], request: pytest.FixtureRequest) -> Bench:
    """A fresh bench at the depth of the test's marker, its seed shown when the test fails."""
    depth = request.node.get_closest_marker("profondeur")
    fresh = bench_factory(depth=depth.args[0] if depth else "in-process")
    request.node.add_report_section("setup", "bench", f"seed {fresh.world.seed}")
    return fresh


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
    """Put the scenario's facts where every worker's report carries them."""
    depth = request.node.get_closest_marker("profondeur")
    facts = {
        "feature": Path(feature.rel_filename).stem,
        "name": scenario.name,
        "tags": sorted(feature.tags | scenario.tags),
        "depth": depth.args[0] if depth else "in-process",
    }
    request.node.user_properties.append(("scenario", json.dumps(facts, ensure_ascii=False)))


class _ScenarioReport:
    """Collects outcomes on the controller and writes them when the session ends."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._rows: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of a scenario's phases."""
        properties = dict(report.user_properties)
        told = properties.get("scenario")
        if not isinstance(told, str):
            return
        row = self._rows.setdefault(
            report.nodeid,
            {**json.loads(told), "test": report.nodeid, "outcome": "passed", "assumed": []},
        )
        if isinstance(assumed := properties.get("assumed"), str):
            row["assumed"] = json.loads(assumed)
        if report.outcome != "passed":
            row["outcome"] = report.outcome

    def pytest_sessionfinish(self) -> None:
        """Write the report."""
        rows = sorted(self._rows.values(), key=lambda row: row["test"])
        text = json.dumps({"scenarios": rows}, ensure_ascii=False, indent=1)
        self._target.write_text(text + "\n", encoding="utf-8")
