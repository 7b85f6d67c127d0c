"""B2 files: envelope and lot records, their order, their counters (wire sheet 1.4 and 1.7).

Laws of this file: the order of the records is a table; every counter and every sum is recomputed
while the file is read, and a file is good only when the reading ends without a refusal.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from binocle.fse.wire import (
    InvoiceComplementary,
    InvoiceContinuation,
    InvoicePrefix,
    InvoiceStart,
    InvoiceTotal,
    Line,
    LppArticle,
)
from binocle.kernel import Cents
from binocle.wire import (
    ASSUMED,
    INFERRED,
    PRINTED,
    RECALLED,
    SOURCED,
    Reason,
    Record,
    WireRefusal,
    windows,
    zone,
)

PREFIX = slice(1, 35)
"""Positions 2 to 35, which the records of one invoice share (sheet 1.5)."""
ARTICLES_A_LINE = 10
"""At most so many 4F after a 4 (sheet 1.2; inferred from type 3F)."""


class FileStart(Record, code="000", length=128, sheet="wire-formats 1.4, type 000"):
    """000, start of file."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="000")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    filler_20: str = zone.filler(20, 25)
    recipient_type: str = zone.text(26, 27, "recipient type", INFERRED)
    recipient_number: str = zone.text(28, 41, "recipient number", SOURCED)
    received_on: date | None = zone.optional_day(
        42, 47, "date of receipt on the front-end server", INFERRED, default=None
    )
    application: str = zone.text(48, 49, "application", SOURCED)
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    created_on: date = zone.day(56, 61, "file creation date", SOURCED)
    norm: str = zone.text(62, 65, "norm: FR suppliers", RECALLED)
    standard: str = zone.constant(66, 67, "standard", SOURCED, fixed="B2")
    filler_68: str = zone.filler(68, 68)
    filler_69: str = zone.filler(69, 69)
    sesam_reserved: str = zone.text(
        70, 72, "reserved for SESAM", SOURCED, characters=PRINTED, default=""
    )
    filler_73: str = zone.filler(73, 82)
    record_length: str = zone.constant(83, 85, "record length", SOURCED, fixed="128")
    filler_86: str = zone.filler(86, 91)
    message: str = zone.text(92, 128, "message zone", SOURCED, characters=PRINTED, default="")


