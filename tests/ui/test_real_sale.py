"""A sale and an ordonnance typed at the page: what is wrong beside its field, then a claim."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from tests.ui.test_real_bench_rates import Hand

from binocle_simulators.bench import Bench

SALE, OPTICS = "/dossier/vente", "/dossier/ordonnance"
RIGHT = {
    "prescription": "26/05/2024",
    "prescriber.number": "99100069 6",
    "l1.kind": "M",
    "l1.act": "M03",
    "l1.lpp": "7211674",
    "l1.detail": "ADELE",
    "l1.net": "209,00",
    "l1.base": "0,05",
    "l1.shown": "on",
}
ORDONNANCE = {
    "day": "26/05/2024",
    "prescriber.number": "99100069 6",
    "OD.VL.sphere": "+1,00",
    "e1.frame.label": "ADELE",
    "e1.frame.lpp": "7211674",
    "e1.frame.net": "209,00",
    "e1.frame.serial": "SN-0042",
    "e1.frame.shown": "on",
}


@pytest.fixture
def hand(bench: Bench, tmp_path: Path) -> Iterator[Hand]:
    one = Hand(bench, tmp_path)
    yield one
    one.station.close()


def chosen(hand: Hand) -> None:
    """Have the card of the bench read and its first person chosen, no claim being open."""
    hand.desk.counter.enter_code("1234")
    hand.desk.counter.read_vitale()
    hand.desk.counter.choose(1)


def steps(hand: Hand, *names: str) -> None:
    for name in names:
        action = "signer" if name == "fse-sign" else "ok"
        hand.post("/dossier/etape", etape=name, action=action, code="1234", choix="1")


def title(hand: Hand) -> str:
    tree: Any = html.fromstring(hand.browser.get("/dossier").text)
    return " ".join(tree.xpath("//h1")[0].text_content().split())


WRONG = (
    ({"prescription": "30/02/2024"}, "prescription", "FSE-DATE-IMPOSSIBLE"),
    ({"prescription": ""}, "prescription", "OPT-DATE-ABSENTE"),
    ({"prescription": "26/05/2018"}, "prescription", "OPT-ORDONNANCE-PERIMEE"),
    ({"invoice_date": "31/04/2024"}, "invoice_date", "FSE-DATE-IMPOSSIBLE"),
    ({"act_day": "29/05/2024"}, "act_day", "FSE-ACTE-APRES-FACTURE"),
    ({"prescriber.number": "991000697"}, "prescriber.number", "OPT-PRESCRIPTEUR-FAUX"),
    ({"prescriber.number": ""}, "prescriber.number", "FSE-PRESCRIPTEUR-ABSENT"),
    ({"prescriber.rpps": "00991000697"}, "prescriber.rpps", "OPT-RPPS-FAUX"),
    ({"prescriber.speciality": "abc"}, "prescriber.speciality", "OPT-SPECIALITE-FAUSSE"),
    ({"l1.lpp": "7211675"}, "l1.lpp", "FSE-LPP-FAUX"),
    ({"l1.lpp": "2223342"}, "l1", "FSE-LPP-FERME"),
    ({"l1.act": "M04", "l1.lpp": "2276870"}, "l1", "OPT-CODE-ENFANT"),
    ({"l1.lpp": ""}, "l1", "FSE-LIGNE-SANS-LPP"),
    ({"l1.act": "M-03"}, "l1.act", "FSE-ACTE-FAUX"),
    ({"l1.kind": "X"}, "l1.kind", "OPT-CHOIX-INCONNU"),
    ({"l1.net": "-1,00"}, "l1.net", "FSE-SAISIE-NEGATIVE"),
    ({"l1.net": ""}, "l1.net", "OPT-PRIX-ABSENT"),
    ({"l1.base": "0,0"}, "l1.base", "FSE-MONTANT-ILLISIBLE"),
    ({"l1.net": "100000,00"}, "l1", "FSE-MONTANT-TROP-GRAND"),
    ({"rc_total": "-1,00"}, "rc_total", "FSE-SAISIE-NEGATIVE"),
    ({"rc_total": "209,00"}, "rc_total", "FSE-RC-TROP-GRAND"),
    ({"rc2_total": "209,00"}, "rc2_total", "FSE-RC2-TROP-GRAND"),
    ({"tp_amo": "peut-être"}, "tp_amo", "OPT-CHOIX-INCONNU"),
)
"""What is typed wrong -> the field beside which it is told, and its code (issue 4)."""


def test_each_bad_input_stands_beside_its_field(hand: Hand) -> None:
    chosen(hand)
    for wrong, field, code in WRONG:
        hand.post(SALE, **{**RIGHT, **wrong})
        assert code in hand.told(field, SALE), (wrong, hand.sees(SALE))
        typed: Any = html.fromstring(hand.browser.get(SALE).text)
        for name, text in wrong.items():
            inputs = typed.xpath(f"//input[@name='{name}']/@value")
            assert inputs in ([], [text], [f"{text},00"]), "nothing of what was typed is lost"
    hand.post(SALE, **RIGHT)
    tree: Any = html.fromstring(hand.browser.get(SALE).text)
    assert not tree.xpath("//p[@class='beside']")


def test_all_that_is_wrong_is_told_at_once_and_the_former_sale_stands(hand: Hand) -> None:
    chosen(hand)
    hand.post(SALE, **RIGHT)
    before = hand.desk.counter.claim
    hand.post(SALE, **{**RIGHT, "prescription": "00/00/2024", "l1.lpp": "1", "rc_total": "x"})
    told = [hand.told(name, SALE) for name in ("prescription", "l1.lpp", "rc_total")]
    assert told == ["FSE-DATE-IMPOSSIBLE", "FSE-LPP-FAUX", "FSE-MONTANT-ILLISIBLE"]
    assert before is not None
    assert hand.desk.counter.claim is before
    assert "FSE-DEVIS-A-CORRIGER" not in hand.post(f"{SALE}/devis", **{**RIGHT, "rc_total": "x"})
    assert hand.desk.quotes.quotes() == ()


def test_a_sale_from_the_ordonnance_opens_a_claim_that_goes_to_its_signature(hand: Hand) -> None:
    assert "Aucun dossier n'est ouvert" in hand.sees("/dossier")
    hand.post(f"{OPTICS}/reprise", **ORDONNANCE)
    assert title(hand) == "Vente saisie au comptoir"
    steps(hand, "cps-code", "vitale-read", "beneficiary", "adri", "rate-check", "invoice")
    assert "UI-FACTURE-OUVERTE" in hand.post(f"{OPTICS}/reprise", **ORDONNANCE)
    assert "UI-FACTURE-OUVERTE" in hand.post(SALE, **RIGHT)
    steps(hand, "fse-sign")
    assert title(hand) == "Vente saisie au comptoir SV"
    said = hand.sees("/factures/000000260")
    assert "Ordonnance du 26/05/2024" in said
    assert "SN-0042" in said
    assert "991000696" in said
    assert hand.post("/factures/000000260/ordonnance") == OPTICS
    refused = hand.post("/factures/000000999/ordonnance")
    assert "FSE-FACTURE-INCONNUE" in refused


def test_an_ordonnance_that_is_not_taken_opens_nothing(hand: Hand) -> None:
    hand.post(f"{OPTICS}/reprise", **{**ORDONNANCE, "day": "30/02/2024"})
    assert "Aucun dossier n'est ouvert" in hand.sees("/dossier")


def test_a_quote_is_kept_taken_up_and_invoiced_by_the_page(hand: Hand) -> None:
    hand.post(f"{SALE}/devis", **RIGHT)
    assert "Devis n°971" in hand.sees(SALE)
    hand.post("/dossier", cas="253")
    assert "Devis n°971" not in hand.sees(SALE), "another customer came"
    assert hand.post(f"{SALE}/devis/971") == SALE
    assert "FSE-DEVIS-INCONNU" in hand.post(f"{SALE}/devis/1")
    assert title(hand).startswith("Facture 253"), "the claim under way takes the sale"
    steps(hand, "cps-code", "vitale-read", "beneficiary", "adri", "rate-check", "invoice")
    assert "DESMAUX NATHALIE (15/06/1955)209,00Facturé000000253" in hand.sees(SALE)
    assert "UI-FACTURE-OUVERTE" in hand.post(f"{SALE}/devis/971")
    steps(hand, "fse-sign")
    assert "FSE-DEVIS-DEJA-FACTURE" in hand.post(f"{SALE}/devis/971")


def test_a_typed_sale_goes_on_from_where_the_counter_is(hand: Hand) -> None:
    chosen(hand)
    hand.post(SALE, **RIGHT)
    hand.post(SALE, **{**RIGHT, "l1.net": "210,00"})
    steps(hand, "adri", "rate-check")
    hand.post(SALE, **{**RIGHT, "l1.net": "211,00"})
    steps(hand, "rate-check", "invoice")
    summary = hand.desk.counter.summary
    assert summary is not None
    assert summary.invoice.total == 21100
