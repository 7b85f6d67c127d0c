"""All payers of a bench with their memory: what they decide, when they pay, what they say of it.

Law of this file: a lot is answered at once, as the rules of :mod:`.behaviour` say, unless a conduct
(:mod:`.conducts`) says otherwise; what is put off has its moment on the bench clock, and
:meth:`Treasury.calm` answers all of it at once. A transfer pays what waits for it, withholds open
debts as far as it goes, and never is negative; the ledger hears of it before anybody else. Work for
an invoice does not grow with what was taken before.
Source: PROTOCOLS section 7 (assumed where it is silent).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from binocle_simulators.people import Person
from binocle_simulators.world import World

from .behaviour import AmcPayer, AmoPayer, Register, labels_of, organisation_of, payer_maker
from .claims import ClaimedLot, Drop
from .conducts import CONDUCTS, Conduct, Standing, changed
from .formats import ELECTRONIC, OneOff, Order, Section, Settled, Transfer, noemie_file
from .ledger import Claim, Debt, Ledger, Made
from .older import can_say, older_file
from .purses import (
    Purse,
    paid_on_paper,
    paid_to_nobody,
    pieces_of,
    reversed_of,
    sections_of,
    with_cancellations,
)
from .sidelines import AFTER, BESIDE, Answered, NothingToDo

PARIS = ZoneInfo("Europe/Paris")
EVENING = 20
"""The hour at which what was grouped during a day is paid."""
AGAIN_AFTER = timedelta(hours=1)
"""When the right file follows a wrong one."""
OVERPAID, PAID_TWICE = "IND", "ODL"
"""Natures of debts: what was paid wrongly, what was paid twice (sheet 3.4)."""
SOMEBODY_ELSE = "750000002"
"""A professional of the sheet's example, who has no shop here."""
LONG_BEFORE = "010101"
"""A day on which nobody here sent anything."""
OLDER_FAMILY, WRONG_CLOSING = "older", "closing-off"

Payer = AmoPayer | AmcPayer


class Desk:
    """One payer, as a concentrator calls it."""

    def __init__(self, treasury: "Treasury", payer: Payer) -> None:
        """Stand before a payer."""
        self._treasury, self._payer = treasury, payer

    def answer(
        self,
        lot: ClaimedLot,
        *,
        on: date,
        already_received: Set[str],
        fse_amo: Mapping[str, tuple[int, ...]],
    ) -> None:
        """Take a lot; its answers come by :class:`Drop`, now or later."""
        settled = self._payer.settle(lot, already_received=already_received, fse_amo=fse_amo)
        self._treasury.take(self._payer, lot, settled)


