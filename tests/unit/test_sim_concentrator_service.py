"""The simulated concentrator over HTTP: signed envelopes in, receipts, ARL and returns out."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree
from tests.unit.concentrator_bench import Bench
from tests.unit.concentrator_files import (
    FUND,
    INSURER,
    NS,
    PS,
    Signer,
    b2_file,
    envelope,
    issued,
    signed,
)

from binocle_simulators.concentrator.app import create_app
from binocle_simulators.concentrator.behaviour import ConcentratorSimulator, LotState
from binocle_simulators.concentrator.facts import LotFacts
from binocle_simulators.faults import Fault
from binocle_simulators.world import World


@pytest.fixture(scope="module")
def authority() -> Signer:
    return issued("SIMULATEUR BINOCLE - AUTORITE DE TEST")


@pytest.fixture(scope="module")
def cps(authority: Signer) -> Signer:
    return issued("OPTICIEN FICTIF", authority)


@pytest.fixture
def bench(authority: Signer, cps: Signer) -> Bench:
    return Bench(authority, cps)


def test_a_file_gives_a_receipt_an_arl_and_a_return(bench: Bench) -> None:
    taken = bench.put(b2_file(1, 2))
    assert taken.status_code == 201
    receipt = {
        "nom": "B2-1",
        "recepisse": "AR-000001",
        "recu_le": "2024-05-28T07:00:00Z",
        "provisoire": True,
    }
    assert taken.get_json() == receipt
    assert bench.client.get("/fichiers/B2-1").get_json() == receipt
    bench.world.advance(timedelta(minutes=59))
    assert bench.waiting() == []
    bench.world.advance(timedelta(hours=2, minutes=2))
    (arl,) = bench.waiting()
    assert (arl["genre"], arl["nom"]) == ("ARL", f"ARL-{PS}-000027-027")
    label = "LOT CONFORME".ljust(81)
    assert bench.content(arl).decode() == (f"ARLSIMULATEURP027{FUND}2405280000270000{label}")
    bench.world.advance_to(datetime(2024, 5, 29, 4, 0, tzinfo=UTC))
    assert bench.kinds() == ["ARL"]
    bench.world.advance(timedelta(hours=2))
    arl, rsp = bench.waiting()
    assert rsp["genre"] == "RSP"
    assert b"1980500000003P00000003P" in bench.content(rsp)
    assert bench.content(rsp).endswith(b"00100000000006P" + b" " * 31)
    assert bench.simulator.lots[0].state is LotState.ANSWERED


def test_a_return_is_acknowledged_once_and_for_all(bench: Bench) -> None:
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=2))
    first, second = bench.waiting()
    for _ in range(2):
        assert bench.client.delete(f"/retours/{first['id']}").status_code == 204
    assert bench.waiting() == [second]
    assert [r.id for r in bench.simulator.pending_returns] == [second["id"]]
    assert bench.client.delete("/retours/R999999").status_code == 404
    assert bench.client.get("/retours/R999999").status_code == 404
    assert bench.client.get("/retours?ps=992604231").status_code == 400
    assert bench.client.get("/retours?ps=00000750000002").get_json() == {"retours": []}


def test_a_name_means_one_content(bench: Bench) -> None:
    first = bench.put(b2_file(1)).get_json()
    bench.world.advance(timedelta(minutes=10))
    again = bench.put(b2_file(1))
    assert (again.status_code, again.get_json()) == (200, first)
    other = bench.put(b2_file(2))
    assert other.status_code == 409
    assert "autre contenu" in other.get_json()["erreur"]
    bench.world.advance(timedelta(days=2))
    assert bench.kinds() == ["ARL", "RSP"]


def test_signatures_that_do_not_hold_are_refused(bench: Bench, authority: Signer) -> None:
    good = envelope(b2_file(1), bench.cps, name="B2-1")
    root = etree.fromstring(good)
    signature = root.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    assert signature is not None
    root.remove(signature)
    stranger = issued("SIMULATEUR BINOCLE - AUTORITE DE TEST")
    refused = [
        good.replace(b"B2-1", b"B2-2"),
        etree.tostring(root),
        envelope(b2_file(1), issued("X", stranger), name="B2-1"),
        envelope(b2_file(1), issued("X", authority, days=5), name="B2-1"),
    ]
    for body in refused:
        answer = bench.put_raw(body, name="B2-1")
        assert answer.status_code == 403
        assert answer.get_json()["erreur"].startswith("Signature : ")
    assert bench.simulator.files == {}


def test_what_is_signed_but_wrong_is_not_taken(bench: Bench) -> None:
    content, cps = b2_file(1), bench.cps
    cases = {
        "« Nom » est B2-9": envelope(content, cps, name="B2-9"),
        "l'émetteur 00000750000002": envelope(content, cps, name="B2-1", sender="00000750000002"),
        "« Empreinte »": envelope(content, cps, name="B2-1", digest="0" * 64),
        "positions 4-5": envelope(content.replace(b"000TP", b"000TE"), cps, name="B2-1"),
        "n'est pas du XML": b"ceci n'est pas du XML",
        "élément racine": b"<Enveloppe/>",
        "DOCTYPE": b'<!DOCTYPE E [<!ENTITY a "b">]><E>&a;</E>',
    }
    for said, body in cases.items():
        answer = bench.put_raw(body)
        assert (answer.status_code, said in answer.get_json()["erreur"]) == (422, True), said
    assert bench.client.put("/fichiers/B2-1", data=b"x").status_code == 415
    assert bench.client.get("/fichiers/B2-1").get_json() == {"erreur": "Inconnu ici."}
    assert bench.world.next_event() is None


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("Contenu", "pas du base64 !", "« Contenu » n'est pas du base64"),
        ("Emetteur", "", "« Emetteur » doit figurer une fois"),
    ],
)
def test_signed_envelopes_of_another_shape(bench: Bench, tag: str, text: str, said: str) -> None:
    root = etree.fromstring(envelope(b2_file(1), bench.cps, name="B2-1"))
    root.remove(root[-1])
    element = root.find(f"{{{NS}}}{tag}")
    assert element is not None
    element.text = text
    answer = bench.put_raw(signed(root, bench.cps))
    assert (answer.status_code, said in answer.get_json()["erreur"]) == (422, True)


def test_only_what_the_signature_covers_is_read(bench: Bench) -> None:
    """Signature wrapping: a good envelope inside another one, whose own words are not signed."""
    inner = etree.fromstring(envelope(b2_file(1), bench.cps, name="B2-1"))
    outer = etree.fromstring(envelope(b2_file(2), bench.cps, name="B2-2"))
    outer.set("ID", "_2")
    outer.remove(outer[-1])
    outer.append(inner)
    outer.append(inner[-1])
    assert bench.put_raw(etree.tostring(outer), name="B2-2").status_code in (403, 422)
    assert bench.simulator.files == {}


def test_a_certificate_that_cannot_be_read_is_refused(bench: Bench) -> None:
    root = etree.fromstring(envelope(b2_file(1), bench.cps, name="B2-1"))
    found = root.find(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate")
    assert found is not None
    found.text = "AAAA"
    assert bench.put_raw(etree.tostring(root)).status_code == 403


def test_a_signature_over_a_part_only_is_refused(bench: Bench) -> None:
    root = etree.fromstring(envelope(b2_file(1), bench.cps, name="B2-1"))
    root.remove(root[-1])
    del root.attrib["ID"]
    root[-1].set("ID", "_1")
    answer = bench.put_raw(signed(root, bench.cps))
    assert answer.status_code == 403
    assert "ne couvre pas l'enveloppe" in answer.get_json()["erreur"]


def test_an_invoice_sent_in_two_lots_is_rejected_the_second_time(bench: Bench) -> None:
    bench.put(b2_file(1), name="B2-1")
    bench.put(b2_file(1, 2, lot="028", file="000028"), name="B2-2")
    bench.world.advance(timedelta(days=2))
    returns = [bench.content(row) for row in bench.waiting() if row["genre"] == "RSP"]
    rejected = [content.count(b"294052900") for content in returns]
    second = rejected.index(1)
    assert sorted(rejected) == [0, 1]
    assert b"028240528F" in returns[second]
    assert returns[second].endswith(b"00100000000003P" + b" " * 31)


def test_a_lot_number_serves_once_a_day(bench: Bench) -> None:
    bench.put(b2_file(1), name="B2-1")
    bench.put(b2_file(2), name="B2-2")
    bench.world.advance(timedelta(days=2))
    arls = [bench.content(row) for row in bench.waiting() if row["genre"] == "ARL"]
    assert sorted(content[13:14] + content[43:47] for content in arls) == [b"N9001", b"P0000"]
    states = [lot.state for lot in bench.simulator.lots]
    assert states == [LotState.ANSWERED, LotState.REFUSED]
    assert bench.kinds().count("RSP") == 1


def test_a_dre_is_compared_with_its_fse(bench: Bench) -> None:
    bench.put(b2_file(1, split=True), name="B2-1")
    dre = b2_file(1, lot="AAE", file="000028", dre=True)
    bench.put(dre, name="B2-2")
    bench.world.advance(timedelta(days=2))
    returns = {bench.content(row)[3:5]: bench.content(row) for row in bench.waiting()}
    assert b"00100000002482P" in returns[b"OC"]
    assert {lot.facts.flow for lot in bench.simulator.lots} == {"FSE", "DRE"}


@dataclass
class Deaf:
    """A payer that keeps what it was asked."""

    asked: list[tuple[LotFacts, Any, Any]] = field(default_factory=list)

    def answer(self, lot: LotFacts, *, on: date, already_received: Any, fse_amo: Any) -> bytes:
        self.asked.append((lot, already_received, fse_amo))
        return f"{on}".encode()


def test_a_payer_hears_what_the_fse_asked(authority: Signer, cps: Signer) -> None:
    bench, insurer = Bench(authority, cps), Deaf()
    bench.simulator = ConcentratorSimulator(
        world=bench.world,
        authority_pem=authority.pem,
        payers={INSURER: insurer, FUND: Deaf()},
        other_payer=lambda *_: Deaf(),
    )
    bench.client = create_app(bench.simulator).test_client()
    bench.put(b2_file(1, split=True), name="B2-1")
    bench.put(b2_file(1, 2, lot="AAE", file="000028", dre=True), name="B2-2")
    bench.world.advance(timedelta(days=2))
    ((lot, already, fse_amo),) = insurer.asked
    assert (lot.number, already, fse_amo) == ("AAE", frozenset(), {"000000001": (3,)})


@pytest.mark.parametrize(
    ("fault", "kinds", "state"),
    [
        (Fault("arl", "duplicate"), ["ARL", "ARL", "RSP"], LotState.ANSWERED),
        (Fault("arl", "negative"), ["ARL"], LotState.REFUSED),
        (Fault("arl", "absent"), [], LotState.LOST),
        (Fault("rsp", "duplicate"), ["ARL", "RSP", "RSP"], LotState.ANSWERED),
        (Fault("rsp", "truncated"), ["ARL", "RSP", "RSP"], LotState.ANSWERED),
        (Fault("rsp", "altered"), ["ARL", "RSP", "RSP"], LotState.ANSWERED),
    ],
)
def test_faults(bench: Bench, fault: Fault, kinds: list[str], state: LotState) -> None:
    bench.world.faults.arm(fault)
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=2))
    assert bench.kinds() == kinds
    assert bench.simulator.lots[0].state is state
    contents = [bench.content(row) for row in bench.waiting()]
    if fault.what == "duplicate":
        assert len(set(contents)) == 2
    if fault.what == "negative":
        assert contents[0][13:47] == f"N027{FUND}2405280000274025".encode()
    if fault.where == "rsp" and fault.what != "duplicate":
        damaged, good = contents[1:]
        shorter = good[: len(good) // 2]
        cent_off = good.replace(b"00100000000003P ", b"00100000000004P ")
        assert damaged == {"truncated": shorter, "altered": cent_off}[fault.what] != good
        hours = [row["depose_le"][11:13] for row in bench.waiting()[1:]]
        assert int(hours[1]) - int(hours[0]) == 1


def test_a_lost_lot_sets_off_again_when_its_file_comes_again(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "absent"))
    first = bench.put(b2_file(1)).get_json()
    bench.world.advance(timedelta(days=2))
    again = bench.put(b2_file(1))
    assert (again.status_code, again.get_json()) == (200, first)
    bench.world.advance(timedelta(days=2))
    assert bench.kinds() == ["ARL", "RSP"]


def test_a_lot_refused_by_fault_may_come_again_under_another_name(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "negative"))
    bench.put(b2_file(1), name="B2-1")
    bench.world.advance(timedelta(hours=4))
    bench.put(b2_file(1, file="000028"), name="B2-2")
    bench.world.advance(timedelta(days=2))
    assert bench.kinds() == ["ARL", "ARL", "RSP"]
    assert b"294" not in bench.content(bench.waiting()[-1])


def test_two_worlds_of_one_seed_keep_the_same_journal(authority: Signer, cps: Signer) -> None:
    def day(seed: int) -> str:
        bench = Bench(authority, cps, World(seed))
        bench.put(b2_file(1, 2))
        bench.put(b2_file(3, lot="028", file="000028"), name="B2-2")
        bench.world.advance(timedelta(days=2))
        return bench.world.journal.sha256()

    assert day(3) == day(3) != day(4)


def test_a_lot_is_found_by_its_name_and_says_whether_it_is_acknowledged(bench: Bench) -> None:
    bench.put(b2_file(1, 2))
    (lot,) = bench.simulator.lots_named("027", FUND, "240528")
    assert (lot.professional, lot.is_acknowledged) == (PS, False)
    for other in (("028", FUND, "240528"), ("027", INSURER, "240528"), ("027", FUND, "240529")):
        assert bench.simulator.lots_named(*other) == ()
    bench.world.advance(timedelta(hours=3, minutes=1))
    assert lot.is_acknowledged
    bench.world.advance(timedelta(days=2))
    assert (lot.state, lot.is_acknowledged) == (LotState.ANSWERED, True)


@pytest.mark.parametrize("what", ["negative", "absent"])
def test_a_lot_without_a_positive_arl_is_not_acknowledged(bench: Bench, what: str) -> None:
    bench.world.faults.arm(Fault("arl", what))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=2))
    (lot,) = bench.simulator.lots_named("027", FUND, "240528")
    assert not lot.is_acknowledged
