"""Returns that come: kept, read, matched with lots, invoices and money (TEL-06, TEL-08).

Law of this file: a return is kept whole, durably, before it is read and before the concentrator may
forget it; what becomes of it is one transaction, all or nothing. A mail that is no return is kept
and set aside like a return that cannot be read: it stops none of the others.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from binocle.kernel import (
    BinocleError,
    Clock,
    Facts,
    Hazards,
    LinkDown,
    MalformedAnswer,
    NothingKept,
    OperatorActionNeeded,
    PeerViolation,
)

from .matching import LETTERED, ReturnMatcher, match_arl, match_service
from .model import IncomingMessage
from .non_delivery import match_non_delivery, set_mail_aside
from .ports import STRANGE_MAIL, EntryRefused, Inbox, LotStore, ReturnStore

_LOG = logging.getLogger(__name__)


_OF_LOTS = {
    "ARL": match_arl,
    "SRV": match_service,
    "DSN": match_non_delivery,
    STRANGE_MAIL: set_mail_aside,
}
"""Kinds of return that speak of no money; any other one does."""


@dataclass(frozen=True)
class Treated:
    """What became of one return.

    Attributes:
        outcome: ``matched``, ``duplicate``, ``orphan`` or ``refused``.
        code: why it was not matched; the code of a notice, empty when matched.
    """

    message: str
    kind: str
    outcome: str
    code: str = ""
    facts: Facts | None = None


class ReturnService:
    """What the counter does with returns."""

    def __init__(
        self,
        *,
        lots: LotStore,
        returns: ReturnStore,
        inbox: Inbox,
        clock: Clock,
        hazards: Hazards,
        partner: str,
        letters: Callable[[], bool] = lambda: True,
    ) -> None:
        """Take the ports.

        Args:
            lots: what returns answer.
            returns: where they and their money are kept.
            inbox: where they wait.
            clock: the time.
            hazards: where a test may have the program die.
            partner: the shop's own billing number: what is for another one is set aside.
            letters: whether money is tied to its file when a return is integrated: "Lettrage auto.
                suite à l'intégration des fichiers RSP", on as printed (seed-facts 18).
        """
        self._lots = lots
        self._returns = returns
        self._inbox = inbox
        self._clock = clock
        self._hazards = hazards
        self._partner = partner
        self._letters = letters

    def receive(self) -> int:
        """Take every return that waits at the concentrator; return how many.

        Raises:
            LinkDown: ``TEL-RETOURS-INJOIGNABLES``; what was taken so far is kept.
            OperatorActionNeeded: ``TEL-ACCES-REFUSE``.
        """
        try:
            taken = 0
            with self._inbox.opened() as box:
                for each in box.arrived():
                    now = self._clock.now()
                    self._returns.keep_message(
                        IncomingMessage(each.id, each.kind, each.name, each.content, now)
                    )
                    self._hazards.reach("after-take")
                    box.acknowledge(each.id)
                    taken += 1
        except EntryRefused as error:
            raise OperatorActionNeeded("TEL-ACCES-REFUSE", motif=str(error)) from error
        except (TimeoutError, ConnectionError, PermissionError) as error:
            raise LinkDown("TEL-RETOURS-INJOIGNABLES") from error
        except MalformedAnswer as error:
            raise PeerViolation("TEL-REPONSE-ILLISIBLE", motif=str(error)) from error
        return taken

    def treat(self) -> tuple[Treated, ...]:
        """Match every return that nobody treated; each one all or nothing."""
        # One at a time: the bytes of a year's returns are never held together.
        return tuple(self._treat(self._returns.message(id)) for id in self._returns.untreated_ids())

    def _treat(self, message: IncomingMessage) -> Treated:
        if self._returns.is_duplicate(message):
            self._returns.settle_message(message.id, "duplicate", "TEL-RETOUR-EN-DOUBLE")
            return Treated(message.id, message.kind, "duplicate", "TEL-RETOUR-EN-DOUBLE")
        try:
            with self._returns.transaction():
                self._match(message, keep_anyway=False)
                self._returns.settle_message(message.id, "matched")
                self._hazards.reach("after-match")
        except NothingKept:
            raise  # the return is right and still waits: it is treated when there is room again
        except BinocleError as error:
            outcome = "orphan" if error.code == "TEL-RETOUR-NON-RAPPROCHE" else "refused"
            self._returns.settle_message(message.id, outcome, error.code, error.facts)
            _LOG.warning("return %s %s: %s", message.id, outcome, error)
            return Treated(message.id, message.kind, outcome, error.code, error.facts)
        return Treated(message.id, message.kind, "matched")

    def _match(self, message: IncomingMessage, *, keep_anyway: bool) -> None:
        now = self._clock.now()
        if give := _OF_LOTS.get(message.kind):
            give(message, self._lots, now)
            return
        tied = LETTERED if self._letters() else ""
        matcher = ReturnMatcher(
            lots=self._lots, returns=self._returns, now=now, partner=self._partner, tied=tied
        )
        matcher.match(message, keep_anyway=keep_anyway)

    def keep_anyway(self, message_id: str) -> None:
        """Keep the money of a return that matched nothing, so that it can be tied by hand.

        Raises:
            OperatorActionNeeded: ``TEL-RETOUR-PAS-EN-ATTENTE``: it is not among those set aside as
                not matched; ``TEL-RETOUR-EN-DOUBLE``: the very same one was kept before.
        """
        message = self._returns.orphan(message_id)
        if message is None:
            raise OperatorActionNeeded("TEL-RETOUR-PAS-EN-ATTENTE", retour=message_id)
        if self._returns.is_duplicate(message):
            self._returns.settle_message(message.id, "duplicate", "TEL-RETOUR-EN-DOUBLE")
            raise OperatorActionNeeded("TEL-RETOUR-EN-DOUBLE")
        with self._returns.transaction():
            self._match(message, keep_anyway=True)
            self._returns.settle_message(message.id, "matched")
