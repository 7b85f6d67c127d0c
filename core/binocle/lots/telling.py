"""A return told piece by piece, in one pass: entities become values of :mod:`.told`.

Laws of this file: constant memory beside the invoice at hand; nothing is matched with what we sent,
nothing is dropped. A return is believed only when the iteration ends, because the 999 is the last
thing verified: who consumes it keeps what it gets apart until :class:`ReturnClosed`. Order::

    ReturnOpened (TransferOpened (InvoiceAnswered | OneOffPaid | DebtMoved)* TransferClosed)*
    ReturnClosed

with :class:`Remark` wherever a comment or an unknown entity stands outside an invoice. The state of
a part of the older family, which has lines only, is assumed: see :class:`PartTold`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binocle.kernel import Cents
from binocle.wire import Record, UnknownEntity

from .nesting import signed
from .noemie import (
    AccountingDay,
    ActPaid,
    AmcPart,
    AmoPart,
    Archive,
    Closing,
    Comment,
    Debt,
    InvoiceReturned,
    LineReject,
    LotReturned,
    OldBeneficiary,
    OldInsured,
    OldInvoice,
    OldNature,
    OneOffDetail,
    OneOffPayment,
    People,
    Reject,
    ReturnEnd,
    ReturnKind,
    ReturnStart,
    TransferAnnounced,
)
from .returns import read_noemie
from .told import (
    DebtMoved,
    InvoiceAnswered,
    LinePaid,
    OneOffDetailTold,
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

PAID, REJECTED = "P", "R"
ELECTRONIC = "01"
"""Kind of return of the older family, which names none (assumed)."""
PART_OF_REJECT = {"O": "amo", "C": "amc"}
WITHIN_PAYMENT = frozenset({OneOffDetail, Comment, UnknownEntity})
"""What may stand before the end of a one-off payment, which nothing closes."""


@dataclass
class _Invoice:
    """The entities of one invoice while they are gathered."""

    values: dict[str, Any]
    parts: dict[str, PartTold] = field(default_factory=dict)
    movements: list[DebtMoved] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    lines: list[LinePaid] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def told(self, total: Cents) -> InvoiceAnswered:
        """Return what they say together."""
        parts = self.parts or self._parts_of_lines()
        return InvoiceAnswered(
            **self.values,
            amo=parts.get("amo"),
            amc=parts.get("amc"),
            total=total,
            movements=tuple(self.movements),
            signals=tuple(self.signals),
            lines=tuple(self.lines),
            comments=tuple(self.comments),
            unknown=tuple(self.unknown),
        )

    def _parts_of_lines(self) -> dict[str, PartTold]:
        """Return the parts of the older family, which has lines only."""
        amo, amc = sum(line.amo for line in self.lines), sum(line.amc for line in self.lines)
        pays = any(line.amo or line.amc for line in self.lines)
        state = PAID if pays else REJECTED if self.signals else ""
        parts = {"amo": PartTold(None, state, Cents(amo))}
        if any(line.amc for line in self.lines):
            parts["amc"] = PartTold(None, PAID, Cents(amc))
        return parts


def _cents(amount: int | None, sign: str) -> Cents:
    return Cents(signed(amount or 0, sign))


def _movement(record: Debt) -> DebtMoved:
    return DebtMoved(
        reference=record.debt_reference,
        on=record.debt_on,
        nature=record.nature,
        operation=record.operation,
        amount=_cents(record.amount, record.sign),
        balance=record.balance,
        line=record.line,
    )


def _signal(record: Reject) -> Signal:
    return Signal(
        code=whole_code(record),
        label=record.label,
        part=PART_OF_REJECT[record.part],
        level=record.reject_level,
        line=record.line,
        act=record.act,
        care_on=record.care_on,
        extra=record.extra,
    )


def whole_code(reject: Reject) -> str:
    """Return a reject code as lists print it, its second part included: ``0450 0561``."""
    second = reject.extra
    is_code = second.isascii() and second.isdigit() and len(second) <= 4
    return f"{reject.code} {second}" if is_code else reject.code


def _whole_nir(detail: OneOffDetail) -> str:
    """Return a NIR with its key; that of a name that the payer gave stays apart: ``PAT01 00``."""
    apart = " " if len(detail.nir) < 13 else ""
    return f"{detail.nir}{apart}{detail.nir_key}".strip() if detail.nir else ""


class _Teller:
    """Turns the entities of a verified return into what they say."""

    def __init__(self) -> None:
        self._kind = ELECTRONIC
        self._lot: tuple[str, date | None] = ("", None)
        self._invoice: _Invoice | None = None
        self._payment: tuple[str, Cents] | None = None
        self._details: list[OneOffDetailTold] = []
        self._tells: Mapping[type, Callable[[Any], Told | None]] = {
            ReturnStart: self._start,
            ReturnEnd: lambda end: ReturnClosed(
                _cents(end.total, end.sign), end.lot_count, end.record_count
            ),
            TransferAnnounced: lambda each: TransferOpened(
                each.day, (each.label_1, each.label_2), each.payer, named=True
            ),
            AccountingDay: self._accounting_day,
            LotReturned: self._take_lot,
            ReturnKind: self._take_kind,
            InvoiceReturned: self._open,
            OldInvoice: self._open_old,
            People: self._people,
            OldInsured: lambda each: self._say(nir=each.nir + each.nir_key),
            OldBeneficiary: lambda each: self._say(
                birth_date=each.birth_date, birth_rank=each.birth_rank
            ),
            OldNature: lambda each: self._say(nature=each.nature),
            Archive: lambda each: self._say(archive=each.archive_number),
            AmoPart: lambda part: self._part("amo", part),
            AmcPart: lambda part: self._part("amc", part),
            ActPaid: self._line,
            Debt: self._debt,
            Reject: lambda reject: self._add("signals", _signal(reject)),
            LineReject: lambda reject: self._add(
                "signals", Signal(reject.code, reject.label, "", "L", reject.line)
            ),
            OneOffPayment: self._one_off,
            OneOffDetail: self._detail,
            Comment: self._comment,
            UnknownEntity: self._unknown,
            Closing: self._close,
        }

    def take(self, record: Record | UnknownEntity) -> Iterator[Told]:
        """Yield what is known once ``record`` is read."""
        if self._payment is not None and type(record) not in WITHIN_PAYMENT:
            yield self._paid()
        tell = self._tells.get(type(record))
        told = tell(record) if tell else None
        if told is not None:
            yield told

    def _start(self, start: ReturnStart) -> ReturnOpened:
        return ReturnOpened(
            sender_type=start.sender_type,
            sender=start.sender_number,
            recipient=start.recipient_number,
            file_id=start.file_id,
            created_on=start.created_on,
            reference=start.reference,
            flow=start.flow,
        )

    def _accounting_day(self, record: AccountingDay) -> TransferOpened:
        self._kind = ELECTRONIC
        return TransferOpened(record.day, ("", ""), "", named=False)

    def _take_lot(self, record: LotReturned) -> None:
        self._lot = record.lot_number, record.lot_day

    def _take_kind(self, record: ReturnKind) -> None:
        self._kind = record.kind

    def _open(self, record: InvoiceReturned) -> None:
        self._invoice = _Invoice(
            {
                "kind": self._kind,
                "number": record.invoice_number,
                "lot_number": record.lot_number,
                "lot_day": record.lot_day,
                "invoice_type": record.invoice_type,
                "billed_on": record.billed_on,
                "amc_handling": record.amc_handling,
                "nature": record.insurance_nature,
            }
        )

    def _open_old(self, record: OldInvoice) -> None:
        number, day = self._lot
        self._invoice = _Invoice(
            {
                "kind": self._kind,
                "number": record.invoice_number,
                "lot_number": number,
                "lot_day": day,
                "invoice_type": "",
                "billed_on": None,
                "amc_handling": "",
                "own_nir": "",
            }
        )

    def _people(self, record: People) -> None:
        self._say(
            nir=record.nir + record.nir_key,
            own_nir=record.own_nir + record.own_nir_key if record.own_nir else "",
            birth_date=record.birth_date,
            birth_rank=record.birth_rank,
        )

    def _say(self, **values: object) -> None:
        assert self._invoice is not None, "the nesting is verified"
        self._invoice.values.update(values)

    def _add(self, name: str, value: object) -> None:
        assert self._invoice is not None, "the nesting is verified"
        getattr(self._invoice, name).append(value)

    def _part(self, name: str, record: AmoPart | AmcPart) -> None:
        assert self._invoice is not None, "the nesting is verified"
        paid = _cents(record.paid, record.sign)
        self._invoice.parts[name] = PartTold(record.asked, record.state, paid)

    def _line(self, record: ActPaid) -> None:
        self._add(
            "lines",
            LinePaid(
                line=record.line,
                act=record.act + record.act_complement,
                rate=record.rate,
                base=record.base,
                spent=record.spent,
                amo=_cents(record.paid, record.sign),
                amc=_cents(record.mutual, record.sign),
            ),
        )

    def _debt(self, record: Debt) -> DebtMoved | None:
        if self._invoice is None:
            return _movement(record)
        self._invoice.movements.append(_movement(record))
        return None

    def _one_off(self, record: OneOffPayment) -> None:
        self._payment, self._details = (record.payment_code, record.amount), []

    def _detail(self, record: OneOffDetail) -> None:
        self._details.append(
            OneOffDetailTold(
                code=record.code,
                label=record.label,
                nir=_whole_nir(record),
                birth_date=record.birth_date,
                birth_rank=record.birth_rank,
                period=record.period,
                period_from=record.period_from,
                period_to=record.period_to,
                amount=record.amount,
            )
        )

    def _paid(self) -> OneOffPaid:
        assert self._payment is not None, "asked only then"
        code, amount = self._payment
        self._payment = None
        return OneOffPaid(code, amount, tuple(self._details))

    def _comment(self, record: Comment) -> Remark | None:
        if self._invoice is None:
            return Remark(record.CODE, record.comment)
        self._invoice.comments.append(record.comment)
        return None

    def _unknown(self, record: UnknownEntity) -> Remark | None:
        if self._invoice is None:
            return Remark(record.code, record.raw)
        self._invoice.unknown.append(record.raw)
        return None

    def _close(self, record: Closing) -> InvoiceAnswered | TransferClosed | None:
        total = _cents(record.total, record.sign)
        if self._invoice is not None:
            told, self._invoice = self._invoice.told(total), None
            return told
        return TransferClosed(total) if record.key in ("070", "071") else None


def tell_return(chunks: Iterable[bytes]) -> Iterator[Told]:
    """Yield what a return says, verified as :func:`read_noemie` verifies it.

    Args:
        chunks: the file in pieces of any size.

    Raises:
        WireRefusal: at the first thing that the norm forbids; what was yielded before is then
            not to be believed.
    """
    teller = _Teller()
    for record in read_noemie(chunks):
        yield from teller.take(record)
