"""What an edition of B2 is to the reader: its tables, and what may follow what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from binocle.wire import BrokenTable, Place, Record, Succession, succession


@dataclass(frozen=True)
class Edition:
    """One edition of the norm.

    Attributes:
        stamp: month and year as type 1 writes them, such as ``062007``.
        tables: record type → table.
        by_first: first character → table, for the types that it tells alone.
        by_complement: first character and complement (position 36) → table.
        allowed: order and repetitions.
    """

    stamp: str
    tables: Mapping[str, type[Record]]
    by_first: Mapping[str, type[Record]]
    by_complement: Mapping[str, type[Record]]
    allowed: Succession


def edition(stamp: str, tables: Iterable[type[Record]], places: Iterable[Place]) -> Edition:
    """Return an edition made of its tables and of the rows that place them.

    Raises:
        BrokenTable: a table has no row, or a row no table.
    """
    by_code = {table.CODE: table for table in tables}
    allowed = succession(tuple(places))
    if set(by_code) != set(allowed.most):
        raise BrokenTable(f"edition {stamp}: tables and rows differ")
    by_first, by_complement = {}, {}
    for code, table in by_code.items():
        if "complement" in {zone.name for zone in table.ZONES}:
            by_complement[code.ljust(2)] = table
        else:
            by_first[code[0]] = table
    return Edition(
        stamp=stamp,
        tables=MappingProxyType(by_code),
        by_first=MappingProxyType(by_first),
        by_complement=MappingProxyType(by_complement),
        allowed=allowed,
    )
