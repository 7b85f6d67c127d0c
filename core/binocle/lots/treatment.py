"""What a person, or the calendar, does with a lot that no return moves (TEL-04, TEL-09, SUIVI-05).

Law of this file: time is an event that :meth:`LotTreatment.watch` brings; nothing else looks at a
deadline. The forms of a rejected lot go in another one only when somebody asks, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from binocle.kernel import Clock, Finding, OperatorActionNeeded, Severity, paris_day

from . import rules
from .deadlines import Deadlines, WorkingDays
from .model import Lot
from .ports import LotStore
from .states import (
    ON_THE_WAY,
    RESENDABLE,
    TRANSITIONS,
    DeadlinePassed,
    ErrorTreated,
    LotClosed,
    LotGivenUp,
    LotReopened,
    LotState,
)

REGROUPED, BY_HAND = "regrouped", "by-hand"
"""Ways to deal with the error of a lot."""


@dataclass(frozen=True)
class LotGestures:
    """What a person may do with a lot now.

    Attributes:
        resend: "Renvoyer".
        close: "Clôturer"; a lot that was answered closes by itself.
        give_up: "Accepter le rejet".
        treat: "Remettre en lot" and "Traité".
    """

    resend: bool
    close: bool
    give_up: bool
    treat: bool


def demanded(store: LotStore, lot_id: int) -> Lot:
    """Return a lot that a person names.

    Raises:
        OperatorActionNeeded: ``LOT-INCONNU``.
    """
    lot = store.lot(lot_id)
    if lot is None:
        raise OperatorActionNeeded("LOT-INCONNU", lot=lot_id)
    return lot


class LotTreatment:
    """The gestures on a lot that waits, was refused or broke."""

    def __init__(
        self, *, store: LotStore, clock: Clock, deadlines: Deadlines, working: WorkingDays
    ) -> None:
        """Take the lots, the time, the delays and the working days that they count."""
        self._store = store
        self._clock = clock
        self._deadlines = deadlines
        self._working = working

    def watch(self) -> tuple[Lot, ...]:
        """Bring every deadline that passed; return the lots that moved, as they were."""
        now = self._clock.now()
        today, delays = paris_day(now), self._deadlines
        # What may leave again is looked at first: nothing passes two deadlines at once.
        late = self._store.overdue(
            RESENDABLE,
            self._working.latest_overdue(today, delays.acknowledge + delays.send_again),
        )
        without_arl = self._store.overdue(
            ON_THE_WAY, self._working.latest_overdue(today, delays.acknowledge)
        )
        with self._store.transaction():
            for lot in (*late, *without_arl):
                self._store.advance(lot, DeadlinePassed(), now)
        return (*late, *without_arl)

    def due(self, lot: Lot) -> str:
        """Return the last day of what a lot waits for, ISO, or nothing."""
        day = rules.due_on(lot, self._deadlines, self._working)
        return day.isoformat() if day else ""

    def gestures(self, lot: Lot) -> LotGestures:
        """Return what a person may do with a lot."""
        findings = self.regroup_findings(lot)
        return LotGestures(
            resend=not rules.resend_findings(lot),
            close=lot.state is LotState.MANUAL_NEEDED,
            give_up=(lot.state, LotGivenUp) in TRANSITIONS,
            treat=not any(finding.severity is Severity.BLOCKS for finding in findings),
        )

    def regroup_findings(self, lot: Lot) -> list[Finding]:
        """Return why the forms of a lot may not wait again, or what must be confirmed first."""
        return rules.regroup_findings(lot)

    def settle(self, lot_ids: Iterable[int]) -> tuple[Lot, ...]:
        """Close the answered lots none of whose parts waits any more ("Lot acquitté").

        Asked once their money was seen at the bank: a lot that a return answered stays "RSP" until
        then, as in the manual's list (seed-facts 13.1; the moment is assumed).
        """
        now, closed = self._clock.now(), []
        with self._store.transaction():
            for lot in (demanded(self._store, id) for id in lot_ids):
                if lot.state is LotState.ANSWERED and not self._store.parts_waiting(lot):
                    self._store.advance(lot, LotClosed(), now)
                    closed.append(lot)
        return tuple(closed)

    def reopen(self, lot_ids: Iterable[int]) -> tuple[Lot, ...]:
        """Have the settled lots among some be answered only: their money was not seen after all."""
        now, reopened = self._clock.now(), []
        with self._store.transaction():
            for lot in (demanded(self._store, id) for id in lot_ids):
                if lot.state is LotState.SETTLED:
                    self._store.advance(lot, LotReopened(), now)
                    reopened.append(lot)
        return tuple(reopened)

    def close(self, lot_id: int) -> None:
        """Close a lot by hand ("Absence ARL Manuel obligatoire"): its claims went on paper.

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU`` or ``LOT-NON-CLOTURABLE``.
        """
        lot = demanded(self._store, lot_id)
        if (lot.state, LotClosed) not in TRANSITIONS:
            raise OperatorActionNeeded("LOT-NON-CLOTURABLE", lot=lot.number)
        self._store.advance(lot, LotClosed(), self._clock.now())

    def give_up(self, lot_id: int) -> None:
        """Agree that a lot refused by its ARL is rejected ("Lot rejeté").

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU`` or ``LOT-NON-REFUSE``.
        """
        lot = demanded(self._store, lot_id)
        if (lot.state, LotGivenUp) not in TRANSITIONS:
            raise OperatorActionNeeded("LOT-NON-REFUSE", lot=lot.number)
        self._store.advance(lot, LotGivenUp(), self._clock.now())

    def treat(self, lot_id: int) -> None:
        """Note that the error of a lot was dealt with by hand ("Traité").

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU``, ``LOT-SANS-ERREUR`` or ``LOT-DEJA-TRAITE``.
        """
        lot = demanded(self._store, lot_id)
        for finding in rules.regroup_findings(lot):
            if finding.severity is Severity.BLOCKS:
                raise OperatorActionNeeded(finding.code, **finding.facts)
        self._store.advance(lot, ErrorTreated(BY_HAND), self._clock.now())

    def regroup(self, lot_id: int, *, confirmed: bool = False) -> tuple[str, ...]:
        """Have the forms of a rejected or broken lot wait for another one.

        Args:
            lot_id: a lot that was rejected, or that could not be made.
            confirmed: a person asked the fund: a lot that may be there all the same is not.

        Returns:
            The invoices whose forms wait again.

        Raises:
            OperatorActionNeeded: ``LOT-INCONNU``, ``LOT-SANS-ERREUR``, ``LOT-DEJA-TRAITE``, or
                ``LOT-PEUT-ETRE-ACCEPTE`` to be confirmed.
        """
        lot = demanded(self._store, lot_id)
        for finding in rules.regroup_findings(lot):
            if finding.severity is Severity.BLOCKS or not confirmed:
                raise OperatorActionNeeded(finding.code, **finding.facts)
        with self._store.transaction():
            numbers = self._store.release_forms(lot)
            self._store.advance(lot, ErrorTreated(REGROUPED), self._clock.now())
        return numbers
