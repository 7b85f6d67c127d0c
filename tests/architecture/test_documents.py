"""The documents speak of the tree as it is: every path and command that they name exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "features/GLOSSAIRE.md",
    "features/HYPOTHESES.md",
    "simulators/PROTOCOLS.md",
)
PLACES = "core|simulators|ui|features|tests|ci"

PATH = re.compile(rf"[`(]((?:{PLACES})/[\w./-]*|[A-Z]+\.md|LICENSE|pyproject\.toml)[`) ]")
"""A path of the tree, in code or as the target of a link; ``<chapter>`` ends it."""


def paths(text: str) -> set[str]:
    return set(PATH.findall(text))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_of_a_document_exists(document: str) -> None:
    folder = (ROOT / document).parent
    named = paths((ROOT / document).read_text(encoding="utf-8"))
    assert [p for p in named if not (ROOT / p).exists() and not (folder / p).exists()] == []


def test_paths_are_found() -> None:
    text = "see `core/binocle/kernel/money.py`, [x](LICENSE), `ci/requirements --run`, `a/b`"
    assert paths(text) == {"core/binocle/kernel/money.py", "LICENSE", "ci/requirements"}
    assert len(paths((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))) > 20


ASSUMED = re.compile(r"\(assumed\b|\bassumed\)")


def unlisted(sources: dict[str, str], sheet: str) -> list[str]:
    """Return the modules that assume, and neither are in the sheet nor point at the protocols."""
    return [
        path
        for path, text in sources.items()
        if ASSUMED.search(text) and path not in sheet and "PROTOCOLS" not in text.upper()
    ]


def test_every_assumed_choice_is_told() -> None:
    sheet = (ROOT / "features/HYPOTHESES.md").read_text(encoding="utf-8")
    sources = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("core", "simulators", "ui")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert unlisted(sources, sheet) == []
    hidden = {"core/binocle/x.py": "RULE = 3  # rounding (assumed)"}
    assert unlisted(hidden, sheet) == ["core/binocle/x.py"]


def test_every_package_of_core_is_in_the_tree_of_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = text.partition("```\ncore/")[2].partition("```")[0]
    folders = [p.parent.name for p in (ROOT / "core/binocle").glob("*/__init__.py")]
    assert [name for name in folders if f"{name}/" not in shown] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)


def test_the_licence_is_the_one_that_the_package_says() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
