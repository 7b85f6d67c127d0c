"""B2 files as streams: each record by the table of its lot's edition, everything counted again.

Laws of this file (wire sheet 1.2, 1.4, 1.7): order and repetitions are the edition's table; what
the records of one invoice repeat is the same; every counter and every sum is recomputed while the
file is read, and a file is good only when the reading ends without a refusal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from binocle.fse.wire import InvoiceTotal, Line, LppArticle
from binocle.wire import Reason, Record, Walk, WireRefusal, windows

from . import edition_062007
from .edition import Edition
from .edition_062007 import LotEnd, LotStart
from .frame import REPEATED, STAMP, FileEnd, FileStart

EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {each.stamp: each for each in (edition_062007.EDITION,)}
)
"""Stamp of a type 1 record → edition that reads its lot."""

PREFIX = slice(1, 35)
"""Positions 2 to 35, which the records of one invoice share (sheet 1.5)."""
FRAME = "0169"
"""First characters of the records that are not of an invoice; of the others, 4 counts as a line."""


@dataclass
class _Sums:
    """What was counted since an invoice, or a lot, began."""

    invoices: int = 0
    lines: int = 0
    billed: int = 0
    amo: int = 0
    amc: int = 0

    def add(self, invoice: "_Sums") -> None:
        """Count an invoice into its lot."""
        self.invoices += 1
        self.lines += invoice.lines
        self.billed += invoice.billed
        self.amo += invoice.amo
        self.amc += invoice.amc


def _agree(record: Record, start: int, reason: Reason, expected: Mapping[str, object]) -> None:
    """Refuse the first zone of ``record`` that is not what is expected."""
    for name, value in expected.items():
        if getattr(record, name) != value:
            raise record.disagreement(name, reason, start, due=value)


class _Audit:
    """Follows a file record by record: edition, order, repeated zones, counters, sums."""

    def __init__(self, editions: Mapping[str, Edition]) -> None:
        self._editions = editions
        self._edition = next(iter(editions.values()))
        self._walk = Walk(self._edition.allowed)
        self._records = 0
        self._lots = 0
        self._articles = 0
        self._prefix = ""
        self._lot = _Sums()
        self._invoice = _Sums()
        self._file_start: FileStart | None = None
        self._lot_start: LotStart | None = None
        self._own: Mapping[str, Callable[[Record, int], None]] = {
            "000": self._begin_file,
            "1": self._begin_lot,
            "4": self._line,
            "4F": self._article,
            "5": self._invoice_total,
            "6": self._lot_end,
            "999": self._file_end,
        }

    @property
    def ended(self) -> bool:
        """Whether the end of file was read."""
        return self._walk.ended

    @property
    def due(self) -> tuple[str, ...]:
        """The record types that may come next."""
        return tuple(sorted(self._walk.due))

    def read(self, text: str, start: int) -> Record:
        """Return the record at ``start``, verified.

        Raises:
            WireRefusal: with an offset counted in ``text``.
        """
        first = text[start]
        if first == "1":
            self._choose(text, start)
        edition = self._edition
        table = edition.by_first.get(first) or edition.by_complement.get(first + text[start + 35])
        if table is None:
            raise self._unknown(first, start)
        record: Record = table.read(text, start)
        code = table.CODE
        refused = self._walk.take(code)
        if refused is not None:
            raise record.refusal("record_type", refused, start, expected=self.due)
        self._records += 1
        if first not in FRAME:
            prefix = text[start + PREFIX.start : start + PREFIX.stop]
            if code == "2":
                self._invoice = _Sums()
                self._prefix = prefix
            elif prefix != self._prefix:
                raise self._another_invoice(record, prefix, start)
            if first == "4":
                self._invoice.lines += 1
        own = self._own.get(code)
        if own is not None:
            own(record, start)
        return record

    def _choose(self, text: str, start: int) -> None:
        """Take the edition of the lot that begins; verify nothing else of it."""
        stamp = text[start + STAMP.start : start + STAMP.stop]
        edition = self._editions.get(stamp)
        if edition is None:
            known = tuple(self._editions)
            fits = [sum(a == b for a, b in zip(stamp, each, strict=True)) for each in known]
            near = known[fits.index(max(fits))]
            within = next(i for i, (a, b) in enumerate(zip(stamp, near, strict=True)) if a != b)
            raise LotStart.refusal(
                "norm_stamp", Reason.EDITION, start, within=within, expected=known
            )
        self._edition = edition
        self._walk.allowed = edition.allowed

    def _unknown(self, first: str, start: int) -> WireRefusal:
        """Return the refusal of a type that no table has; 36 is wrong only where 1 is right."""
        complemented = {key[0] for key in self._edition.by_complement}
        return WireRefusal(
            record="?", zone="record_type", first=1, last=36, reason=Reason.UNKNOWN, offset=start,
            within=35 if first in complemented else 0, expected=self.due,
        )  # fmt: skip

    def _another_invoice(self, record: Record, own: str, start: int) -> WireRefusal:
        pairs = enumerate(zip(own, self._prefix, strict=True), PREFIX.start + 1)
        place = next(i for i, (a, b) in pairs if a != b)
        zone = next(each for each in record.ZONES if each.first <= place <= each.last)
        due = self._prefix[zone.first - 1 - PREFIX.start : zone.last - PREFIX.start]
        return record.refusal(
            zone.name, Reason.DIFFERENT, start, within=place - zone.first, expected=(due,)
        )

    def _begin_file(self, record: Record, start: int) -> None:
        self._file_start = cast(FileStart, record)

    def _begin_lot(self, record: Record, start: int) -> None:
        self._lot, self._lot_start = _Sums(), cast(LotStart, record)

    def _line(self, record: Record, start: int) -> None:
        line, sums = cast(Line, record), self._invoice
        self._articles = 0
        sums.billed += line.billed
        sums.amo += line.amo
        sums.amc += line.amc

    def _article(self, record: Record, start: int) -> None:
        """Verify the rising number of an article in its line."""
        sequence, least = cast(LppArticle, record).sequence, self._articles + 1
        most = self._edition.allowed.most["4F"]
        if not least <= sequence <= most:
            raise record.disagreement("sequence", Reason.ORDER, start, due=min(least, most))
        self._articles = sequence

    def _invoice_total(self, record: Record, start: int) -> None:
        sums = self._invoice
        assert isinstance(record, InvoiceTotal), "its type was read"
        _agree(record, start, Reason.COUNT, {"line_count": sums.lines})
        totals = {
            "total_billed": sums.billed,
            "total_amo": sums.amo,
            "total_left": sums.billed - sums.amo,
            "total_amc": sums.amc,
        }
        _agree(record, start, Reason.TOTAL, totals)
        self._lot.add(sums)

    def _lot_end(self, record: Record, start: int) -> None:
        opened, sums = self._lot_start, self._lot
        assert opened is not None, "the order is verified"
        assert isinstance(record, LotEnd), "its type was read"
        same = {"partner_number": opened.partner_number, "lot_number": opened.lot_number}
        _agree(record, start, Reason.DIFFERENT, same)
        counts = {
            "invoice_count": sums.invoices,
            "line_count": sums.lines,
            "invoice_start_count": sums.invoices,
            "invoice_total_count": sums.invoices,
        }
        _agree(record, start, Reason.COUNT, counts)
        totals = {"total_billed": sums.billed, "total_amo": sums.amo, "total_amc": sums.amc}
        _agree(record, start, Reason.TOTAL, totals)
        self._lots += 1

    def _file_end(self, record: Record, start: int) -> None:
        opened = self._file_start
        assert opened is not None, "the order is verified"
        _agree(record, start, Reason.DIFFERENT, {name: getattr(opened, name) for name in REPEATED})
        counts = {"record_count": self._records, "lot_count": self._lots}
        _agree(record, start, Reason.COUNT, counts)


def read_b2(
    chunks: Iterable[bytes], editions: Mapping[str, Edition] = EDITIONS
) -> Iterator[Record]:
    """Yield the records of a B2 file, each one checked, in constant memory.

    A file is good only when the iteration ends: the last totals are the last thing verified.

    Args:
        chunks: the file in pieces of any size; CR, LF or CR LF may follow each record.
        editions: stamp → edition; the first one reads what comes before any lot.

    Raises:
        WireRefusal: at the first thing that the norm forbids.
    """
    audit = _Audit(editions)
    end = 0
    for text, origin, stride in windows(chunks):
        try:
            for start in range(0, len(text), stride):
                yield audit.read(text, start)
        except WireRefusal as refusal:
            raise refusal.at(origin + refusal.offset) from None
        end = origin + len(text)
    if not audit.ended:
        raise FileEnd.refusal("record_type", Reason.TRUNCATED, end, expected=audit.due)


def write_b2(records: Iterable[Record]) -> bytes:
    """Return a B2 file without separators; what we would refuse to read is never written.

    Raises:
        WireRefusal: a value does not fit, or order, counters or sums are wrong.
    """
    content = b"".join(record.encode() for record in records)
    for _ in read_b2((content,)):
        pass
    return content
