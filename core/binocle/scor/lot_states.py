"""The states of a SCOR lot and what leads from one to the next.

Law of this file: :data:`LOT_TRANSITIONS` is the whole truth; an empty cell is a decision, and only
our own code can ask for one. ``sending`` survives a crash and means "ask, do not send". The states
are ours (assumed): the norm of SCOR lots is not public (wire sheet 5.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .states import ImpossibleTransition


class ScorLotState(Enum):
    """Where a SCOR lot stands; French labels are in the catalogue."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    TAKEN_UP = "taken-up"
    GIVEN_UP = "given-up"


@dataclass(frozen=True)
class SendingBegun:
    """The lot is about to leave; it may have left from here on."""


@dataclass(frozen=True)
class NothingLeft:
    """Nobody answered the call: for sure, the lot did not leave."""


@dataclass(frozen=True)
class LotReceived:
    """The server has the lot."""

    receipt: str = ""


@dataclass(frozen=True)
class LotRefused:
    """The server refused the lot whole; its own sentence."""

    sentence: str = ""


@dataclass(frozen=True)
class TriesOver:
    """The days of tries are over; time is an event, no state reads the clock."""


@dataclass(frozen=True)
class RefusalTakenUp:
    """A person had the documents of the refused lot sent in another one."""


ScorLotEvent = SendingBegun | NothingLeft | LotReceived | LotRefused | TriesOver | RefusalTakenUp

_S = ScorLotState
UNSETTLED = (_S.READY, _S.SENDING)
"""States of a lot that may still leave: its bytes are kept."""

LOT_TRANSITIONS: Mapping[tuple[ScorLotState, type], ScorLotState] = {
    (_S.READY, SendingBegun): _S.SENDING,
    (_S.SENDING, NothingLeft): _S.READY,
    (_S.SENDING, LotReceived): _S.SENT,
    (_S.SENDING, LotRefused): _S.REFUSED,
    **{(state, TriesOver): _S.GIVEN_UP for state in UNSETTLED},
    (_S.REFUSED, RefusalTakenUp): _S.TAKEN_UP,
}


def next_lot_state(state: ScorLotState, event: ScorLotEvent) -> ScorLotState:
    """Return the state after ``event``.

    Raises:
        ImpossibleTransition: our own code asked for what the table has not.
    """
    after = LOT_TRANSITIONS.get((state, type(event)))
    if after is None:
        raise ImpossibleTransition(f"SCOR lot {state.value} + {type(event).__name__}")
    return after
