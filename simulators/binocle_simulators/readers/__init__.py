"""Simulated readers: slots that cards go in and out of, and in-process connections to them."""

from .catalogue import ReaderModel, SlotModel, UnknownReader, load_models
from .rack import InProcessChannel, ReaderRack, ReaderSimulator
from .slot import Card, Slot, masked

__all__ = [
    "Card",
    "InProcessChannel",
    "ReaderModel",
    "ReaderRack",
    "ReaderSimulator",
    "Slot",
    "SlotModel",
    "UnknownReader",
    "load_models",
    "masked",
]
