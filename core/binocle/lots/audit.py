"""The auditor: what came, recomputed from the journal and the kept bytes of returns alone.

Laws of this file: for every invoice and after each of its events, billed = paid AMO + paid AMC +
patient + differences, and every difference has a cause that its state names; what the bytes of
returns pay is what was kept of them, what was kept is what the journal says, and what the journal
says is what lists show. It changes nothing and believes no sum that the program keeps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from binocle.fse import (
    PART_EVENTS,
    CancellationSealed,
    InvoiceCredited,
    InvoiceStanding,
    PartDeclaredPaid,
    PartDeclaredRejected,
    PartDeclaredWaiting,
    PartEvent,
    PartState,
    PastEvent,
    first_part_states,
    money_of,
    next_part_state,
)
from binocle.kernel import ZERO, Cents, Finding, Severity

from .matching import pieces, said_parts
from .model import IncomingMessage, KeptTransfer, Posting
from .telling import tell_return
from .told import DebtMoved, InvoiceAnswered, OneOffPaid, TransferClosed

PARTS = ("amo", "amc")
DECLARING = (PartDeclaredPaid, PartDeclaredRejected, PartDeclaredWaiting)
OPEN = (PartState.WAITING, PartState.CANCELLING)
"""States in which the money may still come: nothing is a difference yet."""
_Sums = dict[tuple[str, str], int]


class AuditedInvoices(Protocol):
    """The invoices and their journal."""

    def lives(self) -> Iterable[tuple[InvoiceStanding, Sequence[PastEvent]]]:
        """Yield every invoice that is no longer provisional, with its journal, the oldest first."""
        ...

    def standing(self, number: str) -> InvoiceStanding:
        """Return an invoice as lists show it."""
        ...

    def history(self, number: str) -> Sequence[PastEvent]:
        """Return the journal of an invoice, the oldest first."""
        ...


class AuditedReturns(Protocol):
    """The returns that were matched, and what was kept of them."""

    def matched_ids(self, kind: str) -> Iterable[str]:
        """Return the names of the matched returns of a kind."""
        ...

    def message(self, message_id: str) -> IncomingMessage:
        """Return one return, whole."""
        ...

    def every_posting(self) -> Iterable[Posting]:
        """Yield everything that was kept of parts."""
        ...

    def kept_transfers(self, *, limit: int | None) -> Iterable[KeptTransfer]:
        """Return every transfer that moves money."""
        ...


@dataclass(frozen=True)
class Balance:
    """What was billed, and where each cent of it is.

    Attributes:
        waiting: of both parts, what may still come.
        differences: what did not come or came too much, for a cause that the state names.
    """

    billed: Cents
    amo_paid: Cents
    amc_paid: Cents
    patient: Cents
    waiting: Cents
    differences: Cents


@dataclass
class _Part:
    """A part while its journal is replayed."""

    asked: Cents
    state: PartState
    paid: Cents = ZERO
    declared: bool = False

    @property
    def short(self) -> Cents:
        """What is missing, or below zero what is too much."""
        return Cents(self.asked - self.paid)

    @property
    def is_explained(self) -> bool:
        """Whether the state names the cause of what is missing or too much."""
        if self.declared or self.state in (*OPEN, PartState.ANOMALY):
            return True
        if self.state is PartState.PAID:
            return self.short == 0
        # What was rejected was not paid; a cancelled DRE may leave money to ask back.
        return self.state is PartState.CANCELLED or self.paid == 0

    @property
    def differs(self) -> bool:
        """Whether there is something to tell, although it is explained."""
        if self.state is PartState.NOT_ASKED or self.state in OPEN:
            return False
        return (self.paid if self.state is PartState.CANCELLED else self.short) != 0


@dataclass
class _Replay:
    """An invoice while its journal is replayed."""

    standing: InvoiceStanding
    parts: Mapping[str, _Part] = field(init=False)

    def __post_init__(self) -> None:
        invoice = self.standing.invoice
        states = dict(zip(PARTS, first_part_states(invoice), strict=True))
        billed = {"amo": invoice.amo, "amc": invoice.amc}
        # What no form asks is the patient's.
        asked = {
            part: ZERO if states[part] is PartState.NOT_ASKED else billed[part] for part in PARTS
        }
        self.parts = {part: _Part(asked[part], states[part]) for part in PARTS}

    @property
    def balance(self) -> Balance:
        invoice = self.standing.invoice
        parts = self.parts.values()
        waiting = sum(part.short for part in parts if part.state in OPEN)
        return Balance(
            billed=invoice.total,
            amo_paid=self.parts["amo"].paid,
            amc_paid=self.parts["amc"].paid,
            patient=Cents(invoice.total - sum(part.asked for part in parts)),
            waiting=Cents(waiting),
            differences=Cents(sum(part.short for part in parts) - waiting),
        )


class Auditor:
    """Recomputes everything; who asks waits for the whole journal to be read."""

    def __init__(self, *, invoices: AuditedInvoices, returns: AuditedReturns) -> None:
        """Take what is audited; nothing of it is changed."""
        self._invoices = invoices
        self._returns = returns
        self._told: Counter[tuple[str, str, int]] = Counter()
        self._journal: _Sums = {}

    def findings(self) -> Iterator[Finding]:
        """Yield every difference: those without a cause block, those with one warn."""
        self._told.clear()
        self._journal.clear()
        yield from self._transfers()
        yield from self._postings()
        for standing, history in self._invoices.lives():
            yield from self._invoice(standing, history)
        yield from self._kept_against_journal()

    def balance(self, number: str) -> Balance:
        """Return where each cent of an invoice is, by its journal."""
        replay = _Replay(self._invoices.standing(number))
        for event in self._invoices.history(number):
            _replay(replay, event)
        return replay.balance

    # -- the bytes of returns against what was kept ---------------------------------------------

    def _transfers(self) -> Iterator[Finding]:
        """Recount every return from its bytes; compare with the transfers that were kept."""
        amounts: Counter[int] = Counter()
        for name in self._returns.matched_ids("RSP"):
            moved = 0
            for told in tell_return(pieces(self._returns.message(name).content)):
                match told:
                    case InvoiceAnswered():
                        for part, said in said_parts(told):
                            self._told[told.number, part, said.paid] += 1
                            moved += said.paid
                        moved += sum(each.amount for each in told.movements)
                    case OneOffPaid() | DebtMoved():
                        moved += told.amount
                    case TransferClosed():
                        amounts[told.amount] += 1
                        if moved != told.amount:
                            yield Finding("VIR-ECART-VIREMENT", "virement", {"retour": name})
                        moved = 0
        for kept in self._returns.kept_transfers(limit=None):
            amounts[kept.transfer.amount] -= 1
            if kept.unexplained:
                yield Finding("VIR-ECART-SOMME", "virement", {"libelle": kept.transfer.label})
        amounts.pop(0, None)  # a transfer of nothing is no money
        for amount in sorted(amount for amount, count in amounts.items() if count):
            yield Finding("VIR-ECART-PERDU", "virement", {"montant": amount})

    def _postings(self) -> Iterator[Finding]:
        """Compare what the bytes say of parts with what was kept of them."""
        for posting in self._returns.every_posting():
            named = str(posting.told.get("facture", posting.number))
            key = named, posting.part, posting.paid
            self._told[key] -= 1
            if not self._told[key]:
                del self._told[key]  # what agrees takes no room
            if posting.lot_id is not None or posting.tied:
                self._add(posting.number, posting.part, -posting.paid)
        for number, part in sorted({key[:2] for key in self._told}):
            yield Finding("VIR-ECART-RETOUR", part, {"facture": number, "part": part})

    def _add(self, number: str, part: str, cents: int) -> None:
        """Add to what the journal says beyond what was kept of a part; nothing takes no room."""
        key = number, part
        if left := self._journal.pop(key, 0) + cents:
            self._journal[key] = left

    # -- the journal of an invoice --------------------------------------------------------------

    def _invoice(
        self, standing: InvoiceStanding, history: Sequence[PastEvent]
    ) -> Iterator[Finding]:
        number, replay = standing.invoice.number, _Replay(standing)
        for event in history:
            if not _replay(replay, event):
                yield Finding("VIR-ECART-JOURNAL", "", {"facture": number, "evenement": event.kind})
            for name, part in replay.parts.items():
                if not part.is_explained:
                    yield Finding("VIR-ECART-SANS-CAUSE", name, _facts(number, name, part))
            assert _is_balanced(replay.balance), "sums of whole cents"
        kept = {
            "amo": (standing.amo_state, standing.amo_paid),
            "amc": (standing.amc_state, standing.amc_paid),
        }
        for name, part in replay.parts.items():
            self._add(number, name, part.paid)
            if kept[name] != (part.state, part.paid):
                yield Finding("VIR-ECART-ETAT", name, _facts(number, name, part))
            elif part.differs:
                facts = _facts(number, name, part)
                yield Finding("VIR-ECART-EXPLIQUE", name, facts, Severity.WARNS)

    def _kept_against_journal(self) -> Iterator[Finding]:
        for number, part in sorted(self._journal):
            yield Finding("VIR-ECART-VERSEMENT", part, {"facture": number, "part": part})


def _facts(number: str, name: str, part: _Part) -> dict[str, str | int]:
    return {"facture": number, "part": name, "demande": part.asked, "verse": part.paid}


def _is_balanced(balance: Balance) -> bool:
    told = balance.amo_paid + balance.amc_paid + balance.patient
    return balance.billed == told + balance.waiting + balance.differences


def _withdraw(replay: _Replay) -> None:
    """Ask nothing more of a part that still waited when its invoice was credited."""
    for part in replay.parts.values():
        if part.state is PartState.WAITING:
            part.state, part.asked = PartState.NOT_ASKED, ZERO


def _replay(replay: _Replay, past: PastEvent) -> bool:
    """Do what a line of the journal says; False when the tables do not allow it."""
    kind = PART_EVENTS.get(past.kind)
    if kind is None:
        if past.kind == InvoiceCredited.__name__:
            _withdraw(replay)
        return True
    facts = dict(past.facts)
    name = "amc" if kind is CancellationSealed else str(facts.pop("part", ""))
    part = replay.parts.get(name)
    if part is None:
        return False
    facts.pop("part", None)
    event: PartEvent = kind(**facts)
    after = next_part_state(part.state, event)
    if after is None:
        return False
    part.state = after
    part.paid = Cents(part.paid + (money_of(event) or 0))
    part.declared = isinstance(event, DECLARING)
    return True
