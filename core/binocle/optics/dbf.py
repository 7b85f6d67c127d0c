"""dBase III files, as the health insurance publishes its tables in: read whole or refused.

Law of this file: pure; bytes in, texts out. The header says how many records there are, and what is
there must agree. Source: the public layout of dBase III (header of 32 bytes, fields of 32 bytes
each, 0x0D, records of fixed length that begin with a space, or with ``*`` when deleted).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

VERSION = 0x03
HEADER = 32
FIELD = 32
END_OF_FIELDS = 0x0D
DELETED = 0x2A
LIVE = 0x20

CODE_PAGES = {0x00: "cp850", 0x01: "cp437", 0x02: "cp850", 0x03: "cp1252"}
"""Byte 29 -> encoding; without it the tables are read as cp850, as public users of them do."""


class BadDbf(ValueError):
    """Bytes that are no dBase III file, or not all of it."""


@dataclass(frozen=True)
class DbfRecord:
    """One record: its number from 1, and its texts by column; none when its bytes are no text."""

    number: int
    values: Mapping[str, str] | None


def is_dbf(content: bytes) -> bool:
    """Tell whether bytes begin as a dBase III file does."""
    if len(content) <= HEADER or content[0] != VERSION:
        return False
    start = _start(content)
    return (
        (start - 1) % FIELD == 0 and start <= len(content) and content[start - 1] == END_OF_FIELDS
    )


def _start(content: bytes) -> int:
    """Return where the records begin."""
    return int.from_bytes(content[8:10], "little")


def columns_of(content: bytes) -> tuple[str, ...]:
    """Return the names of the columns, in upper case."""
    return tuple(name for name, _ in _fields(content))


def records_of(content: bytes) -> Iterator[DbfRecord]:
    """Yield the records that are not deleted.

    Raises:
        BadDbf: the file is cut short, or its header disagrees with itself.
    """
    count, start, length = struct.unpack_from("<IHH", content, 4)
    fields = _fields(content)
    if length != 1 + sum(size for _, size in fields):
        raise BadDbf("the length of a record")
    if len(content) < start + count * length:
        raise BadDbf("cut short")
    encoding = CODE_PAGES.get(content[29])
    if encoding is None:
        raise BadDbf("an unknown code page")
    for number in range(1, count + 1):
        place = start + (number - 1) * length
        record = content[place : place + length]
        if record[0] not in (LIVE, DELETED):
            raise BadDbf(f"record {number}")
        if record[0] == LIVE:
            yield DbfRecord(number, _texts(record, fields, encoding))


def _fields(content: bytes) -> list[tuple[str, int]]:
    """Return the name and the length of each column."""
    start = _start(content)
    places = range(HEADER, start - 1, FIELD)
    return [
        (
            content[place : place + 11].split(b"\0")[0].decode("ascii", "replace").upper(),
            content[place + 16],
        )
        for place in places
    ]


def _texts(record: bytes, fields: list[tuple[str, int]], encoding: str) -> dict[str, str] | None:
    values, place = {}, 1
    for name, size in fields:
        try:
            values[name] = record[place : place + size].decode(encoding).strip(" \0")
        except UnicodeDecodeError:
            return None
        place += size
    return values
