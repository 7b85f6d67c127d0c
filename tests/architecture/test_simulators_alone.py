"""Independence proven by running (design 12): the simulators, and nothing of ours beside them."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

IMPORT_ALL = """
import importlib, pkgutil, sys
sys.path[:0] = sys.argv[1:]
import binocle_simulators as ours
names = [m.name for m in pkgutil.walk_packages(ours.__path__, "binocle_simulators.")]
for name in names:
    importlib.import_module(name)
strange = [n for n in sys.modules if n.partition(".")[0] in ("binocle", "binocle_ui")]
assert not strange, strange
sys.stdout.write(str(len(names)))
"""


def import_all(simulators: Path) -> subprocess.CompletedProcess[str]:
    """Import every module, isolated: no user site, no ``.pth`` of the editable installation."""
    third_parties = sysconfig.get_paths()["purelib"]
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", IMPORT_ALL, str(simulators), third_parties],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_simulators_run_alone() -> None:
    done = import_all(ROOT / "simulators")
    assert done.returncode == 0, done.stderr
    modules = list((ROOT / "simulators").rglob("*.py"))
    assert int(done.stdout) == len(modules) - 1, "all but the package itself"


@pytest.mark.parametrize("planted", ["import binocle", "import binocle_ui.cases"])
def test_a_simulator_that_needs_us_is_seen(tmp_path: Path, planted: str) -> None:
    copy = tmp_path / "binocle_simulators"
    copy.mkdir()
    shutil.copy(ROOT / "simulators/binocle_simulators/__init__.py", copy)
    (copy / "planted.py").write_text(planted + "\n", encoding="utf-8")
    done = import_all(tmp_path)
    assert done.returncode != 0
    assert "ModuleNotFoundError: No module named 'binocle" in done.stderr
