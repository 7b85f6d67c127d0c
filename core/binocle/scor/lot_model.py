"""SCOR lots, what they carry and what the server answers: frozen values, no rule.

Source: simulators/PROTOCOLS.md section 10 (assumed as a whole); that a SCOR lot is apart from the
FSE lot and linked to it is sourced (wire sheet 5.1).
"""

from dataclasses import dataclass
from datetime import date, datetime

from binocle.kernel import Facts

from .lot_states import ScorLotState
from .model import DocumentType


@dataclass(frozen=True)
class FseLot:
    """The FSE lot that a SCOR lot goes with, as the type 1 record of the B2 file names it.

    Attributes:
        recipient: 14 characters.
    """

    number: str
    recipient: str
    day: date


@dataclass(frozen=True)
class Piece:
    """A document as a lot carries it."""

    id: str
    invoice: str
    type: DocumentType
    file: str
    pdf: bytes


@dataclass(frozen=True)
class ScorLot:
    """One SCOR lot as it stands.

    Attributes:
        name: its own, unique for ever: the server knows it by that name.
        documents: ``idPJ`` of what it carries, in their order.
        sha256: digest of its bytes, kept when the bytes are not.
        first_tried_at: when it was first about to leave; the days of tries count from there.
        receipt: number of the server's receipt.
        refusal: the server's own sentence.
    """

    name: str
    fse_lot: FseLot
    state: ScorLotState
    documents: tuple[str, ...]
    sha256: str
    made_at: datetime
    first_tried_at: datetime | None = None
    receipt: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class ScorReceipt:
    """The server's word that it has a lot."""

    name: str
    number: str
    received_at: datetime


@dataclass(frozen=True)
class ServerAnswer:
    """What became of one document, as the server says it.

    Attributes:
        rank: rises by the server's own count.
        state: its word, verbatim.
        reason: its sentence, possibly empty.
    """

    rank: int
    document: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class AnswerPage:
    """Answers, the oldest first.

    Attributes:
        more: others wait behind them.
    """

    answers: tuple[ServerAnswer, ...]
    more: bool


@dataclass(frozen=True)
class AnswerSetAside:
    """An answer that was kept and changed nothing.

    Attributes:
        code: why, the code of a notice; ``facts`` fill its places.
    """

    rank: int
    code: str
    facts: Facts
