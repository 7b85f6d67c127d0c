"""The fifteen lot states of the manual and what leads from one to the next.

Law of this file: :data:`TRANSITIONS` is the whole truth; an empty cell is a decision. A message
that the concentrator sends twice is a self-loop, a late one has its row. Sources: seed-facts 13.3,
wire sheet 3.9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from binocle.kernel import PeerViolation


class LotState(Enum):
    """The manual's states, in its order; French labels are in the catalogue."""

    GROUPED = "grouped"
    FILED = "filed"
    SENT = "sent"
    RESENT = "resent"
    FORWARDED = "forwarded"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    SETTLED = "settled"
    REFUSED_BY_ARL = "refused-by-arl"
    RECEIVED = "received"
    MANUAL_NEEDED = "manual-needed"
    RESEND_NEEDED = "resend-needed"
    NOT_DELIVERED = "not-delivered"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True)
class FileBuilt:
    """The lot was written into a file."""

    name: str


@dataclass(frozen=True)
class FileSent:
    """The file left; the concentrator has it."""

    name: str


@dataclass(frozen=True)
class FileResent:
    """The same file left again, unchanged, after a non-delivery or a missing ARL."""

    name: str


@dataclass(frozen=True)
class ReceiptGiven:
    """The concentrator's provisional receipt ("AR provisoire")."""

    receipt: str


@dataclass(frozen=True)
class LotForwarded:
    """The concentrator passed the lot on to the fund."""


@dataclass(frozen=True)
class PositiveArl:
    """The fund accepts the lot's form; it does not promise payment."""

    message: str


@dataclass(frozen=True)
class NegativeArl:
    """The fund refuses the lot; never resent blindly (wire sheet 3.8)."""

    message: str
    code: str
    label: str


@dataclass(frozen=True)
class ReturnMatched:
    """A payment return answered the lot's invoices."""

    message: str


@dataclass(frozen=True)
class DeliveryFailed:
    """The concentrator could not deliver ("avis de non remise")."""


@dataclass(frozen=True)
class ContentRefused:
    """The other side cannot read the file: the same bytes will never do."""


@dataclass(frozen=True)
class DeadlinePassed:
    """No ARL within the delay; time is an event, no state reads the clock."""


@dataclass(frozen=True)
class LotClosed:
    """Every invoice of the lot is settled, or a person closed it."""


@dataclass(frozen=True)
class LotReopened:
    """The money of a settled lot was not seen at the bank after all."""


@dataclass(frozen=True)
class LotGivenUp:
    """A person agreed that the refused lot is rejected."""


@dataclass(frozen=True)
class LotBroken:
    """The lot could not be made or read."""


@dataclass(frozen=True)
class ErrorTreated:
    """A person dealt with a rejected or broken lot ("Trait. Erreur").

    Attributes:
        way: ``regrouped``, its forms wait for another lot, or ``by-hand``.
    """

    way: str


LotEvent = (
    FileBuilt
    | FileSent
    | FileResent
    | ReceiptGiven
    | LotForwarded
    | PositiveArl
    | NegativeArl
    | ReturnMatched
    | DeliveryFailed
    | ContentRefused
    | DeadlinePassed
    | LotClosed
    | LotReopened
    | LotGivenUp
    | LotBroken
    | ErrorTreated
)

_S = LotState
ARRIVED = (_S.ACKNOWLEDGED, _S.ANSWERED, _S.SETTLED)
"""States of a lot that its fund has for sure: by its positive ARL, or by a payment."""
ON_THE_WAY = (_S.SENT, _S.RESENT, _S.RECEIVED, _S.FORWARDED)
"""States of a lot that left and has no ARL yet."""
RESENDABLE = (_S.RESEND_NEEDED, _S.NOT_DELIVERED)
"""States of a lot that may leave once more, unchanged; a refused one never does (sheet 3.8)."""
TREATABLE = (_S.REJECTED, _S.FAILED)
"""States of a lot whose error a person deals with."""
_NO_ARL = (*ON_THE_WAY, *RESENDABLE, _S.MANUAL_NEEDED)

