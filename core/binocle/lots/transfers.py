"""What "Suivi Virements" and "Op. Ponctuelles" show: values, filters, and who answers.

Laws of this file: a transfer equals what it pays and takes back of invoices, plus its one-off
payments, minus its withholdings (94,48 and 3,22 as printed); nothing is left out because it is
negative. A list is read page by page, 20 rows each. Sources: seed-facts 16 and 17 (VIR-01, VIR-02,
OPS-01); the bank's side is assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.fse import Invoice
from binocle.kernel import Cents

from .bank import BankLine
from .follow_up import Page
from .model import KeptTransfer, Posting
from .told import DebtMoved, OneOffDetailTold, ReturnOpened

CANDIDATES = 5
"""How many choices are offered for one line, or one transfer, that nothing shows."""


@dataclass(frozen=True)
class Period:
    """Days, both included; a side that is left open keeps everything on it."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class TransferFilters:
    """What is kept of the transfers.

    Attributes:
        period: of the day of the transfer.
        unseen: only what no line of the bank shows yet.
    """

    period: Period = Period()
    unseen: bool = False


@dataclass(frozen=True)
class TransferSum:
    """Where each cent of a transfer is (VIR-02).

    Attributes:
        invoices: what it pays and takes back of invoices, movements of their debts included.
        one_offs: payments that answer no invoice.
        withholdings: above zero, what it withholds for debts of no invoice of its own.
        paid: what the bank pays.
    """

    invoices: Cents
    one_offs: Cents
    withholdings: Cents
    paid: Cents

    @property
    def is_right(self) -> bool:
        """Whether the rule holds."""
        return self.paid == self.invoices + self.one_offs - self.withholdings


@dataclass(frozen=True)
class FollowedTransfer:
    """A row of "Suivi Virements".

    Attributes:
        lines: both lines of its label.
        alone: movements of debts that stand under no invoice, with their sign.
    """

    kept: KeptTransfer
    lines: tuple[str, str]
    alone: Cents

    @property
    def sum(self) -> TransferSum:
        """What explains its amount."""
        kept = self.kept
        return TransferSum(
            invoices=Cents(kept.postings + kept.movements - self.alone),
            one_offs=kept.one_offs,
            withholdings=Cents(-self.alone),
            paid=kept.transfer.amount,
        )


@dataclass(frozen=True)
class AnsweredParts:
    """What a transfer says of an invoice.

    Attributes:
        invoice: the file of ours that the money is about; none while it matches none (SUIVI-06).
    """

    number: str
    invoice: Invoice | None
    amo: Posting | None = None
    amc: Posting | None = None


@dataclass(frozen=True)
class InvoicesPaid:
    """A page of "Paiements et Regularisations" of a transfer.

    Attributes:
        page: invoices, in the order of the return; one that is answered twice has two rows.
        movements: of the debts of these invoices.
    """

    page: Page[AnsweredParts]
    movements: tuple[DebtMoved, ...]


@dataclass(frozen=True)
class FollowedOneOff:
    """A row of the payments of "Op. Ponctuelles": one detail of a one-off payment.

    Attributes:
        code: of the payment that holds it; ``total`` is that payment's amount.
    """

    id: int
    transfer: KeptTransfer
    code: str
    total: Cents
    detail: OneOffDetailTold


@dataclass(frozen=True)
class FollowedWithholding:
    """A row of the withholdings of "Op. Ponctuelles"."""

    id: int
    transfer: KeptTransfer
    moved: DebtMoved


@dataclass(frozen=True)
class DebtStep:
    """A movement in the life of a debt; ``number`` of the invoice that it stands under, if any."""

    transfer: KeptTransfer
    number: str
    moved: DebtMoved


class MoneyFollowUp(Protocol):
    """What is asked of the database for the two tabs; a page out of range is the nearest one."""

    def newest_day(self) -> date | None:
        """Return the latest day of a transfer."""
        ...

    def transfers(self, filters: TransferFilters, page: int) -> Page[FollowedTransfer]:
        """Return the transfers that the filters keep, in the order of their days."""
        ...

    def every_transfer(self, filters: TransferFilters) -> tuple[FollowedTransfer, ...]:
        """Return them all, to be exported."""
        ...

    def transfer(self, transfer_id: int) -> FollowedTransfer | None:
        """Return one transfer."""
        ...

    def opened(self, transfer_id: int) -> ReturnOpened:
        """Return who wrote the return that announced a transfer, and to whom."""
        ...

    def invoices_paid(self, transfer_id: int, page: int) -> InvoicesPaid:
        """Return what a transfer says of invoices."""
        ...

    def one_offs_of(self, transfer_id: int) -> tuple[FollowedOneOff, ...]:
        """Return the one-off payments of a transfer."""
        ...

    def withholdings_of(self, transfer_id: int) -> tuple[FollowedWithholding, ...]:
        """Return the movements of debts of a transfer that stand under no invoice."""
        ...

    def one_offs(self, period: Period, page: int) -> Page[FollowedOneOff]:
        """Return the one-off payments of a period, in the order of their days."""
        ...

    def every_one_off(self, period: Period) -> tuple[FollowedOneOff, ...]:
        """Return them all, to be exported."""
        ...

    def one_off(self, one_off_id: int) -> FollowedOneOff | None:
        """Return one detail of a one-off payment."""
        ...

    def withholdings(self, period: Period, page: int) -> Page[FollowedWithholding]:
        """Return the withholdings of a period, in the order of their days."""
        ...

    def every_withholding(self, period: Period) -> tuple[FollowedWithholding, ...]:
        """Return them all, to be exported."""
        ...

    def withholding(self, withholding_id: int) -> FollowedWithholding | None:
        """Return one withholding."""
        ...

    def debt(self, reference: str, payer: str) -> tuple[DebtStep, ...]:
        """Return the life of a debt of a payer, the oldest first."""
        ...

    def free_lines(self, page: int) -> Page[BankLine]:
        """Return the bank's lines of money that came and that show no transfer, newest first."""
        ...

    def candidates(self, lines: Sequence[BankLine]) -> Mapping[int, tuple[KeptTransfer, ...]]:
        """Return for each line, by its identifier, the nearest unseen transfers of its amount."""
        ...

    def lines_for(self, transfer_id: int) -> tuple[BankLine, ...]:
        """Return the nearest free lines of the amount of a transfer."""
        ...

    def line_of(self, transfer_id: int) -> BankLine | None:
        """Return the line that shows a transfer."""
        ...
