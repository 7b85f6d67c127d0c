"""The professional's card at the desk: its code, its page, its unblocking (CPS-01 to CPS-05).

Law of this file: a code serves the day it was typed and as long as its card stays; it is kept
nowhere, the card alone remembers it. A conversation that failed is dropped, and the code is asked
again. A command that holds a code is never sent twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from binocle.cards import CpsSession, ProfessionalCard, open_cps, require_valid
from binocle.kernel import (
    BinocleError,
    Clock,
    Finding,
    OperatorActionNeeded,
    PartnerNumber,
    Severity,
    paris_day,
)
from binocle.readers import Readers, ReaderSetup

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

CARD_STILL_GOOD = ("CPS-SITUATION-ABSENTE", "CPS-SANS-DROIT-FSE", "CPS-SANS-DROIT-LOTS")
"""Refusals made here, before the card was asked: its code needs no new typing."""

RESET = "LEC-CARTE-REINITIALISEE"
"""An exchange cut by another program; where the code had been given, the code is what is lost."""


def require_code_kept(error: BinocleError) -> None:
    """Say that the code is lost when a work that had it met another program's reset.

    Raises:
        OperatorActionNeeded: ``CPS-CODE-PERDU``, the failure being its cause.
    """
    if error.code == RESET:
        raise OperatorActionNeeded("CPS-CODE-PERDU") from error


@dataclass(frozen=True)
class CpsPage:
    """What the card page shows (CPS-05); nothing of it cost a try.

    Attributes:
        card: holder, situations, validity, serial number, kind.
        tries_left: wrong codes that the card still forgives; 0 when it is blocked.
        code_verified: whether the card remembers a good code.
        findings: why it cannot serve, two periods that disagree, what to do without the letter of a
            blocked card.
    """

    card: ProfessionalCard
    tries_left: int
    code_verified: bool
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether only the unblocking code helps; the gesture is greyed otherwise (CPS-03)."""
        return self.tries_left == 0


class CpsDesk:
    """The CPS of the shop, held from its code to the end of its use."""

    def __init__(
        self, *, readers: Readers, setup: ReaderSetup, clock: Clock, billing: PartnerNumber
    ) -> None:
        """Take the readers, and the number that the shop bills under."""
        self._readers = readers
        self._setup = setup
        self._clock = clock
        self._billing = billing
        self._cps: CpsSession | None = None
        self._code_day: date | None = None

    # -- the code and what it opens ---------------------------------------------------------------

    def enter_code(self, code: str) -> None:
        """Give the holder's code to the CPS ("Code Porteur"); it is kept nowhere.

        Raises:
            OperatorActionNeeded: CPS absent, expired, opposed, blocked; code wrong or not of 4
                digits.
        """
        self.forget_code()
        cps = self._open()
        try:
            cps.verify_code(code)
        except BaseException:
            cps.close()
            raise
        self._cps, self._code_day = cps, self._today()
        _LOG.info("CPS %s: code verified", cps.card.rpps)

    def signer(self) -> CpsSession:
        """Return the CPS whose code was given today.

        Raises:
            OperatorActionNeeded: ``CPS-CODE-DEMANDE``.
        """
        if self._code_day != self._today():
            self.forget_code()
        if self._cps is None:
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")
        return self._cps

    def forget_code(self) -> None:
        """Let the CPS go: its code must be given again."""
        if self._cps is not None:
            self._cps.close()
        self._cps = self._code_day = None

    def work(self, act: Callable[[CpsSession], _T]) -> _T:
        """Work with the CPS; a conversation that failed is dropped, its code asked again.

        Raises:
            OperatorActionNeeded: ``CPS-CODE-DEMANDE``; ``CPS-CODE-PERDU`` when another program
                reset the card, which is still there.
            BinocleError: what ``act`` raises.
        """
        cps = self.signer()
        try:
            return act(cps)
        except BinocleError as error:
            if error.code.startswith(("LEC-", "CPS-")) and error.code not in CARD_STILL_GOOD:
                self.forget_code()
                require_code_kept(error)
            raise

    def require_lots(self) -> None:
        """Refuse to send lots with a card that no situation lets sign them (CPS-04).

        Raises:
            OperatorActionNeeded: ``CPS-CODE-DEMANDE``, ``CPS-SITUATION-ABSENTE``,
                ``CPS-SANS-DROIT-LOTS``.
        """
        self.signer().require_lots(self._billing)

    # -- the page of the card ---------------------------------------------------------------------

    def page(self) -> CpsPage:
        """Read what the card page shows; the code that was given stays given.

        Raises:
            OperatorActionNeeded: CPS-ABSENTE, LEC-…, CAR-…
            PeerViolation: CAR-DONNEES-ILLISIBLES.
        """
        if self._cps is not None:
            try:
                return self._page(self._cps)
            except BinocleError:
                self.forget_code()
        with self._open() as cps:
            return self._page(cps)

    def change_code(self, code: str, new_code: str, new_code_again: str) -> None:
        """Give the card a new code; it must be typed before the next use.

        Raises:
            OperatorActionNeeded: ``CPS-CODES-DIFFERENTS`` (nothing was sent), or as
                :meth:`CpsSession.change_code`.
        """
        if new_code != new_code_again:
            raise OperatorActionNeeded("CPS-CODES-DIFFERENTS")
        self.forget_code()
        with self._open() as cps:
            cps.change_code(code, new_code)
            _LOG.info("CPS %s: code changed", cps.card.rpps)

    def unblock(self, unblocking_code: str, new_code: str, new_code_again: str) -> None:
        """Unblock the card with the code of its letter, and give it a new code (CPS-03).

        Raises:
            OperatorActionNeeded: ``CPS-DEBLOCAGE-DIFFERENT`` (nothing was sent), or as
                :meth:`CpsSession.unblock`.
        """
        if new_code != new_code_again:
            raise OperatorActionNeeded("CPS-DEBLOCAGE-DIFFERENT")
        self.forget_code()
        with self._open() as cps:
            cps.unblock(unblocking_code, new_code)
            _LOG.info("CPS %s: unblocked", cps.card.rpps)

    def _page(self, cps: CpsSession) -> CpsPage:
        tries_left = cps.tries_left()
        findings = list(cps.card.findings)
        try:
            require_valid(cps.card, self._today())
        except OperatorActionNeeded as refusal:
            findings.insert(0, Finding(refusal.code, "cps", refusal.facts))
        if tries_left == 0:
            findings.append(Finding("CPS-LETTRE-PERDUE", "cps", severity=Severity.WARNS))
        return CpsPage(cps.card, tries_left, cps.code_is_verified(), tuple(findings))

    def _open(self) -> CpsSession:
        return open_cps(self._readers, self._setup, clock=self._clock)

    def _today(self) -> date:
        return paris_day(self._clock.now())
