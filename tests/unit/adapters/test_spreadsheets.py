"""Exports as a spreadsheet opens them, and the slip of a lot."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.fse.makers import NOW, SHOP, invoice

from binocle.adapters.lot_slip import PdfLotSlipPrinter
from binocle.adapters.spreadsheets import Amount, Cell, csv_table, xlsx_table
from binocle.fse import Flow, InvoiceStanding, InvoiceState, PartState
from binocle.kernel import Cents
from binocle.lots import Lot, LotKey, LotLine, LotSlip, LotState

ROW: tuple[Cell, ...] = (date(2024, 5, 28), "DÉ;SMAUX", Amount(Cents(123450)), None, "=1+1")
COLUMNS = ("Date", "Nom", "Montant", "Lot", "Texte")
AT = datetime(2024, 5, 28, 7, 0, tzinfo=UTC)


def test_a_csv_is_what_a_french_spreadsheet_reads() -> None:
    assert csv_table(COLUMNS, [ROW]).decode("utf-8") == (
        '\ufeffDate;Nom;Montant;Lot;Texte\r\n28/05/2024;"DÉ;SMAUX";1234,50;;\'=1+1\r\n'
    )


@given(st.integers(-(10**9), 10**9))
def test_an_amount_is_printed_to_the_cent(cents: int) -> None:
    printed = Amount(Cents(cents)).printed
    assert re.fullmatch(r"-?\d+,\d\d", printed)
    assert int(printed.replace(",", "")) == cents


def test_an_xlsx_holds_days_amounts_and_texts() -> None:
    content = xlsx_table("Suivi", COLUMNS, [ROW], made_at=AT)
    assert content == xlsx_table("Suivi", COLUMNS, [ROW], made_at=AT)
    with ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<v>45440</v>" in sheet  # 28 May 2024, in days of a spreadsheet
    assert "<v>1234.5</v>" in sheet
    assert "<f>" not in sheet
    assert "<t>=1+1</t>" in texts


def slip(*, flow: Flow = Flow.FSE, simulated: bool = True, count: int = 1) -> LotSlip:
    recipient = "01 999" if flow is Flow.FSE else "1100000000"
    lot = Lot(
        1, "027", LotKey(recipient, flow, "S", "992604231", "T"), date(2024, 5, 28), LotState.SENT
    )
    waiting = PartState.WAITING
    standing = InvoiceStanding(
        invoice(), InvoiceState.WAITING, waiting, waiting, Cents(0), Cents(0)
    )
    return LotSlip(lot, SHOP, (LotLine(standing, flow),) * count, NOW, simulated)


def told(slip: LotSlip) -> list[str]:
    pages = pypdfium2.PdfDocument(PdfLotSlipPrinter().draw(slip))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_a_slip_says_what_the_lot_holds() -> None:
    (page,) = told(slip())
    for printed in (
        *("Bordereau", "Lot n° 027", "du 28/05/2024", "Régime : 01 999", "n° AM 992604231"),
        *("000000254", "DESMAUX", "2550699999999 34", "15/06/1955", "0,09", "100,00", "Total"),
        *("SIMULÉ", "seul le plus récent est pris en compte"),
    ):
        assert printed in page
    assert PdfLotSlipPrinter().draw(slip()) == PdfLotSlipPrinter().draw(slip())


@pytest.mark.parametrize("simulated", [True, False])
def test_each_page_of_a_slip_says_whether_it_is_real(simulated: bool) -> None:
    pages = told(slip(flow=Flow.DRE, simulated=simulated, count=60))
    assert len(pages) > 1
    assert all(("SIMULÉ" in page) is simulated for page in pages)
    assert "Organisme complémentaire : 1100000000" in pages[0]
