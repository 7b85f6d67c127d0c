"""Matches returns with lots and invoices: an ARL with its lot, a NOEMIE return with its money.

Law of this file: what a return says moves an invoice only when it names a lot of ours, an invoice
of that lot and its people. Match key: professional, lot number, payer, lot date and invoice
number, then NIR, birth and rank as a guard (wire sheet 3.6). Nothing of a return for another
professional is ours, whatever it names. What is not ours moves nothing: beside what is, it is kept
with the transfer that pays it, so that its money stays explained; a return that holds nothing of
ours is set aside whole ("RSP non rapproché", SUIVI-06). One pass: memory holds one invoice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from binocle.fse import (
    Flow,
    PartCancellationRejected,
    PartCancelled,
    PartCancelledOtherwise,
    PartDeferred,
    PartEvent,
    PartPaid,
    PartPaidOtherwise,
    PartRegularised,
    PartRejected,
    PartState,
    PartTakenBack,
    next_part_state,
)
from binocle.kernel import Cents, Facts, PeerViolation

from .model import Asked, IncomingMessage, Lot, Posting
from .ports import LotStore, ReturnStore
from .proof import named_lot
from .returns import Arl, read_arl, read_service
from .rules import recipient_number
from .states import (
    DeliveryFailed,
    LotForwarded,
    NegativeArl,
    PositiveArl,
    ReceiptGiven,
    ReturnMatched,
)
from .telling import tell_return
from .told import (
    DebtMoved,
    InvoiceAnswered,
    OneOffPaid,
    PartTold,
    Remark,
    ReturnClosed,
    ReturnOpened,
    Signal,
    Told,
    TransferClosed,
    TransferOpened,
)

PAID, REJECTED, DEFERRED = "P", "R", "D"
PAPER = "02"
"""Kind of return of invoices that went on paper: they name the lot or not."""
LETTERED = "auto"
"""How a posting is tied when its return is integrated (LET-01)."""
UNKNOWN_RANKS = ("", "0")
PIECE = 65536


def _orphan(what: str) -> PeerViolation:
    return PeerViolation("TEL-RETOUR-NON-RAPPROCHE", objet=what)


def _of_another(number: str) -> PeerViolation:
    return PeerViolation("TEL-RETOUR-AUTRE-PROFESSIONNEL", professionnel=number)


def match_arl(message: IncomingMessage, lots: LotStore, now: datetime) -> None:
    """Give each acknowledgement of a return to its lot.

    Raises:
        WireRefusal: the bytes are not an ARL.
        PeerViolation: no such lot, or a message that its state does not allow.
    """
    for record in read_arl(message.content):
        lot = named_lot(lots, record.lot_number, record.recipient_number, record.lot_day, now=now)
        if lot is None:
            raise _orphan(f"lot {record.lot_number}")
        if record.positive:
            lots.advance(lot, PositiveArl(message.id), now, record.label)
        else:
            lots.advance(lot, _negative(message, record), now, f"{record.code} {record.label}")


def match_service(message: IncomingMessage, lots: LotStore, now: datetime) -> None:
    """Give each service message of a return to its lot ("Lot Acheminé", "Avis de non remise").

    Raises:
        WireRefusal: the bytes are not a service message.
        PeerViolation: no such lot, or a message that its state does not allow.
    """
    for record in read_service(message.content):
        lot = named_lot(lots, record.lot_number, record.recipient_number, record.lot_day, now=now)
        if lot is None:
            raise _orphan(f"lot {record.lot_number}")
        match record.mark:
            case "A":
                lots.advance(lot, LotForwarded(), now, record.label)
            case "P":
                lots.advance(lot, ReceiptGiven(message.id), now, record.label)
            case _:
                lots.advance(lot, DeliveryFailed(), now, f"{record.code} {record.label}")


def _negative(message: IncomingMessage, record: Arl) -> NegativeArl:
    return NegativeArl(message.id, record.code, record.label)


def pieces(content: bytes) -> Iterator[bytes]:
    """Yield the bytes of a return in pieces: nothing of it is held twice."""
    view = memoryview(content)
    return (bytes(view[at : at + PIECE]) for at in range(0, len(view), PIECE))


class ReturnMatcher:
    """Matches one return; runs inside the transaction that its caller opened."""

    def __init__(
        self, *, lots: LotStore, returns: ReturnStore, now: datetime, partner: str, tied: str = ""
    ) -> None:
        """Take the stores.

        Args:
            lots: the lots that returns name.
            returns: where the money is kept.
            now: the one instant of everything that this return changes.
            partner: the shop's own billing number, 9 digits.
            tied: how its postings are tied to their files: :data:`LETTERED`, or not yet.
        """
        self._lots = lots
        self._returns = returns
        self._now = now
        self._partner = partner
        self._tied = tied
        self._message = ""
        self._recipient = ""
        self._sender = ""
        self._transfer = 0
        self._moves = False
        self._found: dict[tuple[str, date | None], Lot | None] = {}
        self._answered: set[int] = set()
        self._stranger = ""
        self._is_ours = False

    def match(self, message: IncomingMessage, *, keep_anyway: bool = False) -> None:
        """Give each answer of a return to its invoice, and keep all the money that it announces.

        Args:
            message: its bytes are read piece by piece.
            keep_anyway: a person says that the money is ours: nothing in it need match.

        Raises:
            WireRefusal: the bytes are not a right NOEMIE return.
            PeerViolation: it is another professional's, nothing in it is ours, or a lot of ours
                never left.
        """
        self._message = message.id
        for told in tell_return(pieces(message.content)):
            self._take(told)
        if not self._is_ours and not keep_anyway:
            raise _orphan(self._stranger or "retour sans facture ni opération")

    def _take(self, told: Told) -> None:
        match told:
            case ReturnOpened():
                self._sender = told.sender
                self._recipient = self._ours(told.recipient)
            case TransferOpened():
                self._transfer = self._returns.open_transfer(self._message, told)
                self._moves = False
            case InvoiceAnswered():
                self._invoice(told)
            case OneOffPaid():
                self._is_ours = self._moves = True
                self._returns.keep_one_off(self._transfer, told)
            case DebtMoved():
                self._is_ours = self._moves = True
                self._returns.keep_movement(self._transfer, "", told)
            case TransferClosed():
                self._returns.close_transfer(self._transfer, told.amount, moves=self._moves)
            case Remark() | ReturnClosed():
                pass

    def _ours(self, recipient: str) -> str:
        """Return the billing number that a return is for, when it is one of ours."""
        partner = recipient.lstrip("0").rjust(9, "0")
        if partner != self._partner and not self._lots.knows_partner(partner):
            raise _of_another(recipient)
        return partner

    # -- invoices -------------------------------------------------------------------------------

    def _invoice(self, told: InvoiceAnswered) -> None:
        said = said_parts(told)
        found = self._find(told, said)
        if isinstance(found, Found):
            self._is_ours = True
            if found.lot.id not in self._answered:
                self._lots.advance(found.lot, ReturnMatched(self._message), self._now)
                self._answered.add(found.lot.id)
        else:
            self._stranger = self._stranger or found
        for part, answer in said:
            posting = self._posting(told, part, answer, found)
            self._returns.keep_posting(posting, _of_part(told.signals, part), self._now)
        if isinstance(found, Found) and found.moves:
            self._returns.move_parts(told.number, found.moves, self._now)
        for moved in told.movements:
            self._returns.keep_movement(self._transfer, told.number, moved)
        self._moves |= bool(told.movements) or any(answer.paid for _, answer in said)

    def _find(self, told: InvoiceAnswered, said: Sequence[tuple[str, PartTold]]) -> "Found | str":
        """Return the form that an answer is about, or what is not ours in it."""
        lot = self._lot(told)
        if lot is None:
            return f"lot {told.lot_number}" if told.lot_number else f"facture {told.number}"
        form = self._returns.asked(told.number, lot)
        if form is None or not is_about(told, form):
            return f"facture {told.number}"
        found = Found(lot, form, {})
        for part, answer in said:
            asked, stands = found.asked(part), form.stands[part]
            if asked is None:
                return f"facture {told.number}, part {part}"
            event = part_event(found, answer, asked, _of_part(told.signals, part), stands)
            after = next_part_state(stands[0], event)
            if after is None:
                return f"facture {told.number}, part {part}"
            found.moves[part] = event, after
        return found

    def _lot(self, told: InvoiceAnswered) -> Lot | None:
        if not told.lot_number:
            # What went on paper is in no lot of the payer's; our form of it is in one of ours.
            lot = self._lots.lot_in_force(told.number) if told.kind == PAPER else None
            return lot if lot and recipient_number(lot.key) == self._sender else None
        key = told.lot_number, told.lot_day
        if key not in self._found:
            self._found[key] = named_lot(
                self._lots,
                told.lot_number,
                self._sender,
                told.lot_day,
                now=self._now,
                partner=self._recipient,
            )
        return self._found[key]

    def _posting(
        self, told: InvoiceAnswered, part: str, said: PartTold, found: "Found | str"
    ) -> Posting:
        ours = isinstance(found, Found)
        return Posting(
            id=0,
            transfer_id=self._transfer,
            number=told.number,
            part=part,
            asked=found.asked(part) if isinstance(found, Found) else said.asked,
            paid=said.paid,
            state=said.state,
            lot_id=found.lot.id if isinstance(found, Found) else None,
            tied=self._tied if ours else "",
            told={} if ours else _named_by(told, str(found)),
        )


@dataclass(frozen=True)
class Found:
    """The form of ours that an answer is about.

    Attributes:
        moves: what each part's answer does, and the state that it then has.
    """

    lot: Lot
    form: Asked
    moves: dict[str, tuple[PartEvent, PartState]]

    def asked(self, part: str) -> Cents | None:
        """Return what the form asks of its recipient for a part; nothing when it asks nothing."""
        if part == "amo":
            # A DRE repeats the RO amount without asking it of the insurer.
            return self.form.amo if self.lot.key.flow is Flow.FSE else None
        return self.form.amc or None


def said_parts(told: InvoiceAnswered) -> tuple[tuple[str, PartTold], ...]:
    """Return the parts that an answer handles: those with a state, or with money."""
    both = (("amo", told.amo), ("amc", told.amc))
    return tuple((part, said) for part, said in both if said and (said.state or said.paid))


def is_about(told: InvoiceAnswered, form: Asked) -> bool:
    """Say whether an answer is about the people of a form: NIR, birth and rank."""
    ranks = {told.birth_rank, form.birth_rank} - set(UNKNOWN_RANKS)
    return told.nir == form.nir and told.birth_date in ("", form.birth_date) and len(ranks) <= 1


def _of_part(signals: Sequence[Signal], part: str) -> tuple[Signal, ...]:
    """Return the rejects of a part; those of the older family name none and are the RO part's."""
    if not signals:
        return ()
    return tuple(signal for signal in signals if (signal.part or "amo") == part)


