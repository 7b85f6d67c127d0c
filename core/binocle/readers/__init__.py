"""Readers of cards: which one, and a conversation whose failures have a name."""

from .dialogue import Answer, Command
from .model import ReaderSetup, Role
from .ports import CardChannel, Readers, SharedChannel
from .rules import find_reader
from .session import CardSession, open_session

__all__ = [
    "Answer",
    "CardChannel",
    "CardSession",
    "Command",
    "ReaderSetup",
    "Readers",
    "Role",
    "SharedChannel",
    "find_reader",
    "open_session",
]
