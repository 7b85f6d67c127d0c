"""Tables that an optician takes away: as a spreadsheet, or as CSV.

Law of this file: each row says that nothing in it is real; XLSX needs its extra, and says so.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from binocle.adapters.spreadsheets import Cell, csv_table, xlsx_table
from binocle.kernel import OperatorActionNeeded

FLOW_COLUMN = "Flux"
SIMULATED = "SIMULÉ"


def table_file(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    form: str,
    made_at: datetime,
) -> bytes:
    """Return a table as ``csv`` or ``xlsx``.

    Raises:
        OperatorActionNeeded: ``UI-EXPORT-SANS-XLSX``.
    """
    if form == "csv":
        return csv_table(columns, rows)
    try:
        return xlsx_table(f"{title} {SIMULATED}", columns, rows, made_at=made_at)
    except ImportError:
        raise OperatorActionNeeded("UI-EXPORT-SANS-XLSX") from None
