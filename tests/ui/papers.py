"""An invoice, its papers and the shop's choices, as values; and services that answer them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from binocle.fse import Flow, FormPlace, InvoiceState, PartState, SheetReason
from binocle.kernel import BirthDate, Cents
from binocle.rates import AmoProof, SecuringMode
from binocle.scor import Conformity, DocumentType, ScorLotState, ScorState
from binocle.shop import ShopSettings
from binocle_ui.catalogue import Notice, load_catalogue
from binocle_ui.pages import (
    AttachmentRow,
    AttachmentsView,
    ChoiceView,
    ConcentratorRow,
    CreditView,
    DocumentView,
    FormView,
    Gestures,
    HistoryRow,
    InvoiceView,
    MeasureView,
    OrdonnanceView,
    PageView,
    PapersView,
    ParametersView,
    PartView,
    PurgedRow,
    ScorLotRow,
    UploadedFile,
)

DAY = date(2024, 5, 28)
AT = datetime(2024, 5, 28, 7, 0, tzinfo=UTC)
KINDS = (
    "FormSealed FormSent FormsDeleted Restarted Finalised InvoiceCredited PaperSheetPrinted "  # noqa: SIM905
    "PartPaid PartPaidOtherwise PartRejected "
    "CancellationSealed PartCancelled PartCancelledOtherwise PartCancellationRejected".split()
)


def notice(code: str) -> Notice:
    catalogue = load_catalogue()
    return catalogue.notice(code, dict.fromkeys(catalogue.places(code), "3"))


INVOICE = InvoiceView(
    number="000000254",
    client="DESMAUX NATHALIE",
    birth=BirthDate("19550615"),
    day=DAY,
    performed_on=DAY,
    prescription=date(2024, 5, 26),
    state=InvoiceState.SECURED,
    mode=SecuringMode.DEGRADED,
    proof=AmoProof.SOCIAL_CARD,
    adri=False,
    total=Cents(41500),
    left=Cents(31491),
    amo=PartView("01 999 9999", Cents(9), Cents(0), Cents(9), PartState.WAITING),
    amc=PartView("", Cents(0), Cents(0), Cents(0), PartState.NOT_ASKED),
    lots=("027",),
    forms=(
        FormView(Flow.FSE, 2, FormPlace.UNGROUPED, AT, True),
        FormView(Flow.DRE, 2, FormPlace.SENT, AT, False),
        FormView(Flow.FSE, 1, None, AT, False),
    ),
    history=tuple(HistoryRow(AT, kind, "") for kind in KINDS),
    gestures=Gestures(
        generates=True,
        deletion=notice("FSE-SUPPRESSION"),
        may_delete=True,
        credit_bars=(notice("FSE-AVOIR-FSE-A-SUPPRIMER"),),
        sheet=SheetReason.DEGRADED,
    ),
    prescriber=("991000696", "RPPS 00991000696", "CNDA TEST CNDA"),
    ordonnance=OrdonnanceView(
        day="26/05/2024",
        renewed="27/05/2024",
        corrections=(("OD", "VL", "+1,00", "+1,00", "45", "", "", ""),),
        heights=(("height_right", "22,5"),),
        traced=(("ADELE", "SN-0042"),),
    ),
)

REJECTED = replace(
    INVOICE,
    state=InvoiceState.REJECTED,
    gestures=Gestures(
        generates=True, deletion=notice("FSE-DEJA-EN-LOT"), may_cancel_dre=True,
        sheet=SheetReason.AMO_REJECTED,
    ),
    advice=(notice("FSE-REJET-AMO"),),
)  # fmt: skip

CREDITED = replace(
    INVOICE,
    state=InvoiceState.CREDITED,
    forms=(),
    history=(),
    credit=CreditView("AV0000001", DAY, "0450 0561", Cents(41500)),
    gestures=Gestures(may_reissue=True, may_restart=True, may_sign=True),
    replaces="PROV-000001",
    replaced_by="000000262",
)

PAGE = PageView(
    rank=2,
    measures=(
        MeasureView("inclinaison", "4,00°", "au plus 3,00°", True),
        MeasureView("resolution", "200 dpi", "au moins 200 dpi", False),
    ),
    captions=("Page non droite",),
    reasons=(notice("SCOR-PAGE-NON-DROITE"),),
    proposal=Conformity.NOT_COMPLIANT,
    verdict=None,
)
RIGHT = PageView(1, (), ("Page conforme",), (), Conformity.COMPLIANT, Conformity.COMPLIANT)

SCANNED = DocumentView(
    type=DocumentType.PRESCRIPTION,
    state=ScorState.NOT_COMPLIANT,
    id="PJ1",
    name="ORDN-000000254.pdf",
    added_at=AT,
    until=date(2024, 11, 28),
    pages=(RIGHT, PAGE),
    may_view=True,
    may_change=True,
)
MISSING = DocumentView(DocumentType.CLAIM_SHEET, ScorState.MISSING, may_add=True, may_draw=True)
WANTED = DocumentView(DocumentType.PRESCRIPTION, ScorState.MISSING, may_add=True)
GONE = replace(SCANNED, state=ScorState.SENT, sent_at=AT, may_change=False)
DRAWN = replace(
    SCANNED, type=DocumentType.CLAIM_SHEET, state=ScorState.COMPLIANT, id="PJ2", pages=(),
    made_by_program=True,
)  # fmt: skip


REBUILT = replace(
    GONE, id="PJ3", state=ScorState.TO_REBUILD, may_add=True, extra=True,
    ways_on=(notice("SCOR-A-RECONSTITUER"),),
)  # fmt: skip
TRACE = replace(GONE, id="PJ4", state=ScorState.TO_REBUILD, is_trace=True)
LOTS = tuple(
    ScorLotRow(
        f"SCOR-00000992604231-00000{rank}",
        "027",
        rank,
        state,
        AT,
        AT if rank else None,
        "SC-000001",
    )
    for rank, state in enumerate(ScorLotState)
)


def rows() -> tuple[AttachmentRow, ...]:
    """One row in each state, the first one missing."""
    return tuple(
        AttachmentRow(
            sent=DAY if state is ScorState.ARCHIVED else None,
            number=f"{200 + rank:09d}",
            mode=SecuringMode.SESAM_VITALE if rank % 2 else SecuringMode.DEGRADED,
            name="DESMAUX",
            first_name="NATHALIE",
            state=state,
            type=DocumentType.PRESCRIPTION,
            until=None if state is ScorState.MISSING else DAY,
            id="" if state is ScorState.MISSING else f"PJ{rank}",
            may_add=state is ScorState.MISSING,
            may_view=state not in (ScorState.MISSING, ScorState.PURGED),
            may_remove=state is ScorState.NOT_COMPLIANT,
        )
        for rank, state in enumerate(ScorState)
    )


@dataclass
class Asked:
    """Keeps each call."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    full: bool = True


