"""Whatever fails and whenever the program dies: no document twice, none lost, none on both ways."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.fse.makers import Crash
from tests.unit.scor.makers import DEGRADED, LOT, OTHER_LOT, SECURED, ScorShop, Server, pieces_of

from binocle.kernel import MalformedAnswer
from binocle.scor import ScorState

FAILURES = (
    ConnectionRefusedError("nobody"),
    TimeoutError("slow"),
    ConnectionResetError("cut"),
    MalformedAnswer("HTML"),
    PermissionError("no"),
)
POINTS = ("after-scor-lot", "before-scor-send", "after-scor-send", "after-scor-states")
CALLS = ("put", "receipt", "answers")
EVENTS = st.one_of(
    st.tuples(st.just("before"), st.sampled_from(CALLS), st.sampled_from(FAILURES)),
    st.tuples(st.just("after"), st.just("put"), st.sampled_from(FAILURES[1:4])),
    st.tuples(st.just("crash"), st.sampled_from(POINTS)),
    st.tuples(st.just("attach"), st.sampled_from((SECURED, DEGRADED))),
    st.tuples(st.just("days"), st.integers(1, 3)),
    st.tuples(st.just("send"), st.booleans()),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("always")


NUMBERS = count()


@settings(max_examples=15, deadline=None)
@given(events=st.lists(EVENTS, min_size=3, max_size=9))
def test_no_document_is_lost_nor_sent_twice(events: list[tuple[object, ...]], folder: Path) -> None:
    shop = ScorShop(folder / f"{next(NUMBERS)}.sqlite", server=Server())
    shop.arrived_lots = {SECURED: LOT, DEGRADED: OTHER_LOT}
    attached: list[str] = []
    on_paper: set[str] = set()
    for event in events:
        match event:
            case ("before" | "after" as moment, str(call), Exception() as failure):
                getattr(shop.server, moment)[call] = failure
            case ("crash", str(point)):
                shop.hazards.points.add(point)
            case ("attach", str(number)):
                attached.append(shop.attaches(number, extra=True).id)
            case ("days", int(days)):
                shop.days_pass(days)
            case ("send", bool(again)):
                before = set(arrived(shop))
                with suppress(Crash):
                    shop.sending.exchange(again=again)
                assert not on_paper & (set(arrived(shop)) - before), "paper, then electronic"
                shop.relaunch()
                shop.server.before.clear()
                shop.server.after.clear()
                on_paper |= given_up(shop, attached)
    shop.relaunch()
    shop.server.before.clear()
    shop.server.after.clear()
    shop.sending.exchange(again=True)
    assert len(arrived(shop)) == len(set(arrived(shop))), "sent twice"
    for id in attached:
        state = shop.scor.document(id).state
        assert state in (ScorState.SENT, ScorState.PAPER_COLLECTED)
        if state is ScorState.SENT:
            assert id in arrived(shop)
    shop.desk.session.close()


def arrived(shop: ScorShop) -> list[str]:
    return [piece["Id"] for lot in shop.server.taken.values() for piece in pieces_of(lot)]


def given_up(shop: ScorShop, attached: list[str]) -> set[str]:
    return {id for id in attached if shop.scor.document(id).state is ScorState.PAPER_COLLECTED}
