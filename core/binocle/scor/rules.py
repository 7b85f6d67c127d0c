"""What an invoice must have attached, what speaks against a page, until when it is kept.

Sources: seed-facts 11 (conformity, six months), 15 (buttons), 18 (blocking setting); wire sheet 5.1
(prescription, and care sheet when degraded; 200 dpi). Thresholds other than 200 dpi, the day from
which six months count, and the captions of an empty page and of too low a resolution are ours
(assumed). Limits of a SCOR lot: simulators/PROTOCOLS.md section 10 (assumed).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from binocle.kernel import Facts, Finding, Severity, paris_day, printed_day
from binocle.rates import SecuringMode

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
)
from .states import (
    UNSENT,
    JudgedCompliant,
    JudgedNotCompliant,
    JudgementOpened,
    ScorEvent,
    ScorState,
)

RETENTION_MONTHS = 6
WARNED_BEFORE = timedelta(days=30)
"""How long before its purge an unsent document is told of (assumed)."""

SENDABLE = (DocumentType.PRESCRIPTION, DocumentType.CLAIM_SHEET)
"""Types that the server takes; any other document stays in the shop."""
MAX_PIECES = 999
MAX_PIECE = 8 * 1024 * 1024
"""Bytes of one document."""
MAX_LOT = 32 * 1024 * 1024
"""Bytes of one lot, as it travels."""
LOT_HEADING, PIECE_HEADING = 1024, 1024
"""Room for what is written around documents: more than names and digests ever take."""

CAPTIONS: Mapping[str, str] = {
    "SCOR-PAGE-VIDE": "Page vide",
    "SCOR-PAGE-NON-DROITE": "Page non droite",
    "SCOR-PAGE-FLOUE": "Page illisible",
    "SCOR-PAGE-PALE": "Page illisible",
    "SCOR-PAGE-SOMBRE": "Page pas suffisamment claire",
    "SCOR-PAGE-MULTIPLE": "Plusieurs documents par page",
    "SCOR-PAGE-DOUBLEE": "Page doublée",
    "SCOR-PAGE-RESOLUTION": "Résolution insuffisante",
}
"""Code of a reason -> caption; those of an empty page and of the resolution are ours."""
COMPLIANT_CAPTION = "Page conforme"


def expected_types(mode: SecuringMode) -> tuple[DocumentType, ...]:
    """Return the documents that an invoice must have: one, two when degraded."""
    if mode is SecuringMode.DEGRADED:
        return (DocumentType.PRESCRIPTION, DocumentType.CLAIM_SHEET)
    return (DocumentType.PRESCRIPTION,)


def decimal(number: int, places: int) -> str:
    """Return a whole number of hundredths or thousandths as it is read: ``-1,25``."""
    whole, rest = divmod(abs(number), 10**places)
    return f"{'-' if number < 0 else ''}{whole},{rest:0{places}d}"


def page_reasons(measures: PageMeasures, rank: int, limits: PageThresholds) -> tuple[Finding, ...]:
    """Return what speaks against a page, the gravest first; nothing means ``Conforme``.

    An empty page has no writing to be measured: nothing more is said of it.
    """
    subject, warns = f"page {rank}", Severity.WARNS
    m = measures
    if m.ink_mm2 < limits.ink_mm2:
        facts: Facts = {"page": rank, "mesure": m.ink_mm2, "seuil": limits.ink_mm2}
        return (Finding("SCOR-PAGE-VIDE", subject, facts, warns),)
    found: list[Finding] = []
    if m.paper < limits.paper:
        facts = {"page": rank, "mesure": m.paper, "seuil": limits.paper}
        found.append(Finding("SCOR-PAGE-SOMBRE", subject, facts, warns))
    elif m.contrast < limits.contrast:
        facts = {"page": rank, "mesure": m.contrast, "seuil": limits.contrast}
        found.append(Finding("SCOR-PAGE-PALE", subject, facts, warns))
    if m.edge_um > limits.edge_um:
        facts = {"page": rank, "mesure": decimal(m.edge_um, 3), "seuil": decimal(limits.edge_um, 3)}
        found.append(Finding("SCOR-PAGE-FLOUE", subject, facts, warns))
    if m.sheets > 1:
        facts = {"page": rank, "mesure": m.sheets}
        found.append(Finding("SCOR-PAGE-MULTIPLE", subject, facts, warns))
    if abs(m.skew) > limits.skew:
        facts = {"page": rank, "mesure": decimal(m.skew, 2), "seuil": decimal(limits.skew, 2)}
        found.append(Finding("SCOR-PAGE-NON-DROITE", subject, facts, warns))
    if m.likeness >= limits.likeness:
        facts = {"page": rank, "mesure": m.likeness, "seuil": limits.likeness}
        found.append(Finding("SCOR-PAGE-DOUBLEE", subject, facts, warns))
    if 0 < m.dpi < limits.dpi:
        facts = {"page": rank, "mesure": m.dpi, "seuil": limits.dpi}
        found.append(Finding("SCOR-PAGE-RESOLUTION", subject, facts, warns))
    return tuple(found)


def captions(page: Page) -> tuple[str, ...]:
    """Return what is written under a page, each caption once."""
    told = dict.fromkeys(CAPTIONS[reason.code] for reason in page.reasons)
    return tuple(told) or (COMPLIANT_CAPTION,)


def judgement(pages: Sequence[Page]) -> ScorEvent:
    """Return what the verdicts on pages make of their document: one wrong page makes it wrong."""
    verdicts = {page.verdict for page in pages}
    if Conformity.NOT_COMPLIANT in verdicts:
        return JudgedNotCompliant()
    return JudgementOpened() if None in verdicts else JudgedCompliant()


def kept_until(day: date, months: int = RETENTION_MONTHS) -> date:
    """Return the last day on which a document of ``day`` is kept.

    The day of a month that is too short is that month's last: 31/08 leads to 28/02, or 29/02.
    """
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def purge_due(document: ScorDocument, today: date) -> bool:
    """Say whether a document's six months are over; they count from the day it was added."""
    if document.state in (ScorState.PURGED, ScorState.LEAVING):
        return False
    return today > kept_until(paris_day(document.added_at))


