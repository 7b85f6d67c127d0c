"""Tables as files that a spreadsheet opens: CSV as French ones read it, and XLSX.

Law of this file: values in, bytes out; an amount is an exact decimal, a day is a day. CSV has a
byte order mark, semicolons and decimal commas: a French Excel opens it by a double click. A text
that a spreadsheet would take for a formula is kept as a text.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from binocle.kernel import Cents, printed_day

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of what a spreadsheet computes."""


@dataclass(frozen=True)
class Amount:
    """An amount of a table."""

    cents: Cents

    @property
    def printed(self) -> str:
        """As CSV carries it: ``1234,50``."""
        return f"{Decimal(self.cents) / 100:.2f}".replace(".", ",")


Cell = str | date | Amount | None


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_printed(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _printed(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Amount():
            return cell.printed
        case date():
            return printed_day(cell)
        case _:
            return f"'{cell}" if cell.startswith(FORMULAS) else cell


def xlsx_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, made_at: datetime
) -> bytes:
    """Return a table as XLSX.

    Args:
        title: of its one sheet, at most 31 characters.
        columns: their names.
        rows: of as many cells.
        made_at: in UTC; the same table of the same instant gives the same bytes.
    """
    import xlsxwriter  # only here: of the extra ``xlsx``

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    euros = book.add_format({"num_format": "#,##0.00"})
    sheet.write_row(0, 0, columns, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            match cell:
                case None:
                    continue
                case Amount():
                    sheet.write_number(last, place, Decimal(cell.cents) / 100, euros)
                case date():
                    sheet.write_datetime(last, place, cell, day)
                case _:
                    sheet.write_string(last, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.set_column(0, len(columns) - 1, 15)
    book.close()
    return content.getvalue()
