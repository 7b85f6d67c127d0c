"""Readers of cards: which one, and a conversation whose failures have a name."""

from .dialogue import Answer, Command
from .model import Happening, ReaderEvent, ReaderSetup, Role
from .ports import (
    CardChannel,
    CardWatch,
    NegotiatedChannel,
    ReaderEvents,
    Readers,
    SharedChannel,
    WatchedReaders,
)
from .rules import find_reader
from .session import CardSession, open_session
from .waiting import CardWaiter

__all__ = [
    "Answer",
    "CardChannel",
    "CardSession",
    "CardWaiter",
    "CardWatch",
    "Command",
    "Happening",
    "NegotiatedChannel",
    "ReaderEvent",
    "ReaderEvents",
    "ReaderSetup",
    "Readers",
    "Role",
    "SharedChannel",
    "WatchedReaders",
    "find_reader",
    "open_session",
]
