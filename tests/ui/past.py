"""A history that answers with a sample, as the pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.ui.fakes import Recorder
from tests.ui.samples import INVOICED

from binocle.kernel import Cents
from binocle.lots import HistoryPage, Page, PastAnswer, PastInvoice, PastLot
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import TakenView, UploadedFile

PAID = PastAnswer(
    *("005", "00000001349000", INVOICED, "000000204", "amo", "R", Cents(0)),
    *("0450 0561 EXONERATION NON TRANSMISE", INVOICED),
)
REFUSED = PastAnswer(
    *("005", "00000001349000", INVOICED, "", "", "refused-by-arl", Cents(0), "4025 REJET", None),
)
LOT = PastLot(
    *("005", "00000001349000", "01 349", INVOICED, "S"),
    (PastInvoice("000000204", "255069999999934", INVOICED, Cents(3), Cents(3), Cents(0), (PAID,)),),
    (REFUSED,),
)
WRONG = load_catalogue().notice(
    "TEL-HISTORIQUE-REFUSE",
    {"fichier": "a.b2", "record": "4", "zone": "n", "first": 1, "last": 2, "offset": 9,
     "reason": "CLE"},
)  # fmt: skip


@dataclass
class FakePast(Recorder):
    full: bool = True

    def history(self, page: int, sought: str) -> HistoryPage:
        lots = (LOT,) if self.full else ()
        return HistoryPage(Page(lots, page, len(lots)), (PAID,) if self.full else ())

    def take(self, files: Sequence[UploadedFile]) -> TakenView:
        self._did("take", tuple(each.name for each in files))
        wrong = tuple(WRONG for each in files if each.name == "a.b2")
        return TakenView(len(files) - len(wrong), 0, wrong)
