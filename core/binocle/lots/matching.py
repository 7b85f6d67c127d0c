"""Matches returns with lots and invoices: an ARL with its lot, a NOEMIE return with its money.

Law of this file: what a return says is believed only when it names a lot of ours and invoices of
that lot; anything else is kept and listed, never guessed ("RSP non rapproché", SUIVI-06). Match
key: lot number, recipient and invoice number, then the NIR as a guard (wire sheet 3.6).
"""

from collections.abc import Iterator
from datetime import datetime

from binocle.fse import (
    Flow,
    PartCancellationRejected,
    PartCancelled,
    PartCancelledOtherwise,
    PartEvent,
    PartPaid,
    PartPaidOtherwise,
    PartRejected,
)
from binocle.kernel import ZERO, Cents, PeerViolation

from .model import IncomingMessage, InvoiceAnswer, Lot, PartAnswer, ReturnFile, Transfer
from .nesting import signed
from .noemie import (
    AccountingDay,
    AmcPart,
    AmoPart,
    Debt,
    InvoiceReturned,
    OneOffPayment,
    People,
    Reject,
    ReturnKind,
    ReturnStart,
    TransferAnnounced,
)
from .ports import LotStore, ReturnStore
from .returns import Arl, read_arl, read_noemie
from .states import NegativeArl, PositiveArl, ReturnMatched
from .telling import PART_OF_REJECT, whole_code

PAID, REJECTED, DEFERRED = "P", "R", "D"
OF_INVOICES = frozenset({"01"})
"""Kinds of return that say nothing but answers to invoices; a debt stands there under one."""


def _orphan(what: str) -> PeerViolation:
    return PeerViolation("TEL-RETOUR-NON-RAPPROCHE", objet=what)


def match_arl(
    message: IncomingMessage, lots: LotStore, _returns: ReturnStore, now: datetime
) -> None:
    """Give each acknowledgement of a return to its lot.

    Raises:
        WireRefusal: the bytes are not an ARL.
        PeerViolation: no such lot, or a message that its state does not allow.
    """
    for record in read_arl(message.content):
        lot = lots.find_lot(record.lot_number, record.recipient_number, record.lot_day)
        if lot is None:
            raise _orphan(f"lot {record.lot_number}")
        if record.positive:
            lots.advance(lot, PositiveArl(message.id), now, record.label)
        else:
            lots.advance(lot, _negative(message, record), now, f"{record.code} {record.label}")


def _negative(message: IncomingMessage, record: Arl) -> NegativeArl:
    return NegativeArl(message.id, record.code, record.label)


def match_return(
    message: IncomingMessage, lots: LotStore, returns: ReturnStore, now: datetime
) -> None:
    """Give each answer of a return to its invoice, and keep the transfer that pays it.

    Raises:
        WireRefusal: the bytes are not a right NOEMIE return.
        PeerViolation: a lot or an invoice is not ours.
    """
    recipient, content = read_return(message.content)
    lot = lots.find_lot(content.lot_number, recipient)
    if lot is None:
        raise _orphan(f"lot {content.lot_number}")
    for answer in content.answers:
        _match_invoice(answer, lot, returns, now)
    lots.advance(lot, ReturnMatched(message.id), now)
    if content.transfer.amount:
        returns.keep_transfer(message.id, content.transfer, content.answers)


def _match_invoice(answer: InvoiceAnswer, lot: Lot, returns: ReturnStore, now: datetime) -> None:
    number = answer.number
    form = returns.asked(number, lot)
    if form is None or form.nir + form.nir_key != answer.nir:
        raise _orphan(f"facture {number}")
    # A DRE repeats the RO amount without asking it of the insurer.
    amo = form.total_amo if lot.key.flow is Flow.FSE else None
    amc = form.total_amc or None
    for part, said, asked in (("amo", answer.amo, amo), ("amc", answer.amc, amc)):
        if said is None:
            continue
        if asked is None:
            raise _orphan(f"facture {number}, part {part}")
        read = _cancellation_event if lot.key.flow is Flow.CANCELLATION else _event
        if event := read(said, asked):
            settled = returns.apply_part(number, part, event, now)
            assert settled, "a part that a form asks waits for its answer"


