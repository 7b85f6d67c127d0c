"""SQLite behind SQLAlchemy Core: the stores of invoices and lots, on one connection."""

from .engine import Session, open_engine
from .invoices import InvoiceStanding, SqliteFseStore, set_counts
from .lots import SqliteLotStore

__all__ = [
    "InvoiceStanding",
    "Session",
    "SqliteFseStore",
    "SqliteLotStore",
    "open_engine",
    "set_counts",
]
