"""The register and the scenarios: every id, no other id, no scenario that silently does not run."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FEATURES = ROOT / "features"
BINDINGS = ("test_in_process.py", "test_pcsc.py")

IDS: Mapping[str, int] = {
    "LEC": 8, "CPS": 5, "VIT": 5, "APCV": 12, "ADRI": 9, "TAUX": 16, "FSE": 10, "DRE": 7, "SCOR": 7,
    "TEL": 10, "SUIVI": 7, "LET": 1, "VIR": 2, "OPS": 1, "PAR": 5, "PEC": 15, "CLI": 4, "USR": 4,
    "UI": 1, "FAC": 2, "ART": 1, "SIM": 17,
}  # fmt: skip
"""Requirements by family, numbered from 01, in the order of the specification (149 in all)."""

ID = re.compile(r"[A-Z]{2,}-\d+")


def ids() -> list[str]:
    return [f"{family}-{n:02d}" for family, last in IDS.items() for n in range(1, last + 1)]


def register() -> dict[str, dict[str, str]]:
    return tomllib.loads((FEATURES / "REGISTRE.toml").read_text(encoding="utf-8"))


def tags(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.lstrip().startswith("@"):
            yield from (word.removeprefix("@") for word in line.split())


def count_scenarios(text: str) -> int:
    """Return the scenarios of a feature; an outline counts one a row of its examples."""
    count, in_outline, table = 0, False, 0
    for line in map(str.strip, text.splitlines()):
        if line.startswith("|"):
            table += 1
            count += in_outline and table > 1
        elif line.startswith(("Plan du scénario:", "Scénario:")):
            in_outline = False
            count += line.startswith("Scénario:")
        elif line.startswith("Exemples:"):
            in_outline, table = True, 0
    return count


def test_the_list_is_whole() -> None:
    assert len(ids()) == 149


def test_the_register_holds_every_id_and_no_other() -> None:
    assert list(register()) == ids()


def test_every_id_has_its_text_and_its_source() -> None:
    known = {"chapter", "text", "source", "partial"}
    for code, row in register().items():
        assert {"chapter", "text", "source"} <= set(row) <= known, code
        assert all(row.values()), code


def test_every_tag_that_looks_like_an_id_is_in_the_register() -> None:
    used = {
        tag
        for path in FEATURES.rglob("*.feature")
        for tag in tags(path.read_text(encoding="utf-8"))
        if ID.fullmatch(tag)
    }
    assert used
    assert used - set(register()) == set()


def test_counting_sees_outlines() -> None:
    text = """
    Scénario: un
      Alors les lots sont
        | lot |
        | 027 |
    Plan du scénario: deux
      Alors <panne>
      Exemples:
        | panne |
        | down  |
        | slow  |
    Scénario: trois
    """
    assert count_scenarios(text) == 4


@pytest.fixture(scope="module")
def collected() -> Counter[str]:
    """What pytest collects when every row is played, by binding module."""
    return Counter(module for module, _ in bound("--every-row"))


def bound(*options: str) -> list[tuple[str, str]]:
    """Return binding module and scenario of each test that pytest collects."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *options, "tests/steps"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return re.findall(r"^tests/steps/([^:]+)::([^\[\n]+)", done.stdout, re.MULTILINE)


def test_every_scenario_is_collected_at_every_depth(collected: Counter[str]) -> None:
    texts = [path.read_text(encoding="utf-8") for path in FEATURES.rglob("*.feature")]
    on_disk = sum(map(count_scenarios, texts))
    assert on_disk > 0
    assert collected == dict.fromkeys(BINDINGS, on_disk)


def test_no_scenario_is_left_out_of_a_depth_for_the_sake_of_time() -> None:
    played: dict[str, set[str]] = {module: set() for module in BINDINGS}
    for module, scenario in bound():
        played[module].add(scenario)
    first, second = played.values()
    assert first == second
