"""The page over a bench: builds its services, serves it, leaves no trace when it stops."""

import logging
import socket
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

from waitress.server import create_server

from binocle.kernel import OperatorActionNeeded
from binocle_ui.app import create_app
from binocle_ui.pages import Incidents, Mode, PageServices
from binocle_ui.terminal import OUT

from .apcv import ApcvCounter
from .counter import BenchCounter
from .cps import CpsCounter
from .desk import start_bench
from .panel import BenchControl
from .reader_settings import ReaderSettingsCounter
from .workstation import Workstation


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
    return PageServices(
        mode=Mode.SIMULATED,
        counter=BenchCounter(station),
        cps=CpsCounter(station),
        apcv=ApcvCounter(station),
        settings=ReaderSettingsCounter(station),
        panel=BenchControl(station.bench),
        incidents=incidents,
    )


def serve_page(*, depth: str, seed: int, port: int, out: Path | None) -> None:
    """Serve the page on loopback until it is interrupted.

    Raises:
        OperatorActionNeeded: the bench cannot start at that depth, the folder cannot be written, or
            the port is taken.
    """
    _require_port(port)
    folder = out or Path(tempfile.mkdtemp(prefix="binocle-up-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "journal.txt").touch()
    except OSError as error:
        raise OperatorActionNeeded("BANC-DOSSIER-REFUSE", dossier=str(folder)) from error
    with start_bench(depth=depth, seed=seed, folder=folder) as bench:
        station = Workstation(bench, folder)
        services = page_services(station, IncidentFolder(folder / "incidents"))
        # One thread: the desk is one counter, its database one connection. A browser opens several
        # connections, so a request that waits its turn is ordinary and not worth a warning.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server = create_server(create_app(services), host="127.0.0.1", port=port, threads=1)
        OUT.print(f"[bold]Binocle[/] · [bold yellow]SIMULÉ[/] · http://127.0.0.1:{port}/")
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
            station.close()


def _require_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorActionNeeded("BANC-PORT-PRIS", port=port) from error
