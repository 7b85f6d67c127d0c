"""The mail side of the concentrator: who may send and read, what a message brings, who reads a box.

Law of this file: no socket and no dialogue. A message is taken when its form is right; what is
wrong inside is told by a notice, later, on the bench clock. A box is read by one at a time, and
what its reader marked is acknowledged only when he leaves properly. Passwords come from the
bench's seed.
Source: PROTOCOLS section 11 (assumed but for the protocols).

What the fault plan of the place ``smtp`` changes here (the dialogue's own: :mod:`.smtp`):

===============  ==============================================================================
kind             effect
===============  ==============================================================================
``undelivered``  taken, and lost; a notice ``5.1.1`` after :data:`UNKNOWN_AFTER`
``given-up``     taken, and lost; a notice ``4.4.7`` after :data:`GIVEN_UP_AFTER`
===============  ==============================================================================

A file that came before and is not lost has nothing that could be lost once more: no notice comes.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from binocle_simulators.concentrator.behaviour import ConcentratorSimulator
from binocle_simulators.concentrator.envelope import Envelope
from binocle_simulators.concentrator.formats import B2Refused
from binocle_simulators.concentrator.mailbox import DSN
from binocle_simulators.concentrator.taken import (
    NameTaken,
    TakenFile,
    TakenLot,
    WrongRecipient,
    WrongSender,
)
from binocle_simulators.world import World

from .addresses import USER
from .reading import Unreadable, file_of, name_of, well_formed
from .writing import GIVEN_UP, REFUSED, UNKNOWN, Sent, letter, notice

REFUSED_AFTER = timedelta(minutes=5)
"""When the notice of a content that is refused follows its message (ours)."""
UNKNOWN_AFTER = timedelta(minutes=20)
GIVEN_UP_AFTER = timedelta(days=2)

LOSSES: Mapping[str, tuple[str, timedelta]] = {
    "undelivered": (UNKNOWN, UNKNOWN_AFTER),
    "given-up": (GIVEN_UP, GIVEN_UP_AFTER),
}
"""Status and moment of the notice of each fault that loses what was taken."""

NO_NAME = "inconnu"
"""How a notice calls the file of a message that names none."""


class BoxInUse(ValueError):
    """A box that somebody reads already."""


class FrontEnd:
    """Takes the files that come by mail, and shows each professional his returns as mails."""

    def __init__(self, *, world: World, concentrator: ConcentratorSimulator) -> None:
        """Stand in front of a concentrator.

        Args:
            world: clock, chance, faults and journal.
            concentrator: whose names, lots, receipts and boxes these are.
        """
        self.world = world
        self._concentrator = concentrator
        self._read: set[str] = set()

    # -- who --------------------------------------------------------------------------------------

    def password(self, user: str) -> str:
        """Return the password of a professional (14 digits): always the same in a bench."""
        return hashlib.sha256(f"{self.world.seed}:mail:{user}".encode()).hexdigest()[:16]

    def lets_in(self, user: str, password: str) -> bool:
        """Say whether that is a professional and his password."""
        right = self.password(user).encode()
        given = password.encode("utf-8", "replace")
        return bool(USER.fullmatch(user)) and hmac.compare_digest(right, given)

    # -- files in ---------------------------------------------------------------------------------

    def receive(self, content: bytes, *, user: str, recipient: str, struck: str = "") -> str:
        """Take a message and return its receipt.

        Args:
            content: the message.
            user: who sends it, 14 digits, known.
            recipient: whose front-end it goes to.
            struck: a key of :data:`LOSSES`, when the plan wants the message lost.

        Raises:
            IllFormed: its form is wrong; nothing changed.
        """
        with self.world.lock:
            read = well_formed(content, user=user, recipient=recipient)
            headers = content.partition(b"\r\n\r\n")[0] + b"\r\n"
            now = self.world.now()
            sent = Sent(name_of(read) or NO_NAME, user, recipient, now, headers)
            try:
                mailed = file_of(read, now=now)
                digest = hashlib.sha256(mailed.content).hexdigest()
                opened = Envelope(user, mailed.name, mailed.content, digest, recipient)
                file, set_off = self._concentrator.take_opened(opened, goes_on=not struck)
            except (Unreadable, B2Refused, WrongSender, WrongRecipient, NameTaken) as refused:
                self._announce(sent, REFUSED, REFUSED_AFTER, why=str(refused))
                return self._concentrator.new_receipt()
            if struck and set_off:
                self._announce(sent, *LOSSES[struck], lots=set_off)
            return file.receipt

    def _announce(
        self,
        sent: Sent,
        status: str,
        after: timedelta,
        *,
        why: str = "",
        lots: Sequence[TakenLot] = (),
    ) -> None:
        label = f"front-end: notice {status} of {sent.name}"
        self.world.call_at(
            self.world.now() + after, label, lambda: self._give_notice(sent, status, lots, why)
        )

    def _give_notice(
        self, sent: Sent, status: str, lots: Sequence[TakenLot], why: str = ""
    ) -> None:
        number = self.world.count("front-end notices")
        content = notice(sent, status, why=why, number=number, now=self.world.now())
        self._concentrator.mailbox.deposit(
            DSN, content, professional=sent.user, name=sent.name, sender=sent.recipient
        )
        self._concentrator.lose(lots)

    def send_dsn(self, file: TakenFile, status: str) -> None:
        """Deposit a notice about a file at once, by hand; its lots not judged yet are lost.

        Args:
            file: what was taken, whichever way it came.
            status: a key of :data:`~.writing.FAILURES`.
        """
        with self.world.lock:
            lot = file.lots[0]
            sent = Sent(file.name, lot.professional, lot.facts.recipient, file.received_at)
            self._give_notice(sent, status, file.lots)

    # -- returns out ------------------------------------------------------------------------------

    def enter(self, user: str) -> tuple[tuple[str, bytes], ...]:
        """Open the box of a professional for one reader.

        Returns:
            The identifier of each return that waits there and its mail, oldest first.

        Raises:
            BoxInUse: somebody reads it.
        """
        with self.world.lock:
            if user in self._read:
                raise BoxInUse(user)
            self._read.add(user)
            waiting = self._concentrator.waiting_for(user)
            return tuple((deposited.id, letter(deposited)) for deposited in waiting)

    def leave(self, user: str, read: Iterable[str] = ()) -> None:
        """Close the box of a professional, and acknowledge what he read."""
        with self.world.lock:
            self._read.discard(user)
            for identifier in read:
                self._concentrator.acknowledge(identifier)
