"""Scanned papers of an invoice: measured, judged, sent, kept six months (SCOR)."""

from .lot_model import (
    AnswerPage,
    AnswerSetAside,
    FseLot,
    ScorLot,
    ScorReceipt,
    ServerAnswer,
)
from .lot_states import ScorLotEvent, ScorLotState, next_lot_state
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
from .ports import (
    DocumentStore,
    FseLots,
    PageReader,
    PdfWriter,
    ReadPage,
    ReadScan,
    ScannedFile,
    ScorLotStore,
    ScorServer,
)
from .rules import captions, expected_types, extra_types, kept_until, page_reasons, ways_on
from .sending import Exchange, ScorSending
from .service import Attached, ScorService
from .states import ScorEvent, ScorState, next_state

__all__ = [
    "AnswerPage",
    "AnswerSetAside",
    "Attached",
    "Buttons",
    "Conformity",
    "DocumentStore",
    "DocumentType",
    "Exchange",
    "FseLot",
    "FseLots",
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
    "ScorLot",
    "ScorLotEvent",
    "ScorLotState",
    "ScorLotStore",
    "ScorReceipt",
    "ScorRow",
    "ScorSending",
    "ScorServer",
    "ScorService",
    "ScorSettings",
    "ScorState",
    "ServerAnswer",
    "captions",
    "expected_types",
    "extra_types",
    "kept_until",
    "next_lot_state",
    "next_state",
    "page_reasons",
    "ways_on",
]
