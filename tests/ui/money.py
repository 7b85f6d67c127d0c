"""A service of transfers and of the bank that answers with the printed ones (seed-facts 16, 17)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from tests.ui.fakes import Recorder

from binocle.kernel import Cents
from binocle.lots import LineOutcome, Page, PairEvent, TransferSum
from binocle_ui.catalogue import load_labels
from binocle_ui.pages import (
    BankLineRow,
    FreeLineRow,
    ImportedView,
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
    UploadedFile,
    WithholdingRow,
)

DAY, OLD = date(2024, 5, 29), date(2015, 1, 1)


def label(name: str) -> str:
    return f"VIR AMO LIGNE 1 - {name}VIR AMO LIGNE 2 - {name}"


def cut(name: str) -> str:
    return f"VIR AMO LIGNE 1 - {name}..."


FIRST = TransferRow(1, DAY, label("7FR"), cut("7FR"), "10349000", Cents(552), DAY, None)
SECOND = TransferRow(2, DAY, label("7FR-2"), cut("7FR-2"), "10349000", Cents(9448), None, 3)
THIRD = TransferRow(3, DAY, label("9FR"), cut("9FR"), "01349000", Cents(322), None, 0)
NOTHING = TransferRow(4, DAY, "", "sans libellé", "", Cents(0), None, None)
ROWS = (FIRST, SECOND, THIRD, NOTHING)
LINE = BankLineRow(7, "FR76", "VIR000003", DAY, "VIR SEPA 7FR-2", Cents(9448))
PAID = PaidRow(
    *("000000259", True, DAY, "ESSAI ALEXANDRE", "10349000", Cents(469), Cents(-469)),
    *("0062013354", Cents(83), Cents(-83)),
)
STRANGER = PaidRow("000000077", False, None, "", "10349000", Cents(5), Cents(5), "", None, None)
MOVED = tuple(
    MovementRow("DETTE7FR", DAY, "Opposition Interne Paiement", operation, Cents(amount), Cents(0))
    for operation, amount in (("Constat Initial", 552), ("Retenue Sur Prestation", -552))
)
ONE_OFFS = tuple(
    OneOffRow(
        *(rank, DAY, "10349000", f"CODE{rank}", f"LIBELLE{rank}", Cents(2000 * (rank + 1))),
        *("PONCTUEL", OLD, OLD, f"PAT0{rank} 00", SECOND),
    )
    for rank in (1, 2)
)
WITHHELD = WithholdingRow(
    1, DAY, "01349000", "DETTE9FR", "Retenue Sur Prestation", Cents(-230), THIRD
)


@dataclass
class FakeMoney(Recorder):
    full: bool = True

    def transfers(self, typed: Mapping[str, str], page: int) -> TransfersView:
        self._did("transfers", dict(typed), page)
        rows = ROWS if self.full else ()
        shown = {"du": "2024-04-29", "au": "2024-05-29", **typed}
        return TransfersView(Page(rows, 1, len(rows)), shown, 4 if self.full else 0)

    def export_transfers(self, typed: Mapping[str, str], form: str) -> bytes:
        self._did("export_transfers", dict(typed), form)
        return b"table"

    def transfer(self, transfer_id: int, page: int) -> TransferView:
        row = ROWS[transfer_id - 1]
        whole = TransferView(
            row=row,
            lines=("VIR AMO LIGNE 1", "VIR AMO LIGNE 2"),
            sum=TransferSum(Cents(0), Cents(0), Cents(0), row.paid),
            paid=Page((), 1, 0),
            movements=(),
            one_offs=(),
            withholdings=(),
            line=replace(LINE, account="") if row is FIRST else None,
            candidates=(LINE,) if row is SECOND and self.full else (),
            history=(PairRow(datetime(2024, 5, 30, 8, tzinfo=UTC), PairEvent.TIED, LINE),),
        )
        if row is SECOND:
            told = TransferSum(Cents(-552), Cents(10_000), Cents(0), row.paid)
            paid = Page((PAID, STRANGER), 1, 21)
            return replace(whole, sum=told, paid=paid, movements=MOVED, one_offs=ONE_OFFS)
        if row is THIRD:
            told = TransferSum(Cents(552), Cents(0), Cents(230), row.paid)
            return replace(whole, sum=told, withholdings=(WITHHELD,))
        return whole

    def operations(self, typed: Mapping[str, str], page: int) -> OperationsView:
        self._did("operations", dict(typed), page)
        shown = {"du": "", "au": "", **typed}
        if typed.get("vue") == "retenues":
            withheld = (WITHHELD,) if self.full else ()
            return OperationsView(None, Page(withheld, 1, len(withheld)), shown)
        paid = ONE_OFFS if self.full else ()
        return OperationsView(Page(paid, 1, len(paid)), None, shown)

    def export_operations(self, typed: Mapping[str, str], form: str) -> bytes:
        self._did("export_operations", dict(typed), form)
        return b"table"

    def one_off(self, one_off_id: int) -> OperationView:
        return OperationView(SECOND, _facts("detail_operation"))

    def withholding(self, withholding_id: int) -> OperationView:
        life = tuple(replace(each, transfer=THIRD, number="000000259") for each in MOVED)
        return OperationView(THIRD, _facts("detail_retenue"), life)

    def free_lines(self, page: int) -> Page[FreeLineRow]:
        rows = (FreeLineRow(LINE, (SECOND, NOTHING)), FreeLineRow(LINE, ())) if self.full else ()
        return Page(rows, 1, len(rows))

    def import_statement(self, files: list[UploadedFile]) -> ImportedView:
        self._did("import", [file.name for file in files])
        lines = tuple(
            ReadLineRow(LINE, outcome, SECOND if outcome is LineOutcome.MATCHED else None)
            for outcome in LineOutcome
        )
        return ImportedView("releve.csv", 2, 1, ("027",), lines)

    def pair(self, line_id: int, transfer_id: int) -> PairView:
        return PairView(LINE, ROWS[transfer_id - 1])

    def tie(self, line_id: int, transfer_id: int, form: Mapping[str, str]) -> None:
        self._did("tie", line_id, transfer_id, dict(form))

    def untie(self, transfer_id: int, form: Mapping[str, str]) -> None:
        self._did("untie", transfer_id, dict(form))


def _facts(section: str) -> tuple[tuple[str, str], ...]:
    labels = load_labels()
    return tuple((labels(section, name), "") for name in labels.ordered(section))
