"""The shop's program over a bench.

A desk is the production code over one bench: same stores, services and workflows as in a shop, with
the bench's readers and services behind the ports.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from binocle.adapters.files import keep_copy
from binocle.adapters.http import HttpApcvService, HttpConcentrator, HttpRightsService
from binocle.adapters.log import LogFile
from binocle.adapters.oppositions import OppositionFile
from binocle.adapters.sqlite import (
    Session,
    SqliteFseStore,
    SqliteLotStore,
    SqliteSettingsStore,
    open_engine,
    set_counts,
)
from binocle.adri import AdriService, RightsService, Software
from binocle.apcv import ApcvService, QrReader
from binocle.fse import FseService, Prescriber, Shop
from binocle.kernel import OperatorActionNeeded, PartnerNumber
from binocle.lots import Lot, LotService, lot_count
from binocle.readers import (
    ReaderEngine,
    ReaderEvents,
    Readers,
    ReaderSettings,
    WatchedReaders,
    identify,
)
from binocle.readers.diagnosis import Link
from binocle.workflows import ApcvDesk, CardPolicy, Counter, Transmission
from binocle_simulators.bench import DEPTHS, MAX_PCSC_SLOTS, READERS, SERVICES, Bench
from binocle_simulators.cards import VitaleCard, authority_pem
from binocle_simulators.control import Impossible
from binocle_simulators.pcsc import StageRefused, TearingChannel
from binocle_simulators.people import load_people
from binocle_simulators.readers import NAMINGS, load_models
from binocle_ui.cases import Case

from .settings import setting

if TYPE_CHECKING:
    from binocle.adapters.pcsc import PcscReaders

BENCH_SHOP = Shop(
    name="CNDA WO2 ADRI APCV",
    number=PartnerNumber("992604231"),
    approval="SIMULATEUR",
    speciality="00",
    tariff_zone="10",
)
"""The manuals' shop (seed-facts 2), its name without the signs that B2 refuses."""

BENCH_PRESCRIBER = Prescriber(PartnerNumber("991000696"), "00991000696")
BENCH_SOFTWARE = Software(
    approval="SIMULATEUR", name="BINOCLE", version="0.1.0", instance="BANC", sector="SA00"
)

FIRST_NUMBERS = {"invoice": 259, "lot:F": lot_count("026"), "lot:D": lot_count("AAD"), "file": 0}
"""Last numbers of the manuals' shop on the first day: 259, 026, AAD (seed-facts 13, 14)."""


OPPOSITIONS = "oppositions.txt"
"""File of opposed cards, in the folder of the database."""

TELLING_S = 0.5
"""Real seconds in which PC/SC tells what a hand did; a slot that shuts is polled every 0.4 s."""


class BenchEvents:
    """What PC/SC tells of a bench's readers, waited for on the bench's own clock.

    A wait of ten seconds moves the clock by ten seconds and takes the machine the moment that
    PC/SC needs to tell what a hand did before; nothing sleeps longer.
    """

    def __init__(self, events: ReaderEvents, bench: Bench) -> None:
        """Wrap the production adapter's listener."""
        self._events = events
        self._bench = bench
        self._closed = False

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        """Return what happens within so many seconds of the bench, or none."""
        world = self._bench.world
        until = world.elapsed() + timeout_s
        while True:
            told = self._events.next(min(TELLING_S, timeout_s))
            left = timedelta(seconds=until - world.elapsed())
            if told is not None or self._closed or left <= timedelta():
                return told
            due = world.next_event()
            self._bench.advance(left if due is None else min(due - world.now(), left))

    def close(self) -> None:
        """End the wait, from any thread."""
        self._closed = True
        self._events.close()


class TearingReaders:
    """PC/SC readers whose cards are really torn out when the bench's plan says so."""

    def __init__(self, readers: "PcscReaders", bench: Bench) -> None:
        """Wrap the production adapter; only the bench's own readers are ever named."""
        self._readers = readers
        self._bench = bench

    def names(self) -> tuple[str, ...]:
        """Return the bench's readers among those that PC/SC shows (SIM-12)."""
        ours = set(self._bench.slot_names().values())
        return tuple(name for name in self._readers.names() if name in ours)

    def connect(self, reader_name: str) -> TearingChannel:
        """Connect to a card of the bench."""
        slots = {name: slot for slot, name in self._bench.slot_names().items()}
        if reader_name not in slots:
            raise ConnectionError(f"no reader of this bench is called {reader_name!r}")
        bench = self._bench
        channel = self._readers.connect(reader_name)
        return TearingChannel(channel, stage=bench.stage, role=slots[reader_name], around=bench)

    def holds_card(self, reader_name: str) -> bool:
        """Say whether a card is in a reader of the bench."""
        return self._readers.holds_card(reader_name)

    def events(self) -> ReaderEvents:
        """Begin to listen to what happens."""
        return BenchEvents(self._readers.events(), self._bench)


