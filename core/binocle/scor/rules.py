"""What an invoice must have attached, what speaks against a page, until when it is kept.

Sources: seed-facts 11 (conformity, six months), 15 (buttons), 18 (blocking setting); wire sheet 5.1
(prescription, and care sheet when degraded; 200 dpi). Thresholds other than 200 dpi, the day from
which six months count, and the captions of an empty page and of too low a resolution are ours
(assumed).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from binocle.kernel import Facts, Finding, Severity, paris_day
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
    if document.state is ScorState.PURGED:
        return False
    return today > kept_until(paris_day(document.added_at))


def buttons(state: ScorState) -> Buttons:
    """Return what a row offers: ``+`` when missing, view and ``-`` unsent, view once sent."""
    if state is ScorState.MISSING:
        return Buttons(add=True)
    if state is ScorState.PURGED:
        return Buttons()
    return Buttons(view=True, remove=state in UNSENT)


def rows(invoice: ScorInvoice, documents: Iterable[ScorDocument]) -> tuple[ScorRow, ...]:
    """Return one row per expected document, then those that are there besides."""
    by_type = {document.type: document for document in documents}
    types = dict.fromkeys((*expected_types(invoice.mode), *by_type))
    return tuple(_row(invoice, each, by_type.get(each)) for each in types)


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
