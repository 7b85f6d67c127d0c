"""The life of a context: a total table, the clock, what the tab prints."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle.apcv import (
    ApcvContext,
    ContextEvent,
    ContextState,
    after,
    printed_end,
    printed_header,
    state_at,
)
from binocle.apcv.states import AFTER, REFUSED
from binocle.kernel import OperatorActionNeeded

ENDS = datetime(2024, 5, 28, 11, 26, tzinfo=UTC)
CONTEXT = ApcvContext("0b8b8a52-0000-4000-8000-000000000001", "0f" * 32, ENDS)
OVER = (ContextState.EXPIRED, ContextState.DESTROYED)
CODES = {"APCV-CONTEXTE-EXPIRE", "APCV-CONTEXTE-DETRUIT", "APCV-CONTEXTE-DEJA-UTILISE"}


def test_the_tables_hold_every_case_once() -> None:
    assert set(AFTER) | set(REFUSED) == set(product(ContextState, ContextEvent))
    assert not set(AFTER) & set(REFUSED)


@pytest.mark.parametrize(("state", "event"), REFUSED)
def test_a_refusal_has_its_code(state: ContextState, event: ContextEvent) -> None:
    codes = set()
    for _ in range(2):
        with pytest.raises(OperatorActionNeeded) as raised:
            after(state, event)
        codes.add(raised.value.code)
    assert len(codes) == 1
    assert codes <= CODES


def test_one_context_makes_one_fse() -> None:
    """APCV-12: the same form once more, another one never."""
    used = after(ContextState.FRESH, ContextEvent.SIGNED)
    assert after(used, ContextEvent.SIGNED) is ContextState.USED
    with pytest.raises(OperatorActionNeeded, match="APCV-CONTEXTE-DEJA-UTILISE"):
        after(used, ContextEvent.OTHER_FORM)


@given(st.lists(st.sampled_from(ContextEvent), max_size=8))
def test_what_is_over_never_serves_again(events: list[ContextEvent]) -> None:
    state, was_over = ContextState.FRESH, False
    for event in events:
        try:
            state = after(state, event)
        except OperatorActionNeeded:
            continue
        was_over = was_over or state in OVER
        assert (state in OVER) is was_over


@given(st.sampled_from(ContextState), st.integers(-3600, 3600))
def test_the_clock_decides(state: ContextState, seconds: int) -> None:
    now = ENDS + timedelta(seconds=seconds)
    found = state_at(state, CONTEXT, now)
    assert CONTEXT.holds(now) is (seconds < 0)
    assert found is state if seconds < 0 else found in OVER
    left = CONTEXT.minutes_left(now)
    assert left == max(0, -seconds // 60)
    assert timedelta(minutes=left) <= max(ENDS - now, timedelta())


def test_the_tab_prints_the_end_as_in_the_manual() -> None:
    """APCV-09."""
    assert printed_header(CONTEXT) == "ADRe (contexte appli carte Vitale valide jusqu'à 13:26)"
    assert printed_header(None) == "ADRe"
    winter = ApcvContext("i", "t", datetime(2024, 12, 2, 12, 26, tzinfo=UTC))
    assert printed_end(winter) == "13:26"
