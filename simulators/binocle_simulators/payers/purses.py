"""What waits for a payer's next transfer, and how a transfer is put together.

Law of this file: what is taken back adds nothing and takes nothing by itself: its debt (``CIN``)
puts in what the negative payment takes out. Then open debts are withheld (``RPR``), oldest first,
as far as the payments go: the bank pays the rest, never less than nothing. A balance is what is
owed once the transfer is made, as the printed slips have it (seed-facts 16). What a cancelling DRE
takes back is decided then too, and a DRE that it cancelled is not paid any more.
Source: PROTOCOLS section 7.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict

from binocle_simulators.people import Person, fictitious_nir

from .behaviour import CANCELLED_BEFORE, AmcPayer, AmoPayer
from .formats import (
    ELECTRONIC,
    ONE_OFF,
    PAPER,
    WITHHELD,
    Movement,
    OneOff,
    Part,
    Reject,
    Section,
    Settled,
)
from .ledger import Claim, Debt, Ledger, Side

FOUND, WITHHOLDING = "CIN", "RPR"
"""Operations on debts: first record, withheld from payments (sheet 3.4)."""
NOTHING = Part(0, " ", 0)
ON_PAPER = frozenset({"P", "C"})
"""Kinds of invoices on paper (102 position 30)."""
STRANGER = fictitious_nir("19990101", sex="1", order=7)
"""Somebody of whom no shop ever heard."""

Payer = AmoPayer | AmcPayer


@dataclass
class Purse:
    """What the next transfer of a payer to a professional holds.

    Attributes:
        taken_back: negative answers, each with the debt that it makes.
        styles: how the file is written, by the names of conducts.
        evening: when it is paid at the latest, for what was grouped.
    """

    invoices: list[Settled] = field(default_factory=list)
    papers: list[Settled] = field(default_factory=list)
    payments: list[OneOff] = field(default_factory=list)
    taken_back: list[tuple[Settled, Debt]] = field(default_factory=list)
    styles: set[str] = field(default_factory=set)
    evening: datetime | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to pay or to say."""
        return bool(self.invoices or self.papers or self.payments or self.taken_back)

    @property
    def paying(self) -> int:
        """What it pays before any debt, in cents."""
        paid = sum(one.paid for one in (*self.invoices, *self.papers))
        return paid + sum(one.cents for one in self.payments)


def with_cancellations(
    purse: Purse, ledger: Ledger, owes: Callable[[int], Debt], *, payer: str, professional: str
) -> Purse:
    """Return a purse in which cancelled DREs are rejected, and cancelling ones take all back.

    Args:
        purse: what waits for a transfer.
        ledger: what was paid until now.
        owes: makes the debt of what is taken back, from its cents.
        payer: who pays, 14 digits.
        professional: to whom, 9 digits.
    """
    waiting: dict[str, int] = {}
    for settled, _ in purse.taken_back:
        waiting[settled.number] = waiting.get(settled.number, 0) - settled.paid
    invoices, taken_back = [], list(purse.taken_back)
    for one in purse.invoices:
        if not ledger.is_cancelled(payer, professional, one):
            invoices.append(one)
        elif not one.cancels:
            invoices.append(_never_paid(one))
        elif cents := _still_paid(
            one, ledger.paid_for(payer, professional, one) - waiting.get(one.number, 0)
        ):
            back = replace(one, sign="N", amc=one.amc and replace(one.amc, paid=cents))
            taken_back.append((back, owes(cents)))
        else:
            invoices.append(one)
    return replace(purse, invoices=invoices, taken_back=taken_back)


def _never_paid(one: Settled) -> Settled:
    amc = one.amc and Part(one.amc.asked, "R", 0)
    return replace(one, amc=amc, rejects=(CANCELLED_BEFORE,))


def _still_paid(one: Settled, cents: int) -> int:
    """Return what a cancelling DRE takes back; nothing when it is rejected itself."""
    return 0 if one.rejects else max(cents, 0)


def sections_of(
    purse: Purse, ledger: Ledger, *, payer: str, professional: str
) -> tuple[Section, ...]:
    """Put together what a transfer says, and lower the debts that it withholds."""
    for _, debt in purse.taken_back:
        ledger.owe(debt)
    taken = _withheld(purse.paying, ledger, payer=payer, professional=professional)
    new = {debt.reference for _, debt in purse.taken_back}
    regularised = tuple(
        replace(settled, movements=tuple(_told(debt, taken))) for settled, debt in purse.taken_back
    )
    back = {
        on_paper: [one for one in regularised if (one.kind in ON_PAPER) is on_paper]
        for on_paper in (False, True)
    }
    older = tuple(
        _movement(debt, WITHHOLDING, -cents) for debt, cents in taken if debt.reference not in new
    )
    sections = (
        Section(ELECTRONIC, invoices=(*purse.invoices, *back[False])),
        Section(PAPER, invoices=(*purse.papers, *back[True])),
        Section(ONE_OFF, payments=tuple(purse.payments)),
        Section(WITHHELD, movements=older),
    )
    return tuple(section for section in sections if section.count)


