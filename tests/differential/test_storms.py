"""Storms: whatever payers and concentrator do wrong, core reads what the payers' books say.

A return that core refuses comes again, right: what it reads in all is the books, to the cent.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.concentrator_bench import Bench
from tests.unit.concentrator_files import Signer, b2_file, issued

from binocle.lots import told
from binocle.lots.telling import tell_return
from binocle.wire import WireRefusal
from binocle_simulators.bench import Bench as WholeBench
from binocle_simulators.control.money import raise_storm
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.payers import Ledger
from binocle_simulators.world import World

DAYS = 9
FLOWS = {"": "FSE", "F": "FSE", "A": "FSE", "D": "DRE", "P": "PAPIER", "C": "PAPIER"}
File = tuple[told.Told, ...]
Key = tuple[str, str]


@pytest.fixture(scope="module")
def authority() -> Signer:
    return issued("SIMULATEUR BINOCLE - AUTORITE DE TEST")


@pytest.fixture(scope="module")
def cps(authority: Signer) -> Signer:
    return issued("OPTICIEN FICTIF", authority)


def lots_of(day: int) -> Iterator[bytes]:
    """Yield the lots of a day: two FSE, their DREs, and what is cancelled of two days before."""
    numbers = (2 * day + 1, 2 * day + 2)
    yield b2_file(*numbers, lot=f"{day + 1:03d}", file=f"{day:06d}", split=True)
    yield b2_file(*numbers, lot=f"AA{day}", file=f"{100 + day:06d}", dre=True)
    if day % 3 == 2:
        earlier = b2_file(
            numbers[0] - 4, lot=f"AB{day}", file=f"{200 + day:06d}", dre=True, operation="2"
        )
        yield earlier


def work(bench: Bench) -> None:
    """Send every day, then wait until nothing is put off any more."""
    for day in range(DAYS):
        for rank, content in enumerate(lots_of(day)):
            assert bench.put(content, name=f"B2-{day}-{rank}").status_code == 201
        bench.world.advance(timedelta(days=1))
    bench.world.advance(timedelta(days=20))
    bench.payers.calm()
    bench.world.advance(timedelta(days=20))


def read_all(bench: Bench) -> dict[Key, File]:
    """Return what core reads of all returns, each file once."""
    found: dict[Key, File] = {}
    for each in bench.simulator.returns.values():
        if each.kind != "RSP":
            continue
        try:
            said = tuple(tell_return((each.content,)))
        except WireRefusal:
            continue
        opened = said[0]
        assert isinstance(opened, told.ReturnOpened)
        key = (opened.sender, opened.file_id)
        assert found.setdefault(key, said) == said, "a file never says two things"
    return found


def transfers_told(said: File) -> Iterator[dict[str, Any]]:
    """Yield the transfers of a file in the shape of the books."""
    now: dict[str, Any] = {}
    for each in said:
        match each:
            case told.TransferOpened():
                now = {
                    "day": f"{each.day:%y%m%d}",
                    "invoices": [],
                    "payments": [],
                    "movements": [],
                }
                if each.named:
                    now |= {"label": each.label, "organisation": each.payer}
            case told.InvoiceAnswered():
                amo, amc = (part.paid if part else 0 for part in (each.amo, each.amc))
                now["invoices"].append(
                    {"invoice": each.number, "kind": each.kind, "amo": amo, "amc": amc}
                )
                now["movements"] += map(movement, each.movements)
                assert each.total == amo + amc + sum(one.amount for one in each.movements)
            case told.OneOffPaid(details=(detail,)):
                assert detail.amount == each.amount
                now["payments"].append(
                    {"code": detail.code, "label": detail.label, "cents": each.amount}
                )
            case told.DebtMoved():
                now["movements"].append(movement(each))
            case told.TransferClosed():
                yield now | {"amount": each.amount}


def movement(one: told.DebtMoved) -> dict[str, Any]:
    return {"reference": one.reference, "operation": one.operation, "cents": one.amount}


def books(ledger: Ledger) -> dict[Key, list[dict[str, Any]]]:
    """Return the transfers of the books, by payer and file."""
    found: dict[Key, list[dict[str, Any]]] = {}
    for professional in ledger.professionals():
        for made in ledger.told(professional)["transfers"]:
            key = (made.pop("payer"), made.pop("file"))
            del made["rank"]
            found.setdefault(key, []).append(made)
    return found


def verify(bench: Bench) -> None:
    read, ledger = read_all(bench), bench.payers.ledger
    due = books(ledger)
    assert read.keys() == due.keys()
    for key, said in read.items():
        transfers = list(transfers_told(said))
        assert [known | one for known, one in zip(due[key], transfers, strict=True)] == due[key]
        closed = said[-1]
        assert isinstance(closed, told.ReturnClosed)
        assert closed.total == sum(one["amount"] for one in due[key])
    verify_invoices(read, ledger)
    verify_debts(read, ledger)


def verify_invoices(read: dict[Key, File], ledger: Ledger) -> None:
    paid: Counter[tuple[str, ...]] = Counter()
    for (sender, _), said in read.items():
        for each in said:
            if isinstance(each, told.InvoiceAnswered):
                for part in (each.amo, each.amc):
                    paid[sender, FLOWS[each.invoice_type], each.number] += part.paid if part else 0
    owed: Counter[tuple[str, ...]] = Counter()
    for claim in ledger.claims.values():
        owed[claim.payer, claim.flow, claim.number] += claim.paid
        assert claim.owed == 0 or not claim.was_asked or claim.cancelled
    assert +paid == +owed
    assert all(cents >= 0 for cents in paid.values()), "nothing is taken back that was not paid"


def verify_debts(read: dict[Key, File], ledger: Ledger) -> None:
    """The last balance that is told of a debt is what is owed."""
    balances: dict[tuple[str, str], int | None] = {}
    for key in sorted(read):
        for each in read[key]:
            moved = each.movements if isinstance(each, told.InvoiceAnswered) else [each]
            for one in moved:
                if isinstance(one, told.DebtMoved):
                    balances[key[0], one.reference] = one.balance
    for debt in ledger.debts:
        assert balances.get((debt.payer, debt.reference), debt.amount) == debt.balance
    assert len(balances) <= len(ledger.debts)


@settings(max_examples=12, deadline=None)
@example(seed=874667)  # an invoice on paper is taken back
@given(seed=st.integers(0, 10**6))
def test_core_reads_the_books_after_any_storm(authority: Signer, cps: Signer, seed: int) -> None:
    bench = Bench(authority, cps, World(seed))
    raise_storm(cast(WholeBench, bench), seed, DAYS)
    work(bench)
    verify(bench)


@pytest.mark.parametrize("what", KINDS["payer"])
def test_core_reads_the_books_whatever_payers_do(authority: Signer, cps: Signer, what: str) -> None:
    bench = Bench(authority, cps, World(3))
    bench.world.faults.arm(Fault("payer", what))
    bench.world.faults.arm(Fault("payer", what))
    work(bench)
    verify(bench)
    cancelled = [claim for claim in bench.payers.ledger.claims.values() if claim.cancelled]
    assert len(cancelled) == DAYS // 3
    assert {claim.paid for claim in cancelled} == {0}
