"""The database: one schema, the pragmas that survive a power cut, transactions all or nothing."""

import errno
import resource
import sqlite3
from collections.abc import Callable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from binocle.adapters.sqlite import Session, open_engine, schema, set_counts
from binocle.adapters.sqlite.invoices import next_count
from binocle.kernel import NothingKept

OLD_ROWS = (
    "INSERT INTO invoice VALUES ('1', '', '{}', 1, 1, 0, 'secured', 'waiting', 'waiting', 0, 0)",
    "INSERT INTO certificate VALUES ('c', x'00')",
    "INSERT INTO form VALUES ('1', 'F', CAST('r' AS BLOB), x'00', 'c', '')",
    "INSERT INTO form VALUES ('1', 'D', CAST('r' AS BLOB), x'00', 'c', '')",
    "INSERT INTO lot VALUES (7, '027', '01 999', '', 'F', 'S', '', 'sent', '', '')",
    "INSERT INTO lot_form VALUES (7, '1', 'F')",
    "INSERT INTO waiting_form VALUES (1, '1', '1100000000', 'D', 'S', 6)",
)


OLD_DOCUMENTS = (
    "INSERT INTO invoice (number, opened_at, document, total_cents, amo_cents, amc_cents, state, "
    "amo_state, amc_state, amo_paid_cents, amc_paid_cents) "
    "VALUES ('1', '', '{}', 1, 1, 0, 'secured', 'waiting', 'waiting', 0, 0)",
    "INSERT INTO scor_document VALUES ('pj', '1', 'ORDN', 'a.pdf', '', 'compliant', '[]', '', 0, "
    "NULL)",
    "INSERT INTO scor_content VALUES ('pj', CAST('%PDF' AS BLOB))",
)


OLD_MONEY = (
    "INSERT INTO incoming_message VALUES ('R1', 'RSP', '', x'00', '', '', 'matched', '', '{}')",
    "INSERT INTO lot (id, number, recipient, recipient_number, flow, flag, day, state, file_name, "
    "label) VALUES (7, '027', '01 999', '', 'F', 'S', '', 'sent', '', '')",
    "INSERT INTO lot_form VALUES (7, '1', 'F', 1, 0)",
    "INSERT INTO transfer VALUES (3, 'R1', '2024-05-29', 'VIR', '01999000', 9)",
    "INSERT INTO transfer_part VALUES (5, 3, '1', 'amo', 9, 9, 'P')",
)


def migrations() -> Traversable:
    return resources.files("binocle.adapters.sqlite").joinpath("migrations")


def old_database(folder: Path, revision: str, rows: tuple[str, ...]) -> Path:
    """Return a database as a program of that revision left it."""
    path = folder / "old.sqlite"
    old = create_engine(f"sqlite:///{path}")
    with old.connect() as connection, resources.as_file(migrations()) as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in rows:
            connection.execute(text(statement))
        connection.commit()
    old.dispose()
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(tmp_path / "binocle.sqlite")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    session = Session(engine)
    yield session
    session.close()


@pytest.fixture
def other(session: Session, tmp_path: Path) -> Iterator[Session]:
    """Another program on the same file."""
    other = Session(open_engine(tmp_path / "binocle.sqlite"))
    yield other
    other.close()


class PowerCut(BaseException):
    """Not an ``Exception``."""


def counts(session: Session) -> dict[str, int]:
    rows = session.connection.execute(text("SELECT series, last FROM counter")).all()
    return {row.series: row.last for row in rows}


def count_and_fail(session: Session, blow: type[BaseException]) -> None:
    with session.transaction():
        next_count(session, "file")
        raise blow


def test_the_migrations_make_the_very_schema(session: Session) -> None:
    context = MigrationContext.configure(session.connection)
    assert compare_metadata(context, schema.metadata) == []
    assert context.get_current_revision() == "0016"


def test_forms_of_before_generations_are_the_first_one(tmp_path: Path) -> None:
    """A database of revision 0002 with a form in a lot and one that waits comes through whole."""
    session = Session(open_engine(old_database(tmp_path, "0002", OLD_ROWS)))
    run = session.connection.execute
    forms = run(
        text("SELECT number, flow, generation, records, vitale_signature FROM form ORDER BY flow")
    )
    assert [tuple(row) for row in forms] == [("1", "D", 1, b"r", None), ("1", "F", 1, b"r", None)]
    assert [tuple(row) for row in run(text("SELECT * FROM lot_form"))] == [(7, "1", "F", 1, 0)]
    assert run(text("SELECT generation, replaced_by FROM invoice")).one() == (1, "")
    for attack in ("DELETE FROM form", "UPDATE form SET records = x'00'"):
        with pytest.raises(IntegrityError, match="a sealed form never"):
            run(text(attack))
    session.close()


