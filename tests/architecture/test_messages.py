"""Every code that our programs can raise has its French notice, and every notice has its code.

What is walked, in core and in the UI: each call that makes a coded error, a finding or a notice,
and each text shaped like a code. A code is written out at its call, or told again as it was found
(``error.code``); the few others are in :data:`FROM_ELSEWHERE` with what they can be, and a line
there that is no longer needed fails.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from binocle_ui.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]
PACKAGES = (ROOT / "core" / "binocle", ROOT / "ui" / "binocle_ui")
ERRORS = {"OperatorActionNeeded", "PeerViolation", "LinkDown", "ResultUnknown", "NothingKept"}
MAKERS = ERRORS | {"Finding", "notice"}
CODE = re.compile(
    r"(?:LEC|CPS|CAR|PAT|ADRI|AMC|APCV|OPT|LPP|FSE|SCOR|LOT|TEL|LET|VIR|FIL|CAS|DEC|BASE|BANC|UI)"
    r"(?:-[A-Z0-9]+)+"
)

FROM_ELSEWHERE: Mapping[tuple[str, str, str], tuple[str, ...]] = {
    ("binocle/adri/service.py", "_refused", "code"): (
        "ADRI-PATIENT-INCONNU",
        "ADRI-REGIME-NON-GERE",
    ),
    ("binocle/adri/service.py", "_require_complete", "code"): (
        "ADRI-CHAMP-MALFORME",
        "ADRI-CHAMP-MANQUANT",
    ),
    ("binocle/cards/cps.py", "_require_code", "refusal"): ("CPS-CODE-FORME", "CPS-DEBLOCAGE-FORME"),
    ("binocle/cards/cps.py", "_try_code", "exhausted"): ("CPS-BLOQUEE", "CPS-DEBLOCAGE-EPUISE"),
    ("binocle/cards/cps.py", "_try_code", "wrong"): ("CPS-CODE-FAUX", "CPS-DEBLOCAGE-FAUX"),
    ("binocle/cards/rules.py", "admit", "MISPLACED.get((role, kind), 'CAR-CARTE-INCONNUE')"): (
        "CAR-CARTE-INCONNUE",
        "CAR-CPS-DANS-VITALE",
        "CAR-CPS-SANS-CONTACT",
        "CAR-CPS2TER",
        "CAR-VITALE-1",
        "CAR-VITALE-DANS-CPS",
    ),
    ("binocle/cards/rules.py", "require_billable_type", "NOT_BILLABLE[card.card_type]"): (
        "CAR-CARTE-DE-DEMONSTRATION",
        "CAR-CARTE-DE-TEST",
    ),
    ("binocle/cards/rules.py", "require_right", "WITHOUT_RIGHT[right]"): (
        "CPS-SANS-DROIT-FSE",
        "CPS-SANS-DROIT-LOTS",
    ),
    ("binocle/readers/session.py", "_who_is_gone", "code"): (
        "CPS-ABSENTE",
        "LEC-CARTE-ABSENTE",
        "LEC-CARTE-REINITIALISEE",
        "LEC-CARTE-RETIREE",
        "LEC-INCIDENT-PASSAGER",
        "LEC-LECTEUR-ABSENT",
        "LEC-SERVICE-RELANCE",
    ),
    ("binocle/wire/refusal.py", "__init__", "CODE"): ("FIL-ENREGISTREMENT-REFUSE",),
    ("binocle_ui/app.py", "show_refusal", "code"): (
        "UI-DEMANDE-REFUSEE",
        "UI-ORIGINE-REFUSEE",
        "UI-PAGE-INCONNUE",
    ),
}
"""(module, function, expression of the code) -> the codes that it can be."""


@dataclass(frozen=True)
class Made:
    """A call that makes an error, a finding or a notice.

    Attributes:
        code: ``None`` when it is not written out; likewise for the facts.
    """

    module: str
    function: str
    line: int
    expression: str
    code: str | None
    facts: frozenset[str] | None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.module, self.function, self.expression)

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,) if self.code else FROM_ELSEWHERE.get(self.key, ())


@cache
def modules() -> Mapping[str, ast.Module]:
    return {
        str(path.relative_to(package.parent)): ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted(package.rglob("*.py"))
    }


@cache
def made() -> tuple[Made, ...]:
    return tuple(
        read_call(module, functions.get(call, ""), call)
        for module, tree in modules().items()
        for functions in [functions_of(tree)]
        for call in calls_of(tree)
    )


def functions_of(tree: ast.Module) -> Mapping[ast.AST, str]:
    """Return each node -> the innermost function that holds it; the walk meets outer ones first."""
    return {
        inner: function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for inner in ast.walk(function)
    }


def calls_of(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls whose first argument is a code, ``super().__init__`` of an error included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and last_name(node.func) in MAKERS:
            yield node
        if isinstance(node, ast.ClassDef) and ERRORS & {last_name(base) for base in node.bases}:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and last_name(inner.func) == "__init__":
                    yield inner


def last_name(expression: ast.expr) -> str:
    return ast.unparse(expression).rpartition(".")[2]


def read_call(module: str, function: str, call: ast.Call) -> Made:
    first = call.args[0]
    code = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    read_facts = mapping_facts if last_name(call.func) in {"Finding", "notice"} else keyword_facts
    return Made(module, function, call.lineno, ast.unparse(first), code, read_facts(call))


def keyword_facts(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def mapping_facts(call: ast.Call) -> frozenset[str] | None:
    """Read the facts that a finding (third) or a notice (second) is given, when written out."""
    rank = 2 if last_name(call.func) == "Finding" else 1
    given = call.args[rank:] + [word.value for word in call.keywords if word.arg == "facts"]
    if not given:
        return frozenset()
    if not isinstance(given[0], ast.Dict):
        return None
    return frozenset(ast.literal_eval(key) for key in given[0].keys if key)


def written_codes() -> Mapping[str, str]:
    """Return each text shaped like a code -> where it stands."""
    return {
        node.value: f"{module}:{node.lineno}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def test_the_walk_finds_the_calls() -> None:
    assert {"LEC-CARTE-MUETTE", "FSE-TAUX-NON-VERIFIE", "UI-INCIDENT"} <= {
        call.code for call in made()
    }
    assert len(made()) > 60


def test_every_code_is_shaped_like_a_code() -> None:
    strange = [f"{call.module}:{call.line} {call.code}" for call in made() if call.code]
    assert not [place for place in strange if not CODE.fullmatch(place.split()[-1])]


def test_every_code_has_its_notice() -> None:
    known = load_catalogue().codes
    assert not {code: place for code, place in written_codes().items() if code not in known}


def test_every_notice_has_its_code() -> None:
    assert not sorted(load_catalogue().codes - set(written_codes()))


def test_every_code_is_written_out_at_its_call() -> None:
    undeclared = [
        f"{call.module}:{call.line} {call.expression}"
        for call in made()
        if call.code is None
        and not call.expression.endswith(".code")
        and call.key not in FROM_ELSEWHERE
    ]
    assert not undeclared


@pytest.mark.parametrize("key", FROM_ELSEWHERE)
def test_every_exception_is_needed_and_true(key: tuple[str, str, str]) -> None:
    assert key in {call.key for call in made()}
    assert set(FROM_ELSEWHERE[key]) <= set(written_codes())


def test_every_place_of_a_notice_has_its_fact() -> None:
    catalogue = load_catalogue()
    lacking = [
        f"{call.module}:{call.line} {code} lacks {', '.join(sorted(missing))}"
        for call in made()
        for code in call.codes
        if code in catalogue.codes and call.facts is not None
        if (missing := catalogue.places(code) - call.facts)
    ]
    assert not lacking
