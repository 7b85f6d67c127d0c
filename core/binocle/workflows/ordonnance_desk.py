"""The ordonnance of each invoice: kept with it, found again from it (CLI-03).

Law of this file: it is kept in the same breath as its invoice, as it was typed; an invoice that
follows another one has the ordonnance of the former, unless one was typed for it.
"""

from collections.abc import Mapping

from binocle.fse import FseService, Invoice
from binocle.kernel import Clock, OperatorActionNeeded
from binocle.optics import OpticalFile, OrdonnanceStore

from .billing import Counter
from .optical_desk import OpticalDesk
from .optical_typing import read_optical_file


class OrdonnanceDesk:
    """What becomes of ordonnances once their sale is invoiced."""

    def __init__(
        self,
        *,
        store: OrdonnanceStore,
        fse: FseService,
        counter: Counter,
        optics: OpticalDesk,
        clock: Clock,
    ) -> None:
        """Take what keeps, and the claim whose ordonnance it is."""
        self._store = store
        self._fse = fse
        self._counter = counter
        self._optics = optics
        self._clock = clock
        fse.accompany(self._keep)

    def _keep(self, invoice: Invoice) -> None:
        """Keep the ordonnance that is on the screen, when it is that of the invoice."""
        patient, file, kept = self._counter.patient, self._optics.file, invoice.patient
        if patient is None or file is None or not self._optics.typed:
            return
        same = patient.is_of(kept.nir, kept.birth, kept.rank)
        if same and file.ordonnance.invoiced_day == invoice.prescription:
            self._store.keep_ordonnance(invoice.number, self._optics.typed, self._clock.now())

    def texts_of(self, number: str) -> Mapping[str, str]:
        """Return the ordonnance of an invoice, or of those that it follows; empty without any.

        Raises:
            OperatorActionNeeded: ``FSE-FACTURE-INCONNUE``.
        """
        while number:
            kept = self._store.ordonnance_of(number)
            if kept is not None:
                return kept
            number = self._fse.opened(number).replaces
        return {}

    def file_of(self, number: str) -> OpticalFile | None:
        """Return the same as values; none without any.

        Raises:
            OperatorActionNeeded: ``FSE-FACTURE-INCONNUE``.
        """
        texts = self.texts_of(number)
        return read_optical_file(texts).file if texts else None

    def take_up(self, number: str) -> None:
        """Put the ordonnance of an invoice on the screen again, for the claim under way.

        Raises:
            OperatorActionNeeded: ``OPT-ORDONNANCE-NON-GARDEE``, ``FSE-FACTURE-INCONNUE``.
        """
        texts = self.texts_of(number)
        if not texts:
            raise OperatorActionNeeded("OPT-ORDONNANCE-NON-GARDEE", facture=number)
        self._optics.enter_typed(texts)
