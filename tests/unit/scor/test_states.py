"""The table of attachments is exhaustive: what is not in it is refused, by who is to blame."""

from itertools import product
from typing import get_args

import pytest

from binocle.kernel import PeerViolation
from binocle.scor import ScorEvent, ScorState, next_state
from binocle.scor.states import (
    FROM_PEER,
    SENT,
    TRANSITIONS,
    UNSENT,
    DocumentAttached,
    DocumentQueued,
    DocumentRemoved,
    DocumentSent,
    ImpossibleTransition,
    RetentionPassed,
    SendingGivenUp,
    SendingRefused,
)
from binocle_ui.catalogue import load_labels

EVENTS: tuple[type, ...] = get_args(ScorEvent)
MADE: dict[type, ScorEvent] = {DocumentAttached: DocumentAttached("0" * 64)}


def made(event: type) -> ScorEvent:
    found: ScorEvent = MADE[event] if event in MADE else event()
    return found


@pytest.mark.parametrize(("state", "event"), list(product(ScorState, EVENTS)))
def test_every_cell_is_a_decision(state: ScorState, event: type) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(state, made(event)) is TRANSITIONS[state, event]
    elif event in FROM_PEER:
        with pytest.raises(PeerViolation, match="SCOR-REPONSE-INATTENDUE"):
            next_state(state, made(event))
    else:
        with pytest.raises(ImpossibleTransition):
            next_state(state, made(event))


def test_only_what_is_unsent_is_taken_away() -> None:
    assert {state for state, event in TRANSITIONS if event is DocumentRemoved} == set(UNSENT)


def test_only_a_compliant_document_leaves() -> None:
    queued = [state for state, event in TRANSITIONS if event is DocumentQueued]
    assert queued == [ScorState.COMPLIANT]
    arrived = {after for (_, event), after in TRANSITIONS.items() if event is DocumentSent}
    assert arrived == {*SENT, ScorState.PURGED}
    assert TRANSITIONS[ScorState.LEAVING, SendingRefused] is ScorState.COMPLIANT


def test_what_is_leaving_is_settled_before_anything_else() -> None:
    possible = {event for state, event in TRANSITIONS if state is ScorState.LEAVING}
    assert possible == {DocumentSent, SendingRefused, SendingGivenUp, *FROM_PEER}


def test_the_receipt_and_the_answers_may_come_in_any_order() -> None:
    for event in FROM_PEER:
        overtaken = next_state(next_state(ScorState.LEAVING, made(event)), DocumentSent())
        usual = next_state(next_state(ScorState.LEAVING, DocumentSent()), made(event))
        assert overtaken is usual


def test_whatever_is_here_can_be_purged_and_nothing_comes_back() -> None:
    purged = {state for state, event in TRANSITIONS if event is RetentionPassed}
    assert purged == {*UNSENT, *SENT}
    after = {found for (state, _), found in TRANSITIONS.items() if state is ScorState.PURGED}
    assert after == {ScorState.PURGED}


def test_an_answer_that_comes_twice_changes_nothing() -> None:
    for event in FROM_PEER:
        after = next_state(ScorState.SENT, made(event))
        assert next_state(after, made(event)) is after


def test_the_labels_are_those_of_the_manual() -> None:
    label = load_labels()
    printed = {"MANQUANT", "NON CONFORME", "CONFORME", "ARCHIVE"}
    assert printed <= {label("etats_pj", state.value) for state in ScorState}
