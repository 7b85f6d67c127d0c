"""What keeps the bench from starting: each has its French notice and its exit code."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.pcsc import daemon
from binocle_ui.catalogue import load_catalogue
from binocle_ui.composition.bench_start import start_bench

BINOCLE = str(Path(sys.executable).with_name("binocle"))


def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["env", *(f"{name}={value}" for name, value in settings.items()), BINOCLE, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refusal(folder: Path) -> OperatorActionNeeded:
    with pytest.raises(OperatorActionNeeded, match="BANC-PCSC-ABSENT") as caught:
        start_bench(depth="pcsc", seed=1, folder=folder)
    notice = load_catalogue().notice(caught.value.code, caught.value.facts)
    assert "binocle doctor" in notice.que_faire
    return caught.value


def test_a_port_in_use_is_a_wrong_call(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("up", "--port", port, "--out", str(tmp_path / "up"))
    assert done.returncode == 2
    assert port in done.stderr
    assert "BANC-PORT-PRIS" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "up").exists(), "nothing was started"


def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.so")
    done = run("exec", "--", "true", BINOCLE_VPCD=missing)
    assert done.returncode == 1
    assert "BANC-PCSC-ABSENT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon, "PCSCD", tmp_path / "pcscd")
    assert "is not installed" in str(refusal(tmp_path).facts["motif"])


def test_a_second_stage_in_the_process_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with Bench(depth="pcsc", folder=tmp_path) as bench:
        before = bench.reader_names()
        (tmp_path / "second").mkdir()
        assert "already" in str(refusal(tmp_path / "second").facts["motif"])
        bench.remove("vitale")
        bench.insert("vitale", bench.vitale())
        assert bench.reader_names() == before


def test_an_impossible_card_image_is_a_wrong_call(tmp_path: Path) -> None:
    image = tmp_path / "bad.toml"
    image.write_text("version = 1\nfamily = 'vitale'\n[[", encoding="utf-8")
    done = run("card", "check", str(image))
    assert done.returncode != 0
    assert "bad.toml" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