class Treasury:
    """The payers of one bench.

    Attributes:
        world: clock, chance, faults and journal.
        ledger: their books.
        conducts: what they will do otherwise than their rules say.
    """

    def __init__(self, *, world: World, register: Register) -> None:
        """Make payers whom nobody asked yet; see :meth:`deliver_to`."""
        self.ledger = Ledger()
        self.world = world
        self._make = payer_maker(register)
        self._register = register
        self._payers: dict[str, Payer] = {}
        self._desks: dict[str, Desk] = {}
        self._purses: dict[tuple[str, str], Purse] = {}
        self._standing: list[Standing] = []
        self._later: dict[int, Callable[[], None]] = {}
        self._ranks = count(1)
        self._drop: Drop | None = None
        self.last_professional = self.last_payer = ""

    def deliver_to(self, drop: Drop) -> None:
        """Say who carries the files."""
        self._drop = drop

    def desk(self, recipient_type: str, number: str) -> Desk:
        """Return the payer of a recipient, from its type (``CP`` or ``OC``) and number."""
        payer = self.recipient(recipient_type, number)
        return self._desks.setdefault(number, Desk(self, payer))

    def recipient(self, recipient_type: str, number: str) -> Payer:
        """Return the payer of a recipient, made when it is first heard of."""
        if number not in self._payers:
            self._payers[number] = self._make(recipient_type, number)
        return self._payers[number]

    def payer_of(self, number: str) -> Payer:
        """Return a payer by its number, 14 digits: a fund's begins with six zeros and ends in 000.

        No number: the last one that took a lot.

        Raises:
            NothingToDo: not a number of 14 digits, or no lot was taken yet.
        """
        number = number or self.last_payer
        if not (number.isascii() and number.isdigit() and len(number) == 14):
            raise NothingToDo(f"a payer has 14 digits, not {number!r}")
        is_fund = number.startswith("000000") and number.endswith("000")
        return self.recipient("CP" if is_fund else "OC", number)

    # -- conducts ---------------------------------------------------------------------------------

    @property
    def conducts(self) -> tuple[Conduct, ...]:
        """What may still be done otherwise than the rules say, in the order that it was told."""
        return tuple(standing.conduct for standing in self._standing)

    def behave(self, conduct: Conduct) -> None:
        """Have payers do something with the next lots."""
        assert conduct.what in CONDUCTS, conduct
        self._standing.append(Standing(conduct, conduct.times or -1))

    def _conducts_of(self, payer: Payer, numbers: Set[str]) -> list[Conduct]:
        """Return what a payer does with a lot of these invoices, the plan of faults included."""
        found = []
        for standing in self._standing:
            conduct = standing.conduct
            if conduct.payer in ("", payer.number) and conduct.invoice in ("", *numbers):
                found.append(conduct)
                standing.spend()
        self._standing = [standing for standing in self._standing if not standing.is_spent]
        struck = self.world.faults.strike("payer")
        return [*found, CONDUCTS[struck]] if struck else found

    # -- lots -------------------------------------------------------------------------------------

    def take(self, payer: Payer, lot: ClaimedLot, settled: Sequence[Settled]) -> None:
        """Take a lot with the answers that the rules give."""
        self.last_professional, self.last_payer = lot.partner, payer.number
        named = [replace(one, lot=lot.number, lot_date=lot.date) for one in settled]
        conducts = self._conducts_of(payer, {one.number for one in named})
        for conduct in conducts:
            named = [changed(conduct, one) for one in named]
        self.ledger.ask(payer.number, lot.partner, named)
        said = {conduct.what: conduct for conduct in conducts}
        hold = said.get("hold")
        answered = Answered(payer, lot.partner, named, hold.hours if hold else 0)
        for what, conduct in said.items():
            if what in BESIDE:
                BESIDE[what](self, conduct, answered)
        purse = self.purse(payer, lot.partner)
        purse.styles |= said.keys() & {OLDER_FAMILY, WRONG_CLOSING}
        self._plan(answered, said)
        for what, conduct in said.items():
            if what in AFTER:
                AFTER[what](self, conduct, answered)

    def _plan(self, lot: Answered, said: Mapping[str, Conduct]) -> None:
        """Choose when the answers of a lot leave, and with what."""
        payer, professional, named = lot.payer, lot.professional, lot.answers
        if "group" in said:
            self.purse(payer, professional).invoices += named
            self._pay_this_evening(payer, professional)
            return
        split, wait = said.get("split"), lot.wait
        if split is None:
            self.in_hours(wait, partial(self.pay, payer, professional, named))
        elif split.hours == 0:
            pieces = pieces_of(named)
            self.in_hours(wait, partial(self._pay_apart, payer, professional, pieces))
        else:
            for rank, piece in enumerate(pieces_of(named)):
                act = partial(self.pay, payer, professional, [piece])
                self.in_hours(wait + rank * split.hours, act)

    def purse(self, payer: Payer, professional: str) -> Purse:
        """Return what waits for the next transfer of a payer to a professional."""
        return self._purses.setdefault((payer.number, professional), Purse())

    def _pay_this_evening(self, payer: Payer, professional: str) -> None:
        purse = self.purse(payer, professional)
        now = self.world.now().astimezone(PARIS)
        if purse.evening and purse.evening > now:
            return
        evening = datetime(now.year, now.month, now.day, EVENING, tzinfo=PARIS)
        purse.evening = evening if evening > now else evening + timedelta(days=1)
        self._at(purse.evening, partial(self.pay, payer, professional, ()))

    # -- what happens later -----------------------------------------------------------------------

    def in_hours(self, hours: int, act: Callable[[], None]) -> None:
        """Do something that many hours later; at once when there are none."""
        if hours:
            self._at(self.world.now() + timedelta(hours=hours), act)
        else:
            act()

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        rank = next(self._ranks)
        self._later[rank] = act
        self.world.call_at(moment, f"payer: what was put off ({rank})", lambda: self._due(rank))

    def _due(self, rank: int) -> None:
        act = self._later.pop(rank, None)
        if act:
            act()

    def calm(self) -> None:
        """Do at once all that was put off, and nothing on purpose any more."""
        self._standing.clear()
        while self._later:
            for rank in list(self._later):
                self._due(rank)
        for number, professional in list(self._purses):
            self.pay_out(self._payers[number], professional)

    # -- paying -----------------------------------------------------------------------------------

    def pay(self, payer: Payer, professional: str, answers: Iterable[Settled]) -> None:
        """Pay answers, and with them whatever waits for the next transfer."""
        self.purse(payer, professional).invoices += answers
        self.pay_out(payer, professional)

    def _pay_apart(self, payer: Payer, professional: str, pieces: Sequence[Settled]) -> None:
        """Pay each piece by its own transfer, in one file."""
        waiting = self._purses.pop((payer.number, professional), Purse())
        purses = [Purse(invoices=[piece]) for piece in pieces]
        purses[0] = replace(waiting, invoices=[*waiting.invoices, *purses[0].invoices])
        self._send(payer, professional, purses)

    def pay_out(self, payer: Payer, professional: str, *, name: str = "") -> Made | None:
        """Make the transfer of what waits for it, if anything does.

        Args:
            payer: who pays.
            professional: to whom, 9 digits.
            name: what ends its label, such as ``7FR-2``; counted when empty.
        """
        purse = self._purses.pop((payer.number, professional), None)
        if not purse:
            return None
        return self._send(payer, professional, [purse], name=name)[0]

    def _send(
        self, payer: Payer, professional: str, purses: Sequence[Purse], *, name: str = ""
    ) -> list[Made]:
        rank = self.world.count(f"files of payer {payer.number}")
        made = []
        owes = partial(self._owed_for_a_cancellation, payer, professional)
        for place, waiting in enumerate(purses, start=1):
            called = name or (f"{rank}FR" if place == 1 else f"{rank}FR-{place}")
            transfer = self._transfer(payer, professional, file=rank, name=called)
            who = {"payer": payer.number, "professional": professional}
            purse = with_cancellations(waiting, self.ledger, owes, **who)
            sections = sections_of(purse, self.ledger, **who)
            order = Order(transfer, sections)
            made.append(self.ledger.pay(payer.number, professional, order))
            self.world.record(
                "payer",
                "=",
                f"{transfer.organisation} pays {order.total} to {professional}: {called}",
            )
        styles = set().union(*(purse.styles for purse in purses))
        self._carry(payer, professional, [one.order for one in made], styles)
        return made

    def _transfer(self, payer: Payer, professional: str, *, file: int, name: str) -> Transfer:
        return Transfer(
            sender_type=payer.sender_type,
            sender=payer.number,
            partner=professional,
            file=f"{file:06d}",
            day=f"{self.world.now().astimezone(PARIS):%y%m%d}",
            labels=labels_of(payer, name),
            organisation=organisation_of(payer),
        )

    def _carry(
        self, payer: Payer, professional: str, orders: Sequence[Order], styles: Set[str]
    ) -> None:
        """Write the file and give it away; a wrong one first, when that is the style."""
        is_older = OLDER_FAMILY in styles and payer.sender_type == "CP" and can_say(orders)
        content = older_file(orders) if is_older else noemie_file(orders)
        lots = sorted(
            {
                (payer.number, settled.lot_date, settled.lot)
                for order in orders
                for settled in order.invoices
                if settled.lot
            }
        )
        assert self._drop is not None, "nobody carries the payers' files"

        def drop(file: bytes) -> None:
            assert self._drop is not None
            self._drop(file, professional=professional, file=orders[0].transfer.file, lots=lots)

        if WRONG_CLOSING in styles and not is_older:
            drop(noemie_file(orders, cents_off=1))
            self._at(self.world.now() + AGAIN_AFTER, lambda: drop(content))
            return
        drop(content)

    # -- what a hand asks -------------------------------------------------------------------------

    def take_back(
        self,
        *,
        professional: str = "",
        invoice: str = "",
        payer: str = "",
        reference: str = "",
        nature: str = "",
        most: int = 0,
        wait: bool = False,
    ) -> None:
        """Take back what an invoice was paid: too much of it, or else all.

        Args:
            professional: 9 digits; the last one who sent when empty.
            invoice: its number; the last paid one when empty.
            payer: who paid it, 14 digits; anybody when empty.
            reference: of the debt; counted when empty.
            nature: of the debt; overpaid, or paid twice, when empty.
            most: what one transfer withholds at most; 0 = all that it can.
            wait: for the payer's next transfer, instead of a transfer now.

        Raises:
            NothingToDo: no such invoice was paid.
        """
        claim = self._paid_claim(professional or self.last_professional, invoice, payer)
        settled, is_excess = reversed_of(claim)
        who = self._payers[claim.payer]
        debt = self._debt(
            who,
            claim.professional,
            cents=-settled.paid,
            reference=reference,
            nature=nature or (PAID_TWICE if is_excess else OVERPAID),
            most=most,
        )
        self.purse(who, claim.professional).taken_back.append((settled, debt))
        if not wait:
            self.pay_out(who, claim.professional)

    def _paid_claim(self, professional: str, invoice: str, payer: str) -> Claim:
        found: Iterable[Claim | None] = (
            self.ledger.claims_of(professional, invoice) if invoice else (self.ledger.last_paid,)
        )
        waiting = {
            (*key, settled.number)
            for key, purse in self._purses.items()
            for settled, _ in purse.taken_back
        }
        for claim in found:
            if (
                claim is not None
                and claim.paid > 0
                and payer in ("", claim.payer)
                and (claim.payer, claim.professional, claim.number) not in waiting
            ):
                return claim
        raise NothingToDo(f"no invoice {invoice} was paid" if invoice else "no invoice was paid")

    def withhold(
        self,
        payer: str,
        *,
        cents: int,
        professional: str = "",
        reference: str = "",
        nature: str = OVERPAID,
        most: int = 0,
    ) -> None:
        """Open a debt that no file told; the next transfers of the payer withhold it (kind 05)."""
        who, to = self.payer_of(payer), self._professional(professional)
        self.ledger.owe(
            self._debt(who, to, cents=cents, reference=reference, nature=nature, most=most)
        )

    def lump_sum(
        self, payer: str, payment: OneOff, *, professional: str = "", wait: bool = False
    ) -> None:
        """Pay a lump sum or a one-off payment (kind 03)."""
        who, to = self.payer_of(payer), self._professional(professional)
        self.purse(who, to).payments.append(payment)
        if not wait:
            self.pay_out(who, to)

    def paper(
        self,
        payer: str,
        person: Person,
        *,
        cents: int,
        number: str = "",
        professional: str = "",
        wait: bool = False,
    ) -> None:
        """Pay an invoice that came on paper (kind 02)."""
        who, to = self.payer_of(payer), self._professional(professional)
        named = number or f"{980_000_000 + self.world.count('paper invoices'):09d}"
        day = f"{self.world.now().astimezone(PARIS):%y%m%d}"
        paper = paid_on_paper(who, person, number=named, cents=cents, day=day)
        self.purse(who, to).papers.append(paper)
        if not wait:
            self.pay_out(who, to)

    def transfer(self, payer: str, *, professional: str = "", name: str = "") -> Made:
        """Make the transfer of what waits for it.

        Raises:
            NothingToDo: nothing waits.
        """
        made = self.pay_out(self.payer_of(payer), self._professional(professional), name=name)
        if made is None:
            raise NothingToDo(f"nothing waits for a transfer of {payer}")
        return made

    def orphan(
        self, what: str, payer: str = "", *, professional: str = "", cents: int = 552
    ) -> None:
        """Send a return of something that nobody here sent.

        Args:
            what: ``orphan-lot``, ``orphan-invoice`` or ``orphan-professional``.
            payer: who sends it, 14 digits.
            professional: in whose box it falls.
            cents: what it pays; somebody else's return pays somebody else.
        """
        who, to = self.payer_of(payer), self._professional(professional)
        settled = self._orphan(what, who, to, cents)
        if what != "orphan-professional":
            self.pay(who, to, [settled])
            return
        file = self.world.count(f"files of payer {who.number}")
        transfer = self._transfer(who, SOMEBODY_ELSE, file=file, name=f"{file}FR")
        order = Order(transfer, (Section(ELECTRONIC, invoices=(settled,)),))
        self.ledger.pay(who.number, SOMEBODY_ELSE, order)
        self._carry(who, to, [order], frozenset())

    def _orphan(self, what: str, payer: Payer, professional: str, cents: int) -> Settled:
        last = self.ledger.last_paid
        lot, day = (last.lot, last.lot_date) if last and last.lot else ("001", "240102")
        if what == "orphan-lot":
            lot, day = self._lot_never_sent(payer, professional)
        number = f"{990_000_000 + self.world.count('orphan invoices'):09d}"
        return paid_to_nobody(payer, number=number, cents=cents, lot=(lot, day))

    def _lot_never_sent(self, payer: Payer, professional: str) -> tuple[str, str]:
        """Return number and day of a lot: a free number, or else one of a day long before."""
        knows = partial(self.ledger.knows_lot, payer.number, professional)
        numbers = (f"{number:03d}" for number in range(999, 0, -1))
        free = next((number for number in numbers if not knows(number)), None)
        return (free, f"{self.world.now():%y%m%d}") if free else ("999", LONG_BEFORE)

    def _professional(self, number: str) -> str:
        found = number or self.last_professional
        if not found:
            raise NothingToDo("nobody sent anything yet: say which professional")
        return found

    def _owed_for_a_cancellation(self, payer: Payer, professional: str, cents: int) -> Debt:
        return self._debt(payer, professional, cents=cents, reference="", nature=OVERPAID, most=0)

    def _debt(
        self, payer: Payer, professional: str, *, cents: int, reference: str, nature: str, most: int
    ) -> Debt:
        named = reference or f"DETTE{self.world.count(f'debts to {payer.number}')}FR"[-10:]
        if self.ledger.knows_debt(payer.number, professional, named):
            raise NothingToDo(f"{named} is the reference of another debt")
        return Debt(
            payer=payer.number,
            professional=professional,
            reference=named,
            day=f"{self.world.now().astimezone(PARIS):%y%m%d}",
            nature=nature,
            amount=cents,
            balance=cents,
            most=most,
        )
