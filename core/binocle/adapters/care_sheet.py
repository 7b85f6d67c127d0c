"""The paper care sheet as a PDF, drawn with reportlab; its French is in ``care_sheet_fr.toml``.

Law of this file: the same sheet gives the same bytes: no clock, no identifier but the content's. It
is not the cerfa form and does not look like it (assumed: a fund takes it with the shop's stamp). A
sheet whose flow is not real says so across each page. Fonts are the fourteen that every reader of
PDF has.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from binocle.fse import CareSheet, Invoice, SheetReason
from binocle.kernel import printed_day, printed_euros
from binocle.rates import BilledLine

INK, QUIET, RULE = HexColor("#1b2a3a"), HexColor("#5d6b7a"), HexColor("#c6ced6")
ACCENT, WASH, ALARM = HexColor("#0f5c8c"), HexColor("#eef3f7"), HexColor("#b3261e")
GHOST = Color(0.70, 0.15, 0.12, alpha=0.10)
WIDTH, HEIGHT = A4
SIDE, TOP, BOTTOM = 17 * mm, 35 * mm, 18 * mm
INNER = WIDTH - 2 * SIDE
GAP, BAND = 4 * mm, 6.6 * mm
SHARES = (0.09, 0.12, 0.13, 0.12, 0.12, 0.08, 0.08, 0.13, 0.13)
"""Widths of the columns of the table of lines; they sum to 1."""

Texts = Mapping[str, Any]


@cache
def _texts() -> Texts:
    file = resources.files(__package__).joinpath("care_sheet_fr.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    defaults = {"fontName": "Helvetica", "leading": size * 1.28, "textColor": INK}
    return ParagraphStyle(name, fontSize=size, **(defaults | more))


LABEL = _style("label", 7.2, textColor=QUIET, leading=10.4)
VALUE = _style("value", 9.2)
HEADING = _style("heading", 8.2, fontName="Helvetica-Bold", textColor=ACCENT)
CELL = _style("cell", 8.6)
NUMBER = _style("number", 8.6, alignment=TA_RIGHT)
COLUMN = _style("column", 7.4, fontName="Helvetica-Bold", textColor=QUIET)
COLUMN_RIGHT = _style("column-right", 7.4, parent=COLUMN, fontName="Helvetica-Bold",
                      textColor=QUIET, alignment=TA_RIGHT)  # fmt: skip
REASON = _style("reason", 10.2, fontName="Helvetica-Bold", textColor=ACCENT)
TOTAL = _style("total", 9.2, alignment=TA_RIGHT)
GRAND = _style("grand", 10.6, fontName="Helvetica-Bold", alignment=TA_RIGHT)
TOTAL_LABEL = _style("total-label", 9.2)
GRAND_LABEL = _style("grand-label", 10.6, fontName="Helvetica-Bold")


def _plain(text: str) -> str:
    """Return text that a paragraph shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class PdfCareSheetPrinter:
    """Implements :class:`binocle.fse.CareSheetPrinter`."""

    def draw(self, sheet: CareSheet) -> bytes:
        """Return the sheet as a PDF: the same sheet always gives the same bytes."""
        content, page = BytesIO(), _Page(sheet)
        document = BaseDocTemplate(
            content,
            pagesize=A4,
            invariant=1,
            title=page.title,
            author=sheet.invoice.shop.name,
            subject=page.subject,
            creator="Binocle",
            lang="fr-FR",
        )
        frame = Frame(
            SIDE, BOTTOM, INNER, HEIGHT - TOP - BOTTOM,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        document.addPageTemplates(PageTemplate("sheet", [frame], onPage=page.frame))
        document.build(_story(sheet))
        return content.getvalue()


class _Page:
    """What stands on every page, around its content."""

    def __init__(self, sheet: CareSheet) -> None:
        self._sheet = sheet
        self._texts = _texts()["page"]

    @property
    def subject(self) -> str:
        subject: str = _texts()["reasons"][self._sheet.reason.value]["title"]
        return subject

    @property
    def title(self) -> str:
        number = self._texts["invoice"].format(number=self._sheet.invoice.number)
        return f"{self._texts['title']} - {number}"

    def frame(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        """Draw the head, the foot and the mark of a flow that is not real."""
        instant = f"D:{self._sheet.printed_at:%Y%m%d%H%M%S}+00'00'"
        canvas.setDateFormatter(lambda *_: instant)
        if self._sheet.simulated:
            self._mark(canvas)
        self._head(canvas)
        self._foot(canvas, document.page)

    def _head(self, canvas: Canvas) -> None:
        texts, invoice = self._texts, self._sheet.invoice
        canvas.setFillColor(ALARM if self._sheet.simulated else ACCENT)
        canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
        if self._sheet.simulated:
            canvas.setFillColor(white)
            canvas.setFont("Helvetica-Bold", 9)
            canvas.drawCentredString(WIDTH / 2, HEIGHT - BAND + 2.1 * mm, texts["simulated"])
        base = HEIGHT - 20 * mm
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica-Bold", 21)
        canvas.drawString(SIDE, base, texts["title"])
        canvas.setFont("Helvetica-Bold", 11.5)
        canvas.drawRightString(
            WIDTH - SIDE, base + 2, texts["invoice"].format(number=invoice.number)
        )
        canvas.setFillColor(QUIET)
        canvas.setFont("Helvetica", 9.5)
        canvas.drawString(SIDE, base - 5.2 * mm, texts["subtitle"])
        day = texts["day"].format(day=printed_day(invoice.invoice_date))
        canvas.drawRightString(WIDTH - SIDE, base - 4 * mm, day)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.line(SIDE, base - 9 * mm, WIDTH - SIDE, base - 9 * mm)

    def _foot(self, canvas: Canvas, page: int) -> None:
        texts, day = self._texts, printed_day(self._sheet.printed_on)
        canvas.setFillColor(QUIET)
        canvas.setFont("Helvetica", 6.8)
        canvas.drawString(SIDE, 10 * mm, texts["footer"].format(day=day))
        canvas.drawRightString(WIDTH - SIDE, 10 * mm, texts["page"].format(page=page))

    def _mark(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFillColor(GHOST)
        canvas.setFont("Helvetica-Bold", 104)
        canvas.drawCentredString(0, -34, self._texts["specimen"])
        canvas.restoreState()


def _story(sheet: CareSheet) -> list[Flowable]:
    invoice, blocks = sheet.invoice, _texts()["blocks"]
    pairs = [
        (
            _block(blocks["patient"], _patient(invoice)),
            _block(blocks["insured"], _insured(invoice)),
        ),
        (
            _block(blocks["shop"], _shop(invoice)),
            _block(blocks["prescriber"], _prescriber(invoice)),
        ),
    ]
    story: list[Flowable] = [_reason(sheet), Spacer(0, GAP)]
    for pair in pairs:
        story += [_beside(pair), Spacer(0, GAP)]
    story += [_conditions(blocks["insurance"], _insurance(invoice)), Spacer(0, GAP)]
    story += [Paragraph(blocks["lines"], HEADING), Spacer(0, 1.4 * mm), _lines(sheet)]
    end = [Spacer(0, GAP), _totals(sheet), Spacer(0, 2 * GAP), _signatures()]
    return [*story, KeepTogether(end)]


def _reason(sheet: CareSheet) -> Flowable:
    told = _texts()["reasons"][sheet.reason.value]
    invoice = sheet.invoice
    text = told["text"].format(
        number=invoice.number,
        total=printed_euros(invoice.total),
        amo=printed_euros(invoice.amo),
        amc=printed_euros(invoice.amc),
    )
    box = Table([[[Paragraph(told["title"], REASON), Spacer(0, 1 * mm), Paragraph(text, VALUE)]]],
                colWidths=[INNER])  # fmt: skip
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), WASH),
                ("LINEBEFORE", (0, 0), (0, -1), 2.4, ACCENT),
                ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
                ("TOPPADDING", (0, 0), (-1, -1), 2.4 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3 * mm),
            ]
        )
    )
    return box


