"""Cancelling DREs at the simulated insurers: what was paid is taken back once, by a debt."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.payer_lots import INSURER, SHOP, Payers, invoice, lot, total

from binocle_simulators.payers import CONDUCTS, Conduct

DRE = invoice(1, amc=2482)
BACK = replace(DRE, operation="2")


def ask(payers: Payers, number: str, *invoices: object) -> None:
    payers.send(lot(number, *invoices, payer=INSURER))  # type: ignore[arg-type]


def codes(payers: Payers, at: int = -1) -> list[str]:
    return [each[5:9] for each in payers.entities(at) if each.startswith("294")]


def amc(payers: Payers, at: int = -1) -> list[str]:
    return [each[5:23] for each in payers.entities(at) if each.startswith("199")]


def debts(payers: Payers) -> list[tuple[int, int]]:
    return [(debt["amount"], debt["balance"]) for debt in payers.told["debts"]]


def test_what_was_paid_is_taken_back_by_a_debt_and_nothing_is_paid() -> None:
    payers = Payers()
    ask(payers, "AAA", DRE)
    ask(payers, "AAB", BACK)
    assert amc(payers) == ["00002482P00002482N"]
    (debt,) = (each for each in payers.entities() if each.startswith("250"))
    assert "INDCIN00002482P00002482" in debt
    assert (payers.amounts, total(payers.files[-1][1])) == ([2482, 0], 0)
    assert debts(payers) == [(2482, 2482)]
    (claim,) = payers.told["claims"]
    assert (claim["cancelled"], claim["amc"]["paid"], claim["owed"]) == (True, 0, 0)


def test_the_next_transfers_withhold_it() -> None:
    payers = Payers()
    for number, asked in (("AAA", DRE), ("AAB", BACK), ("AAC", invoice(2, amc=3000))):
        ask(payers, number, asked)
    assert payers.amounts == [2482, 0, 518]
    assert debts(payers) == [(2482, 0)]


def test_it_is_withheld_at_once_beside_payments() -> None:
    payers = Payers()
    ask(payers, "AAA", DRE)
    payers.treasury.behave(Conduct("group", times=2))
    ask(payers, "AAB", BACK)
    ask(payers, "AAC", invoice(2, amc=3000))
    payers.treasury.calm()
    assert payers.amounts == [2482, 518]
    assert debts(payers) == [(2482, 0)]


def test_a_second_one_is_rejected() -> None:
    payers = Payers()
    for number, asked in (("AAA", DRE), ("AAB", BACK), ("AAC", BACK)):
        ask(payers, number, asked)
    assert (codes(payers), amc(payers)) == (["9007"], ["00002482R00000000P"])
    assert debts(payers) == [(2482, 2482)]


def test_one_that_came_before_its_dre_takes_nothing_and_bars_it() -> None:
    payers = Payers()
    ask(payers, "AAA", BACK)
    ask(payers, "AAB", DRE)
    assert (codes(payers, 0), amc(payers, 0)) == ([], ["00002482P00000000P"])
    assert (codes(payers), amc(payers)) == (["9006"], ["00002482R00000000P"])
    assert (payers.amounts, debts(payers), payers.told["owed"]) == ([0, 0], [], 0)


@pytest.mark.parametrize("late", ["AAA", "AAB"])
def test_what_is_still_to_be_paid_when_it_comes_never_is(late: str) -> None:
    """Either answer may be the late one."""
    payers = Payers()
    for number, asked in (("AAA", DRE), ("AAB", BACK)):
        if number == late:
            payers.treasury.behave(CONDUCTS["hold"])
        ask(payers, number, asked)
    payers.world.advance(timedelta(days=6))
    assert payers.told["paid"] == (2482 if late == "AAB" else 0)
    assert [claim["amc"]["paid"] for claim in payers.told["claims"]] == [0]
    assert sum(debt.balance for debt in payers.treasury.ledger.debts) == payers.told["paid"]


@pytest.mark.parametrize("what", CONDUCTS)
def test_no_conduct_makes_it_pay(what: str) -> None:
    payers = Payers()
    ask(payers, "AAA", DRE)
    payers.treasury.behave(CONDUCTS[what])
    ask(payers, "AAB", BACK)
    payers.world.advance(timedelta(days=6))
    (claim,) = payers.treasury.ledger.claims_of(SHOP, DRE.number)
    assert (claim.cancelled, claim.paid) == (True, 0)
