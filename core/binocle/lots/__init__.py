"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

from .deadlines import Deadlines, WorkingDays, legal_deadlines
from .decoding import TABLES, Decoded, DecodedRecord, Fault, decode_file
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
from .treatment import LotTreatment

__all__ = [
    "ARRIVED",
    "TABLES",
    "Deadlines",
    "Decoded",
    "DecodedRecord",
    "ErrorTreated",
    "Fault",
    "FileResent",
    "FileSent",
    "FileState",
    "Format",
    "Inbox",
    "IncomingMessage",
    "InvoiceAnswer",
    "Lot",
    "LotEvent",
    "LotKey",
    "LotService",
    "LotState",
    "LotStore",
    "LotTreatment",
    "Outbox",
    "OutgoingFile",
    "PartAnswer",
    "Receipt",
    "ReturnFile",
    "ReturnNotice",
    "ReturnService",
    "ReturnStore",
    "SetAside",
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
    "read_file",
    "recipient_number",
    "series_of",
    "tell_return",
]
