"""What lots need from outside: a way out and a way in for files.

Law of this file: a failure crosses these ports as a standard exception. ``ConnectionRefusedError``
says that nothing left; any other ``ConnectionError``, and ``TimeoutError``, say that the request
may have arrived: its result is unknown. ``PermissionError`` is a refusal by the peer, its own
sentence in ``args``. Source: simulators/PROTOCOLS.md section 5 (assumed as a whole; the real
concentrator takes mail).
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.fse import InvoiceEvent, PartEvent, PartState, SealedForm
from binocle.kernel import Cents, Facts

from .model import Asked, FileState, IncomingMessage, Lot, LotKey, OutgoingFile, Posting
from .states import LotEvent, LotState
from .told import DebtMoved, OneOffPaid, Signal, TransferOpened


@dataclass(frozen=True)
class Receipt:
    """The concentrator's word that it took a file.

    Attributes:
        name: the file that it is about.
        number: the receipt's own number, such as ``AR-000001``.
        received_at: aware instant.
        provisional: the lots in the file were not looked at yet.
    """

    name: str
    number: str
    received_at: datetime
    provisional: bool


@dataclass(frozen=True)
class ReturnNotice:
    """A return that waits at the concentrator.

    Attributes:
        kind: ``ARL`` or ``RSP``.
        name: the concentrator's name of the file.
    """

    id: str
    kind: str
    name: str


class Outbox(Protocol):
    """Where files go; a name is used once for ever, so putting the same file again is safe."""

    def put(self, name: str, envelope: bytes) -> Receipt:
        """Send a file.

        Args:
            name: name of the file, as the envelope says it.
            envelope: what :func:`binocle.lots.envelope.build_envelope` made.

        Raises:
            ConnectionRefusedError: nothing left.
            TimeoutError: it may have arrived.
            ConnectionError: it may have arrived.
            PermissionError: the peer refuses it.
            MalformedAnswer: the peer took it or not; its answer does not say.
        """
        ...

    def receipt(self, name: str) -> Receipt | None:
        """Ask what became of a file; nothing when it never arrived.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: as for :meth:`put`.
        """
        ...


class Inbox(Protocol):
    """Where returns wait until they are acknowledged."""

    def listing(self) -> tuple[ReturnNotice, ...]:
        """Return what waits, oldest first.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: nothing changed.
        """
        ...

    def fetch(self, id: str) -> bytes:
        """Return the bytes of a return; it stays there.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: nothing changed.
        """
        ...

    def acknowledge(self, id: str) -> None:
        """Have a return forgotten; doing it again is safe.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: do it again later.
        """
        ...


class LotStore(Protocol):
    """Where lots, files, returns and transfers are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def waiting_forms(self) -> list[tuple[LotKey, str, int]]:
        """Return lot key, invoice number and count of lines of each form that is in no lot."""
        ...

    def group(self, key: LotKey, numbers: Sequence[str], day: date, at: datetime) -> Lot:
        """Put waiting forms in a new lot, which takes the next number of its series."""
        ...

    def lots(self, *, state: LotState | None = None) -> tuple[Lot, ...]:
        """Return lots, the oldest first; those of one state, or the newest ones."""
        ...

    def forms_of(self, lot_id: int) -> tuple[SealedForm, ...]:
        """Return the sealed forms of a lot, in the order of their invoices."""
        ...

    def invoices_of(self, lot_id: int) -> tuple[str, ...]:
        """Return the invoice numbers of a lot."""
        ...

    def lot_in_force(self, number: str) -> Lot | None:
        """Return the fund's lot that holds the FSE in force of an invoice, if any does."""
        ...

    def find_lot(self, number: str, recipient: str, day: date | None = None) -> Lot | None:
        """Return the newest lot of a number, a 14-character recipient and a day, if any.

        Without a day, the newest of any day: numbers come round again.
        """
        ...

    def lot(self, id: int) -> Lot | None:
        """Return a lot by its identifier."""
        ...

    def overdue(self, states: Sequence[LotState], sent: date) -> tuple[Lot, ...]:
        """Return the lots of some states that left on a day or before it, the oldest first."""
        ...

    def parts_waiting(self, lot: Lot) -> bool:
        """Say whether a part that a form of the lot asks still waits for its answer."""
        ...

    def release_forms(self, lot: Lot) -> tuple[str, ...]:
        """Have the forms of a lot wait for another one; return their invoices.

        Those of an invoice that was credited, or made anew, stay.
        """
        ...

    def advance(self, lot: Lot, event: LotEvent, at: datetime, label: str = "") -> None:
        """Move a lot along its table and keep the event; one that leaves notes its day.

        Raises:
            PeerViolation: the event comes from a peer and is impossible; the lot is untouched.
        """
        ...

    def next_file_count(self) -> int:
        """Take the next number of the file series."""
        ...

    def keep_file(self, file: OutgoingFile, at: datetime) -> None:
        """Keep a new file and tie its lots to it."""
        ...

    def files(self, state: FileState) -> tuple[OutgoingFile, ...]:
        """Return the files of one state, by name."""
        ...

    def file(self, name: str) -> OutgoingFile:
        """Return a file by its name; ``KeyError`` when there is none."""
        ...

    def lots_of(self, file_name: str) -> tuple[Lot, ...]:
        """Return the lots that a file carries."""
        ...

    def mark_file(self, name: str, state: FileState, receipt: str = "") -> None:
        """Set where a file stands."""
        ...

    def apply_invoices(self, numbers: Sequence[str], event: InvoiceEvent, at: datetime) -> None:
        """Move invoices along their own table and keep the event of each."""
        ...


