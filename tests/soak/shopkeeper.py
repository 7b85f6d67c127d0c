"""The shop in a storm: an optician who bills, sends, receives and puts right, day after day.

He knows what a shop knows. One question he may ask beyond the program: what a fund answers on the
telephone about a lot, which is what its concentrator's books say.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from binocle.adapters.statements import read_statement
from binocle.fse import Flow, InvoiceState, PartState
from binocle.kernel import BinocleError, paris_day
from binocle.lots import FileState, Lot, LotState, recipient_number
from binocle.lots.states import ON_THE_WAY
from binocle_simulators.bench import Bench
from binocle_simulators.concentrator.behaviour import LotState as Taken
from binocle_simulators.concentrator.mailbox import Return
from binocle_simulators.faults import Fault
from binocle_simulators.world import Crash
from binocle_ui.cases import Case, load_case
from binocle_ui.composition.bench_start import put_cards
from binocle_ui.composition.desk import SimulatedDesk
from binocle_ui.composition.workstation import Workstation
from binocle_ui.story import DEMO_CODE

CASES = ("254", "254", "c2s", "253")
"""An FSE with its DRE, twice as often; single management; an FSE alone."""
AWAY = (Taken.LOST, Taken.REFUSED)
"""States of a lot that no payer will answer."""
CRASHES = (
    *("after-sign", "after-store", "after-lot", "before-send", "before-resend"),
    *("after-send", "after-take", "after-match"),
)
SOMEBODY_ELSE = b"750000002"
"""Whom a payer takes us for when it errs (PROTOCOLS 7)."""
COMPILED: dict[Any, Any] = {}
PREPARED: dict[int, Any] = {}
"""SQL of all desks of this program, as SQLAlchemy and as a session keep it."""
ENDLESS = (
    LotState.GROUPED,
    LotState.FILED,
    LotState.RESEND_NEEDED,
    LotState.NOT_DELIVERED,
)
"""States of a lot that the shop itself must move."""
UNSURE = (*ON_THE_WAY, LotState.MANUAL_NEEDED, LotState.REFUSED_BY_ARL)
"""States of a lot that wait for a word of the fund."""
STEPS = 50
"""Of SQLite's own machine, between two looks at whether the program dies."""
UNSENT = (FileState.READY, FileState.SENDING, FileState.RESENDING)
HOURS = (10, 15)
"""Of a working day: when returns are taken, beside the morning."""


@dataclass
class Figures:
    """What storms came to."""

    storms: int = 0
    claims: int = 0
    returns: int = 0
    cents: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Figures") -> None:
        self.storms += other.storms
        self.claims += other.claims
        self.returns += other.returns
        self.cents += other.cents
        self.outcomes += other.outcomes
        self.notices += other.notices
        self.acts += other.acts

    @property
    def line(self) -> str:
        told = self.outcomes
        return (
            f"{self.storms} tempêtes, {self.claims} factures, {self.returns} retours"
            f" ({told['matched']} intégrés, {told['duplicate']} en double,"
            f" {told['orphan']} non rapprochés, {told['refused']} refusés),"
            f" {self.cents / 100:.2f} € virés, {self.acts['crash']} arrêts brutaux,"
            f" {self.acts['resend']} renvois, {self.acts['regroup']} remises en lot,"
            f" {self.acts['by-hand']} traitements manuels"
        )


