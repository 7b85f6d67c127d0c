"""The database that figures of returns are measured on: its copies, and the way through it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from binocle.adapters.sqlite import Session
from binocle_simulators.bench import Bench
from binocle_ui.composition.desk import open_desk
from binocle_ui.composition.figures import matching
from binocle_ui.composition.figures.backlog import (
    FIRST_NUMBER,
    DayClock,
    Office,
    bill,
    build,
    live_day,
    opened,
)
from binocle_ui.composition.figures.lived_day import AS_LIVED

A_DAY = 10
SEAL = 32
"""Bytes that end the records of a form (PROTOCOLS 6)."""
NOT_COPIED = ("counter", "incoming_message", "alembic_version")
"""What numbers are given next, and the bytes of ARL."""


def rows_of(session: Session) -> dict[str, Counter[str]]:
    """Every row of every table, without what a copy has as it was lived; instants by their day."""
    execute = session.connection.exec_driver_sql
    tables = execute("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    return {
        table: Counter(
            repr(sorted((name, _told(table, name, value)) for name, value in row.items()))
            for row in execute(f"SELECT * FROM {table}").mappings()  # noqa: S608 - own names
        )
        for table in tables
        if table not in NOT_COPIED
    }


def _told(table: str, name: str, value: Any) -> Any:
    if name == "id" and table != "lot":
        return None
    if (table, name) == ("form", "records"):
        return cast(bytes, value)[:-SEAL]
    if name in AS_LIVED.get(table, ()):
        return None
    return value[:10] if name == "at" or name.endswith("_at") else value


def live_two_days(folder: Path) -> dict[str, Counter[str]]:
    with Bench() as bench:
        live_day(bench, folder, A_DAY)
        bench.world.advance_to(bench.world.now() + timedelta(days=1))
        desk = open_desk(bench, folder)
        card = bill(desk, FIRST_NUMBER + A_DAY, A_DAY)
        desk.close()
        with opened(folder) as session:
            Office(session, DayClock(bench.world.now()), bench, card).send()
            return rows_of(session)


def test_a_copied_day_is_what_the_product_writes_when_it_is_lived(tmp_path: Path) -> None:
    lived, copied = tmp_path / "lived", tmp_path / "copied"
    lived.mkdir()
    copied.mkdir()
    expected = live_two_days(lived)
    with Bench() as bench:
        day, _ = live_day(bench, copied, A_DAY)
    with opened(copied) as session:
        day.copy(session, (1,))
        found = rows_of(session)
    assert len(expected["invoice"]) == 2 * A_DAY
    assert found == expected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backlog")
    build(folder, 200, a_day=A_DAY)
    return folder


def test_every_invoice_is_answered_and_every_cent_explained(folder: Path) -> None:
    assert matching.match(folder)["outcomes"] == ["matched"]
    audit = matching.audit(folder)
    assert audit["unexplained"] == 0
    assert audit["explained"], "some were paid otherwise"
    with opened(folder) as session:
        count = "SELECT count(*) FROM invoice WHERE 'waiting' IN (amo_state, amc_state)"
        assert session.connection.exec_driver_sql(count).scalar_one() == 0
