"""The shop's program over a bench.

A desk is the production code over one bench: same stores, services and workflows as in a shop, with
the bench's readers and services behind the ports.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from binocle.adapters.files import keep_copy
from binocle.adapters.log import LogFile
from binocle.adapters.sqlite import (
    SqliteAnswers,
    SqliteBankStore,
    SqliteDocumentStore,
    SqliteFollowUp,
    SqliteFseStore,
    SqliteInsurerStore,
    SqliteLotStore,
    SqliteMoneyFollowUp,
    SqliteReturnStore,
    SqliteSaleStore,
    SqliteScorLotStore,
    SqliteSettingsStore,
    open_engine,
    set_counts,
)
from binocle.adri import RightsService
from binocle.amc import AmcService
from binocle.fse import FseService
from binocle.lots import (
    Answers,
    Auditor,
    BankStatements,
    FollowUp,
    Lettrage,
    Lot,
    MoneyFollowUp,
    lot_count,
)
from binocle.readers import ReaderEngine, ReaderSettings, WatchedReaders, identify
from binocle.readers.diagnosis import Link
from binocle.scor import ScorSending, ScorService
from binocle.workflows import (
    AmcDesk,
    ApcvDesk,
    Counter,
    OpticalDesk,
    OrdonnanceDesk,
    Papers,
    QuoteDesk,
    SaleDesk,
    SaleTables,
    Transmission,
)
from binocle_simulators.bench import SERVICES, Bench

from .bench_disk import BenchSession
from .bench_readers import readers_of
from .services import (
    BENCH_SHOP,
    OPPOSITIONS,
    Workplace,
    amc_service,
    answers,
    counter_of,
    fse_service,
    papers_of,
    scor_service,
    sending_of,
    transmission_of,
)
from .tables import tables_of

FIRST_NUMBERS = {
    "invoice": 259,
    "lot:F": lot_count("026"),
    "lot:D": lot_count("AAD"),
    "file": 0,
    "quote": 970,
}
"""Last numbers of the manuals' shop on the first day: 259, 026, AAD, 970 (seed-facts 8, 13, 14)."""


@dataclass
class SimulatedDesk:
    """The shop's program over one bench; implements :class:`binocle_ui.story.Desk`."""

    bench: Bench
    folder: Path
    session: BenchSession
    invoices: SqliteFseStore
    lots: SqliteLotStore
    returns: SqliteReturnStore
    follow_up: FollowUp
    money: MoneyFollowUp
    readers: WatchedReaders
    settings: ReaderSettings
    settings_store: SqliteSettingsStore
    engine: ReaderEngine
    links: Mapping[str, Link | None]
    counter: Counter
    apcv: ApcvDesk
    fse: FseService
    amc: AmcService
    insurer: AmcDesk
    optics: OpticalDesk
    sale: SaleDesk
    ordonnances: OrdonnanceDesk
    quotes: QuoteDesk
    scor: ScorService
    sending: ScorSending
    papers: Papers
    transmission: Transmission
    closers: list[Callable[[], None]]

    def has_invoice(self, number: str) -> bool:
        """Say whether an invoice of that number was opened."""
        try:
            self.invoices.invoice(number)
        except KeyError:
            return False
        return True

    def claim_lots(self) -> tuple[Lot, ...]:
        """Return the lots that hold the forms of the claim under way."""
        summary = self.counter.summary
        return self.lots.lots_holding(summary.invoice.number) if summary else ()

    def next_event(self) -> datetime | None:
        """Let the bench's clock go to its next event."""
        at = self.bench.world.next_event()
        if at is not None:
            self.bench.world.advance_to(at)
        return at

    def copies(self) -> dict[str, list[str]]:
        """Write the B2 and NOEMIE files beside the database and return their paths."""
        b2 = [
            str(keep_copy(self.folder / "b2", f"{file.name}.b2", file.content))
            for file in self.lots.sent_files()
        ]
        noemie = [
            str(keep_copy(self.folder / "noemie", f"{message.id}.noemie", message.content))
            for message in self.returns.matched("RSP")
        ]
        return {"b2": b2, "noemie": noemie}

    @property
    def lettrage(self) -> Lettrage:
        """What a person does with money and with answers."""
        return Lettrage(
            invoices=self.invoices,
            returns=self.returns,
            clock=self.bench.world,
            by=self.professional,
        )

    @property
    def answers(self) -> Answers:
        """What came back, to be read."""
        return SqliteAnswers(self.session)

    @property
    def bank(self) -> BankStatements:
        """What the shop does with the statements of its bank."""
        return self.transmission.bank

    @property
    def auditor(self) -> Auditor:
        """What recomputes every cent that came."""
        return Auditor(invoices=self.invoices, returns=self.returns)

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.folder / "binocle.sqlite"

    @property
    def professional(self) -> str:
        """The billing number of the shop, "id PS"."""
        return BENCH_SHOP.number.digits

    def close(self) -> None:
        """Close cards, links and database; the bench goes on."""
        self.counter.forget_code()
        self.engine.close()
        for close in self.closers:
            close()
        self.session.close()


