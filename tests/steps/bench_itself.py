"""Steps of the bench itself: foreign programs in it, its journal, what it is made of."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when
from werkzeug.test import Client, TestResponse

from binocle_simulators.bench import Bench
from binocle_ui.cases import load_case
from binocle_ui.composition.honesty import assumed_peers
from binocle_ui.composition.page import API, BenchFront

from .shop import Optician, printed

ROOT = Path(__file__).resolve().parents[2]
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


# -- foreign programs -----------------------------------------------------------------------------


@given("un banc PC/SC vu par des programmes étrangers", target_fixture="foreign")
def foreign_bench(bench_factory: Callable[..., Bench]) -> dict[str, str]:
    return {"output": ""}


@when(parsers.parse("« {command} » tourne dans le banc"))
def runs_in_bench(foreign: dict[str, str], command: str) -> None:
    foreign["output"] = in_bench(*command.split())


@when("« opensc-tool --atr » lit la fente de la carte Vitale")
def reads_atr(foreign: dict[str, str]) -> None:
    listed = in_bench("opensc-tool", "--list-readers")
    (line,) = [line for line in listed.splitlines() if "KAP-LINK2 1] 00 00" in line]
    foreign["output"] = in_bench("opensc-tool", "--reader", line.split()[0], "--atr")


@cache
def in_bench(*command: str) -> str:
    """Run a foreign program in a bench of its own: one answer, whatever scenario asks."""
    done = subprocess.run(
        [str(ROOT / ".venv/bin/binocle"), "exec", "--", *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@then(parsers.parse("sa sortie nomme « {first} » et « {second} »"))
def output_names(foreign: dict[str, str], first: str, second: str) -> None:
    assert first in foreign["output"]
    assert second in foreign["output"]


@then(parsers.parse("sa sortie commence par « {start} »"))
def output_starts(foreign: dict[str, str], start: str) -> None:
    assert foreign["output"].strip().startswith(start)


@then("« pcsc_scan » nomme nos lecteurs")
def pcsc_scan() -> None:
    assert "KAP-LINK2 0" in in_bench("pcsc_scan", "-r")


# -- the hand at the bench ------------------------------------------------------------------------


class ControlledBench:
    """A bench behind its one port: the page and the control API."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.bench = bench
        self.front = BenchFront(bench, folder)
        self._client = Client(self.front)

    def api(self, gesture: str, values: dict[str, Any]) -> TestResponse:
        path = f"{API}/gestes/{gesture}"
        return self._client.post(path, json=values, environ_base=LOCAL)

    def page(self, gesture: str, values: dict[str, Any]) -> TestResponse:
        texts = {name: str(value) for name, value in values.items()}
        return self._client.post(f"/banc/gestes/{gesture}", data=texts, environ_base=LOCAL)

    def read(self, what: str) -> Any:
        return self._client.get(f"{API}/{what}", environ_base=LOCAL).json


def parameters(text: str) -> dict[str, Any]:
    """Read ``slot=vitale, seconds=60``."""
    pairs = (pair.strip().partition("=") for pair in text.split(",") if pair.strip())
    return {name: int(value) if value.isdigit() else value for name, _, value in pairs}


def seen(bench: Bench) -> dict[str, Any]:
    """Return the state; through PC/SC the daemon's own exchanges move the clock a little."""
    state = bench.control.state()
    return {**state, "clock": state["clock"][: len("2024-05-28T07:00")]}


@when(
    parsers.re(
        "le geste « (?P<gesture>.*) » avec « (?P<values>.*) » est fait par l'API, par la page et"
        " par une fixture"
    ),
    target_fixture="three",
)
def three_ways(
    request: pytest.FixtureRequest,
    bench_factory: Callable[..., Bench],
    tmp_path: Path,
    gesture: str,
    values: str,
) -> list[list[dict[str, Any]]]:
    depth = request.node.get_closest_marker("profondeur").args[0]
    given_ = parameters(values)
    states = []
    for way in ("api", "page", "fixture"):
        bench = bench_factory(depth=depth)
        controlled = ControlledBench(bench, tmp_path / way)
        before = seen(bench)
        if way == "fixture":
            bench.control.do(gesture, **given_)
        else:
            assert getattr(controlled, way)(gesture, given_).status_code in (200, 303)
        states.append([before, seen(bench)])
        controlled.front.close()
        bench.close()
    return states


@then("les trois bancs sont dans le même état, et le geste s'y voit")
def same_state(three: list[list[dict[str, Any]]]) -> None:
    api, page, fixture = three
    assert api == page == fixture
    assert api[0] != api[1]


