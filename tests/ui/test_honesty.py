"""The honesty sheet forgets nothing: each module, each section, each assumed choice is on it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from binocle_simulators.bench import SERVICES
from binocle_simulators.faults import KINDS
from binocle_simulators.honesty import FOLDERS, HOPS, assumed_in, rules, sections
from binocle_ui.__main__ import app
from binocle_ui.catalogue import load_labels
from binocle_ui.composition.honesty import assumed_peers, honesty_view
from binocle_ui.pages import Standing

ROOT = Path(__file__).resolve().parents[2]
SIMULATORS = ROOT / "simulators" / "binocle_simulators"
MODULES = {
    str(path.relative_to(SIMULATORS))
    for path in SIMULATORS.rglob("*.py")
    if path.name != "__init__.py"
}


def test_every_module_of_the_simulators_says_its_source_or_that_it_is_assumed() -> None:
    assert [rule.module for rule in rules() if not rule.source] == []


def test_every_module_is_on_the_sheet_once() -> None:
    told = [row.module for section in honesty_view().sections for row in section.sources]
    assert sorted(told) == sorted(MODULES)


def test_every_assumed_choice_is_on_the_sheet() -> None:
    text = (ROOT / "features" / "HYPOTHESES.md").read_text(encoding="utf-8")
    rows = {
        line.removeprefix("| ").partition(" | ")[0].replace("`", "")
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith("| choix |")
    }
    told = {row.text for section in honesty_view().sections for row in section.assumptions}
    assert rows == told
    assert len(rows) > 200


def test_every_section_of_the_protocols_is_on_the_sheet_with_its_marks() -> None:
    text = (ROOT / "simulators" / "PROTOCOLS.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^## (\d+)\.", text, re.MULTILINE)]
    assert [section.number for section in sections()] == numbers
    assert sum(section.marks for section in sections()) == len(
        re.findall(r"\bassumed\b", text[text.index("## 1.") :])
    )
    shown = {section.number: section for section in honesty_view().sections}
    assert set(numbers) < set(shown)
    assert shown[10].standing is Standing.ASSUMED
    assert shown[1].standing is Standing.PARTLY
    assert {rule.section for rule in rules()} | set(FOLDERS.values()) <= set(shown)
    for number in shown:
        assert load_labels()("protocoles", str(number))


def test_every_peer_has_the_sections_that_its_exchanges_rest_on() -> None:
    assert set(SERVICES) <= set(HOPS)
    assert {f"apdu:{role}" for role in ("cps", "vitale", "contactless")} <= set(HOPS)
    assert {"reader", "payer", "scor"} <= set(HOPS) & set(KINDS)


def test_a_run_names_what_is_assumed_under_it() -> None:
    assert assumed_in({"world", "shop"}) == ()
    assert assumed_in({"apdu:vitale", "adri", "reader:kaplink2"}) == (1, 3, 4)
    assert assumed_peers({"adri"}) == ("ADRi",)


@pytest.mark.parametrize("form", ["texte", "html"])
def test_the_command_prints_it_whole(form: str) -> None:
    done = CliRunner().invoke(app, ["honesty", "--format", form])
    assert done.exit_code == 0, done.output
    printed = re.sub(r"\s+", "", done.output)
    for section in honesty_view().sections:
        assert re.sub(r"\s+", "", load_labels()("protocoles", str(section.number))) in printed
    assert all(module in printed for module in MODULES)
