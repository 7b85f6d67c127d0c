"""dBase III files written by hand for the tests, from the public layout."""

from collections.abc import Sequence

Column = tuple[str, str, int]
"""Name, type, length."""

CARD_COLUMNS: tuple[Column, ...] = (
    ("CODE_TIPS", "C", 7), ("NOM_COURT", "C", 80), ("DATE_FIN", "D", 8), ("AGE_MAX", "N", 3),
    ("TYPE_PREST", "C", 1), ("ARBO1", "N", 2),
)  # fmt: skip

TARIFF_COLUMNS: tuple[Column, ...] = (
    ("CODE_TIPS", "C", 7), ("DEBUTVALID", "D", 8), ("FINHISTO", "D", 8), ("NAT_PREST", "C", 3),
    ("ENTENTE", "C", 1), ("TARIF", "N", 10), ("PUREGLEMEN", "N", 10),
)  # fmt: skip


def dbf(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    code_page: int = 0,
    deleted: frozenset[int] = frozenset(),
) -> bytes:
    """Return a file; numbers stand at the right of their field, texts at the left."""
    length = 1 + sum(size for _, _, size in columns)
    start = 32 + 32 * len(columns) + 1
    head = bytearray(32)
    head[0], head[29] = 3, code_page
    head[1:4] = (124, 5, 28)
    head[4:8] = len(rows).to_bytes(4, "little")
    head[8:12] = start.to_bytes(2, "little") + length.to_bytes(2, "little")
    made = bytes(head)
    for name, kind, size in columns:
        field = name.encode().ljust(11, b"\0") + kind.encode() + bytes(4)
        made += field + bytes((size, 2 if kind == "N" else 0)) + bytes(14)
    made += b"\r"
    encoding = "cp1252" if code_page == 3 else "cp850"
    for number, row in enumerate(rows, start=1):
        made += b"*" if number in deleted else b" "
        for (_, kind, size), text in zip(columns, row, strict=True):
            cell = text.encode(encoding)
            assert len(cell) <= size
            made += cell.rjust(size) if kind == "N" else cell.ljust(size)
    return made + b"\x1a"


def card(code: str, label: str = "VERRE", end: str = "", age: str = "0") -> tuple[str, ...]:
    """Return a record of the list of codes."""
    return (code, label, end, age, "A", "2")


def tariff(
    code: str, begin: str, end: str = "", base: str = "0.05", limit: str = "0.00", act: str = "VM3"
) -> tuple[str, ...]:
    """Return a record of the tariffs."""
    return (code, begin, end, act, "N", base, limit)
