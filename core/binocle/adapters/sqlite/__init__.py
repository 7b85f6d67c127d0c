"""SQLite behind SQLAlchemy Core: all stores on one connection."""

from .answers import SqliteAnswers
from .bank import SqliteBankStore
from .engine import Session, open_engine
from .follow_up import SqliteFollowUp
from .history import SqliteHistoryStore
from .insurers import SqliteInsurerStore
from .invoices import SqliteFseStore, set_counts
from .lots import SqliteLotStore
from .returns import SqliteReturnStore
from .sales import SqliteSaleStore
from .scor import SqliteDocumentStore
from .scor_lots import SqliteScorLotStore
from .settings import SqliteSettingsStore
from .transfers import SqliteMoneyFollowUp

__all__ = [
    "Session",
    "SqliteAnswers",
    "SqliteBankStore",
    "SqliteDocumentStore",
    "SqliteFollowUp",
    "SqliteFseStore",
    "SqliteHistoryStore",
    "SqliteInsurerStore",
    "SqliteLotStore",
    "SqliteMoneyFollowUp",
    "SqliteReturnStore",
    "SqliteSaleStore",
    "SqliteScorLotStore",
    "SqliteSettingsStore",
    "open_engine",
    "set_counts",
]
