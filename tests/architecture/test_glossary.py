"""Vocabulary (design 9): French nouns of core are in the glossary, banned synonyms nowhere.

A row of ``features/GLOSSAIRE.md`` names identifiers of core, ``Lot*`` standing for a whole family.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "core/binocle"
OURS = (CORE, ROOT / "simulators/binocle_simulators", ROOT / "ui/binocle_ui")

NOUNS = re.compile(
    "Adre|Adri|Amc|Amo|Apcv|Arl|Assure|Beneficiaire|Caisse|Cps|Dre|Facture|Fse|Lot|Lpp|Mutual"
    "|Mutuelle|Nir|Noemie|Opticien|Ordonnance|Pec|Regime|Rpps|Rsp|Scor|Sesam|Tiers|Virement|Vitale"
)
"""Nouns of the field that a class name may hold: those without an English twin, and acronyms."""

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Row:
    """One line of the glossary: its identifiers, and what must not be said."""

    term: str
    identifiers: tuple[str, ...]
    banned: tuple[str, ...]


def words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(name))


@cache
def glossary() -> tuple[Row, ...]:
    text = (ROOT / "features/GLOSSAIRE.md").read_text(encoding="utf-8")
    lines = [line.strip(" |").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert [len(cells) for cells in lines] == [5] * len(lines), "five columns a line"
    return tuple(
        Row(cells[0], tuple(re.findall(r"`([^`]+)`", cells[3])),
            tuple(re.findall(r"`([^`]+)`", cells[4])))
        for cells in lines[1:]
    )  # fmt: skip


def named(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a module gives; those of others' code are not ours to choose."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.arg():
                yield node.arg


@cache
def identifiers(folder: Path) -> Mapping[str, str]:
    """Return each identifier of a package -> one module that holds it."""
    return {
        name: str(path.relative_to(ROOT))
        for path in sorted(folder.rglob("*.py"))
        for name in named(ast.parse(path.read_text(encoding="utf-8")))
    }


def classes() -> Iterator[str]:
    """Yield the public classes of core."""
    for path in CORE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name


def french(name: str) -> bool:
    return any(NOUNS.fullmatch(word.capitalize()) for word in words(name))


def has_its_line(name: str) -> bool:
    return any(fnmatchcase(name, each) for row in glossary() for each in row.identifiers)


def holds(name: str, banned: str) -> bool:
    """Tell whether the words of ``banned`` follow one another in an identifier."""
    return f" {' '.join(words(banned))} " in f" {' '.join(words(name))} "


def test_the_walk_finds_the_classes() -> None:
    assert {"Beneficiaire", "LotState", "SesamVitaleServices"} <= set(filter(french, classes()))
    assert french("NegativeArl")
    assert not french("Slot")
    assert not has_its_line("Opticien")


def test_every_french_noun_of_core_has_its_line() -> None:
    assert [name for name in classes() if french(name) and not has_its_line(name)] == []


def test_every_identifier_of_the_glossary_exists() -> None:
    known = identifiers(CORE)
    gone = [
        f"{row.term}: {each}"
        for row in glossary()
        for each in row.identifiers
        if not any(fnmatchcase(name, each.rpartition(".")[2]) for name in known)
    ]
    assert gone == []


def test_no_banned_word_is_an_identifier() -> None:
    said = [
        f"{path}: {name} ({row.term}: {banned})"
        for folder in OURS
        for name, path in identifiers(folder).items()
        for row in glossary()
        for banned in row.banned
        if holds(name, banned)
    ]
    assert said == []


def test_a_banned_word_is_seen() -> None:
    assert holds("LotBatch", "batch")
    assert holds("seal_batch", "batch")
    assert holds("SOCIAL_SECURITY_NUMBER", "social_security_number")
    assert not holds("dispatch", "batch")
