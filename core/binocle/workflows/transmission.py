"""Sending what is secured, and taking what comes back (TEL-02 "Télétransmettre").

Law of this file: the holder's code is asked before each transmission (CPS-01); receiving needs no
card. Documents follow their invoices by themselves, both ways (SCOR-05).
"""

from binocle.lots import Lot, LotService, OutgoingFile, Treated

from .billing import Counter
from .papers import Papers


class Transmission:
    """The transmission of the shop's day."""

    def __init__(self, *, lots: LotService, counter: Counter, papers: Papers) -> None:
        """Take the lots, the counter whose CPS signs the envelopes, and the papers of invoices."""
        self._lots = lots
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

    def receive(self) -> tuple[Treated, ...]:
        """Take the returns that wait and match them ("Recevoir uniquement")."""
        self._papers.purge()
        self._lots.receive()
        treated = self._lots.treat()
        self._papers.exchange()
        return treated
