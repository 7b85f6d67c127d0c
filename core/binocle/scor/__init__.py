"""Scanned papers of an invoice: measured, judged, kept six months (SCOR)."""

from .model import (
    Buttons,
    Conformity,
    DocumentType,
    Page,
    PageMeasures,
    PageThresholds,
    ScorDocument,
    ScorInvoice,
    ScorRow,
    ScorSettings,
)
from .ports import DocumentStore, PageReader, PdfWriter, ReadPage, ReadScan, ScannedFile
from .rules import captions, expected_types, kept_until, page_reasons
from .service import Attached, ScorService
from .states import ScorEvent, ScorState, next_state

__all__ = [
    "Attached",
    "Buttons",
    "Conformity",
    "DocumentStore",
    "DocumentType",
    "Page",
    "PageMeasures",
    "PageReader",
    "PageThresholds",
    "PdfWriter",
    "ReadPage",
    "ReadScan",
    "ScannedFile",
    "ScorDocument",
    "ScorEvent",
    "ScorInvoice",
    "ScorRow",
    "ScorService",
    "ScorSettings",
    "ScorState",
    "captions",
    "expected_types",
    "kept_until",
    "next_state",
    "page_reasons",
]
