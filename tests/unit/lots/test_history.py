"""What the former engine left: read by the readers of the present, kept apart (TEL-07)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.fse.makers import SHOP
from tests.unit.lots.makers import ShopDesk, answer, arl, payment
from typer.testing import CliRunner

from binocle.adapters.sqlite import Session, SqliteHistoryStore, open_engine
from binocle.lots import History, LotState, PastLot
from binocle_simulators.payers.formats import Reject
from binocle_ui.__main__ import app

REJECT = Reject("0450", "0561", "EXONERATION NON TRANSMISE")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = Session(open_engine(tmp_path / "nouveau.sqlite"))
    yield session
    session.close()


@pytest.fixture
def history(session: Session) -> History:
    return History(store=SqliteHistoryStore(session), partner=SHOP.number.digits)


@pytest.fixture
def b2(shop: ShopDesk) -> list[tuple[str, bytes]]:
    """Lot 027 of two invoices and lot AAE of the first one."""
    shop.secure(rc=10000)
    shop.secure()
    return [(file.name, file.content) for file in shop.build()]


def lots(history: History, sought: str = "") -> list[PastLot]:
    return list(history.page(1, sought).lots.rows)


def rejected() -> bytes:
    told = answer("000000002", amo=(9, "R", 0), rejects=(REJECT,))
    return payment("027", answer("000000001", amo=(9, "P", 9)), told)


def test_files_come_in_any_order_and_say_where_each_lot_stood(
    history: History, b2: list[tuple[str, bytes]]
) -> None:
    taken = history.take([("r.noemie", rejected()), ("a.arl", arl("027")), *b2])
    assert (taken.taken, taken.known, taken.refused) == (4, 0, ())
    insurer, fund = sorted(lots(history), key=lambda lot: lot.number, reverse=True)
    assert (fund.number, fund.printed, fund.state) == ("027", "01 999", LotState.ANSWERED)
    assert [told.state for told in fund.told] == [LotState.ACKNOWLEDGED.value]
    paid, refused = fund.invoices
    assert (paid.number, paid.total, paid.amo) == ("000000001", 41500, 9)
    assert [(each.part, each.state, each.paid) for each in paid.answers] == [("amo", "P", 9)]
    assert [each.label for each in refused.answers] == ["0450 0561 EXONERATION NON TRANSMISE"]
    assert (insurer.printed, insurer.state) == ("1100000000", LotState.SENT)
    assert [lot.number for lot in lots(history, "aae")] == ["AAE"]
    assert [lot.number for lot in lots(history, "2")] == ["027"]
    assert lots(history, "028") == []


def test_a_lot_that_was_refused_says_so(history: History, b2: list[tuple[str, bytes]]) -> None:
    history.take([*b2, ("a.arl", arl("027", code="4025", label="LOT DEJA RECU"))])
    (fund,) = lots(history, "027")
    assert fund.state is LotState.REFUSED_BY_ARL
    assert fund.told[0].label.startswith("4025 LOT DEJA RECU")


def test_an_answer_without_its_lot_is_shown_apart(history: History) -> None:
    history.take([("r.noemie", rejected())])
    strays = history.page(1).strays
    assert {(each.lot, each.invoice) for each in strays} == {
        ("027", "000000001"),
        ("027", "000000002"),
    }
    assert {each.invoice for each in history.page(1, "2").strays} == {"000000002"}


def test_the_same_bytes_are_taken_once_whatever_their_name(
    history: History, b2: list[tuple[str, bytes]]
) -> None:
    history.take(b2)
    again = history.take([(f"copie-{name}", content) for name, content in b2])
    assert (again.taken, again.known) == (0, 2)
    assert len(lots(history)) == 2


def test_a_wrong_file_is_refused_with_its_place_and_stops_no_other(
    history: History, b2: list[tuple[str, bytes]]
) -> None:
    (name, content), (other, whole) = b2
    damaged = content[:300] + b"!" + content[301:]
    taken = history.take([(name, damaged), ("vide", b""), (other, whole)])
    assert taken.taken == 1
    first, empty = taken.refused
    assert (first.code, first.facts["fichier"]) == ("TEL-HISTORIQUE-REFUSE", name)
    assert first.facts["offset"] == 300
    assert (empty.code, empty.subject) == ("TEL-HISTORIQUE-REFUSE", "vide")


def test_files_of_another_professional_are_refused(
    session: Session, b2: list[tuple[str, bytes]]
) -> None:
    theirs = History(store=SqliteHistoryStore(session), partner="123456782")
    taken = theirs.take([*b2, ("r.noemie", rejected())])
    assert [each.code for each in taken.refused] == ["TEL-HISTORIQUE-AUTRE-PROFESSIONNEL"] * 3
    assert lots(theirs) == []


def test_nothing_of_it_is_counted_or_sent(shop: ShopDesk) -> None:
    """Taken into the shop's own database, beside its own lots: they are the same as before."""
    shop.secure()
    before = shop.dump()
    own = History(store=SqliteHistoryStore(shop.desk.session), partner=SHOP.number.digits)
    own.take([("r.noemie", rejected()), ("a.arl", arl("027"))])
    assert shop.dump() == before
    assert own.page(1).strays


def test_a_folder_is_taken_by_the_command(tmp_path: Path, b2: list[tuple[str, bytes]]) -> None:
    folder, shop = tmp_path / "ancien", tmp_path / "boutique"
    folder.mkdir()
    for name, content in b2:
        (folder / name).write_bytes(content)
    call = ["history", "import", str(folder), "--out", str(shop)]
    done = CliRunner().invoke(app, call)
    assert (done.exit_code, done.stdout.strip()) == (
        0,
        "Fichiers pris : 2 · déjà là : 0 · refusés : 0",
    )
    (folder / "faux").write_bytes(b"000")
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 1
    assert "« faux » n'est pas pris" in done.stdout
    assert "déjà là : 2 · refusés : 1" in done.stdout
