"""The rows that one lived day left in a database, and copies of them under other numbers and days.

Law of this file: a table says what changes in a copy, column by column, and nothing else does; a
test lives two days and finds the second one in the copy. What a copy has as it was lived although
the product would have written it anew is named in :data:`AS_LIVED`: nobody verifies it when money
comes.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, cast

from binocle.adapters.sqlite import Session
from binocle.fse import Flow
from binocle.lots import lot_count, lot_number, series_of

AS_LIVED: Mapping[str, tuple[str, ...]] = {
    "form": ("signature", "vitale_signature", "records"),
    "outgoing_file": ("content",),
}
"""What a copy has from the lived day although the product would have written it anew: signatures,
the seals that end records, and what was in the files that left. No copy has the bytes of its ARL.
"""


@dataclass(frozen=True)
class Move:
    """From the lived day to a copy of it: ``days`` later."""

    lived: "LivedDay"
    days: int

    def invoice(self, number: str) -> str:
        """Return the number of the same invoice."""
        return f"{int(number) + self.days * self.lived.invoices:09d}"

    def lot(self, flow: Flow, number: str) -> str:
        """Return the number of the same lot, in the series of its flow."""
        count = lot_count(number) + self.days * self.lived.series[series_of(flow)]
        return lot_number(flow, count)

    def count(self, name: str) -> str:
        """Return a name whose six last digits count the files."""
        return f"{name[:-6]}{int(name[-6:]) + self.days * self.lived.files:06d}"

    def day(self, day: date) -> date:
        """Return the day of the copy."""
        return day + timedelta(days=self.days)


Row = Mapping[str, Any]
Change = Callable[[Move, Any, Row], Any]
"""What becomes of a value of a lived row in a copy of it."""


def _number(move: Move, value: str, row: Row) -> str:
    return move.invoice(value)


def _document(move: Move, value: str, row: Row) -> str:
    return value.replace(row["number"], move.invoice(row["number"]))


def _records(move: Move, value: bytes, row: Row) -> bytes:
    return value.replace(row["number"].encode(), move.invoice(row["number"]).encode())


def _lot_number(move: Move, value: str, row: Row) -> str:
    return move.lot(Flow(row["flow"]), value)


def _lot_id(move: Move, value: int, row: Row) -> int:
    return value + move.days * move.lived.lots


def _count(move: Move, value: str, row: Row) -> str:
    return move.count(value)


def _counts(move: Move, value: str, row: Row) -> str:
    return _COUNTED.sub(lambda found: move.count(found[0]), value)


def _day(move: Move, value: str, row: Row) -> str:
    return move.day(date.fromisoformat(value)).isoformat()


def _instant(move: Move, value: str, row: Row) -> str:
    return (datetime.fromisoformat(value) + timedelta(days=move.days)).isoformat()


_COUNTED = re.compile(r"(?:B2-[0-9]{14}|AR)-[0-9]{6}")
"""A file, and its receipt."""

CHANGES: Mapping[str, Mapping[str, Change]] = {
    "lot": {
        "id": _lot_id,
        "number": _lot_number,
        "day": _day,
        "sent_on": _day,
        "file_name": _count,
    },
    "lot_event": {"lot_id": _lot_id, "at": _instant, "facts": _counts},
    "outgoing_file": {"name": _count, "receipt": _count, "made_at": _instant},
    "invoice": {"number": _number, "opened_at": _instant, "document": _document},
    "invoice_event": {"number": _number, "at": _instant},
    "form": {"number": _number, "records": _records, "signed_at": _instant},
    "lot_form": {"lot_id": _lot_id, "number": _number},
}
"""Table → what changes in a copy; triggers keep ``invoice_listed``, SQLite gives other ids."""


class _Table:
    """The lived rows of one table."""

    def __init__(self, driver: sqlite3.Connection, name: str) -> None:
        columns = [column for _, column, *_ in driver.execute(f"PRAGMA table_info({name})")]
        names = [column for column in columns if column != "id" or "id" in CHANGES[name]]
        listed, marks = ", ".join(names), ", ".join("?" * len(names))
        self._insert = f"INSERT INTO {name} ({listed}) VALUES ({marks})"  # noqa: S608 - own names
        found = driver.execute(f"SELECT {listed} FROM {name}")  # noqa: S608 - own names
        self.rows: list[Row] = [dict(zip(names, row, strict=True)) for row in found]
        self._changes = CHANGES[name]

    def copy(self, driver: sqlite3.Connection, move: Move) -> None:
        """Insert a copy of each row."""
        driver.executemany(self._insert, map(partial(self._copied, move), self.rows))

    def _copied(self, move: Move, row: Row) -> list[Any]:
        values = dict(row)
        for column, change in self._changes.items():
            values[column] = change(move, row[column], row)
        return list(values.values())


class LivedDay:
    """The rows that a day left in a database."""

    def __init__(self, session: Session, invoices: int) -> None:
        """Read them.

        Args:
            session: on a database that holds this day and nothing else.
            invoices: of the day.
        """
        self.invoices = invoices
        self._tables = {name: _Table(_driver(session), name) for name in CHANGES}
        lots = self._tables["lot"].rows
        self.lots, self.files = len(lots), len(self._tables["outgoing_file"].rows)
        self.series = Counter(series_of(Flow(row["flow"])) for row in lots)

    def copy(self, session: Session, days: Iterable[int]) -> None:
        """Copy the day, once for each number of days later, in one transaction."""
        with session.transaction():
            for later in days:
                for table in self._tables.values():
                    table.copy(_driver(session), Move(self, later))


def _driver(session: Session) -> sqlite3.Connection:
    return cast(sqlite3.Connection, session.connection.connection.dbapi_connection)
