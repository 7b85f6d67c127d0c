"""Readers of cards: which one, and a conversation whose failures have a name."""

from .catalogue import ReaderModel, reader_models
from .diagnosis import Check, examine_links, examine_readers, try_slot
from .dialogue import Answer, Command
from .engine import ReaderEngine, Step, StepDone, walk
from .model import Happening, ReaderEvent, ReaderSetup, Role
from .ports import (
    CardChannel,
    CardWatch,
    NegotiatedChannel,
    ReaderEvents,
    Readers,
    SettingsStore,
    SharedChannel,
    WatchedReaders,
)
from .rules import KnownSlot, ReaderPlan, find_reader, identify, plan
from .session import CardSession, open_session
from .settings import PhoneWay, ReaderSettings, keep_settings
from .waiting import CardWaiter

__all__ = [
    "Answer",
    "CardChannel",
    "CardSession",
    "CardWaiter",
    "CardWatch",
    "Check",
    "Command",
    "Happening",
    "KnownSlot",
    "NegotiatedChannel",
    "PhoneWay",
    "ReaderEngine",
    "ReaderEvent",
    "ReaderEvents",
    "ReaderModel",
    "ReaderPlan",
    "ReaderSettings",
    "ReaderSetup",
    "Readers",
    "Role",
    "SettingsStore",
    "SharedChannel",
    "Step",
    "StepDone",
    "WatchedReaders",
    "examine_links",
    "examine_readers",
    "find_reader",
    "identify",
    "keep_settings",
    "open_session",
    "plan",
    "reader_models",
    "try_slot",
    "walk",
]
