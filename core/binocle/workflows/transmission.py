"""Sending what is secured, and taking what comes back (TEL-02 "Télétransmettre").

Law of this file: the holder's code is asked before each transmission (CPS-01); receiving needs no
card. Documents follow their invoices by themselves, both ways (SCOR-05).
"""

from binocle.lots import Lot, LotService, LotTreatment, OutgoingFile, ReturnService, Treated

from .billing import Counter
from .papers import Papers


class Transmission:
    """The transmission of the shop's day."""

    def __init__(
        self,
        *,
        lots: LotService,
        returns: ReturnService,
        treatment: LotTreatment,
        counter: Counter,
        papers: Papers,
    ) -> None:
        """Take the lots, the counter whose CPS signs the envelopes, and the papers of invoices.

        Args:
            lots: group and send.
            returns: receive and match.
            treatment: the gestures on a lot that waits, was refused or broke.
            counter: its CPS signs.
            papers: the documents that a shop may want first.
        """
        self._lots = lots
        self._returns = returns
        self.treatment = treatment
        self._counter = counter
        self._papers = papers

    def group(self) -> tuple[Lot, ...]:
        """Put every secured form in a lot ("Mettre en Lot").

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-MANQUANT``, when the shop wants every document
                first (SCOR-04); no lot is made then.
        """
        self._papers.require_documents(self._lots.ready())
        return self._lots.group()

    def build_files(self) -> tuple[OutgoingFile, ...]:
        """Write the lots into files ("Mettre en Fichier")."""
        return self._lots.build_files()

    def send(self) -> tuple[OutgoingFile, ...]:
        """Send the files ("Envoyer"); what may have left before is asked about first."""
        self._counter.cps.require_lots()
        sent = self._counter.cps.work(self._lots.send)
        self._papers.exchange()
        return sent

    def send_all(self) -> tuple[OutgoingFile, ...]:
        """Lot, file and send ("Télétransmettre Auto")."""
        self._counter.cps.require_lots()
        self.group()
        self.build_files()
        return self.send()

    def resend(self, lot_id: int) -> OutgoingFile:
        """Send the file of a late lot again, unchanged ("Absence ARL Renvoyer lot").

        Raises:
            BinocleError: as :meth:`LotService.resend`.
        """
        self._counter.cps.require_lots()
        return self._counter.cps.work(lambda signer: self._lots.resend(lot_id, signer))

    def receive(self) -> tuple[Treated, ...]:
        """Take the returns that wait and match them ("Recevoir uniquement")."""
        self._papers.purge()
        self._returns.receive()
        treated = self._returns.treat()
        self.treatment.watch()
        self._papers.exchange()
        return treated

    def keep_anyway(self, message_id: str) -> None:
        """Keep the money of a return that matched nothing ("RSP non rapproché", SUIVI-06).

        Raises:
            OperatorActionNeeded: as :meth:`ReturnService.keep_anyway`.
        """
        self._returns.keep_anyway(message_id)
