"""The fifteen lot states: every cell of the table, full or empty, is meant (seed-facts 13.3)."""

import tomllib
from importlib import resources
from itertools import product
from typing import get_args

import pytest

from binocle.kernel import PeerViolation
from binocle.lots import LotEvent, LotState, next_state
from binocle.lots.states import (
    FROM_PEER,
    TRANSITIONS,
    ContentRefused,
    DeadlinePassed,
    DeliveryFailed,
    ErrorTreated,
    FileBuilt,
    FileResent,
    FileSent,
    ImpossibleTransition,
    LotBroken,
    LotClosed,
    LotForwarded,
    LotGivenUp,
    LotReopened,
    NegativeArl,
    PositiveArl,
    ReceiptGiven,
    ReturnMatched,
)

EVENTS: tuple[LotEvent, ...] = (
    FileBuilt("B2"), FileSent("B2"), FileResent("B2"), ReceiptGiven("AR-000001"), LotForwarded(),
    PositiveArl("R1"), NegativeArl("R1", "0450", "REFUSE"), ReturnMatched("R1"), DeliveryFailed(),
    ContentRefused(), DeadlinePassed(), LotClosed(), LotReopened(), LotGivenUp(), LotBroken(),
    ErrorTreated("by-hand"),
)  # fmt: skip
S = LotState


def test_every_event_is_tried() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(LotEvent))


@pytest.mark.parametrize(("state", "event"), [*product(LotState, EVENTS)])
def test_a_lot_follows_its_table_or_says_who_is_to_blame(state: LotState, event: LotEvent) -> None:
    if after := TRANSITIONS.get((state, type(event))):
        assert next_state(state, event) is after
    elif isinstance(event, FROM_PEER):
        with pytest.raises(PeerViolation) as blamed:
            next_state(state, event)
        assert blamed.value.code == "LOT-MESSAGE-INATTENDU"
        assert blamed.value.facts == {"etat": state.value, "message": type(event).__name__}
    else:
        with pytest.raises(ImpossibleTransition, match=f"lot {state.value} "):
            next_state(state, event)


def test_the_table_holds_nothing_else() -> None:
    assert {event for _, event in TRANSITIONS} == set(get_args(LotEvent))


def test_every_state_can_be_reached_and_left_until_the_end() -> None:
    reached = {LotState.GROUPED}
    for _ in LotState:
        reached |= {after for (before, _), after in TRANSITIONS.items() if before in reached}
    assert reached == set(LotState)
    ends = {
        state
        for state in LotState
        if not any(
            before is state and after is not state for (before, _), after in TRANSITIONS.items()
        )
    }
    # Only money that comes for a rejected lot brings it back; a settled one, only money that was
    # not seen after all.
    assert ends == {S.FAILED}
    assert next_state(S.SETTLED, LotReopened()) is S.ANSWERED
    assert next_state(S.REJECTED, ReturnMatched("R1")) is S.ANSWERED


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (S.RECEIVED, ReceiptGiven("AR-000001")),
        (S.ACKNOWLEDGED, PositiveArl("R1")),
        (S.ANSWERED, PositiveArl("R1")),
        (S.SETTLED, PositiveArl("R1")),
        (S.ANSWERED, ReturnMatched("R2")),
        (S.REFUSED_BY_ARL, NegativeArl("R1", "0450", "REFUSE")),
        (S.REJECTED, NegativeArl("R1", "0450", "REFUSE")),
        (S.FAILED, ContentRefused()),
    ],
)
def test_a_message_that_comes_twice_changes_nothing(state: LotState, event: LotEvent) -> None:
    assert next_state(state, event) is state


@pytest.mark.parametrize("state", [S.GROUPED, S.FILED, S.FAILED])
def test_what_never_left_is_not_paid(state: LotState) -> None:
    with pytest.raises(PeerViolation):
        next_state(state, ReturnMatched("R1"))


@pytest.mark.parametrize("state", [S.ACKNOWLEDGED, S.ANSWERED, S.SETTLED])
def test_a_refusal_does_not_undo_an_acceptance(state: LotState) -> None:
    with pytest.raises(PeerViolation):
        next_state(state, NegativeArl("R1", "0450", "REFUSE"))


def test_a_refused_lot_is_never_resent() -> None:
    resent = {before for (before, event) in TRANSITIONS if event is FileResent}
    assert resent == {S.RESEND_NEEDED, S.NOT_DELIVERED}


def test_a_lot_never_leaves_a_third_time() -> None:
    """Without an ARL, what left twice reaches a person, whatever else is heard of it."""
    from_elsewhere = PositiveArl, NegativeArl, ReturnMatched, LotReopened
    seen = {S.RESENT}
    for _ in LotState:
        seen |= {
            after
            for (before, event), after in TRANSITIONS.items()
            if before in seen and event not in from_elsewhere
        }
    assert seen == {S.RESENT, S.MANUAL_NEEDED, S.SETTLED, S.FAILED}


def test_every_state_has_its_french_name_in_the_manuals_order() -> None:
    labels = resources.files("binocle_ui").joinpath("labels_fr.toml").read_text("utf-8")
    named = tomllib.loads(labels)["lots"]
    assert set(named) == {state.value for state in LotState}
    assert len(named) == len(set(named.values())) == 15
