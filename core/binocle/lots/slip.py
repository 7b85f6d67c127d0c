"""The slip of a lot ("Edition Bordereau"): what goes on it, who draws it, who keeps it (TEL-05).

Law of this file: by hand, a slip is of the most recent lot of its number (seed-facts 13.1); by
itself, "Edition après Télétransmission", it is of each very lot that left, kept as a file to be
printed. What it shows beyond the columns of the lot's detail is assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from binocle.fse import Shop
from binocle.kernel import Cents, Clock, OperatorActionNeeded, paris_day

from .follow_up import FollowUp, LotLine
from .model import Lot
from .ports import LotStore
from .treatment import demanded


@dataclass(frozen=True)
class LotSlip:
    """A slip to be drawn.

    Attributes:
        printed_at: in UTC.
        simulated: the flow is not real: the slip says so across each page.
    """

    lot: Lot
    shop: Shop
    lines: tuple[LotLine, ...]
    printed_at: datetime
    simulated: bool

    @property
    def amo(self) -> Cents:
        """Sum of the RO parts."""
        return Cents(sum(line.standing.invoice.amo for line in self.lines))

    @property
    def amc(self) -> Cents:
        """Sum of the RC parts."""
        return Cents(sum(line.standing.invoice.amc for line in self.lines))


class LotSlipPrinter(Protocol):
    """Draws slips."""

    def draw(self, slip: LotSlip) -> bytes:
        """Return the slip as a PDF: the same slip always gives the same bytes."""
        ...


class LotSlipTray(Protocol):
    """Where slips that were edited by themselves lie until somebody prints them."""

    def keep(self, name: str, pdf: bytes) -> None:
        """Keep a slip under a name.

        Raises:
            PermissionError: it cannot be kept.
        """
        ...


class LotSlips:
    """The slips of the shop's lots."""

    def __init__(
        self,
        *,
        follow_up: FollowUp,
        store: LotStore,
        printer: LotSlipPrinter | None,
        tray: LotSlipTray,
        clock: Clock,
        simulated: bool,
    ) -> None:
        """Take what lots hold, and what draws and keeps their slips.

        Args:
            follow_up: the invoices of a lot.
            store: the lots; it notes the day of a slip.
            printer: none on a workstation without the extra ``pdf``.
            tray: where slips that nobody asked for go.
            clock: the time.
            simulated: the flow is not real: every slip says so.
        """
        self._follow_up = follow_up
        self._store = store
        self._printer = printer
        self._tray = tray
        self._clock = clock
        self._simulated = simulated

    def newest(self, number: str) -> bytes:
        """Return the slip of the most recent lot of a number, as a PDF.

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU`` or ``LOT-BORDEREAU-SANS-PDF``.
        """
        lot = self._follow_up.newest_lot(number.strip().upper())
        if lot is None:
            raise OperatorActionNeeded("LOT-INCONNU", lot=number.strip())
        return self._edited(lot)

    def edit(self, lot_ids: Iterable[int]) -> tuple[Lot, ...]:
        """Edit the slips of lots that have just left, and put them in the tray.

        Raises:
            OperatorActionNeeded: ``LOT-BORDEREAU-SANS-PDF`` or ``LOT-BORDEREAU-NON-GARDE``; what
                was edited before stays.
        """
        lots = tuple(demanded(self._store, id) for id in lot_ids)
        for lot in lots:
            pdf = self._edited(lot)
            name = f"bordereau-{lot.number}-{lot.id}-{self._clock.now():%Y%m%d%H%M%S}.pdf"
            try:
                self._tray.keep(name, pdf)
            except PermissionError as error:
                raise OperatorActionNeeded(
                    "LOT-BORDEREAU-NON-GARDE", lot=lot.number, motif=str(error)
                ) from error
        return lots

    def _edited(self, lot: Lot) -> bytes:
        if self._printer is None:
            raise OperatorActionNeeded("LOT-BORDEREAU-SANS-PDF", lot=lot.number)
        now = self._clock.now()
        lines = self._follow_up.lot_lines(lot.id)
        shop = self._store.shop_of(lot)
        pdf = self._printer.draw(LotSlip(lot, shop, lines, now, self._simulated))
        self._store.note_slip(lot.id, paris_day(now))
        return pdf

    @property
    def last_day(self) -> date | None:
        """Day of the last slip, "Date d'édition du dernier Lot"."""
        return self._store.last_slip_day()

    def forget_days(self) -> None:
        """Forget when slips were edited ("RAZ Date"); nothing else changes."""
        self._store.forget_slip_days()