def open_desk(bench: Bench, folder: Path, *, rights: RightsService | None = None) -> SimulatedDesk:
    """Wire the production code to a bench.

    Args:
        bench: owned by the caller.
        folder: holds the database; taken up again when it has one.
        rights: ADRi's port; over HTTP when absent.
    """
    new = not (folder / "binocle.sqlite").exists()
    world = bench.world
    session = BenchSession(open_engine(folder / "binocle.sqlite"), world)
    if new:
        set_counts(session, FIRST_NUMBERS)
        (folder / OPPOSITIONS).write_text(bench.opposition_list(), encoding="utf-8", newline="\n")
    invoices = SqliteFseStore(session)
    lots, returns = SqliteLotStore(session, invoices), SqliteReturnStore(session, invoices)
    settings_store = SqliteSettingsStore(session)
    settings = settings_store.reader_settings() or bench_settings(bench)
    log = LogFile(folder / "binocle.log", world)
    clients = {name: bench.client(name) for name in SERVICES}
    place = Workplace(
        bench, folder, readers_of(bench), settings, settings_store.shop_settings(), clients, rights
    )
    fse = fse_service(place, invoices)
    amc = amc_service(place, SqliteInsurerStore(session))
    counter, apcv = counter_of(place, fse)
    documents = SqliteDocumentStore(session)
    follow_up = SqliteFollowUp(session)
    scor = scor_service(place, documents)
    sending = sending_of(place, documents, SqliteScorLotStore(session), lots)
    papers = papers_of(fse, scor, sending)
    shipped = tables_of(folder)
    tables = SaleTables(shipped.tariff, shipped.periods)
    optics = OpticalDesk(tables=shipped, counter=counter, clock=world)
    sale = SaleDesk(counter=counter, clock=world, tables=tables)
    sales = SqliteSaleStore(session)
    desk = SimulatedDesk(
        bench=bench,
        folder=folder,
        session=session,
        invoices=invoices,
        lots=lots,
        returns=returns,
        follow_up=follow_up,
        money=SqliteMoneyFollowUp(session),
        readers=place.readers,
        settings=settings,
        settings_store=settings_store,
        engine=ReaderEngine(place.readers, settings.setup),
        links={
            "vpn": lambda: bench.vpn_is_up,
            "concentrator": lambda: answers(clients["concentrator"]),
        },
        counter=counter,
        apcv=apcv,
        fse=fse,
        amc=amc,
        insurer=AmcDesk(amc=amc, counter=counter, fse=fse),
        optics=optics,
        sale=sale,
        ordonnances=OrdonnanceDesk(
            store=sales, fse=fse, counter=counter, optics=optics, clock=world
        ),
        quotes=QuoteDesk(
            store=sales, fse=fse, counter=counter, sale=sale, optics=optics, clock=world
        ),
        scor=scor,
        sending=sending,
        papers=papers,
        transmission=transmission_of(
            place, (lots, returns, SqliteBankStore(session), follow_up), counter, papers
        ),
        closers=[*(client.close for client in clients.values()), log.close],
    )
    # Nobody has to remember what the norm limits: whoever opens the program purges.
    papers.purge()
    return desk


def bench_settings(bench: Bench) -> ReaderSettings:
    """Return what the shop of a bench has set before anybody chose: the first reader of each role.

    Args:
        bench: whose readers are named.
    """
    names = bench.reader_names()
    known = [slot for slot in map(identify, names.values()) if slot is not None]
    return ReaderSettings(
        model=known[0].models[0] if known else "",
        cps=names.get("cps", ""),
        vitale=names.get("vitale", ""),
        contactless=names.get("contactless"),
    )
