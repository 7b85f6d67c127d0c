"""The imported list of products on disk: whole or not at all, failures as the port says."""

import os
from pathlib import Path

import pytest

from binocle.adapters.lpp_file import LppTableFile


def test_a_table_is_kept_and_replaced(tmp_path: Path) -> None:
    tables = LppTableFile(tmp_path / "shop" / "lpp.csv")
    assert tables.latest() is None
    tables.keep(b"one")
    tables.keep(b"two")
    assert tables.latest() == b"two"
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["lpp.csv"]


def test_a_disk_that_fails_leaves_the_former_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = LppTableFile(tmp_path / "lpp.csv")
    tables.keep(b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConnectionError, match="No space left"):
        tables.keep(b"two")
    assert tables.latest() == b"one"


def test_a_place_that_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="cannot be read"):
        LppTableFile(tmp_path).latest()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConnectionError, match="cannot be kept"):
        LppTableFile(tmp_path / "file" / "lpp.csv").keep(b"x")


def test_what_may_not_be_touched_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def barred(*_: object, **__: object) -> None:
        raise PermissionError

    tables = LppTableFile(tmp_path / "lpp.csv")
    monkeypatch.setattr(Path, "read_bytes", barred)
    monkeypatch.setattr(Path, "open", barred)
    with pytest.raises(PermissionError):
        tables.latest()
    with pytest.raises(PermissionError):
        tables.keep(b"x")
