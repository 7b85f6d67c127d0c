"""What lots need from outside: a way out and a way in for files.

Law of this file: a failure crosses these ports as a standard exception. ``ConnectionRefusedError``
says that nothing left; any other ``ConnectionError``, and ``TimeoutError``, say that the request
may have arrived: its result is unknown. ``PermissionError`` is a refusal by the peer, its own
sentence in ``args``; :class:`EntryRefused` is one that judged nothing. How a file is wrapped is the
way's own affair. Sources: simulators/PROTOCOLS.md sections 5 (HTTP) and 11 (mail).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.fse import InvoiceEvent, PartEvent, PartState, SealedForm, Shop
from binocle.kernel import Cents, Facts

from .envelope import TransportSigner
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


class EntryRefused(PermissionError):
    """The peer does not let us in: nothing left, and what was to leave is not judged."""


@dataclass(frozen=True)
class ArrivedReturn:
    """A return as the concentrator gives it; it stays there until it is acknowledged.

    Attributes:
        id: the concentrator's own, the same whichever way it is asked.
        kind: ``ARL``, ``SRV``, ``RSP``, ``DSN``, or :data:`STRANGE_MAIL`.
        name: the concentrator's name of the file.
    """

    id: str
    kind: str
    name: str
    content: bytes


STRANGE_MAIL = "MEL"
"""Kind of a mail that is no return: its content is the whole of it."""


class Register(Protocol):
    """What a peer noted of the files that it took."""

    def receipt(self, name: str) -> Receipt | None:
        """Ask what became of a file; nothing when it never arrived.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: as :meth:`Outbox.put`.
        """
        ...


class Outbox(Protocol):
    """Where files go; a name is used once for ever, so putting the same file again is safe."""

    @property
    def register(self) -> Register | None:
        """Who says what became of a file; nothing where nobody can be asked (mail)."""
        ...

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        """Send a file.

        Args:
            file: its name is the peer's name of it.
            signer: the CPS, for the ways that need a signature.

        Raises:
            ConnectionRefusedError: nothing left.
            TimeoutError: it may have arrived.
            ConnectionError: it may have arrived.
            EntryRefused: nothing left; whoever sends is refused, whatever he sends.
            PermissionError: the peer refuses this file.
            MalformedAnswer: the peer took it or not; its answer does not say.
            BinocleError: what the card says when it does not sign; nothing left.
        """
        ...


class OpenInbox(Protocol):
    """The box during one reception."""

    def arrived(self) -> Iterator[ArrivedReturn]:
        """Yield what waits, oldest first, one at a time; each stays there.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: nothing changed.
        """
        ...

    def acknowledge(self, id: str) -> None:
        """Have a return forgotten, at the latest when the box is closed; again is safe.

        Raises:
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: do it again later.
        """
        ...


class Inbox(Protocol):
    """Where returns wait until they are acknowledged."""

    def opened(self) -> AbstractContextManager[OpenInbox]:
        """Open the box for one reception.

        A block that fails may leave what it acknowledged in the box.

        Raises:
            ConnectionRefusedError: nobody there, or somebody else is in the box.
            EntryRefused: the box is not for us.
            TimeoutError, ConnectionError, PermissionError, MalformedAnswer: at its closing, too:
                what was acknowledged may still be there.
        """
        ...


class LotStore(Protocol):
    """Where lots, files, returns and transfers are kept.

    A call outside :meth:`transaction` is a transaction of its own, durable when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        ...

    def waiting_forms(self, *, unblocked: bool = False) -> list[tuple[LotKey, str, int]]:
        """Return lot key, invoice number and count of lines of each form that is in no lot.

        Args:
            unblocked: those alone that a person let go; a cancelling DRE is never held back.
        """
        ...

    def unblock(self, number: str) -> bool:
        """Let the waiting forms of an invoice go; False when none waits."""
        ...

    def note_slip(self, lot_id: int, day: date) -> None:
        """Keep the day on which the slip of a lot was edited last."""
        ...

    def last_slip_day(self) -> date | None:
        """Return the day of the last slip, if any was edited."""
        ...

    def forget_slip_days(self) -> None:
        """Forget the day of every slip."""
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

    def shop_of(self, lot: Lot) -> Shop:
        """Return the professional who bills the invoices of a lot."""
        ...

    def knows_partner(self, partner: str) -> bool:
        """Say whether a lot was ever made for a billing number."""
        ...

    def find_lot(
        self, number: str, recipient: str, day: date | None = None, *, partner: str = ""
    ) -> Lot | None:
        """Return the newest lot of a number, a 14-character recipient and a day, if any.

        Without a day, the newest of any day: numbers come round again.

        Args:
            number: of the lot.
            recipient: 14 characters.
            day: of the lot.
            partner: billing number of the professional; of any one when it is empty.
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
        """Keep a return whole before anything is read in it; again is the same.

        Other bytes under a name that is taken are kept beside the first ones, never dropped.
        """
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

    def untie(self, posting_id: int, number: str) -> None:
        """Take a posting off its file, under the number that the return gave it."""
        ...