class LotStart(Record, code="1", length=128, sheet="wire-formats 1.4, type 1"):
    """1, start of lot."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="1")
    partner_number: str = zone.partner_number(2, 10, "partner number + key", SOURCED)
    origin: str = zone.text(11, 16, "origin of file", SOURCED, default="")
    recipient_fund: str = zone.digits(17, 19, "recipient fund", SOURCED)
    lot_number: str = zone.text(20, 22, "lot number, kept as text", SOURCED)
    category: str = zone.text(23, 25, "category", SOURCED, default="")
    legal_status: str = zone.text(26, 27, "legal status", SOURCED, default="")
    tariff_mode: str = zone.text(28, 29, "tariff-setting mode", SOURCED, default="")
    partner_name: str = zone.text(30, 69, "name of the partner", SOURCED)
    norm_version: str = zone.text(70, 71, "version of the norm used", ASSUMED)
    created_on: date = zone.day(72, 77, "lot creation date", SOURCED)
    filler_78: str = zone.filler(78, 78)
    norm_code: str = zone.text(79, 80, "norm code", RECALLED)
    certification: str = zone.choice(
        81, 81, "certification: S Vitale, F no Vitale, D degraded", SOURCED,
        values=("", "S", "F", "D"), default="",
    )  # fmt: skip
    norm_stamp: str = zone.digits(82, 87, "norm version stamp MMAAAA", SOURCED)
    currency: str = zone.choice(88, 88, "currency", SOURCED, values=("", "E", "U"), default="")
    pivot_regime: str = zone.text(89, 90, "pivot fund: main regime", SOURCED, default="")
    pivot_fund: str = zone.text(91, 93, "pivot fund: number", SOURCED, default="")
    central_payment: str = zone.text(94, 94, "central payment fund flag", SOURCED, default="")
    filler_95: str = zone.filler(95, 128)


class LotEnd(Record, code="6", length=128, sheet="wire-formats 1.4, type 6"):
    """6, end of lot."""

    record_type: str = zone.constant(1, 1, "record type", SOURCED, fixed="6")
    partner_number: str = zone.partner_number(2, 10, "partner number + key", SOURCED)
    invoice_count: int = zone.number(11, 13, "number of invoices", SOURCED)
    line_count: int = zone.number(14, 17, "number of act lines, 4 and 4F alike", SOURCED)
    invoice_start_count: int = zone.number(18, 21, "count of type-2 records", SOURCED)
    invoice_total_count: int = zone.number(22, 24, "count of type-5 records", SOURCED)
    total_billed: Cents = zone.amount(25, 33, "lot total billed", INFERRED)
    total_amo: Cents = zone.amount(34, 42, "lot total AMO", INFERRED)
    total_amc: Cents = zone.amount(43, 51, "lot total AMC", INFERRED)
    lot_number: str = zone.text(52, 54, "lot number, typed N, letters seen", INFERRED)
    marking: str = zone.choice(
        55, 55, "marking: real, test, demo", SOURCED, values=("", "R", "T", "D"), default=""
    )
    invoice_type: str = zone.choice(
        56, 56, "invoice type: F SESAM", SOURCED, values=("", "F"), default=""
    )
    filler_57: str = zone.filler(57, 60)
    software_approval: str = zone.text(61, 72, "software approval number", SOURCED, default="")
    portable_approval: str = zone.text(73, 84, "portable device approval", SOURCED, default="")
    filler_85: str = zone.filler(85, 87)
    substitute_number: str = zone.partner_number(
        88, 96, "substitute professional", SOURCED, default="000000000"
    )
    certification_zone: str = zone.text(
        97, 128, "certification zone", SOURCED, characters=PRINTED, default=""
    )


class FileEnd(Record, code="999", length=128, sheet="wire-formats 1.4, type 999"):
    """999, end of file."""

    record_type: str = zone.constant(1, 3, "record type", SOURCED, fixed="999")
    sender_type: str = zone.text(4, 5, "sender type", SOURCED)
    sender_number: str = zone.digits(6, 19, "sender number", SOURCED)
    filler_20: str = zone.filler(20, 25)
    recipient_type: str = zone.text(26, 27, "recipient type", SOURCED)
    recipient_number: str = zone.text(28, 41, "recipient number, typed A in 000", SOURCED)
    filler_42: str = zone.filler(42, 47)
    application: str = zone.text(48, 49, "application", SOURCED)
    file_id: str = zone.text(50, 55, "file identification", SOURCED)
    record_count: int = zone.number(56, 63, "file volume: records of 128", RECALLED)
    filler_64: str = zone.filler(64, 82)
    lot_count: int = zone.number(83, 85, "number of lots", SOURCED)
    filler_86: str = zone.filler(86, 128)


FOLLOWERS: Mapping[type[Record] | None, frozenset[type[Record]]] = {
    None: frozenset({FileStart}),
    FileStart: frozenset({LotStart}),
    LotStart: frozenset({InvoiceStart}),
    InvoiceStart: frozenset({InvoiceContinuation, InvoiceComplementary, Line}),
    InvoiceContinuation: frozenset({InvoiceComplementary, Line}),
    InvoiceComplementary: frozenset({Line}),
    Line: frozenset({Line, LppArticle, InvoiceTotal}),
    LppArticle: frozenset({Line, LppArticle, InvoiceTotal}),
    InvoiceTotal: frozenset({InvoiceStart, LotEnd}),
    LotEnd: frozenset({LotStart, FileEnd}),
    FileEnd: frozenset(),
}
"""What may follow what; a file begins after nothing and ends with 999 (sheet 1.2)."""

BY_FIRST: Mapping[str, type[Record]] = {
    "0": FileStart, "1": LotStart, "5": InvoiceTotal, "6": LotEnd, "9": FileEnd,
}  # fmt: skip
"""Record of a first character."""
BY_COMPLEMENT: Mapping[str, type[Record]] = {
    "2 ": InvoiceStart, "2S": InvoiceContinuation, "2M": InvoiceComplementary,
    "4 ": Line, "4F": LppArticle,
}  # fmt: skip
"""Record of a first character and a complement (position 36)."""
REPEATED = (
    "sender_type", "sender_number", "recipient_type", "recipient_number", "application", "file_id",
)  # fmt: skip
"""Zones of 999 that repeat 000 (sheet 1.4)."""


def _unknown(start: int) -> WireRefusal:
    return WireRefusal(
        record="?", zone="record_type", first=1, last=36, reason=Reason.UNKNOWN, offset=start
    )


def _table(text: str, start: int) -> type[Record]:
    first = text[start]
    table = BY_FIRST.get(first) or BY_COMPLEMENT.get(first + text[start + 35])
    if table is None:
        raise _unknown(start)
    return table


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
            raise record.refusal(name, reason, start)


class _Audit:
    """Follows a file record by record: order, repeated zones, counters, sums."""

    def __init__(self) -> None:
        self._last: type[Record] | None = None
        self._records = 0
        self._lots = 0
        self._articles = 0
        self._prefix = ""
        self._lot = _Sums()
        self._invoice = _Sums()
        self._file_start: FileStart | None = None
        self._lot_start: LotStart | None = None

    @property
    def ended(self) -> bool:
        """Whether the end of file was read."""
        return self._last is FileEnd

    def take(self, record: Record, text: str, start: int) -> None:
        """Verify one record that was read from ``text`` at ``start``.

        Raises:
            WireRefusal: with an offset counted in ``text``.
        """
        if type(record) not in FOLLOWERS[self._last]:
            reason = Reason.SURPLUS if self.ended else Reason.ORDER
            raise record.refusal("record_type", reason, start)
        self._last = type(record)
        self._records += 1
        match record:
            case Line():
                self._same_invoice(record, text, start)
                self._articles = 0
                sums = self._invoice
                sums.lines += 1
                sums.billed += record.billed
                sums.amo += record.amo
                sums.amc += record.amc
            case LppArticle():
                self._same_invoice(record, text, start)
                self._article(record, start)
            case InvoiceStart():
                self._invoice = _Sums()
                self._prefix = text[start:][PREFIX]
            case InvoiceTotal():
                self._same_invoice(record, text, start)
                self._invoice_total(record, start)
            case InvoiceContinuation() | InvoiceComplementary():
                self._same_invoice(record, text, start)
            case LotStart():
                self._lot, self._lot_start = _Sums(), record
            case LotEnd():
                self._lot_end(record, start)
            case FileStart():
                self._file_start = record
            case FileEnd():
                self._file_end(record, start)

    def _same_invoice(self, record: InvoicePrefix, text: str, start: int) -> None:
        own = text[start + PREFIX.start : start + PREFIX.stop]
        if own == self._prefix:
            return
        place = next(i for i, (a, b) in enumerate(zip(own, self._prefix, strict=True), 2) if a != b)
        name = next(each.name for each in record.ZONES if each.first <= place <= each.last)
        raise record.refusal(name, Reason.DIFFERENT, start)

    def _article(self, record: LppArticle, start: int) -> None:
        if not self._articles < record.sequence <= ARTICLES_A_LINE:
            raise record.refusal("sequence", Reason.ORDER, start)
        self._articles = record.sequence
        self._invoice.lines += 1

    def _invoice_total(self, record: InvoiceTotal, start: int) -> None:
        sums = self._invoice
        _agree(record, start, Reason.COUNT, {"line_count": sums.lines})
        totals = {
            "total_billed": sums.billed,
            "total_amo": sums.amo,
            "total_left": sums.billed - sums.amo,
            "total_amc": sums.amc,
        }
        _agree(record, start, Reason.TOTAL, totals)
        self._lot.add(sums)

    def _lot_end(self, record: LotEnd, start: int) -> None:
        opened, sums = self._lot_start, self._lot
        assert opened is not None, "the order is verified"
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

    def _file_end(self, record: FileEnd, start: int) -> None:
        opened = self._file_start
        assert opened is not None, "the order is verified"
        _agree(record, start, Reason.DIFFERENT, {name: getattr(opened, name) for name in REPEATED})
        counts = {"record_count": self._records, "lot_count": self._lots}
        _agree(record, start, Reason.COUNT, counts)


def read_b2(chunks: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records of a B2 file, each one checked, in constant memory.

    A file is good only when the iteration ends: the last totals are the last thing verified.

    Args:
        chunks: the file in pieces of any size; CR, LF or CR LF may follow each record.

    Raises:
        WireRefusal: at the first thing that the norm forbids.
    """
    audit = _Audit()
    end = 0
    for text, origin, stride in windows(chunks):
        try:
            for start in range(0, len(text), stride):
                record = _table(text, start).read(text, start)
                audit.take(record, text, start)
                yield record
        except WireRefusal as refusal:
            raise refusal.at(origin + refusal.offset) from None
        end = origin + len(text)
    if not audit.ended:
        raise FileEnd.refusal("record_type", Reason.TRUNCATED, end)


def write_b2(records: Iterable[Record]) -> bytes:
    """Return a B2 file without separators; what we would refuse to read is never written.

    Raises:
        WireRefusal: a value does not fit, or order, counters or sums are wrong.
    """
    content = b"".join(record.encode() for record in records)
    for _ in read_b2((content,)):
        pass
    return content
