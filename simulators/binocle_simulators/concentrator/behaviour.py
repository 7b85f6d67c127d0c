"""What a concentrator does with the files of professionals, on the bench clock.

Law of this file: a name means one content for ever. Every lot gets its ARL 1 to 3 hours later and,
unless refused, the return of its payer on the next day between 6 and 8 o'clock in Paris; both
moments are drawn once, when the file is taken, from the stream ``concentrator``. Work for an
invoice does not grow with what was taken before: everything is found by number.
Source: PROTOCOLS section 5 (assumed as a whole).

What the fault plan changes:

=======  ==========  ===========================================================================
place    kind        effect
=======  ==========  ===========================================================================
``arl``  duplicate   the ARL is deposited twice
``arl``  negative    the lot is refused with :data:`~.arl.FAULT`; no payer answers
``arl``  absent      the lot is lost: no ARL, no return; sending the same file again, or the lot
                     under another name, starts it afresh
``rsp``  duplicate   the return is deposited twice
``rsp``  truncated   its second half is missing; the whole one follows an hour later
``rsp``  altered     its total (999, position 96) is a cent off; the right one follows an hour later
=======  ==========  ===========================================================================
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

from cryptography import x509

from binocle_simulators.world import World

from .arl import ALREADY_USED, FAULT, POSITIVE, arl_record
from .envelope import BadEnvelope, Envelope, open_envelope
from .facts import FileFacts, LotFacts
from .formats import read_b2

PARIS = ZoneInfo("Europe/Paris")
ARL_DELAY_S = (3600, 3 * 3600)
RETURN_FROM_S = (6 * 3600, 8 * 3600)
"""Seconds after midnight of the next day, Paris time."""
AGAIN_AFTER = timedelta(hours=1)
"""When the right return follows a damaged one."""


class Payer(Protocol):
    """A fund or an insurer, as the concentrator knows it."""

    def answer(
        self,
        lot: LotFacts,
        *,
        on: date,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> bytes:
        """Return the NOEMIE file that answers one lot.

        Args:
            lot: the lot, as it was read.
            on: the day of the answer.
            already_received: numbers of its invoices that came in an earlier lot.
            fse_amo: AMO amounts in cents, line by line, of the FSE of the same number, where known.
        """
        ...


class NameTaken(ValueError):
    """A name that already means another content; the text is a French sentence."""


class WrongSender(ValueError):
    """A file that speaks for somebody else; the text is a French sentence."""


class LotState(Enum):
    """How far a lot went at the concentrator."""

    TAKEN = "pris"
    LOST = "perdu"
    REFUSED = "ARL négatif"
    ACKNOWLEDGED = "ARL positif"
    ANSWERED = "retour déposé"


@dataclass
class TakenLot:
    """A lot and how far it went."""

    facts: LotFacts
    state: LotState = LotState.TAKEN

    @property
    def professional(self) -> str:
        """Who sent it, 14 digits."""
        return self.facts.partner.zfill(14)

    @property
    def is_acknowledged(self) -> bool:
        """Whether its positive ARL was made."""
        return self.state in (LotState.ACKNOWLEDGED, LotState.ANSWERED)

    @property
    def key(self) -> tuple[str, ...]:
        """What may not come twice: professional, recipient, day of the lot, number of the lot."""
        return (self.facts.partner, self.facts.recipient, self.facts.date, self.facts.number)

    def invoice_keys(self) -> Iterator[tuple[str, ...]]:
        """Yield what may not come twice of each invoice: professional, flow, invoice number."""
        for invoice in self.facts.invoices:
            yield self.facts.partner, self.facts.flow, invoice.number


@dataclass(frozen=True)
class TakenFile:
    """A file that was taken, and its receipt."""

    name: str
    digest: str
    receipt: str
    received_at: datetime
    lots: tuple[TakenLot, ...]


@dataclass(frozen=True)
class Return:
    """An ARL (``kind`` = ``ARL``) or a payer's return (``RSP``), deposited for a professional."""

    id: str
    kind: str
    name: str
    deposited_at: datetime
    professional: str
    content: bytes


