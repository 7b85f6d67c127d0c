"""Lots that leave: from sealed forms to files at the concentrator (TEL-03, TEL-08, TEL-09).

Law of this file: a file is marked SENDING, durably, before it leaves; whoever finds it so asks the
concentrator what became of it and never sends it blindly again. By a way on which nobody can be
asked (mail), it is held as sent, without a receipt: no ARL within the delay has it sent again by
the usual gesture (CSS R161-47), under the same name, so that a second arrival changes nothing.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby

from binocle.fse import Flow, FormSent, SesamVitaleServices, Shop
from binocle.kernel import (
    Clock,
    Hazards,
    LinkDown,
    MalformedAnswer,
    OperatorActionNeeded,
    PeerViolation,
    ResultUnknown,
    paris_day,
)

from . import rules
from .envelope import TransportSigner
from .messages import FileHeading, file_of_lots
from .model import FileState, Lot, OutgoingFile
from .ports import EntryRefused, LotStore, Outbox, Receipt, Register
from .states import (
    RESENDABLE,
    FileBuilt,
    FileResent,
    FileSent,
    LotBroken,
    LotState,
    ReceiptGiven,
)
from .treatment import demanded

_LOG = logging.getLogger(__name__)
_CALM = {FileState.READY: FileState.READY, FileState.RESENDING: FileState.SENT}
"""Where a file is again when nothing left."""


class LotService:
    """What the counter can do with secured invoices."""

    def __init__(
        self,
        *,
        store: LotStore,
        outbox: Outbox,
        services: SesamVitaleServices,
        clock: Clock,
        hazards: Hazards,
        shop: Shop,
    ) -> None:
        """Take the ports and the shop's own data."""
        self._store = store
        self._outbox = outbox
        self._services = services
        self._clock = clock
        self._hazards = hazards
        self._shop = shop

    # -- out ------------------------------------------------------------------------------------

    def ready(self, *, unblocked: bool = False) -> tuple[str, ...]:
        """Return the numbers of the invoices whose forms wait for a lot.

        A cancelling DRE asks for nothing: it waits beside them, and needs no document.

        Args:
            unblocked: those alone that a person let go.
        """
        return tuple(
            dict.fromkeys(
                number
                for key, number, _ in self._store.waiting_forms(unblocked=unblocked)
                if key.flow is not Flow.CANCELLATION
            )
        )

    def unblock(self, number: str) -> None:
        """Let the forms of an invoice go that a setting of the shop holds back.

        Raises:
            OperatorActionNeeded: ``LOT-FSE-PAS-EN-ATTENTE``.
        """
        if not self._store.unblock(number):
            raise OperatorActionNeeded("LOT-FSE-PAS-EN-ATTENTE", facture=number)

    def group(self, *, unblocked: bool = False) -> tuple[Lot, ...]:
        """Put every waiting form in a lot ("Mettre en Lot"), lots of funds first.

        Args:
            unblocked: those alone that a person let go.
        """
        now = self._clock.now()
        groups = rules.split_in_lots(self._store.waiting_forms(unblocked=unblocked))
        with self._store.transaction():
            lots = tuple(
                self._store.group(key, numbers, paris_day(now), now) for key, numbers in groups
            )
        self._hazards.reach("after-lot")
        return lots

    def build_files(self) -> tuple[OutgoingFile, ...]:
        """Write each recipient's lots in one B2 file ("Mettre en Fichier"), by professional."""

        def ends(lot: Lot) -> tuple[str, str]:
            return rules.recipient_number(lot.key), lot.key.partner

        lots = sorted(self._store.lots(state=LotState.GROUPED), key=ends)
        return tuple(self._build_file(list(same)) for _, same in groupby(lots, key=ends))

    def _build_file(self, lots: Sequence[Lot]) -> OutgoingFile:
        now = self._clock.now()
        with self._store.transaction():
            count = self._store.next_file_count()
            shop = self._store.shop_of(lots[0])
            file = OutgoingFile(
                name=f"B2-{self._professional}-{count:06d}",
                content=file_of_lots(
                    [(lot, self._store.forms_of(lot.id)) for lot in lots],
                    heading=FileHeading(shop, f"{count:06d}", paris_day(now)),
                    services=self._services,
                ),
                state=FileState.READY,
                lot_ids=tuple(lot.id for lot in lots),
            )
            self._store.keep_file(file, now)
            for lot in lots:
                self._store.advance(lot, FileBuilt(file.name), now)
        return file

    @property
    def _professional(self) -> str:
        return rules.professional_number(self._shop.number.digits)

    def send(self, signer: TransportSigner) -> tuple[OutgoingFile, ...]:
        """Send what is ready; ask first about what may have left already.

        Raises:
            LinkDown: ``TEL-CONCENTRATEUR-INJOIGNABLE``; nothing left.
            ResultUnknown: ``TEL-RESULTAT-INCONNU``, the next call asks what happened;
                ``TEL-ENVOI-SANS-ACCUSE``, nobody can be asked: the file is held as sent.
            OperatorActionNeeded: ``TEL-ACCES-REFUSE``; nothing left.
            PeerViolation: ``TEL-FICHIER-REFUSE`` with the concentrator's own sentence.
        """
        again = self._store.files(FileState.RESENDING)
        for file in again:
            self._put(file, signer)
        unsure = self._store.files(FileState.SENDING)
        for file in unsure:
            if not self._arrived(file):
                self._put(file, signer)
        ready = self._store.files(FileState.READY)
        for file in ready:
            self._hazards.reach("before-send")
            self._store.mark_file(file.name, FileState.SENDING)
            self._put(file, signer)
        return (*again, *unsure, *ready)

    def resend(self, lot_id: int, signer: TransportSigner) -> OutgoingFile:
        """Send the file of a lot again, unchanged ("Absence ARL Renvoyer lot"; TEL-09).

        The concentrator knows the file by its name: the other lots in it are not taken twice.

        Raises:
            OperatorActionNeeded: ``LOT-RENVOI-APRES-REFUS``, ``LOT-RENVOI-INUTILE``,
                ``LOT-INCONNU``.
            LinkDown, ResultUnknown, PeerViolation: as :meth:`send`.
        """
        lot = demanded(self._store, lot_id)
        for finding in rules.resend_findings(lot):
            raise OperatorActionNeeded(finding.code, **finding.facts)
        file = self._store.file(lot.file_name)
        self._store.mark_file(file.name, FileState.RESENDING, file.receipt)
        self._hazards.reach("before-resend")
        self._put(replace(file, state=FileState.RESENDING), signer)
        return file

    def _arrived(self, file: OutgoingFile) -> bool:
        """Say whether a file that may have left did, and note it when so."""
        register = self._outbox.register
        if register is None:
            self._sent(file)
            return True
        with self._link(file):
            receipt = _receipt(register, file)
        if receipt is None:
            return False
        self._sent(file, receipt.number)
        return True

    def _put(self, file: OutgoingFile, signer: TransportSigner) -> None:
        with self._link(file):
            receipt = self._outbox.put(file, signer=signer)
        self._hazards.reach("after-send")
        self._sent(file, receipt.number)

    def _sent(self, file: OutgoingFile, receipt: str = "") -> None:
        """Note that a file arrived; a lot of it that has moved on since stays where it is.

        Args:
            file: what left.
            receipt: its number; nothing when the file is only held as sent.
        """
        _LOG.info("file %s sent: receipt %s", file.name, receipt or "none")
        now = self._clock.now()
        with self._store.transaction():
            self._store.mark_file(file.name, FileState.SENT, receipt or file.receipt)
            for lot in self._store.lots_of(file.name):
                if lot.state is LotState.FILED:
                    self._store.advance(lot, FileSent(file.name), now)
                    self._store.apply_invoices(self._store.invoices_of(lot.id), FormSent(), now)
                elif lot.state in RESENDABLE:
                    self._store.advance(lot, FileResent(file.name), now)
            for lot in self._store.lots_of(file.name) if receipt else ():
                if lot.state in (LotState.SENT, LotState.RESENT):
                    self._store.advance(lot, ReceiptGiven(receipt), now)

    @contextmanager
    def _link(self, file: OutgoingFile) -> Iterator[None]:
        """Turn the port's failures into ours, and leave the file where the truth is."""
        try:
            yield
        except ConnectionRefusedError as error:
            self._stayed(file)
            raise LinkDown("TEL-CONCENTRATEUR-INJOIGNABLE", fichier=file.name) from error
        except EntryRefused as error:
            self._stayed(file)
            raise OperatorActionNeeded("TEL-ACCES-REFUSE", motif=str(error)) from error
        except PermissionError as error:
            if file.state is FileState.RESENDING:
                # What it took once it has: a refusal now changes nothing of that.
                self._store.mark_file(file.name, FileState.SENT, file.receipt)
            else:
                self._refused(file)
            raise PeerViolation(
                "TEL-FICHIER-REFUSE", fichier=file.name, motif=str(error)
            ) from error
        except (TimeoutError, ConnectionError, MalformedAnswer) as error:
            if self._outbox.register is not None:
                raise ResultUnknown("TEL-RESULTAT-INCONNU", fichier=file.name) from error
            self._sent(file)
            raise ResultUnknown("TEL-ENVOI-SANS-ACCUSE", fichier=file.name) from error

    def _stayed(self, file: OutgoingFile) -> None:
        """Note that nothing left; what may have left an earlier time stays so."""
        if file.state is not FileState.SENDING:
            self._store.mark_file(file.name, _CALM[file.state], file.receipt)

    def _refused(self, file: OutgoingFile) -> None:
        now = self._clock.now()
        with self._store.transaction():
            self._store.mark_file(file.name, FileState.REFUSED)
            for lot in self._store.lots_of(file.name):
                self._store.advance(lot, LotBroken(), now)


def _receipt(register: Register, file: OutgoingFile) -> Receipt | None:
    """Ask what became of a file; a peer that will not say refuses the question alone."""
    try:
        return register.receipt(file.name)
    except PermissionError as error:
        raise ConnectionError(str(error)) from error
