"""SQLite behind SQLAlchemy Core: stores of invoices, lots, insurers, settings on one connection."""

from binocle.fse import InvoiceStanding

from .engine import Session, open_engine
from .insurers import SqliteInsurerStore
from .invoices import SqliteFseStore, set_counts
from .lots import SqliteLotStore
from .settings import SqliteSettingsStore

__all__ = [
    "InvoiceStanding",
    "Session",
    "SqliteFseStore",
    "SqliteInsurerStore",
    "SqliteLotStore",
    "SqliteSettingsStore",
    "open_engine",
    "set_counts",
]
