"""SQLite behind SQLAlchemy Core: all stores on one connection."""

from .engine import Session, open_engine
from .invoices import InvoiceStanding, SqliteFseStore, set_counts
from .lots import SqliteLotStore
from .scor import SqliteDocumentStore
from .settings import SqliteSettingsStore

__all__ = [
    "InvoiceStanding",
    "Session",
    "SqliteDocumentStore",
    "SqliteFseStore",
    "SqliteLotStore",
    "SqliteSettingsStore",
    "open_engine",
    "set_counts",
]
