"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

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
from .ports import Inbox, LotStore, Outbox, Receipt, ReturnNotice
from .returns import detect, read_file
from .rules import (
    cancellation_key,
    lot_count,
    lot_keys,
    lot_number,
    recipient_number,
    series_of,
)
from .service import LotService, Treated
from .states import ARRIVED, LotEvent, LotState, next_state

__all__ = [
    "ARRIVED",
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
    "Outbox",
    "OutgoingFile",
    "PartAnswer",
    "Receipt",
    "ReturnFile",
    "ReturnNotice",
    "SetAside",
    "Transfer",
    "Treated",
    "cancellation_key",
    "detect",
    "lot_count",
    "lot_keys",
    "lot_number",
    "next_state",
    "read_file",
    "recipient_number",
    "series_of",
]
