"""Returns that come: kept, read, matched with lots, invoices and money (TEL-06, TEL-08).

Law of this file: a return is kept whole, durably, before it is read and before the concentrator may
forget it; it is matched whole or set aside whole.
"""

import logging
from dataclasses import dataclass

from binocle.kernel import (
    BinocleError,
    Clock,
    Facts,
    Hazards,
    LinkDown,
    MalformedAnswer,
    PeerViolation,
)

from .matching import match_arl, match_return
from .model import IncomingMessage
from .ports import Inbox, LotStore, ReturnStore

_LOG = logging.getLogger(__name__)


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
    ) -> None:
        """Take the ports."""
        self._lots = lots
        self._returns = returns
        self._inbox = inbox
        self._clock = clock
        self._hazards = hazards

    def receive(self) -> int:
        """Take every return that waits at the concentrator; return how many.

        Raises:
            LinkDown: ``TEL-RETOURS-INJOIGNABLES``; what was taken so far is kept.
        """
        try:
            taken = 0
            for notice in self._inbox.listing():
                content = self._inbox.fetch(notice.id)
                now = self._clock.now()
                self._returns.keep_message(
                    IncomingMessage(notice.id, notice.kind, notice.name, content, now)
                )
                self._hazards.reach("after-take")
                self._inbox.acknowledge(notice.id)
                taken += 1
        except (TimeoutError, ConnectionError, PermissionError) as error:
            raise LinkDown("TEL-RETOURS-INJOIGNABLES") from error
        except MalformedAnswer as error:
            raise PeerViolation("TEL-REPONSE-ILLISIBLE", motif=str(error)) from error
        return taken

    def treat(self) -> tuple[Treated, ...]:
        """Match every return that nobody treated; each one all or nothing."""
        return tuple(self._treat(message) for message in self._returns.untreated())

    def _treat(self, message: IncomingMessage) -> Treated:
        if self._returns.is_duplicate(message):
            self._returns.settle_message(message.id, "duplicate", "TEL-RETOUR-EN-DOUBLE")
            return Treated(message.id, message.kind, "duplicate", "TEL-RETOUR-EN-DOUBLE")
        try:
            with self._returns.transaction():
                match = match_arl if message.kind == "ARL" else match_return
                match(message, self._lots, self._returns, self._clock.now())
                self._returns.settle_message(message.id, "matched")
        except BinocleError as error:
            outcome = "orphan" if error.code == "TEL-RETOUR-NON-RAPPROCHE" else "refused"
            self._returns.settle_message(message.id, outcome, error.code, error.facts)
            _LOG.warning("return %s %s: %s", message.id, outcome, error)
            return Treated(message.id, message.kind, outcome, error.code, error.facts)
        return Treated(message.id, message.kind, "matched")
