"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

from .deadlines import Deadlines, WorkingDays, legal_deadlines
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
from .ports import Inbox, LotStore, MalformedAnswer, Outbox, Receipt, ReturnNotice, ReturnStore
from .reception import ReturnService, Treated
from .returns import detect, read_file
from .rules import lot_count, lot_keys, lot_number, recipient_number
from .service import LotService
from .states import (
    ErrorTreated,
    FileResent,
    FileSent,
    LotEvent,
    LotState,
    next_state,
)
from .treatment import LotTreatment

__all__ = [
    "Deadlines",
    "ErrorTreated",
    "FileResent",
    "FileSent",
    "FileState",
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
    "MalformedAnswer",
    "Outbox",
    "OutgoingFile",
    "PartAnswer",
    "Receipt",
    "ReturnFile",
    "ReturnNotice",
    "ReturnService",
    "ReturnStore",
    "SetAside",
    "Transfer",
    "Treated",
    "WorkingDays",
    "detect",
    "legal_deadlines",
    "lot_count",
    "lot_keys",
    "lot_number",
    "next_state",
    "read_file",
    "recipient_number",
]