Fields = Sequence[tuple[str, str]]


def _patient(invoice: Invoice) -> Fields:
    patient = invoice.patient
    own = patient.certified_nir
    fields = [
        ("name", patient.name),
        ("first_name", patient.first_name),
        ("birth", patient.birth.printed),
        ("rank", patient.rank),
    ]
    return [*fields, ("own_nir", _nir(own.number, own.key))] if own else fields


def _nir(number: str, key: str) -> str:
    cuts = (number[:1], number[1:3], number[3:5], number[5:7], number[7:10], number[10:], key)
    return " ".join(cuts)


def _insured(invoice: Invoice) -> Fields:
    patient, amc = invoice.patient, invoice.complementary
    fields = [
        ("nir", _nir(patient.nir.number, patient.nir.key)),
        ("fund", f"{patient.regime} - {patient.caisse} - {patient.centre}"),
        ("amc", amc.number.digits if amc else _texts()["fields"]["none"]),
    ]
    return [*fields, ("member", amc.member)] if amc and amc.member else fields


def _shop(invoice: Invoice) -> Fields:
    return [("shop_name", invoice.shop.name), ("shop_number", invoice.shop.number.digits)]


def _prescriber(invoice: Invoice) -> Fields:
    who = invoice.prescriber
    return [
        *([("prescriber_name", who.name)] if who.name else []),
        ("prescriber_number", who.number.digits),
        ("rpps", who.rpps or _texts()["fields"]["none"]),
        ("prescribed_on", printed_day(invoice.prescription)),
    ]