@dataclass
class FakeInvoices(Asked):
    invoice: InvoiceView = INVOICE

    def view(self, number: str) -> InvoiceView:
        return replace(self.invoice, number=number)

    def delete_forms(self, number: str) -> None:
        self.calls.append(("delete_forms", number))

    def restart(self, number: str, form: Mapping[str, str]) -> None:
        self.calls.append(("restart", number, dict(form)))

    def resume(self, number: str, form: Mapping[str, str]) -> None:
        self.calls.append(("resume", number, dict(form)))

    def sign(self, number: str, form: Mapping[str, str]) -> str:
        self.calls.append(("sign", number, dict(form)))
        return "000000262"

    def credit(self, number: str, form: Mapping[str, str]) -> None:
        self.calls.append(("credit", number, dict(form)))

    def reissue(self, number: str, form: Mapping[str, str]) -> str:
        self.calls.append(("reissue", number, dict(form)))
        return "000000263"

    def cancel_dre(self, number: str, form: Mapping[str, str]) -> None:
        self.calls.append(("cancel_dre", number, dict(form)))

    def take_ordonnance(self, number: str) -> None:
        self.calls.append(("take_ordonnance", number))

    def print_sheet(self, number: str) -> bytes:
        self.calls.append(("print_sheet", number))
        return b"%PDF-"


@dataclass
class FakeAttachments(Asked):
    documents: tuple[DocumentView, ...] = (SCANNED, MISSING)
    refused: tuple[Notice, ...] = ()

    def listing(self, first: str, last: str) -> AttachmentsView:
        purged = (
            PurgedRow("000000254", "ORDN-000000254.pdf", DAY),
            PurgedRow("000000253", "ORDN-000000253.pdf", DAY, was_sent=False),
        )
        if not self.full:
            return AttachmentsView(DAY, DAY, (), ())
        begin = DAY.replace(month=1, day=1)
        return AttachmentsView(begin, DAY, rows(), purged, self.notices(), LOTS)

    def notices(self) -> tuple[Notice, ...]:
        return (notice("SCOR-LOT-REFUSE"), notice("SCOR-LOT-EN-ATTENTE")) if self.full else ()

    def send(self) -> None:
        self.calls.append(("send",))

    def purge(self) -> None:
        self.calls.append(("purge",))

    def papers(self, number: str) -> PapersView:
        samples = (ChoiceView("straight", "Ordonnance droite"),)
        return PapersView(
            number, "DESMAUX NATHALIE", SecuringMode.DEGRADED, self.documents, samples,
            tuple(DocumentType),
        )  # fmt: skip

    def attach(
        self, number: str, form: Mapping[str, str], files: Sequence[UploadedFile]
    ) -> tuple[Notice, ...]:
        self.calls.append(("attach", number, dict(form), tuple(files)))
        return self.refused

    def attach_sample(self, number: str, form: Mapping[str, str]) -> tuple[Notice, ...]:
        self.calls.append(("attach_sample", number, dict(form)))
        return self.refused

    def attach_sheet(self, number: str) -> None:
        self.calls.append(("attach_sheet", number))

    def judge(self, document: str, form: Mapping[str, str]) -> None:
        self.calls.append(("judge", document, dict(form)))

    def rename(self, document: str, form: Mapping[str, str]) -> None:
        self.calls.append(("rename", document, dict(form)))

    def remove(self, document: str) -> None:
        self.calls.append(("remove", document))

    def content(self, document: str) -> bytes:
        return b"%PDF-" + document.encode()


@dataclass
class FakeParameters(Asked):
    def view(self) -> ParametersView:
        rows = (ConcentratorRow("AreaSante", transmits=True, pec=True),)
        return ParametersView(ShopSettings(), rows, "062007", 1, DAY, 9012, 1, 20)

    def keep_transmission(self, form: Mapping[str, str]) -> None:
        self.calls.append(("keep_transmission", dict(form)))

    def keep_sesam_vitale(self, form: Mapping[str, str]) -> None:
        self.calls.append(("keep_sesam_vitale", dict(form)))

    def forget_slip_day(self) -> None:
        self.calls.append(("forget_slip_day",))

    def keep_adri(self, form: Mapping[str, str]) -> None:
        self.calls.append(("keep_adri", dict(form)))

    def keep_shop(self, form: Mapping[str, str]) -> None:
        self.calls.append(("keep_shop", dict(form)))
