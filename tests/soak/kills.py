"""The shop's program as a process of its own, killed at a named point and started again.

The peers live in the process of the test and are reached over a socket; nothing of the program
survives its kill but its files.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from binocle.lots import LotState
from binocle.lots.states import RESENDABLE
from binocle.scor import Conformity, DocumentType, ScannedFile, ScorState
from binocle_simulators.bench import Bench
from binocle_simulators.faults import KINDS
from binocle_simulators.servers import ServiceServer
from binocle_simulators.world import World
from binocle_ui.cases import load_case
from binocle_ui.composition.bench_start import put_cards
from binocle_ui.composition.desk import SimulatedDesk, open_desk
from binocle_ui.story import DEMO_CODE

from .shopkeeper import Shopkeeper

CLAIMS = {"000000253": "253", "000000254": "254"}
"""An FSE with its document, and an FSE with its DRE."""
SCANNED = "000000253"
MOST_DAYS = 9
DAY = timedelta(days=1)
DONE, FAILED = 0, 3
PATIENCE_S = 120
"""Seconds that a program may take, on a busy machine too."""
AWAITED = (ScorState.COMPLIANT, ScorState.LEAVING, ScorState.SENT)


class FarBench(Bench):
    """A bench whose concentrator is that of another process."""

    def __init__(self, folder: Path, address: str, world: World) -> None:
        self._address = address
        super().__init__(seed=world.seed, folder=folder)
        self.world.advance_to(world.now())

    def client(self, service: str) -> httpx.Client:
        if service != "concentrator":
            return super().client(service)
        return httpx.Client(base_url=self._address, timeout=30.0)

    def url(self, service: str) -> str:
        return self._address if service == "concentrator" else super().url(service)


@dataclass
class Programs:
    """The programs of one shop, one after the other.

    Attributes:
        keeper: the peers, and the shop as it is looked at once all is over.
        scan: what is attached to an invoice; nothing is when it is empty.
    """

    keeper: Shopkeeper
    folder: Path
    scan: bytes = b""

    def __post_init__(self) -> None:
        bench = self.keeper.bench
        self.keeper.station.close()
        app = bench._reach._made.apps["concentrator"]
        self.server = ServiceServer(bench.world, "concentrator", app)

    def close(self) -> None:
        self.server.close()

    def run(self, point: str = "") -> int:
        """Run the program until nothing is left to do, or until it is killed.

        Args:
            point: where it kills itself, for good.

        Returns:
            Its exit code, or below zero the signal that ended it.
        """
        asks, days = os.pipe()
        hears, goes = os.pipe()
        child = os.fork()
        if child == 0:
            _in_child(lambda: self._work(point, days, hears))
        os.close(days)
        os.close(hears)
        while os.read(asks, 1):
            self.keeper.bench.world.advance(DAY)
            os.write(goes, b".")
        os.close(asks)
        os.close(goes)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    # -- in the other process -------------------------------------------------------------------

    def _work(self, point: str, days: int, hears: int) -> None:
        def reach(_: World, reached: str) -> None:
            assert reached in KINDS["crash"], reached
            if reached == point:
                os.kill(os.getpid(), signal.SIGKILL)

        setattr(World, "reach", reach)  # noqa: B010 - in this process alone
        (journal := self.folder / f"program-{point}").mkdir()
        bench = FarBench(journal, self.server.url, self.keeper.bench.world)
        desk = open_desk(bench, self.folder / "shop")
        for _ in range(MOST_DAYS):
            self._live(desk)
            if _is_done(desk):
                return
            os.write(days, b".")
            os.read(hears, 1)
            bench.world.advance(DAY)
            desk.transmission.receive()
        raise AssertionError("it never ends")

    def _live(self, desk: SimulatedDesk) -> None:
        """Do what is left to do of a day's work."""
        desk.counter.enter_code(DEMO_CODE)
        for number, name in CLAIMS.items():
            if not desk.invoices.forms(number):
                _sign(desk, number, name)
        if self.scan and not [row for row in desk.scor.rows_of(SCANNED) if row.document]:
            pages = [ScannedFile("page.jpg", self.scan)]
            made = desk.scor.attach(SCANNED, DocumentType.PRESCRIPTION, pages).document
            assert made is not None
            desk.scor.judge(made.id, 1, Conformity.COMPLIANT)
        for lot in desk.lots.lots():
            if lot.state in RESENDABLE:
                desk.transmission.resend(lot.id)
        desk.transmission.send_all()
        desk.transmission.receive()


def _sign(desk: SimulatedDesk, number: str, name: str) -> None:
    counter, case = desk.counter, load_case(name)
    choice = put_cards(desk.bench, case)
    counter.read_vitale()
    counter.choose(choice)
    if desk.has_invoice(number):
        counter.resume(number)
    else:
        counter.enter_claim(case.claim)
        counter.ask_rights()
        counter.check_rates_as_known()
        counter.invoice(number)
    counter.sign()


def _is_done(desk: SimulatedDesk) -> bool:
    documents = [row.document for row in desk.scor.rows_of(SCANNED)]
    waits = any(each is not None and each.state in AWAITED for each in documents)
    return not waits and all(lot.state is LotState.ANSWERED for lot in desk.lots.lots())


def _in_child(work: Callable[[], None]) -> None:
    """Do the work and leave, without anything that the process of the test would do at its end."""
    code = FAILED
    signal.alarm(PATIENCE_S)  # a program that hangs is killed, and fails
    try:
        work()
        code = DONE
    except BaseException:  # noqa: BLE001 - it is told, and the process ends here
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
