"""The page "Vente" over the desks of the sale and of the quotes."""

from collections.abc import Mapping

from binocle.fse import choice_of
from binocle.kernel import Cents
from binocle.optics import Quote, QuoteEvent
from binocle.workflows.sale_typing import NO, PAYERS, YES
from binocle_ui.pages import QuoteRow, SaleView

from .counter import BenchCounter
from .desk import SimulatedDesk
from .field_notices import notices_by_field
from .workstation import Workstation

LEAST_ROWS, BLANK_ROWS = 6, 2
"""Lines of a blank screen, and those that are left to be filled under the typed ones."""


class SaleCounter:
    """Implements :class:`binocle_ui.pages.SalePage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Work on the claim of the counter's page."""
        self._station = station
        self._claims = claims

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    def view(self) -> SaleView:
        """Return the screen as it stands."""
        desk, counter = self._desk, self._desk.counter
        claim, typed = counter.claim, desk.sale.texts
        rows = max(LEAST_ROWS, _lines_of(typed) + BLANK_ROWS)
        opens = claim is not None and claim.rc_amount > 0
        texts = {**_blank(rows, _lines_of(typed)), **typed}
        if not opens and not desk.sale.unread:
            texts["tele_amc"] = NO
        return SaleView(
            texts=texts,
            told=notices_by_field(desk.sale.findings_by_field),
            rows=rows,
            patient=counter.patient.printed if counter.patient else "",
            total=Cents(sum(line.net for line in claim.lines)) if claim else None,
            is_taken=claim is not None and not desk.sale.unread,
            rc_opens=opens,
            payee=choice_of(counter.check).payee if counter.check else None,
            quote=desk.quotes.number,
            quotes=tuple(map(_row, desk.quotes.quotes())),
        )

    def enter(self, form: Mapping[str, str]) -> None:
        """Take the fields, whole or not at all."""
        self._claims.require_changeable()
        self._desk.sale.enter_typed(form)
        self._claims.sale_was_typed()

    def keep(self, form: Mapping[str, str]) -> None:
        """Take the fields, and keep the sale as a quote unless one cannot be read."""
        self.enter(form)
        if not self._desk.sale.unread:
            self._desk.quotes.keep()

    def take_up(self, number: str) -> None:
        """Turn a quote into the sale under way."""
        self._claims.require_changeable()
        self._desk.quotes.take_up(number)
        self._claims.sale_was_typed()


def _lines_of(texts: Mapping[str, str]) -> int:
    numbers = [name[1:].split(".")[0] for name in texts if name.startswith("l") and "." in name]
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _blank(rows: int, typed: int) -> dict[str, str]:
    """Return a blank screen: every box "Rb" ticked under the typed lines, all is asked and sent."""
    ticked = {f"l{number}.shown": "on" for number in range(typed + 1, rows + 1)}
    return {**ticked, **dict.fromkeys(PAYERS, YES)}


def _row(quote: Quote) -> QuoteRow:
    return QuoteRow(
        number=quote.number,
        day=quote.day,
        patient=quote.patient.printed if quote.patient else "",
        total=quote.total,
        state=quote.state,
        invoice=quote.invoice,
        may_be_taken=quote.may(QuoteEvent.TAKEN_UP),
    )