TRANSITIONS: Mapping[tuple[LotState, type], LotState] = {
    (_S.GROUPED, FileBuilt): _S.FILED,
    (_S.GROUPED, LotBroken): _S.FAILED,
    (_S.FILED, FileSent): _S.SENT,
    (_S.FILED, LotBroken): _S.FAILED,
    (_S.SENT, ReceiptGiven): _S.RECEIVED,
    (_S.RECEIVED, ReceiptGiven): _S.RECEIVED,
    (_S.RECEIVED, LotForwarded): _S.FORWARDED,
    (_S.SENT, LotForwarded): _S.FORWARDED,
    (_S.FORWARDED, LotForwarded): _S.FORWARDED,
    # What left twice stays so until its ARL: it does not leave a third time.
    (_S.RESENT, ReceiptGiven): _S.RESENT,
    (_S.RESENT, LotForwarded): _S.RESENT,
    **{(state, PositiveArl): _S.ACKNOWLEDGED for state in _NO_ARL},
    **{(state, NegativeArl): _S.REFUSED_BY_ARL for state in _NO_ARL},
    **{(state, DeliveryFailed): _S.NOT_DELIVERED for state in (_S.SENT, _S.RECEIVED, _S.FORWARDED)},
    (_S.RESENT, DeliveryFailed): _S.MANUAL_NEEDED,
    **{(state, ContentRefused): _S.FAILED for state in (*_NO_ARL, _S.FAILED)},
    **{(state, DeadlinePassed): _S.RESEND_NEEDED for state in (_S.SENT, _S.RECEIVED, _S.FORWARDED)},
    **{(state, DeadlinePassed): _S.MANUAL_NEEDED for state in (_S.RESENT, *RESENDABLE)},
    **{(state, FileResent): _S.RESENT for state in RESENDABLE},
    (_S.MANUAL_NEEDED, LotClosed): _S.SETTLED,
    # A return may overtake its ARL, or come for a lot that an ARL refused by mistake: the payment
    # proves that the lot arrived (sheet 3.8, code 4015).
    **{
        (state, ReturnMatched): _S.ANSWERED
        for state in (*_NO_ARL, _S.ACKNOWLEDGED, _S.ANSWERED, _S.REFUSED_BY_ARL, _S.REJECTED)
    },
    # A later return takes money back, or pays what was deferred.
    (_S.SETTLED, ReturnMatched): _S.SETTLED,
    (_S.SETTLED, LotReopened): _S.ANSWERED,
    (_S.ACKNOWLEDGED, PositiveArl): _S.ACKNOWLEDGED,
    (_S.ANSWERED, PositiveArl): _S.ANSWERED,
    (_S.ANSWERED, LotClosed): _S.SETTLED,
    (_S.SETTLED, PositiveArl): _S.SETTLED,
    (_S.REFUSED_BY_ARL, NegativeArl): _S.REFUSED_BY_ARL,
    (_S.REFUSED_BY_ARL, PositiveArl): _S.ACKNOWLEDGED,
    (_S.REFUSED_BY_ARL, LotGivenUp): _S.REJECTED,
    (_S.REJECTED, NegativeArl): _S.REJECTED,
    **{(state, ErrorTreated): state for state in TREATABLE},
}

FROM_PEER = (
    ReceiptGiven,
    LotForwarded,
    PositiveArl,
    NegativeArl,
    ReturnMatched,
    DeliveryFailed,
    ContentRefused,
)
"""Events that a peer's message causes: when impossible, the peer is to blame."""


class ImpossibleTransition(AssertionError):
    """Our own code asked for what the table has not: a defect, not a business case."""


def next_state(state: LotState, event: LotEvent) -> LotState:
    """Return the state after ``event``.

    Raises:
        PeerViolation: the concentrator sent something impossible; the message is kept, the lot is
        untouched. ImpossibleTransition: our own code did.
    """
    after = TRANSITIONS.get((state, type(event)))
    if after is not None:
        return after
    if isinstance(event, FROM_PEER):
        raise PeerViolation("LOT-MESSAGE-INATTENDU", etat=state.value, message=type(event).__name__)
    raise ImpossibleTransition(f"lot {state.value} + {type(event).__name__}")
