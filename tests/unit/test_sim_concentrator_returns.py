"""What goes wrong with the concentrator's returns: each fault, each gesture, then a whole storm."""

from datetime import timedelta
from typing import cast

import pytest
from tests.unit.concentrator_bench import Bench
from tests.unit.concentrator_files import FUND, PS, Signer, b2_file, issued

from binocle_simulators.bench import Bench as WholeBench
from binocle_simulators.concentrator.behaviour import LotState
from binocle_simulators.control import BadGesture
from binocle_simulators.control.money import raise_storm
from binocle_simulators.faults import KINDS, Fault
from binocle_simulators.storms import HANDS, PLACES, storm
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


def days(bench: Bench, kind: str) -> list[int]:
    """Return after how many days each return of a kind came."""
    returns = bench.simulator.returns.values()
    return [(r.deposited_at - bench.world.start).days for r in returns if r.kind == kind]


def kinds(bench: Bench) -> list[str]:
    return [r.kind for r in bench.simulator.returns.values()]


def states(bench: Bench) -> list[LotState]:
    return [lot.state for lot in bench.simulator.lots]


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault("arl", "transport-keys"), ["ARL", "RSP"]),
        (Fault("arl", "after-return"), ["RSP", "ARL"]),
        (Fault("arl", "orphan"), ["ARL", "ARL", "RSP"]),
        (Fault("arl", "garbled"), ["ARL", "ARL", "RSP"]),
        (Fault("arl", "late"), ["ARL", "RSP"]),
        (Fault("srv", "forwarded"), ["SRV", "ARL", "RSP"]),
        (Fault("srv", "provisional"), ["SRV", "ARL", "RSP"]),
        (Fault("rsp", "late"), ["ARL", "RSP"]),
        (Fault("rsp", "swapped"), ["ARL", "RSP"]),
        (Fault("payer", "closing-off"), ["ARL", "RSP", "RSP"]),
        (Fault("payer", "orphan-lot"), ["ARL", "RSP", "RSP"]),
    ],
    ids=lambda value: f"{value.where}-{value.what}" if isinstance(value, Fault) else "",
)
def test_a_lot_is_answered_in_the_end(bench: Bench, fault: Fault, found: list[str]) -> None:
    bench.world.faults.arm(fault)
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=12))
    assert kinds(bench) == found
    assert states(bench) == [LotState.ANSWERED]
    assert bench.payers.ledger.told("992604231")["owed"] == 0


def test_transport_keys_are_no_refusal(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "transport-keys"))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(hours=4))
    (arl,) = bench.waiting()
    assert bench.content(arl)[13:47] == f"N027{FUND}2405280000274015".encode()
    bench.put(b2_file(1, file="000028"), name="B2-2")
    bench.world.advance(timedelta(hours=4))
    assert bench.content(bench.waiting()[1])[43:47] == b"9001"
    bench.world.advance(timedelta(days=2))
    assert kinds(bench).count("RSP") == 1


def test_a_lot_sent_ahead_of_its_date_is_refused(bench: Bench) -> None:
    assert bench.put(b2_file(1, day="240529")).status_code == 201
    bench.world.advance(timedelta(days=2))
    assert (kinds(bench), states(bench)) == (["ARL"], [LotState.REFUSED])
    assert bench.content(bench.waiting()[0])[43:47] == b"9003"


def test_late_is_after_two_working_days(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "late"))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=12))
    ((arl,), (rsp,)) = (days(bench, kind) for kind in ("ARL", "RSP"))
    assert 5 <= arl <= 9
    assert arl <= rsp <= arl + 1


def test_a_garbled_acknowledgement_comes_whole_later(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "garbled"))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(hours=5))
    cut, whole = (bench.content(row) for row in bench.waiting())
    assert (len(cut), len(whole), whole[:100]) == (100, 128, cut)


def test_an_orphan_acknowledgement_names_a_lot_never_sent(bench: Bench) -> None:
    bench.world.faults.arm(Fault("arl", "orphan"))
    bench.put(b2_file(1, lot="999"))
    bench.world.advance(timedelta(hours=4))
    assert [bench.content(row)[14:17] for row in bench.waiting()] == [b"999", b"998"]


@pytest.mark.parametrize(
    ("what", "mark"), [("forwarded", b"A"), ("provisional", b"P"), ("undelivered", b"N")]
)
def test_service_messages(bench: Bench, what: str, mark: bytes) -> None:
    bench.world.faults.arm(Fault("srv", what))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(minutes=21))
    (row,) = bench.waiting()
    assert (row["genre"], row["nom"]) == ("SRV", f"SRV-{PS}-000027-027")
    code = b"9002AVIS DE NON REMISE" if mark == b"N" else b"0000"
    content = bench.content(row)
    assert len(content) == 128
    assert content.startswith(b"SRVSIMULATEUR" + mark + f"027{FUND}240528000027".encode() + code)


def test_an_undelivered_lot_sets_off_again_when_its_file_comes_again(bench: Bench) -> None:
    bench.world.faults.arm(Fault("srv", "undelivered"))
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=3))
    assert (kinds(bench), states(bench)) == (["SRV"], [LotState.LOST])
    assert bench.put(b2_file(1)).status_code == 200
    bench.world.advance(timedelta(days=3))
    assert kinds(bench) == ["SRV", "ARL", "RSP"]


