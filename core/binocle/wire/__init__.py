"""The engine of fixed-width records: it knows bytes, not billing (design, section 5)."""

from . import zone
from .describing import Described, describe
from .kinds import (
    ASSUMED,
    DOMAIN,
    INFERRED,
    PRINTED,
    PRINTED_BUT_AT,
    RECALLED,
    SOURCED,
    UPPER,
    Confidence,
)
from .records import BrokenTable, Record
from .refusal import Reason, WireRefusal
from .stream import RECORD, UnknownEntity, Window, entities, stride_of, windows
from .succession import Place, Succession, Walk, succession

__all__ = [
    "ASSUMED",
    "DOMAIN",
    "INFERRED",
    "PRINTED",
    "PRINTED_BUT_AT",
    "RECALLED",
    "RECORD",
    "SOURCED",
    "UPPER",
    "BrokenTable",
    "Confidence",
    "Described",
    "Place",
    "Reason",
    "Record",
    "Succession",
    "UnknownEntity",
    "Walk",
    "Window",
    "WireRefusal",
    "describe",
    "entities",
    "stride_of",
    "succession",
    "windows",
    "zone",
]
