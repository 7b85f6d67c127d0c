"""The slip of a lot as a PDF, drawn with reportlab; its French is in ``lot_slip_fr.toml``.

Law of this file: the same slip gives the same bytes. It looks like the care sheet
(:mod:`.care_sheet`); no text says what a fund wants on it: assumed. A slip whose flow is not real
says so across each page.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from reportlab.lib.colors import white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

from binocle.fse import Flow
from binocle.kernel import paris_day, printed_day, printed_euros
from binocle.lots import LotLine, LotSlip

from .care_sheet import (
    ACCENT,
    ALARM,
    BAND,
    BOTTOM,
    CELL,
    COLUMN,
    COLUMN_RIGHT,
    GHOST,
    GRAND,
    GRAND_LABEL,
    HEIGHT,
    INK,
    INNER,
    NUMBER,
    QUIET,
    RULE,
    SIDE,
    TOP,
    WIDTH,
)

SHARES = (0.13, 0.11, 0.16, 0.15, 0.19, 0.11, 0.07, 0.08)
"""Widths of the columns; they sum to 1."""


@cache
def _texts() -> Mapping[str, Any]:
    file = resources.files(__package__).joinpath("lot_slip_fr.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


class PdfLotSlipPrinter:
    """Implements :class:`binocle.lots.LotSlipPrinter`."""

    def draw(self, slip: LotSlip) -> bytes:
        """Return the slip as a PDF: the same slip always gives the same bytes."""
        content, texts = BytesIO(), _texts()["page"]
        document = BaseDocTemplate(
            content,
            pagesize=A4,
            invariant=1,
            title=f"{texts['title']} - {texts['lot'].format(number=slip.lot.number)}",
            author=slip.shop.name,
            creator="Binocle",
            lang="fr-FR",
        )
        frame = Frame(
            SIDE, BOTTOM, INNER, HEIGHT - TOP - BOTTOM - 6 * mm,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip

        def around(canvas: Canvas, drawn: BaseDocTemplate) -> None:
            _frame(canvas, slip, drawn.page)

        document.addPageTemplates(PageTemplate("slip", [frame], onPage=around))
        document.build([_lines(slip)])
        return content.getvalue()


def _frame(canvas: Canvas, slip: LotSlip, page: int) -> None:
    """Draw the head, the foot and the mark of a flow that is not real."""
    instant = f"D:{slip.printed_at:%Y%m%d%H%M%S}+00'00'"
    canvas.setDateFormatter(lambda *_: instant)
    texts = _texts()["page"]
    if slip.simulated:
        _mark(canvas, texts["specimen"])
    canvas.setFillColor(ALARM if slip.simulated else ACCENT)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    if slip.simulated:
        canvas.setFillColor(white)
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - BAND + 2.1 * mm, texts["simulated"])
    _head(canvas, slip, texts)
    canvas.setFillColor(QUIET)
    canvas.setFont("Helvetica", 6.8)
    day = printed_day(paris_day(slip.printed_at))
    canvas.drawString(SIDE, 10 * mm, texts["footer"].format(day=day))
    canvas.drawRightString(WIDTH - SIDE, 10 * mm, texts["page"].format(page=page))


def _mark(canvas: Canvas, word: str) -> None:
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFillColor(GHOST)
    canvas.setFont("Helvetica-Bold", 104)
    canvas.drawCentredString(0, -34, word)
    canvas.restoreState()


def _head(canvas: Canvas, slip: LotSlip, texts: Mapping[str, str]) -> None:
    lot, base = slip.lot, HEIGHT - 20 * mm
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", 21)
    canvas.drawString(SIDE, base, texts["title"])
    canvas.setFont("Helvetica-Bold", 11.5)
    canvas.drawRightString(WIDTH - SIDE, base + 2, texts["lot"].format(number=lot.number))
    canvas.setFillColor(QUIET)
    canvas.setFont("Helvetica", 9.5)
    to = texts["to_fund" if lot.key.flow is Flow.FSE else "to_insurer"]
    canvas.drawString(SIDE, base - 5.2 * mm, to.format(recipient=lot.key.recipient))
    shop = texts["shop"].format(name=slip.shop.name, number=slip.shop.number.digits)
    canvas.drawString(SIDE, base - 9.6 * mm, shop)
    canvas.drawRightString(
        WIDTH - SIDE, base - 4 * mm, texts["day"].format(day=printed_day(lot.day))
    )
    canvas.drawRightString(
        WIDTH - SIDE, base - 9.6 * mm, texts["count"].format(count=len(slip.lines))
    )
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, base - 13 * mm, WIDTH - SIDE, base - 13 * mm)


def _lines(slip: LotSlip) -> Table:
    texts = _texts()["columns"]
    *left, amo, amc = texts["names"]
    head = [*(Paragraph(name, COLUMN) for name in left)]
    head += [Paragraph(amo, COLUMN_RIGHT), Paragraph(amc, COLUMN_RIGHT)]
    total = [
        Paragraph(texts["total"], GRAND_LABEL),
        *[""] * 5,
        Paragraph(printed_euros(slip.amo), GRAND),
        Paragraph(printed_euros(slip.amc), GRAND),
    ]
    rows = [head, *(_row(line) for line in slip.lines), total]
    table = Table(rows, colWidths=[INNER * share for share in SHARES], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -2), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 1.5),
            ]
        )
    )
    return table


def _row(line: LotLine) -> list[Paragraph]:
    invoice = line.standing.invoice
    patient = invoice.patient
    texts = (
        invoice.number,
        printed_day(invoice.invoice_date),
        patient.name,
        patient.first_name,
        f"{patient.nir.number} {patient.nir.key}",
        patient.birth.printed,
    )
    cells = [Paragraph(_plain(text), CELL) for text in texts]
    return [
        *cells,
        Paragraph(printed_euros(invoice.amo), NUMBER),
        Paragraph(printed_euros(invoice.amc), NUMBER),
    ]


def _plain(text: str) -> str:
    """Return text that a paragraph shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
