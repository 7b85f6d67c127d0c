"""What must be true once a storm is over, seen from outside: from the peers' books and the bytes.

Nothing is lost: every form is at its payer, every return is here, every cent is explained. Nothing
is done twice: the concentrator took each invoice once, core posted each payment once. Every claim
has come to a final state.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Severity
from binocle.lots import FileState, KeptTransfer, LotState
from binocle_simulators.concentrator.behaviour import LotState as Taken

if TYPE_CHECKING:
    from .shopkeeper import Shopkeeper

FINAL = {
    InvoiceState.PAID,
    InvoiceState.REJECTED,
    InvoiceState.ANOMALY,
    InvoiceState.CREDITED,
}
"""States of an invoice that wait for nothing."""
ENDS = {
    LotState.ACKNOWLEDGED,
    LotState.ANSWERED,
    LotState.SETTLED,
    LotState.REJECTED,
    LotState.FAILED,
}
"""States in which a lot may stay: answered, or dealt with; one that was acknowledged, beside."""
HELD = (Taken.TAKEN, Taken.ACKNOWLEDGED, Taken.ANSWERED)
PARTS = ("amo", "amc")


def verify(keeper: "Shopkeeper") -> None:
    """Verify every law; the first that does not hold is told."""
    for law in (lots_once, files_there, returns_here, transfers_here, parts_as_paid,
                strangers_as_paid, movements_here, audited, ended):  # fmt: skip
        law(keeper)
    figures, returns = keeper.figures, keeper.bench.concentrator.returns
    figures.claims, figures.returns = len(keeper.made), len(returns)
    figures.cents = sum(kept.transfer.amount for kept in _transfers(keeper))


def _transfers(keeper: "Shopkeeper") -> tuple[KeptTransfer, ...]:
    return keeper.desk.returns.kept_transfers(limit=None)


def lots_once(keeper: "Shopkeeper") -> None:
    """No payer holds an invoice twice, and none was told that it came before."""
    held: Counter[tuple[str, ...]] = Counter()
    for lot in keeper.bench.concentrator.lots:
        assert lot.state is not Taken.TAKEN, f"lot {lot.facts.number} was never judged"
        if lot.state in HELD:
            held.update(lot.invoice_keys())
    twice = {key: count for key, count in held.items() if count > 1}
    assert not twice, f"sent twice: {twice}"
    for made in keeper.bench.payers.ledger.transfers:
        for settled in made.order.invoices:
            codes = [(one.code, one.label) for one in settled.rejects]
            assert ("2900", "005") not in [(one.code, one.detail) for one in settled.rejects], codes


def files_there(keeper: "Shopkeeper") -> None:
    """What core says that it sent is what the concentrator took, byte for byte."""
    taken = {file.name: file.digest for file in keeper.bench.concentrator.files.values()}
    sent = {
        file.name: hashlib.sha256(file.content).hexdigest()
        for file in keeper.desk.lots.sent_files()
    }
    assert sent == taken, sent.items() ^ taken.items()
    for state in set(FileState) - {FileState.SENT}:
        assert not keeper.desk.lots.files(state), f"a file is {state.value} for ever"


def returns_here(keeper: "Shopkeeper") -> None:
    """Every return was taken, whole, and something became of it."""
    assert not keeper.waiting_returns
    assert not keeper.desk.returns.untreated_ids()
    aside = {each.id: each for each in keeper.desk.returns.set_aside()}
    for id, deposited in keeper.bench.concentrator.returns.items():
        if deposited.professional != keeper.box:
            continue
        message = keeper.desk.returns.message(id)
        assert message.content == deposited.content, f"return {id} was changed"
        outcome = aside[id].outcome if id in aside else "matched"
        keeper.figures.outcomes[outcome] += 1


def transfers_here(keeper: "Shopkeeper") -> None:
    """Every transfer to the shop is in core once, to the cent."""
    professional = keeper.desk.professional
    made = Counter(
        (one.day, one.amount)
        for one in keeper.bench.payers.ledger.transfers_to(professional)
        if one.amount
    )
    kept = Counter(
        (f"{one.transfer.day:%y%m%d}", int(one.transfer.amount))
        for one in _transfers(keeper)
        if one.transfer.amount
    )
    assert kept == made, f"too many {kept - made}, missing {made - kept}"


def parts_as_paid(keeper: "Shopkeeper") -> None:
    """What core says was paid of each part is what the payers' books say.

    What comes twice over and matches nothing cannot be tied by hand, for nothing of that part is
    left to pay: it stays untied, and is seen there.
    """
    professional, paid = keeper.desk.professional, Counter[tuple[str, str]]()
    for claim in keeper.bench.payers.ledger.claims.values():
        if claim.professional == professional and claim.number in keeper.made:
            for part in PARTS:
                paid[claim.number, part] += getattr(claim, part).paid
    untied = Counter[tuple[str, str]]()
    for posting in keeper.desk.returns.untied():
        untied[posting.number, posting.part] += posting.paid
    for number in keeper.made:
        standing = keeper.desk.invoices.standing(number)
        for part in PARTS:
            said = getattr(standing, f"{part}_paid") + untied[number, part]
            due = paid[number, part]
            assert said == due, f"{number} {part}: {said} in core, {due} in the payers' books"


def strangers_as_paid(keeper: "Shopkeeper") -> None:
    """What was paid for what the shop never billed is kept, once, and moves no invoice."""
    professional, paid = keeper.desk.professional, Counter[str]()
    for claim in keeper.bench.payers.ledger.claims.values():
        if claim.professional == professional and claim.number not in keeper.made:
            paid[claim.number] += claim.paid
    kept: Counter[str] = Counter()
    for posting in keeper.desk.returns.strangers():
        if posting.told["facture"] not in keeper.made:
            kept[str(posting.told["facture"])] += posting.paid
    assert +kept == +paid, f"too much {kept - paid}, missing {paid - kept}"


def _movements(keeper: "Shopkeeper") -> Iterator[tuple[str, str, int]]:
    told = keeper.bench.payers.ledger.told(keeper.desk.professional)
    for made in told["transfers"]:
        for one in made["movements"]:
            yield one["reference"], one["operation"], one["cents"]


def movements_here(keeper: "Shopkeeper") -> None:
    """Every movement of a debt is in core once."""
    made = Counter(_movements(keeper))
    kept = Counter(
        (one.reference, one.operation, int(one.amount)) for one in keeper.desk.returns.movements()
    )
    assert kept == made, f"too many {kept - made}, missing {made - kept}"


def audited(keeper: "Shopkeeper") -> None:
    """The auditor finds a cause for every difference."""
    found = [one for one in keeper.desk.auditor.findings() if one.severity is Severity.BLOCKS]
    assert not found, found


def ended(keeper: "Shopkeeper") -> None:
    """Every claim and every lot has come to its end."""
    for number in keeper.made:
        standing = keeper.desk.invoices.standing(number)
        assert standing.state in FINAL, f"{number} is {standing.state} for ever"
        parts = {standing.amo_state, standing.amc_state}
        assert not parts & {PartState.WAITING, PartState.CANCELLING}, f"{number}: {parts}"
    for lot in keeper.desk.lots.lots(limit=100_000):
        assert lot.state in ENDS or keeper.is_answered_for(lot), f"lot {lot.number}: {lot.state}"