def test_documents_of_before_sending_come_through_with_their_pages(tmp_path: Path) -> None:
    """The table of documents is made anew; what refers to it is there after it, and holds."""
    session = Session(open_engine(old_database(tmp_path, "0006", OLD_DOCUMENTS)))
    run = session.connection.execute
    kept = run(text("SELECT id, sent_at, extra, reason, replaced_by FROM scor_document")).one()
    assert tuple(kept) == ("pj", None, 0, "", "")
    assert run(text("SELECT document, pdf FROM scor_content")).one() == ("pj", b"%PDF")
    assert run(text("PRAGMA foreign_key_check")).all() == []
    run(text("UPDATE scor_document SET replaced_by = 'pj2'"))
    other = OLD_DOCUMENTS[1].replace("'pj',", "'pj2',").replace("NULL)", "NULL, 0, '', '', NULL)")
    run(text(other))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        run(text(other.replace("'pj2',", "'pj3',")))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        run(text("DELETE FROM scor_document WHERE id = 'pj'"))
    session.close()


def test_transfers_of_before_debts_come_through_tied(tmp_path: Path) -> None:
    """The tables of money are made anew: what was paid stays paid, of the lot that asked it."""
    session = Session(open_engine(old_database(tmp_path, "0009", (OLD_DOCUMENTS[0], *OLD_MONEY))))
    run = session.connection.execute
    assert run(text("SELECT id, line_1, amount_cents, moves FROM transfer")).one() == (
        3, "VIR", 9, 1,
    )  # fmt: skip
    posting = run(text("SELECT id, transfer_id, paid_cents, lot_id, tied FROM transfer_part"))
    assert posting.one() == (5, 3, 9, 7, "auto")
    assert run(text("PRAGMA foreign_key_check")).all() == []
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        run(text("DELETE FROM transfer"))
    session.close()


def test_a_difference_would_be_seen(session: Session) -> None:
    session.connection.execute(text("ALTER TABLE lot ADD COLUMN surplus TEXT"))
    context = MigrationContext.configure(session.connection)
    ((what, *_),) = compare_metadata(context, schema.metadata)
    assert what == "remove_column"


def test_opening_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    set_counts(session, {"invoice": 259})
    session.close()
    again = Session(open_engine(tmp_path / "binocle.sqlite"))
    assert counts(again) == {"invoice": 259}
    again.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_pragmas(session: Session, pragma: str, value: object) -> None:
    assert session.connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.parametrize(
    "orphan",
    [
        "INSERT INTO invoice_event (number, at, kind, facts) VALUES ('1', '', '', '')",
        "INSERT INTO lot_form VALUES (7, '1', 'F', 1, 0)",
        "INSERT INTO form VALUES ('1', 'F', 1, x'', x'', 'none', '', NULL, NULL)",
        "INSERT INTO invoice_revision (number, document) VALUES ('1', '')",
        "INSERT INTO credit_note VALUES ('AV1', '1', '', '', 0, 0, 0)",
        "INSERT INTO transfer VALUES (1, 'R1', '', '', '', '', '', 0, 1)",
    ],
)
def test_nothing_hangs_in_the_air(session: Session, orphan: str) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.connection.execute(text(orphan))


def test_a_transaction_is_seen_by_others_when_it_ends(session: Session, other: Session) -> None:
    with session.transaction():
        assert next_count(session, "file") == 1
        assert counts(other) == {}
    assert counts(other) == {"file": 1}


@pytest.mark.parametrize("blow", [ValueError, KeyboardInterrupt, PowerCut])
def test_whatever_is_raised_undoes_the_whole(
    session: Session, other: Session, blow: type[BaseException]
) -> None:
    with pytest.raises(blow):
        count_and_fail(session, blow)
    assert counts(session) == counts(other) == {}
    with session.transaction():
        assert next_count(session, "file") == 1


def test_an_inner_block_belongs_to_the_outer_one(session: Session, other: Session) -> None:
    def work() -> None:
        with session.transaction():
            with session.transaction():
                next_count(session, "file")
            assert counts(other) == {}, "the inner block committed alone"
            raise PowerCut

    with pytest.raises(PowerCut):
        work()
    assert counts(other) == {}


def test_an_inner_failure_that_is_caught_lets_the_outer_block_go_on(session: Session) -> None:
    """What the inner block wrote stays: it has no savepoint of its own."""
    with session.transaction():
        with pytest.raises(PowerCut):
            count_and_fail(session, PowerCut)
        next_count(session, "lot:F")
    assert counts(session) == {"file": 1, "lot:F": 1}


def test_a_statement_alone_is_durable_at_once(session: Session, other: Session) -> None:
    next_count(session, "file")
    assert counts(other) == {"file": 1}


def test_two_programs_take_turns(session: Session, other: Session) -> None:
    """The second one waits (10 s); it never fails half-way, nor takes the same number."""
    other.connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with session.transaction():
        next_count(session, "file")
        with pytest.raises(NothingKept, match="BASE-OCCUPEE"), other.transaction():
            raise AssertionError("the block began")
    with other.transaction():
        assert next_count(other, "file") == 2


