"""Whole returns: several transfers, lots and kinds; a transfer is explained (VIR-02)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from tests.unit.fse.makers import NOW, SoftCps, claim, entitlement, invoice, sealed_forms
from tests.unit.lots.makers import INSURER, ShopDesk
from tests.unit.lots.written import (
    PEOPLE,
    bank,
    moved,
    noemie,
    of_kind,
    one_off,
    rejected,
    told,
)

from binocle.fse import InvoiceState, PartState
from binocle.kernel import Cents, OperatorActionNeeded
from binocle.lots import Auditor, LotState
from binocle.lots.noemie import People
from binocle.wire import Record

FIRST, SECOND = "000000001", "000000002"
PRINTED = "000000259"
"""Invoice 259 of seed-facts 16: 4,69 of AMO and 0,83 of AMC, both paid by the fund."""


@pytest.fixture
def sent(shop: ShopDesk) -> ShopDesk:
    """Invoice 1 with a DRE and invoice 2 without, sent: lots 027 and AAE."""
    shop.secure(rc=10000)
    shop.secure()
    shop.send_all()
    return shop


@pytest.fixture
def printed(shop: ShopDesk) -> ShopDesk:
    """The shop of seed-facts 16, invoice 259 sent in lot 027."""
    made = invoice(PRINTED, sale=claim(), rights=entitlement(service="01"))
    first, *others = made.lines
    lines = [replace(first, amo=Cents(469), amc=Cents(83), rate=0)]
    lines += [replace(line, amo=Cents(0), amc=Cents(0)) for line in others]
    made = replace(made, lines=tuple(lines))
    assert shop.desk.store.open_invoice(made, NOW)
    shop.desk.store.keep_forms(made, sealed_forms(made))
    shop.send_all()
    return shop


def paid_259(sign: int = 1, *more: Record) -> list[Record]:
    return told(PRINTED, amo=(469, "P", 469 * sign), amc=(83, "P", 83 * sign), more=more)


def part(shop: ShopDesk, number: str = SECOND) -> tuple[PartState, int]:
    standing = shop.desk.store.standing(number)
    return standing.amo_state, standing.amo_paid


def take(shop: ShopDesk, *contents: bytes) -> list[str]:
    return [done.outcome for done in shop.take(*(("RSP", content) for content in contents))]


def says(state: str, paid: int, *, file: str, more: Sequence[Record] = ()) -> bytes:
    """A return about invoice 2 alone; a payment below zero leaves a debt that keeps the sum."""
    answer = told(SECOND, amo=(9, state, paid), more=more)
    kinds = [of_kind("01", answer)]
    if paid < 0:
        kinds.append(of_kind("03", one_off("AIDE", -paid)))
    return noemie(bank(f"{file}FR", *kinds), file=file)


def explained(shop: ShopDesk) -> list[tuple[int, int, int, int]]:
    kept = shop.returns.kept_transfers()
    assert all(each.unexplained == 0 for each in kept)
    return [(each.transfer.amount, each.postings, each.movements, each.one_offs) for each in kept]


def test_the_printed_transfers_to_the_cent(printed: ShopDesk) -> None:
    """Seed-facts 16 and 17: 5,52, then 94,48 and, in another return, 3,22."""
    debt = moved("DETTE7FR", "CIN", 552), moved("DETTE7FR", "RPR", -552)
    day = noemie(
        bank("7FR", of_kind("01", paid_259())),
        bank(
            "7FR-2",
            of_kind("01", paid_259(-1, *debt)),
            of_kind("03", one_off("CODE1", 4000), one_off("CODE2", 6000)),
        ),
    )
    assert take(printed, day) == ["matched"]
    withheld = [moved("DETTE9FR", "RPR", -230)]
    late = noemie(
        bank(
            "9FR",
            of_kind("01", paid_259()),
            of_kind("05", withheld),
            payer="01349000",
        ),
        file="000002",
    )
    assert take(printed, late) == ["matched"]
    assert explained(printed) == [
        (552, 552, 0, 0), (9448, -552, 0, 10000), (322, 552, -230, 0),
    ]  # fmt: skip
    first, second, third = (kept.transfer for kept in printed.returns.kept_transfers())
    assert first.label == "VIR AMO LIGNE 1 - 7FRVIR AMO LIGNE 2 - 7FR"
    assert second.label == "VIR AMO LIGNE 1 - 7FR-2VIR AMO LIGNE 2 - 7FR-2"
    assert (second.payer, third.payer) == ("10349000", "01349000")
    movements = printed.returns.movements(reference="DETTE7FR")
    assert [(each.operation, each.amount, each.balance) for each in movements] == [
        ("CIN", 552, 0), ("RPR", -552, 0),
    ]  # fmt: skip
    standing = printed.desk.store.standing(PRINTED)
    assert (standing.amo_paid, standing.amc_paid) == (469, 83)
    assert standing.state is InvoiceState.PAID, "paid, taken back, paid again: what was asked"
    assert printed.states()["027"] is LotState.ANSWERED


def test_a_return_about_several_lots(sent: ShopDesk) -> None:
    sent.secure()
    sent.send_all()
    kinds = [
        of_kind("01", told(FIRST, amo=(9, "P", 9)), told("000000003", lot="028", amo=(9, "P", 9))),
        of_kind("01", told(SECOND, amo=(9, "R", 0), more=[rejected()])),
    ]
    assert take(sent, noemie(bank("1FR", *kinds))) == ["matched"]
    assert [part(sent, n)[0].value for n in (FIRST, SECOND, "000000003")] == [
        "paid", "rejected", "paid",
    ]  # fmt: skip
    assert sent.states() == {
        "027": LotState.ANSWERED, "AAE": LotState.RECEIVED, "028": LotState.ANSWERED,
    }  # fmt: skip
    assert explained(sent) == [(18, 18, 0, 0)]


def test_rejects_alone_pay_nothing_and_are_kept(sent: ShopDesk) -> None:
    answer = told(SECOND, amo=(9, "R", 0), more=[rejected(), rejected("0100", extra="0512")])
    assert take(sent, noemie(bank("1FR", of_kind("01", answer)))) == ["matched"]
    assert sent.returns.transfers() == ()
    (posting,) = sent.returns.postings(number=SECOND)
    assert (posting.state, posting.paid, posting.tied) == ("R", 0, "auto")
    rows = sent.desk.session.connection.execute(text("SELECT code, label FROM return_signal"))
    assert [tuple(row) for row in rows] == [
        ("0450 0561", "EXONERATION"), ("0100 0512", "EXONERATION"),
    ]  # fmt: skip


def test_what_is_not_ours_beside_what_is_keeps_its_money(sent: ShopDesk) -> None:
    """SUIVI-06, and the transfer is explained all the same."""
    other = replace(PEOPLE, nir="1421962965165", nir_key="96")
    answers = [
        told(FIRST, amo=(9, "P", 9)),
        told(SECOND, amo=(9, "P", 9), people=other),
        told("000000077", lot="041", amo=(50, "P", 50)),
        told("000000078", amo=(50, "R", 0)),
    ]
    assert take(sent, noemie(bank("1FR", of_kind("01", *answers)))) == ["matched"]
    assert explained(sent) == [(68, 68, 0, 0)]
    assert part(sent, SECOND) == (PartState.WAITING, 0)
    strangers = sent.returns.strangers()
    assert [(each.number, each.paid, each.told["objet"]) for each in strangers] == [
        (SECOND, 9, f"facture {SECOND}"),
        ("000000077", 50, "lot 041"),
        ("000000078", 0, "facture 000000078"),
    ]
    assert strangers[0].told["nir"] == "142196296516596"


@pytest.mark.parametrize(
    ("people", "ours"),
    [
        (replace(PEOPLE, birth_date="550616"), False),
        (replace(PEOPLE, birth_rank="2"), False),
        (replace(PEOPLE, birth_rank="0"), True),
        (PEOPLE, True),
    ],
)
def test_birth_and_rank_guard_the_match(sent: ShopDesk, people: People, ours: bool) -> None:
    answer = told(SECOND, amo=(9, "P", 9), people=people)
    outcome = take(sent, noemie(bank("1FR", of_kind("01", answer))))
    assert outcome == ["matched" if ours else "orphan"]


@pytest.mark.parametrize("day", [date(2023, 5, 28), date(2024, 5, 27)])
def test_the_day_of_the_lot_is_part_of_the_key(sent: ShopDesk, day: date) -> None:
    """Numbers come round again: lot 027 of another day is another lot."""
    answer = told(SECOND, amo=(9, "P", 9), lot_day=day)
    assert take(sent, noemie(bank("1FR", of_kind("01", answer)))) == ["orphan"]


def test_money_of_a_return_that_matches_nothing_is_kept_when_asked(sent: ShopDesk) -> None:
    stray = noemie(bank("1FR", of_kind("01", told("000000077", lot="041", amo=(50, "P", 50)))))
    assert take(sent, stray) == ["orphan"]
    assert sent.returns.transfers() == ()
    sent.reception.keep_anyway("R000001")
    assert explained(sent) == [(50, 50, 0, 0)]
    assert [each.number for each in sent.returns.strangers()] == ["000000077"]
    with pytest.raises(OperatorActionNeeded, match="TEL-RETOUR-PAS-EN-ATTENTE"):
        sent.reception.keep_anyway("R000001")


def test_money_that_matches_nothing_is_kept_once_however_often_it_comes(sent: ShopDesk) -> None:
    stray = noemie(bank("1FR", of_kind("01", told("000000077", lot="041", amo=(50, "P", 50)))))
    assert take(sent, stray) + take(sent, stray) == ["orphan", "orphan"]
    sent.reception.keep_anyway("R000001")
    with pytest.raises(OperatorActionNeeded, match="TEL-RETOUR-EN-DOUBLE"):
        sent.reception.keep_anyway("R000002")
    assert explained(sent) == [(50, 50, 0, 0)]
    assert [aside.outcome for aside in sent.returns.set_aside()] == ["duplicate"]


@pytest.mark.parametrize(("kind", "outcome"), [("02", "matched"), ("01", "orphan")])
def test_what_went_on_paper_is_found_without_its_lot(
    sent: ShopDesk, kind: str, outcome: str
) -> None:
    answer = told(SECOND, lot="", lot_day=None, amo=(9, "P", 9), type="P" if kind == "02" else "F")
    assert take(sent, noemie(bank("1FR", of_kind(kind, answer)))) == [outcome]
    assert (part(sent)[0] is PartState.PAID) is (outcome == "matched")


def test_operations_alone_are_matched(sent: ShopDesk) -> None:
    content = noemie(
        bank("1FR", of_kind("03", one_off("00001", 500)), of_kind("05", [moved("D1", "RPR", -20)]))
    )
    assert take(sent, content) == ["matched"]
    assert explained(sent) == [(480, 0, -20, 500)]


# -- a part answered more than once ---------------------------------------------------------------

LIVES = {
    "deferred, then paid": ([("D", 0), ("P", 9)], ["waiting", "paid"], 9),
    "deferred, then rejected": ([("D", 0), ("R", 0)], ["waiting", "rejected"], 0),
    "deferred twice": ([("D", 0), ("D", 0)], ["waiting", "waiting"], 0),
    "paid short, then the rest": ([("P", 4), ("P", 5)], ["anomaly", "paid"], 9),
    "paid too much, then taken back": ([("P", 12), ("P", -3)], ["anomaly", "paid"], 9),
    "paid twice, then taken back once": (
        [("P", 9), ("P", 9), ("P", -9)], ["paid", "anomaly", "paid"], 9,
    ),
    "paid, taken back, paid again": (
        [("P", 9), ("P", -9), ("P", 9)], ["paid", "anomaly", "paid"], 9,
    ),
    "paid, then taken back": ([("P", 9), ("P", -9)], ["paid", "anomaly"], 0),
    "taken back before it was paid": ([("P", -9), ("P", 9)], ["anomaly", "anomaly"], 0),
    "rejected, then paid": ([("R", 0), ("P", 9)], ["rejected", "anomaly"], 9),
    "paid, then put off": ([("P", 9), ("D", 0)], ["paid", "anomaly"], 9),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "states", "money"), list(LIVES.values()), ids=list(LIVES))
def test_a_part_answered_again(
    sent: ShopDesk, answers: list[tuple[str, int]], states: list[str], money: int
) -> None:
    seen = []
    for rank, (state, paid) in enumerate(answers):
        assert take(sent, says(state, paid, file=f"{rank:06d}")) == ["matched"]
        seen.append(part(sent)[0].value)
    assert (seen, part(sent)[1]) == (states, money)
    assert sum(each.paid for each in sent.returns.postings(number=SECOND)) == money
    explained(sent)


def test_a_dre_that_is_cancelled_gives_its_money_back_in_a_transfer_that_pays(
    sent: ShopDesk,
) -> None:
    """What the bank pays is not negative: the insurer takes back beside what it pays."""
    insurer = {"sender": INSURER, "type": "OC"}
    paid = told(FIRST, lot="AAE", amc=(10000, "P", 10000), type="D")
    assert take(sent, noemie(bank("1FR", of_kind("01", paid)), **insurer)) == ["matched"]
    sent.desk.fse.cancel_dre(FIRST, SoftCps().session())
    sent.send_all()
    back = told(FIRST, lot="AAF", amc=(10000, "P", -10000), type="D")
    kinds = of_kind("01", back), of_kind("03", one_off("AIDE", 10500))
    content = noemie(bank("2FR", *kinds), file="000002", **insurer)
    assert take(sent, content) == ["matched"]
    standing = sent.desk.store.standing(FIRST)
    assert (standing.amc_state, standing.amc_paid) == (PartState.CANCELLED, 0)
    assert explained(sent) == [(10000, 10000, 0, 0), (500, -10000, 0, 10500)]
    assert list(Auditor(invoices=sent.desk.store, returns=sent.returns).findings()) == []


def test_the_history_names_the_part(sent: ShopDesk) -> None:
    take(sent, says("D", 0, file="000001", more=(rejected("0500", extra=""),)))
    last = sent.desk.store.history(SECOND)[-1]
    assert (last.kind, last.facts["part"], last.facts["code"]) == ("PartDeferred", "amo", "0500")


def test_a_bank_line_needs_a_transfer_that_moves(sent: ShopDesk) -> None:
    """A transfer of nothing is kept with its rejects, and listed nowhere as money."""
    take(sent, says("R", 0, file="000001"))
    (row,) = sent.desk.session.connection.execute(text("SELECT amount_cents, moves FROM transfer"))
    assert tuple(row) == (0, 0)
