"""Import directions (design 1, 2): they hold on the tree, and each contract was seen to fail.

The packages are copied once; a test plants one forbidden module in the copy and takes it away.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("core", "simulators", "ui")

SIMULATORS_ALONE = "Simulators know nothing of the production code"
CORE_ALONE = "Production code knows nothing of simulators or UI"
LAYERS = "Layers of the production code"
PURE = "Only adapters touch the machine"
WIRING = "Only the composition module of the UI wires simulators and adapters"
INDEPENDENCE = "Simulators are independent of one another"

FORBIDDEN = (
    ("simulators/binocle_simulators/adri/planted.py", "import binocle.kernel", SIMULATORS_ALONE),
    ("simulators/binocle_simulators/planted.py", "from binocle_ui import app", SIMULATORS_ALONE),
    ("core/binocle/fse/planted.py", "from binocle_simulators import world", CORE_ALONE),
    ("core/binocle/adri/planted.py", "import flask", CORE_ALONE),
    ("core/binocle/fse/planted.py", "from binocle.lots import Lot", LAYERS),
    ("core/binocle/apcv/planted.py", "from binocle.adri import Rights", LAYERS),
    ("core/binocle/soap/planted.py", "from binocle import adri", LAYERS),
    ("core/binocle/kernel/planted.py", "from binocle import wire", LAYERS),
    ("core/binocle/adapters/planted.py", "from binocle.workflows import billing", LAYERS),
    ("core/binocle/workflows/planted.py", "from binocle.adapters import http", LAYERS),
    ("core/binocle/novelty/__init__.py", "", LAYERS),
    ("core/binocle/lots/planted.py", "import sqlite3", PURE),
    ("core/binocle/lots/planted.py", "from http.client import HTTPConnection", PURE),
    ("core/binocle/cards/planted.py", "from os import environ", PURE),
    ("ui/binocle_ui/views/planted.py", "from binocle_simulators import bench", WIRING),
    ("ui/binocle_ui/planted.py", "from binocle.adapters import sqlite", WIRING),
    ("simulators/binocle_simulators/cards/planted.py", "from ..adri import names", INDEPENDENCE),
    ("simulators/binocle_simulators/payers/planted.py",
     "from binocle_simulators.concentrator import facts", INDEPENDENCE),
)  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages and of the contracts, nothing else."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return copy


@pytest.fixture
def plant(tree: Path) -> Iterator[list[Path]]:
    """Modules to take away after the test."""
    planted: list[Path] = []
    yield planted
    for path in planted:
        path.unlink()
        if path.name == "__init__.py":
            path.parent.rmdir()


def verdicts(tree: Path) -> dict[str, str]:
    """Return each contract -> KEPT or BROKEN."""
    paths = os.pathsep.join(str(tree / folder) for folder in FOLDERS)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "200"},  # noqa: TID251 - a child's own
        capture_output=True,
        text=True,
        check=False,
    )
    told = dict(re.findall(r"^(\S.*?) (KEPT|BROKEN)", done.stdout, re.MULTILINE))
    assert told, done.stdout + done.stderr
    return told


def test_every_contract_holds_on_the_tree(tree: Path) -> None:
    told = verdicts(tree)
    assert set(told) == {contract for _, _, contract in FORBIDDEN}
    assert [name for name, verdict in told.items() if verdict != "KEPT"] == []


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    FORBIDDEN,
    ids=[f"{place.partition('/')[2]}: {line}" for place, line, _ in FORBIDDEN],
)
def test_a_forbidden_import_breaks_its_contract(
    tree: Path, plant: list[Path], place: str, line: str, contract: str
) -> None:
    path = tree / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\n", encoding="utf-8")
    plant.append(path)
    assert verdicts(tree)[contract] == "BROKEN"
