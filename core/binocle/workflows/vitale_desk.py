"""The patient's card at the counter: read, and let in or refused (VIT-01 to VIT-05).

Law of this file: a card is let in whole or refused with a code; its own days are held against the
day of the reading, even for an older file, for it is today that it is shown (assumed). What makes a
reading doubtful without stopping the sale is a finding of the reading: no list of opposed cards, an
old one, one that cannot be read, a century that is missing or wrong.
"""

import logging
from dataclasses import dataclass, replace
from datetime import date

from binocle.cards import (
    OppositionList,
    OppositionLists,
    VitaleCard,
    age_findings,
    century_findings,
    in_vitale_reader,
    parse_oppositions,
    read_serial,
    read_vitale,
    require_billable_type,
    require_in_force,
    require_not_opposed,
    require_recent,
    with_century,
)
from binocle.kernel import (
    CENTURIES,
    Clock,
    Finding,
    OperatorActionNeeded,
    PeerViolation,
    Severity,
    paris_day,
    printed_day,
)
from binocle.readers import Readers, ReaderSetup, Role

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class CardPolicy:
    """What the shop lets in.

    Attributes:
        accept_test_cards: whether demonstration and test cards are billed; never with real funds.
        read_again_days: how many days a reading serves (VIT-05).
        list_days: how old the list of opposed cards may grow before it is told (assumed).
    """

    accept_test_cards: bool
    read_again_days: int = 1
    list_days: int = 7


class VitaleDesk:
    """The Vitale reader of the shop, and its rules."""

    def __init__(
        self,
        *,
        readers: Readers,
        setup: ReaderSetup,
        clock: Clock,
        oppositions: OppositionLists,
        policy: CardPolicy,
    ) -> None:
        """Take the readers, the list of opposed cards and the rules of the shop."""
        self._readers = readers
        self._setup = setup
        self._clock = clock
        self._oppositions = oppositions
        self._policy = policy
        self._read: tuple[bytes, OppositionList] | None = None

    def read(self, consulted_on: date | None = None) -> VitaleCard:
        """Read the card in the reader, and let it in.

        Args:
            consulted_on: the consultation date of an older file that is redone; today when absent.

        Raises:
            OperatorActionNeeded: CAR-EN-OPPOSITION, CAR-EXPIREE, CAR-PAS-ENCORE-VALABLE,
                CAR-CARTE-DE-DEMONSTRATION, CAR-CARTE-DE-TEST, CAR-CONSULTATION-FUTURE, or the card
                or reader (LEC-…, CAR-…).
            PeerViolation: CAR-DONNEES-ILLISIBLES, CAR-DONNEES-INCOHERENTES.
        """
        today = paris_day(self._clock.now())
        if consulted_on is not None and consulted_on > today:
            raise OperatorActionNeeded("CAR-CONSULTATION-FUTURE", jour=printed_day(consulted_on))
        card = in_vitale_reader(
            self._readers,
            self._setup,
            lambda session: read_vitale(session, clock=self._clock, consulted_on=consulted_on),
        )
        if not self._policy.accept_test_cards:
            require_billable_type(card)
        require_in_force(card, today)
        found = list(self._opposition_findings(card, today))
        for who in card.beneficiaries:
            found += century_findings(who, today)
        return replace(card, findings=(*card.findings, *found))

    def holds_card(self) -> bool:
        """Say whether a card can be spoken to in the Vitale reader now; nothing of it is read."""
        name = self._setup.name_of(Role.VITALE)
        try:
            self._readers.connect(name or "").close()
        except (TimeoutError, ConnectionError, PermissionError) as error:
            _LOG.info("no card in the Vitale reader: %s", error)
            return False
        return True

    def serial(self) -> str | None:
        """Read the serial number of the card in the reader: is it still the same?"""
        return in_vitale_reader(self._readers, self._setup, read_serial)

    def with_century(self, card: VitaleCard, number: int, century: int) -> VitaleCard:
        """Return a reading whose person of that number was born in that century.

        Raises:
            OperatorActionNeeded: CAR-SIECLE-IMPOSSIBLE.
        """
        if century not in CENTURIES:
            raise OperatorActionNeeded("CAR-SIECLE-IMPOSSIBLE", siecle=century)
        return with_century(card, number, century, day=paris_day(self._clock.now()))

    def require_recent(self, card: VitaleCard) -> None:
        """Refuse to bill on a reading that is too old (VIT-05).

        Raises:
            OperatorActionNeeded: ``CAR-A-RELIRE``.
        """
        require_recent(card, paris_day(self._clock.now()), days=self._policy.read_again_days)

    def _opposition_findings(self, card: VitaleCard, day: date) -> tuple[Finding, ...]:
        try:
            listed = self._list()
        except PeerViolation as error:
            return (Finding(error.code, "oppositions", error.facts, Severity.WARNS),)
        if listed is None:
            return (Finding("CAR-LISTE-OPPOSITION-ABSENTE", "oppositions", {}, Severity.WARNS),)
        require_not_opposed(card, listed, day)
        return age_findings(listed, day, days=self._policy.list_days)

    def _list(self) -> OppositionList | None:
        """Return the last list; a list that did not change is not read again."""
        try:
            content = self._oppositions.latest()
        except (TimeoutError, ConnectionError, PermissionError) as error:
            _LOG.warning("the list of opposed cards cannot be had: %s", error)
            return None
        if content is None:
            return None
        if self._read is None or self._read[0] != content:
            self._read = (content, parse_oppositions(content))
        return self._read[1]
