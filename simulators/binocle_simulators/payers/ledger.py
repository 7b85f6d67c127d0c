"""The payers' books: what was asked, paid, taken back, is owed and owes, to the cent.

Law of this file: nothing is ever corrected, only added; the sum of the transfers of a professional
is what invoices, lump sums and movements of debts say. A claim is found by payer, professional and
number, never by looking through the others.
Source: PROTOCOLS section 7 (assumed where the wire sheet is silent).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .formats import Order, Part, Settled

ASKED = "?"
"""State of a part that was asked and not answered; then P, R or D of the sheet."""
OPEN = frozenset({ASKED, "D"})

FLOWS = {"F": "FSE", "A": "FSE", "D": "DRE", "P": "PAPIER", "C": "PAPIER"}
"""Flow of each kind of invoice (102 position 30)."""

PARTS = ("amo", "amc")


@dataclass
class Side:
    """One part of a claim, in cents; state empty when the payer has nothing to say of it."""

    asked: int = 0
    state: str = ""
    paid: int = 0

    @property
    def owed(self) -> int:
        """What the payer has still to answer."""
        return self.asked if self.state in OPEN else 0


@dataclass
class Claim:
    """What a professional asked from a payer with one invoice, and what became of it.

    Attributes:
        flow: ``FSE``, ``DRE`` or ``PAPIER``.
        was_asked: false when the payer speaks of an invoice that nobody sent.
        last: the last answer given.
        cancelled: whether a cancelling DRE came for it: it is not paid any more.
    """

    payer: str
    professional: str
    flow: str
    number: str
    lot: str
    lot_date: str
    was_asked: bool
    last: Settled
    amo: Side = field(default_factory=Side)
    amc: Side = field(default_factory=Side)
    cancelled: bool = False

    @property
    def paid(self) -> int:
        """What was paid and not taken back."""
        return self.amo.paid + self.amc.paid

    @property
    def owed(self) -> int:
        """What the payer has still to answer."""
        return 0 if self.cancelled else self.amo.owed + self.amc.owed

    @property
    def key(self) -> tuple[str, ...]:
        """What it is found by."""
        return (self.payer, self.professional, self.flow, self.number)


@dataclass
class Debt:
    """What a professional owes to a payer.

    Attributes:
        day: AAMMJJ; ``nature`` of the list of the sheet (3.4).
        amount: at first; ``balance`` now.
        most: what one transfer withholds at most; 0 = all that it can.
    """

    payer: str
    professional: str
    reference: str
    day: str
    nature: str
    amount: int
    balance: int
    most: int = 0


@dataclass(frozen=True)
class Made:
    """A transfer that was made; ``amount`` is what the bank paid, in cents."""

    rank: int
    payer: str
    professional: str
    file: str
    order: Order

    @property
    def day(self) -> str:
        """Day of the transfer, AAMMJJ."""
        return self.order.transfer.day

    @property
    def labels(self) -> tuple[str, str]:
        """The two lines of its label."""
        return self.order.transfer.labels

    @property
    def organisation(self) -> str:
        """Paying organisation, as 071 prints it."""
        return self.order.transfer.organisation

    @property
    def amount(self) -> int:
        """What the bank paid."""
        return self.order.total


class Ledger:
    """The books of all payers of a bench.

    Attributes:
        transfers: every transfer, in order.
        claims: every claim, by payer, professional, flow and number.
        debts: every debt, in order.
    """

    def __init__(self) -> None:
        """Open books in which nothing is written."""
        self.transfers: list[Made] = []
        self.claims: dict[tuple[str, ...], Claim] = {}
        self.debts: list[Debt] = []
        self.last_paid: Claim | None = None
        self._open: dict[tuple[str, str], list[Debt]] = {}
        self._by_number: dict[tuple[str, str], list[Claim]] = {}
        self._lots: set[tuple[str, str, str]] = set()
        self._references: set[tuple[str, str, str]] = set()

    # -- writing ----------------------------------------------------------------------------------

    def ask(self, payer: str, professional: str, answers: Iterable[Settled]) -> None:
        """Write what the answers say that was asked; an invoice that came before adds nothing."""
        for settled in answers:
            self._lots.add((payer, professional, settled.lot))
            claim = self._claim(payer, professional, settled, was_asked=True)
            claim.cancelled = claim.cancelled or settled.cancels

    def pay(self, payer: str, professional: str, order: Order) -> Made:
        """Write a transfer and what it answers."""
        made = Made(len(self.transfers) + 1, payer, professional, order.transfer.file, order)
        self.transfers.append(made)
        for settled in order.invoices:
            claim = self._claim(payer, professional, settled, was_asked=False)
            self._answer(claim, settled)
        return made

    def owe(self, debt: Debt) -> None:
        """Write a new debt."""
        self.debts.append(debt)
        self._open.setdefault((debt.payer, debt.professional), []).append(debt)
        self._references.add((debt.payer, debt.professional, debt.reference))

    def withheld(self, debt: Debt, cents: int) -> None:
        """Write that a debt was lowered."""
        assert 0 < cents <= debt.balance, (debt, cents)
        debt.balance -= cents
        if not debt.balance:
            self._open[debt.payer, debt.professional].remove(debt)

    def _claim(self, payer: str, professional: str, settled: Settled, *, was_asked: bool) -> Claim:
        key = (payer, professional, FLOWS[settled.kind], settled.number)
        if key not in self.claims:
            claim = Claim(*key, settled.lot, settled.lot_date, was_asked, settled)
            if was_asked:
                claim.amo, claim.amc = _asked(settled.amo), _asked(settled.amc)
            self.claims[key] = claim
            self._by_number.setdefault((professional, settled.number), []).append(claim)
        return self.claims[key]

    def _answer(self, claim: Claim, settled: Settled) -> None:
        sign = -1 if settled.sign == "N" else 1
        for side, part in ((claim.amo, settled.amo), (claim.amc, settled.amc)):
            if part is None or part.state == " ":
                continue
            side.asked = side.asked or part.asked
            side.paid += sign * part.paid
            # An invoice that was paid stays so when it is rejected for having come twice.
            if not (side.state == "P" and part.state == "R"):
                side.state = part.state
        if settled.sign == "P" and not settled.cancels:
            claim.last = settled
        if claim.paid > 0:
            self.last_paid = claim

    # -- reading ----------------------------------------------------------------------------------

    def open_debts(self, payer: str, professional: str) -> tuple[Debt, ...]:
        """Return the debts of a professional to a payer that have a balance, oldest first."""
        return tuple(self._open.get((payer, professional), ()))

    def is_cancelled(self, payer: str, professional: str, settled: Settled) -> bool:
        """Tell whether what an answer speaks of was taken back by a cancelling DRE."""
        claim = self.claims.get((payer, professional, FLOWS[settled.kind], settled.number))
        return claim is not None and claim.cancelled

    def paid_for(self, payer: str, professional: str, settled: Settled) -> int:
        """Return what was paid, and not taken back, for what an answer speaks of."""
        return self.claims[payer, professional, FLOWS[settled.kind], settled.number].paid

    def claims_of(self, professional: str, number: str) -> tuple[Claim, ...]:
        """Return what was asked with an invoice, one a payer and flow."""
        return tuple(self._by_number.get((professional, number), ()))

    def knows_lot(self, payer: str, professional: str, lot: str) -> bool:
        """Tell whether a lot of that number ever came."""
        return (payer, professional, lot) in self._lots

    def knows_debt(self, payer: str, professional: str, reference: str) -> bool:
        """Tell whether a debt of that reference was ever written."""
        return (payer, professional, reference) in self._references

    def transfers_to(self, professional: str) -> Iterator[Made]:
        """Yield the transfers to a professional, in order."""
        return (made for made in self.transfers if made.professional == professional)

    def professionals(self) -> tuple[str, ...]:
        """Return everybody who asked or was paid, sorted."""
        asked = {claim.professional for claim in self.claims.values()}
        return tuple(sorted(asked | {made.professional for made in self.transfers}))

    def told(self, professional: str) -> dict[str, Any]:
        """Return the books of a professional as plain data, amounts in cents."""
        claims = [one for one in self.claims.values() if one.professional == professional]
        debts = [one for one in self.debts if one.professional == professional]
        transfers = list(self.transfers_to(professional))
        return {
            "professional": professional,
            "paid": sum(made.amount for made in transfers),
            "owed": sum(claim.owed for claim in claims),
            "debts_open": sum(debt.balance for debt in debts),
            "transfers": [_transfer_told(made) for made in transfers],
            "debts": [
                {
                    "payer": debt.payer,
                    "reference": debt.reference,
                    "day": debt.day,
                    "nature": debt.nature,
                    "amount": debt.amount,
                    "balance": debt.balance,
                }
                for debt in debts
            ],
            "claims": [
                {
                    "payer": claim.payer,
                    "flow": claim.flow,
                    "invoice": claim.number,
                    "lot": claim.lot,
                    "lot_date": claim.lot_date,
                    "was_asked": claim.was_asked,
                    "cancelled": claim.cancelled,
                    "owed": claim.owed,
                    **{
                        name: {"asked": side.asked, "state": side.state, "paid": side.paid}
                        for name in PARTS
                        for side in [getattr(claim, name)]
                    },
                }
                for claim in claims
            ],
        }


def _asked(part: Part | None) -> Side:
    """Return a part as it is before any answer; blank when it is somebody else's business."""
    if part is None or part.state == " ":
        return Side()
    return Side(part.asked, ASKED)


def _transfer_told(made: Made) -> dict[str, Any]:
    invoices = [
        {
            "invoice": settled.number,
            "kind": section.kind,
            "amo": _sign(settled) * settled.amo.paid,
            "amc": _sign(settled) * (settled.amc.paid if settled.amc else 0),
        }
        for section in made.order.sections
        for settled in section.invoices
    ]
    movements = [
        {"reference": one.reference, "operation": one.operation, "cents": one.cents}
        for section in made.order.sections
        for held in (section.movements, *(settled.movements for settled in section.invoices))
        for one in held
    ]
    payments = [
        {"code": one.code, "label": one.label, "cents": one.cents}
        for section in made.order.sections
        for one in section.payments
    ]
    return {
        "rank": made.rank,
        "payer": made.payer,
        "file": made.file,
        "day": made.day,
        "label": "".join(made.labels),
        "organisation": made.organisation,
        "amount": made.amount,
        "invoices": invoices,
        "payments": payments,
        "movements": movements,
    }


def _sign(settled: Settled) -> int:
    return -1 if settled.sign == "N" else 1