def _withheld(
    available: int, ledger: Ledger, *, payer: str, professional: str
) -> list[tuple[Debt, int]]:
    """Lower open debts, oldest first, by what a transfer can bear."""
    taken = []
    for debt in ledger.open_debts(payer, professional):
        cents = min(debt.balance, available, debt.most or debt.balance)
        if cents > 0:
            ledger.withheld(debt, cents)
            taken.append((debt, cents))
            available -= cents
    return taken


def _told(debt: Debt, taken: Sequence[tuple[Debt, int]]) -> Iterable[Movement]:
    """Tell the birth of a debt, then what the same transfer withholds of it."""
    yield _movement(debt, FOUND, debt.amount)
    for one, cents in taken:
        if one is debt:
            yield _movement(debt, WITHHOLDING, -cents)


def _movement(debt: Debt, operation: str, cents: int) -> Movement:
    return Movement(debt.reference, debt.day, debt.nature, operation, cents, debt.balance)


def reversed_of(claim: Claim) -> tuple[Settled, bool]:
    """Return the negative answer that takes back a paid claim, and whether it is only an excess.

    What was paid above what was asked is taken back; when nothing was, all that was paid is.
    """
    sides = (claim.amo, claim.amc)
    is_excess = any(side.paid > side.asked for side in sides)
    amo, amc = (_taken_back(side, is_excess=is_excess) for side in sides)
    has_amc = claim.last.amc is not None or claim.amc.paid > 0
    last = claim.last
    if amo.state == " ":
        amo = replace(amo, asked=last.amo.asked)
    settled = replace(
        last,
        amo=amo,
        amc=amc if has_amc else None,
        sign="N",
        rejects=(),
        movements=(),
        strange=(),
    )
    return settled, is_excess


def _taken_back(side: Side, *, is_excess: bool) -> Part:
    cents = max(side.paid - side.asked, 0) if is_excess else side.paid
    return Part(side.asked, "P", cents) if cents else Part(side.asked, " ", 0)


def pieces_of(answers: Iterable[Settled]) -> list[Settled]:
    """Cut answers in what can be paid apart: each invoice, and the AMC part by itself.

    What is cut says that its parts come by separate transfers (handling ``V``).
    """
    pieces = []
    for one in answers:
        if one.amc is None or " " in (one.amo.state, one.amc.state):
            pieces.append(one)
            continue
        pieces.append(replace(one, handling="V", amc=None))
        unsaid = Part(one.amo.asked, " ", 0)
        pieces.append(replace(one, handling="V", amo=unsaid, rejects=()))
    return pieces


def answered_later(one: Settled, reject: Reject | None) -> Settled | None:
    """Return the second answer to an invoice of which a part was deferred.

    Args:
        one: the first answer.
        reject: why it is not paid in the end; paid when there is none.
    """
    if "D" not in (one.amo.state, one.amc.state if one.amc else ""):
        return None
    state = "R" if reject else "P"
    return replace(
        one,
        amo=_no_more_deferred(one.amo, state),
        amc=one.amc and _no_more_deferred(one.amc, state),
        rejects=() if reject is None else (reject,),
        strange=(),
    )


def _no_more_deferred(part: Part, state: str) -> Part:
    if part.state != "D":
        return Part(part.asked, " ", 0)
    return Part(part.asked, state, part.asked if state == "P" else 0)


def paid_on_paper(payer: Payer, person: Person, *, number: str, cents: int, day: str) -> Settled:
    """Return the answer to an invoice that came on paper; ``day`` AAMMJJ."""
    return Settled(
        number=number,
        billing_date=day,
        kind="P" if payer.sender_type == "CP" else "C",
        handling=" ",
        nir=person.nir,
        own_nir="",
        birth=person.birth[2:],
        birth_rank=person.rank,
        care_date=day,
        **_of(payer, cents),
    )


def paid_to_nobody(payer: Payer, *, number: str, cents: int, lot: tuple[str, str]) -> Settled:
    """Return the answer to an invoice of a stranger; lot number and day."""
    is_fund = payer.sender_type == "CP"
    return Settled(
        number=number,
        billing_date=lot[1],
        kind="F" if is_fund else "D",
        handling=" " if is_fund else "E",
        nir=STRANGER,
        own_nir="",
        birth="990101",
        birth_rank="1",
        care_date=lot[1],
        lot=lot[0],
        lot_date=lot[1],
        **_of(payer, cents),
    )


class _Parts(TypedDict):
    amo: Part
    amc: Part | None
    insurer: str


def _of(payer: Payer, cents: int) -> _Parts:
    """Return the part that a payer pays of what it alone knows."""
    part = Part(cents, "P", cents)
    if payer.sender_type == "CP":
        return {"amo": part, "amc": None, "insurer": ""}
    return {"amo": NOTHING, "amc": part, "insurer": payer.number[4:]}
