"""The states of an attachment ("État PJ") and what leads from one to the next.

Law of this file: :data:`TRANSITIONS` is the whole truth; an empty cell is a decision. An answer of
the server that comes twice is a self-loop. Sources: seed-facts 15 (labels, the last letters of
three are cut), wire sheet 5.2 (their meaning: assumed); ``to-judge``, ``sent`` and ``purged`` are
ours (assumed), and so is ``leaving``: the document is in a SCOR lot whose result is not known yet.
An answer may overtake the receipt of its lot: it proves that the lot arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from binocle.kernel import PeerViolation


class ScorState(Enum):
    """Where an attachment stands; French labels are in the catalogue."""

    MISSING = "missing"
    TO_JUDGE = "to-judge"
    NOT_COMPLIANT = "not-compliant"
    COMPLIANT = "compliant"
    LEAVING = "leaving"
    SENT = "sent"
    ARCHIVED = "archived"
    TO_REBUILD = "to-rebuild"
    KEPT_BY_SHOP = "kept-by-shop"
    PAPER_COLLECTED = "paper-collected"
    PURGED = "purged"


@dataclass(frozen=True)
class DocumentAttached:
    """Pages were scanned, read and kept."""

    sha256: str


@dataclass(frozen=True)
class JudgedCompliant:
    """The user found every page right."""


@dataclass(frozen=True)
class JudgedNotCompliant:
    """The user found a page wrong."""


@dataclass(frozen=True)
class JudgementOpened:
    """A page is without a verdict again."""


@dataclass(frozen=True)
class DocumentRemoved:
    """The user took an unsent document away."""


@dataclass(frozen=True)
class DocumentQueued:
    """The document was put in a SCOR lot, which leaves as soon as it can."""

    lot: str = ""


@dataclass(frozen=True)
class DocumentSent:
    """The server gave a receipt for the document's lot."""

    lot: str = ""


@dataclass(frozen=True)
class SendingRefused:
    """The server refused the document's lot, whole: the document is here again."""

    lot: str = ""


@dataclass(frozen=True)
class SendingGivenUp:
    """The days of tries are over: the paper goes instead; time is an event."""

    lot: str = ""


@dataclass(frozen=True)
class ServerArchived:
    """The fund stored it ("ARCHIVE")."""

    reason: str = ""


@dataclass(frozen=True)
class ServerAsksRebuild:
    """The fund asks for the document again ("A RECONSTITUER")."""

    reason: str = ""


@dataclass(frozen=True)
class ServerLeavesToShop:
    """The professional keeps the copy ("SAUVEGARDE PS")."""

    reason: str = ""


@dataclass(frozen=True)
class ServerAsksPaper:
    """The paper is to be sent ("COLLECTE PAPIER")."""

    reason: str = ""


@dataclass(frozen=True)
class RetentionPassed:
    """The six months are over; time is an event, no state reads the clock."""


ScorEvent = (
    DocumentAttached
    | JudgedCompliant
    | JudgedNotCompliant
    | JudgementOpened
    | DocumentRemoved
    | DocumentQueued
    | DocumentSent
    | SendingRefused
    | SendingGivenUp
    | ServerArchived
    | ServerAsksRebuild
    | ServerLeavesToShop
    | ServerAsksPaper
    | RetentionPassed
)

_S = ScorState
UNSENT = (_S.TO_JUDGE, _S.NOT_COMPLIANT, _S.COMPLIANT)
"""States of a document that is here and may still be taken away."""
_ANSWERS: Mapping[type, ScorState] = {
    ServerArchived: _S.ARCHIVED,
    ServerAsksRebuild: _S.TO_REBUILD,
    ServerLeavesToShop: _S.KEPT_BY_SHOP,
    ServerAsksPaper: _S.PAPER_COLLECTED,
}
SENT = (_S.SENT, *_ANSWERS.values())
"""States of a document that left."""

TRANSITIONS: Mapping[tuple[ScorState, type], ScorState] = {
    (_S.MISSING, DocumentAttached): _S.TO_JUDGE,
    **{(state, JudgedCompliant): _S.COMPLIANT for state in UNSENT},
    **{(state, JudgedNotCompliant): _S.NOT_COMPLIANT for state in UNSENT},
    **{(state, JudgementOpened): _S.TO_JUDGE for state in UNSENT},
    **{(state, DocumentRemoved): _S.MISSING for state in UNSENT},
    (_S.COMPLIANT, DocumentQueued): _S.LEAVING,
    (_S.LEAVING, DocumentSent): _S.SENT,
    (_S.LEAVING, SendingRefused): _S.COMPLIANT,
    (_S.LEAVING, SendingGivenUp): _S.PAPER_COLLECTED,
    **{(_S.LEAVING, answer): after for answer, after in _ANSWERS.items()},
    **{(after, DocumentSent): after for after in _ANSWERS.values()},
    **{(_S.SENT, answer): after for answer, after in _ANSWERS.items()},
    **{(after, answer): after for answer, after in _ANSWERS.items()},
    # The fund may change its mind once it looked: an archived document is asked for again.
    (_S.ARCHIVED, ServerAsksRebuild): _S.TO_REBUILD,
    (_S.ARCHIVED, ServerAsksPaper): _S.PAPER_COLLECTED,
    # The paper came in, or the lot that was given up had arrived all the same.
    (_S.PAPER_COLLECTED, ServerArchived): _S.ARCHIVED,
    # What is leaving is settled first: sent, refused, or given up to paper.
    **{(state, RetentionPassed): _S.PURGED for state in (*UNSENT, *SENT)},
    # An answer after the purge changes nothing: the trace is all that is left.
    **{(_S.PURGED, answer): _S.PURGED for answer in (*_ANSWERS, DocumentSent)},
}

FROM_PEER = tuple(_ANSWERS)
"""Events that the server's answer causes: when impossible, the peer is to blame."""


class ImpossibleTransition(AssertionError):
    """Our own code asked for what the table has not: a defect, not a business case."""


def next_state(state: ScorState, event: ScorEvent) -> ScorState:
    """Return the state after ``event``.

    Raises:
        PeerViolation: ``SCOR-REPONSE-INATTENDUE``; the document is untouched.
        ImpossibleTransition: our own code asked.
    """
    after = TRANSITIONS.get((state, type(event)))
    if after is not None:
        return after
    if isinstance(event, FROM_PEER):
        raise PeerViolation(
            "SCOR-REPONSE-INATTENDUE", etat=state.value, message=type(event).__name__
        )
    raise ImpossibleTransition(f"document {state.value} + {type(event).__name__}")
