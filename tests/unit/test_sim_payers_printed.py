"""The printed transfers of the manuals (seed-facts 16 and 17), made by gestures, to the cent."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from binocle_simulators.bench import Bench
from binocle_simulators.concentrator import InvoiceFacts, LineFacts, LotFacts
from binocle_simulators.control.app import create_app

SHOP = "992604231"
TEN, ONE = "00000010349000", "00000001349000"


def invoice(number: int, *, amo: int, amc: int = 0, insurer: str = "") -> InvoiceFacts:
    line = LineFacts("240529", "VU3", "7230795", 1, 10_000, amo, 100, amo, 10_000, amc)
    return InvoiceFacts(
        number=f"{number:09d}", billing_date="240529", nir="142199999900184", own_nir="",
        birth="420119", birth_rank="1", nature="10", exemption="0", split=False, payee="15",
        contract="00", insurer=insurer, member="", lines=(line,), billed=10_000, amo=amo, amc=amc,
    )  # fmt: skip


def lot(number: str, payer: str, *invoices: InvoiceFacts) -> LotFacts:
    return LotFacts(
        partner=SHOP, recipient_type="CP", recipient=payer, regime=payer[6:8], fund=payer[8:11],
        number=number, date="240529", flow="FSE", certification="S", file="000001",
        invoices=invoices,
    )  # fmt: skip


def send(bench: Bench, sent: LotFacts) -> None:
    """Bring a lot to its payer, as the concentrator does on the morning after."""
    desk = bench.payers.desk(sent.recipient_type, sent.recipient)
    desk.answer(sent, on=date(2024, 5, 29), already_received=frozenset(), fse_amo={})


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as made:
        do = made.control.do
        do("advance", seconds=24 * 3600)
        do("conduct", what="pay", times=0)
        do("conduct", what="group", times=0)
        send(made, lot("039", ONE, invoice(258, amo=469, amc=83, insurer="0099999997")))
        do("make_transfer", payer=ONE, name="1FR")
        send(made, lot("040", TEN, invoice(259, amo=469, amc=83, insurer="0062013354")))
        do("make_transfer", payer=TEN, name="7FR")
        do("take_back", invoice="000000259", reference="DETTE7FR", nature="OID", wait=True)
        for rank, cents in ((1, 4_000), (2, 6_000)):
            do(
                "lump_sum", payer=TEN, cents=cents, code=f"CODE{rank}", label=f"LIBELLE{rank}",
                nir=f"PAT0{rank}", nir_key="00", birth="991130", start="150101", end="150101",
                wait=True,
            )  # fmt: skip
        do("make_transfer", payer=TEN, name="7FR-2")
        do("withhold", payer=ONE, cents=230, reference="DETTE9FR")
        send(made, lot("041", ONE, invoice(260, amo=552)))
        do("make_transfer", payer=ONE, name="9FR")
        yield made


def contents(bench: Bench) -> list[str]:
    """Return the entities of each return, in one text, blocks put together."""
    found = []
    for deposited in bench.concentrator.returns.values():
        text = deposited.content.decode("latin-1")
        found.append("".join(text[at + 1 : at + 128] for at in range(128, len(text) - 128, 128)))
    return found


def test_the_four_printed_transfers(bench: Bench) -> None:
    told = bench.payers.ledger.told(SHOP)
    printed = [
        ("VIR AMO LIGNE 1 - 1FRVIR AMO LIGNE 2 - 1FR", "01349000", 552),
        ("VIR AMO LIGNE 1 - 7FRVIR AMO LIGNE 2 - 7FR", "10349000", 552),
        ("VIR AMO LIGNE 1 - 7FR-2VIR AMO LIGNE 2 - 7FR-2", "10349000", 9_448),
        ("VIR AMO LIGNE 1 - 9FRVIR AMO LIGNE 2 - 9FR", "01349000", 322),
    ]
    assert [(t["label"], t["organisation"], t["amount"]) for t in told["transfers"]] == printed
    assert {t["day"] for t in told["transfers"]} == {"240529"}
    assert (told["paid"], told["owed"], told["debts_open"]) == (10_874, 0, 0)


def test_the_regularisation_and_its_debt(bench: Bench) -> None:
    third = contents(bench)[2]
    assert "1980500000469P00000469N@1990500000083P00000083N0062013354" in third
    assert "@2500501DETTE7FR  240529OIDCIN00000552P00000000@" in third
    assert "@2500502DETTE7FR  240529OIDRPR00000552N00000000@" in third
    assert "99099000000259        0000000500000000552N@" in third
    first, second = (f"2610300001{cents:08d}@26204CODE{n}" for n, cents in ((1, 4000), (2, 6000)))
    assert first in third
    assert second in third
    assert f"PAT01{'':8}00991130 P15010115010100004000@" in third
    assert "99099081              0000000200000010000P@" in third
    assert "99099071              0000000200000009448P@" in third
    assert bench.payers.ledger.claims_of(SHOP, "000000259")[0].paid == 0


def test_the_withholding_stands_by_itself(bench: Bench) -> None:
    fourth = contents(bench)[3]
    assert "@0810205              @2500301DETTE9FR  240529INDRPR00000230N00000000@" in fourth
    assert "99099081              0000000100000000230N@" in fourth
    assert "99099071              0000000200000000322P@" in fourth


def test_the_bank_says_the_same(bench: Bench) -> None:
    told = bench.statement(SHOP).decode("windows-1252").split("\r\n")
    assert told[0] == "Date;Date de valeur;Libellé;Débit;Crédit;Référence"
    assert [row.split(";")[4] for row in told[1:-1]] == ["5,52", "5,52", "94,48", "3,22"]
    assert told[3] == (
        "29/05/2024;29/05/2024;VIR SEPA 10349000 VIR AMO LIGNE 1 - 7FR-2 VIR AMO LIGNE 2 - 7FR-2"
        ";;94,48;VIR000003"
    )
    ofx = bench.statement(SHOP, form="ofx").decode("windows-1252").split("\r\n")
    assert [row for row in ofx if row.startswith("<TRNAMT>")] == [
        "<TRNAMT>5.52", "<TRNAMT>5.52", "<TRNAMT>94.48", "<TRNAMT>3.22",
    ]  # fmt: skip
    assert "<BALAMT>108.74" in ofx
    assert "<DTPOSTED>20240529" in ofx


def rows(statement: bytes) -> list[str]:
    return statement.decode("windows-1252").split("\r\n")[1:-1]


def test_other_movements_of_the_shop_may_stand_between(bench: Bench) -> None:
    told = rows(bench.statement(SHOP, others=2))
    references = {row.rpartition(";")[2] for row in told if ";DIV" in row}
    assert references == {f"DIV{rank:06d}-{place}" for rank in range(1, 5) for place in (1, 2)}
    assert [row for row in told if ";VIR000" in row] == rows(bench.statement(SHOP))
    assert rows(bench.statement(SHOP, others=2)) == told, "asked again, it says the same"


def test_books_and_statement_are_told_over_http(bench: Bench) -> None:
    client = create_app(bench).test_client()
    answer: Any = client.get(f"/comptes?ps={SHOP}").json
    assert answer == json.loads(json.dumps(bench.payers.ledger.told(SHOP)))
    assert client.get(f"/releve.csv?ps={SHOP}").data == bench.statement(SHOP)
    assert client.get(f"/releve.ofx?ps={SHOP}").data == bench.statement(SHOP, form="ofx")
    assert client.get("/comptes?ps=000000000").json["transfers"] == []  # type: ignore[index]


def test_a_weekend_is_booked_on_monday() -> None:
    with Bench() as made:
        made.control.do("advance", seconds=int(timedelta(days=4).total_seconds()))  # a Saturday
        made.control.do("conduct", what="pay")
        send(made, lot("042", ONE, invoice(261, amo=7)))
        assert b"\r\n03/06/2024;" in made.statement(SHOP)
