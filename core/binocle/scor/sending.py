"""Documents that leave: SCOR lots kept, sent, asked about, given up; states taken (SCOR-05).

Law of this file: a lot is kept with its exact bytes, then marked SENDING, durably, before it
leaves; whoever finds it so asks the server what became of it, and sends the same bytes under the
same name again only when it never arrived. One lot stops no other. After the days of tries the
paper goes instead, never both (sourced, wire sheet 5.1). Answers are kept with the rank of the last
one, all or nothing; one that fits no document, or that a newer
one overtook, is set aside and shown.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from binocle.kernel import (
    PARIS,
    Clock,
    Facts,
    Finding,
    Hazards,
    MalformedAnswer,
    PeerViolation,
    Severity,
)

from . import rules
from .lot_model import AnswerSetAside, FseLot, Piece, ScorLot, ScorReceipt, ServerAnswer
from .lot_states import (
    UNSETTLED,
    LotReceived,
    LotRefused,
    NothingLeft,
    RefusalTakenUp,
    ScorLotState,
    SendingBegun,
    TriesOver,
)
from .messages import EVENTS, lot_name, require_rising, write_lot
from .model import ScorDocument, ScorSettings
from .ports import DocumentStore, FseLots, ScorLotStore, ScorServer
from .states import (
    DocumentQueued,
    DocumentSent,
    ScorEvent,
    ScorState,
    SendingGivenUp,
    SendingRefused,
    next_state,
)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exchange:
    """What one exchange with the server came to.

    Attributes:
        sent: names of the lots whose receipt came.
        answers: how many answers were kept.
        troubles: everything that went wrong, each with its way on.
    """

    sent: tuple[str, ...] = ()
    answers: int = 0
    troubles: tuple[Finding, ...] = ()


class _LinkLost(Exception):
    """Nobody answers: nothing else needs to be tried now."""


class ScorSending:
    """Sends documents and takes what became of them."""

    def __init__(
        self,
        *,
        documents: DocumentStore,
        store: ScorLotStore,
        server: ScorServer,
        fse_lots: FseLots,
        clock: Clock,
        hazards: Hazards,
        professional: str,
        settings: ScorSettings,
    ) -> None:
        """Take the ports and the billing number, zero-filled to 14 digits."""
        self._documents = documents
        self._store = store
        self._server = server
        self._fse_lots = fse_lots
        self._clock = clock
        self._hazards = hazards
        self._professional = professional
        self._settings = settings
        self._troubles: list[Finding] = []

    def exchange(self, *, again: bool = False) -> Exchange:
        """Send what may leave, then take every answer; a failure is told, never raised.

        Args:
            again: a person asks: documents of refused lots leave again, in new lots.
        """
        self._troubles = []
        if again:
            self._take_up()
        self._queue()
        sent = self._send()
        answers = self._refresh()
        return Exchange(sent, answers, tuple(self._troubles))

    def findings(self) -> tuple[Finding, ...]:
        """Return what waits for somebody: lots refused or not arrived yet, answers set aside."""
        refused = [self._refused_finding(lot) for lot in self.refused_lots()]
        late = [self._late(lot) for lot in self._store.lots(*UNSETTLED) if lot.first_tried_at]
        return (*refused, *late, *(_aside(kept) for kept in self._store.answers_set_aside()))

    def refused_lots(self) -> tuple[ScorLot, ...]:
        """Return the refused lots of which a document still waits here."""
        return tuple(
            lot
            for lot in self._store.lots(ScorLotState.REFUSED)
            if any(each.state is ScorState.COMPLIANT for each in self._store.documents_in(lot.name))
        )

    def lots(self, limit: int = 20) -> tuple[ScorLot, ...]:
        """Return the lots made last, the newest first."""
        return self._store.newest_lots(limit)

    # -- lots are made --------------------------------------------------------------------------

    def _take_up(self) -> None:
        now = self._clock.now()
        with self._store.transaction():
            for lot in self._store.lots(ScorLotState.REFUSED):
                self._store.advance_lot(lot, RefusalTakenUp(), now)

    def _queue(self) -> None:
        """Keep a lot for the documents of each FSE lot that arrived."""
        for fse_lot, found in self._waiting().items():
            sizes = {document.id: size for document, size in found}
            by_id = {document.id: document for document, _ in found}
            for ids in rules.split_in_lots(tuple(sizes.items())):
                self._keep(fse_lot, [by_id[id] for id in ids])
                self._hazards.reach("after-scor-lot")

    def _waiting(self) -> Mapping[FseLot, list[tuple[ScorDocument, int]]]:
        refused = self._store.refused()
        waiting: dict[FseLot, list[tuple[ScorDocument, int]]] = {}
        for document, size in self._store.compliant():
            invoice = self._documents.signed(document.invoice)
            if invoice is None or document.id in refused:
                continue
            if not rules.may_leave(document, invoice.mode):
                continue
            fse_lot = self._fse_lots.arrived(document.invoice)
            if fse_lot is None:
                continue
            if size > rules.MAX_PIECE:
                self._troubles.append(_too_heavy(document))
                continue
            waiting.setdefault(fse_lot, []).append((document, size))
        return waiting

    def _keep(self, fse_lot: FseLot, documents: Sequence[ScorDocument]) -> None:
        now = self._clock.now()
        with self._store.transaction():
            name = lot_name(self._professional, self._store.next_lot_count())
            content = write_lot(
                professional=self._professional,
                name=name,
                fse_lot=fse_lot,
                pieces=[self._piece(document) for document in documents],
            )
            assert len(content) <= rules.MAX_LOT, name
            lot = ScorLot(
                name=name,
                fse_lot=fse_lot,
                state=ScorLotState.READY,
                documents=tuple(document.id for document in documents),
                sha256=hashlib.sha256(content).hexdigest(),
                made_at=now,
            )
            self._store.keep_lot(lot, content)
            for document in documents:
                self._move(document, DocumentQueued(name), now)

    def _piece(self, document: ScorDocument) -> Piece:
        pdf = self._documents.content(document.id)
        assert pdf is not None, "a document that was not sent has its PDF"
        return Piece(document.id, document.invoice, document.type, document.name, pdf)

    def _move(self, document: ScorDocument, event: ScorEvent, now: datetime) -> None:
        moved = replace(document, state=next_state(document.state, event))
        self._documents.replace(moved, event, now)

    # -- lots leave -----------------------------------------------------------------------------

    def _send(self) -> tuple[str, ...]:
        """Send what is ready; ask first about what may have left already."""
        sent = []
        try:
            for lot in self._store.lots(*UNSETTLED):
                if self._try(lot):
                    sent.append(lot.name)
        except _LinkLost:
            _LOG.warning("SCOR server: nobody answers")
        return tuple(sent)

    def _try(self, lot: ScorLot) -> bool:
        """Try one lot; say whether the server has it."""
        is_over = self._is_over(lot)
        try:
            receipt = self._asked(lot) if lot.state is ScorLotState.SENDING else None
            if receipt is None and not is_over:
                receipt = self._put(lot)
        except ConnectionRefusedError:
            if not is_over:
                self._nobody_there(lot)
                raise _LinkLost from None
            receipt = None
        except PermissionError as error:
            self._refuse(lot, str(error))
            return False
        except (TimeoutError, ConnectionError, MalformedAnswer):
            if not is_over:
                self._troubles.append(self._late(self._again(lot)))
                return False
            receipt = None
        receipt = receipt or self._proof(lot)
        if receipt is None:
            self._give_up(lot)
            return False
        self._hazards.reach("after-scor-send")
        self._received(lot, receipt)
        return True

    def _proof(self, lot: ScorLot) -> ScorReceipt | None:
        """Return what stands for a receipt: a lot of which one document was answered arrived."""
        documents = self._store.documents_in(lot.name)
        if all(document.state is ScorState.LEAVING for document in documents):
            return None
        assert lot.first_tried_at is not None, lot.name
        return ScorReceipt(lot.name, "", lot.first_tried_at)

    def _is_over(self, lot: ScorLot) -> bool:
        tried = lot.first_tried_at
        return tried is not None and self._clock.now() > rules.tries_end(
            tried, self._settings.tries_days
        )

    def _asked(self, lot: ScorLot) -> ScorReceipt | None:
        """Ask what became of a lot; a peer that will not say refuses the question alone."""
        try:
            return self._server.receipt(lot.name)
        except PermissionError as error:
            raise ConnectionResetError(str(error)) from error

    def _put(self, lot: ScorLot) -> ScorReceipt:
        content = self._store.lot_content(lot.name)
        if lot.state is ScorLotState.READY:
            self._hazards.reach("before-scor-send")
            self._store.advance_lot(lot, SendingBegun(), self._clock.now())
        return self._server.put(lot.name, content)

    def _nobody_there(self, lot: ScorLot) -> None:
        """Nothing left now; a lot that may have left before stays in doubt."""
        if lot.state is ScorLotState.READY:
            self._store.advance_lot(self._again(lot), NothingLeft(), self._clock.now())
        self._troubles.append(self._late(self._again(lot)))

    def _again(self, lot: ScorLot) -> ScorLot:
        """Return a lot as it stands since this try began."""
        (found,) = [each for each in self._store.lots(*UNSETTLED) if each.name == lot.name]
        return found

    def _received(self, lot: ScorLot, receipt: ScorReceipt) -> None:
        _LOG.info("SCOR lot %s sent: receipt %s", lot.name, receipt.number)
        now = self._clock.now()
        with self._store.transaction():
            self._store.advance_lot(self._again(lot), LotReceived(receipt.number), now)
            for document in self._store.documents_in(lot.name):
                dated = replace(document, sent_at=receipt.received_at)
                self._move(dated, DocumentSent(lot.name), now)

    def _refuse(self, lot: ScorLot, sentence: str) -> None:
        now = self._clock.now()
        with self._store.transaction():
            lot = self._store.advance_lot(self._again(lot), LotRefused(sentence), now)
            self._settle(lot, SendingRefused(lot.name), now)
        self._troubles.append(self._refused_finding(lot))

    def _give_up(self, lot: ScorLot) -> None:
        _LOG.warning("SCOR lot %s given up: paper", lot.name)
        now = self._clock.now()
        with self._store.transaction():
            self._store.advance_lot(lot, TriesOver(), now)
            self._settle(lot, SendingGivenUp(lot.name), now)
        facts: Facts = {
            "lot": lot.name, "documents": len(lot.documents), "jours": self._settings.tries_days,
        }  # fmt: skip
        self._troubles.append(
            Finding("SCOR-LOT-ABANDONNE", f"lot {lot.name}", facts, Severity.WARNS)
        )

    def _settle(self, lot: ScorLot, event: ScorEvent, now: datetime) -> None:
        """Tell the documents that still wait; one that was answered already arrived."""
        for document in self._store.documents_in(lot.name):
            if document.state is ScorState.LEAVING:
                self._move(document, event, now)

    # -- what is told ---------------------------------------------------------------------------

    def _refused_finding(self, lot: ScorLot) -> Finding:
        facts: Facts = {"lot": lot.name, "lot_fse": lot.fse_lot.number, "motif": lot.refusal}
        return Finding("SCOR-LOT-REFUSE", f"lot {lot.name}", facts, Severity.WARNS)

    def _late(self, lot: ScorLot) -> Finding:
        subject, facts = f"lot {lot.name}", self._late_facts(lot)
        if lot.state is ScorLotState.READY:
            return Finding("SCOR-SERVEUR-INJOIGNABLE", subject, facts, Severity.WARNS)
        return Finding("SCOR-LOT-EN-ATTENTE", subject, facts, Severity.WARNS)

    def _late_facts(self, lot: ScorLot) -> Facts:
        assert lot.first_tried_at is not None, lot.name
        end = rules.tries_end(lot.first_tried_at, self._settings.tries_days).astimezone(PARIS)
        return {"lot": lot.name, "lot_fse": lot.fse_lot.number, "fin": f"{end:%d/%m/%Y %H:%M}"}

    # -- answers --------------------------------------------------------------------------------

    def _refresh(self) -> int:
        """Take every answer that waits; a shop from which nothing ever left asks nothing."""
        if not self._store.has_tried():
            return 0
        taken = 0
        try:
            more = True
            while more:
                rank = self._store.last_rank()
                page = self._server.answers(rank)
                require_rising(page, rank)
                self._hazards.reach("after-scor-states")
                with self._store.transaction():
                    for answer in page.answers:
                        self._take(answer)
                        self._store.keep_rank(answer.rank)
                taken, more = taken + len(page.answers), page.more
        except (TimeoutError, ConnectionError, PermissionError):
            self._troubles.append(
                Finding("SCOR-ETATS-INJOIGNABLES", "states", severity=Severity.WARNS)
            )
        except MalformedAnswer as error:
            self._troubles.append(
                Finding("SCOR-REPONSE-ILLISIBLE", "states", {"motif": str(error)}, Severity.WARNS)
            )
        return taken

    def _take(self, answer: ServerAnswer) -> None:
        now = self._clock.now()
        event, document = EVENTS.get(answer.state), self._documents.document(answer.document)
        if event is None:
            self._aside(_unknown_state(answer), now)
        elif document is None:
            self._aside(_no_document(answer), now)
        elif document.answered_at is not None and answer.at < document.answered_at:
            self._aside(_overtaken(answer, document), now)
        else:
            answered = replace(document, reason=answer.reason, answered_at=answer.at)
            try:
                self._move(answered, event(answer.reason), now)
            except PeerViolation:
                self._aside(_no_way(answer, document), now)

    def _aside(self, kept: AnswerSetAside, now: datetime) -> None:
        self._store.set_aside(kept, now)
        self._troubles.append(_aside(kept))


def _aside(kept: AnswerSetAside) -> Finding:
    return Finding(kept.code, f"answer {kept.rank}", kept.facts, Severity.WARNS)


def _unknown_state(answer: ServerAnswer) -> AnswerSetAside:
    facts: Facts = {"etat": answer.state, "document": answer.document, "motif": answer.reason}
    return AnswerSetAside(answer.rank, "SCOR-ETAT-INCONNU", facts)


def _no_document(answer: ServerAnswer) -> AnswerSetAside:
    facts: Facts = {"etat": answer.state, "document": answer.document, "motif": answer.reason}
    return AnswerSetAside(answer.rank, "SCOR-REPONSE-SANS-DOCUMENT", facts)


def _overtaken(answer: ServerAnswer, document: ScorDocument) -> AnswerSetAside:
    facts: Facts = {
        "etat": answer.state, "document": document.name, "facture": document.invoice,
        "motif": answer.reason,
    }  # fmt: skip
    return AnswerSetAside(answer.rank, "SCOR-REPONSE-DEPASSEE", facts)


def _no_way(answer: ServerAnswer, document: ScorDocument) -> AnswerSetAside:
    facts: Facts = {
        "etat": answer.state, "document": document.name, "facture": document.invoice,
        "motif": answer.reason,
    }  # fmt: skip
    return AnswerSetAside(answer.rank, "SCOR-REPONSE-SANS-SUITE", facts)


def _too_heavy(document: ScorDocument) -> Finding:
    facts: Facts = {
        "document": document.name, "facture": document.invoice,
        "maximum": rules.MAX_PIECE // 2**20,
    }  # fmt: skip
    return Finding("SCOR-DOCUMENT-TROP-LOURD", f"document {document.id}", facts, Severity.WARNS)