def _named_by(told: InvoiceAnswered, why: str) -> Facts:
    return {
        "objet": why,
        "facture": told.number,
        "lot": told.lot_number,
        "lot_day": told.lot_day.isoformat() if told.lot_day else "",
        "nir": told.nir,
        "birth": told.birth_date,
        "rank": told.birth_rank,
    }


def _why(signals: Sequence[Signal]) -> tuple[str, str]:
    return (signals[0].code, signals[0].label) if signals else ("", "")


def part_event(
    found: Found,
    said: PartTold,
    asked: Cents,
    signals: Sequence[Signal],
    stands: tuple[PartState, Cents],
) -> PartEvent:
    """Return what a part's answer does, by the flow of the form that it answers."""
    if found.lot.key.flow is Flow.CANCELLATION:
        return _cancellation_event(said, asked, signals)
    return answer_event(said, asked, signals, stands)


def answer_event(
    said: PartTold, asked: Cents, signals: Sequence[Signal], stands: tuple[PartState, Cents]
) -> PartEvent:
    """Return what a part's answer means beside what we asked and what came before.

    Args:
        said: money counts whatever the state beside it says.
        asked: what our form asks.
        signals: rejects of that part.
        stands: state of the part, and what was paid of it so far.
    """
    state, before = stands
    total = Cents(before + said.paid)
    # A part is paid without all its money only when a person said so; what comes then is it.
    if said.paid and state in (PartState.ANOMALY, PartState.PAID) and total == asked:
        return PartRegularised(said.paid)
    if said.paid < 0:
        return PartTakenBack(Cents(-said.paid))
    if said.state == REJECTED and not said.paid:
        return PartRejected(*_why(signals))
    if said.state == DEFERRED and not said.paid:
        return PartDeferred(*_why(signals))
    return (PartPaid if said.paid == asked else PartPaidOtherwise)(said.paid)


def _cancellation_event(said: PartTold, asked: Cents, signals: Sequence[Signal]) -> PartEvent:
    """Return what the answer to a cancelling DRE means: money comes back with a minus (assumed)."""
    taken = Cents(-said.paid)
    if said.state == REJECTED and not said.paid:
        return PartCancellationRejected(*_why(signals))
    if said.state == DEFERRED and not said.paid:
        return PartDeferred(*_why(signals))
    return (PartCancelled if taken in (0, asked) else PartCancelledOtherwise)(taken)
