"""A shop with documents, and a SCOR server that answers what a test wants."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lxml import etree
from tests.unit.fse.makers import CrashAt, Desk, invoice, sealed_forms

from binocle.adapters.sqlite import SqliteDocumentStore, SqliteScorLotStore
from binocle.rates import SecuringMode
from binocle.scor import (
    AnswerPage,
    Conformity,
    DocumentType,
    FseLot,
    PageMeasures,
    ReadPage,
    ReadScan,
    ScannedFile,
    ScorDocument,
    ScorReceipt,
    ScorSending,
    ScorService,
    ScorSettings,
    ServerAnswer,
)
from binocle.scor.messages import NAMESPACE

ORDN, SHEET, OTHER = DocumentType.PRESCRIPTION, DocumentType.CLAIM_SHEET, DocumentType.OTHER
PS = "00000992604231"
FIRST, SECOND = f"SCOR-{PS}-000001", f"SCOR-{PS}-000002"
NOW = datetime(2024, 5, 28, 9, tzinfo=UTC)
LOT = FseLot("027", "00000001999000", date(2024, 5, 28))
OTHER_LOT = FseLot("028", "00000001999000", date(2024, 5, 28))
RIGHT = PageMeasures(
    dpi=200, ink_mm2=800, skew=20, edge_um=250, paper=240, contrast=130, sheets=1, likeness=0
)
FILES = (ScannedFile("a.pdf", b"%PDF-"),)
SECURED, DEGRADED = "000000253", "000000257"


@dataclass
class Server:
    """Implements the port; remembers every call.

    Attributes:
        taken: bytes of each lot that arrived, by name.
        calls: ``put NAME``, ``receipt NAME``, ``answers RANK``.
        before: what a call raises before it does anything, by its first word.
        after: what a call raises once its work is done, by its first word.
        said: answers that wait, a page at most ``page`` long.
    """

    taken: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    before: dict[str, Exception] = field(default_factory=dict)
    after: dict[str, Exception] = field(default_factory=dict)
    said: list[ServerAnswer] = field(default_factory=list)
    page: int = 2

    def put(self, name: str, lot: bytes) -> ScorReceipt:
        self._begin("put", name)
        assert self.taken.setdefault(name, lot) == lot, "other bytes under one name"
        self._end("put")
        return self._receipt(name)

    def receipt(self, name: str) -> ScorReceipt | None:
        self._begin("receipt", name)
        return self._receipt(name) if name in self.taken else None

    def answers(self, after: int) -> AnswerPage:
        self._begin("answers", str(after))
        waiting = [answer for answer in self.said if answer.rank > after]
        return AnswerPage(tuple(waiting[: self.page]), len(waiting) > self.page)

    def says(self, document: str, state: str, reason: str = "") -> None:
        rank = self.said[-1].rank + 1 if self.said else 1
        self.said.append(ServerAnswer(rank, document, state, reason, NOW))

    def _receipt(self, name: str) -> ScorReceipt:
        number = f"SC-{list(self.taken).index(name) + 1:06d}"
        return ScorReceipt(name, number, NOW + timedelta(seconds=1))

    def _begin(self, call: str, name: str) -> None:
        self.calls.append(f"{call} {name}")
        if call in self.before:
            raise self.before[call]

    def _end(self, call: str) -> None:
        if call in self.after:
            raise self.after[call]


@dataclass
class ScorShop:
    """Signed invoices, their documents, and what sends them.

    Attributes:
        arrived: the FSE lot of each invoice whose fund has it.
        pdf: what the next scan becomes.
    """

    path: Path
    server: Server = field(default_factory=Server)
    hazards: CrashAt = field(default_factory=CrashAt)
    today: datetime = NOW
    arrived_lots: dict[str, FseLot] = field(default_factory=dict)
    pdf: bytes = b"%PDF-1.7 one page"
    given: int = 0

    def __post_init__(self) -> None:
        self.desk = Desk(self.path)
        for number, mode in ((SECURED, "3"), ("000000254", "3"), (DEGRADED, "5")):
            made = replace(invoice(mode=SecuringMode(mode)), number=number)
            self.desk.store.open_invoice(made, self.desk.clock.now())
            self.desk.store.keep_forms(made, sealed_forms(made))
        self._open()

    def _open(self) -> None:
        documents = SqliteDocumentStore(self.desk.session)
        self.store = SqliteScorLotStore(self.desk.session)
        settings = ScorSettings()
        self.scor = ScorService(
            store=documents, reader=self, writer=self, clock=self, ids=self, settings=settings
        )
        self.sending = ScorSending(
            documents=documents,
            store=self.store,
            server=self.server,
            fse_lots=self,
            clock=self,
            hazards=self.hazards,
            professional=PS,
            settings=settings,
        )

    def relaunch(self) -> None:
        """Close and open the same file again, as after a crash."""
        self.desk = self.desk.reopened()
        self.hazards = CrashAt()
        self._open()

    # -- ports ----------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.today

    def elapsed(self) -> float:
        return 0.0

    def next(self, series: str) -> str:
        self.given += 1
        return f"{series}-{self.given}"

    def read(self, files: Sequence[ScannedFile]) -> ReadScan:
        return ReadScan((ReadPage(RIGHT, b"1"),))

    def write(self, pages: Sequence[ReadPage]) -> bytes:
        return self.pdf

    def arrived(self, invoice: str) -> FseLot | None:
        return self.arrived_lots.get(invoice)

    # -- gestures -------------------------------------------------------------------------------

    def attaches(
        self, number: str = SECURED, type_: DocumentType = ORDN, *, extra: bool = False
    ) -> ScorDocument:
        """Attach a document and judge it right."""
        document = self.scor.attach(number, type_, FILES, extra=extra).document
        assert document is not None
        return self.scor.judge(document.id, 1, Conformity.COMPLIANT)

    def sends(self, number: str = SECURED) -> ScorDocument:
        """Attach a document whose FSE lot arrived, and have it leave."""
        document = self.attaches(number)
        self.arrived_lots[number] = LOT
        self.sending.exchange()
        return self.scor.document(document.id)

    def codes(self) -> list[str]:
        """Return the codes of what goes wrong in one exchange."""
        return [trouble.code for trouble in self.sending.exchange().troubles]

    def days_pass(self, days: int, seconds: int = 0) -> None:
        self.today += timedelta(days=days, seconds=seconds)


def pieces_of(lot: bytes) -> list[dict[str, str]]:
    """Return the pieces of a lot as any reader of XML sees them."""
    root = etree.fromstring(lot)
    return [
        {etree.QName(each).localname: each.text or "" for each in piece}
        for piece in root.iter(f"{{{NAMESPACE}}}Piece")
    ]
