"""The papers of an invoice: the care sheet that the program draws, and what is scanned beside it.

Law of this file: a sheet is drawn and kept together, or neither; documents that a shop wants before
sending are asked for here, before any lot is made (SCOR-04).
"""

from collections.abc import Sequence

from binocle.fse import CareSheetPrinter, FseService
from binocle.kernel import OperatorActionNeeded
from binocle.scor import DocumentType, ScorService


class Papers:
    """What the counter does with paper."""

    def __init__(
        self,
        *,
        fse: FseService,
        scor: ScorService,
        printer: CareSheetPrinter | None,
        simulated: bool,
    ) -> None:
        """Take what draws and what keeps.

        Args:
            fse: says why a sheet is due.
            scor: keeps documents.
            printer: none on a workstation without the extra ``pdf``.
            simulated: the flow is not real: every sheet says so.
        """
        self._fse = fse
        self._scor = scor
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
        self._scor.purge()

    def require_documents(self, numbers: Sequence[str]) -> None:
        """Refuse to send while a document is missing, when the shop's setting says so.

        Raises:
            OperatorActionNeeded: the first missing document.
        """
        for finding in self._scor.blocking(numbers):
            raise OperatorActionNeeded(finding.code, **finding.facts)