def purged_soon(document: ScorDocument, today: date) -> tuple[Finding, ...]:
    """Return a warning when a document that the server should have is purged before long."""
    last = kept_until(paris_day(document.added_at))
    if document.type not in SENDABLE or last - today > WARNED_BEFORE:
        return ()
    facts: Facts = {
        "document": document.name,
        "facture": document.invoice,
        "jour": printed_day(last),
    }
    return (Finding("SCOR-PURGE-PROCHE", f"document {document.id}", facts, Severity.WARNS),)


def buttons(state: ScorState) -> Buttons:
    """Return what a row offers: ``+`` when missing, view and ``-`` unsent, view once sent."""
    if state is ScorState.MISSING:
        return Buttons(add=True)
    if state is ScorState.PURGED:
        return Buttons()
    return Buttons(view=True, remove=state in UNSENT)


def rows(invoice: ScorInvoice, documents: Iterable[ScorDocument]) -> tuple[ScorRow, ...]:
    """Return one row per expected document, then those that are there besides.

    A document in whose place another one was attached has no row: see :func:`replaced`.
    """
    present = [document for document in documents if not document.replaced_by]
    by_type = {document.type: document for document in present if not document.extra}
    types = dict.fromkeys((*expected_types(invoice.mode), *by_type))
    extras = [document for document in present if document.extra]
    return (
        *(_row(invoice, each, by_type.get(each)) for each in types),
        *(_row(invoice, each.type, each) for each in extras),
    )


def replaced(documents: Iterable[ScorDocument]) -> tuple[ScorDocument, ...]:
    """Return the documents that were attached anew: the traces of what the server asked again."""
    return tuple(document for document in documents if document.replaced_by)


def extra_types(mode: SecuringMode) -> tuple[DocumentType, ...]:
    """Return what "Autres docs" takes: what the invoice may have once more, and any other paper."""
    return (*expected_types(mode), DocumentType.OTHER)


def may_leave(document: ScorDocument, mode: SecuringMode) -> bool:
    """Say whether a document is one that the server takes for an invoice of that mode."""
    is_taken = document.type in SENDABLE and document.type in expected_types(mode)
    return is_taken and document.state is ScorState.COMPLIANT


def ways_on(document: ScorDocument) -> tuple[Finding, ...]:
    """Return what the shop has to do about a document that the server did not simply store."""
    subject, reason = f"document {document.id}", document.reason or "-"
    facts: Facts = {"document": document.name, "facture": document.invoice, "motif": reason}
    match document.state:
        case ScorState.TO_REBUILD if not document.replaced_by:
            return (Finding("SCOR-A-RECONSTITUER", subject, facts, Severity.WARNS),)
        case ScorState.KEPT_BY_SHOP:
            return (Finding("SCOR-SAUVEGARDE-PS", subject, facts, Severity.WARNS),)
        case ScorState.PAPER_COLLECTED if document.sent_at is None:
            return (Finding("SCOR-PAPIER-APRES-ESSAIS", subject, facts, Severity.WARNS),)
        case ScorState.PAPER_COLLECTED:
            return (Finding("SCOR-COLLECTE-PAPIER", subject, facts, Severity.WARNS),)
        case _:
            return ()


def travelling_size(size: int) -> int:
    """Return the bytes that a document of ``size`` takes in a lot: base64, and what is around."""
    return 4 * ((size + 2) // 3) + PIECE_HEADING


def split_in_lots(sizes: Sequence[tuple[str, int]]) -> list[tuple[str, ...]]:
    """Group documents in their order, no lot above the limits.

    Args:
        sizes: ``idPJ`` and bytes of each, none above :data:`MAX_PIECE`.
    """
    lots: list[list[str]] = []
    room = 0
    for id, size in sizes:
        assert size <= MAX_PIECE, id
        taken = travelling_size(size)
        if not lots or taken > room or len(lots[-1]) == MAX_PIECES:
            lots.append([])
            room = MAX_LOT - LOT_HEADING
        lots[-1].append(id)
        room -= taken
    return [tuple(lot) for lot in lots]


def tries_end(first_tried_at: datetime, days: int) -> datetime:
    """Return the last instant at which a lot is still tried."""
    return first_tried_at + timedelta(days=days)


def _row(invoice: ScorInvoice, type_: DocumentType, document: ScorDocument | None) -> ScorRow:
    state = document.state if document else ScorState.MISSING
    return ScorRow(invoice, type_, state, document, buttons(state))


def missing(listed: Iterable[ScorRow]) -> tuple[Finding, ...]:
    """Return one finding per document that is missing; a wrong one is there (seed-facts 18)."""
    return tuple(
        Finding(
            "SCOR-DOCUMENT-MANQUANT",
            f"invoice {row.invoice.number}",
            {"facture": row.invoice.number, "type": row.type.value},
        )
        for row in listed
        if row.state is ScorState.MISSING
    )
