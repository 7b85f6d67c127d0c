"""The tabs "Suivi Virements" and "Op. Ponctuelles", and the statements of the bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.kernel import Cents
from binocle.lots import LineOutcome, Page, PairEvent, TransferSum

from .attachments import UploadedFile


@dataclass(frozen=True)
class TransferRow:
    """A row of "Suivi Virements" (seed-facts 16).

    Attributes:
        label: both lines joined, as printed; ``cut_label`` the first one, cut.
        seen: day on which the bank showed it; ``unseen_days`` since when it does not.
    """

    id: int
    day: date
    label: str
    cut_label: str
    payer: str
    paid: Cents
    seen: date | None
    unseen_days: int | None


@dataclass(frozen=True)
class TransfersView:
    """A page of "Suivi Virements".

    Attributes:
        typed: the filters as they are shown, by the name of their field.
        free_lines: how many lines of the bank show no transfer.
    """

    page: Page[TransferRow]
    typed: Mapping[str, str]
    free_lines: int


@dataclass(frozen=True)
class PaidRow:
    """A row of "Paiement(s)/Régularisation(s)"; a part that is not told is empty.

    Attributes:
        day: of the invoice; nothing, as ``client``, when the money matches none of ours.
    """

    number: str
    is_ours: bool
    day: date | None
    client: str
    amo_body: str
    amo_asked: Cents | None
    amo_paid: Cents | None
    amc_body: str
    amc_asked: Cents | None
    amc_paid: Cents | None


@dataclass(frozen=True)
class MovementRow:
    """A row of "Mouvements Financiers", and a step in the life of a debt.

    Attributes:
        number: of the invoice that it stands under, where it is told.
    """

    reference: str
    day: date
    nature: str
    operation: str
    amount: Cents
    balance: Cents | None
    number: str = ""
    transfer: TransferRow | None = None


@dataclass(frozen=True)
class OneOffRow:
    """A row of the payments of "Op. Ponctuelles" (seed-facts 17)."""

    id: int
    day: date
    payer: str
    code: str
    label: str
    amount: Cents
    period: str
    first: date | None
    last: date | None
    nir: str
    transfer: TransferRow


@dataclass(frozen=True)
class WithholdingRow:
    """A row of the withholdings of "Op. Ponctuelles" (seed-facts 17)."""

    id: int
    day: date
    payer: str
    reference: str
    nature: str
    amount: Cents
    transfer: TransferRow


@dataclass(frozen=True)
class BankLineRow:
    """A line of a statement."""

    id: int
    account: str
    reference: str
    day: date
    label: str
    amount: Cents


@dataclass(frozen=True)
class PairRow:
    """A line of the journal of a transfer."""

    at: datetime
    event: PairEvent
    line: BankLineRow


@dataclass(frozen=True)
class TransferView:
    """What "Détail du virement" shows, with its three tabs.

    Attributes:
        lines: both lines of the label.
        line: the line of the bank that shows it.
        candidates: when none does, those of its amount.
    """

    row: TransferRow
    lines: tuple[str, str]
    sum: TransferSum
    paid: Page[PaidRow]
    movements: tuple[MovementRow, ...]
    one_offs: tuple[OneOffRow, ...]
    withholdings: tuple[WithholdingRow, ...]
    line: BankLineRow | None
    candidates: tuple[BankLineRow, ...]
    history: tuple[PairRow, ...]


@dataclass(frozen=True)
class OperationsView:
    """A page of "Op. Ponctuelles": its payments, or its withholdings."""

    payments: Page[OneOffRow] | None
    withholdings: Page[WithholdingRow] | None
    typed: Mapping[str, str]


@dataclass(frozen=True)
class OperationView:
    """What "Détail opération ponctuelle" shows: information and value, in the printed order.

    Attributes:
        life: of a withholding, every movement of its debt.
    """

    transfer: TransferRow
    facts: tuple[tuple[str, str], ...]
    life: tuple[MovementRow, ...] = ()


@dataclass(frozen=True)
class FreeLineRow:
    """A line that shows no transfer, and the transfers of its amount."""

    line: BankLineRow
    candidates: tuple[TransferRow, ...]


@dataclass(frozen=True)
class ReadLineRow:
    """A line of a statement that was just imported, and what became of it."""

    line: BankLineRow
    outcome: LineOutcome
    transfer: TransferRow | None


@dataclass(frozen=True)
class ImportedView:
    """What an import did."""

    name: str
    new: int
    matched: int
    settled: tuple[str, ...]
    lines: tuple[ReadLineRow, ...]


@dataclass(frozen=True)
class PairView:
    """A line and a transfer that a person is about to tie."""

    line: BankLineRow
    transfer: TransferRow


class MoneyPage(Protocol):
    """Transfers and the bank; each verb may raise a ``BinocleError``, which is shown."""

    def transfers(self, typed: Mapping[str, str], page: int) -> TransfersView:
        """Return the transfers that filters keep: ``du``, ``au``, ``vu``."""
        ...

    def export_transfers(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``."""
        ...

    def transfer(self, transfer_id: int, page: int) -> TransferView:
        """Return a transfer, with a page of its invoices."""
        ...

    def operations(self, typed: Mapping[str, str], page: int) -> OperationsView:
        """Return one-off operations: ``du``, ``au``, ``vue``."""
        ...

    def export_operations(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``."""
        ...

    def one_off(self, one_off_id: int) -> OperationView:
        """Return a one-off payment."""
        ...

    def withholding(self, withholding_id: int) -> OperationView:
        """Return a withholding."""
        ...

    def free_lines(self, page: int) -> Page[FreeLineRow]:
        """Return the lines of the bank that show no transfer."""
        ...

    def import_statement(self, files: list[UploadedFile]) -> ImportedView:
        """Take a statement of the bank."""
        ...

    def pair(self, line_id: int, transfer_id: int) -> PairView:
        """Return what a person is about to tie."""
        ...

    def tie(self, line_id: int, transfer_id: int, form: Mapping[str, str]) -> None:
        """Say that a line shows a transfer: ``confirme``."""
        ...

    def untie(self, transfer_id: int, form: Mapping[str, str]) -> None:
        """Say that a transfer was not seen after all: ``confirme``."""
        ...
