"""What "Télétransmissions" and "Suivi Facturations" show: values, filters, and who answers.

Law of this file: a list is read page by page, 20 rows each, as printed; its counts are of all that
the filters keep, never of the page. States are those of the production tables: nothing is decided
here. Sources: seed-facts 13 and 14 (TEL-01, TEL-10, SUIVI-01, SUIVI-07); that one invoice is one
row, sent or not, is the newer manual's way, the rest of it assumed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from binocle.fse import Flow, InvoiceStanding, InvoiceState, PartState
from binocle.kernel import Cents

from .model import Lot

PAGE_ROWS = 20
"""Rows of a page."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list.

    Attributes:
        number: from 1.
        total: rows of the whole list.
    """

    rows: tuple[Row, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """Count of pages; an empty list has one."""
        return pages_of(self.total)


def pages_of(total: int) -> int:
    """Return how many pages a list of that many rows has."""
    return max(1, -(-total // PAGE_ROWS))


@dataclass(frozen=True)
class SoughtPerson:
    """Whom a filter seeks: parts of names, the beginning of a NIR; empty seeks nobody."""

    name: str = ""
    first_name: str = ""
    nir: str = ""


NOBODY = SoughtPerson()


@dataclass(frozen=True)
class InvoiceFilters:
    """The window "Gestion des filtres" (seed-facts 14.3): what is left empty filters nothing.

    Attributes:
        client: part of the beneficiary's two names, "Nom du client" of the bar.
        insured: by names, those whom card or app named as the insured of somebody else, and those
            who are their own insured.
        updated_from: day of the last event of the invoice.
        number: leading zeros may be left out.
        cancellable: "DRE d'annulation possible".
        by_hand: "Facture traitée manuellement".
    """

    client: str = ""
    beneficiary: SoughtPerson = NOBODY
    insured: SoughtPerson = NOBODY
    first_day: date | None = None
    last_day: date | None = None
    updated_from: date | None = None
    updated_to: date | None = None
    number: str = ""
    lot: str = ""
    state: InvoiceState | None = None
    cancellable: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class FollowedInvoice:
    """A row of "Suivi Facturations" (seed-facts 14.2).

    Attributes:
        received: when the last return about it was matched.
        lots: numbers of the lots that carry its forms.
    """

    standing: InvoiceStanding
    received: datetime | None
    lots: tuple[str, ...]

    @property
    def expected(self) -> Cents:
        """What the two payers owe."""
        return Cents(self.standing.invoice.amo + self.standing.amc_expected)

    @property
    def paid(self) -> Cents:
        """What they paid."""
        return Cents(self.standing.amo_paid + self.standing.amc_paid)

    @property
    def left(self) -> Cents:
        """What they still owe."""
        return Cents(self.expected - self.paid)


@dataclass(frozen=True)
class SecuredShare:
    """The footer of "Suivi Facturations": files, and those that a Vitale card or app signed."""

    files: int
    secured: int

    @property
    def percent(self) -> int:
        """Whole percents, half up: 19 of 23 are 83 (seed-facts 22, A10)."""
        return (200 * self.secured + self.files) // (2 * self.files) if self.files else 0


@dataclass(frozen=True)
class FollowedPage(Page[FollowedInvoice]):
    """A page of "Suivi Facturations", and the footer of everything that its filters keep."""

    share: SecuredShare


@dataclass(frozen=True)
class InvoiceToSend:
    """A row of "À Télétransmettre" (seed-facts 13).

    Attributes:
        papers: documents that are attached to it.
        waits: its forms wait for a lot; ``unblocked`` when a person let them go.
    """

    standing: InvoiceStanding
    papers: int
    waits: bool = False
    unblocked: bool = False


@dataclass(frozen=True)
class FollowedLot:
    """A row of "Télétransmis" (seed-facts 13.1).

    Attributes:
        received: when the last event of the lot came.
        answered: a payment return was matched with it.
        by_hand: a person treated its error, or closed it.
        newest: no later lot has its number.
    """

    lot: Lot
    received: datetime | None
    answered: bool
    by_hand: bool
    newest: bool = True


@dataclass(frozen=True)
class LotLine:
    """An invoice in a lot (seed-facts 13.2)."""

    standing: InvoiceStanding
    flow: Flow

    @property
    def rejected(self) -> bool:
        """Whether the part that the lot asks was rejected ("Rejet")."""
        standing = self.standing
        part = standing.amc_state if self.flow.to_insurer else standing.amo_state
        return part is PartState.REJECTED


class FollowUp(Protocol):
    """What is asked of the database for the two tabs; a page out of range is the nearest one."""

    def to_send(self, page: int) -> Page[InvoiceToSend]:
        """Return the invoices that were not transmitted, the newest first."""
        ...

    def transmitted(self, page: int, sought: str = "") -> Page[FollowedLot]:
        """Return the lots, the newest first.

        Args:
            page: from 1.
            sought: number of a lot, or of an invoice that it carries; empty seeks nothing.
        """
        ...

    def followed_lot(self, lot_id: int) -> FollowedLot | None:
        """Return one lot."""
        ...

    def newest_lot(self, number: str) -> Lot | None:
        """Return the most recent lot of a number: numbers come round again."""
        ...

    def lot_lines(self, lot_id: int) -> tuple[LotLine, ...]:
        """Return the invoices of a lot, the newest first."""
        ...

    def followed(self, filters: InvoiceFilters, page: int) -> FollowedPage:
        """Return the invoices that the filters keep, the newest first, and their footer."""
        ...

    def every_followed(self, filters: InvoiceFilters) -> tuple[FollowedInvoice, ...]:
        """Return them all, to be exported."""
        ...
