"""Bank statements in files: CSV as French banks export it, OFX in both of its spellings.

Laws of this file: whole or not at all, the first wrong line is told; an amount is read by its
digits into cents. Of OFX only the elements of a list of transactions are read, token by token: no
XML parser, no entity, nothing from elsewhere. Sources: OFX 1.6 and 2.2 (STMTTRN, DTPOSTED, TRNAMT,
FITID, NAME, MEMO, ACCTID); the columns of CSV files are assumed, banks have no common one.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import unescape

from binocle.kernel import Cents, OperatorActionNeeded
from binocle.lots import BankLine

MAX_BYTES = 8 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp1252")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "date opération", "date operation", "date de l'opération", "date comptable"),
    "label": ("libellé", "libelle", "libellé opération", "libelle operation", "description"),
    "amount": ("montant", "montant (eur)", "montant eur", "montant en euros"),
    "debit": ("débit", "debit", "débit euros", "debit euros"),
    "credit": ("crédit", "credit", "crédit euros", "credit euros"),
    "reference": ("référence", "reference", "numéro d'opération"),
}
"""What a column may be called, in small letters."""
_AMOUNT = re.compile(r"([+-]?)(\d{1,10})(?:[.,](\d{1,2})0*)?")
_DAY = re.compile(r"(\d{2})[/.-](\d{2})[/.-](\d{4})|(\d{4})-?(\d{2})-?(\d{2})")
_TOKEN = re.compile(r"<(/?)([A-Z0-9.]{1,32})>([^<]*)")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f"))


def read_statement(content: bytes) -> tuple[BankLine, ...]:
    """Return the lines of a statement, in their order.

    Raises:
        OperatorActionNeeded: ``VIR-RELEVE-INCONNU``, it is neither CSV nor OFX, or
            ``VIR-RELEVE-LIGNE``, with the place of what cannot be read.
    """
    if len(content) > MAX_BYTES:
        raise OperatorActionNeeded("VIR-RELEVE-INCONNU")
    text = _text(content)
    rows = _ofx(text) if "<OFX>" in text else _csv(text)
    return tuple(_numbered(rows))


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OperatorActionNeeded("VIR-RELEVE-INCONNU")


def _numbered(lines: Iterator[BankLine]) -> Iterator[BankLine]:
    """Give each line without a reference one that the same line has in any file."""
    seen: Counter[tuple[str, date, str, int]] = Counter()
    for line in lines:
        if line.reference:
            yield line
            continue
        key = line.account, line.day, line.label, line.amount
        seen[key] += 1
        reference = f"{line.day:%Y%m%d} {line.amount} {line.label} {seen[key]}"
        yield BankLine(line.account, reference, line.day, line.label, line.amount)


def _wrong(place: int) -> OperatorActionNeeded:
    return OperatorActionNeeded("VIR-RELEVE-LIGNE", ligne=place)


def _cents(written: str, place: int) -> Cents:
    found = _AMOUNT.fullmatch(written.translate(_SPACES).removesuffix("€"))
    if found is None:
        raise _wrong(place)
    sign, euros, cents = found.groups()
    amount = int(euros) * 100 + int((cents or "").ljust(2, "0"))
    return Cents(-amount if sign == "-" else amount)


def _day(written: str, place: int) -> date:
    found = _DAY.match(written.strip())
    if found is None:
        raise _wrong(place)
    day, month, year, iso_year, iso_month, iso_day = found.groups()
    try:
        return date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        raise _wrong(place) from None


# -- CSV ------------------------------------------------------------------------------------------


def _csv(text: str) -> Iterator[BankLine]:
    """Yield the lines below the row that names the columns; what stands above it is the bank's."""
    separator = max(";,\t", key=text.count)
    columns: dict[str, int] = {}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for place, row in enumerate(rows, start=1):
            if columns and any(cell.strip() for cell in row):
                yield _row(row, columns, place)
            columns = columns or _columns(row)
    except csv.Error:
        raise OperatorActionNeeded("VIR-RELEVE-INCONNU") from None
    if not columns:
        raise OperatorActionNeeded("VIR-RELEVE-INCONNU")


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return where the columns are, when a row names them all."""
    names = [cell.strip().lower() for cell in row]
    found = {
        column: next(at for at, name in enumerate(names) if name in known)
        for column, known in COLUMNS.items()
        if set(names) & set(known)
    }
    has_money = "amount" in found or {"debit", "credit"} <= found.keys()
    return found if {"day", "label"} <= found.keys() and has_money else {}


def _row(row: Sequence[str], columns: Mapping[str, int], place: int) -> BankLine:
    if len(row) <= max(columns.values()):
        raise _wrong(place)
    cells = {column: row[at].strip() for column, at in columns.items()}
    if "amount" in cells:
        amount = _cents(cells["amount"], place)
    elif cells["credit"]:
        amount = _cents(cells["credit"], place)
    else:
        # Banks write a debit with its minus or without it.
        amount = Cents(-abs(_cents(cells["debit"], place)))
    day = _day(cells["day"], place)
    return BankLine("", cells.get("reference", ""), day, " ".join(cells["label"].split()), amount)


# -- OFX ------------------------------------------------------------------------------------------


def _ofx(text: str) -> Iterator[BankLine]:
    """Yield the transactions of OFX 1, whose leaves are never closed, or of OFX 2."""
    account, values, place = "", dict[str, str](), 0
    for token in _TOKEN.finditer(text):
        closes, name, content = token.groups()
        if name == "STMTTRN" and not closes:
            values, place = {}, place + 1
        elif name == "STMTTRN":
            yield _transaction(values, account, place)
        elif not closes:
            values[name] = unescape(content).strip()
            account = values[name] if name == "ACCTID" else account


def _transaction(values: Mapping[str, str], account: str, place: int) -> BankLine:
    try:
        day, amount = _day(values["DTPOSTED"], place), _cents(values["TRNAMT"], place)
        reference = values["FITID"]
    except KeyError:
        raise _wrong(place) from None
    label = " ".join(f"{values.get('NAME', '')} {values.get('MEMO', '')}".split())
    return BankLine(account, reference, day, label, amount)
