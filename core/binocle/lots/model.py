"""Lots, files, returns and transfers: frozen values, no rule."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from binocle.fse import Flow
from binocle.kernel import Cents, Facts

from .states import LotState


@dataclass(frozen=True)
class LotKey:
    """What invoices of one lot share (wire sheet section 2): recipient, flow and securing flag.

    Attributes:
        recipient: as lots print it: ``01 999`` for a fund, ``1100000000`` for an insurer.
        flag: certification flag of B2 type 1: ``S`` with Vitale card, ``D`` degraded.
    """

    recipient: str
    flow: Flow
    flag: str


@dataclass(frozen=True)
class Lot:
    """One lot as it stands.

    Attributes:
        number: 3 characters; digits for a fund, letters for an insurer.
        file_name: the file that carries it, empty until one is made.
        label: what the last return said of it, verbatim.
        sent_on: day on which it left, the last time.
        treated: how a person dealt with its error (:class:`ErrorTreated`), or empty.
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
class PartAnswer:
    """What a return says of one part of one invoice.

    Attributes:
        state: ``P`` paid, ``R`` rejected, ``D`` deferred (NOEMIE 198 and 199 pos 14).
        code: first reject code, verbatim, or empty.
    """

    asked: Cents
    state: str
    paid: Cents
    code: str = ""
    label: str = ""


@dataclass(frozen=True)
class InvoiceAnswer:
    """What a return says of one invoice; a part that it does not treat is ``None``."""

    number: str
    lot_number: str
    flow: Flow
    nir: str
    amo: PartAnswer | None
    amc: PartAnswer | None


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
class ReturnFile:
    """One NOEMIE return, read and checked."""

    transfer: Transfer
    lot_number: str
    answers: tuple[InvoiceAnswer, ...]


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
