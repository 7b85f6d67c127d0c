"""SQLite behind SQLAlchemy Core: all stores on one connection."""

from .engine import Session, open_engine
from .insurers import SqliteInsurerStore
from .invoices import SqliteFseStore, set_counts
from .lots import SqliteLotStore
from .returns import SqliteReturnStore
from .scor import SqliteDocumentStore
from .settings import SqliteSettingsStore

__all__ = [
    "Session",
    "SqliteDocumentStore",
    "SqliteFseStore",
    "SqliteInsurerStore",
    "SqliteLotStore",
    "SqliteReturnStore",
    "SqliteSettingsStore",
    "open_engine",
    "set_counts",
]
