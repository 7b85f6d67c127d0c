"""SQLite behind SQLAlchemy Core: the stores of invoices, lots and settings, on one connection."""

from binocle.fse import InvoiceStanding

from .engine import Session, open_engine
from .invoices import SqliteFseStore, set_counts
from .lots import SqliteLotStore
from .settings import SqliteSettingsStore

__all__ = [
    "InvoiceStanding",
    "Session",
    "SqliteFseStore",
    "SqliteLotStore",
    "SqliteSettingsStore",
    "open_engine",
    "set_counts",
]