def _insurance(invoice: Invoice) -> Fields:
    texts, around = _texts(), invoice.circumstances
    words = texts["fields"]
    fields = [("nature", texts["natures"][around.nature.value])]
    if around.maternity_on:
        fields.append(("maternity_on", printed_day(around.maternity_on)))
    if around.accident:
        on = around.accident.on
        day = words["accident_on"].format(day=printed_day(on)) if on else ""
        fields.append(("accident", f"{around.accident.number} {day}".strip()))
    caused = around.common_law_accident_on
    return [
        *fields,
        ("common_law", words["yes_on"].format(day=printed_day(caused)) if caused else words["no"]),
        ("ald", words["yes"] if around.ald else words["no"]),
        ("exemption", around.exemption or invoice.lines[0].exemption),
        ("proof", texts["proofs"][around.proof.value]),
        ("mode", texts["modes"][invoice.mode.value if invoice.flows else "none"]),
    ]


def _cells(fields: Fields, width: float) -> Table:
    words = _texts()["fields"]
    rows = [
        [Paragraph(words[key], LABEL), Paragraph(_plain(value), VALUE)] for key, value in fields
    ]
    table = Table(rows, colWidths=[width * 0.42, width * 0.58])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
            ]
        )
    )
    return table


BOX = TableStyle(
    [
        ("BOX", (0, 0), (-1, -1), 0.7, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3.2 * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3.2 * mm),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2 * mm),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4 * mm),
    ]
)
HALF = (INNER - GAP) / 2


def _block(title: str, fields: Fields) -> list[Flowable]:
    inner = HALF - 6.4 * mm
    return [Paragraph(title, HEADING), Spacer(0, 1 * mm), _cells(fields, inner)]


def _beside(pair: tuple[list[Flowable], list[Flowable]]) -> Table:
    table = Table([[pair[0], "", pair[1]]], colWidths=[HALF, GAP, HALF])
    table.setStyle(
        TableStyle(
            [
                *BOX.getCommands()[1:],
                ("BOX", (0, 0), (0, 0), 0.7, RULE),
                ("BOX", (2, 0), (2, 0), 0.7, RULE),
            ]
        )
    )
    return table


def _conditions(title: str, fields: Fields) -> Table:
    """Return the block that is as wide as the page, its fields in two columns."""
    half = -(-len(fields) // 2)
    inner = (INNER - 6.4 * mm - GAP) / 2
    columns = [_cells(some, inner) for some in (fields[:half], fields[half:])]
    within = Table([[columns[0], "", columns[1]]], colWidths=[inner, GAP, inner])
    within.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    table = Table([[[Paragraph(title, HEADING), Spacer(0, 1 * mm), within]]], colWidths=[INNER])
    table.setStyle(BOX)
    return table


def _lines(sheet: CareSheet) -> Table:
    invoice, names = sheet.invoice, _texts()["columns"]
    left = ("act", "lpp", "day")
    head = [Paragraph(names[key], COLUMN if key in left else COLUMN_RIGHT) for key in names]
    day = printed_day(invoice.performed_on)
    rows = [
        [
            *(Paragraph(_plain(text), CELL) for text in (line.act, line.lpp.digits, day)),
            Paragraph(printed_euros(line.net), NUMBER),
            Paragraph(printed_euros(line.base), NUMBER),
            *(Paragraph(text, NUMBER) for text in _shares(sheet.reason, line)),
        ]
        for line in invoice.lines
    ]
    table = Table([head, *rows], colWidths=[INNER * share for share in SHARES], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), WASH),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
            ]
        )
    )
    return table


def _shares(reason: SheetReason, line: BilledLine) -> Sequence[str]:
    """Return rate, exemption and both parts; outside transmission nobody knows them."""
    if reason is SheetReason.OUTSIDE:
        return (_texts()["fields"]["unknown"],) * 4
    return (f"{line.rate} %", line.exemption, printed_euros(line.amo), printed_euros(line.amc))


def _totals(sheet: CareSheet) -> Table:
    invoice, names = sheet.invoice, _texts()["totals"]
    all_paid = sheet.reason is SheetReason.OUTSIDE
    parts = [("total", invoice.total)]
    if not all_paid:
        parts += [("amo", invoice.amo), ("amc", invoice.amc)]
    rows = [
        ["", Paragraph(names[key], TOTAL_LABEL), Paragraph(f"{printed_euros(amount)} €", TOTAL)]
        for key, amount in parts
    ]
    key, due = ("paid", invoice.total) if all_paid else ("left", invoice.patient_share)
    rows.append(
        ["", Paragraph(names[key], GRAND_LABEL), Paragraph(f"{printed_euros(due)} €", GRAND)]
    )
    table = Table(rows, colWidths=[INNER * 0.46, INNER * 0.36, INNER * 0.18])
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (1, -1), (-1, -1), 0.9, INK),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ("TOPPADDING", (0, 0), (-1, -1), 1.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
                ("TOPPADDING", (0, -1), (-1, -1), 4),
            ]
        )
    )
    return table


def _signatures() -> Table:
    blocks = _texts()["blocks"]
    boxes = [Paragraph(blocks["signature"], LABEL), "", Paragraph(blocks["stamp"], LABEL)]
    table = Table([boxes], colWidths=[HALF, GAP, HALF], rowHeights=[27 * mm])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (0, 0), 0.7, RULE),
                ("BOX", (2, 0), (2, 0), 0.7, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2 * mm),
            ]
        )
    )
    return table