class Shopkeeper:
    """One shop over one bench, from the first claim to the last cent."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(f"{seed}:shop")  # noqa: S311 - a bench, not a lock
        for name in ("bench", "shop"):
            (folder / name).mkdir()
        self.bench = Bench(seed=seed, folder=folder / "bench")
        self.station = Workstation(self.bench, folder / "shop")
        self._share()
        self.made: dict[str, Case] = {}
        self.unsigned: dict[str, Case] = {}
        self.credited: set[str] = set()
        self.on_paper: set[str] = set()
        self._left = 0
        self.figures = Figures(storms=1)

    def _share(self) -> None:
        """Have the desk's statements compiled once for all storms, which live a day in a second."""
        self.desk.session.connection.execution_options(compiled_cache=COMPILED)
        self.desk.session._prepared = PREPARED

    def close(self) -> None:
        self.station.close()
        self.bench.close()

    @property
    def desk(self) -> SimulatedDesk:
        return self.station.desk

    @property
    def now(self) -> datetime:
        return self.bench.world.now()

    def does(self, gesture: Callable[[], Any], act: str = "") -> bool:
        """Make one gesture; after a notice he goes on with something else, after a crash anew."""
        try:
            with self._plug():
                gesture()
        except BinocleError as error:
            self.figures.notices[error.code] += 1
            return False
        except (Crash, OperationalError, sqlite3.OperationalError) as death:
            if not isinstance(death, Crash) and "interrupted" not in str(death):
                raise
            self.figures.acts["crash"] += 1
            self.station.reopen()
            self._share()
            return False
        self.figures.acts[act] += bool(act)
        return True

    @contextmanager
    def _plug(self) -> Iterator[None]:
        """Have the program die at whatever statement it is when its time has come."""
        if not self._left:
            yield
            return
        link = self.desk.session.connection.connection.dbapi_connection
        assert isinstance(link, sqlite3.Connection)
        link.set_progress_handler(self._tick, STEPS)
        try:
            yield
        finally:
            with suppress(sqlite3.ProgrammingError):  # the desk may be another one by now
                link.set_progress_handler(None, STEPS)

    def _tick(self) -> bool:
        self._left -= 1
        return self._left == 0

    def _code(self) -> None:
        """Give the code where it is asked for: its day is over, or it was forgotten."""
        try:
            self.desk.counter.signer()
        except BinocleError:
            self.desk.counter.enter_code(DEMO_CODE)

    def happens(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    # -- claims -----------------------------------------------------------------------------------

    def bills(self, name: str) -> None:
        """Make one claim; what a crash left unsigned is taken up again another time."""
        case = load_case(name)
        self.does(lambda: self._opens(case))
        self.signs_what_waits()

    def _opens(self, case: Case) -> None:
        counter = self.desk.counter
        self._there(case)
        counter.enter_claim(replace(case.claim, invoice_date=paris_day(self.now)))
        if case.claim.rc_total or self.happens(20):
            counter.ask_rights()  # who pays the RC part is known from ADRi
        counter.check_rates_as_known()
        number = counter.invoice().invoice.number
        self.made[number] = self.unsigned[number] = case

    def _there(self, case: Case) -> None:
        """Have the patient stand there with the card, the code given."""
        counter = self.desk.counter
        counter.begin()
        self._code()
        choice = put_cards(self.bench, case)
        counter.read_vitale()
        counter.choose(choice)

    def signs_what_waits(self) -> None:
        for number, case in list(self.unsigned.items()):
            if self.does(partial(self._signs, number, case)):
                del self.unsigned[number]

    def _signs(self, number: str, case: Case) -> None:
        counter = self.desk.counter
        if counter.summary is None or counter.summary.invoice.number != number:
            self._there(case)
            counter.resume(number)
        counter.sign()

    def takes_back(self) -> None:
        """Cancel a DRE that may be cancelled, once in a while."""
        numbers = [n for n in self.made if not self.desk.fse.cancellation_bars(n)]
        if numbers:
            number = self.chance.choice(numbers)
            self.does(partial(self._cancels, number), "cancel")

    def _cancels(self, number: str) -> None:
        self._code()
        self.desk.insurer.cancel_dre(number)

    def makes_anew(self) -> None:
        """Credit rejected invoices and open those that replace them."""
        for number, case in list(self.made.items()):
            standing = self.desk.invoices.standing(number)
            if standing.kept is InvoiceState.CREDITED and not standing.replaced_by:
                self.does(partial(self._reissues, number, case))
            elif (
                standing.state is InvoiceState.REJECTED
                and self.happens(30)
                and not self.desk.fse.credit_bars(number)
            ):
                self.does(partial(self._credits, number), "credit")
        self.signs_what_waits()

    def _credits(self, number: str) -> None:
        self.desk.fse.credit(number, "rejet")
        self.credited.add(number)

    def _reissues(self, number: str, case: Case) -> None:
        again = self.desk.fse.reissue(number).number
        self.made[again] = self.unsigned[again] = case

    # -- lots -------------------------------------------------------------------------------------

    @property
    def has_something_to_send(self) -> bool:
        """Whether a form waits, or a lot or a file whose sending was cut short."""
        lots, early = self.desk.lots, (LotState.GROUPED, LotState.FILED)
        return bool(
            lots.waiting_forms()
            or any(lots.lots(state=state) for state in early)
            or any(lots.files(state) for state in UNSENT)
        )

    def sends(self) -> None:
        for _ in range(self.chance.randrange(1, 4)):
            if self.does(self._sends):
                return

    def _sends(self) -> None:
        self._code()
        self.desk.transmission.send_all()

    def receives(self) -> None:
        for _ in range(self.chance.randrange(1, 3)):
            if self.does(self.desk.transmission.receive):
                return

    def fund_says(self, lot: Lot) -> Taken | None:
        """Ask the fund by telephone what it has of a lot."""
        named = self.bench.concentrator.lots_named(
            lot.number, recipient_number(lot.key), f"{lot.day:%y%m%d}"
        )
        return named[-1].state if named else None

    def treats_lots(self) -> None:
        """Do with each lot what its state asks for."""
        for lot in self.desk.lots.lots(limit=100_000):
            match lot.state:
                case LotState.RESEND_NEEDED | LotState.NOT_DELIVERED:
                    self.does(partial(self._resends, lot), "resend")
                case LotState.REFUSED_BY_ARL if self.fund_says(lot) in AWAY:
                    self.does(partial(self._regroups, lot), "regroup")
                case LotState.REJECTED | LotState.FAILED if not lot.treated:
                    self.does(partial(self._regroups, lot), "regroup")
                case LotState.MANUAL_NEEDED if self.fund_says(lot) in AWAY:
                    self.does(partial(self._on_paper, lot), "paper")

    def _resends(self, lot: Lot) -> None:
        self._code()
        self.desk.transmission.resend(lot.id)

    def _regroups(self, lot: Lot) -> None:
        treatment = self.desk.transmission.treatment
        if lot.state is LotState.REFUSED_BY_ARL:
            treatment.give_up(lot.id)
        treatment.regroup(lot.id, confirmed=True)

    def _on_paper(self, lot: Lot) -> None:
        """Close a lot that never arrives; an FSE of it goes to its fund on paper, and is paid."""
        self.desk.transmission.treatment.close(lot.id)
        if lot.key.flow is Flow.CANCELLATION:
            return
        for number in self.desk.lots.invoices_of(lot.id):
            invoice = self.desk.invoices.invoice(number)
            fund = lot.key.flow is Flow.FSE
            cents = invoice.amo if fund else invoice.amc
            if cents:
                person = self.bench.person(self.made[number].patient)
                self.on_paper.add(number)
                self.bench.payers.paper(
                    recipient_number(lot.key), person, cents=cents, number=number,
                    professional=self.desk.professional,
                )  # fmt: skip

    # -- money ------------------------------------------------------------------------------------

    def ties(self) -> None:
        """Keep the money of returns that matched nothing; tie what names an invoice of his."""
        for aside in self.desk.returns.set_aside():
            message = self.desk.returns.message(aside.id)
            if aside.outcome != "orphan" or message.kind != "RSP":
                continue
            if SOMEBODY_ELSE not in message.content:
                self.does(partial(self.desk.transmission.keep_anyway, aside.id), "keep")
        for posting in self.desk.returns.strangers():
            number = str(posting.told["facture"])
            if number in self.made:
                self.does(
                    partial(self.desk.lettrage.tie_to, posting.id, number, confirmed=True),
                    "tie",
                )

    def reads_statement(self) -> None:
        """Import what the bank says, with what other people paid."""
        form = self.chance.choice(("csv", "ofx"))
        content = self.bench.statement(self.desk.professional, form=form, others=1)
        self.does(lambda: self.desk.bank.take(read_statement(content)), "bank")

    def settles_by_hand(self) -> None:
        """Take upon himself what no payer will answer any more."""
        for number in self.made:
            standing = self.desk.invoices.standing(number)
            for part in ("amo", "amc"):
                state = getattr(standing, f"{part}_state")
                if state not in (PartState.WAITING, PartState.CANCELLING):
                    continue
                self.does(partial(self.desk.lettrage.treat, number, confirmed=True))
                self.does(
                    partial(
                        self.desk.lettrage.declare, number, part, PartState.REJECTED, confirmed=True
                    ),
                    "by-hand",
                )

    # -- the ends ---------------------------------------------------------------------------------

    @property
    def is_done(self) -> bool:
        """Whether nothing is due any more, at the peers' or here."""
        if self.bench.world.next_event() or self.unsigned or self.desk.lots.waiting_forms():
            return False
        return not self.waiting_returns and not any(
            lot.state in ENDLESS or (lot.state in UNSURE and not self.is_answered_for(lot))
            for lot in self.desk.lots.lots(limit=100_000)
        )

    @property
    def box(self) -> str:
        """Whose returns the shop takes: its number on 14 digits."""
        return self.desk.professional.zfill(14)

    @property
    def waiting_returns(self) -> tuple[Return, ...]:
        """What waits for the shop at its concentrator."""
        return self.bench.concentrator.waiting_for(self.box)

    def is_answered_for(self, lot: Lot) -> bool:
        """Whether the fund's word on the telephone is final: it has no such lot."""
        return self.fund_says(lot) in AWAY

    # -- days -------------------------------------------------------------------------------------

    def lives_day(self, claims: int = 0, *, receives: int = 0, stormy: bool = False) -> None:
        """Live a day of the shop, up to nine o'clock on the next one.

        Args:
            claims: how many he makes.
            receives: how often he takes returns at most, beside the morning.
            stormy: the program may die, at a named point or at any statement.
        """
        world, morning = self.bench.world, self.now
        self._left = 0
        if stormy and self.happens(15):
            self._left = self.chance.randrange(1, 3_000)
        if stormy and self.happens(25):
            point = self.chance.choice(CRASHES)
            world.faults.arm(Fault("crash", point, at=self.chance.randrange(1, 3)))
        self.receives()
        self.signs_what_waits()
        self.treats_lots()
        for _ in range(claims):
            self.bills(self.chance.choice(CASES))
        if claims and self.happens(20):
            self.takes_back()
        if self.happens(30):
            self.makes_anew()
        if self.has_something_to_send:
            self.sends()
        for hour in HOURS[:receives]:
            world.advance_to(morning + timedelta(hours=hour - 9))
            if self.happens(60):
                self.receives()
        if self.happens(30):
            self.ties()
        if self.happens(20):
            self.reads_statement()
        world.advance_to(morning + timedelta(days=1))
