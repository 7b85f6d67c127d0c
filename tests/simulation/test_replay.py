"""Replay: in process, one seed gives one journal, wherever and whenever it is lived (SIM-03)."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BINOCLE = Path(sys.executable).with_name("binocle")


def demo(folder: Path, *options: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(BINOCLE), "demo", "--json", "--out", str(folder), *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=folder.parent,
        env={**os.environ, **environment},  # noqa: TID251 - a child of ours
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return demo(tmp_path_factory.mktemp("first") / "a")


def test_the_told_digest_is_the_file_s(first: dict[str, Any]) -> None:
    journal = Path(first["files"]["journal"]).read_bytes()
    assert hashlib.sha256(journal).hexdigest() == first["journal_sha256"]


def test_same_seed_same_journal_anywhere(first: dict[str, Any], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    elsewhere = demo(
        tmp_path / "un dossier à part",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        HOME=str(home),
        PYTHONHASHSEED="77",
    )
    assert elsewhere["journal_sha256"] == first["journal_sha256"]


def test_a_locale_without_accents_changes_nothing(first: dict[str, Any], tmp_path: Path) -> None:
    bare = demo(tmp_path / "bare", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert bare["journal_sha256"] == first["journal_sha256"]
    assert bare["invoice"]["state"] == "Payé"


def test_another_seed_another_journal(first: dict[str, Any], tmp_path: Path) -> None:
    assert demo(tmp_path / "b", "--seed", "2")["journal_sha256"] != first["journal_sha256"]


def test_no_code_ever_in_the_journal(first: dict[str, Any]) -> None:
    journal = Path(first["files"]["journal"]).read_text(encoding="utf-8")
    verifies = [line for line in journal.splitlines() if " apdu:cps > 0020" in line]
    assert verifies
    assert all(line.endswith(("ffffffff", "002000010400", "0020000100")) for line in verifies)
    assert b"1234".hex() not in "".join(
        line.split(" ")[-1] for line in journal.splitlines() if " apdu:cps > " in line
    )


def test_nothing_of_the_machine_in_the_journal(first: dict[str, Any]) -> None:
    journal = Path(first["files"]["journal"]).read_text(encoding="utf-8")
    for foreign in (
        "127.0.0.1",
        "localhost",
        str(Path(first["files"]["journal"]).parent),
        "python-httpx",
        "Werkzeug",
    ):
        assert foreign not in journal
