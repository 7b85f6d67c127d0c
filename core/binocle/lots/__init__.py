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
from .ports import Inbox, LotStore, MalformedAnswer, Outbox, Receipt, ReturnNotice
from .returns import Format, detect, read_file
from .rules import lot_count, lot_keys, lot_number, recipient_number
from .service import LotService, Treated
from .states import LotEvent, LotState, next_state
from .telling import tell_return
from .told import Told

__all__ = [
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
    "MalformedAnswer",
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
    "decode_file",
    "detect",
    "lot_count",
    "lot_keys",
    "lot_number",
    "next_state",
    "read_file",
    "recipient_number",
    "tell_return",
]
