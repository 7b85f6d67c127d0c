"""The papers of invoices over the desk (SCOR-01 to SCOR-07).

Law of this file: values in, values out: what is measured, proposed and allowed comes from the
production code. A scan of the bench goes the way of any other file, under a name that says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from binocle.kernel import Finding, OperatorActionNeeded, paris_day
from binocle.rates import SecuringMode
from binocle.scor import (
    Attached,
    Conformity,
    DocumentType,
    Page,
    PageMeasures,
    PageThresholds,
    ScannedFile,
    ScorDocument,
    ScorLot,
    ScorRow,
    ScorState,
    captions,
    extra_types,
    kept_until,
    ways_on,
)
from binocle.scor.rules import buttons, decimal
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.pages import (
    AttachmentRow,
    AttachmentsView,
    ChoiceView,
    DocumentView,
    MeasureView,
    PageView,
    PapersView,
    PurgedRow,
    ScorLotRow,
    UploadedFile,
)

from .bench_scans import sample_files, sample_kinds
from .desk import SimulatedDesk
from .workstation import Workstation

Choice = TypeVar("Choice", DocumentType, Conformity)

MEASURES: tuple[tuple[str, str, Callable[[PageMeasures, PageThresholds], tuple[str, str]]], ...] = (
    (
        "encre",
        "SCOR-PAGE-VIDE",
        lambda m, t: (f"{m.ink_mm2} mm²", f"au moins {t.ink_mm2} mm²"),
    ),
    (
        "inclinaison",
        "SCOR-PAGE-NON-DROITE",
        lambda m, t: (f"{decimal(m.skew, 2)}°", f"au plus {decimal(t.skew, 2)}°"),
    ),
    (
        "bord",
        "SCOR-PAGE-FLOUE",
        lambda m, t: (f"{decimal(m.edge_um, 3)} mm", f"au plus {decimal(t.edge_um, 3)} mm"),
    ),
    ("papier", "SCOR-PAGE-SOMBRE", lambda m, t: (f"{m.paper}", f"au moins {t.paper} sur 255")),
    ("contraste", "SCOR-PAGE-PALE", lambda m, t: (f"{m.contrast}", f"au moins {t.contrast}")),
    ("documents", "SCOR-PAGE-MULTIPLE", lambda m, t: (f"{m.sheets}", "1")),
    (
        "ressemblance",
        "SCOR-PAGE-DOUBLEE",
        lambda m, t: (f"{m.likeness} %", f"moins de {t.likeness} %"),
    ),
    ("resolution", "SCOR-PAGE-RESOLUTION", lambda m, t: (f"{m.dpi} dpi", f"au moins {t.dpi} dpi")),
)
"""What is measured on a page: name, code of the reason that it gives, value and threshold."""


class AttachmentsCounter:
    """Implements :class:`binocle_ui.pages.AttachmentsPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station
        self._samples = 0

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- what is seen -----------------------------------------------------------------------------

    def listing(self, first: str, last: str) -> AttachmentsView:
        """Return "Pièces Jointes" of a period; since the first of January when none is given.

        Raises:
            OperatorActionNeeded: ``UI-PERIODE-FAUSSE``.
        """
        today = paris_day(self._desk.bench.world.now())
        begin, end = _day(first, today.replace(month=1, day=1)), _day(last, today)
        if begin > end:
            raise OperatorActionNeeded("UI-PERIODE-FAUSSE")
        return AttachmentsView(
            first=begin,
            last=end,
            rows=tuple(_listed(row) for row in self._desk.scor.listing(begin, end)),
            purged=tuple(
                PurgedRow(
                    each.invoice, each.name, paris_day(each.added_at), each.sent_at is not None
                )
                for each in self._desk.papers.purged
            ),
            notices=self.notices(),
            lots=tuple(_lot(lot) for lot in self._desk.sending.lots()),
        )

    def notices(self) -> tuple[Notice, ...]:
        """Return what waits, then what the last exchange met besides, each once."""
        desk = self._desk
        waiting = (*desk.sending.findings(), *desk.scor.purged_soon())
        known = {(each.code, each.subject) for each in waiting}
        besides = [
            each
            for each in desk.papers.last_exchange.troubles
            if (each.code, each.subject) not in known
        ]
        return _notices((*waiting, *besides))

    def papers(self, number: str) -> PapersView:
        """Return the papers of a signed invoice."""
        rows = self._desk.scor.rows_of(number)
        who = rows[0].invoice
        return PapersView(
            number=number,
            client=f"{who.name} {who.first_name}",
            mode=who.mode,
            documents=(
                *(self._document(row) for row in rows),
                *(self._shown(each) for each in self._desk.scor.traces(number)),
            ),
            others=extra_types(who.mode),
            samples=tuple(ChoiceView(kind, _kind_label(kind)) for kind in sample_kinds()),
        )

    def _document(self, row: ScorRow) -> DocumentView:
        document, may_add = row.document, row.buttons.add or row.state is ScorState.TO_REBUILD
        sheet = row.type is DocumentType.CLAIM_SHEET
        may_draw = sheet and row.invoice.mode is SecuringMode.DEGRADED and may_add
        if document is None:
            return DocumentView(row.type, row.state, may_add=may_add, may_draw=may_draw)
        return replace(
            self._shown(document), may_add=may_add, may_draw=may_draw and not document.extra
        )

    def _shown(self, document: ScorDocument) -> DocumentView:
        limits, may = self._desk.scor.thresholds, buttons(document.state)
        return DocumentView(
            type=document.type,
            state=document.state,
            id=document.id,
            name=document.name,
            added_at=document.added_at,
            sent_at=document.sent_at,
            until=_until(document),
            pages=tuple(_page_view(page, limits) for page in document.pages),
            made_by_program=document.made_by_program,
            may_view=may.view,
            may_change=may.remove,
            extra=document.extra,
            is_trace=bool(document.replaced_by),
            ways_on=_notices(ways_on(document)),
        )

    def content(self, document: str) -> bytes:
        """Return a document as PDF."""
        return self._desk.scor.content(document)

    # -- what is done -----------------------------------------------------------------------------

    def send(self) -> None:
        """Send now what may leave, and take the answers."""
        self._desk.papers.exchange(again=True)

    def purge(self) -> None:
        """Delete now what is kept for too long."""
        self._desk.papers.purge()

    def attach(
        self, number: str, form: Mapping[str, str], files: Sequence[UploadedFile]
    ) -> tuple[Notice, ...]:
        """Attach files as one document; return everything that is wrong with them."""
        scanned = [ScannedFile(each.name, each.content) for each in files]
        type_ = _chosen(DocumentType, "type", form)
        return self._attach(number, type_, scanned, form=form, name=form.get("nom", "").strip())

    def _attach(
        self,
        number: str,
        type_: DocumentType,
        files: Sequence[ScannedFile],
        *,
        form: Mapping[str, str],
        name: str,
    ) -> tuple[Notice, ...]:
        """Attach files where the form says: as expected, one more, or in another's place."""
        scor, old = self._desk.scor, form.get("a_la_place", "")
        if old:
            return _refusals(scor.attach_again(old, files, name=name))
        extra = form.get("autre") == "oui"
        return _refusals(scor.attach(number, type_, files, name=name, extra=extra))

    def attach_sample(self, number: str, form: Mapping[str, str]) -> tuple[Notice, ...]:
        """Attach a scan of the bench, another one each time."""
        type_, kind = _chosen(DocumentType, "type", form), form.get("numerisation", "")
        if kind not in sample_kinds():
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=kind)
        seed = self._desk.bench.world.seed
        files = sample_files(seed=seed, kind=kind, rank=self._samples)
        self._samples += 1
        name = f"{type_.value}-{number} (simulé)"
        return self._attach(number, type_, files, form=form, name=name)

    def attach_sheet(self, number: str) -> None:
        """Draw the care sheet and attach it."""
        self._desk.papers.attach_sheet(number)

    def judge(self, document: str, form: Mapping[str, str]) -> None:
        """Keep what the user says of a page."""
        verdict = _chosen(Conformity, "conformite", form)
        typed = form.get("page", "")
        rank = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        self._desk.scor.judge(document, rank, verdict)

    def rename(self, document: str, form: Mapping[str, str]) -> None:
        """Give a document another name."""
        self._desk.scor.rename(document, form.get("nom", ""))

    def remove(self, document: str) -> None:
        """Take an unsent document away."""
        self._desk.scor.remove(document)


def _day(text: str, usual: date) -> date:
    if not text:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OperatorActionNeeded("UI-PERIODE-FAUSSE") from None


def _until(document: ScorDocument) -> date | None:
    """Return the last day of a document that is still kept."""
    if document.state is ScorState.PURGED:
        return None
    return kept_until(paris_day(document.added_at))


def _listed(row: ScorRow) -> AttachmentRow:
    document = row.document
    return AttachmentRow(
        sent=paris_day(document.sent_at) if document and document.sent_at else None,
        number=row.invoice.number,
        mode=row.invoice.mode,
        name=row.invoice.name,
        first_name=row.invoice.first_name,
        state=row.state,
        type=row.type,
        until=_until(document) if document else None,
        id=document.id if document else "",
        may_add=row.buttons.add,
        may_view=row.buttons.view,
        may_remove=row.buttons.remove,
    )


def _lot(lot: ScorLot) -> ScorLotRow:
    return ScorLotRow(
        name=lot.name,
        fse_lot=lot.fse_lot.number,
        documents=len(lot.documents),
        state=lot.state,
        made=lot.made_at,
        tried=lot.first_tried_at,
        receipt=lot.receipt,
    )


def _page_view(page: Page, limits: PageThresholds) -> PageView:
    against = {reason.code for reason in page.reasons}
    return PageView(
        rank=page.rank,
        measures=tuple(
            MeasureView(name, *told(page.measures, limits), is_wrong=code in against)
            for name, code, told in MEASURES
        ),
        captions=captions(page),
        reasons=_notices(page.reasons),
        proposal=page.proposal,
        verdict=page.verdict,
    )


def _refusals(attached: Attached) -> tuple[Notice, ...]:
    return () if attached.document else _notices(attached.findings)


def _notices(findings: Iterable[Finding]) -> tuple[Notice, ...]:
    catalogue = load_catalogue()
    return tuple(catalogue.notice(finding.code, finding.facts) for finding in findings)


def _kind_label(kind: str) -> str:
    return load_labels()("numerisations", kind)


def _chosen(kind: type[Choice], name: str, form: Mapping[str, str]) -> Choice:
    typed = form.get(name, "")
    try:
        return kind(typed)
    except ValueError:
        raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=typed) from None