def test_only_a_block_that_says_so_does_without_the_power_cut(session: Session) -> None:
    def synchronous() -> int:
        level: int = session.connection.execute(text("PRAGMA synchronous")).scalar_one()
        return level

    with session.transaction(durable=False):
        assert synchronous() == 1
    assert synchronous() == 2
    with pytest.raises(RuntimeError), session.transaction(durable=False):
        raise RuntimeError
    assert synchronous() == 2
    with session.transaction():
        assert synchronous() == 2


def test_a_refused_beginning_leaves_the_session_able_to_begin(
    session: Session, other: Session
) -> None:
    other.connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with session.transaction(), pytest.raises(NothingKept), other.transaction():
        pass
    with pytest.raises(PowerCut):
        count_and_fail(other, PowerCut)
    assert counts(other) == {}


def test_the_wait_for_another_program(session: Session) -> None:
    assert session.connection.execute(text("PRAGMA busy_timeout")).scalar_one() == 10_000


def test_series_are_apart_and_begin_where_the_shop_stood(session: Session) -> None:
    set_counts(session, {"invoice": 259, "lot:F": 26})
    taken = [next_count(session, name) for name in ("invoice", "lot:F", "invoice", "lot:D")]
    assert taken == [260, 27, 261, 1]
    set_counts(session, {"invoice": 300})
    assert next_count(session, "invoice") == 301


def refuse_writing(session: Session) -> None:
    session.connection.execute(text("PRAGMA query_only = ON"))


def let_no_page_be_added(session: Session) -> None:
    session.connection.execute(text("PRAGMA max_page_count = 1"))


def count_a_lot(session: Session) -> None:
    """Write more than the file has room for."""
    with session.transaction():
        next_count(session, "file")
        session.connection.execute(
            text("INSERT INTO incoming_message VALUES ('R1', 'RSP', '', zeroblob(99999), '', '', "
                 "'matched', '', '{}')")
        )  # fmt: skip


@pytest.mark.parametrize(
    ("refuse", "code"),
    [
        (let_no_page_be_added, "BASE-DISQUE-PLEIN"),
        (refuse_writing, "BASE-ECRITURE-REFUSEE"),
    ],
)
def test_what_the_machine_refuses_is_told_and_nothing_of_it_is_kept(
    session: Session, refuse: Callable[[Session], None], code: str
) -> None:
    refuse(session)
    for _ in range(2):  # the connection is as good as before
        with pytest.raises(NothingKept) as refused:
            count_a_lot(session)
        assert refused.value.code == code
    assert counts(session) == {}


def test_a_commit_that_fails_is_undone_and_the_next_one_passes(session: Session) -> None:
    """The log cannot grow at all: the write that fails is the commit's own."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))  # Python ignores SIGXFSZ
    try:
        with pytest.raises(NothingKept) as refused, session.transaction():
            next_count(session, "file")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.code == "BASE-ECRITURE-REFUSEE"
    assert counts(session) == {}
    with session.transaction():
        next_count(session, "file")
    assert counts(session) == {"file": 1}


def test_a_defect_of_ours_stays_one(session: Session) -> None:
    with pytest.raises(sqlite3.OperationalError), session.transaction():
        session.connection.connection.execute("SELECT * FROM nowhere")


def test_a_database_that_finds_no_room_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(NothingKept) as refused:
        open_engine(tmp_path / "new.sqlite")
    assert refused.value.code == "BASE-DISQUE-PLEIN"
    assert not (tmp_path / "new.sqlite").exists()


def driver_of(session: Session) -> sqlite3.Connection:
    driver = session.connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def test_what_sqlite_undoes_by_itself_is_told_as_it_is(tmp_path: Path) -> None:
    """As a full disk would: the transaction is gone before we can undo it."""
    session = Session(open_engine(tmp_path / "binocle.sqlite"))
    driver = driver_of(session)

    driver.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON counter WHEN NEW.series = 'y'"
        " BEGIN SELECT RAISE(ROLLBACK, 'full'); END"
    )

    def write_until_it_is_full() -> None:
        with session.transaction():
            next_count(session, "x")
            next_count(session, "y")

    with pytest.raises(sqlite3.IntegrityError, match="full"):
        write_until_it_is_full()
    with session.transaction():
        assert next_count(session, "x") == 1
    session.close()


def test_a_commit_that_fails_undoes_the_whole_and_leaves_the_way_free(tmp_path: Path) -> None:
    told: list[str] = []
    session = Session(open_engine(tmp_path / "binocle.sqlite"), told=told.append)
    driver = driver_of(session)

    def write_what_refers_to_nothing() -> None:
        with session.transaction():
            driver.execute("PRAGMA defer_foreign_keys=ON")
            driver.execute("INSERT INTO lot_form VALUES (7, 'nobody', 'F', 1, 0)")
            session.tell("a form is in a lot")

    with pytest.raises(sqlite3.IntegrityError):
        write_what_refers_to_nothing()
    with session.transaction():
        session.tell("the next change")
    assert told == ["the next change"]
    assert driver.execute("SELECT count(*) FROM lot_form").fetchone() == (0,)
    session.close()
