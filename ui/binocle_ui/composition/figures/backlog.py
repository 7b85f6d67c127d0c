"""A shop that sent many invoices: its database as the product writes it, and its payers' returns.

Laws of this file: one day is lived whole, claim by claim, up to the ARL of its lots; the days after
it are copies of it (:mod:`.lived_day`). The simulators read the files that left, refuse what the
norm refuses, and answer (:mod:`.answers`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.adapters.sqlite import (
    Session,
    SqliteFseStore,
    SqliteLotStore,
    SqliteReturnStore,
    open_engine,
)
from binocle.cards import ProfessionalCard
from binocle.kernel import SafeHazards
from binocle.lots import (
    ArrivedReturn,
    LotService,
    LotState,
    OutgoingFile,
    Receipt,
    Register,
    ReturnService,
)
from binocle.lots.envelope import TransportSigner, build_envelope
from binocle_simulators.bench import Bench
from binocle_simulators.cards.authority import AUTHENTICATION, private_key
from binocle_simulators.concentrator import LotFacts, read_b2
from binocle_simulators.concentrator.arl import POSITIVE, arl_record
from binocle_ui.cases import load_case
from binocle_ui.composition.bench_start import put_cards
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.composition.services import BENCH_SHOP
from binocle_ui.story import DEMO_CODE

from .answers import Payers
from .lived_day import LivedDay, Move
from .matching import DATABASE, RETURNS

SHARES = ("c2s", "253", "c2s", "c2s", "254", "c2s", "253", "c2s", "253", "c2s")
"""Cases of ten invoices in a row: both parts by the fund, no RC part, an insurer: some five
entities an invoice."""
FIRST_NUMBER = 987_000_000
"""Nine digits that stand nowhere else in a form."""
DAYS_AT_ONCE = 20
"""Days that one transaction copies."""


@dataclass(frozen=True)
class Backlog:
    """What was built.

    Attributes:
        folder: holds the database, and the returns in :data:`RETURNS`.
        invoices: those that were lived included.
        entities: of all returns.
    """

    folder: Path
    invoices: int
    entities: int


@dataclass
class DayClock:
    """Stands at one instant of a day, until it goes to the next day."""

    at: datetime

    def now(self) -> datetime:
        """Return that instant."""
        return self.at

    def elapsed(self) -> float:
        """Nothing is measured by it."""
        return 0.0


def build(folder: Path, invoices: int, *, a_day: int) -> Backlog:
    """Build a database of invoices that were all sent and acknowledged, and all their returns.

    Args:
        folder: empty.
        invoices: how many, in whole days.
        a_day: how many of them a day has.
    """
    assert invoices % a_day == 0, "whole days"
    with Bench() as bench:
        day, lots = live_day(bench, folder, a_day)
    payers = Payers(folder / RETURNS, lots)
    with opened(folder) as session:
        payers.answer(Move(day, 0))
        for first in range(1, invoices // a_day, DAYS_AT_ONCE):
            days = range(first, min(first + DAYS_AT_ONCE, invoices // a_day))
            day.copy(session, days)
            for later in days:
                payers.answer(Move(day, later))
    payers.end()
    return Backlog(folder, invoices, payers.entities)


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    """Open the database of a folder."""
    session = Session(open_engine(folder / DATABASE))
    try:
        yield session
    finally:
        session.close()


# -- the day that is lived ------------------------------------------------------------------------


def live_day(bench: Bench, folder: Path, invoices: int) -> tuple["LivedDay", Sequence[LotFacts]]:
    """Live the first day of a shop; return it, and its lots as the simulators read them.

    Args:
        bench: a fresh one.
        folder: of the database.
        invoices: claims of the day.
    """
    desk = open_desk(bench, folder)
    try:
        card = bill(desk, FIRST_NUMBER, invoices)
        clock = DayClock(bench.world.now())
    finally:
        desk.close()
    with opened(folder) as session:
        facts = Office(session, clock, bench, card).send()
        return LivedDay(session, invoices), facts


def bill(desk: SimulatedDesk, first: int, invoices: int) -> ProfessionalCard:
    """Bill and sign the claims of a day, from a number on; return the card that signed them."""
    counter = desk.counter
    counter.enter_code(DEMO_CODE)
    for number, name in zip(range(first, first + invoices), cycle(SHARES), strict=False):
        case = load_case(name)
        choice = put_cards(desk.bench, case)
        counter.read_vitale()
        counter.choose(choice)
        counter.enter_claim(case.claim)
        counter.ask_rights()
        counter.check_rates_as_known()
        counter.invoice(f"{number:09d}")
        counter.sign()
    return counter.cps.work(lambda signer: signer.card)


# -- sending --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Signer:
    """The CPS that was in the reader, its key in memory."""

    card: ProfessionalCard

    def sign_transport(self, data: bytes) -> bytes:
        """Sign an envelope."""
        return private_key(AUTHENTICATION).sign(data, PKCS1v15(), SHA256())


@dataclass
class _Concentrator:
    """Takes every file at once; its boxes hold the ARL that were put there."""

    clock: DayClock
    box: dict[str, bytes] = field(default_factory=dict)

    @property
    def register(self) -> Register | None:
        """Nobody asks: no sending fails."""
        return None

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        """Take a file, in the envelope that the product makes of it."""
        envelope = build_envelope(
            professional=BENCH_SHOP.number.digits.rjust(14, "0"),
            name=file.name,
            content=file.content,
            id=str(UUID(int=len(self.box) + 1, version=4)),
            signer=signer,
        )
        assert envelope, file.name
        return Receipt(file.name, f"AR-{file.name[-6:]}", self.clock.now(), provisional=True)

    @contextmanager
    def opened(self) -> Iterator["_Concentrator"]:
        """Open the box."""
        yield self

    def arrived(self) -> Iterator[ArrivedReturn]:
        """Yield the ARL that wait."""
        for id, content in tuple(self.box.items()):
            yield ArrivedReturn(id, "ARL", f"{id}.arl", content)

    def acknowledge(self, id: str) -> None:
        """Forget an ARL."""
        del self.box[id]


class Office:
    """The product's sending and its ARL, over a database."""

    def __init__(
        self, session: Session, clock: DayClock, bench: Bench, card: ProfessionalCard
    ) -> None:
        """Wire it.

        Args:
            session: on the database.
            clock: the day.
            bench: seals lots.
            card: signs envelopes.
        """
        invoices = SqliteFseStore(session)
        self._store = SqliteLotStore(session, invoices)
        self._concentrator = _Concentrator(clock)
        self._signer = _Signer(card)
        self._lots = LotService(
            store=self._store,
            outbox=self._concentrator,
            services=bench.sesam_vitale,
            clock=clock,
            hazards=SafeHazards(),
            shop=BENCH_SHOP,
        )
        self._returns = ReturnService(
            lots=self._store,
            returns=SqliteReturnStore(session, invoices),
            inbox=self._concentrator,
            clock=clock,
            hazards=SafeHazards(),
            partner=BENCH_SHOP.number.digits,
        )

    def send(self) -> Sequence[LotFacts]:
        """Group and send all that waits, take its ARL; return the lots as the simulators read them.

        Raises:
            B2Refused: the norm refuses what the product wrote.
        """
        self._lots.group()
        self._lots.build_files()
        lots: list[LotFacts] = []
        for file in self._lots.send(self._signer):
            read = read_b2(file.content).lots
            arl = b"".join(arl_record(lot, *POSITIVE) for lot in read)
            self._concentrator.box[f"arl-{file.name}"] = arl
            lots += read
        self._returns.receive()
        self._returns.treat()
        assert not self._store.lots(state=LotState.SENT), "each has its ARL"
        return lots
