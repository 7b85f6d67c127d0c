"""The production services over a bench: which port is behind each.

Law of this file: wiring alone; every adapter is named here and nowhere else but in
:mod:`.bench_readers` and the database of :mod:`.desk`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from binocle.adapters.files import SlipFolder
from binocle.adapters.http import (
    HttpApcvService,
    HttpConcentrator,
    HttpConventionDirectory,
    HttpRightsService,
    HttpScorServer,
)
from binocle.adapters.oppositions import OppositionFile
from binocle.adapters.sqlite import (
    SqliteBankStore,
    SqliteDocumentStore,
    SqliteFseStore,
    SqliteLotStore,
    SqliteReturnStore,
    SqliteScorLotStore,
)
from binocle.adri import AdriService, RightsService, Software
from binocle.amc import AmcService, InsurerStore
from binocle.apcv import ApcvService, QrReader
from binocle.fse import CareSheetPrinter, FseService, Shop
from binocle.kernel import PartnerNumber
from binocle.lots import (
    BankStatements,
    FollowUp,
    Inbox,
    LotService,
    LotSlipPrinter,
    LotSlips,
    LotTreatment,
    Outbox,
    ReturnService,
    WorkingDays,
    legal_deadlines,
)
from binocle.readers import ReaderSettings, WatchedReaders
from binocle.scor import PageReader, PdfWriter, ScorSending, ScorService, ScorSettings
from binocle.shop import ShopSettings, Transport
from binocle.workflows import (
    ApcvDesk,
    CardPolicy,
    Counter,
    CpsDesk,
    FseLotsOfStore,
    Papers,
    RightsDesk,
    SaleTables,
    Transmission,
    VitaleDesk,
)
from binocle_simulators.bench import Bench
from binocle_simulators.cards import authority_pem

from .mail import mail_ways
from .tables import tables_of

BENCH_SHOP = Shop(
    name="CNDA WO2 ADRI APCV",
    number=PartnerNumber("992604231"),
    approval="SIMULATEUR",
    speciality="00",
    tariff_zone="10",
)
"""The manuals' shop (seed-facts 2), its name without the signs that B2 refuses."""

BENCH_SOFTWARE = Software(
    approval="SIMULATEUR", name="BINOCLE", version="0.1.0", instance="BANC", sector="SA00"
)

SLIPS = "bordereaux"
"""Folder of the slips that were edited by themselves, beside the database."""

OPPOSITIONS = "oppositions.txt"
"""File of opposed cards, in the folder of the database."""


@dataclass(frozen=True)
class Workplace:
    """What every service of one desk is built from.

    Attributes:
        clients: one a simulated service, by name.
        rights: ADRi's port; over HTTP when absent.
    """

    bench: Bench
    folder: Path
    readers: WatchedReaders
    settings: ReaderSettings
    shop: ShopSettings
    clients: Mapping[str, httpx.Client]
    rights: RightsService | None = None


def fse_service(place: Workplace, invoices: SqliteFseStore) -> FseService:
    """Return what forms and signs."""
    return FseService(
        store=invoices,
        services=place.bench.sesam_vitale,
        clock=place.bench.world,
        hazards=place.bench.world,
        shop=BENCH_SHOP,
        active_from=place.shop.active_from,
    )


def counter_of(place: Workplace, fse: FseService) -> tuple[Counter, ApcvDesk]:
    """Return the counter, and the desk of the phone that it shares."""
    world, setup = place.bench.world, place.settings.setup
    shipped = tables_of(place.folder)
    cps = CpsDesk(readers=place.readers, setup=setup, clock=world, billing=fse.shop.number)
    app = _apcv(place, cps)
    adri = AdriService(
        port=place.rights
        or HttpRightsService(place.clients["adri"], f"{place.bench.url('adri')}/lps"),
        clock=world,
        ids=world,
        software=BENCH_SOFTWARE,
        authority=authority_pem(),
    )
    vitale = VitaleDesk(
        readers=place.readers,
        setup=setup,
        clock=world,
        oppositions=OppositionFile(place.folder / OPPOSITIONS),
        policy=CardPolicy(accept_test_cards=True, read_again_days=place.settings.reread_days),
    )
    counter = Counter(
        cps=cps,
        vitale=vitale,
        app=app,
        rights=RightsDesk(
            adri=adri,
            cps=cps,
            vitale=vitale,
            clock=world,
            mode=place.shop.adri_mode,
            max_failures=place.shop.adri_failures,
        ),
        fse=fse,
        clock=world,
        tables=SaleTables(shipped.tariff, shipped.periods),
    )
    return counter, app


def _apcv(place: Workplace, cps: CpsDesk) -> ApcvDesk:
    world = place.bench.world
    service = ApcvService(
        port=HttpApcvService(place.clients["apcv"], place.bench.url("apcv")),
        clock=world,
        ids=world,
        sector=BENCH_SOFTWARE.sector,
        billing=BENCH_SHOP.number,
        authority=authority_pem(),
    )
    return ApcvDesk(
        service=service,
        code_holder=cps,
        settings=place.settings,
        readers=place.readers,
        pictures=_pictures(),
        clock=world,
        module=place.shop.apcv_module,
    )


