"""Documents that leave: never twice, never lost, in electronic form or on paper and never both."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.unit.fse.makers import Crash
from tests.unit.scor.makers import (
    DEGRADED,
    FILES,
    FIRST,
    LOT,
    NOW,
    ORDN,
    OTHER,
    OTHER_LOT,
    SECOND,
    SECURED,
    ScorShop,
    pieces_of,
)

from binocle.kernel import MalformedAnswer, OperatorActionNeeded
from binocle.scor import Conformity, ScorLotState, ScorState, rules, ways_on

UNSURE = [TimeoutError("slow"), ConnectionResetError("cut"), MalformedAnswer("HTML")]
each_unsure = pytest.mark.parametrize("failure", UNSURE, ids=lambda error: type(error).__name__)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ScorShop]:
    shop = ScorShop(tmp_path / "binocle.sqlite")
    yield shop
    shop.desk.session.close()


def count(shop: ScorShop, table: str) -> int:
    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
    found: int = shop.desk.session.connection.execute(query).scalar_one()
    return found


def lot_states(shop: ScorShop) -> dict[str, ScorLotState]:
    return {lot.name: lot.state for lot in shop.sending.lots()}


# -- what leaves ----------------------------------------------------------------------------------


def test_a_document_waits_for_the_lot_of_its_invoice(shop: ScorShop) -> None:
    document = shop.attaches()
    assert shop.sending.exchange().sent == ()
    assert shop.server.calls == [], "a shop that never sent anything asks nothing"
    shop.arrived_lots[SECURED] = LOT
    assert shop.sending.exchange().sent == (FIRST,)
    sent = shop.scor.document(document.id)
    assert (sent.state, sent.sent_at) == (ScorState.SENT, NOW.replace(second=1))
    (piece,) = pieces_of(shop.server.taken[FIRST])
    assert (piece["Id"], piece["Facture"], piece["Type"]) == (document.id, SECURED, "ORDN")
    assert piece["Empreinte"] == document.sha256
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-PARTI"):
        shop.scor.remove(document.id)
    shop.sending.exchange()
    assert [call for call in shop.server.calls if call.startswith("put")] == [f"put {FIRST}"]


def test_only_what_the_server_takes_leaves(shop: ScorShop) -> None:
    """An unjudged page, a wrong one, another paper, an unsigned invoice: all stay."""
    for number in (SECURED, "000000254", DEGRADED):
        shop.arrived_lots[number] = LOT
    shop.attaches(DEGRADED)
    shop.scor.attach_sheet(DEGRADED, b"%PDF-sheet")
    shop.attaches(DEGRADED, OTHER, extra=True)
    shop.attaches(DEGRADED, extra=True)
    shop.scor.attach(SECURED, ORDN, FILES)
    wrong = shop.attaches("000000254")
    shop.scor.judge(wrong.id, 1, Conformity.NOT_COMPLIANT)
    shop.sending.exchange()
    types = [piece["Type"] for piece in pieces_of(shop.server.taken[FIRST])]
    assert types == ["ORDN", "FSPA", "ORDN"]
    states = [row.state for row in shop.scor.rows_of(DEGRADED)]
    assert states == [ScorState.SENT] * 2 + [ScorState.COMPLIANT, ScorState.SENT]


def test_each_fse_lot_has_its_scor_lot_and_late_documents_another(shop: ScorShop) -> None:
    shop.arrived_lots |= {SECURED: LOT, "000000254": LOT, DEGRADED: OTHER_LOT}
    for number in (SECURED, DEGRADED):
        shop.attaches(number)
    shop.sending.exchange()
    shop.attaches("000000254")
    shop.sending.exchange()
    links = [
        (lot.name[-2:], lot.fse_lot.number, len(lot.documents)) for lot in shop.sending.lots()[::-1]
    ]
    assert links == [("01", "027", 1), ("02", "028", 1), ("03", "027", 1)]


def test_a_lot_keeps_within_the_limits_and_the_bytes_go_once_it_left(
    shop: ScorShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_PIECES", 2)
    for _ in range(3):
        shop.attaches(SECURED, ORDN, extra=True)
    shop.arrived_lots[SECURED] = LOT
    assert shop.sending.exchange().sent == (FIRST, SECOND)
    assert [len(pieces_of(lot)) for lot in shop.server.taken.values()] == [2, 1]
    assert count(shop, "scor_lot_content") == 0


def test_a_document_too_heavy_is_told_at_once_or_when_it_should_leave(
    shop: ScorShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.arrived_lots = {SECURED: LOT, DEGRADED: LOT}
    heavy = shop.attaches()
    monkeypatch.setattr(rules, "MAX_PIECE", len(shop.pdf) - 1)
    (found,) = shop.scor.attach(DEGRADED, ORDN, FILES).findings
    assert found.code == "SCOR-DOCUMENT-TROP-LOURD"
    assert shop.codes() == ["SCOR-DOCUMENT-TROP-LOURD"]
    assert shop.scor.document(heavy.id).state is ScorState.COMPLIANT


# -- never twice, never lost ----------------------------------------------------------------------


@each_unsure
def test_what_may_have_arrived_is_asked_about(shop: ScorShop, failure: Exception) -> None:
    shop.server.after["put"] = failure
    document = shop.sends()
    assert document.state is ScorState.LEAVING
    assert [f.code for f in shop.sending.findings()] == ["SCOR-LOT-EN-ATTENTE"]
    shop.server.after.clear()
    assert shop.sending.exchange().sent == (FIRST,)
    calls = [call for call in shop.server.calls if "answers" not in call]
    assert calls == [f"put {FIRST}", f"receipt {FIRST}"]
    assert shop.scor.document(document.id).state is ScorState.SENT
    assert shop.sending.findings() == ()


@each_unsure
def test_what_never_arrived_leaves_again_the_same(shop: ScorShop, failure: Exception) -> None:
    shop.server.before["put"] = failure
    document = shop.sends()
    kept = shop.store.lot_content(FIRST)
    shop.server.before.clear()
    shop.sending.exchange()
    assert shop.server.taken == {FIRST: kept}
    assert shop.scor.document(document.id).state is ScorState.SENT


def test_a_refused_link_leaves_the_lot_ready(shop: ScorShop) -> None:
    shop.server.before = dict.fromkeys(("put", "answers"), ConnectionRefusedError("nobody"))
    shop.sends()
    assert lot_states(shop) == {FIRST: ScorLotState.READY}
    assert shop.codes() == ["SCOR-SERVEUR-INJOIGNABLE", "SCOR-ETATS-INJOIGNABLES"]
    shop.server.before.clear()
    shop.sending.exchange()
    assert f"receipt {FIRST}" not in shop.server.calls, "nothing left: there is nothing to ask"


def test_a_refused_link_clears_no_doubt(shop: ScorShop) -> None:
    shop.server.after["put"] = TimeoutError("slow")
    shop.sends()
    shop.server.before["receipt"] = ConnectionRefusedError("nobody")
    assert shop.codes() == ["SCOR-LOT-EN-ATTENTE"]
    assert lot_states(shop) == {FIRST: ScorLotState.SENDING}
    shop.server.before["receipt"] = PermissionError("not yours")
    assert shop.codes() == ["SCOR-LOT-EN-ATTENTE"], "the question is refused, not the lot"


@pytest.mark.parametrize(
    ("point", "calls"),
    [
        ("after-scor-lot", [f"put {FIRST}"]),
        ("before-scor-send", [f"put {FIRST}"]),
        ("after-scor-send", [f"put {FIRST}", f"receipt {FIRST}"]),
    ],
)
def test_a_crash_at_any_point_sends_once(shop: ScorShop, point: str, calls: list[str]) -> None:
    document = shop.attaches()
    shop.arrived_lots[SECURED] = LOT
    shop.hazards.points.add(point)
    with pytest.raises(Crash):
        shop.sending.exchange()
    shop.relaunch()
    shop.sending.exchange()
    assert [call for call in shop.server.calls if "answers" not in call] == calls
    assert list(shop.server.taken) == [FIRST]
    assert shop.scor.document(document.id).state is ScorState.SENT


def test_a_crash_among_answers_takes_them_once(shop: ScorShop) -> None:
    document = shop.sends()
    shop.server.says(document.id, "ARCHIVE")
    shop.server.says(document.id, "COLLECTE PAPIER", "pli perdu")
    shop.hazards.points.add("after-scor-states")
    with pytest.raises(Crash):
        shop.sending.exchange()
    shop.relaunch()
    assert shop.sending.exchange().answers == 2
    assert shop.sending.exchange().answers == 0
    kept = shop.scor.document(document.id)
    assert (kept.state, kept.reason) == (ScorState.PAPER_COLLECTED, "pli perdu")


# -- refused --------------------------------------------------------------------------------------


def test_a_refused_lot_is_told_with_its_sentence_and_stops_no_other(shop: ScorShop) -> None:
    shop.arrived_lots |= {SECURED: LOT, DEGRADED: OTHER_LOT}
    shop.server.before["put"] = PermissionError("piece document-1: Empreinte")
    document, other = shop.attaches(), shop.attaches(DEGRADED)
    told = shop.sending.exchange().troubles
    assert [f.facts["motif"] for f in told] == ["piece document-1: Empreinte"] * 2
    assert shop.scor.document(document.id).state is ScorState.COMPLIANT
    shop.server.before.clear()
    shop.sending.exchange()
    assert not shop.server.taken, "it would be refused again until somebody did something"
    assert [f.code for f in shop.sending.findings()] == ["SCOR-LOT-REFUSE"] * 2
    shop.scor.remove(document.id)
    assert [lot.name for lot in shop.sending.refused_lots()] == [SECOND]
    anew = shop.attaches()
    shop.sending.exchange()
    assert shop.scor.document(anew.id).state is ScorState.SENT
    shop.sending.exchange(again=True)
    assert shop.scor.document(other.id).state is ScorState.SENT
    assert shop.sending.findings() == ()
    assert lot_states(shop)[SECOND] is ScorLotState.TAKEN_UP


# -- five days, then paper ------------------------------------------------------------------------


def test_after_five_days_the_paper_goes(shop: ScorShop) -> None:
    shop.server.before = dict.fromkeys(("put", "answers"), ConnectionRefusedError("nobody"))
    document = shop.sends()
    shop.days_pass(5)
    assert "SCOR-LOT-ABANDONNE" not in shop.codes(), "the last instant is one of the days"
    shop.days_pass(0, seconds=1)
    shop.server.before.clear()
    assert shop.codes() == ["SCOR-LOT-ABANDONNE"]
    given_up = shop.scor.document(document.id)
    assert (given_up.state, given_up.sent_at) == (ScorState.PAPER_COLLECTED, None)
    assert [f.code for f in ways_on(given_up)] == ["SCOR-PAPIER-APRES-ESSAIS"]
    shop.sending.exchange(again=True)
    assert not shop.server.taken, "never paper and electronic at once"


@pytest.mark.parametrize("arrived", [True, False])
def test_in_doubt_the_last_question_decides(shop: ScorShop, arrived: bool) -> None:
    moment = shop.server.after if arrived else shop.server.before
    moment["put"] = TimeoutError("slow")
    document = shop.sends()
    shop.days_pass(6)
    shop.sending.exchange()
    wanted = ScorState.SENT if arrived else ScorState.PAPER_COLLECTED
    assert shop.scor.document(document.id).state is wanted


def test_a_lot_given_up_that_had_arrived_is_archived_all_the_same(shop: ScorShop) -> None:
    shop.server.after["put"] = TimeoutError("slow")
    document = shop.sends()
    shop.server.before["receipt"] = TimeoutError("slow")
    shop.days_pass(6)
    assert shop.codes() == ["SCOR-LOT-ABANDONNE"]
    shop.server.says(document.id, "ARCHIVE")
    shop.sending.exchange()
    assert shop.scor.document(document.id).state is ScorState.ARCHIVED


def test_an_answer_about_one_document_proves_that_its_lot_arrived(shop: ScorShop) -> None:
    shop.server.after["put"] = TimeoutError("slow")
    other = shop.attaches(SECURED, ORDN, extra=True)
    document = shop.sends()
    shop.server.before["receipt"] = TimeoutError("slow")
    shop.server.says(document.id, "ARCHIVE")
    shop.sending.exchange()
    shop.days_pass(6)
    assert shop.codes() == []
    states = [shop.scor.document(each.id).state for each in (document, other)]
    assert states == [ScorState.ARCHIVED, ScorState.SENT], "never paper as well"
    assert lot_states(shop) == {FIRST: ScorLotState.SENT}


# -- answers --------------------------------------------------------------------------------------


def test_an_answer_may_overtake_the_receipt(shop: ScorShop) -> None:
    shop.server.after["put"] = TimeoutError("slow")
    document = shop.sends()
    shop.server.before["receipt"] = TimeoutError("slow")
    shop.server.says(document.id, "ARCHIVE")
    shop.sending.exchange()
    assert shop.scor.document(document.id).state is ScorState.ARCHIVED
    shop.server.before.clear()
    shop.sending.exchange()
    kept = shop.scor.document(document.id)
    assert (kept.state, kept.sent_at) == (ScorState.ARCHIVED, NOW.replace(second=1))


def test_what_fits_no_document_is_kept_and_shown(shop: ScorShop) -> None:
    document, waiting = shop.sends(), shop.attaches("000000254")
    shop.server.says("nobody's", "ARCHIVE", "?")
    shop.server.says(document.id, "EGARE")
    shop.server.says(waiting.id, "ARCHIVE")
    shop.server.says(document.id, "SAUVEGARDE PS")
    told = ["SCOR-REPONSE-SANS-DOCUMENT", "SCOR-ETAT-INCONNU", "SCOR-REPONSE-SANS-SUITE"]
    assert shop.codes() == told
    assert [f.code for f in shop.sending.findings()] == told
    assert shop.scor.document(document.id).state is ScorState.KEPT_BY_SHOP
    assert shop.scor.document(waiting.id).state is ScorState.COMPLIANT
    shop.relaunch()
    assert shop.codes() == [], "nothing is taken twice"
    assert [f.code for f in shop.sending.findings()] == told


def test_an_answer_that_a_newer_one_overtook_changes_nothing(shop: ScorShop) -> None:
    document = shop.sends()
    shop.server.says(document.id, "ARCHIVE")
    shop.server.says(document.id, "A RECONSTITUER")
    last = shop.server.said.pop()
    shop.server.said.append(replace(last, at=NOW.replace(hour=8)))
    assert shop.codes() == ["SCOR-REPONSE-DEPASSEE"]
    assert shop.scor.document(document.id).state is ScorState.ARCHIVED


def test_answers_cost_one_call_whatever_the_documents(shop: ScorShop) -> None:
    document = shop.sends()
    shop.server.page = 50
    for _ in range(120):
        shop.server.says(document.id, "ARCHIVE")
    shop.server.calls.clear()
    shop.sending.exchange()
    shop.sending.exchange()
    assert shop.server.calls == ["answers 0", "answers 50", "answers 100", "answers 120"]


def test_answers_that_do_not_rise_are_refused_and_change_nothing(shop: ScorShop) -> None:
    document = shop.sends()
    shop.server.says(document.id, "ARCHIVE")
    shop.server.said.append(shop.server.said[0])
    assert shop.codes() == ["SCOR-REPONSE-ILLISIBLE"]
    assert shop.scor.document(document.id).state is ScorState.SENT


@pytest.mark.parametrize("failure", [*UNSURE[:2], PermissionError("no"), ConnectionRefusedError()])
def test_states_that_do_not_come_are_asked_next_time(shop: ScorShop, failure: Exception) -> None:
    document = shop.sends()
    shop.server.says(document.id, "ARCHIVE")
    shop.server.before["answers"] = failure
    assert shop.codes() == ["SCOR-ETATS-INJOIGNABLES"]
    shop.server.before.clear()
    assert shop.sending.exchange().answers == 1


# -- asked for again ------------------------------------------------------------------------------


def test_a_document_asked_for_again_is_attached_anew_and_sent(shop: ScorShop) -> None:
    old = shop.sends()
    shop.server.says(old.id, "A RECONSTITUER", "page tronquée")
    shop.sending.exchange()
    (row,) = shop.scor.rows_of(SECURED)
    assert (row.state, row.buttons.add) == (ScorState.TO_REBUILD, False)
    assert [f.facts["motif"] for f in ways_on(shop.scor.document(old.id))] == ["page tronquée"]
    new = shop.attaches()
    assert new.id != old.id
    assert [each.id for each in shop.scor.traces(SECURED)] == [old.id]
    shop.scor.remove(new.id)
    (row,) = shop.scor.rows_of(SECURED)
    assert row.document is not None
    assert row.document.id == old.id
    new = shop.attaches()
    shop.sending.exchange()
    (row,) = shop.scor.rows_of(SECURED)
    assert row.document is not None
    assert (row.document.id, row.state) == (new.id, ScorState.SENT)
    assert ways_on(shop.scor.document(old.id)) == ()
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-DEJA-JOINT"):
        shop.scor.attach_again(old.id, FILES)


def test_one_more_document_is_attached_anew_in_its_own_place(shop: ScorShop) -> None:
    shop.arrived_lots[SECURED] = LOT
    shop.attaches()
    old = shop.attaches(extra=True)
    shop.sending.exchange()
    shop.server.says(old.id, "A RECONSTITUER")
    shop.sending.exchange()
    new = shop.scor.attach_again(old.id, FILES, name="seconde").document
    assert new is not None
    assert (new.extra, new.name) == (True, "seconde.pdf")
    rows = [(row.state, row.document and row.document.extra) for row in shop.scor.rows_of(SECURED)]
    assert rows == [(ScorState.SENT, False), (ScorState.TO_JUDGE, True)]


# -- kept, purged ---------------------------------------------------------------------------------


def test_an_unsent_document_is_told_of_before_its_purge_and_leaves_its_trace(
    shop: ScorShop,
) -> None:
    document = shop.attaches()
    shop.attaches(SECURED, OTHER, extra=True)
    shop.days_pass(150)
    assert shop.scor.purged_soon() == ()
    shop.days_pass(5)
    assert [f.facts["jour"] for f in shop.scor.purged_soon()] == ["28/11/2024"]
    shop.days_pass(30)
    traces = {each.id: each.sent_at for each in shop.scor.purge()}
    assert traces[document.id] is None


def test_what_is_leaving_is_settled_before_its_purge(shop: ScorShop) -> None:
    shop.server.before = dict.fromkeys(("put", "answers"), ConnectionRefusedError("nobody"))
    document = shop.sends()
    shop.days_pass(200)
    assert shop.scor.purge() == ()
    shop.sending.exchange()
    (purged,) = shop.scor.purge()
    assert (purged.id, purged.state) == (document.id, ScorState.PURGED)
