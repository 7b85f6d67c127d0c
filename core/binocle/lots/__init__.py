"""Lots of sealed forms: grouped, written in B2 files, sent, acknowledged, answered, paid."""

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
from .ports import Inbox, LotStore, Outbox, Receipt, ReturnNotice
from .returns import Format, detect, read_file
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
from .telling import tell_return
from .told import Told

__all__ = [
    "ARRIVED",
    "TABLES",
    "Decoded",
    "DecodedRecord",
    "Fault",
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
    "Outbox",
    "OutgoingFile",
    "PartAnswer",
    "Receipt",
    "ReturnFile",
    "ReturnNotice",
    "SetAside",
    "Told",
    "Transfer",
    "Treated",
    "cancellation_key",
    "decode_file",
    "detect",
    "lot_count",
    "lot_keys",
    "lot_number",
    "next_state",
    "read_file",
    "recipient_number",
    "series_of",
    "tell_return",
]
