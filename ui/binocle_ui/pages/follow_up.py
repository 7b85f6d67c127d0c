"""The tabs "Télétransmissions" and "Suivi Facturations"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Cents
from binocle.lots import LotGestures, LotState, Page, SecuredShare
from binocle.rates import SecuringMode
from binocle_ui.catalogue import Notice


@dataclass(frozen=True)
class InvoiceRow:
    """A row of "Suivi Facturations" (seed-facts 14.2), an invoice a row.

    Attributes:
        received: day of the last return, if any.
        expected: what the two payers owe; ``left`` is what they still owe of it.
        amc_body: empty when there is no complementary part.
        mode: of the FSE that exists; none without one (FSE-05).
    """

    number: str
    client: str
    day: date
    received: date | None
    lots: tuple[str, ...]
    expected: Cents
    paid: Cents
    left: Cents
    amo_body: str
    amc_body: str
    state: InvoiceState
    amo_state: PartState
    amc_state: PartState
    mode: SecuringMode | None


@dataclass(frozen=True)
class InvoicesView:
    """A page of "Suivi Facturations".

    Attributes:
        typed: the filters as they were typed, by the name of their field.
        share: the footer, of everything that the filters keep.
    """

    page: Page[InvoiceRow]
    typed: Mapping[str, str]
    share: SecuredShare


@dataclass(frozen=True)
class ToSendRow:
    """A row of "À Télétransmettre" (seed-facts 13).

    Attributes:
        amo_asked: third-party payment of the RO part, "TP"; ``amc_asked`` of the RC part.
        insurer: empty when there is no complementary part.
        papers: documents attached, "PJ".
        blocked: "Blocage automatique des FSE" holds it back until a person lets it go.
    """

    name: str
    first_name: str
    day: date
    number: str
    total: Cents
    amo: Cents
    amo_asked: bool
    amc: Cents
    amc_asked: bool
    fund: str
    insurer: str
    state: InvoiceState
    mode: SecuringMode | None
    papers: int
    blocked: bool


@dataclass(frozen=True)
class AfterwardsView:
    """What happened by itself around transmissions.

    Attributes:
        told: what went wrong without making a gesture fail, or stayed behind.
        edited: numbers of the lots whose slips were edited by themselves.
        today: "Date du jour".
    """

    told: tuple[Notice, ...]
    edited: tuple[str, ...]
    today: date


@dataclass(frozen=True)
class LotRow:
    """A row of "Télétransmis" (seed-facts 13.1).

    Attributes:
        received: day of the last message about the lot, if any.
        recipient: "Org. Dest.", such as ``01 999``.
        label: "Libellé ARL/RSP", verbatim.
        treatment: "Traitement RSP".
        professional: "id PS".
        due: last day of what the lot waits for, if anything.
    """

    id: int
    received: date | None
    day: date
    number: str
    recipient: str
    state: LotState
    label: str
    error_treated: bool
    manual: bool
    treatment: str
    professional: str
    due: date | None


@dataclass(frozen=True)
class LotLineRow:
    """An invoice of a lot (seed-facts 13.2)."""

    name: str
    first_name: str
    day: date
    number: str
    body: str
    amo: Cents
    amc: Cents
    rejected: bool
    nir: str
    birth: str


@dataclass(frozen=True)
class LotView:
    """The page of a lot.

    Attributes:
        newest: no later lot has its number: the slip is its own.
        regroup: what must be confirmed before its invoices go in another lot, if anything.
        slip_on: day on which its slip was edited, if it was.
    """

    row: LotRow
    to_fund: bool
    lines: tuple[LotLineRow, ...]
    gestures: LotGestures
    newest: bool
    regroup: Notice | None
    slip_on: date | None


class FollowUpPage(Protocol):
    """Lots and invoices; each verb may raise a ``BinocleError``, which is shown."""

    def to_send(self, page: int) -> Page[ToSendRow]:
        """Return what was not transmitted, the newest first."""
        ...

    def transmit(self, form: Mapping[str, str]) -> None:
        """Do what the window "Télétransmission" offers: ``action``; ``code``, ``facture``."""
        ...

    def afterwards(self) -> AfterwardsView:
        """Take returns when it is time to, then say what happened by itself."""
        ...

    def lots(self, page: int, sought: str) -> Page[LotRow]:
        """Return the lots of a number, or that carry an invoice; all when nothing is sought."""
        ...

    def lot(self, lot_id: int) -> LotView:
        """Return a lot with its invoices."""
        ...

    def treat(self, lot_id: int, form: Mapping[str, str]) -> None:
        """Do a gesture on a lot: ``geste``, ``confirme``, and ``code`` when asked."""
        ...

    def slip(self, number: str) -> bytes:
        """Return the slip of the most recent lot of a number, as a PDF."""
        ...

    def invoices(self, typed: Mapping[str, str], page: int) -> InvoicesView:
        """Return the invoices that filters keep, the newest first."""
        ...

    def export(self, typed: Mapping[str, str], form: str) -> bytes:
        """Return everything that filters keep, as ``csv`` or ``xlsx``."""
        ...
