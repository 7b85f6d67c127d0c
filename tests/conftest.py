"""What every test shares: requirement ids as tags, and nothing that touches the machine."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REGISTER = tomllib.loads((ROOT / "features/REGISTRE.toml").read_text(encoding="utf-8"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person play every row of every outline through PC/SC too."""
    parser.addoption("--every-row", action="store_true", help="play every row at every depth")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool | None:
    """Turn the id of a requirement into a marker; any other tag must be declared."""
    if tag not in REGISTER:
        return None
    pytest.mark.exigence(tag)(function)
    return True