def test_a_lot_is_judged_once_whatever_was_sent_again(bench: Bench) -> None:
    """The file comes again while its first acknowledgement is still on its way."""
    bench.put(b2_file(1))
    bench.simulator.send_notice(bench.simulator.lots[0], "undelivered")
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=3))
    assert kinds(bench) == ["SRV", "ARL", "RSP"]


def test_returns_swap_places(bench: Bench) -> None:
    bench.world.faults.arm(Fault("rsp", "swapped"))
    bench.put(b2_file(1))
    bench.put(b2_file(2, lot="028", file="000028"), name="B2-2")
    bench.world.advance(timedelta(days=3))
    names = [r.name for r in bench.simulator.returns.values() if r.kind == "RSP"]
    alone = Bench(bench.authority, bench.cps, World(7))
    alone.put(b2_file(1))
    alone.put(b2_file(2, lot="028", file="000028"), name="B2-2")
    alone.world.advance(timedelta(days=3))
    assert [r.name for r in alone.simulator.returns.values() if r.kind == "RSP"] == names[::-1]


def test_returns_on_demand(bench: Bench) -> None:
    with pytest.raises(KeyError, match="no return yet"):
        bench.simulator.repeat_return()
    with pytest.raises(KeyError, match="no lot yet"):
        bench.simulator.lot()
    bench.put(b2_file(1))
    bench.world.advance(timedelta(days=2))
    for row in bench.waiting():
        bench.client.delete(f"/retours/{row['id']}")
    bench.simulator.repeat_return()
    bench.simulator.repeat_return("R000001")
    lot = bench.simulator.lot("027")
    bench.simulator.send_arl(lot, "4025")
    bench.simulator.send_orphan_arl(lot)
    bench.simulator.send_notice(lot, "undelivered")
    rows = bench.waiting()
    assert [row["genre"] for row in rows] == ["RSP", "ARL", "ARL", "ARL", "SRV"]
    assert bench.content(rows[2])[43:69] == b"4025TRAITEMENT IMPOSSIBLE "
    assert states(bench) == [LotState.ANSWERED], "words change nothing of what was done"
    with pytest.raises(KeyError, match="no return R999999"):
        bench.simulator.repeat_return("R999999")


def test_what_has_no_object_is_refused_by_the_hand() -> None:
    with WholeBench() as whole:
        for gesture, values, said in (
            ("repeat_return", {}, "no return yet"),
            ("send_arl", {"lot": "027"}, "no lot 027"),
            ("take_back", {}, "no invoice was paid"),
            ("lump_sum", {"cents": 1}, "14 digits"),
            ("make_transfer", {"payer": FUND}, "nobody sent anything yet"),
            ("make_transfer", {"payer": FUND, "professional": "992604231"}, "nothing waits"),
            ("conduct", {"what": "juggle"}, "one of these is expected"),
        ):
            with pytest.raises(BadGesture, match=said):
                whole.control.do(gesture, **values)
        whole.control.do("conduct", what="hold", hours=3)
        assert whole.control.state()["conducts"][0]["hours"] == 3
        whole.control.do("calm_payers")
        assert whole.control.state()["conducts"] == []


# -- storms ---------------------------------------------------------------------------------------


def test_a_seed_gives_one_storm() -> None:
    plan = storm(5, 30)
    assert plan == storm(5, 30) != storm(6, 30)
    assert [stroke.after for stroke in plan] == sorted(stroke.after for stroke in plan)
    assert [stroke.gesture for stroke in plan[-2:]] == ["clear", "calm_payers"]
    assert plan[-1].after == timedelta(days=30)


def test_storms_draw_everything() -> None:
    plans = [stroke for seed in range(25) for stroke in storm(seed, 30)]
    armed = {(s.values["where"], s.values["what"]) for s in plans if s.gesture == "arm"}
    assert armed == {(where, what) for where in PLACES for what in KINDS[where]}
    assert {s.gesture for s in plans} == {"arm", "clear", "calm_payers", *HANDS}


@pytest.mark.parametrize("seed", range(6))
def test_after_a_storm_nothing_is_owed(authority: Signer, cps: Signer, seed: int) -> None:
    """A shop sends a lot a day, and sends again whatever was lost, once the storm is over."""
    bench = Bench(authority, cps, World(seed))
    raise_storm(cast(WholeBench, bench), seed, 10)
    for day in range(10):
        bench.put(lot_of(day), name=f"B2-{day}")
        bench.world.advance(timedelta(days=1))
    bench.world.advance(timedelta(days=10))
    assert bench.world.faults.calm
    lost = [day for day in range(10) if bench.concentrator.lot(f"{day + 1:03d}").state in GONE]
    for day in lost:
        bench.put(lot_of(day, file=50 + day), name=f"B2-{50 + day}")
    bench.world.advance(timedelta(days=10))
    last = {bench.concentrator.lot(f"{day + 1:03d}").state for day in range(10)}
    assert last == {LotState.ANSWERED}
    told = bench.payers.ledger.told("992604231")
    asked = [claim for claim in told["claims"] if claim["was_asked"]]
    assert (told["owed"], len(asked)) == (0, 20)
    assert {claim["amo"]["state"] for claim in asked} <= {"P", "R"}
    assert told["paid"] == sum(made["amount"] for made in told["transfers"])


GONE = (LotState.LOST, LotState.REFUSED)


def lot_of(day: int, *, file: int | None = None) -> bytes:
    """Write the lot of a day: two invoices."""
    named = f"{day if file is None else file:06d}"
    return b2_file(2 * day + 1, 2 * day + 2, lot=f"{day + 1:03d}", file=named)
