"""Opens the database: WAL, FULL, one schema, one connection.

WAL with ``synchronous=FULL`` makes a commit survive a power cut; only a block that says so does
without. The pragma is refused inside a transaction, so it is set between two. The connection is in
autocommit; a transaction is a plain ``BEGIN IMMEDIATE``, so two programs on one file wait for each
other instead of failing half-way, and a read alone holds nothing.

A write that the machine refuses (no room, no right, a broken disk, another program that holds the
file) undoes its whole transaction and is told as :class:`~binocle.kernel.NothingKept`. Source:
SQLite's "Result and Error Codes": after such a failure the transaction may be undone already, or
not, a failed COMMIT included.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import ClauseElement, Connection, Engine, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler

from binocle.kernel import NothingKept

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


_NO_ROOM = frozenset({sqlite3.SQLITE_FULL})
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_REFUSED = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
"""Primary codes of what the machine refuses; anything else is a defect of ours."""


def open_engine(path: Path) -> Engine:
    """Return an engine on a SQLite file, made if absent; its schema is the newest.

    Args:
        path: the database file; its folder exists.

    Raises:
        NothingKept: ``BASE-DISQUE-PLEIN``, there is no room for a new file.
    """
    if not path.exists():
        try:
            _write_whole(path, _newest().content)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise NothingKept("BASE-DISQUE-PLEIN") from error
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    with engine.connect() as connection:
        is_newest = _revision(connection) == _newest().revision
    if not is_newest:
        migrate(engine)
    return engine


@dataclass(frozen=True)
class _Database:
    """A database that holds nothing yet: the bytes of its file, and its revision."""

    content: bytes
    revision: str


@cache
def _newest() -> _Database:
    """Return a database of the newest schema: migrated once a program, then copied."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    migrate(engine)
    with engine.connect() as connection:
        revision = _revision(connection)
        driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        content = driver.serialize()
    engine.dispose()
    assert revision is not None, "it was migrated"
    return _Database(content, revision)


def _revision(connection: Connection) -> str | None:
    """Return the revision of a database; none before its first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, whatever happens meanwhile."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def migrate(engine: Engine) -> None:
    """Bring the schema to its newest revision, all or nothing."""
    with resources.as_file(resources.files(__package__).joinpath("migrations")) as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


@dataclass(frozen=True)
class _Prepared:
    """The text of a statement and the names of its parameters, in their order.

    The statement is held, so that its identity stays its own.
    """

    statement: ClauseElement
    sql: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, statement: ClauseElement, keys: Sequence[str], dialect: Dialect) -> "_Prepared":
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        assert isinstance(compiled, SQLCompiler), "a statement of Core"
        return cls(statement, str(compiled), tuple(compiled.positiontup or ()))


@contextmanager
def _refusals_told() -> Iterator[None]:
    """Tell what the machine refused to write; let any other failure be what it is."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        primary = getattr(raised, "sqlite_errorcode", 0) & 0xFF
        if primary in _NO_ROOM:
            raise NothingKept("BASE-DISQUE-PLEIN") from error
        if primary in _HELD:
            raise NothingKept("BASE-OCCUPEE") from error
        if primary in _REFUSED:
            raise NothingKept("BASE-ECRITURE-REFUSEE") from error
        raise


class Session:
    """The one connection of a running program; calls inside a transaction join it."""

    def __init__(self, engine: Engine, *, told: Callable[[str], None] | None = None) -> None:
        """Connect.

        Args:
            engine: of :func:`open_engine`.
            told: hears each change of state once it is committed; nobody when absent.
        """
        self._engine = engine
        self._told = told
        self._untold: list[str] = []
        self.connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._driver = cast(sqlite3.Connection, self.connection.connection.dbapi_connection)
        self._prepared: dict[int, _Prepared] = {}
        self._inside = False

    def run(self, statement: ClauseElement, values: Values) -> sqlite3.Cursor:
        """Run a statement that every claim runs: compiled once, then on the driver's own cursor.

        Rows come as plain tuples. It costs a third of ``connection.execute``, where everything that
        is run seldom goes.

        Args:
            statement: a constant of a module, every value a parameter.
            values: one row of parameters by name, or several for a statement that gives no row.

        Raises:
            KeyError: a parameter has no value.
            sqlite3.Error: as the driver says it.
        """
        prepared = self._prepared.get(id(statement))
        if prepared is None:
            keys = list(values) if isinstance(values, Mapping) else list(values[0])
            prepared = _Prepared.of(statement, keys, self._engine.dialect)
            self._prepared[id(statement)] = prepared
        names = prepared.names
        if isinstance(values, Mapping):
            return self._driver.execute(prepared.sql, [values[name] for name in names])
        rows = [[row[name] for name in names] for row in values]
        return self._driver.executemany(prepared.sql, rows)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """Run a block all or nothing; an inner block belongs to the outer one.

        Args:
            durable: the commit survives a power cut. Without it, it survives the program's death; a
                power cut may take it away, whole and never what came before. The next durable
                commit makes it durable too.

        Raises:
            NothingKept: ``BASE-DISQUE-PLEIN``, ``BASE-ECRITURE-REFUSEE`` or ``BASE-OCCUPEE``: the
                machine refused to write, nothing of the block is kept.
        """
        if self._inside:
            yield
            return
        if not durable:
            self._driver.execute("PRAGMA synchronous=NORMAL")
        try:
            with _refusals_told(), self._committed():
                yield
        finally:
            if not durable:
                self._driver.execute("PRAGMA synchronous=FULL")

    @contextmanager
    def _committed(self) -> Iterator[None]:
        self._driver.execute("BEGIN IMMEDIATE")
        self._inside = True
        try:
            yield
            self._driver.execute("COMMIT")
        except BaseException:
            # SQLite undoes some failures by itself, a full disk for one; not a failed COMMIT.
            if self._driver.in_transaction:
                self._driver.execute("ROLLBACK")
            self._untold.clear()
            raise
        else:
            self._tell()
        finally:
            self._inside = False
        self._tell()

    def tell(self, change: str) -> None:
        """Have a change of state heard when the transaction ends, unless it is undone."""
        if self._told is not None:
            self._untold.append(change)

    def _tell(self) -> None:
        changes, self._untold = self._untold, []
        for change in changes:
            assert self._told is not None, "somebody hears, or nothing is kept"
            self._told(change)

    def close(self) -> None:
        """Close the connection and the file."""
        self.connection.close()
        self._engine.dispose()