@dataclass
class SimulatedDesk:
    """The shop's program over one bench; implements :class:`binocle_ui.story.Desk`."""

    bench: Bench
    folder: Path
    session: Session
    invoices: SqliteFseStore
    lots: SqliteLotStore
    readers: WatchedReaders
    settings: ReaderSettings
    settings_store: SqliteSettingsStore
    engine: ReaderEngine
    links: Mapping[str, Link | None]
    counter: Counter
    apcv: ApcvDesk
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
            for message in self.lots.matched("RSP")
        ]
        return {"b2": b2, "noemie": noemie}

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


def require_patient(case: Case) -> None:
    """Refuse a case whose patient is nobody of the shipped bench, before anything starts.

    Raises:
        OperatorActionNeeded: ``CAS-PATIENT-INCONNU``.
    """
    people = load_people()
    if case.patient not in people:
        known = ", ".join(sorted(people))
        raise OperatorActionNeeded(
            "CAS-PATIENT-INCONNU", fichier=case.name, patient=case.patient, connus=known
        )


def put_cards(bench: Bench, case: Case) -> int:
    """Put the card of a case's patient in the reader; return the patient's number on it."""
    family = bench.family(case.patient)
    card = bench.vitale(*family)
    present = bench.slot("vitale").card
    if not isinstance(present, VitaleCard) or present.people != card.people:
        bench.insert("vitale", card)
    return family.index(case.patient) + 1


def open_desk(bench: Bench, folder: Path, *, rights: RightsService | None = None) -> SimulatedDesk:
    """Wire the production code to a bench.

    Args:
        bench: owned by the caller.
        folder: holds the database; taken up again when it has one.
        rights: ADRi's port; over HTTP when absent.
    """
    new = not (folder / "binocle.sqlite").exists()
    world = bench.world
    session = Session(
        open_engine(folder / "binocle.sqlite"), told=lambda text: world.record("shop", "=", text)
    )
    if new:
        set_counts(session, FIRST_NUMBERS)
        (folder / OPPOSITIONS).write_text(bench.opposition_list(), encoding="utf-8", newline="\n")
    invoices = SqliteFseStore(session)
    lots = SqliteLotStore(session, invoices)
    settings_store = SqliteSettingsStore(session)
    settings = settings_store.reader_settings() or bench_settings(bench)
    log = LogFile(folder / "binocle.log", world)
    readers = _readers(bench)
    clients = {name: bench.client(name) for name in SERVICES}
    adri = rights or HttpRightsService(clients["adri"], f"{bench.url('adri')}/lps")
    counter = _counter(bench, folder, readers, settings, adri, invoices)
    return SimulatedDesk(
        bench=bench,
        folder=folder,
        session=session,
        invoices=invoices,
        lots=lots,
        readers=readers,
        settings=settings,
        settings_store=settings_store,
        engine=ReaderEngine(readers, settings.setup),
        links={
            "vpn": lambda: bench.vpn_is_up,
            "concentrator": lambda: _answers(clients["concentrator"]),
        },
        counter=counter,
        apcv=_apcv(bench, readers, settings, clients["apcv"], counter),
        transmission=_transmission(bench, clients["concentrator"], lots, counter),
        closers=[*(client.close for client in clients.values()), log.close],
    )


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


def _readers(bench: Bench) -> WatchedReaders:
    if bench.depth == "in-process":
        return bench.rack
    from binocle.adapters.pcsc import (
        PcscReaders,
    )  # needs the extra ``pcsc``, and no other depth does

    return TearingReaders(PcscReaders(), bench)