class ConcentratorSimulator:
    """A concentrator with its memory.

    Attributes:
        files: what was taken, by name.
        lots: every lot in order of arrival, each with its state.
        returns: everything ever deposited, by identifier.
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
        self.files: dict[str, TakenFile] = {}
        self.lots: list[TakenLot] = []
        self.returns: dict[str, Return] = {}
        self._authorities = tuple(x509.load_pem_x509_certificates(authority_pem))
        self._payers = dict(payers)
        self._other_payer = other_payer
        self._waiting: dict[str, dict[str, Return]] = {}
        self._lot_keys: dict[tuple[str, ...], TakenLot] = {}
        self._invoices: dict[tuple[str, ...], TakenLot] = {}
        self._named: dict[tuple[str, ...], list[TakenLot]] = {}
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
            known = self.files.get(name)
            if known:
                return self._taken_again(known, opened), False
            return self._taken(opened, read_b2(opened.content)), True

    def _taken_again(self, known: TakenFile, opened: Envelope) -> TakenFile:
        if known.digest != opened.digest:
            raise NameTaken(f"Le fichier {known.name} existe déjà avec un autre contenu.")
        for lot in known.lots:
            if lot.state is LotState.LOST:
                self._move(lot, LotState.TAKEN)
                self._schedule(lot)
        return known

    def _taken(self, opened: Envelope, facts: FileFacts) -> TakenFile:
        if opened.sender != facts.sender:
            raise WrongSender(
                f"Enveloppe : l'émetteur {opened.sender} n'est pas celui du fichier,"
                f" {facts.sender} (enregistrement 1, positions 6-19)."
            )
        file = TakenFile(
            name=opened.name,
            digest=opened.digest,
            receipt=f"AR-{self.world.count('concentrator receipts'):06d}",
            received_at=self.world.now(),
            lots=tuple(TakenLot(lot) for lot in facts.lots),
        )
        self.files[file.name] = file
        self.world.record("concentrator", "=", f"file {file.name} taken {file.receipt}")
        for lot in file.lots:
            self.lots.append(lot)
            self._enter(lot)
            self._schedule(lot)
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
        for key in lot.invoice_keys():
            self._invoices.setdefault(key, lot)

    # -- what happens later -----------------------------------------------------------------------

    def _schedule(self, lot: TakenLot) -> None:
        now, chance = self.world.now(), self.world.stream("concentrator")
        arl_at = now + timedelta(seconds=chance.randint(*ARL_DELAY_S))
        tomorrow = now.astimezone(PARIS).date() + timedelta(days=1)
        morning = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PARIS)
        return_at = morning + timedelta(seconds=chance.randint(*RETURN_FROM_S))
        label = f"concentrator: ARL of lot {lot.facts.number}"
        self.world.call_at(arl_at, label, lambda: self._acknowledge(lot, return_at))

    def _acknowledge(self, lot: TakenLot, return_at: datetime) -> None:
        struck = self.world.faults.strike("arl")
        if struck == "absent":
            self._move(lot, LotState.LOST)
            return
        if _keeps(self._lot_keys, lot.key, lot):
            verdict = FAULT if struck == "negative" else POSITIVE
        else:
            verdict = ALREADY_USED
        record = arl_record(lot.facts, *verdict)
        for _ in range(2 if struck == "duplicate" else 1):
            self._deposit(lot.facts, "ARL", record)
        if verdict is not POSITIVE:
            self._move(lot, LotState.REFUSED)
            return
        self._move(lot, LotState.ACKNOWLEDGED)
        self._note_fse(lot.facts)
        label = f"concentrator: return of lot {lot.facts.number}"
        self.world.call_at(return_at, label, lambda: self._answer(lot))

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
        self._move(lot, LotState.ANSWERED)
        struck = self.world.faults.strike("rsp")
        if struck in ("truncated", "altered"):
            damaged = content[: len(content) // 2] if struck == "truncated" else _altered(content)
            self._deposit(lot.facts, "RSP", damaged)
            label = f"concentrator: return of lot {lot.facts.number} again"
            again = self.world.now() + AGAIN_AFTER
            self.world.call_at(again, label, lambda: self._deposit(lot.facts, "RSP", content))
            return
        for _ in range(2 if struck == "duplicate" else 1):
            self._deposit(lot.facts, "RSP", content)

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
        professional = lot.partner.zfill(14)
        deposited = Return(
            id=f"R{self.world.count('concentrator returns'):06d}",
            kind=kind,
            name=f"{kind}-{professional}-{lot.file}-{lot.number}",
            deposited_at=self.world.now(),
            professional=professional,
            content=content,
        )
        self.returns[deposited.id] = deposited
        self._waiting.setdefault(professional, {})[deposited.id] = deposited
        self.world.record("concentrator", "=", f"return {deposited.id} {deposited.name} deposited")

    def waiting_for(self, professional: str) -> tuple[Return, ...]:
        """Return what a professional (14 digits) has not acknowledged yet, oldest first."""
        return tuple(self._waiting.get(professional, {}).values())

    @property
    def pending_returns(self) -> tuple[Return, ...]:
        """Everything that nobody acknowledged yet, oldest first within a professional."""
        return tuple(r for waiting in self._waiting.values() for r in waiting.values())

    def acknowledge(self, identifier: str) -> None:
        """Never list that return again; a second time changes nothing.

        Raises:
            KeyError: no such return.
        """
        with self.world.lock:
            deposited = self.returns[identifier]
            if self._waiting[deposited.professional].pop(identifier, None):
                self.world.record("concentrator", "=", f"return {identifier} acknowledged")


def _keeps(index: dict[tuple[str, ...], TakenLot], key: tuple[str, ...], lot: TakenLot) -> bool:
    """Tell whether ``lot`` first brought that number, lots lost or refused set aside."""
    if index[key].state in (LotState.LOST, LotState.REFUSED):
        index[key] = lot
    return index[key] is lot


def _altered(content: bytes) -> bytes:
    """Return the return with its total a cent off: 999, position 96."""
    at = len(content) - 128 + 95
    return content[:at] + str((int(content[at : at + 1]) + 1) % 10).encode() + content[at + 1 :]
