"""One row of a table in TOML, read strictly: everything in it is known, well-formed, and used.

Law of this file: a table that ships wrong stops the program with the place, such as
``prices.toml: price 3: base``. Nothing is defaulted that the row does not leave out.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from binocle.kernel import Cents, InvalidIdentifier, LppCode

from .tariff import Confidence, Proof, Validity

Choice = TypeVar("Choice", bound=Enum)


class BadTable(ValueError):
    """A table that is not of its shape.

    Attributes:
        place: file, row and column.
    """

    def __init__(self, place: str, reason: str) -> None:
        """Keep the place."""
        self.place = place
        super().__init__(f"{place}: {reason}")


class TableRow:
    """A row whose columns are taken one by one; what nobody took is refused by :meth:`done`."""

    def __init__(self, place: str, values: Mapping[str, Any]) -> None:
        """Take a row.

        Args:
            place: file and row.
            values: as TOML gives them.
        """
        self.place = place
        self._left = dict(values)

    def refuse(self, column: str, reason: str) -> BadTable:
        """Return the refusal of a column, to be raised."""
        return BadTable(f"{self.place}: {column}", reason)

    def _take(self, column: str, kind: type) -> Any:
        """Return a value, or none; its type is exactly that one, so no boolean is a number."""
        value = self._left.pop(column, None)
        if value is not None and type(value) is not kind:
            raise self.refuse(column, f"{value!r} is no {kind.__name__}")
        return value

    def text(self, column: str) -> str:
        """Return a text that is not blank.

        Raises:
            BadTable: it is absent, blank, or no text.
        """
        value = self._take(column, str)
        if value is None or not value.strip():
            raise self.refuse(column, "a text that is not blank")
        return str(value)

    def text_or(self, column: str, default: str) -> str:
        """Return a text, or the default when the row has none."""
        return self.text(column) if column in self._left else default

    def number(self, column: str) -> int | None:
        """Return a whole number, null or positive; none when the row has none.

        Raises:
            BadTable: it is negative or no whole number.
        """
        value = self._take(column, int)
        if value is not None and value < 0:
            raise self.refuse(column, f"negative: {value}")
        return None if value is None else int(value)

    def amount(self, column: str) -> Cents | None:
        """Return whole cents; none when the row has none."""
        value = self.number(column)
        return None if value is None else Cents(value)

    def flag(self, column: str) -> bool:
        """Return a boolean, false when the row has none."""
        return bool(self._take(column, bool))

    def choice(self, column: str, choices: type[Choice]) -> Choice | None:
        """Return a value of an enumeration; none when the row has none."""
        value = self._take(column, str)
        return None if value is None else self._chosen(column, choices, value)

    def _chosen(self, column: str, choices: type[Choice], value: object) -> Choice:
        try:
            return choices(value)
        except ValueError:
            raise self.refuse(column, f"{value!r} is no {choices.__name__}") from None

    def codes(self, column: str) -> tuple[LppCode, ...]:
        """Return LPP codes, their keys checked; none when the row has none."""
        values = self._take(column, list) or ()
        return tuple(self._code(column, value) for value in values)

    def code(self, column: str) -> LppCode | None:
        """Return an LPP code, its key checked; none when the row has none."""
        value = self._take(column, str)
        return None if value is None else self._code(column, value)

    def _code(self, column: str, value: object) -> LppCode:
        try:
            return LppCode(str(value))
        except InvalidIdentifier as error:
            raise self.refuse(column, str(error)) from None

    def texts(self, column: str, length: int | None = None) -> tuple[str, ...]:
        """Return texts, so many when a length is given; none when the row has none."""
        values = self._take(column, list) or []
        if length is not None and len(values) != length:
            raise self.refuse(column, f"{length} texts")
        if not all(isinstance(value, str) and value for value in values):
            raise self.refuse(column, "texts that are not blank")
        return tuple(values)

    def choices(self, column: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Return values of an enumeration; none when the row has none."""
        return tuple(self._chosen(column, choices, value) for value in self.texts(column))

    def validity(self, default: Validity | None = None) -> Validity:
        """Return ``valid_from`` and ``valid_to``.

        Raises:
            BadTable: the end is before the beginning.
        """
        default = default or Validity()
        first: date | None = self._take("valid_from", date) or default.first
        last: date | None = self._take("valid_to", date) or default.last
        if first and last and last < first:
            raise self.refuse("valid_to", "before valid_from")
        return Validity(first, last)

    def proof(self, default: Proof | None = None) -> Proof:
        """Return ``edition``, ``source`` and ``confidence``, those of the table where absent.

        Raises:
            BadTable: one is in neither.
        """
        confidence = self.choice("confidence", Confidence)
        if default is None:
            if confidence is None:
                raise self.refuse("confidence", "absent")
            return Proof(self.text("edition"), self.text("source"), confidence)
        return Proof(
            self.text_or("edition", default.edition),
            self.text_or("source", default.source),
            confidence or default.confidence,
        )

    def row(self, column: str) -> "TableRow":
        """Return a table inside this one."""
        return TableRow(f"{self.place}: {column}", self._take(column, dict) or {})

    def rows(self, column: str) -> Iterator["TableRow"]:
        """Yield the tables of an array, numbered from 1."""
        values = self._take(column, list)
        if not values or not all(isinstance(value, dict) for value in values):
            raise self.refuse(column, "rows")
        for number, value in enumerate(values, start=1):
            yield TableRow(f"{self.place}: {column} {number}", value)

    def done(self) -> None:
        """Refuse what nobody took.

        Raises:
            BadTable: a column is unknown.
        """
        for column in self._left:
            raise self.refuse(column, "unknown")


def read_table(name: str, text: str) -> TableRow:
    """Read a file.

    Raises:
        BadTable: it is no TOML.
    """
    try:
        return TableRow(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadTable(name, str(error)) from None
