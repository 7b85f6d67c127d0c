"""The verdict of each requirement (``ci/requirements``), on made-up runs."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTER = {"LEC-01": {"text": "…"}, "LEC-02": {"text": "…", "partial": "le reste"}}


@pytest.fixture(scope="module")
def script() -> Any:
    """The script as a module; it has no suffix."""
    loader = SourceFileLoader("requirements_script", str(ROOT / "ci/requirements"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def run(depth: str, outcome: str = "passed", *, name: str = "Un", code: str = "LEC-01") -> Any:
    return {"feature": "f", "name": name, "tags": [code], "depth": depth, "outcome": outcome}


BOTH = [run("in-process"), run("pcsc")]


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ([], "missing"),
        (BOTH, "pass"),
        ([run("in-process")], "fail"),
        ([run("in-process"), run("pcsc", "failed")], "fail"),
        ([run("in-process"), run("pcsc", "skipped")], "fail"),
        ([*BOTH, run("in-process", name="Deux")], "fail"),
        ([*BOTH, run("in-process", "failed")], "fail"),
        ([run("in-process", code="LEC-02"), run("pcsc", code="LEC-02")], "missing"),
    ],
    ids=["nothing", "both depths", "one depth", "one fails", "one is skipped", "uneven",
         "one row of an outline fails", "another's scenarios"],
)  # fmt: skip
def test_verdict(script: Any, runs: list[Any], verdict: str) -> None:
    assert script.verdicts(REGISTER, runs)["LEC-01"]["verdict"] == verdict


def test_an_id_that_is_only_partly_shown_never_passes(script: Any) -> None:
    runs = [run("in-process", code="LEC-02"), run("pcsc", code="LEC-02")]
    assert script.verdicts(REGISTER, runs)["LEC-02"] == {
        "verdict": "partial",
        "scenarios": ["f: Un"],
        "depths": ["in-process", "pcsc"],
        "assumed": [],
        "partial": "le reste",
    }
    failed = [run("in-process", "failed", code="LEC-02"), run("pcsc", code="LEC-02")]
    assert script.verdicts(REGISTER, failed)["LEC-02"]["verdict"] == "fail"


def test_a_verdict_says_what_is_assumed_under_it(script: Any) -> None:
    runs = [{**run("in-process"), "assumed": [4, 2]}, {**run("pcsc"), "assumed": [2]}]
    assert script.verdicts(REGISTER, runs)["LEC-01"]["assumed"] == [2, 4]


def test_the_register_is_told_whole(script: Any) -> None:
    assert list(script.verdicts(REGISTER, [])) == list(REGISTER)


def test_scenarios_on_disk_carry_their_tags(script: Any) -> None:
    on_disk = script.tagged_on_disk()
    assert on_disk
    assert all(scenario["name"] for scenario in on_disk)
    assert any(scenario["tags"] for scenario in on_disk)
