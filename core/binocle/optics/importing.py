"""Importing the official list of products, and the tables of the shop that follow from it.

Law of this file: all or nothing. Every file is read to its end and every wrong line told; one wrong
line, and the table of the shop stays as it was. What is kept is one text of our form
(:mod:`binocle.optics.lpp_files`), so that it can be read, compared and imported again. Where the
imported table speaks of a code, it replaces what ships; act, kind, class and shape stay, for the
official files do not give them all.
"""

import csv
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from binocle.kernel import Cents, Facts, Finding, OperatorActionNeeded, printed_day, printed_euros

from .lpp_files import MARKER, OUR_COLUMNS, VERSION, LppFile, LppForm, LppRow, read_lpp
from .model import LineKind
from .ports import LppTables
from .shipped import ShippedTables
from .tariff import Confidence, Price, Product, Proof, Tariff, Validity, overlapping

SAMPLE = "échantillon"
"""How the edition of a table for trials begins: its prices are told as such."""

MAX_MEMBER = 256 * 1024 * 1024
"""Bytes of the largest file of an archive; the whole list takes a tenth of that."""

ZIP = b"PK\x03\x04"

UNREADABLE = (
    EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What an archive that is torn, ciphered or of another make raises."""

KINDS = {"M": LineKind.FRAME, "V": LineKind.LENS, "S": LineKind.SUPPLEMENT}
"""Column "T" of a code that does not ship, by the first letter of its act."""


@dataclass(frozen=True)
class LppImport:
    """What came of an import.

    Attributes:
        edition: of the table.
        codes: how many codes of optics it has.
        rows: how many lines, a code having one for each validity.
        priced: how many lines have a base.
        skipped: lines of other chapters, left aside.
        findings: what is wrong; nothing was kept if there is any.
        kept: the table is now the shop's.
    """

    edition: str
    codes: int
    rows: int
    priced: int
    skipped: int
    findings: tuple[Finding, ...]
    kept: bool = False


def import_lpp(files: Sequence[tuple[str, bytes]], tables: LppTables | None = None) -> LppImport:
    """Check files of the list, and keep their table when nothing is wrong.

    Args:
        files: names and bytes: a list of codes and its tariffs, an archive of both, or one file of
            another form.
        tables: where to keep it; none to check only.

    Raises:
        OperatorActionNeeded: LPP-FORMAT-INCONNU, LPP-FICHIER-COUPE, LPP-ARCHIVE-ILLISIBLE;
            LPP-FICHIERS-MELES when the files do not go together; LPP-FICHIER-VIDE when no code of
            optics is in them; LPP-TABLE-NON-GARDEE when it cannot be kept.
    """
    read = [read_lpp(*each) for name, content in files for each in _members(name, content)]
    edition = _require_together(read)
    found = [finding for file in read for finding in file.findings]
    rows = _merged(read)
    if not found:
        found += _overlap_findings(read)
    told = LppImport(
        edition=edition,
        codes=len({row.code for row in rows}),
        rows=len(rows),
        priced=sum(row.base is not None for row in rows),
        skipped=sum(file.skipped for file in read),
        findings=tuple(found),
    )
    if found:
        return told
    if not rows:
        raise OperatorActionNeeded("LPP-FICHIER-VIDE", fichier=read[0].name)
    if tables is None:
        return told
    try:
        tables.keep(written(edition, rows))
    except (TimeoutError, ConnectionError, PermissionError) as error:
        raise OperatorActionNeeded("LPP-TABLE-NON-GARDEE") from error
    return replace(told, kept=True)


def _members(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Return a file, or those of an archive that are a list of codes or its tariffs."""
    if not content.startswith(ZIP):
        return [(name, content)]
    wanted = (LppForm.CARDS.value, LppForm.TARIFFS.value)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [
                each
                for each in archive.infolist()
                if each.filename.rpartition("/")[2].lower().startswith(wanted)
            ]
            if not 1 <= len(members) <= 2 or any(each.file_size > MAX_MEMBER for each in members):
                raise OperatorActionNeeded("LPP-ARCHIVE-ILLISIBLE", fichier=name)
            return [(each.filename.rpartition("/")[2], archive.read(each)) for each in members]
    except UNREADABLE as error:
        raise OperatorActionNeeded("LPP-ARCHIVE-ILLISIBLE", fichier=name) from error


def _require_together(read: Sequence[LppFile]) -> str:
    """Return the edition that the files share; tariffs alone, or two of one form, are refused."""
    forms = sorted(file.form.name for file in read)
    editions = {file.edition for file in read}
    allowed = (["CARDS"], ["CARDS", "TARIFFS"], ["SNDS"], ["OURS"])
    if forms not in allowed or len(editions) != 1:
        names = ", ".join(file.name for file in read)
        raise OperatorActionNeeded("LPP-FICHIERS-MELES", fichiers=names)
    return editions.pop()


def _merged(read: Sequence[LppFile]) -> list[LppRow]:
    """Return the rows of the table: each tariff with the label and the end of its code."""
    by_form = {file.form: file.rows for file in read}
    if LppForm.TARIFFS not in by_form:
        return list(read[0].rows)
    tariffs: dict[str, list[LppRow]] = defaultdict(list)
    for row in by_form[LppForm.TARIFFS]:
        tariffs[row.code.digits].append(row)
    rows: list[LppRow] = []
    for card in by_form[LppForm.CARDS]:
        known = [_of_card(card, row) for row in tariffs.get(card.code.digits, ())]
        rows += [row for row in known if row is not None] or [card]
    return rows


def _of_card(card: LppRow, tariff: LppRow) -> LppRow | None:
    """Return a tariff inside the life of its code, or none when it begins after."""
    ends = [day for day in (card.validity.last, tariff.validity.last) if day]
    last = min(ends, default=None)
    if last and tariff.validity.first and tariff.validity.first > last:
        return None
    life = Validity(tariff.validity.first, last)
    return replace(tariff, label=card.label, age_max=card.age_max, validity=life)


def _overlap_findings(read: Sequence[LppFile]) -> list[Finding]:
    """Return the lines of a file that hold on the same day as a former one of their code."""
    found: list[Finding] = []
    for file in read:
        former: dict[str, list[LppRow]] = defaultdict(list)
        for row in file.rows:
            same = former[row.code.digits]
            other = next((each for each in same if overlapping([each, row])), None)
            if other is not None:
                facts: Facts = {
                    "fichier": file.name,
                    "ligne": row.line,
                    "code": row.code.digits,
                    "autre": other.line,
                }
                found.append(Finding("LPP-LIGNE-EN-DOUBLE", "lpp", facts))
            same.append(row)
    return found


def written(edition: str, rows: Iterable[LppRow]) -> bytes:
    """Return a table in our form."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    text.write(f"{MARKER};{VERSION};{edition}\n")
    writer.writerow(OUR_COLUMNS)
    for row in rows:
        writer.writerow(
            [
                row.code.digits,
                row.label,
                row.act,
                _shown_day(row.validity.first),
                _shown_day(row.validity.last),
                _shown_amount(row.base),
                _shown_amount(row.limit),
                "" if row.age_max is None else row.age_max,
            ]
        )
    return text.getvalue().encode()


def _shown_day(day: date | None) -> str:
    return "" if day is None else printed_day(day)


def _shown_amount(amount: Cents | None) -> str:
    return "" if amount is None else printed_euros(amount)


def shop_tables(shipped: ShippedTables, tables: LppTables) -> ShippedTables:
    """Return the tables of the shop: those that ship, under the one that was imported.

    Raises:
        OperatorActionNeeded: LPP-TABLE-GARDEE-ILLISIBLE when the kept table cannot be read.
    """
    try:
        content = tables.latest()
    except (TimeoutError, ConnectionError, PermissionError) as error:
        raise OperatorActionNeeded("LPP-TABLE-GARDEE-ILLISIBLE") from error
    if content is None:
        return shipped
    try:
        file = read_lpp(MARKER, content)
    except OperatorActionNeeded as error:
        raise OperatorActionNeeded("LPP-TABLE-GARDEE-ILLISIBLE") from error
    if file.form is not LppForm.OURS or file.findings or _overlap_findings([file]):
        raise OperatorActionNeeded("LPP-TABLE-GARDEE-ILLISIBLE")
    return replace(shipped, tariff=over(shipped.tariff, file))


def over(tariff: Tariff, file: LppFile) -> Tariff:
    """Return a tariff where the codes of a file replace those that it had."""
    by_code: dict[str, list[LppRow]] = defaultdict(list)
    for row in file.rows:
        by_code[row.code.digits].append(row)
    proof = Proof(file.edition, "table LPP importée", Confidence.IMPORTED)
    sample = file.edition.lower().startswith(SAMPLE)
    products = dict(tariff.products)
    prices = dict(tariff.prices)
    for digits, rows in by_code.items():
        former = tariff.products.get(digits, ())
        products[digits] = tuple(_product(row, former, proof) for row in rows)
        if any(row.base is not None for row in rows):
            prices[digits] = tuple(
                Price(row.base, row.limit, row.validity, proof, sample)
                for row in rows
                if row.base is not None
            )
    return Tariff(tariff.acts, products, prices)


def _product(row: LppRow, former: Sequence[Product], proof: Proof) -> Product:
    """Return the product of a row; what the row leaves out is as it shipped."""
    if not former:
        kind = KINDS.get(row.act[:1])
        return Product(
            row.code, row.label, row.act, kind, None, row.validity, proof, age_max=row.age_max
        )
    known = former[0]
    first = row.validity.first or known.validity.first
    return replace(
        known,
        label=row.label,
        act=known.act or row.act,
        validity=Validity(first, row.validity.last),
        proof=proof,
        age_max=known.age_max if row.age_max is None else row.age_max,
    )
