"""Returns, what they say of each invoice, and the lettrage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.fse import InvoiceState, PartState
from binocle.kernel import BirthDate, Cents
from binocle.lots import LotState, Page, ToldTransfer
from binocle_ui.catalogue import Notice


@dataclass(frozen=True)
class RejectRow:
    """A row of "Rejets/Différés" (seed-facts 14.4).

    Attributes:
        handling: ``R`` reject, ``D`` deferred, ``S`` a signalling beside what is paid.
        part: ``amo`` or ``amc``.
        label: whole; empty when the payer gives none, as ``code``.
        level: ``F``, ``L``, ``A`` or empty.
        line: rank of the line, 0 for the whole invoice, "Exec.".
    """

    day: date
    number: str
    handling: str
    part: str
    code: str
    label: str
    act: str
    care_on: date | None
    level: str
    line: int


@dataclass(frozen=True)
class AnswerRow:
    """What a return says of one part of an invoice.

    Attributes:
        id: of the payment, for its lettrage.
        number: of the invoice, as the return names it or as a person said.
        client: empty while it is of no file.
        state: ``P``, ``R``, ``D`` or empty.
        tied: ``auto``, ``hand`` or empty.
        stranger: it is of no lot of ours and of no file.
        told: what the return names a stranger by: ``lot``, ``nir``, ``objet``.
    """

    id: int
    message: str
    received: datetime
    day: date
    payer: str
    number: str
    client: str
    part: str
    asked: Cents | None
    paid: Cents
    state: str
    tied: str
    tied_at: datetime | None
    stranger: bool
    told: Mapping[str, str]
    rejects: tuple[RejectRow, ...]


@dataclass(frozen=True)
class ReturnRow:
    """A row of "Retours reçus".

    Attributes:
        kind: ``ARL``, ``SRV`` or ``RSP``.
        outcome: ``matched``, ``orphan``, ``refused``, ``duplicate`` or ``waiting``.
        parts: how many parts it speaks of; ``strangers`` of them have no file.
        notice: why it was not matched, if it was not.
    """

    id: str
    kind: str
    name: str
    received: datetime
    outcome: str
    lots: tuple[str, ...]
    parts: int
    strangers: int
    paid: Cents
    notice: Notice | None


@dataclass(frozen=True)
class ReturnView:
    """The page of a return.

    Attributes:
        norm: the reference that it names, such as ``900``.
        may_keep: its money may be kept although nothing in it is ours.
    """

    row: ReturnRow
    norm: str
    transfers: tuple[ToldTransfer, ...]
    answers: Page[AnswerRow]
    may_keep: bool


@dataclass(frozen=True)
class LettrageView:
    """The page "TP & Lettrages".

    Attributes:
        auto: the lettrage is made when returns are integrated.
        waiting: what matched and is not tied; ``strangers`` what matched nothing.
        number: the file for which a payment is sought, or empty.
    """

    auto: bool
    waiting: Page[AnswerRow]
    strangers: Page[AnswerRow]
    number: str


@dataclass(frozen=True)
class FollowedPart:
    """A part of the detail; ``choices`` are the states that a person may give it."""

    name: str
    body: str
    asked: Cents
    paid: Cents
    left: Cents
    state: PartState
    choices: tuple[PartState, ...]


@dataclass(frozen=True)
class LotLink:
    """A lot that holds a form of the invoice."""

    id: int
    number: str
    state: LotState


@dataclass(frozen=True)
class DetailView:
    """The page "Suivi des factures Tiers Payant - Détail facture" (seed-facts 14.4).

    Attributes:
        kind: key of the section ``types_facture`` of the labels, "Type".
        norm: reference of the last return about it, or empty.
        may_credit: a credit note may be made; ``may_print`` a paper care sheet.
        strangers: payments of no file, one of which may be its own.
    """

    number: str
    state: InvoiceState
    day: date
    kind: str
    total: Cents
    norm: str
    lots: tuple[LotLink, ...]
    client: str
    nir: str
    rank: str
    birth: BirthDate
    parts: tuple[FollowedPart, ...]
    rejects: tuple[RejectRow, ...]
    answers: tuple[AnswerRow, ...]
    by_hand: bool
    may_treat: bool
    may_credit: bool
    may_print: bool
    strangers: int
    advice: tuple[Notice, ...] = ()

    @property
    def asked(self) -> Cents:
        """What both payers owe: "Montant attendu"."""
        return Cents(sum(part.asked for part in self.parts))

    @property
    def paid(self) -> Cents:
        """What they paid."""
        return Cents(sum(part.paid for part in self.parts))

    @property
    def left(self) -> Cents:
        """What they still owe."""
        return Cents(self.asked - self.paid)


class ReturnsPage(Protocol):
    """Returns and lettrage; each verb may raise a ``BinocleError``, which is shown."""

    def returns(self, outcome: str, page: int) -> Page[ReturnRow]:
        """Return what came, the newest first; of one outcome, or of ``tous``."""
        ...

    def of_lot(self, lot_id: int) -> tuple[ReturnRow, ...]:
        """Return the returns that moved a lot, the oldest first."""
        ...

    def show(self, message: str, page: int) -> ReturnView:
        """Return a return with what it says."""
        ...

    def content(self, message: str) -> bytes:
        """Return the bytes of a return, as they came."""
        ...

    def export_return(self, message: str, form: str) -> bytes:
        """Return what a return says, as ``csv`` or ``xlsx``."""
        ...

    def keep(self, message: str) -> None:
        """Keep the money of a return that matched nothing."""
        ...

    def lettrage(self, number: str, page: int) -> LettrageView:
        """Return what is not tied, for a file that seeks its payment or for all."""
        ...

    def ask(self, posting: int, form: Mapping[str, str]) -> tuple[AnswerRow, Notice]:
        """Return a payment and the question that a gesture asks: ``geste``, ``facture``."""
        ...

    def tie(self, posting: int, form: Mapping[str, str]) -> str:
        """Do a gesture on a payment: ``geste``, ``facture``; return the file that it changed."""
        ...

    def detail(self, number: str) -> DetailView:
        """Return the detail of an invoice."""
        ...

    def export_detail(self, number: str, form: str) -> bytes:
        """Return the detail as ``csv`` or ``xlsx``."""
        ...

    def ask_detail(self, number: str, form: Mapping[str, str]) -> Notice:
        """Return the question of a gesture: ``geste``, and for a state ``part`` and ``etat``."""
        ...

    def treat(self, number: str, form: Mapping[str, str]) -> None:
        """Do such a gesture, the question being answered."""
        ...
