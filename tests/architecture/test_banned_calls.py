"""Time, chance and settings are injected (design 4): each banned call is really refused."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUFF = str(Path(sys.executable).with_name("ruff"))

BANNED: Mapping[str, str] = {
    "core": "import core",
    "simulators": "from simulators import binocle_simulators",
    "ui": "import ui",
    "datetime.datetime.now": "from datetime import UTC, datetime as d\nd.now(UTC)",
    "datetime.datetime.today": "import datetime\ndatetime.datetime.today()",
    "datetime.date.today": "from datetime import date\ndate.today()",
    "time.time": "import time as t\nt.time()",
    "time.monotonic": "from time import monotonic\nmonotonic()",
    "time.sleep": "from time import sleep as wait\nwait(1)",
    "random.random": "import random\nrandom.random()",
    "random.randint": "from random import randint\nrandint(1, 6)",
    "random.choice": "import random\nrandom.choice((1, 2))",
    "uuid.uuid4": "import uuid\nuuid.uuid4()",
    "os.environ": "import os\nos.environ['HOME']",
}
"""Each banned name and a snippet that uses it, aliases included."""

EVERYWHERE = (
    "core/binocle/fse/planted.py",
    "simulators/binocle_simulators/adri/planted.py",
    "ui/binocle_ui/planted.py",
)
MACHINE = ("core/binocle/adapters/planted.py", "ui/binocle_ui/composition/settings.py")
"""The two places that may touch the machine."""


def refusals(snippet: str, place: str) -> list[str]:
    """Return what ruff says of banned names, were the snippet in that file."""
    done = subprocess.run(
        [RUFF, "check", "--no-cache", "--select", "TID251", "--output-format", "json",
         "--stdin-filename", place, "-"],
        cwd=ROOT, input=snippet + "\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [told["message"] for told in json.loads(done.stdout)]


def test_every_banned_name_has_its_snippet() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert set(lint["lint"]["flake8-tidy-imports"]["banned-api"]) == set(BANNED)


@pytest.mark.parametrize("name", BANNED)
def test_a_banned_call_is_refused(name: str) -> None:
    for place in EVERYWHERE:
        (told,) = set(refusals(BANNED[name], place))
        assert told.startswith(f"`{name}`"), place


def test_only_the_machine_s_places_may_call_them() -> None:
    for place in MACHINE:
        assert [name for name in BANNED if refusals(BANNED[name], place)] == []
