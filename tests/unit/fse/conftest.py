"""A desk on a fresh database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.fse.makers import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "binocle.sqlite")
    yield desk
    desk.session.close()