class ReturnStore(Protocol):
    """Where returns, answers and transfers are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def keep_message(self, message: IncomingMessage) -> None:
        """Keep a return whole before anything is read in it; again is the same."""
        ...

    def untreated_ids(self) -> Sequence[str]:
        """Return the names of the returns that nobody treated, in the order of their arrival."""
        ...

    def message(self, message_id: str) -> IncomingMessage:
        """Return one return, whole; ``KeyError`` when there is none."""
        ...

    def orphan(self, message_id: str) -> IncomingMessage | None:
        """Return a return that was set aside because nothing in it was ours."""
        ...

    def is_duplicate(self, message: IncomingMessage) -> bool:
        """Say whether the very same bytes were matched before."""
        ...

    def settle_message(
        self, message_id: str, outcome: str, code: str = "", facts: Facts | None = None
    ) -> None:
        """Say what became of a return: ``matched``, ``duplicate``, ``orphan`` or ``refused``."""
        ...

    def asked(self, number: str, lot: Lot) -> Asked | None:
        """Return what an invoice's form in a lot asks, and how its parts stand, if it is there."""
        ...

    def apply_part(self, number: str, part: str, event: PartEvent, at: datetime) -> bool:
        """Move the ``amo`` or ``amc`` part of an invoice; False when its table refuses it."""
        ...

    def move_parts(
        self, number: str, moves: Mapping[str, tuple[PartEvent, PartState]], at: datetime
    ) -> None:
        """Keep what events did to parts of an invoice, and the events, in their order.

        Args:
            number: of the invoice.
            moves: what happened to ``amo``, to ``amc`` or to both in this order, and the state
                that the table gives for it: the caller asked :func:`next_part_state`.
            at: when.
        """
        ...

    def open_transfer(self, message_id: str, told: TransferOpened) -> int:
        """Keep a transfer whose amount is not known yet; return its identifier."""
        ...

    def close_transfer(self, transfer_id: int, amount: Cents, *, moves: bool) -> None:
        """Say what the bank pays, and whether any money moves at all."""
        ...

    def keep_posting(self, posting: Posting, signals: Sequence[Signal], at: datetime) -> None:
        """Keep what a transfer says of a part, with its rejects and signallings."""
        ...

    def keep_movement(self, transfer_id: int, number: str, moved: DebtMoved) -> None:
        """Keep the movement of a debt, of an invoice or, without a number, alone."""
        ...

    def keep_one_off(self, transfer_id: int, paid: OneOffPaid) -> None:
        """Keep a payment that answers no invoice, with its details."""
        ...

    def posting(self, posting_id: int) -> Posting | None:
        """Return what was said of a part, by its identifier."""
        ...

    def untied(self) -> tuple[Posting, ...]:
        """Return what no file has yet, the oldest first."""
        ...

    def tie(self, posting_id: int, number: str, way: str, at: datetime) -> None:
        """Tie a posting to a file."""
        ...
