"""A service of returns and lettrage that answers with samples and remembers what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.ui.fakes import Recorder
from tests.ui.samples import INVOICED

from binocle.fse import InvoiceState, PartState
from binocle.kernel import BirthDate, Cents
from binocle.lots import LotState, Page, ToldTransfer
from binocle_ui.catalogue import Notice, load_catalogue
from binocle_ui.pages import (
    AnswerRow,
    DetailView,
    FollowedPart,
    LettrageView,
    LotLink,
    RejectRow,
    ReturnRow,
    ReturnView,
)

CAME = datetime(2024, 5, 28, 9, 0, tzinfo=UTC)
LABEL = "L EXONERATION DU TICKET MODERATEUR CONNUE AU REFERENTIEL N A PAS ETE TRANSMISE"
REJECT = RejectRow(
    *(date(2024, 1, 9), "000000203", "R", "amo", "0450 0561", LABEL, "M03", INVOICED, "L", 1),
)
DEFERRED = RejectRow(INVOICED, "000000203", "D", "amo", "", "", "", None, "", 0)
SIGNALLED = RejectRow(
    INVOICED, "000000203", "S", "amc", "0470 049", "PRESCRIPTION", "", None, "A", 0
)
NOTICES = {
    outcome: load_catalogue().notice(code, {"objet": "lot 041"})
    for outcome, code in (
        ("orphan", "TEL-RETOUR-NON-RAPPROCHE"),
        ("duplicate", "TEL-RETOUR-EN-DOUBLE"),
    )
}
ROWS = tuple(
    ReturnRow(f"R00000{at}", kind, "", CAME, outcome, ("027",), at, at // 2, Cents(9), notice)
    for at, (kind, outcome) in enumerate(
        [
            *(("ARL", "matched"), ("RSP", "matched"), ("RSP", "orphan"), ("RSP", "duplicate")),
            *(("SRV", "waiting"), ("RSP", "refused")),
        ]
    )
    for notice in (NOTICES.get(outcome),)
)


def answer(tied: str = "", *, stranger: bool = False) -> AnswerRow:
    told = {"lot": "041", "nir": "142196296516596", "objet": "lot 041"} if stranger else {}
    return AnswerRow(
        id=4,
        message="R000001",
        received=CAME,
        day=INVOICED,
        payer="01999000",
        number="000000203",
        client="" if stranger else "ESSAI ALAIN",
        part="amo",
        asked=None if stranger else Cents(3),
        paid=Cents(3),
        state="P",
        tied=tied,
        tied_at=CAME if tied else None,
        stranger=stranger,
        told=told,
        rejects=() if stranger else (REJECT, DEFERRED, SIGNALLED),
    )


DETAIL = DetailView(
    number="000000203",
    state=InvoiceState.REJECTED,
    day=date(2024, 1, 8),
    kind="fse",
    total=Cents(20900),
    norm="900",
    lots=(LotLink(2, "003", LotState.ANSWERED),),
    client="ESSAI ALAIN",
    nir="1421962965165 96",
    rank="1",
    birth=BirthDate("19421901"),
    parts=(
        FollowedPart(
            *("amo", "01 349 9881", Cents(3), Cents(0), Cents(3), PartState.REJECTED),
            choices=(PartState.PAID, PartState.WAITING),
        ),
        FollowedPart("amc", "", Cents(0), Cents(0), Cents(0), PartState.NOT_ASKED, ()),
    ),
    rejects=(REJECT, DEFERRED, SIGNALLED),
    answers=(answer(), answer("hand")),
    by_hand=True,
    may_treat=True,
    may_credit=True,
    may_print=True,
    strangers=1,
    advice=(load_catalogue().notice("FSE-REJET-AMO", {"facture": "000000203"}),),
)
"""The detail that the manual prints (seed-facts 14.4)."""


@dataclass
class FakeReturns(Recorder):
    full: bool = True

    def returns(self, outcome: str, page: int) -> Page[ReturnRow]:
        return Page(ROWS, page, 41) if self.full else Page((), 1, 0)

    def of_lot(self, lot_id: int) -> tuple[ReturnRow, ...]:
        return ROWS if self.full else ()

    def show(self, message: str, page: int) -> ReturnView:
        transfer = ToldTransfer(INVOICED, "RSP 01999", "01999000", Cents(3))
        said = (answer(), answer("auto"), answer(stranger=True)) if self.full else ()
        return ReturnView(ROWS[2], "900", (transfer,), Page(said, page, 41), may_keep=self.full)

    def content(self, message: str) -> bytes:
        self._did("content", message)
        return b"000"

    def export_return(self, message: str, form: str) -> bytes:
        self._did("export_return", message, form)
        return b"table"

    def keep(self, message: str) -> None:
        self._did("keep", message)

    def lettrage(self, number: str, page: int) -> LettrageView:
        if not self.full:
            return LettrageView(True, Page((), 1, 0), Page((), 1, 0), number)
        strangers = Page((answer(stranger=True),), page, 41)
        return LettrageView(False, Page((answer(),), page, 41), strangers, number)

    def ask(self, posting: int, form: Mapping[str, str]) -> tuple[AnswerRow, Notice]:
        self._did("ask", posting, dict(form))
        facts = {"facture": "000000203", "lue": "000000077"}
        return answer(stranger=True), load_catalogue().notice("LET-A-CONFIRMER", facts)

    def tie(self, posting: int, form: Mapping[str, str]) -> str:
        self._did("tie", posting, dict(form))
        return "000000203"

    def detail(self, number: str) -> DetailView:
        return DETAIL

    def export_detail(self, number: str, form: str) -> bytes:
        self._did("export_detail", number, form)
        return b"table"

    def ask_detail(self, number: str, form: Mapping[str, str]) -> Notice:
        self._did("ask_detail", number, dict(form))
        return load_catalogue().notice("LET-TRAITEMENT-A-CONFIRMER", {"facture": "203"})

    def treat(self, number: str, form: Mapping[str, str]) -> None:
        self._did("treat", number, dict(form))