def _counter(
    bench: Bench,
    folder: Path,
    readers: Readers,
    settings: ReaderSettings,
    adri: RightsService,
    invoices: SqliteFseStore,
) -> Counter:
    world = bench.world
    return Counter(
        readers=readers,
        setup=settings.setup,
        adri=AdriService(
            port=adri,
            clock=world,
            ids=world,
            software=BENCH_SOFTWARE,
            authority=authority_pem(),
        ),
        fse=FseService(
            store=invoices,
            services=bench.sesam_vitale,
            clock=world,
            hazards=world,
            shop=BENCH_SHOP,
            prescriber=BENCH_PRESCRIBER,
        ),
        clock=world,
        oppositions=OppositionFile(folder / OPPOSITIONS),
        policy=CardPolicy(accept_test_cards=True, read_again_days=settings.reread_days),
    )


def _apcv(
    bench: Bench,
    readers: WatchedReaders,
    settings: ReaderSettings,
    client: httpx.Client,
    counter: Counter,
) -> ApcvDesk:
    service = ApcvService(
        port=HttpApcvService(client, bench.url("apcv")),
        clock=bench.world,
        ids=bench.world,
        sector=BENCH_SOFTWARE.sector,
        billing=BENCH_SHOP.number,
        authority=authority_pem(),
    )
    return ApcvDesk(
        service=service,
        code_holder=counter,
        settings=settings,
        readers=readers,
        pictures=_pictures(),
        clock=bench.world,
    )


def _transmission(
    bench: Bench, client: httpx.Client, lots: SqliteLotStore, counter: Counter
) -> Transmission:
    concentrator = HttpConcentrator(
        client, bench.url("concentrator"), BENCH_SHOP.number.digits.rjust(14, "0")
    )
    service = LotService(
        store=lots,
        outbox=concentrator,
        inbox=concentrator,
        services=bench.sesam_vitale,
        clock=bench.world,
        ids=bench.world,
        hazards=bench.world,
        shop=BENCH_SHOP,
    )
    return Transmission(lots=service, counter=counter)


def _pictures() -> QrReader | None:
    """Return what reads pictures; none where the extra ``qr`` is not installed."""
    try:
        from binocle.adapters.qr import ZxingQrReader
    except ImportError:
        return None
    return ZxingQrReader()


def _answers(client: httpx.Client) -> bool:
    try:
        client.get("/")
    except httpx.HTTPError:
        return False
    return True


def start_bench(
    *,
    depth: str,
    seed: int,
    folder: Path | None,
    readers: Sequence[str] = (),
    naming: str = "",
) -> Bench:
    """Start a bench at a depth, its journal in a folder.

    Args:
        depth: of the bench.
        seed: of the bench.
        folder: of its journal.
        readers: keys of the simulated catalogue; the usual one when empty.
        naming: system whose reader names are shown; the usual one when empty.

    Raises:
        OperatorActionNeeded: ``BANC-PROFONDEUR``, ``BANC-LECTEUR-INCONNU``, ``BANC-NOMS-INCONNUS``,
            ``BANC-LECTEURS-SANS-FENTE``, ``BANC-LECTEURS-TROP``, or ``BANC-PCSC-ABSENT`` when PC/SC
            cannot start.
    """
    if depth not in DEPTHS:
        raise OperatorActionNeeded("BANC-PROFONDEUR", profondeur=depth)
    chosen, system = tuple(readers) or READERS, naming or NAMINGS[0]
    _require_readers(chosen, system)
    library = setting("vpcd")
    try:
        return Bench(
            seed=seed,
            depth=depth,
            folder=folder,
            library=Path(library) if library else None,
            readers=chosen,
            naming=system,
        )
    except Impossible as error:
        raise OperatorActionNeeded("BANC-LECTEURS-TROP", maximum=MAX_PCSC_SLOTS) from error
    except StageRefused as error:
        raise OperatorActionNeeded("BANC-PCSC-ABSENT", motif=str(error)) from error


def _require_readers(readers: Sequence[str], naming: str) -> None:
    """Refuse readers that the simulated catalogue does not have, or that make no shop."""
    models = load_models()
    for key in readers:
        if key not in models:
            known = ", ".join(models)
            raise OperatorActionNeeded("BANC-LECTEUR-INCONNU", lecteur=key, connus=known)
    if naming not in NAMINGS:
        known = ", ".join(NAMINGS)
        raise OperatorActionNeeded("BANC-NOMS-INCONNUS", noms=naming, connus=known)
    roles = {slot.role for key in readers for slot in models[key].slots}
    if not {"cps", "vitale"} <= roles:
        raise OperatorActionNeeded("BANC-LECTEURS-SANS-FENTE", lecteurs=", ".join(readers))
