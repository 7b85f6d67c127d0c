"""A simulated concentrator: takes B2 files, acknowledges lots, carries the payers' returns."""

from .app import create_app
from .behaviour import ConcentratorSimulator, Payer
from .facts import FileFacts, InvoiceFacts, LineFacts, LotFacts
from .formats import B2Refused, read_b2
from .mailbox import Mailbox, Return
from .taken import LotState, TakenFile, TakenLot

__all__ = [
    "B2Refused",
    "ConcentratorSimulator",
    "FileFacts",
    "InvoiceFacts",
    "LineFacts",
    "LotFacts",
    "LotState",
    "Mailbox",
    "Payer",
    "Return",
    "TakenFile",
    "TakenLot",
    "create_app",
    "read_b2",
]
