"""What payers do on purpose, and their books: every conduct, every cent."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.payer_lots import (
    FUND,
    INSURER,
    NATHALIE,
    SHOP,
    Payers,
    entities,
    invoice,
    lot,
    total,
)

from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.payers import CODES, CONDUCTS, Conduct, NothingToDo, OneOff
from binocle_simulators.payers.formats import Part, Settled

HOUR = timedelta(hours=1)


def found(told: list[str], *codes: str) -> list[str]:
    return [one for one in told if one[:3] in codes]


def paid_part(told: list[str], code: str = "198") -> list[str]:
    """Return state, amount and sign of each part."""
    return [one[13:23] for one in found(told, code)]


@pytest.mark.parametrize(
    ("conduct", "part", "rejects", "amount"),
    [
        (Conduct("part-pay", percent=50), "P00003000P", [], 3_000),
        (Conduct("part-pay", percent=1), "P00000060P", [], 60),
        (Conduct("part-pay", cents=1), "P00000001P", [], 1),
        (Conduct("pay-more", cents=100), "P00006100P", [], 6_100),
        (Conduct("reject", code="0250 050"), "R00000000P", ["0250 050"], 0),
        (Conduct("reject", code="0450 0561"), "R00000000P", ["0450 0561"], 0),
        (CONDUCTS["unknown-code"], "R00000000P", ["7777 0777"], 0),
        (CONDUCTS["signal"], "P00006000P", ["0470 049"], 6_000),
        (CONDUCTS["defer"], "D00000000P", [], 0),
    ],
)
def test_an_answer_is_changed(conduct: Conduct, part: str, rejects: list[str], amount: int) -> None:
    payers = Payers()
    payers.treasury.behave(conduct)
    payers.send(lot("027", invoice(1)))
    told = payers.entities()
    assert paid_part(told) == [part]
    assert [f"{one[5:9]} {one[122:].strip()}" for one in found(told, "294")] == rejects
    assert payers.amounts == [amount]
    assert total(payers.files[0][1]) == amount
    payers.send(lot("028", invoice(2)))
    assert paid_part(payers.entities()) == ["P00006000P"], "one lot, and no other"


def test_published_codes_keep_their_labels() -> None:
    payers = Payers()
    for rank, (code, label) in enumerate(CODES.items(), start=1):
        payers.treasury.behave(Conduct("reject", code=code))
        payers.send(lot(f"{rank:03d}", invoice(rank)))
        (reject,) = found(payers.entities(), "294")
        assert reject[9:95].rstrip() == label


def test_one_invoice_one_part_one_payer() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("reject", code="0250 050", invoice="000000002", part="AMC"))
    payers.treasury.behave(Conduct("part-pay", payer=INSURER, cents=5, times=0))
    payers.send(lot("027", invoice(1, amc=300), invoice(2, amc=300)))
    told = payers.entities()
    assert paid_part(told) == ["P00006000P", "P00006000P"]
    assert paid_part(told, "199") == ["P00000300P", "R00000000P"]
    assert [one[96] for one in found(told, "294")] == ["C"]
    for number in ("AAA", "AAB"):
        payers.send(lot(number, invoice(3, amc=300), payer=INSURER))
        assert paid_part(payers.entities(), "199") == ["P00000005P"]
    payers.treasury.calm()
    assert payers.treasury.conducts == ()


def test_rules_may_be_overruled() -> None:
    payers = Payers()
    stranger = invoice(1, nir="290019999900113")
    payers.send(lot("027", stranger))
    assert paid_part(payers.entities()) == ["R00000000P"]
    payers.treasury.behave(Conduct("pay"))
    payers.send(lot("028", stranger))
    assert paid_part(payers.entities()) == ["P00006000P"]
    assert found(payers.entities(), "294") == []


def test_held_for_hours_of_the_bench_clock() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("hold", hours=30))
    payers.send(lot("027", invoice(1)))
    assert (payers.files, payers.told["owed"]) == ([], 6_000)
    payers.world.advance(29 * HOUR)
    assert payers.files == []
    payers.world.advance(2 * HOUR)
    assert (payers.amounts, payers.told["owed"]) == ([6_000], 0)
    assert found(payers.entities(), "071")[0][5:11] == "240529"


def test_what_is_deferred_is_answered_later_with_the_same_words() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("defer", part="AMC", hours=10))
    payers.send(lot("027", invoice(1, amc=300)))
    assert (payers.amounts, payers.told["owed"]) == ([6_000], 300)
    first = payers.entities()
    payers.world.advance(11 * HOUR)
    second = payers.entities()
    assert found(first, "102") == found(second, "102")
    assert paid_part(first, "199") == ["D00000000P"]
    assert (paid_part(second), paid_part(second, "199")) == ([" 00000000P"], ["P00000300P"])
    assert (payers.amounts, payers.told["owed"]) == ([6_000, 300], 0)


def test_what_is_deferred_may_be_rejected_in_the_end() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("defer", hours=10, code="0250 050"))
    payers.send(lot("027", invoice(1)))
    assert found(payers.entities(), "294") == []
    payers.world.advance(11 * HOUR)
    assert paid_part(payers.entities()) == ["R00000000P"]
    assert found(payers.entities(), "294")[0][5:9] == "0250"
    assert (payers.amounts, payers.told["owed"]) == ([0, 0], 0)


def test_the_lots_of_a_day_in_one_transfer() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("group", times=3))
    for number in ("027", "028", "029"):
        payers.send(lot(number, invoice(int(number))))
        payers.world.advance(HOUR)
    assert payers.files == []
    payers.world.advance(12 * HOUR)
    assert payers.amounts == [18_000]
    told = payers.entities()
    assert [one[20:29] for one in found(told, "102")] == ["027240528", "028240528", "029240528"]
    assert found(told, "990")[3] == f"99099{'081':17}0000000300000018000P"
    assert payers.files[0][1][-128:][82:85] == b"003"


def test_a_lot_over_several_files_part_by_part() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("split", hours=24))
    payers.send(lot("027", invoice(1, amc=300), invoice(2)))
    payers.world.advance(49 * HOUR)
    assert payers.amounts == [6_000, 300, 6_000]
    told = [entities(content) for _, content in payers.files]
    assert [found(one, "102")[0][36] for one in told] == ["V", "V", " "]
    assert [paid_part(one, "199") for one in told] == [[], ["P00000300P"], []]
    assert payers.told["owed"] == 0


def test_several_transfers_in_one_file() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("split", hours=0))
    payers.send(lot("027", invoice(1), invoice(2)))
    ((_, content),) = payers.files
    told = entities(content)
    assert [one[:3] for one in found(told, "020", "040", "071")] == [
        "020",
        "040",
        "071",
        "040",
        "071",
    ]
    assert [one[11:43].rstrip() for one in found(told, "071")] == [
        "VIR AMO LIGNE 1 - 1FR", "VIR AMO LIGNE 1 - 1FR-2",
    ]  # fmt: skip
    assert told[-1] == f"99099{'020':17}0000000200000012000P"
    assert (payers.amounts, total(content)) == ([6_000, 6_000], 12_000)


def test_a_part_is_passed_on_to_the_insurer() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("pass-on", hours=48))
    payers.send(lot("027", invoice(1, amc=300)))
    assert found(payers.entities(), "102")[0][36] == "N"
    assert paid_part(payers.entities(), "199") == [" 00000000P"]
    assert payers.told["owed"] == 300
    payers.world.advance(49 * HOUR)
    professional, content = payers.files[-1]
    assert (professional, content[3:19]) == (SHOP, b"OC00001100000000")
    assert found(payers.entities(), "102")[0][29] == "A"
    assert (payers.amounts, payers.told["owed"]) == ([6_000, 300], 0)


def test_paid_twice_then_taken_back_once() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("pay-twice", hours=1))
    payers.send(lot("027", invoice(1)))
    payers.world.advance(2 * HOUR)
    assert payers.amounts == [6_000, 6_000]
    payers.treasury.take_back()
    assert found(payers.entities(), "250")[0][23:29] == "ODLCIN"
    assert (payers.amounts[-1], payers.told["debts_open"]) == (0, 6_000)
    payers.send(lot("028", invoice(2)))
    assert (payers.amounts[-1], payers.told["debts_open"]) == (0, 0)
    (claim,) = payers.treasury.ledger.claims_of(SHOP, "000000001")
    assert claim.paid == 6_000


def test_a_debt_is_withheld_over_several_transfers() -> None:
    payers = Payers()
    payers.send(lot("027", invoice(1)))
    payers.treasury.take_back(invoice="000000001", most=2_500, wait=False)
    (found_first,) = found(payers.entities(), "250")
    assert found_first[7:46] == "DETTE1FR  240528INDCIN00006000P00006000"
    balances = []
    for rank in (2, 3, 4, 5):
        payers.send(lot(f"{rank:03d}", invoice(rank, base=5_000)))
        balances.append(payers.told["debts_open"])
    assert balances == [3_500, 1_000, 0, 0]
    assert payers.amounts == [6_000, 0, 500, 500, 2_000, 3_000]
    movements = [one for _, file in payers.files for one in found(entities(file), "250")]
    assert [one[26:46] for one in movements] == [
        "CIN00006000P00006000",
        "RPR00002500N00003500",
        "RPR00002500N00001000",
        "RPR00001000N00000000",
    ]
    assert [one[3:5] for one in movements] == ["05", "03", "03", "03"]


def test_only_what_was_paid_is_taken_back_and_once() -> None:
    payers = Payers()
    with pytest.raises(NothingToDo, match="no invoice was paid"):
        payers.treasury.take_back()
    payers.treasury.behave(CONDUCTS["reject"])
    payers.send(lot("027", invoice(1)))
    with pytest.raises(NothingToDo, match="000000001"):
        payers.treasury.take_back(invoice="000000001")
    payers.send(lot("028", invoice(2)))
    payers.treasury.take_back(invoice="000000002", wait=True)
    with pytest.raises(NothingToDo):
        payers.treasury.take_back(invoice="000000002")
    with pytest.raises(NothingToDo, match="14 digits"):
        payers.treasury.transfer("12")
    payers.treasury.withhold(FUND, cents=5, reference="DETTE9FR")
    with pytest.raises(NothingToDo, match="another debt"):
        payers.treasury.withhold(FUND, cents=5, reference="DETTE9FR")


def test_lump_sums_and_paper_share_a_transfer_with_invoices() -> None:
    payers = Payers()
    for what in ("withhold", "lump-sum", "paper"):
        payers.treasury.behave(CONDUCTS[what])
    payers.send(lot("027", invoice(1)))
    told = payers.entities()
    assert [one[5:7] for one in found(told, "081")] == ["01", "02", "03", "05"]
    assert found(told, "261", "262")[1].startswith("26204AIDE AIDE A LA TELETRANSMISSION")
    assert found(told, "102")[1][20:30] == " " * 9 + "P"
    assert payers.amounts == [6_000 + 552 + 30_000 - 230]
    assert payers.files[0][1][-128:][82:85] == b"001"


def test_the_older_family_says_the_same_money() -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("older"))
    payers.treasury.behave(Conduct("reject", code="0450 072", invoice="000000002"))
    payers.send(lot("027", invoice(1, amc=300), invoice(2)))
    ((_, content),) = payers.files
    told = entities(content)
    assert content[61:65] == b"576 "
    assert [one[:3] for one in told] == [
        "020", "040", "070", "080", "100", "110", "120", "150", "160", "210", "990",
        "100", "110", "120", "150", "160", "210", "290", "990", "990", "990", "990",
    ]  # fmt: skip
    line, rejected = found(told, "210")
    assert (line[52:66], line[101:109]) == ("00006000PVU3  ", "00000300")
    assert rejected[52:61] == "00000000P"
    assert found(told, "290")[0][7:17] == "0450 072  "
    assert told[10] == f"99099{'000000001':17}0000000500000006300P"
    assert (payers.amounts, total(content)) == ([6_300], 6_300)


@pytest.mark.parametrize("what", ["defer", "signal", "lump-sum"])
def test_what_the_older_family_cannot_say_goes_in_the_newer(what: str) -> None:
    payers = Payers()
    payers.treasury.behave(Conduct("older"))
    payers.treasury.behave(CONDUCTS[what])
    payers.send(lot("027", invoice(1)))
    assert payers.files[0][1][61:65] == b"900 "


def test_a_wrong_closing_is_put_right_an_hour_later() -> None:
    payers = Payers()
    payers.treasury.behave(CONDUCTS["closing-off"])
    payers.send(lot("027", invoice(1)))
    payers.world.advance(2 * HOUR)
    wrong, right = (entities(content) for _, content in payers.files)
    assert wrong != right
    assert [one[36:42] for one in found(wrong, "990")] == ["06000P", "06001P", "06000P", "06000P"]
    assert found(right, "990")[1].endswith("6000P")
    assert payers.amounts == [6_000]


def test_an_unknown_entity_is_counted() -> None:
    payers = Payers()
    payers.treasury.behave(CONDUCTS["unknown-entity"])
    payers.send(lot("027", invoice(1)))
    assert "77705CE QUI SUIT EST INCONNU" in payers.entities()
    assert found(payers.entities(), "990")[0][22:30] == "00000003"


@pytest.mark.parametrize("what", ["orphan-lot", "orphan-invoice", "orphan-professional"])
@pytest.mark.parametrize("payer", [FUND, INSURER])
def test_returns_of_what_nobody_sent(what: str, payer: str) -> None:
    payers = Payers()
    payers.send(lot("999", invoice(1, amc=300), payer=payer))
    payers.treasury.orphan(what, payer)
    box, content = payers.files[-1]
    told = entities(content)
    (spoken,) = found(told, "102")
    payee = found(told, "020")[0][-9:]
    assert box == SHOP
    assert payee == ("750000002" if what == "orphan-professional" else SHOP)
    assert spoken[5:14] != "000000001"
    assert (spoken[20:23] == "999") is (what != "orphan-lot")
    assert total(content) == 552
    assert payers.told["claims"][0]["was_asked"]


def test_an_orphan_may_follow_an_invoice_on_paper() -> None:
    payers = Payers()
    payers.treasury.paper(FUND, NATHALIE, cents=552, professional=SHOP)
    payers.treasury.orphan("orphan-invoice", FUND, professional=SHOP)
    assert payers.amounts == [552, 552]


def test_numbers_of_lots_may_all_have_served() -> None:
    payers = Payers()
    for number in range(1, 1000):
        payers.treasury.ledger.ask(FUND, SHOP, [settled_lot(f"{number:03d}")])
    payers.treasury.orphan("orphan-lot", FUND, professional=SHOP)
    assert found(payers.entities(), "102")[0][20:29] == "999010101"


def settled_lot(number: str) -> Settled:
    part = Part(1, "P", 1)
    return Settled(f"{int(number):09d}", "240528", "F", " ", NATHALIE.nir, "", "550615", "1", part,
                   lot=number, lot_date="240528")  # fmt: skip


def test_every_conduct_can_come_from_the_plan_of_faults() -> None:
    for what in KINDS["payer"]:
        payers = Payers()
        payers.world.faults.arm(Fault("payer", what))
        payers.send(lot("027", invoice(1, amc=300)))
        assert payers.world.faults.calm
        payers.world.advance(timedelta(days=8))
        assert payers.told["owed"] == 0, what
        assert payers.files, what


# -- the books, whatever happens ------------------------------------------------------------------


def sums(payers: Payers) -> tuple[int, int]:
    """Return what movements of debts and what one-off payments come to."""
    movements, payments = 0, 0
    for made in payers.treasury.ledger.transfers:
        for section in made.order.sections:
            payments += sum(one.cents for one in section.payments)
            for held in (section.movements, *(one.movements for one in section.invoices)):
                movements += sum(one.cents for one in held)
    return movements, payments


def births(payers: Payers) -> int:
    """Return what the debts that were told were at first."""
    return sum(
        movement.cents
        for made in payers.treasury.ledger.transfers
        for invoice in made.order.invoices
        for movement in invoice.movements
        if movement.operation == "CIN"
    )


def check_books(payers: Payers) -> None:
    """Hold the ledger to its own sums and to the files that left."""
    ledger = payers.treasury.ledger
    moved, ones = sums(payers)
    claimed = sum(claim.paid for claim in ledger.claims.values())
    assert sum(payers.amounts) == claimed + ones + moved
    assert all(amount >= 0 for amount in payers.amounts)
    assert sum(total(content) for _, content in payers.files) == sum(payers.amounts)
    found_sum = sum(debt.amount - debt.balance for debt in ledger.debts)
    assert moved == births(payers) - found_sum
    assert all(0 <= debt.balance <= debt.amount for debt in ledger.debts)


STEPS = st.one_of(
    st.tuples(st.just("send"), st.integers(1, 3)),
    st.tuples(st.just("conduct"), st.sampled_from([w for w in CONDUCTS if w != "closing-off"])),
    st.tuples(st.just("advance"), st.integers(1, 100)),
    st.tuples(st.just("take_back"), st.integers(0, 2_000)),
    st.tuples(st.just("withhold"), st.integers(1, 9_000)),
    st.tuples(st.just("lump_sum"), st.integers(1, 5_000)),
    st.tuples(st.just("paper"), st.integers(1, 5_000)),
)


def play(payers: Payers, what: str, value: int | str, rank: int) -> None:
    treasury = payers.treasury
    try:
        if what == "send":
            invoices = (invoice(10 * rank + n, amc=300 * (n % 2)) for n in range(int(value)))
            payers.send(lot(f"{rank:03d}", *invoices))
        elif what == "conduct":
            treasury.behave(CONDUCTS[str(value)])
        elif what == "advance":
            payers.world.advance(int(value) * HOUR)
        elif what == "take_back":
            treasury.take_back(most=int(value), wait=bool(rank % 2))
        elif what == "withhold":
            treasury.withhold(FUND, cents=int(value))
        elif what == "lump_sum":
            treasury.lump_sum("", OneOff(int(value)), wait=bool(rank % 2))
        else:
            treasury.paper(FUND, NATHALIE, cents=int(value), wait=bool(rank % 2))
    except NothingToDo:
        return


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_every_cent_is_in_the_books(steps: list[tuple[str, int | str]]) -> None:
    payers = Payers()
    for rank, (what, value) in enumerate(steps, start=1):
        play(payers, what, value, rank)
        check_books(payers)
    payers.treasury.calm()
    check_books(payers)
    assert all(claim.owed == 0 for claim in payers.treasury.ledger.claims.values())


def test_work_for_a_lot_does_not_grow() -> None:
    """What is kept by number is found by number: nothing looks through what came before."""
    payers = Payers()
    for rank in range(300):
        payers.send(lot(f"{rank:03d}", invoice(rank + 1)))
    ledger = payers.treasury.ledger

    class Untouchable(dict[tuple[str, ...], object]):
        def values(self) -> None:  # type: ignore[override]
            raise AssertionError("the ledger was looked through")

        __iter__ = values  # type: ignore[assignment]

    ledger.claims = Untouchable(ledger.claims)  # type: ignore[assignment]
    payers.send(lot("999", invoice(999)))
    assert payers.amounts[-1] == 6_000
