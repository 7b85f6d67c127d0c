"""The tree (design 1): one package a folder, no vague name, no long file, no trace of a machine."""

import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"core": "binocle", "simulators": "binocle_simulators", "ui": "binocle_ui"}
VAGUE = frozenset({"utils", "util", "common", "helpers", "helper", "base", "manager", "misc"})
MAX_LINES = 500

INDEX = re.compile(
    r"files\.pythonhosted|pypi\.(?:org|python)|https?://[^\s\"'/]+/(?:[^\s\"']*/)?simple\b"
    r"|^\s*(?:extra-)?index-url\s*=|^--(?:extra-)?index-url\b",
    re.MULTILINE,
)
"""What a file that names a package index holds."""
SKIPPED = frozenset({"__pycache__", "build", "dist"})


def python_files() -> Iterator[Path]:
    for folder, package in PACKAGES.items():
        yield from (ROOT / folder / package).rglob("*.py")


def kept_files() -> Iterator[Path]:
    """Yield the files of the project: no tool's cache, no environment, no demo's folder."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        made = any(part in SKIPPED or part.startswith("binocle-demo-") for part in parts)
        if path.is_file() and not hidden and not made:
            yield path


def packages_of(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name not in SKIPPED)


@pytest.mark.parametrize(("folder", "package"), PACKAGES.items())
def test_a_folder_holds_one_package(folder: str, package: str) -> None:
    assert packages_of(ROOT / folder) == [package]
    assert list((ROOT / folder).glob("*.py")) == []


def test_no_name_is_vague() -> None:
    named = [p for p in python_files() if VAGUE & {p.stem, p.parent.name}]
    assert named == []


def test_no_module_is_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files()
    }
    assert len(lengths) > 100
    assert {path: length for path, length in lengths.items() if length > MAX_LINES} == {}


def this_machine() -> re.Pattern[str]:
    """Return what only this machine says: where the checkout, the home and Python are."""
    places = {str(ROOT), str(Path.home()), sysconfig.get_paths()["purelib"]}
    named = sorted(re.escape(place) for place in places - {"/"})
    return re.compile("(?<![\\w.])(?:" + "|".join(named) + ")(?![\\w-])")


def test_no_file_names_this_machine_or_an_index() -> None:
    found = {
        str(path.relative_to(ROOT)): hit.group()
        for path in kept_files()
        if path != Path(__file__)
        for text in [path.read_bytes().decode("utf-8", errors="replace")]
        if (hit := this_machine().search(text) or INDEX.search(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://files.pythonhosted.org/packages/a.whl",
        "index-url = https://a.example/root",
        "--extra-index-url https://a.example",
        'registry = "https://mirror.example/pypi/simple"',
    ],
)
def test_an_index_is_seen(text: str) -> None:
    assert INDEX.search(text)


def test_a_path_of_this_machine_is_seen() -> None:
    assert this_machine().search(f"open('{ROOT}/pyproject.toml')")
    assert not this_machine().search("open('pyproject.toml')")
