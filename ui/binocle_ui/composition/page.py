"""The page and the control API over a bench: built, served, gone without trace when stopped."""

import logging
import socket
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import Bench
from binocle_simulators.control.app import create_app as control_app
from binocle_simulators.world import World
from binocle_ui.app import create_app
from binocle_ui.pages import Incidents, Mode, PageServices
from binocle_ui.terminal import OUT

from .apcv import ApcvCounter
from .attachments import AttachmentsCounter
from .bench_start import start_bench
from .counter import BenchCounter
from .cps import CpsCounter
from .follow_up import FollowUpCounter
from .history import PastCounter
from .insurers import InsurersCounter
from .invoices import InvoiceCounter
from .money import MoneyCounter
from .optics import OpticsCounter
from .panel import BenchControl
from .parameters import ParametersCounter
from .rates import RatesCounter
from .reader_settings import ReaderSettingsCounter
from .returns import ReturnsCounter
from .rights import RightsCounter
from .sale import SaleCounter
from .workstation import Workstation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

API = "/banc/api"
"""Where the control API is, on the page's own port."""


@dataclass
class IncidentFolder:
    """Keeps each defect of ours in a file of the run's folder."""

    folder: Path

    def record(self, error: Exception) -> str:
        """Keep the error with its trace and return the incident's number."""
        self.folder.mkdir(exist_ok=True)
        number = f"I{len(list(self.folder.iterdir())) + 1:04d}"
        text = "".join(traceback.format_exception(error))
        (self.folder / f"{number}.txt").write_text(text, encoding="utf-8")
        return number


def page_services(station: Workstation, incidents: Incidents) -> PageServices:
    """Return what the page needs over a bench."""
    counter = BenchCounter(station)
    return PageServices(
        mode=Mode.SIMULATED,
        counter=counter,
        rates=RatesCounter(station, counter),
        rights=RightsCounter(station, counter),
        cps=CpsCounter(station),
        apcv=ApcvCounter(station, counter),
        settings=ReaderSettingsCounter(station),
        optics=OpticsCounter(station, counter),
        sale=SaleCounter(station, counter),
        insurers=InsurersCounter(station, counter),
        follow_up=FollowUpCounter(station),
        returns=ReturnsCounter(station),
        invoices=InvoiceCounter(station),
        money=MoneyCounter(station),
        attachments=AttachmentsCounter(station),
        parameters=ParametersCounter(station),
        past=PastCounter(station),
        panel=BenchControl(station.bench),
        incidents=incidents,
    )


class BenchFront:
    """What one bench shows on one port: the page, and the control API under :data:`API`.

    Law of this class: both are one WSGI application, served by one thread, so a gesture of the API
    and one of the page never happen at once. The desk is closed before the bench begins again, and
    a new one opened in a folder of its own: nothing of the former day is looked at.
    """

    def __init__(self, bench: Bench, folder: Path) -> None:
        """Open the page over a bench."""
        self._bench = bench
        self._folder = folder
        self._days = 0
        self._world: World | None = None
        self._api = control_app(bench)
        self._is_closed = True
        bench.before_reset(self._let_go)
        self._open()

    def _open(self) -> None:
        """Open the desk, in another folder when the bench has begun again."""
        if self._bench.world is not self._world:
            self._world = self._bench.world
            self._days += 1
        folder = self._folder if self._days == 1 else self._folder / f"remise-{self._days - 1}"
        folder.mkdir(parents=True, exist_ok=True)
        self._station = Workstation(self._bench, folder)
        self._is_closed = False
        page = create_app(page_services(self._station, IncidentFolder(folder / "incidents")))
        self._app = DispatcherMiddleware(page, {API: self._api})

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        """Answer one request."""
        try:
            return self._app(environ, start_response)
        finally:
            if self._is_closed:
                self._open()

    def _let_go(self) -> None:
        self._station.close()
        self._is_closed = True

    def close(self) -> None:
        """Close the desk; the bench goes on."""
        self._station.close()


def serve_page(
    *,
    depth: str,
    seed: int,
    port: int,
    out: Path | None,
    readers: Sequence[str] = (),
    naming: str = "",
) -> None:
    """Serve the page and the control API on loopback until it is interrupted.

    Args:
        depth: of the bench.
        seed: of the bench.
        port: of both.
        out: folder that stays; a new one when absent.
        readers: keys of the catalogue; the usual one when empty.
        naming: system whose reader names are shown; the usual one when empty.

    Raises:
        OperatorActionNeeded: the bench cannot start so, the folder cannot be written, or the port
            is taken.
    """
    _require_port(port)
    folder = out or Path(tempfile.mkdtemp(prefix="binocle-up-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "journal.txt").touch()
    except OSError as error:
        raise OperatorActionNeeded("BANC-DOSSIER-REFUSE", dossier=str(folder)) from error
    with start_bench(
        depth=depth, seed=seed, folder=folder, readers=readers, naming=naming
    ) as bench:
        front = BenchFront(bench, folder)
        # One thread: the desk is one counter, its database one connection. A browser opens several
        # connections, so a request that waits its turn is ordinary and not worth a warning.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server = create_server(front, host="127.0.0.1", port=port, threads=1)
        OUT.print(f"[bold]Binocle[/] · [bold yellow]SIMULÉ[/] · http://127.0.0.1:{port}/")
        OUT.print(f"  API de commande : http://127.0.0.1:{port}{API}/etat", markup=False)
        OUT.print(f"  Dossier du passage : {folder}", markup=False)
        if bench.depth == "pcsc":
            OUT.print("  Pour qu'un autre programme voie ces lecteurs et ces services :")
            for name, value in bench.environment().items():
                OUT.print(f"    export {name}={value}", markup=False)
        try:
            server.run()
        except KeyboardInterrupt:
            OUT.print("Arrêt demandé.")
        finally:
            server.close()
            front.close()


def _require_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorActionNeeded("BANC-PORT-PRIS", port=port) from error