def amc_service(place: Workplace, insurers: InsurerStore) -> AmcService:
    """Return what knows insurers and conventions."""
    directory = HttpConventionDirectory(
        place.clients["conventions"], f"{place.bench.url('conventions')}/conventions"
    )
    return AmcService(directory=directory, insurers=insurers)


def scor_service(place: Workplace, store: SqliteDocumentStore) -> ScorService:
    """Return what keeps scanned papers; without the extra ``scor`` it reads none."""
    world = place.bench.world
    reader, writer = _scans()
    return ScorService(
        store=store,
        reader=reader,
        writer=writer,
        clock=world,
        ids=world,
        settings=ScorSettings(block_when_missing=place.shop.documents_first),
    )


def sending_of(
    place: Workplace,
    documents: SqliteDocumentStore,
    store: SqliteScorLotStore,
    lots: SqliteLotStore,
) -> ScorSending:
    """Return what sends scanned papers; a bench serves SCOR where it serves its concentrator."""
    world = place.bench.world
    professional = BENCH_SHOP.number.digits.rjust(14, "0")
    return ScorSending(
        documents=documents,
        store=store,
        server=HttpScorServer(
            place.clients["concentrator"], place.bench.url("concentrator"), professional
        ),
        fse_lots=FseLotsOfStore(lots),
        clock=world,
        hazards=world,
        professional=professional,
        settings=ScorSettings(),
    )


def papers_of(fse: FseService, scor: ScorService, sending: ScorSending) -> Papers:
    """Return what draws, keeps and sends papers; a bench is never real."""
    return Papers(fse=fse, scor=scor, sending=sending, printer=_printer(), simulated=True)


def transmission_of(
    place: Workplace,
    stores: tuple[SqliteLotStore, SqliteReturnStore, SqliteBankStore, FollowUp],
    counter: Counter,
    papers: Papers,
) -> Transmission:
    """Return what sends lots and takes returns."""
    bench, (lots, kept, bank, follow_up) = place.bench, stores
    outbox, inbox = _ways_of(place)
    service = LotService(
        store=lots,
        outbox=outbox,
        services=bench.sesam_vitale,
        clock=bench.world,
        hazards=bench.world,
        shop=BENCH_SHOP,
    )
    returns = ReturnService(
        lots=lots,
        returns=kept,
        inbox=inbox,
        clock=bench.world,
        hazards=bench.world,
        partner=BENCH_SHOP.number.digits,
        letters=lambda: place.shop.auto_lettrage,
    )
    treatment = LotTreatment(
        store=lots, clock=bench.world, deadlines=legal_deadlines(), working=WorkingDays()
    )
    slips = LotSlips(
        follow_up=follow_up,
        store=lots,
        printer=_slip_printer(),
        tray=SlipFolder(place.folder / SLIPS),
        clock=bench.world,
        simulated=True,
    )
    return Transmission(
        lots=service,
        returns=returns,
        treatment=treatment,
        bank=BankStatements(store=bank, treatment=treatment, clock=bench.world),
        slips=slips,
        counter=counter,
        papers=papers,
        settings=place.shop,
        clock=bench.world,
    )


def _slip_printer() -> LotSlipPrinter | None:
    """Return what draws slips; none where the extra ``pdf`` is not installed."""
    try:
        from binocle.adapters.lot_slip import PdfLotSlipPrinter
    except ImportError:
        return None
    return PdfLotSlipPrinter()


def _ways_of(place: Workplace) -> tuple[Outbox, Inbox]:
    """Return the ways out and in that the shop chose."""
    world, professional = place.bench.world, BENCH_SHOP.number.digits.rjust(14, "0")
    if place.shop.transport is Transport.MAIL:
        return mail_ways(place.bench, professional=professional, clock=world)
    concentrator = HttpConcentrator(
        place.clients["concentrator"],
        place.bench.url("concentrator"),
        professional=professional,
        ids=world,
    )
    return concentrator, concentrator


def _pictures() -> QrReader | None:
    """Return what reads pictures; none where the extra ``qr`` is not installed."""
    try:
        from binocle.adapters.qr import ZxingQrReader
    except ImportError:
        return None
    return ZxingQrReader()


def _scans() -> tuple[PageReader | None, PdfWriter | None]:
    """Return what reads and writes scans; none where the extra ``scor`` is not installed."""
    try:
        from binocle.adapters.scans import ScanPdfWriter, ScanReader
    except ImportError:
        return None, None
    return ScanReader(), ScanPdfWriter()


def _printer() -> CareSheetPrinter | None:
    """Return what draws care sheets; none where the extra ``pdf`` is not installed."""
    try:
        from binocle.adapters.care_sheet import PdfCareSheetPrinter
    except ImportError:
        return None
    return PdfCareSheetPrinter()


def answers(client: httpx.Client) -> bool:
    """Say whether a service can be reached at all."""
    try:
        client.get("/")
    except httpx.HTTPError:
        return False
    return True
