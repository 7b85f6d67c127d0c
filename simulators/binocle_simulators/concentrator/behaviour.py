"""What a concentrator does with the files of professionals, on the bench clock.

Law of this file: a name means one content for ever. Every lot gets its ARL 1 to 3 hours later and,
unless refused, the return of its payer on the next day between 6 and 8 o'clock in Paris; both
moments are drawn once, when the file is taken, from the stream ``concentrator``. Work for an
invoice does not grow with what was taken before: everything is found by number.
Source: PROTOCOLS section 5 (assumed as a whole).

What the fault plan changes (returns of payers: :mod:`.mailbox`; what payers do: ``payer``):

=======  ==============  =======================================================================
place    kind            effect
=======  ==============  =======================================================================
``arl``  duplicate       the ARL is deposited twice
``arl``  negative        the lot is refused with :data:`~.arl.FAULT`; no payer answers
``arl``  transport-keys  the ARL is negative (:data:`~.arl.KEYS`), yet the lot goes on
``arl``  absent          the lot is lost: no ARL, no return; sending the same file again, or the
                         lot under another name, starts it afresh
``arl``  late            the ARL comes 5 to 9 days later, the return on the morning after it
``arl``  after-return    the ARL comes an hour after the moment of the return
``arl``  orphan          beside the right ARL, one of a lot that was never sent
``arl``  garbled         its end is missing; the whole one follows an hour later
``srv``  forwarded       a service message says that the lot went on
``srv``  provisional     a service message says that it was received
``srv``  undelivered     a notice of non-delivery; the lot is lost as above
=======  ==============  =======================================================================
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from cryptography import x509

from binocle_simulators.world import World

from .arl import AHEAD, ALREADY_USED, CODES, FAULT, KEYS, POSITIVE, arl_record
from .envelope import BadEnvelope, Envelope, open_envelope
from .facts import FileFacts, LotFacts
from .formats import read_b2
from .mailbox import AGAIN_AFTER, ARL, RSP, SRV, Mailbox, Return
from .notices import notice_record
from .taken import LotState as LotState
from .taken import NameTaken, TakenFile, TakenLot, WrongRecipient, WrongSender

PARIS = ZoneInfo("Europe/Paris")
ARL_DELAY_S = (3600, 3 * 3600)
RETURN_FROM_S = (6 * 3600, 8 * 3600)
"""Seconds after midnight of the next day, Paris time."""
LATE_DAYS = (5, 9)
"""Days after which a late ARL comes; two working days are the rule."""
LONG_BEFORE = "010101"
"""A day on which nobody here sent anything."""
CUT = 100
"""Characters of an ARL whose end is missing."""
NOTICE_AFTER = timedelta(minutes=20)
"""When a service message follows the file."""


class Payer(Protocol):
    """A fund or an insurer, as the concentrator knows it."""

    def answer(
        self,
        lot: LotFacts,
        *,
        on: date,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> bytes | None:
        """Return the NOEMIE file that answers one lot; nothing from who brings it by itself.

        Args:
            lot: the lot, as it was read.
            on: the day of the answer.
            already_received: numbers of its invoices that came in an earlier lot.
            fse_amo: AMO amounts in cents, line by line, of the FSE of the same number, where known.
        """
        ...


class ConcentratorSimulator:
    """A concentrator with its memory.

    Attributes:
        files: what was taken, by name.
        lots: every lot in order of arrival, each with its state.
        mailbox: what was deposited for professionals.
    """

    def __init__(
        self,
        *,
        world: World,
        authority_pem: bytes,
        payers: Mapping[str, Payer],
        other_payer: Callable[[str, str], Payer],
    ) -> None:
        """Make a concentrator that has seen nothing yet.

        Args:
            world: clock, chance, faults and journal.
            authority_pem: one certificate or more, of the authorities that may issue signers.
            payers: payers by recipient number, 14 characters as in B2 000 position 28.
            other_payer: makes the payer of any other recipient, from its type (``CP`` or ``OC``)
                and its number; called once a recipient.
        """
        self.world = world
        self.mailbox = Mailbox(world)
        self.files: dict[str, TakenFile] = {}
        self.lots: list[TakenLot] = []
        self._authorities = tuple(x509.load_pem_x509_certificates(authority_pem))
        self._payers = dict(payers)
        self._other_payer = other_payer
        self._lot_keys: dict[tuple[str, ...], TakenLot] = {}
        self._invoices: dict[tuple[str, ...], TakenLot] = {}
        self._named: dict[tuple[str, ...], list[TakenLot]] = {}
        self._by_number: dict[str, TakenLot] = {}
        self._fse_amo: dict[tuple[str, str], tuple[int, ...]] = {}

    # -- files in ---------------------------------------------------------------------------------

    def take(self, name: str, envelope: bytes) -> tuple[TakenFile, bool]:
        """Take a signed envelope.

        Args:
            name: the name under which it is put.
            envelope: the XML document.

        Returns:
            The file with its receipt, and whether it is new.

        Raises:
            BadEnvelope, BadSignature, B2Refused, WrongSender, NameTaken: with a French sentence;
                nothing changed.
        """
        with self.world.lock:
            opened = open_envelope(envelope, authorities=self._authorities, now=self.world.now())
            if opened.name != name:
                raise BadEnvelope(f"Enveloppe : « Nom » est {opened.name} et non {name}.")
            is_new = name not in self.files
            return self.take_opened(opened)[0], is_new

    def take_opened(
        self, opened: Envelope, *, goes_on: bool = True
    ) -> tuple[TakenFile, tuple[TakenLot, ...]]:
        """Take a file whose sender is sure, whichever way it came.

        Args:
            opened: the file.
            goes_on: whether its lots go on from here; when not, nothing follows until
                :meth:`lose` is told.

        Returns:
            The file with its receipt, and the lots that set off with it: none when the same file
            came before and was not lost since.

        Raises:
            B2Refused, WrongSender, WrongRecipient, NameTaken: with a French sentence; nothing
                changed.
        """
        with self.world.lock:
            known = self.files.get(opened.name)
            if known is None:
                file = self._taken(opened, read_b2(opened.content))
                set_off = file.lots
            else:
                file, set_off = known, self._taken_again(known, opened)
            if goes_on:
                for lot in set_off:
                    self._schedule(lot)
            return file, set_off

    def new_receipt(self) -> str:
        """Return a receipt that nobody got yet."""
        return f"AR-{self.world.count('concentrator receipts'):06d}"

    def lose(self, lots: Sequence[TakenLot]) -> None:
        """Lose the lots of which nothing was heard yet: nothing will come of them."""
        with self.world.lock:
            for lot in lots:
                if lot.state is LotState.TAKEN:
                    self._move(lot, LotState.LOST)

    def _taken_again(self, known: TakenFile, opened: Envelope) -> tuple[TakenLot, ...]:
        if known.digest != opened.digest:
            raise NameTaken(f"Le fichier {known.name} existe déjà avec un autre contenu.")
        lost = tuple(lot for lot in known.lots if lot.state is LotState.LOST)
        for lot in lost:
            self._move(lot, LotState.TAKEN)
        return lost

    def _taken(self, opened: Envelope, facts: FileFacts) -> TakenFile:
        if opened.sender != facts.sender:
            raise WrongSender(
                f"Enveloppe : l'émetteur {opened.sender} n'est pas celui du fichier,"
                f" {facts.sender} (enregistrement 1, positions 6-19)."
            )
        if opened.recipient not in ("", facts.recipient):
            raise WrongRecipient(
                f"Enveloppe : le destinataire {opened.recipient} n'est pas celui du fichier,"
                f" {facts.recipient} (enregistrement 1, positions 28-41)."
            )
        file = TakenFile(
            name=opened.name,
            digest=opened.digest,
            receipt=self.new_receipt(),
            received_at=self.world.now(),
            lots=tuple(TakenLot(lot) for lot in facts.lots),
        )
        self.files[file.name] = file
        self.world.record("concentrator", "=", f"file {file.name} taken {file.receipt}")
        for lot in file.lots:
            self.lots.append(lot)
            self._enter(lot)
        return file

    def lots_named(self, number: str, recipient: str, date: str) -> tuple[TakenLot, ...]:
        """Return the lots of that number, recipient and day, whoever sent them, oldest first.

        Args:
            number: 3 characters.
            recipient: 14 characters, as in B2 000 position 28.
            date: AAMMJJ.
        """
        return tuple(self._named.get((recipient, date, number), ()))

    def _enter(self, lot: TakenLot) -> None:
        """Note the numbers that the lot brings; the first to bring one keeps it."""
        self._lot_keys.setdefault(lot.key, lot)
        self._named.setdefault(lot.key[1:], []).append(lot)
        self._by_number[lot.facts.number] = lot
        for key in lot.invoice_keys():
            self._invoices.setdefault(key, lot)

    # -- what happens later -----------------------------------------------------------------------

    def _schedule(self, lot: TakenLot) -> None:
        now, chance = self.world.now(), self.world.stream("concentrator")
        arl_at = now + timedelta(seconds=chance.randint(*ARL_DELAY_S))
        return_at = self._tomorrow()
        notice = self.world.faults.strike("srv")
        if notice:
            self._call_at(now + NOTICE_AFTER, lot, "notice", partial(self._notify, lot, notice))
        if notice != "undelivered":
            self._call_at(arl_at, lot, "ARL", partial(self._acknowledge, lot, return_at))

    def _tomorrow(self) -> datetime:
        """Draw the moment of a return: the next day, in the morning."""
        tomorrow = self.world.now().astimezone(PARIS).date() + timedelta(days=1)
        morning = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PARIS)
        drawn = self.world.stream("concentrator").randint(*RETURN_FROM_S)
        return morning + timedelta(seconds=drawn)

    def _call_at(self, moment: datetime, lot: TakenLot, what: str, act: Callable[[], None]) -> None:
        self.world.call_at(moment, f"concentrator: {what} of lot {lot.facts.number}", act)

    def _notify(self, lot: TakenLot, what: str) -> None:
        self._deposit(lot.facts, SRV, notice_record(lot.facts, what))
        if what == "undelivered":
            self.lose((lot,))

    def _acknowledge(self, lot: TakenLot, return_at: datetime) -> None:
        if lot.state is not LotState.TAKEN:
            return
        struck = self.world.faults.strike("arl")
        if struck == "absent":
            self._move(lot, LotState.LOST)
        elif struck == "late":
            days = self.world.stream("concentrator").randint(*LATE_DAYS)
            arl_at = self.world.now() + timedelta(days=days)
            self._call_at(arl_at, lot, "late ARL", lambda: self._judge(lot, self._tomorrow(), None))
        else:
            self._judge(lot, return_at, struck)

    def _judge(self, lot: TakenLot, return_at: datetime, struck: str | None) -> None:
        """Give the verdict on a lot, once, and have its payer answer unless it is refused."""
        if lot.state is not LotState.TAKEN:
            return
        if not _keeps(self._lot_keys, lot.key, lot):
            verdict = ALREADY_USED
        elif lot.facts.date > f"{self.world.now().astimezone(PARIS):%y%m%d}":
            verdict = AHEAD
        else:
            verdict = {"negative": FAULT, "transport-keys": KEYS}.get(struck or "", POSITIVE)
        self._deposit_arl(lot.facts, arl_record(lot.facts, *verdict), struck, return_at)
        if verdict not in (POSITIVE, KEYS):
            self._move(lot, LotState.REFUSED)
            return
        self._move(lot, LotState.ACKNOWLEDGED)
        self._note_fse(lot.facts)
        self._call_at(return_at, lot, "return", partial(self._answer, lot))

    def _deposit_arl(
        self, facts: LotFacts, record: bytes, struck: str | None, return_at: datetime
    ) -> None:
        """Deposit the ARL of a lot as the plan of faults has it."""
        put = partial(self._deposit, facts, ARL)
        label = f"concentrator: ARL of lot {facts.number} at last"
        if struck == "after-return":
            self.world.call_at(return_at + AGAIN_AFTER, label, lambda: put(record))
        elif struck == "garbled":
            put(record[:CUT])
            self.world.call_at(self.world.now() + AGAIN_AFTER, label, lambda: put(record))
        else:
            put(record)
        if struck == "duplicate":
            put(record)
        if struck == "orphan":
            self._orphan_arl(facts)

    def _orphan_arl(self, facts: LotFacts) -> None:
        """Acknowledge a lot of the same professional that was never sent."""
        numbers = (f"{number:03d}" for number in range(999, 0, -1))
        free = next((number for number in numbers if number not in self._by_number), None)
        never = replace(facts, number=free) if free else replace(facts, date=LONG_BEFORE)
        self._deposit(facts, ARL, arl_record(never, *POSITIVE))

    def _note_fse(self, facts: LotFacts) -> None:
        for invoice in facts.invoices:
            if facts.flow == "FSE" and invoice.split:
                amounts = tuple(line.amo for line in invoice.lines)
                self._fse_amo.setdefault((facts.partner, invoice.number), amounts)

    def _answer(self, lot: TakenLot) -> None:
        content = self._payer(lot.facts).answer(
            lot.facts,
            on=self.world.now().astimezone(PARIS).date(),
            already_received=self._already_received(lot),
            fse_amo=self._fse_amo_of(lot.facts),
        )
        if content is not None:
            self._answered(lot)
            facts = lot.facts
            self.mailbox.deposit_return(
                content,
                professional=facts.partner.zfill(14),
                name=self._name(facts, RSP),
                sender=facts.recipient,
            )

    def drop(
        self,
        content: bytes,
        *,
        professional: str,
        file: str,
        lots: Sequence[tuple[str, str, str]],
    ) -> None:
        """Take a return that a payer brings by itself.

        Args:
            content: the file.
            professional: in whose box it goes, 9 digits.
            file: identification that the payer gave it.
            lots: recipient, day and number of each lot that it answers; unknown ones do not matter.
        """
        with self.world.lock:
            known = [self._lot_keys.get((professional, *key)) for key in lots]
            for lot in known:
                if lot is not None:
                    self._answered(lot)
            first = next((lot for lot in known if lot is not None), None)
            box = professional.zfill(14)
            self.mailbox.deposit_return(
                content,
                professional=box,
                name=self._name(first.facts, RSP) if first else f"RSP-{box}-{file}-000",
                sender=first.facts.recipient if first else "",
            )

    def _answered(self, lot: TakenLot) -> None:
        if lot.state is LotState.ACKNOWLEDGED:
            self._move(lot, LotState.ANSWERED)

    def _already_received(self, lot: TakenLot) -> frozenset[str]:
        keys = lot.invoice_keys()
        return frozenset(key[2] for key in keys if not _keeps(self._invoices, key, lot))

    def _fse_amo_of(self, facts: LotFacts) -> dict[str, tuple[int, ...]]:
        if facts.flow == "FSE":
            return {}
        keys = ((facts.partner, invoice.number) for invoice in facts.invoices)
        return {key[1]: self._fse_amo[key] for key in keys if key in self._fse_amo}

    def _payer(self, facts: LotFacts) -> Payer:
        if facts.recipient not in self._payers:
            made = self._other_payer(facts.recipient_type, facts.recipient)
            self._payers[facts.recipient] = made
        return self._payers[facts.recipient]

    def _move(self, lot: TakenLot, state: LotState) -> None:
        lot.state = state
        facts = lot.facts
        self.world.record(
            "concentrator", "=", f"lot {facts.number} to {facts.recipient} {state.name}"
        )

    # -- returns out ------------------------------------------------------------------------------

    def _deposit(self, lot: LotFacts, kind: str, content: bytes) -> None:
        self.mailbox.deposit(
            kind,
            content,
            professional=lot.partner.zfill(14),
            name=self._name(lot, kind),
            sender=lot.recipient,
        )

    @staticmethod
    def _name(lot: LotFacts, kind: str) -> str:
        return f"{kind}-{lot.partner.zfill(14)}-{lot.file}-{lot.number}"

    @property
    def returns(self) -> dict[str, Return]:
        """Everything ever deposited, by identifier."""
        return self.mailbox.returns

    def waiting_for(self, professional: str) -> tuple[Return, ...]:
        """Return what a professional (14 digits) has not acknowledged yet, oldest first."""
        return self.mailbox.waiting_for(professional)

    @property
    def pending_returns(self) -> tuple[Return, ...]:
        """Everything that nobody acknowledged yet, oldest first within a professional."""
        return self.mailbox.pending

    def acknowledge(self, identifier: str) -> None:
        """Never list that return again; a second time changes nothing.

        Raises:
            KeyError: no such return.
        """
        with self.world.lock:
            self.mailbox.acknowledge(identifier)

    # -- by hand ----------------------------------------------------------------------------------

    def repeat_return(self, identifier: str = "") -> None:
        """Deposit once more what was deposited, the last one when none is named.

        Raises:
            KeyError: no such return; the text says so.
        """
        with self.world.lock:
            if identifier not in self.returns and (identifier or not self.returns):
                raise KeyError(f"no return {identifier or 'yet'}")
            self.mailbox.repeat(identifier or next(reversed(self.returns)))

    def lot(self, number: str = "") -> TakenLot:
        """Return the last lot of a number, or the last one.

        Raises:
            KeyError: no such lot; the text says so.
        """
        if number not in self._by_number and (number or not self.lots):
            raise KeyError(f"no lot {number or 'yet'}")
        return self._by_number[number] if number else self.lots[-1]

    def file_of(self, lot: TakenLot) -> TakenFile:
        """Return the file that brought a lot of this concentrator."""
        return next(file for file in self.files.values() if lot in file.lots)

    def send_arl(self, lot: TakenLot, code: str) -> None:
        """Deposit one more ARL of a lot; what the lot is here does not change."""
        with self.world.lock:
            self._deposit(lot.facts, ARL, arl_record(lot.facts, code, CODES[code]))

    def send_orphan_arl(self, lot: TakenLot) -> None:
        """Deposit an ARL of a lot of the same professional that was never sent."""
        with self.world.lock:
            self._orphan_arl(lot.facts)

    def send_notice(self, lot: TakenLot, what: str) -> None:
        """Deposit a service message about a lot; undelivered, the lot is lost here too."""
        with self.world.lock:
            self._notify(lot, what)


def _keeps(index: dict[tuple[str, ...], TakenLot], key: tuple[str, ...], lot: TakenLot) -> bool:
    """Tell whether ``lot`` first brought that number, lots lost or refused set aside."""
    if index[key].state in (LotState.LOST, LotState.REFUSED):
        index[key] = lot
    return index[key] is lot
