"""Files of the list of products, read whole: the official ones, and a plain one of ours (TAUX-08).

Forms, by what the file holds:

- ``lpp_fiche_totNNN.dbf``: one record a code: CODE_TIPS, NOM_COURT, DATE_FIN, AGE_MAX;
- ``lpp_histo_totNNN.dbf``: the tariffs of a code: CODE_TIPS, DEBUTVALID, FINHISTO, NAT_PREST,
  TARIF, PUREGLEMEN;
- ``NT_LPP.csv`` of the SNDS: one line a code, no tariff;
- ours: ``BINOCLE-LPP;1;edition``, then :data:`OUR_COLUMNS`, then one line a code and validity.

Law of this file: pure, and nothing is corrected. Every wrong line is gathered with its number.
Only the codes of optics are kept (title 2, chapter 2: they begin with 22; manufacturers' with 72);
of the others only the code is read. Source: names of the columns: public programs that read these
tables. Assumed: a last day is inside, a tariff or a limit of 0 is none, NAT_PREST is the act.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from binocle.kernel import (
    Cents,
    Facts,
    Finding,
    InvalidIdentifier,
    LppCode,
    OperatorActionNeeded,
)

from .dbf import BadDbf, columns_of, is_dbf, records_of
from .tariff import ALWAYS, Validity

OPTICAL = ("22", "72")
"""How the codes of optics begin."""

MARKER = "BINOCLE-LPP"
VERSION = "1"
OUR_COLUMNS = ("code", "libelle", "acte", "debut", "fin", "base", "limite", "age_max")

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ACT = re.compile(r"[A-Z][A-Z0-9]{1,2}")
EURO = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2})0*)?")


class LppForm(Enum):
    """Which file it is."""

    CARDS = "lpp_fiche_tot"
    TARIFFS = "lpp_histo_tot"
    SNDS = "NT_LPP"
    OURS = MARKER


NEEDED: Mapping[LppForm, frozenset[str]] = {
    LppForm.CARDS: frozenset({"CODE_TIPS", "NOM_COURT", "DATE_FIN", "AGE_MAX"}),
    LppForm.TARIFFS: frozenset(
        {"CODE_TIPS", "DEBUTVALID", "FINHISTO", "NAT_PREST", "TARIF", "PUREGLEMEN"}
    ),
    LppForm.SNDS: frozenset({"LPP_PRS_IDE", "LPP_RED_LIB", "LPP_VAL_DTF", "LPP_MAX_AGE"}),
    LppForm.OURS: frozenset(OUR_COLUMNS),
}
"""Columns by which a form is known; others may stand beside them, ours apart."""


@dataclass(frozen=True)
class LppRow:
    """What one line says of a code.

    Attributes:
        label: blank when the form has none; likewise ``act``.
        base: none when the line gives none.
    """

    line: int
    code: LppCode
    label: str = ""
    act: str = ""
    validity: Validity = ALWAYS
    base: Cents | None = None
    limit: Cents | None = None
    age_max: int | None = None


@dataclass(frozen=True)
class LppFile:
    """A file that was read.

    Attributes:
        skipped: lines of other chapters.
        findings: one or more for each wrong line; its rows may then not be used.
    """

    name: str
    form: LppForm
    edition: str
    rows: tuple[LppRow, ...]
    skipped: int
    findings: tuple[Finding, ...]


class WrongCell(ValueError):
    """A cell that cannot be read.

    Attributes:
        kind: what was expected, such as ``day``.
    """

    def __init__(self, kind: str, column: str, value: str) -> None:
        """Keep the place."""
        self.kind = kind
        self.column = column
        self.value = value
        super().__init__(f"{kind}: {column}: {value!r}")


def read_lpp(name: str, content: bytes) -> LppFile:
    """Read a file of the list.

    Args:
        name: of the file; its last digits are the edition of an official one.
        content: its bytes.

    Raises:
        OperatorActionNeeded: LPP-FORMAT-INCONNU when it is none of the forms, LPP-FICHIER-COUPE
            when it is not whole.
    """
    form, edition, lines = _opened(name, content)
    rows: list[LppRow] = []
    found: list[Finding] = []
    skipped = 0
    for number, cells in lines:
        if cells is None:
            found.append(Finding("LPP-LIGNE-ILLISIBLE", "lpp", {"fichier": name, "ligne": number}))
            continue
        try:
            code = _code(cells[_CODE[form]], _CODE[form])
            if not code.digits.startswith(OPTICAL):
                skipped += 1
                continue
            rows.append(READERS[form](number, code, cells))
        except WrongCell as wrong:
            found.append(_finding(wrong, name, number))
    return LppFile(name, form, edition, tuple(rows), skipped, tuple(found))


Lines = Iterator[tuple[int, Mapping[str, str] | None]]


def _opened(name: str, content: bytes) -> tuple[LppForm, str, Lines]:
    """Return the form of a file, its edition and its lines."""
    if is_dbf(content):
        return _official(name, set(columns_of(content))), edition_of(name), _records(name, content)
    text = _decoded(name, content)
    head, _, _ = text.partition("\n")
    if head.rstrip("\r").startswith(f"{MARKER};"):
        marker = head.rstrip("\r").split(";")
        if len(marker) != 3 or marker[1] != VERSION or not marker[2].strip():
            raise OperatorActionNeeded("LPP-FORMAT-INCONNU", fichier=name)
        return LppForm.OURS, marker[2].strip(), _cells(name, text, skip=1)
    if NEEDED[LppForm.SNDS] <= set(head.rstrip("\r").split(";")):
        return LppForm.SNDS, "NT_LPP", _cells(name, text, skip=0)
    raise OperatorActionNeeded("LPP-FORMAT-INCONNU", fichier=name)


def _official(name: str, columns: set[str]) -> LppForm:
    for form in (LppForm.TARIFFS, LppForm.CARDS):
        if NEEDED[form] <= columns:
            return form
    raise OperatorActionNeeded("LPP-FORMAT-INCONNU", fichier=name)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OperatorActionNeeded("LPP-FORMAT-INCONNU", fichier=name) from None


def edition_of(name: str) -> str:
    """Return the number at the end of a name, ``861`` for ``lpp_fiche_tot861.dbf``; or the name."""
    numbers = re.findall(r"([0-9]+)(?:\.[A-Za-z]+)?$", name)
    return numbers[0] if numbers else name


def _records(name: str, content: bytes) -> Lines:
    try:
        for record in records_of(content):
            yield record.number, record.values
    except BadDbf as error:
        refused = OperatorActionNeeded("LPP-FICHIER-COUPE", fichier=name)
        refused.add_note(str(error))
        raise refused from None


def _cells(name: str, text: str, *, skip: int) -> Lines:
    """Yield the lines of a text by column, numbered as an editor does; none for a wrong count."""
    lines = text.split("\n")
    if lines[-1].strip():
        raise OperatorActionNeeded("LPP-FICHIER-COUPE", fichier=name)
    columns = lines[skip].rstrip("\r").split(";") if len(lines) > skip else []
    if skip and tuple(columns) != OUR_COLUMNS:
        raise OperatorActionNeeded("LPP-FORMAT-INCONNU", fichier=name)
    for number, line in enumerate(lines[skip + 1 :], start=skip + 2):
        if line.strip():
            cells = _split(line.rstrip("\r"))
            whole = len(cells) == len(columns)
            yield number, dict(zip(columns, cells, strict=True)) if whole else None


def _split(line: str) -> list[str]:
    """Return the cells of a line, quotes taken off; none when it is no line of a table."""
    try:
        return next(csv.reader([line], delimiter=";"))
    except csv.Error:
        return []


_CODE = {
    LppForm.CARDS: "CODE_TIPS",
    LppForm.TARIFFS: "CODE_TIPS",
    LppForm.SNDS: "LPP_PRS_IDE",
    LppForm.OURS: "code",
}


def _finding(wrong: WrongCell, name: str, line: int) -> Finding:
    """Return the finding of a wrong cell."""
    facts: Facts = {
        "fichier": name,
        "ligne": line,
        "colonne": wrong.column,
        "valeur": wrong.value,
    }
    match wrong.kind:
        case "code":
            return Finding("LPP-LIGNE-CODE", "lpp", facts)
        case "key":
            return Finding("LPP-LIGNE-CLE", "lpp", facts)
        case "day":
            return Finding("LPP-LIGNE-DATE", "lpp", facts)
        case "period":
            return Finding("LPP-LIGNE-PERIODE", "lpp", facts)
        case "amount":
            return Finding("LPP-LIGNE-MONTANT", "lpp", facts)
        case "limit":
            return Finding("LPP-LIGNE-LIMITE", "lpp", facts)
        case "label":
            return Finding("LPP-LIGNE-LIBELLE", "lpp", facts)
        case _:
            return Finding("LPP-LIGNE-VALEUR", "lpp", facts)


def _code(value: str, column: str) -> LppCode:
    try:
        return LppCode(value.strip())
    except InvalidIdentifier as error:
        raise WrongCell("key" if error.reason == "key" else "code", column, value) from None


def _day(value: str, column: str, pattern: str) -> date | None:
    """Return a day by a pattern with the groups y, m and d; none when it is blank."""
    if not value.strip():
        return None
    found = re.fullmatch(pattern, value.strip())
    try:
        if found is None:
            raise ValueError
        month = found["m"]
        number = MONTHS.index(month) + 1 if month.isalpha() else int(month)
        return date(int(found["y"]), number, int(found["d"]))
    except ValueError:
        raise WrongCell("day", column, value) from None


DBF_DAY = r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
SNDS_DAY = r"(?P<d>[0-9]{2})(?P<m>[A-Z]{3})(?P<y>[0-9]{4}):00:00:00"
OUR_DAY = r"(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})"


def _validity(first: date | None, last: date | None, column: str) -> Validity:
    if first and last and last < first:
        raise WrongCell("period", column, f"{first:%d/%m/%Y} - {last:%d/%m/%Y}")
    return Validity(first, last)


def _euros(value: str, column: str) -> Cents | None:
    """Return whole cents; none when it is blank."""
    if not value.strip():
        return None
    found = EURO.fullmatch(value.strip())
    if found is None:
        raise WrongCell("amount", column, value)
    return Cents(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")))


def _priced(value: str, column: str) -> Cents | None:
    """Return whole cents of an official table; none for 0, which stands for nothing there."""
    return _euros(value, column) or None


def _age(value: str, column: str) -> int | None:
    """Return a last age; none when it is blank or 0, which stands for no limit."""
    if not value.strip():
        return None
    found = re.fullmatch(r"([0-9]{1,3})(?:\.0+)?", value.strip())
    if found is None:
        raise WrongCell("age", column, value)
    return int(found[1]) or None


def _label(value: str, column: str) -> str:
    if not value.strip() or not value.strip().isprintable():
        raise WrongCell("label", column, value)
    return value.strip()


def _read_card(line: int, code: LppCode, cells: Mapping[str, str]) -> LppRow:
    return LppRow(
        line,
        code,
        label=_label(cells["NOM_COURT"], "NOM_COURT"),
        validity=Validity(None, _day(cells["DATE_FIN"], "DATE_FIN", DBF_DAY)),
        age_max=_age(cells["AGE_MAX"], "AGE_MAX"),
    )


def _read_tariff(line: int, code: LppCode, cells: Mapping[str, str]) -> LppRow:
    act = cells["NAT_PREST"].strip()
    return LppRow(
        line,
        code,
        act=act if ACT.fullmatch(act) else "",
        validity=_validity(
            _day(cells["DEBUTVALID"], "DEBUTVALID", DBF_DAY),
            _day(cells["FINHISTO"], "FINHISTO", DBF_DAY),
            "FINHISTO",
        ),
        base=_priced(cells["TARIF"], "TARIF"),
        limit=_priced(cells["PUREGLEMEN"], "PUREGLEMEN"),
    )


def _read_snds(line: int, code: LppCode, cells: Mapping[str, str]) -> LppRow:
    return LppRow(
        line,
        code,
        label=_label(cells["LPP_RED_LIB"], "LPP_RED_LIB"),
        validity=Validity(None, _day(cells["LPP_VAL_DTF"], "LPP_VAL_DTF", SNDS_DAY)),
        age_max=_age(cells["LPP_MAX_AGE"], "LPP_MAX_AGE"),
    )


def _read_ours(line: int, code: LppCode, cells: Mapping[str, str]) -> LppRow:
    act, base, limit = cells["acte"].strip(), cells["base"], cells["limite"]
    if act and not ACT.fullmatch(act):
        raise WrongCell("act", "acte", act)
    row = LppRow(
        line,
        code,
        label=_label(cells["libelle"], "libelle"),
        act=act,
        validity=_validity(
            _day(cells["debut"], "debut", OUR_DAY), _day(cells["fin"], "fin", OUR_DAY), "fin"
        ),
        base=_euros(base, "base"),
        limit=_euros(limit, "limite"),
        age_max=_age(cells["age_max"], "age_max"),
    )
    if row.limit is not None and row.limit < (row.base or 0):
        raise WrongCell("limit", "limite", limit)
    return row


READERS: Mapping[LppForm, Callable[[int, LppCode, Mapping[str, str]], LppRow]] = {
    LppForm.CARDS: _read_card,
    LppForm.TARIFFS: _read_tariff,
    LppForm.SNDS: _read_snds,
    LppForm.OURS: _read_ours,
}
