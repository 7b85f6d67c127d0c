"""Writer of NOEMIE returns of the newer family, on the payers' side.

Law of this file: closings (990) and the totals of 999 are computed while writing. A file holds
transfers, a transfer sections (081), a section invoices, one-off payments or movements of debts.
Source: wire formats sheet, sections 3.1 to 3.4; PROTOCOLS section 7 (assumed where it is silent).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .entities import BLOCK, RECORD, DoesNotFit, blocked, closing, entity, signed

__all__ = ["BLOCK", "RECORD", "DoesNotFit", "blocked", "closing", "entity"]

ELECTRONIC, PAPER, ONE_OFF, WITHHELD = "01", "02", "03", "05"
"""Kinds of return (081)."""
NO_LOT = ("", "")
"""Number and day of the lot of what came on paper."""
NEWER, OLDER = "900 ", "576 "
"""References (000 position 62) of the two families of entities."""


@dataclass(frozen=True)
class Names:
    """Names that a payer knows; empty ones are left out."""

    birth: str = ""
    usual: str = ""
    first: str = ""
    beneficiary: str = ""
    beneficiary_first: str = ""


@dataclass(frozen=True)
class Reject:
    """Why an invoice is not paid: code of 4 digits, its second part, label, part O or C."""

    code: str
    detail: str
    label: str
    part: str = "O"

    @property
    def whole(self) -> str:
        """The code as fund memos print it: ``0450 072``."""
        return f"{self.code} {self.detail}".strip()


@dataclass(frozen=True)
class Part:
    """What is asked and paid for one part, in cents; state P, R, D or space."""

    asked: int
    state: str
    paid: int


@dataclass(frozen=True)
class Movement:
    """One movement of a debt (250).

    Attributes:
        reference: at most 10 characters.
        day: of the debt, AAMMJJ.
        nature, operation: of the lists of the sheet (3.4).
        cents: signed: what the debt puts into the transfer, or takes from it.
        balance: what is still owed once the transfer is made.
    """

    reference: str
    day: str
    nature: str
    operation: str
    cents: int
    balance: int


@dataclass(frozen=True)
class SettledLine:
    """A line of an answered invoice, as the older family tells it; money in cents."""

    act: str
    care_date: str
    quantity: int
    unit_price: int
    base: int
    rate: int
    billed: int
    amo: int
    amc: int


@dataclass(frozen=True)
class Settled:
    """The answer to one invoice.

    Attributes:
        kind: ``F`` for an FSE, ``D`` for a DRE, ``A``, ``P`` or ``C`` of the sheet (3.4).
        handling: AMC handling, ``E``, ``C``, ``V``, ``N`` or space.
        nir: 15 characters; ``own_nir`` 15 or empty.
        amc: absent when no AMC part was asked.
        insurer: number and member of the AMC part.
        care_date: day that a reject speaks of.
        sign: ``N`` when what was paid is taken back.
        movements: of debts that the answer causes.
        lot, lot_date: of the invoice, when not those of the transfer.
        strange: whole entities that nobody knows, written last.
        cancels: whether it answers a cancelling DRE.
    """

    number: str
    billing_date: str
    kind: str
    handling: str
    nir: str
    own_nir: str
    birth: str
    birth_rank: str
    amo: Part
    amc: Part | None = None
    insurer: str = ""
    member: str = ""
    care_date: str = ""
    names: Names = field(default_factory=Names)
    rejects: Sequence[Reject] = ()
    sign: str = "P"
    movements: Sequence[Movement] = ()
    lot: str = ""
    lot_date: str = ""
    lines: Sequence[SettledLine] = ()
    strange: Sequence[str] = ()
    cancels: bool = False

    @property
    def paid(self) -> int:
        """What is paid in all, in cents, signed."""
        paid = self.amo.paid + (self.amc.paid if self.amc else 0)
        return -paid if self.sign == "N" else paid

    @property
    def total(self) -> int:
        """What the answer puts into its transfer, movements of debts included."""
        return self.paid + sum(movement.cents for movement in self.movements)


@dataclass(frozen=True)
class OneOff:
    """A lump sum or one-off payment (261 and 262).

    Attributes:
        payment_code: 5 digits; ``code`` and ``label`` say what it is.
        nir: 13 characters at most, with ``nir_key`` 2 digits, or empty.
        period: ``P`` once, ``A`` a year, ``M``… (sheet 3.4); days AAMMJJ or empty.
    """

    cents: int
    payment_code: str = "00001"
    code: str = ""
    label: str = ""
    nir: str = ""
    nir_key: str = ""
    birth: str = ""
    birth_rank: str = ""
    period: str = "P"
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Section:
    """What one 081 holds: invoices for kinds 01 and 02, payments for 03, movements for 05."""

    kind: str
    invoices: Sequence[Settled] = ()
    payments: Sequence[OneOff] = ()
    movements: Sequence[Movement] = ()

    @property
    def count(self) -> int:
        """How many things stand right below it."""
        return len(self.invoices) + len(self.payments) + len(self.movements)

    @property
    def total(self) -> int:
        """What it puts into its transfer, in cents, signed."""
        return (
            sum(invoice.total for invoice in self.invoices)
            + sum(payment.cents for payment in self.payments)
            + sum(movement.cents for movement in self.movements)
        )


@dataclass(frozen=True)
class Transfer:
    """One transfer, who makes it, and the lot of the invoices that name none.

    Attributes:
        sender_type: ``CP`` or ``OC``; ``sender`` is the 14 digits of the payer.
        partner: the professional, 9 digits.
        file: identification of the return, 6 digits.
        day: day of the transfer, AAMMJJ.
        labels: the two lines of the bank's label.
        organisation: paying organisation, at most 10 characters.
    """

    sender_type: str
    sender: str
    partner: str
    file: str
    day: str
    labels: tuple[str, str]
    organisation: str
    lot: str = ""
    lot_date: str = ""


@dataclass(frozen=True)
class Order:
    """A transfer with what it pays."""

    transfer: Transfer
    sections: Sequence[Section]

    @property
    def total(self) -> int:
        """What the bank pays."""
        return sum(section.total for section in self.sections)

    @property
    def invoices(self) -> tuple[Settled, ...]:
        """Every invoice of every section."""
        return tuple(one for section in self.sections for one in section.invoices)


def return_file(transfer: Transfer, invoices: Sequence[Settled]) -> bytes:
    """Return the NOEMIE file of one lot, records of 128 bytes without separator."""
    return noemie_file([Order(transfer, (Section(ELECTRONIC, invoices),))])


def noemie_file(orders: Sequence[Order], *, cents_off: int = 0) -> bytes:
    """Return the NOEMIE file of some transfers of one payer to one professional.

    Args:
        orders: the transfers; the first one's payer, professional and day are the file's.
        cents_off: what to add wrongly to the 990 of each section, all else being right.
    """
    assert all(order.total >= 0 for order in orders), "no bank pays a negative amount"
    return ended(orders, _stream(orders, cents_off), reference=NEWER)


def ended(orders: Sequence[Order], stream: Iterable[str], *, reference: str) -> bytes:
    """Put head (000) and tail (999) around a stream of entities."""
    first = orders[0].transfer
    blocks = blocked(stream)
    ends = (
        f"{first.sender_type:2}{first.sender:14}{'':6}TP{first.partner.zfill(14)}{'':6}"
        f"{'':2}{first.file:6}"
    )
    head = f"000{ends}{first.day:6}{reference}{'':4}UT{'':11}128{'':43}"
    count = len(blocks) // RECORD + 2
    lots = {lot_of(order.transfer, each) for order in orders for each in order.invoices}
    lots.discard(NO_LOT)
    total, sign = signed(sum(order.total for order in orders))
    tail = f"999{ends}{count:08d}T{'':18}{len(lots):03d}{total:011d}{sign}{'':31}"
    assert len(head) == len(tail) == RECORD
    return head.encode("ascii") + blocks + tail.encode("ascii")


def lot_of(transfer: Transfer, invoice: Settled) -> tuple[str, str]:
    """Return number and day of the lot that an answer speaks of."""
    return invoice.lot or transfer.lot, invoice.lot_date or transfer.lot_date


def _stream(orders: Sequence[Order], cents_off: int) -> Iterable[str]:
    partner = orders[0].transfer.partner
    yield entity("020", partner)
    for order in orders:
        transfer = order.transfer
        yield entity("040", partner)
        yield entity("071", transfer.day, *transfer.labels, transfer.organisation)
        for section in order.sections:
            yield from _section(transfer, section, cents_off)
        yield closing("071", len(order.sections), order.total)
    yield closing("020", len(orders), sum(order.total for order in orders))


def _section(transfer: Transfer, section: Section, cents_off: int) -> Iterable[str]:
    yield entity("081", section.kind, None)
    for invoice in section.invoices:
        yield from _invoice(transfer, invoice)
    for payment in section.payments:
        yield from _one_off(payment)
    for line, movement in enumerate(section.movements, start=1):
        yield moved(line, movement, level="03")
    yield closing("081", section.count, section.total + cents_off)


def _one_off(payment: OneOff) -> Iterable[str]:
    yield entity("261", payment.payment_code, payment.cents)
    yield entity(
        "262",
        payment.code,
        payment.label,
        payment.nir,
        payment.nir_key or None,
        payment.birth or None,
        payment.birth_rank or None,
        payment.period,
        payment.start or None,
        payment.end or None,
        payment.cents,
    )


def moved(line: int, movement: Movement, *, level: str) -> str:
    """Return the 250 of a movement, numbered within what holds it."""
    return entity(
        "250",
        line,
        movement.reference,
        movement.day,
        movement.nature,
        movement.operation,
        *signed(movement.cents),
        movement.balance,
        level=level,
    )


def _invoice(transfer: Transfer, invoice: Settled) -> Iterable[str]:
    number, day = lot_of(transfer, invoice)
    yield entity(
        "102",
        invoice.number,
        None,
        number,
        day or None,
        invoice.kind,
        invoice.billing_date,
        invoice.handling,
        "AS",
    )
    below = [_person(invoice), _part("198", invoice.amo, invoice.sign)]
    if invoice.amc:
        who = (invoice.insurer or None, invoice.member)
        below.append(_part("199", invoice.amc, invoice.sign, *who))
    movements = enumerate(invoice.movements, start=1)
    below += (moved(line, movement, level="05") for line, movement in movements)
    below += (_reject(reject, invoice.care_date) for reject in invoice.rejects)
    below += invoice.strange
    yield from below
    yield closing(invoice.number, len(below), invoice.total)


def _person(invoice: Settled) -> str:
    names = invoice.names
    return entity(
        "103",
        invoice.nir[:13],
        invoice.nir[13:],
        names.birth,
        names.usual,
        names.first,
        invoice.own_nir[:13],
        invoice.own_nir[13:] or None,
        invoice.birth,
        invoice.birth_rank,
        names.beneficiary,
        names.beneficiary_first,
        None,
    )


def _part(code: str, part: Part, sign: str, *more: str | None) -> str:
    """Write a 198 or a 199; a part that pays nothing keeps the sign ``P``."""
    return entity(code, part.asked, part.state, part.paid, sign if part.paid else "P", *more)


def _reject(reject: Reject, care_date: str) -> str:
    """Write a 294; the second part of a code goes in the free zone (assumed, sheet 3.7)."""
    code, detail = reject.code, reject.detail
    return entity(
        "294", code, reject.label, "F", reject.part, "", care_date, None, None, None, detail
    )
