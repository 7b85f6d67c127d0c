"""What came back, to be read: returns, what became of each, what they say of each part.

Law of this file: every return that came is listed, whatever became of it; what is told of a part is
the payer's own word, its label whole. Nothing is decided here. Sources: seed-facts 14.4
(SUIVI-02); that returns have a list of their own is ours.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.kernel import Cents, Facts

from .follow_up import Page
from .model import Posting
from .told import Signal

PENDING = ""
"""What became of a return that nobody treated yet."""
OUTCOMES = ("matched", "orphan", "refused", "duplicate", PENDING)
"""What becomes of returns."""


@dataclass(frozen=True)
class Answer:
    """What a return says of one part of an invoice.

    Attributes:
        message: the return; ``received`` when it came.
        day: of the transfer, which is the payer's.
        client: whose invoice it is; empty while it is tied to none of ours.
        signals: rejects and signallings ("Rejets/Différés").
        tied_at: when it was tied to its file, if it is.
    """

    posting: Posting
    message: str
    received: datetime
    day: date
    payer: str
    client: str
    signals: tuple[Signal, ...]
    tied_at: datetime | None

    @property
    def is_stranger(self) -> bool:
        """Whether it is of no lot of ours and of no file yet."""
        return self.posting.lot_id is None and not self.posting.tied


@dataclass(frozen=True)
class ReceivedReturn:
    """A row of the list of returns.

    Attributes:
        kind: ``ARL``, ``SRV`` or ``RSP``.
        outcome: one of :data:`OUTCOMES`.
        code: why it was not matched, the code of a notice; ``facts`` fill its places.
        lots: numbers of the lots that it moved.
        parts: how many parts of invoices it speaks of; ``strangers`` of them have no file.
        paid: what it pays of them.
    """

    id: str
    kind: str
    name: str
    received: datetime
    outcome: str
    code: str
    facts: Facts
    lots: tuple[str, ...]
    parts: int
    strangers: int
    paid: Cents


@dataclass(frozen=True)
class ToldTransfer:
    """A transfer of a return, as it announces it."""

    day: date
    label: str
    payer: str
    amount: Cents


class Answers(Protocol):
    """What is asked of the database; a page out of range is the nearest one."""

    def returns(self, page: int, outcome: str | None = None) -> Page[ReceivedReturn]:
        """Return what came, the newest first; of one outcome, or all."""
        ...

    def received(self, message_id: str) -> ReceivedReturn | None:
        """Return one return."""
        ...

    def of_lot(self, lot_id: int) -> tuple[ReceivedReturn, ...]:
        """Return the returns that moved a lot, the oldest first."""
        ...

    def norm(self, message_id: str) -> str:
        """Return the reference that the start of a NOEMIE return names, such as ``900``."""
        ...

    def transfers(self, message_id: str) -> tuple[ToldTransfer, ...]:
        """Return the transfers of a return, in its order."""
        ...

    def of_return(self, message_id: str, page: int) -> Page[Answer]:
        """Return what a return says, in its order."""
        ...

    def every_of_return(self, message_id: str) -> tuple[Answer, ...]:
        """Return all of it, to be exported."""
        ...

    def of_invoice(self, number: str) -> tuple[Answer, ...]:
        """Return what was told of an invoice, the oldest first."""
        ...

    def answer(self, posting_id: int) -> Answer | None:
        """Return what was told of one part."""
        ...

    def to_tie(self, page: int) -> Page[Answer]:
        """Return the money that matched and waits for its lettrage, the oldest first."""
        ...

    def strangers(self, page: int) -> Page[Answer]:
        """Return what is of no file yet ("RSP non rapproché"), the oldest first."""
        ...
