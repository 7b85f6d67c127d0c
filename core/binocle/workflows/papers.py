"""The papers of an invoice: the care sheet that the program draws, and what is scanned beside it.

Law of this file: a sheet is drawn and kept together, or neither; documents that a shop wants before
sending are asked for here, before any lot is made (SCOR-04). Documents leave by themselves with
each transmission, once the fund has the FSE for sure; no card is needed (wire sheet 5.1). What goes
wrong with them never stops invoices: it is kept and shown. A sheet goes with the form that it was
drawn for: one that is made anew has its own.
"""

from collections.abc import Sequence

from binocle.fse import CareSheetPrinter, FseService
from binocle.kernel import OperatorActionNeeded
from binocle.lots import ARRIVED, LotStore, recipient_number
from binocle.scor import DocumentType, Exchange, FseLot, ScorDocument, ScorSending, ScorService


class FseLotsOfStore:
    """Implements :class:`binocle.scor.FseLots`: what lots know, in the words of attachments."""

    def __init__(self, lots: LotStore) -> None:
        """Look at the shop's lots."""
        self._lots = lots

    def arrived(self, invoice: str) -> FseLot | None:
        """Return the lot that holds the FSE in force, once its fund has it for sure."""
        lot = self._lots.lot_in_force(invoice)
        if lot is None or lot.state not in ARRIVED:
            return None
        return FseLot(lot.number, recipient_number(lot.key), lot.day)


class Papers:
    """What the counter does with paper.

    Attributes:
        last_exchange: what the last exchange with the SCOR server came to.
        purged: documents whose six months were found over since the program was opened.
    """

    def __init__(
        self,
        *,
        fse: FseService,
        scor: ScorService,
        sending: ScorSending,
        printer: CareSheetPrinter | None,
        simulated: bool,
    ) -> None:
        """Take what draws and what keeps.

        Args:
            fse: says why a sheet is due.
            scor: keeps documents.
            sending: sends them.
            printer: none on a workstation without the extra ``pdf``.
            simulated: the flow is not real: every sheet says so.
        """
        self._fse = fse
        self._scor = scor
        self._sending = sending
        fse.accompany(lambda invoice: scor.forget_sheet(invoice.number))
        self.last_exchange = Exchange()
        self.purged: tuple[ScorDocument, ...] = ()
        self._printer = printer
        self._simulated = simulated

    def print_sheet(self, number: str) -> bytes:
        """Draw the paper care sheet of an invoice (FSE-08, ADRI-08).

        Returns:
            A PDF.

        Raises:
            OperatorActionNeeded: ``FSE-IMPRESSION-ABSENTE``, or as :meth:`FseService.print_sheet`.
        """
        if self._printer is None:
            raise OperatorActionNeeded("FSE-IMPRESSION-ABSENTE")
        return self._fse.print_sheet(number, self._printer, simulated=self._simulated)

    def attach_sheet(self, number: str) -> None:
        """Draw the care sheet of a degraded form and attach it, once (SCOR-01).

        Raises:
            OperatorActionNeeded: as :meth:`print_sheet`, or as :meth:`ScorService.attach_sheet`.
        """
        self._scor.attach_sheet(number, self.print_sheet(number))

    def sheet_is_due(self, number: str) -> bool:
        """Say whether a signed invoice still lacks its care sheet."""
        return any(
            finding.facts.get("type") == DocumentType.CLAIM_SHEET.value
            for finding in self._scor.missing([number])
        )

    def purge(self) -> None:
        """Delete every document whose six months are over (SCOR-03).

        Done when the program opens and at each transmission: a workstation may run for weeks.
        """
        self.purged += self._scor.purge()

    def exchange(self, *, again: bool = False) -> Exchange:
        """Send the documents that may leave and take what became of those that left (SCOR-05).

        Args:
            again: the button "Envoyer": documents of refused lots leave again too.
        """
        self.last_exchange = self._sending.exchange(again=again)
        return self.last_exchange

    def require_documents(self, numbers: Sequence[str]) -> None:
        """Refuse to send while a document is missing, when the shop's setting says so.

        Raises:
            OperatorActionNeeded: the first missing document.
        """
        for finding in self._scor.blocking(numbers):
            raise OperatorActionNeeded(finding.code, **finding.facts)
