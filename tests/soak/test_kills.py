"""kill -9 at every named point: the program starts again and nothing is lost, nor done twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from binocle.scor import ScorState
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.scans.deck import scan
from binocle_ui.cases import load_case

from .books import verify
from .kills import CLAIMS, DONE, SCANNED, Programs
from .shopkeeper import Shopkeeper

OF_CLAIMS = (
    *("after-sign", "after-store", "after-lot", "before-send"),
    *("after-send", "before-resend", "after-take", "after-match"),
)
OF_DOCUMENTS = ("after-scor-lot", "before-scor-send", "after-scor-send", "after-scor-states")
"""The named points, in the order of a claim's life."""


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    keeper = Shopkeeper(1, tmp_path)
    started = Programs(keeper, tmp_path)
    yield started
    started.close()
    keeper.close()


def test_every_named_point_is_among_them() -> None:
    assert {*OF_CLAIMS, *OF_DOCUMENTS} == {*KINDS["crash"]}


def test_kills_on_the_way_of_claims_lose_nothing_and_do_nothing_twice(programs: Programs) -> None:
    programs.keeper.bench.world.faults.arm(Fault("arl", "absent", times=2))
    live_through(programs, OF_CLAIMS)


def test_kills_on_the_way_of_documents_lose_nothing_and_do_nothing_twice(
    programs: Programs,
) -> None:
    programs.scan = scan(1, "straight", 0).pages[0]
    live_through(programs, OF_DOCUMENTS)
    (document,) = [row.document for row in programs.keeper.desk.scor.rows_of(SCANNED)]
    assert document is not None
    assert document.state is ScorState.ARCHIVED
    assert list(programs.keeper.bench.scor.pieces) == [document.id]


def live_through(programs: Programs, points: tuple[str, ...]) -> None:
    """Have each program be killed at the next point, and a last one go to the end."""
    keeper = programs.keeper
    for point in points:
        assert programs.run(point) == -signal.SIGKILL, point
    assert programs.run() == DONE
    keeper.station.reopen()
    keeper.made.update({number: load_case(name) for number, name in CLAIMS.items()})
    verify(keeper)
    assert keeper.figures.cents == 9 + 9 + 10_000
    assert keeper.figures.outcomes == {"matched": keeper.figures.returns}
