"""What a return says, as values: the two families of entities in one set.

Laws of this file: amounts carry their sign; what a family does not tell is empty or ``None``, never
made up. :func:`binocle.lots.telling.tell_return` yields them. Sources: wire sheet 3.3 to 3.6;
simulators/PROTOCOLS.md section 7 where they are silent.
"""

from dataclasses import dataclass
from datetime import date

from binocle.kernel import Cents


@dataclass(frozen=True)
class ReturnOpened:
    """Who answers whom.

    Attributes:
        sender_type: ``CP`` and the like for a fund, ``OC`` for a complementary insurer.
        sender: 14 characters.
        recipient: 14 characters, the professional.
        file_id: the payer's name of the file.
        reference: NOEMIE reference, 3 or 4 digits.
        flow: ``R`` real, ``T`` test, ``D`` demo, or nothing.
    """

    sender_type: str
    sender: str
    recipient: str
    file_id: str
    created_on: date
    reference: str
    flow: str


@dataclass(frozen=True)
class TransferOpened:
    """A transfer begins.

    Attributes:
        day: of the transfer, or of the accounts in the older family.
        lines: both lines of the label, as the bank prints them; empty in the older family, which
            does not know them.
        payer: paying organisation; empty in the older family.
        named: whether the return names the transfer at all.
    """

    day: date
    lines: tuple[str, str]
    payer: str
    named: bool

    @property
    def label(self) -> str:
        """Both lines joined without a separator."""
        return "".join(self.lines)


@dataclass(frozen=True)
class PartTold:
    """What becomes of one part of an invoice.

    Attributes:
        asked: what the payer says was asked; the older family does not say it.
        state: ``P`` paid, ``R`` rejected, ``D`` deferred, nothing when not handled; in the older
            family ``P`` as soon as a line pays, else ``R`` when a line is rejected (assumed).
        paid: with its sign; negative when an earlier payment is taken back.
    """

    asked: Cents | None
    state: str
    paid: Cents


@dataclass(frozen=True)
class Signal:
    """A reject, or a signalling beside a part that is paid.

    Attributes:
        code: as lists print it, its second part included: ``0450 0561``.
        part: ``amo`` or ``amc``; empty in the older family.
        level: ``F`` invoice, ``L`` line, ``A`` fine code; ``L`` in the older family.
        line: rank of the line, when it is told.
        extra: what else the payer wrote, its second code included.
    """

    code: str
    label: str
    part: str
    level: str
    line: int | None
    act: str = ""
    care_on: date | None = None
    extra: str = ""


@dataclass(frozen=True)
class LinePaid:
    """A line of the older family.

    Attributes:
        amo: paid by the fund, with its sign.
        amc: paid by the fund for the complementary part, with its sign.
    """

    line: int
    act: str
    rate: int
    base: Cents
    spent: Cents
    amo: Cents
    amc: Cents


@dataclass(frozen=True)
class DebtMoved:
    """One movement of a debt, of an invoice or alone.

    Attributes:
        reference: the debt's life goes by it.
        nature: such as ``IND``; wire sheet 3.4.
        operation: ``CIN`` created, ``RPR`` withheld, and so on; wire sheet 3.4.
        amount: with its sign.
        balance: what is then owed; ``None`` when it is not told.
    """

    reference: str
    on: date
    nature: str
    operation: str
    amount: Cents
    balance: Cents | None
    line: int


@dataclass(frozen=True)
class InvoiceAnswered:
    """What a return says of one invoice.

    Attributes:
        kind: of the return: 01 electronic, 02 paper, 04 recalls.
        number: of the invoice.
        lot_number: empty when it is not told.
        invoice_type: ``F`` FSE, ``D`` DRE, ``P`` or ``C`` paper…; empty in the older family.
        nature: insurance nature, ``AS`` and the like.
        nir: of the insured, 15 characters.
        own_nir: of the beneficiary, 15 characters, or nothing.
        birth_date: six digits, perhaps a lunar date.
        total: what the invoice moves: its parts and its movements of debts.
        unknown: entities that no table knows, whole.
    """

    kind: str
    number: str
    lot_number: str
    lot_day: date | None
    invoice_type: str
    billed_on: date | None
    amc_handling: str
    nature: str
    nir: str
    own_nir: str
    birth_date: str
    birth_rank: str
    amo: PartTold | None
    amc: PartTold | None
    total: Cents
    movements: tuple[DebtMoved, ...] = ()
    signals: tuple[Signal, ...] = ()
    lines: tuple[LinePaid, ...] = ()
    archive: str = ""
    comments: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class OneOffDetailTold:
    """What a one-off payment is made of; ``period`` is H, M, T, S, A or P (wire sheet 3.4)."""

    code: str
    label: str
    nir: str
    birth_date: str
    birth_rank: str
    period: str
    period_from: date | None
    period_to: date | None
    amount: Cents


@dataclass(frozen=True)
class OneOffPaid:
    """A payment that answers no invoice, with its details."""

    code: str
    amount: Cents
    details: tuple[OneOffDetailTold, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A comment, or an entity that no table knows, outside an invoice.

    Attributes:
        entity: its three digits; ``295`` is a comment.
        text: the comment, or the unknown entity whole.
    """

    entity: str
    text: str


@dataclass(frozen=True)
class TransferClosed:
    """A transfer ends; ``amount`` is what the bank pays, as its 990 and we count it."""

    amount: Cents


@dataclass(frozen=True)
class ReturnClosed:
    """The return ends, whole and right."""

    total: Cents
    lot_count: int
    record_count: int


Told = (
    ReturnOpened
    | TransferOpened
    | InvoiceAnswered
    | OneOffPaid
    | DebtMoved
    | Remark
    | TransferClosed
    | ReturnClosed
)
