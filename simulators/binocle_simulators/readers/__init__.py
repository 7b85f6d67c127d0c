"""Simulated readers: slots that cards go in and out of, and in-process connections to them."""

from .catalogue import (
    CABLES,
    NAMINGS,
    ReaderModel,
    SlotModel,
    UnknownReader,
    known,
    load_models,
    model_of,
)
from .channel import InProcessChannel
from .contactless import ContactlessCard
from .device import Device, NoSuchControl, ReaderSimulator, plug_devices
from .rack import RackEvents, ReaderRack
from .slot import Card, Slot, SlotTraits, masked

__all__ = [
    "CABLES",
    "NAMINGS",
    "Card",
    "ContactlessCard",
    "Device",
    "InProcessChannel",
    "NoSuchControl",
    "RackEvents",
    "ReaderModel",
    "ReaderRack",
    "ReaderSimulator",
    "Slot",
    "SlotModel",
    "SlotTraits",
    "UnknownReader",
    "known",
    "load_models",
    "masked",
    "model_of",
    "plug_devices",
]
