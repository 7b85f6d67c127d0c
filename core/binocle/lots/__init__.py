"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

from .audit import Auditor, Balance
from .bank import BankLine, BankStatements, BankStore, Imported
from .deadlines import Deadlines, WorkingDays, legal_deadlines
from .decoding import TABLES, Decoded, DecodedRecord, Fault, decode_file
from .follow_up import (
    PAGE_ROWS,
    FollowedInvoice,
    FollowedLot,
    FollowedPage,
    FollowUp,
    InvoiceFilters,
    InvoiceToSend,
    LotLine,
    Page,
    SecuredShare,
    SoughtPerson,
    pages_of,
)
from .history import (
    History,
    HistoryPage,
    HistoryStore,
    HistoryTaken,
    PastAnswer,
    PastFile,
    PastInvoice,
    PastLot,
    read_past,
)
from .lettrage import Lettrage
from .matching import LETTERED
from .model import (
    Asked,
    FileState,
    IncomingMessage,
    KeptTransfer,
    Lot,
    LotKey,
    OutgoingFile,
    Posting,
    SetAside,
    Transfer,
)
from .ports import Inbox, LotStore, Outbox, Receipt, ReturnNotice, ReturnStore
from .reception import ReturnService, Treated
from .returns import Format, detect, read_file
from .rules import (
    cancellation_key,
    lot_count,
    lot_keys,
    lot_number,
    recipient_number,
    series_of,
)
from .service import LotService
from .slip import LotSlip, LotSlipPrinter, LotSlips, LotSlipTray
from .states import (
    ARRIVED,
    ErrorTreated,
    FileResent,
    FileSent,
    LotEvent,
    LotState,
    next_state,
)
from .telling import tell_return
from .told import DebtMoved, OneOffPaid, Signal, Told, TransferOpened
from .treatment import BY_HAND, LotGestures, LotTreatment
from .wire import WRITTEN

EDITION_WRITTEN = WRITTEN.stamp
"""Stamp of the edition of B2 in which lots are written."""

__all__ = [
    "ARRIVED",
    "BY_HAND",
    "EDITION_WRITTEN",
    "LETTERED",
    "PAGE_ROWS",
    "TABLES",
    "Asked",
    "Auditor",
    "Balance",
    "BankLine",
    "BankStatements",
    "BankStore",
    "Deadlines",
    "DebtMoved",
    "Decoded",
    "DecodedRecord",
    "ErrorTreated",
    "Fault",
    "FileResent",
    "FileSent",
    "FileState",
    "FollowUp",
    "FollowedInvoice",
    "FollowedLot",
    "FollowedPage",
    "Format",
    "History",
    "HistoryPage",
    "HistoryStore",
    "HistoryTaken",
    "Imported",
    "Inbox",
    "IncomingMessage",
    "InvoiceFilters",
    "InvoiceToSend",
    "KeptTransfer",
    "Lettrage",
    "Lot",
    "LotEvent",
    "LotGestures",
    "LotKey",
    "LotLine",
    "LotService",
    "LotSlip",
    "LotSlipPrinter",
    "LotSlipTray",
    "LotSlips",
    "LotState",
    "LotStore",
    "LotTreatment",
    "OneOffPaid",
    "Outbox",
    "OutgoingFile",
    "Page",
    "PastAnswer",
    "PastFile",
    "PastInvoice",
    "PastLot",
    "Posting",
    "Receipt",
    "ReturnNotice",
    "ReturnService",
    "ReturnStore",
    "SecuredShare",
    "SetAside",
    "Signal",
    "SoughtPerson",
    "Told",
    "Transfer",
    "TransferOpened",
    "Treated",
    "WorkingDays",
    "cancellation_key",
    "decode_file",
    "detect",
    "legal_deadlines",
    "lot_count",
    "lot_keys",
    "lot_number",
    "next_state",
    "pages_of",
    "read_file",
    "read_past",
    "recipient_number",
    "series_of",
    "tell_return",
]
