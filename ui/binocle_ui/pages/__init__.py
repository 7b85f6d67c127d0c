"""What the page shows and what it may ask: frozen values, and the protocols behind them.

Law of this package: values are typed and speak no French. Amounts are cents, days are days, states
are the enumerations of core; the templates print them through the catalogue. The composition
implements the protocols; the page knows nothing of what is behind.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from .apcv import ApcvPage, ApcvView
from .attachments import (
    AttachmentRow,
    AttachmentsPage,
    AttachmentsView,
    DocumentView,
    MeasureView,
    PageView,
    PapersView,
    PurgedRow,
    ScorLotRow,
    UploadedFile,
)
from .bench import (
    BenchButton,
    BenchPanel,
    BookRow,
    CardView,
    ConductView,
    FaultView,
    MoneyView,
    PanelView,
    PhoneView,
    ReaderView,
    RecipeView,
    SlotView,
    TakenLotView,
)
from .cards import CpsPage, CpsView, SituationView
from .claim import (
    AskKind,
    AskView,
    BlockView,
    ChoiceView,
    ClaimView,
    FieldView,
    StepState,
    StepView,
    SummaryLine,
    SummaryView,
)
from .counter import CounterPage, FileRow, SetAsideRow
from .follow_up import (
    AfterwardsView,
    FollowUpPage,
    InvoiceRow,
    InvoicesView,
    LotLineRow,
    LotRow,
    LotView,
    ToSendRow,
)
from .history import PastPage, TakenView
from .honesty import AssumptionRow, HonestyView, SheetSection, SourceRow, Standing
from .insurers import (
    CertificateView,
    ConventionRow,
    InsurerRow,
    InsurersPage,
    InsurerView,
    TooManyView,
)
from .invoices import (
    CreditView,
    FormView,
    Gestures,
    HistoryRow,
    InvoicePage,
    InvoiceView,
    OrdonnanceView,
    PartView,
)
from .money import (
    BankLineRow,
    FreeLineRow,
    ImportedView,
    MoneyPage,
    MovementRow,
    OneOffRow,
    OperationsView,
    OperationView,
    PaidRow,
    PairRow,
    PairView,
    ReadLineRow,
    TransferRow,
    TransfersView,
    TransferView,
    WithholdingRow,
)
from .optics import FieldNotice, OpticsPage, OpticsView, ProposalView
from .parameters import ConcentratorRow, ParametersPage, ParametersView
from .rates import (
    ForcingView,
    InputKind,
    InputView,
    RatesPage,
    RatesView,
    ReimbursementLine,
    ReimbursementsView,
)
from .returns import (
    AnswerRow,
    DetailView,
    FollowedPart,
    LettrageView,
    LotLink,
    RejectRow,
    ReturnRow,
    ReturnsPage,
    ReturnView,
)
from .rights import PaperView, RightsPage, RightsView, TroubleView
from .sale import QuoteRow, SalePage, SaleView
from .settings import CheckView, SettingsPage, SettingsView

__all__ = [
    "AfterwardsView",
    "AnswerRow",
    "ApcvPage",
    "ApcvView",
    "AskKind",
    "AskView",
    "AssumptionRow",
    "AttachmentRow",
    "AttachmentsPage",
    "AttachmentsView",
    "BankLineRow",
    "BenchButton",
    "BenchPanel",
    "BlockView",
    "BookRow",
    "CardView",
    "CertificateView",
    "CheckView",
    "ChoiceView",
    "ClaimView",
    "ConcentratorRow",
    "ConductView",
    "ConventionRow",
    "CounterPage",
    "CpsPage",
    "CpsView",
    "CreditView",
    "DetailView",
    "DocumentView",
    "FaultView",
    "FieldNotice",
    "FieldView",
    "FileRow",
    "FollowUpPage",
    "FollowedPart",
    "ForcingView",
    "FormView",
    "FreeLineRow",
    "Gestures",
    "HistoryRow",
    "HonestyView",
    "ImportedView",
    "Incidents",
    "InputKind",
    "InputView",
    "InsurerRow",
    "InsurerView",
    "InsurersPage",
    "InvoicePage",
    "InvoiceRow",
    "InvoiceView",
    "InvoicesView",
    "LettrageView",
    "LotLineRow",
    "LotLink",
    "LotRow",
    "LotView",
    "MeasureView",
    "Mode",
    "MoneyPage",
    "MoneyView",
    "MovementRow",
    "OneOffRow",
    "OperationView",
    "OperationsView",
    "OpticsPage",
    "OpticsView",
    "OrdonnanceView",
    "PageServices",
    "PageView",
    "PaidRow",
    "PairRow",
    "PairView",
    "PanelView",
    "PaperView",
    "PapersView",
    "ParametersPage",
    "ParametersView",
    "PartView",
    "PastPage",
    "PhoneView",
    "ProposalView",
    "PurgedRow",
    "QuoteRow",
    "RatesPage",
    "RatesView",
    "ReadLineRow",
    "ReaderView",
    "RecipeView",
    "ReimbursementLine",
    "ReimbursementsView",
    "RejectRow",
    "ReturnRow",
    "ReturnView",
    "ReturnsPage",
    "RightsPage",
    "RightsView",
    "SalePage",
    "SaleView",
    "ScorLotRow",
    "SetAsideRow",
    "SettingsPage",
    "SettingsView",
    "SheetSection",
    "SituationView",
    "SlotView",
    "SourceRow",
    "Standing",
    "StepState",
    "StepView",
    "SummaryLine",
    "SummaryView",
    "TakenLotView",
    "TakenView",
    "ToSendRow",
    "TooManyView",
    "TransferRow",
    "TransferView",
    "TransfersView",
    "TroubleView",
    "UploadedFile",
    "WithholdingRow",
]


class Mode(Enum):
    """What stands behind the page; shown on every screen (design, section 8)."""

    SIMULATED = "simulated"
    REAL = "real"


class Incidents(Protocol):
    """Where a defect of ours is kept."""

    def record(self, error: Exception) -> str:
        """Keep the error with its trace and return the incident's number, to be told by phone."""
        ...


@dataclass(frozen=True)
class PageServices:
    """Everything that the page needs, already built."""

    mode: Mode
    counter: CounterPage
    cps: CpsPage
    rates: RatesPage
    rights: RightsPage
    apcv: ApcvPage
    settings: SettingsPage
    optics: OpticsPage
    sale: SalePage
    insurers: InsurersPage
    follow_up: FollowUpPage
    returns: ReturnsPage
    invoices: InvoicePage
    money: MoneyPage
    attachments: AttachmentsPage
    parameters: ParametersPage
    past: PastPage
    panel: BenchPanel | None
    incidents: Incidents
