"""One bench: a world with its reader, cards, people and services, at one depth.

Law of this file: a bench owns all that it starts and leaves no trace. At depth ``in-process`` cards
and services are objects; at depth ``pcsc`` the cards sit in a private PC/SC daemon and the services
on loopback sockets. The same world, faults and journal serve both.
"""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from .adri import AdriSimulator
from .adri.app import create_app as adri_app
from .cards import DEMO_HOLDER, CpsCard, CpsHolder, VitaleCard, authority_pem
from .concentrator.app import create_app as concentrator_app
from .concentrator.behaviour import ConcentratorSimulator
from .payers.behaviour import Register, payer_maker
from .people import Person, load_people
from .readers import Card, ReaderRack, ReaderSimulator, Slot, load_models
from .servers import InProcessFace, OutageTransport, ServiceServer
from .sesam_vitale import SesamVitaleSimulator
from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from .pcsc import PcscStage

DEPTHS = ("in-process", "pcsc")
SERVICES = ("adri", "concentrator")
READER = "kaplink2"
SOCKET_TIMEOUT_S = 1.0
"""What clients of a bench wait on a socket; a slow service answers later than that."""


class UnknownPerson(LookupError):
    """A key that names nobody of the bench."""


class Bench:
    """Readers, cards and services under control; a context manager that leaves no trace."""

    def __init__(
        self,
        *,
        seed: int = 1,
        depth: str = "in-process",
        folder: Path | None = None,
        people: Mapping[str, Person] | None = None,
        library: Path | None = None,
        insert: Iterable[str] = ("cps", "vitale"),
        quick_ack: bool = True,
    ) -> None:
        """Make a fresh bench, with the demonstration CPS and the card of ``desmaux`` put in.

        Args:
            seed: the only source of chance.
            depth: one of :data:`DEPTHS`.
            folder: where the journal goes and stays; a temporary folder, removed, when absent.
            people: the persons that cards and services know; the shipped ones when absent.
            library: vpcd's driver library, when it is not where the set-up puts it.
            insert: roles whose demonstration card is put in at once.
            quick_ack: as :class:`~binocle_simulators.pcsc.PcscStage`; off only to measure.
        """
        assert depth in DEPTHS, depth
        self.depth = depth
        self._own_folder = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="binocle-bench-"))
        self.people = dict(people if people is not None else load_people())
        self._library = library
        self._quick_ack = quick_ack
        self._insert = tuple(insert)
        self._stage: PcscStage | None = None
        self._servers: dict[str, ServiceServer] = {}
        self._begin(seed)

    def _begin(self, seed: int) -> None:
        self.world = World(seed, journal=self.folder / "journal.txt")
        self.reader = ReaderSimulator(load_models()[READER], world=self.world)
        self.rack = ReaderRack(self.reader)
        self.adri = AdriSimulator(
            world=self.world, people=self.people.values(), authority_pem=authority_pem()
        )
        self.concentrator = ConcentratorSimulator(
            world=self.world,
            authority_pem=authority_pem(),
            payers={},
            other_payer=payer_maker(Register(self.people.values())),
        )
        self.sesam_vitale = SesamVitaleSimulator()
        self._apps: dict[str, WSGIApplication] = {
            "adri": adri_app(self.adri),
            "concentrator": concentrator_app(self.concentrator),
        }
        for role in self._insert:
            self.slot(role).insert(self.cps() if role == "cps" else self.vitale())
        if self.depth == "pcsc":
            self._open_sockets()

    def _open_sockets(self) -> None:
        from .pcsc import PcscStage

        self._stage = PcscStage(
            self.world, self.reader.slots, library=self._library, quick_ack=self._quick_ack
        )
        try:
            self._stage.start()
            for name, app in self._apps.items():
                self._servers[name] = ServiceServer(self.world, name, app)
        except BaseException:
            self._close_sockets()
            raise

    # -- cards ----------------------------------------------------------------------------------

    def slot(self, role: str) -> Slot:
        """Return the reader's slot of a role: ``cps``, ``vitale`` or ``contactless``."""
        return self.reader.slot(role)

    def cps(self, holder: CpsHolder = DEMO_HOLDER) -> CpsCard:
        """Make a CPS; the demonstration one has code 1234 and unblocking code 12345678."""
        return CpsCard(holder, chance=self.world.stream("cps"))

    def vitale(self, *keys: str) -> VitaleCard:
        """Make the Vitale card of people of the bench, in the order of their keys."""
        return VitaleCard(*(self.person(key) for key in keys or ("desmaux",)))

    def person(self, key: str) -> Person:
        """Return a person of the bench.

        Raises:
            UnknownPerson: nobody has that key.
        """
        try:
            return self.people[key]
        except KeyError:
            raise UnknownPerson(key) from None

    def family(self, key: str) -> tuple[str, ...]:
        """Return the keys of everybody on the same Vitale card, in its order."""
        serial = self.person(key).card_serial
        return tuple(k for k, person in self.people.items() if person.card_serial == serial)

    def insert(self, role: str, card: Card) -> None:
        """Put a card in; returns when the readers show it."""
        if self._stage:
            self._stage.insert(role, card)
        else:
            self.slot(role).insert(card)

    def remove(self, role: str) -> None:
        """Take the card out; returns when the readers show it."""
        if self._stage:
            self._stage.remove(role)
        else:
            self.slot(role).remove()

    # -- services ---------------------------------------------------------------------------------

    def client(self, service: str) -> httpx.Client:
        """Return an HTTP client of a service; its caller closes it."""
        if self._stage:
            way = OutageTransport(self.world, service, self._servers[service])
            return httpx.Client(transport=way, base_url=self.url(service), timeout=SOCKET_TIMEOUT_S)
        face = InProcessFace(self.world, service, self._apps[service])
        return httpx.Client(transport=face, base_url=self.url(service), timeout=30.0)

    def url(self, service: str) -> str:
        """Return a service's address, without a final slash."""
        if self._stage:
            return self._servers[service].url
        return f"http://{service}.simulateur.invalid"

    @property
    def stage(self) -> "PcscStage":
        """The PC/SC daemon and its virtual readers; only at depth ``pcsc``."""
        assert self._stage is not None, "this bench has no PC/SC"
        return self._stage

    def environment(self) -> dict[str, str]:
        """Return what another program needs to find the readers and the services."""
        addresses = {f"BINOCLE_{name.upper()}_URL": self.url(name) for name in SERVICES}
        return {**self.stage.environment, **addresses}

    def reader_names(self) -> dict[str, str]:
        """Return the PC/SC name of each role's slot, as this depth shows it."""
        if self._stage:
            return dict(self._stage.names())
        return {slot.role: slot.name for slot in self.reader.slots}

    # -- life -------------------------------------------------------------------------------------

    def reset(self, seed: int | None = None) -> None:
        """Begin again: a fresh world on the same folder; nothing of the former day is left."""
        self._close_sockets()
        self.world.journal.close()
        self._begin(self.world.seed if seed is None else seed)

    def _close_sockets(self) -> None:
        for server in self._servers.values():
            server.close()
        self._servers.clear()
        if self._stage:
            self._stage.close()
            self._stage = None

    def close(self) -> None:
        """Stop everything; a folder that the bench made is removed."""
        self._close_sockets()
        self.world.journal.close()
        if self._own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Bench":
        """Return the bench."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()
