"""The doctor's report: each missing piece is named in French, with what to do."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from binocle.readers import CardChannel
from binocle_ui.__main__ import app
from binocle_ui.composition import machine, readers
from binocle_ui.composition.machine import Line, Machine, examine_bench_parts, examine_machine
from binocle_ui.composition.readers import examine, round_of

CPS = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 0] 00 00"
OTHER = "ACS ACR122U 00 00"


@pytest.fixture
def well(tmp_path: Path) -> Machine:
    (tmp_path / "ifd-ccid.bundle").mkdir()
    return Machine("linux", lambda name: f"/usr/bin/{name}", lambda name: True, (tmp_path,))


class Post:
    """A workstation without any card."""

    def __init__(self, *plugged: str, failure: OSError | None = None) -> None:
        self.plugged, self.failure = plugged, failure
        self.touched: list[str] = []

    def names(self) -> Sequence[str]:
        if self.failure:
            raise self.failure
        return self.plugged

    def connect(self, reader_name: str) -> CardChannel:
        self.touched.append(reader_name)
        raise TimeoutError


def by_code(lines: Sequence[Line]) -> dict[str, bool | None]:
    return {line.code: line.ok for line in lines if line.code}


def test_a_whole_machine(well: Machine) -> None:
    assert all(line.ok and not line.code for line in examine_machine(well))


def test_what_is_not_installed_is_named_in_order(well: Machine, tmp_path: Path) -> None:
    bare = replace(well, program=lambda name: None, driver_folders=(tmp_path / "none",))
    lines = examine_machine(bare)
    assert by_code(lines) == {"LEC-SERVICE-NON-INSTALLE": False, "LEC-PILOTE-ABSENT": False}
    service, driver = (line.action for line in lines if line.code)
    assert ("install pcscd" in service, "install libccid" in driver) == (True, True)
    without = replace(well, module=lambda name: name != "smartcard")
    assert [line.found for line in examine_machine(without) if not line.ok] == [
        "module smartcard absent"
    ]


def test_other_systems_bring_their_own_service(well: Machine) -> None:
    windows = replace(well, platform="win32", program=lambda name: None, driver_folders=())
    assert all(line.ok for line in examine_machine(windows))
    assert examine_bench_parts(windows)[0].ok is False


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ConnectionRefusedError(), "LEC-SERVICE-ABSENT"),
        (PermissionError(), "LEC-SERVICE-INTERDIT"),
        (None, "LEC-AUCUN-LECTEUR"),
    ],
)
@pytest.mark.parametrize(("named", "every"), [((), False), ((CPS,), False), ((), True)])
def test_without_a_name_what_is_missing_is_only_told(
    failure: OSError | None, code: str, *, named: Sequence[str], every: bool
) -> None:
    post = Post(failure=failure)
    told = by_code(round_of(post, named=named, every=every, links={}))
    assert told[code] is (False if named or every else None)
    assert not post.touched


def test_known_and_unknown_readers_are_told_untouched() -> None:
    post = Post(CPS, OTHER)
    _, known, unknown = round_of(post, named=(), every=False, links={})
    assert (known.ok, known.found) == (True, "Kap&Link2, rôle CPS")
    assert (unknown.ok, unknown.found) == (None, "modèle inconnu du catalogue")
    assert "--lecteur" in unknown.action
    assert not post.touched
    lines = round_of(post, named=[CPS], every=False, links={})
    assert post.touched == [CPS]
    assert by_code(lines) == {"LEC-CARTE-MUETTE": False, "CPS-ABSENTE": False}
    assert "à l'envers" in next(line.found for line in lines if line.code == "LEC-CARTE-MUETTE")
    round_of(post, named=(), every=True, links={})
    assert post.touched == [CPS, CPS, OTHER]


def test_links_are_faults_only_when_they_are_set() -> None:
    links = {"vpn": None, "concentrator": lambda: False}
    told = by_code(round_of(Post(CPS), named=(), every=False, links=links))
    assert told == {"LEC-LIAISON-NON-REGLEE": None, "LEC-CONCENTRATEUR-INJOIGNABLE": False}
    (*_, vpn) = round_of(Post(CPS), named=(), every=False, links={"vpn": lambda: True})
    assert (vpn.name, vpn.found) == ("VPN", "Connecté")


@pytest.mark.parametrize(
    ("state", "up"), [("up", True), ("unknown", True), ("down", False), (None, False)]
)
def test_the_vpn_is_a_network_interface(
    state: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, up: bool
) -> None:
    monkeypatch.setattr(readers, "NETWORKS", tmp_path)
    (tmp_path / "tun0").mkdir()
    if state:
        (tmp_path / "tun0" / "operstate").write_text(f"{state}\n", encoding="ascii")
    is_up = readers._vpn("tun0")
    assert is_up is not None
    assert is_up() is up
    assert readers._vpn(None) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://[", "nonsense"])
def test_a_concentrator_out_of_reach(address: str) -> None:
    answers = readers._web(address)
    assert answers is not None
    assert answers() is False
    assert readers._web(None) is None


def test_a_concentrator_that_refuses_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx, "get", lambda address, timeout: httpx.Response(403))
    answers = readers._web("http://concentrateur.invalid/")
    assert answers is not None
    assert answers() is True


def test_without_pyscard_no_reader_is_asked(monkeypatch: pytest.MonkeyPatch, well: Machine) -> None:
    monkeypatch.setattr(readers, "this_machine", lambda: replace(well, module=lambda name: False))
    assert [line.name for line in examine(named=(), every=True)][-1] == "Pilote de lecteur USB"


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (None, 0), (False, 1)])
def test_exit_codes_and_json(
    monkeypatch: pytest.MonkeyPatch, ok: bool | None, *, code: int
) -> None:
    line = Line("Lecteur", ok, "trouvé [gras]", "" if ok else "à faire", "LEC-AUCUN-LECTEUR")
    monkeypatch.setattr("binocle_ui.composition.readers.examine", lambda **asked: (line,))
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == code
    assert json.loads(done.stdout) == {
        "checks": [
            {
                "name": "Lecteur",
                "ok": ok,
                "found": "trouvé [gras]",
                "action": line.action,
                "code": "LEC-AUCUN-LECTEUR",
            }
        ]
    }
    shown = CliRunner().invoke(app, ["doctor"]).stdout
    assert "trouvé [gras]" in shown
    assert ("→ à faire" in shown) is (ok is not True)


def test_this_machine_is_really_looked_at() -> None:
    found = machine.this_machine()
    assert found.module("json")
    assert not found.module("no_such_module")
    assert found.program("sh")
