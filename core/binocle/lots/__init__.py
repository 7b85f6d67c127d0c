"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

from .deadlines import Deadlines, WorkingDays, legal_deadlines
from .decoding import TABLES, Decoded, DecodedRecord, Fault, decode_file
from .follow_up import (
    PAGE_ROWS,
    FollowedInvoice,
    FollowedLot,
    FollowUp,
    InvoiceFilters,
    InvoiceToSend,
    LotLine,
    Page,
    SecuredShare,
    SoughtPerson,
    pages_of,
)
from .model import (
    FileState,
    IncomingMessage,
    InvoiceAnswer,
    Lot,
    LotKey,
    OutgoingFile,
    PartAnswer,
    ReturnFile,
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
from .slip import LotSlip, LotSlipPrinter
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
from .told import Told
from .treatment import BY_HAND, LotGestures, LotTreatment

__all__ = [
    "ARRIVED",
    "BY_HAND",
    "PAGE_ROWS",
    "TABLES",
    "Deadlines",
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
    "Format",
    "Inbox",
    "IncomingMessage",
    "InvoiceAnswer",
    "InvoiceFilters",
    "InvoiceToSend",
    "Lot",
    "LotEvent",
    "LotGestures",
    "LotKey",
    "LotLine",
    "LotService",
    "LotSlip",
    "LotSlipPrinter",
    "LotState",
    "LotStore",
    "LotTreatment",
    "Outbox",
    "OutgoingFile",
    "Page",
    "PartAnswer",
    "Receipt",
    "ReturnFile",
    "ReturnNotice",
    "ReturnService",
    "ReturnStore",
    "SecuredShare",
    "SetAside",
    "SoughtPerson",
    "Told",
    "Transfer",
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
    "recipient_number",
    "series_of",
    "tell_return",
]
