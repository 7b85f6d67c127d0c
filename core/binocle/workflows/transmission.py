"""Sending what is secured, and taking what comes back (TEL-02 "Télétransmettre", TEL-06).

Law of this file: the holder's code is asked before each transmission (CPS-01); receiving needs no
card. Documents follow their invoices by themselves, both ways (SCOR-05), and returns find the lines
of the bank that came before them. What the shop wants done by itself after a transmission never
makes it fail: what goes wrong then is told beside.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from binocle.kernel import BinocleError, Clock, Finding, Severity
from binocle.lots import (
    BankStatements,
    Lot,
    LotService,
    LotSlips,
    LotTreatment,
    OutgoingFile,
    ReturnService,
    Treated,
)
from binocle.shop import ShopSettings

from .billing import Counter
from .papers import Papers

TAKEN_EVERY = timedelta(minutes=15)
"""While somebody looks at transmissions, returns are taken by themselves so often (assumed)."""


class Transmission:
    """The transmission of the shop's day.

    Attributes:
        treatment: the gestures on a lot that waits, was refused or broke.
        slips: the slips of lots.
        told: what to tell after the last gesture, that did not make it fail.
        edited: lots whose slips were edited by themselves after the last transmission.
    """

    def __init__(
        self,
        *,
        lots: LotService,
        returns: ReturnService,
        treatment: LotTreatment,
        bank: BankStatements,
        slips: LotSlips,
        counter: Counter,
        papers: Papers,
        settings: ShopSettings,
        clock: Clock,
    ) -> None:
        """Take the lots, the counter whose CPS signs the envelopes, and the papers of invoices.

        Args:
            lots: group and send.
            returns: receive and match.
            treatment: the gestures on a lot that waits, was refused or broke.
            bank: the statements of the shop's bank.
            slips: the slips of lots.
            counter: its CPS signs.
            papers: the documents that a shop may want first.
            settings: what the shop wants blocked, and done by itself.
            clock: the time.
        """
        self._lots = lots
        self._returns = returns
        self.treatment = treatment
        self.bank = bank
        self.slips = slips
        self._counter = counter
        self._papers = papers
        self._settings = settings
        self._clock = clock
        self._taken_at: datetime | None = None
        self.told: tuple[Finding, ...] = ()
        self.edited: tuple[Lot, ...] = ()

    def group(self) -> tuple[Lot, ...]:
        """Put every secured form in a lot ("Mettre en Lot"), but those that are held back.

        Raises:
            OperatorActionNeeded: ``SCOR-DOCUMENT-MANQUANT``, when the shop wants every document
                first (SCOR-04); no lot is made then.
        """
        held = self._settings.auto_block
        leaving = self._lots.ready(unblocked=held)
        self._papers.require_documents(leaving)
        lots = self._lots.group(unblocked=held)
        stay = len(self._lots.ready())
        facts = {"nombre": stay}
        blocked = Finding("LOT-FSE-BLOQUEES", "lots", facts, Severity.WARNS)
        self.told = (blocked,) if stay else ()
        return lots

    def unblock(self, number: str) -> None:
        """Let the forms of an invoice leave, "Blocage automatique des FSE" held them back.

        Raises:
            OperatorActionNeeded: ``LOT-FSE-PAS-EN-ATTENTE``.
        """
        self.told = ()
        self._lots.unblock(number)

    def build_files(self) -> tuple[OutgoingFile, ...]:
        """Write the lots into files ("Mettre en Fichier")."""
        self.told = ()
        return self._lots.build_files()

    def send(self) -> tuple[OutgoingFile, ...]:
        """Send the files ("Envoyer"); what may have left before is asked about first.

        The code is asked for by mail, too, where nothing is signed (CPS-01). Then, as the shop's
        settings say: returns are taken, slips edited; see :attr:`told`.
        """
        self.told, self.edited = (), ()
        return self._send()

    def send_all(self) -> tuple[OutgoingFile, ...]:
        """Lot, file and send ("Télétransmettre Auto")."""
        self.edited = ()
        self._counter.cps.require_lots()
        self.group()
        self._lots.build_files()
        return self._send()

    def _send(self) -> tuple[OutgoingFile, ...]:
        self._counter.cps.require_lots()
        sent = self._counter.cps.work(self._lots.send)
        if self._settings.auto_rsp:
            self._aside(self._take)
        self._papers.exchange()
        if self._settings.edit_slips:
            left = [lot_id for file in sent for lot_id in file.lot_ids]
            self._aside(lambda: self._edit(left))
        return sent

    def _edit(self, lot_ids: list[int]) -> None:
        self.edited = self.slips.edit(lot_ids)

    def _aside(self, gesture: Callable[[], object]) -> None:
        """Do what a setting asks for; what goes wrong is told, and nothing else fails with it."""
        try:
            gesture()
        except BinocleError as error:
            self.told += (Finding(error.code, "transmission", error.facts, Severity.WARNS),)

    def resend(self, lot_id: int) -> OutgoingFile:
        """Send the file of a late lot again, unchanged ("Absence ARL Renvoyer lot").

        Raises:
            BinocleError: as :meth:`LotService.resend`.
        """
        self._counter.cps.require_lots()
        return self._counter.cps.work(lambda signer: self._lots.resend(lot_id, signer))

    def receive(self) -> tuple[Treated, ...]:
        """Take the returns that wait and match them ("Recevoir uniquement")."""
        self.told = ()
        treated = self._take()
        self._papers.exchange()
        return treated

    def receive_when_due(self) -> None:
        """Take returns by itself, when the shop wants it and it was not done just now (TEL-06).

        Asked by whoever shows transmissions: at the first look since the program was opened, then
        every :data:`TAKEN_EVERY`. What goes wrong is told; it never hides what is shown.
        """
        now = self._clock.now()
        just_now = self._taken_at is not None and now - self._taken_at < TAKEN_EVERY
        if self._settings.auto_rsp and not just_now:
            self._aside(self.receive)

    def _take(self) -> tuple[Treated, ...]:
        self._taken_at = self._clock.now()
        self._papers.purge()
        self._returns.receive()
        treated = self._returns.treat()
        self.bank.match()
        self.treatment.watch()
        return treated

    def keep_anyway(self, message_id: str) -> None:
        """Keep the money of a return that matched nothing, to be tied by hand.

        Raises:
            BinocleError: as :meth:`ReturnService.keep_anyway`.
        """
        self._returns.keep_anyway(message_id)
