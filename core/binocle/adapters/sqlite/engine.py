"""Opens the database: WAL, FULL, one schema, one connection.

WAL with ``synchronous=FULL`` makes every commit survive a power cut. The pragma is refused inside a
transaction, so it is set when the connection opens. The connection is in autocommit; a transaction
is a plain ``BEGIN IMMEDIATE``, so two programs on one file wait for each other instead of failing
half-way, and a read alone holds nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool


def open_engine(path: Path) -> Engine:
    """Return an engine on a SQLite file, made if absent; its schema is the newest.

    Args:
        path: the database file; its folder exists.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    migrate(engine)
    return engine


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
        self._inside = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block all or nothing; an inner block belongs to the outer one."""
        if self._inside:
            yield
            return
        self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._inside = True
        try:
            yield
        except BaseException:
            self.connection.exec_driver_sql("ROLLBACK")
            self._untold.clear()
            raise
        else:
            self.connection.exec_driver_sql("COMMIT")
            self._tell()
        finally:
            self._inside = False

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