@given(
    parsers.parse("un banc commandé par l'API, avec le lecteur « {reader} »"),
    target_fixture="controlled",
)
def controlled_bench(
    request: pytest.FixtureRequest,
    bench_factory: Callable[..., Bench],
    tmp_path: Path,
    reader: str,
) -> Iterator[ControlledBench]:
    depth = request.node.get_closest_marker("profondeur").args[0]
    made = ControlledBench(bench_factory(depth=depth, readers=(reader,)), tmp_path)
    yield made
    made.front.close()


@when(parsers.parse("l'API reçoit « {gesture} » avec « {values} »"))
def api_gesture(controlled: ControlledBench, gesture: str, values: str) -> None:
    answer = controlled.api(gesture, parameters(values))
    assert answer.status_code == 200, answer.text


@then("le journal, lu par l'API, en garde la trace")
def journal_read(controlled: ControlledBench) -> None:
    told = "\n".join(controlled.read("journal")["lignes"])
    assert "prium4" in told, told
    assert controlled.read("etat")["readers"][0]["cable"] == "usb"


@then(parsers.parse("l'API refuse « {gesture} » avec « {values} » et dit pourquoi"))
def api_refuses(controlled: ControlledBench, gesture: str, values: str) -> None:
    answer = controlled.api(gesture, parameters(values))
    assert answer.status_code == 400
    assert json.loads(answer.text)["erreur"]


@then(parsers.parse("le banc est neuf, de graine {seed:d}"))
def bench_is_new(controlled: ControlledBench, seed: int) -> None:
    told = controlled.read("etat")
    assert told["seed"] == seed
    assert told["readers"][0]["cable"] == "pieuvre"


# -- one world, one story -------------------------------------------------------------------------


@then(parsers.parse("les états, montants, lots et virements sont ceux du cas « {case} »"))
def same_verdict(optician: Optician, case: str) -> None:
    standing = optician.desk.invoices.standing(load_case(case).invoice)
    told = [printed(c) for c in (standing.invoice.total, standing.amo_paid, standing.amc_paid)]
    assert told == ["415,00", "0,09", "100,00"]
    assert optician.lots() == [["027", "01 999", "RSP"], ["AAE", "1100000000", "RSP"]]
    assert len(optician.desk.returns.transfers()) == 2


@when(
    parsers.parse("deux bancs en mémoire de graine {seed:d} vivent la facture « {case} »"),
    target_fixture="digests",
)
def two_benches(
    bench_factory: Callable[..., Bench], tmp_path: Path, seed: int, case: str
) -> list[str]:
    return [live(bench_factory, tmp_path / str(n), seed, case) for n in range(2)]


@when(parsers.parse("un banc en mémoire de graine {seed:d} vit la facture « {case} »"))
def another_bench(
    digests: list[str], bench_factory: Callable[..., Bench], tmp_path: Path, seed: int, case: str
) -> None:
    digests.append(live(bench_factory, tmp_path / "other", seed, case))


def live(bench_factory: Callable[..., Bench], folder: Path, seed: int, case: str) -> str:
    folder.mkdir()
    bench = bench_factory(seed=seed, folder=folder)
    person = Optician(bench, folder)
    person.goes_on(load_case(case))
    person.station.close()
    return bench.world.journal.sha256()


@then("leurs journaux sont identiques")
def same_journals(digests: list[str]) -> None:
    assert digests[0] == digests[1]


@then("son journal est différent")
def other_journal(digests: list[str]) -> None:
    assert digests[2] != digests[0]


@then(parsers.parse("ce verdict repose sur « {peers} »"))
def rests_on(optician: Optician, peers: str) -> None:
    assert ", ".join(assumed_peers(optician.bench.world.journal.hops)) == peers


# -- what it is made of ---------------------------------------------------------------------------


@then(parsers.parse("chacun des dossiers « {folders} » est à la racine"))
def folders_at_root(folders: str) -> None:
    for folder in folders.split(", "):
        assert (ROOT / folder).is_dir(), folder


@then(parsers.parse("chacun des paquets « {packages} » est importé par notre code"))
def packages_used(packages: str) -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("core", "simulators", "ui", "tests")
        for path in (ROOT / folder).rglob("*.py")
    ]
    for package in packages.split(", "):
        used = re.compile(rf"^\s*(from|import) {package}\b", re.MULTILINE)
        assert any(used.search(source) for source in sources), package
