"""Lots, files, returns and transfers: frozen values, no rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from binocle.fse import Flow, PartState
from binocle.kernel import Cents, Facts

from .states import LotState


@dataclass(frozen=True)
class LotKey:
    """What invoices of one lot share (wire sheet section 2).

    Attributes:
        recipient: as lots print it: ``01 999`` for a fund, ``1100000000`` for an insurer.
        flag: certification flag of B2 type 1: ``S`` with Vitale card, ``D`` degraded.
        partner: billing number of the professional, 9 digits.
        marking: of the forms, B2 type 2: ``R`` real, ``T`` test, ``D`` demo.
    """

    recipient: str
    flow: Flow
    flag: str
    partner: str
    marking: str


@dataclass(frozen=True)
class Lot:
    """One lot as it stands.

    Attributes:
        number: 3 characters; digits for a fund, letters for an insurer.
        file_name: the file that carries it, empty until one is made.
        label: what the last return said of it, verbatim.
        sent_on: day on which it left, the last time.
        treated: how a person dealt with its error (:class:`ErrorTreated`), or empty.
        slip_on: day on which its slip was edited, the last time.
    """

    id: int
    number: str
    key: LotKey
    day: date
    state: LotState
    file_name: str = ""
    label: str = ""
    sent_on: date | None = None
    treated: str = ""
    slip_on: date | None = None


class FileState(Enum):
    """Where an outgoing file stands.

    SENDING survives a crash and means "ask, do not send"; RESENDING means "put it again": its name
    is used once for ever, so that is safe.
    """

    READY = "ready"
    SENDING = "sending"
    RESENDING = "resending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class OutgoingFile:
    """A B2 file on its way.

    Attributes:
        name: unique for ever; the concentrator knows the file by it.
        receipt: number of the provisional receipt, empty until it is known.
    """

    name: str
    content: bytes
    state: FileState
    lot_ids: tuple[int, ...]
    receipt: str = ""


@dataclass(frozen=True)
class Asked:
    """What a form of ours asks, for whom, and what became of it until now.

    Attributes:
        nir: of the insured, 15 characters.
        birth_date: six digits.
        birth_rank: ``0`` when it is not known.
        amo: what the form says of the RO part, asked of its recipient or not.
        stands: where the parts ``amo`` and ``amc`` of its invoice stand, and what was paid of them.
    """

    nir: str
    birth_date: str
    birth_rank: str
    amo: Cents
    amc: Cents
    stands: Mapping[str, tuple[PartState, Cents]]


@dataclass(frozen=True)
class Posting:
    """What a transfer says of one part of one invoice.

    Attributes:
        id: zero until it is kept.
        part: ``amo`` or ``amc``.
        asked: what we asked; of an invoice that is not ours, what the payer says.
        paid: with its sign.
        state: as told: ``P``, ``R``, ``D`` or nothing.
        lot_id: the lot that asked it; nothing when it matches none of ours (SUIVI-06).
        tied: how it was tied to its file (LET-01): ``auto``, ``hand``, or empty.
        told: of an invoice that is not ours: what the return names it by.
    """

    id: int
    transfer_id: int
    number: str
    part: str
    asked: Cents | None
    paid: Cents
    state: str
    lot_id: int | None = None
    tied: str = ""
    told: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Transfer:
    """A payment that a return announces ("virement").

    Attributes:
        label: both label lines joined without a separator, as the bank prints them.
        payer: number of the paying organisation.
    """

    day: date
    label: str
    payer: str
    amount: Cents


@dataclass(frozen=True)
class KeptTransfer:
    """A transfer with what explains it (VIR-02), as sums.

    Attributes:
        postings: what it pays and takes back of invoices.
        movements: of debts: noted above zero, withheld below.
        one_offs: payments that answer no invoice.
        line_1: first line of the label.
        bank_day: day on which the bank's statement showed it, when it did.
    """

    id: int
    transfer: Transfer
    postings: Cents
    movements: Cents
    one_offs: Cents
    line_1: str = ""
    bank_day: date | None = None

    @property
    def unexplained(self) -> Cents:
        """What the bank pays beyond what the return explains: nothing, or a defect."""
        told = self.postings + self.movements + self.one_offs
        return Cents(self.transfer.amount - told)

    def unseen_days(self, today: date) -> int | None:
        """Return for how many days the bank has not shown it; none once it did, or of nothing."""
        if self.bank_day is not None or self.transfer.amount <= 0:
            return None
        return max(0, (today - self.transfer.day).days)


@dataclass(frozen=True)
class SetAside:
    """A return that was kept and not matched.

    Attributes:
        outcome: ``duplicate``, ``orphan`` or ``refused``.
        code: why, the code of a notice; ``facts`` fill its places.
    """

    id: str
    outcome: str
    code: str
    facts: Facts


@dataclass(frozen=True)
class IncomingMessage:
    """A return as it was taken from the concentrator, bytes kept whole."""

    id: str
    kind: str
    name: str
    content: bytes
    taken_at: datetime