def _event(said: PartAnswer, asked: Cents) -> PartEvent | None:
    """Return what a part's answer means beside what we asked; a deferred part goes on waiting."""
    match said.state:
        case "P":
            return (PartPaid if said.paid == asked else PartPaidOtherwise)(said.paid)
        case "R":
            return PartRejected(said.code, said.label)
        case _:
            return None


def _cancellation_event(said: PartAnswer, asked: Cents) -> PartEvent | None:
    """Return what the answer to a cancelling DRE means: money comes back with a minus (assumed)."""
    taken = Cents(-said.paid)
    match said.state:
        case "P":
            return (PartCancelled if taken in (0, asked) else PartCancelledOtherwise)(taken)
        case "R":
            return PartCancellationRejected(said.code, said.label)
        case _:
            return None


def read_return(content: bytes) -> tuple[str, ReturnFile]:
    """Read a whole NOEMIE return of one lot.

    Returns:
        The payer's 14-character number, as lots carry it, and what the return says.

    Raises:
        WireRefusal: at the first thing that the norm forbids.
        PeerViolation: it announces no transfer or several, answers no invoice or several lots, or
            holds what is no answer to an invoice: what it says is never half believed.
    """
    sender, transfer, owed = "", None, 0
    invoices: list[_Answer] = []
    for record in read_noemie((content,)):
        match record:
            case ReturnStart():
                sender = record.sender_number
            case TransferAnnounced() if transfer is None:
                transfer = record
            case TransferAnnounced() | AccountingDay() | OneOffPayment():
                raise _orphan(f"retour avec une entité {record.CODE} de plus")
            case ReturnKind() if record.kind not in OF_INVOICES:
                raise _orphan(f"retour de nature {record.kind}")
            case Debt():
                owed += signed(record.amount, record.sign)
            case InvoiceReturned():
                invoices.append(_Answer(record))
            case People():
                invoices[-1].nir = record.nir + record.nir_key
            case AmoPart() | AmcPart():
                invoices[-1].take_part(record)
            case Reject():
                invoices[-1].rejects.append(record)
    lots = {answer.record.lot_number for answer in invoices}
    if transfer is None or len(lots) != 1:
        raise _orphan("retour sans virement ou sans lot unique")
    answers = tuple(answer.told() for answer in invoices)
    paid = sum(_paid(answers)) + owed
    money = Transfer(transfer.day, transfer.label_1 + transfer.label_2, transfer.payer, Cents(paid))
    return sender, ReturnFile(money, lots.pop(), answers)


def _paid(answers: tuple[InvoiceAnswer, ...]) -> Iterator[int]:
    for answer in answers:
        for part in (answer.amo, answer.amc):
            if part is not None:
                yield part.paid


class _Answer:
    """The entities of one invoice while they are gathered."""

    def __init__(self, record: InvoiceReturned) -> None:
        self.record = record
        self.nir = ""
        self.parts: dict[str, AmoPart | AmcPart] = {}
        self.rejects: list[Reject] = []

    def take_part(self, record: AmoPart | AmcPart) -> None:
        """Keep one part; a second one of the same kind is a peer's fault."""
        part = "amo" if isinstance(record, AmoPart) else "amc"
        if part in self.parts:
            raise _orphan(f"facture {self.record.invoice_number}, part {part} en double")
        self.parts[part] = record

    def told(self) -> InvoiceAnswer:
        """Return what the entities say together; a part in state "space" is not treated."""
        flow = Flow.DRE if self.record.invoice_type == Flow.DRE.value else Flow.FSE
        told = {part: self._part(part) for part in ("amo", "amc")}
        return InvoiceAnswer(
            number=self.record.invoice_number,
            lot_number=self.record.lot_number,
            flow=flow,
            nir=self.nir,
            amo=told["amo"],
            amc=told["amc"],
        )

    def _part(self, part: str) -> PartAnswer | None:
        record = self.parts.get(part)
        if record is None or not record.state:
            return None
        reject = next((r for r in self.rejects if PART_OF_REJECT[r.part] == part), None)
        paid = record.paid or ZERO
        return PartAnswer(
            asked=record.asked,
            state=record.state,
            paid=paid if record.sign == "P" else Cents(-paid),
            code=whole_code(reject) if reject else "",
            label=reject.label if reject else "",
        )
