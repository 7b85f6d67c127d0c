"""The scenario report says the same with 0 and 2 workers (rivals 6: pytest-bdd's own does not)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FEATURE = """# language: fr
@DEUX-01
Fonctionnalité: Trois scénarios

  @UN-01
  Scénario: Il réussit
    Alors 1 vaut 1

  Plan du scénario: Il a deux exemples
    Alors <gauche> vaut <droite>

    Exemples:
      | gauche | droite |
      | 2      | 2      |
      | 3      | 3      |

  Scénario: Il échoue
    Alors 1 vaut 2
"""

BINDING = """
import pytest
from pytest_bdd import parsers, scenarios, then

pytestmark = pytest.mark.profondeur("pcsc")
scenarios(".")


@then(parsers.parse("{left:d} vaut {right:d}"))
def equal(left, right):
    assert left == right
"""

CONFTEST = """
def pytest_bdd_apply_tag(tag, function):
    return True
"""


def rows(folder: Path, workers: int) -> list[dict[str, Any]]:
    """Run the suite; the plugin comes by its entry point, as in a foreign project."""
    report = folder / f"report-{workers}.json"
    options = ["-q", "-p", "no:cacheprovider", "-n", str(workers), "--scenario-report", str(report)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    told: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["scenarios"]
    return told


def test_the_report_is_the_same_with_and_without_workers(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "trois.feature").write_text(FEATURE, encoding="utf-8")
    (tmp_path / "test_trois.py").write_text(BINDING, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    alone = rows(tmp_path, 0)
    assert [(row["name"], row["outcome"]) for row in alone] == [
        ("Il a deux exemples", "passed"),
        ("Il a deux exemples", "passed"),
        ("Il réussit", "passed"),
        ("Il échoue", "failed"),
    ]
    assert {row["depth"] for row in alone} == {"pcsc"}
    assert alone[2]["tags"] == ["DEUX-01", "UN-01"]
    assert rows(tmp_path, 2) == alone
