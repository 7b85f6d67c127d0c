"""``binocle bench``: its shape and its verdicts; never a time, which is the machine's."""

import json

import pytest
from typer.testing import CliRunner, Result

from binocle_ui.__main__ import app
from binocle_ui.commands import bench as command
from binocle_ui.composition.figures import MEASURES, Effort, Figure

KEYS = {"name", "value", "unit", "baseline", "ratio", "bar", "ok", "judged", "bound"}


def _bench(*options: str) -> Result:
    return CliRunner().invoke(app, ["bench", "--quick", *options])


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_gives_its_figure(name: str) -> None:
    result = _bench("--json", "--only", name)
    figures = json.loads(result.stdout)["figures"]
    assert figures[0]["name"] == name
    assert all(set(figure) == KEYS for figure in figures)
    assert all(figure["name"] in command.TITLES for figure in figures)
    assert result.exit_code == (0 if all(figure["ok"] for figure in figures) else 1)


def test_the_options_add_up() -> None:
    figures = json.loads(_bench("--json", "--only", "bench_reset", "--only", "bench_fresh").stdout)
    assert [figure["name"] for figure in figures["figures"]] == ["bench_reset", "bench_fresh"]


def test_an_unknown_measure_is_a_wrong_call() -> None:
    result = _bench("--only", "bench_rest")
    assert result.exit_code == 2
    assert "bench_fresh" in result.stderr


def test_the_table_is_french_and_says_that_a_quick_run_is_worth_nothing() -> None:
    result = _bench("--only", "bench_reset")
    assert "Barre" in result.stdout
    assert "ne valent rien" in result.stdout


@pytest.mark.parametrize(("value", "code"), [(10.0, 0), (10.1, 1)])
def test_a_bar_that_is_missed_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, value: float, code: int
) -> None:
    figure = Figure("bench_reset", value=value, unit="ms", bar=10, at_most=True)
    monkeypatch.setitem(MEASURES, "bench_reset", lambda _: (figure,))
    assert _bench("--json", "--only", "bench_reset").exit_code == code


def test_a_bar_on_a_ratio_judges_the_ratio() -> None:
    figure = Figure("x", value=100, unit="", bar=0.25, baseline=500, on_ratio=True)
    assert figure.ratio == pytest.approx(0.2)
    assert not figure.ok


@pytest.mark.parametrize(("options", "largest"), [((), 20_000), (("--whole",), 200_000)])
def test_the_longest_size_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], largest: int
) -> None:
    asked: list[int] = []

    def measure(effort: Effort) -> tuple[Figure, ...]:
        asked.extend(effort.returned)
        return (Figure("returns_matched", value=1, unit="", bar=1),)

    monkeypatch.setitem(MEASURES, "returns_matched", measure)
    CliRunner().invoke(app, ["bench", "--only", "returns_matched", *options])
    assert max(asked) == largest
