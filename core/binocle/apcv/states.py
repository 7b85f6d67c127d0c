"""The life of a context: one FSE, twenty minutes (APCV-09, APCV-10, APCV-12).

Law of this file: the table is total and the whole truth; a context that is over never serves again.
What is refused has its code. Sources: S0; protocols of the simulated peers 8.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from binocle.kernel import OperatorActionNeeded

from .model import ApcvContext


class ContextState(Enum):
    """Where a context stands; French labels are in the catalogue."""

    FRESH = "fresh"
    USED = "used"
    EXPIRED = "expired"
    DESTROYED = "destroyed"


class ContextEvent(Enum):
    """What happens to a context.

    Attributes:
        GIVEN_BACK: "Restituer".
        SIGNED: it signs its form, the first time or once more.
        OTHER_FORM: another FSE is to be made with it, a near and a far vision for instance.
    """

    GIVEN_BACK = "given-back"
    SIGNED = "signed"
    OTHER_FORM = "other-form"
    TIME_OVER = "time-over"
    DESTROYED = "destroyed"


_S, _E = ContextState, ContextEvent

AFTER: Mapping[tuple[ContextState, ContextEvent], ContextState] = {
    (_S.FRESH, _E.GIVEN_BACK): _S.FRESH,
    (_S.FRESH, _E.SIGNED): _S.USED,
    (_S.FRESH, _E.OTHER_FORM): _S.FRESH,
    (_S.FRESH, _E.TIME_OVER): _S.EXPIRED,
    (_S.FRESH, _E.DESTROYED): _S.DESTROYED,
    (_S.USED, _E.GIVEN_BACK): _S.USED,
    (_S.USED, _E.SIGNED): _S.USED,
    (_S.USED, _E.TIME_OVER): _S.EXPIRED,
    (_S.USED, _E.DESTROYED): _S.DESTROYED,
    (_S.EXPIRED, _E.TIME_OVER): _S.EXPIRED,
    (_S.EXPIRED, _E.DESTROYED): _S.DESTROYED,
    (_S.DESTROYED, _E.TIME_OVER): _S.DESTROYED,
    (_S.DESTROYED, _E.DESTROYED): _S.DESTROYED,
}
"""(state, event) -> state. SIGNED is the same form once more when the context was used."""

REFUSED: Mapping[tuple[ContextState, ContextEvent], Callable[[], OperatorActionNeeded]] = {
    (_S.USED, _E.OTHER_FORM): lambda: OperatorActionNeeded("APCV-CONTEXTE-DEJA-UTILISE"),
    (_S.EXPIRED, _E.GIVEN_BACK): lambda: OperatorActionNeeded("APCV-CONTEXTE-EXPIRE"),
    (_S.EXPIRED, _E.SIGNED): lambda: OperatorActionNeeded("APCV-CONTEXTE-EXPIRE"),
    (_S.EXPIRED, _E.OTHER_FORM): lambda: OperatorActionNeeded("APCV-CONTEXTE-EXPIRE"),
    (_S.DESTROYED, _E.GIVEN_BACK): lambda: OperatorActionNeeded("APCV-CONTEXTE-DETRUIT"),
    (_S.DESTROYED, _E.SIGNED): lambda: OperatorActionNeeded("APCV-CONTEXTE-DETRUIT"),
    (_S.DESTROYED, _E.OTHER_FORM): lambda: OperatorActionNeeded("APCV-CONTEXTE-DETRUIT"),
}
"""What is in no row of :data:`AFTER` -> its error; the two tables hold every case."""


def after(state: ContextState, event: ContextEvent) -> ContextState:
    """Return the state after an event.

    Raises:
        OperatorActionNeeded: APCV-CONTEXTE-EXPIRE, APCV-CONTEXTE-DETRUIT,
            APCV-CONTEXTE-DEJA-UTILISE.
    """
    refusal = REFUSED.get((state, event))
    if refusal is not None:
        raise refusal()
    return AFTER[state, event]


class ExpiryAnswer(Enum):
    """The answers to the question that is asked once a context is over (APCV-11).

    The texts of the buttons are not readable in the manual: oui and non are assumed, and so is
    which of them means what.
    """

    RIGHTS_FROM_ADRI = "oui"
    READ_AGAIN = "non"


def state_at(state: ContextState, context: ApcvContext, now: datetime) -> ContextState:
    """Return the state at an aware instant, the clock looked at."""
    return state if context.holds(now) else AFTER[state, ContextEvent.TIME_OVER]
