"""A service of lots and invoices that answers with samples and remembers what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.ui.fakes import Recorder
from tests.ui.samples import INVOICED, INVOICES, lot_rows

from binocle.fse import InvoiceState
from binocle.kernel import Cents
from binocle.lots import LotGestures, Page, SecuredShare
from binocle.rates import SecuringMode
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import AfterwardsView, InvoicesView, LotLineRow, LotRow, LotView, ToSendRow

TO_SEND = ToSendRow(
    *("DESMAUX", "Nathalie", INVOICED, "254", Cents(41500), Cents(9), True, Cents(10000), True),
    *("01 999", "1100000000", InvoiceState.SECURED, SecuringMode.SESAM_VITALE, 1, True),
)
LINE = LotLineRow(
    *("DESMAUX", "Nathalie", INVOICED, "254", "01 999 9999", Cents(9), Cents(10000), False),
    *("2550699999999 34", "15/06/1955"),
)
MAYBE = load_catalogue().notice("LOT-PEUT-ETRE-ACCEPTE", {"lot": "027", "motif": "4025"})

NOTHING_AFTER = AfterwardsView((), (), INVOICED)


@dataclass
class FakeFollowUp(Recorder):
    full: bool = True

    def to_send(self, page: int) -> Page[ToSendRow]:
        return Page((TO_SEND,), 1, 1) if self.full else Page((), 1, 0)

    def transmit(self, form: Mapping[str, str]) -> None:
        self._did("transmit", dict(form))

    def afterwards(self) -> AfterwardsView:
        return AfterwardsView((MAYBE,), ("027",), INVOICED) if self.full else NOTHING_AFTER

    def lots(self, page: int, sought: str) -> Page[LotRow]:
        return Page(lot_rows(), 2, 55) if self.full else Page((), 1, 0)

    def lot(self, lot_id: int) -> LotView:
        every = LotGestures(resend=True, close=True, give_up=True, treat=True)
        row = lot_rows()[lot_id]
        return LotView(row, True, (LINE,), every, newest=False, regroup=MAYBE, slip_on=INVOICED)

    def treat(self, lot_id: int, form: Mapping[str, str]) -> None:
        self._did("treat", lot_id, dict(form))

    def slip(self, number: str) -> bytes:
        self._did("slip", number)
        return b"%PDF-1.4"

    def invoices(self, typed: Mapping[str, str], page: int) -> InvoicesView:
        self._did("invoices", dict(typed), page)
        rows = INVOICES if self.full and "dre" not in typed else ()
        listed = Page(rows, page, 23 if rows else 0)
        return InvoicesView(listed, dict(typed), SecuredShare(23, 19))

    def export(self, typed: Mapping[str, str], form: str) -> bytes:
        self._did("export", dict(typed), form)
        return b"table"
