"""The services of one bench, made together around one world: who answers, and their applications.

Law of this file: this is the only place where peers meet. The rights service and the payers know
the same people, and a hand changes them for both; the SCOR server sits at the concentrator's
address and asks it about its lots; the front-end takes mail for the concentrator.
Source: ours; no rule of a peer.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .adri import AdriSimulator
from .adri.app import create_app as adri_app
from .apcv import ApcvService
from .apcv.app import create_app as apcv_app
from .concentrator.app import create_app as concentrator_app
from .concentrator.behaviour import ConcentratorSimulator
from .concentrator.mail import FrontEnd
from .conventions import ConventionDirectory
from .conventions.app import create_app as conventions_app
from .entitlements import Entitlements
from .payers import Register, Treasury
from .people import Person
from .scor import FseLot, ScorSimulator
from .scor.app import create_app as scor_app
from .servers import joined
from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SERVICES = ("adri", "apcv", "conventions", "concentrator")


class Services:
    """What a bench serves.

    Attributes:
        adri, apcv, conventions, concentrator, scor: the simulators.
        front_end: the concentrator's mail.
        payers: funds and complementary insurers, whose files the concentrator carries.
        entitlements: what the funds know of the people, changed by hand.
        apps: the WSGI application of each of :data:`SERVICES`.
    """

    def __init__(self, *, world: World, people: Mapping[str, Person], authority_pem: bytes) -> None:
        """Make services that were never asked.

        Args:
            world: clock, chance, faults and journal.
            people: who is known, by key.
            authority_pem: of the authorities whose professionals are let in.
        """
        everybody = people.values()
        register = Register(everybody)
        self.adri = AdriSimulator(world=world, people=everybody, authority_pem=authority_pem)
        self.apcv = ApcvService(world=world, people=everybody, authority_pem=authority_pem)
        self.conventions = ConventionDirectory(world=world)
        self.payers = Treasury(world=world, register=register)
        self.concentrator = ConcentratorSimulator(
            world=world,
            authority_pem=authority_pem,
            payers={},
            other_payer=self.payers.desk,
        )
        self.front_end = FrontEnd(world=world, concentrator=self.concentrator)
        self.scor = ScorSimulator(world=world, fse_lots=self._fse_lots)
        self.payers.deliver_to(self.concentrator.drop)
        self.entitlements = Entitlements(people, adri=self.adri, register=register)
        self.apps: dict[str, WSGIApplication] = {
            "adri": adri_app(self.adri),
            "apcv": apcv_app(self.apcv),
            "conventions": conventions_app(self.conventions),
            "concentrator": joined(
                "concentrator", concentrator_app(self.concentrator), scor=scor_app(self.scor)
            ),
        }
        assert tuple(self.apps) == SERVICES

    def _fse_lots(self, number: str, recipient: str, date: str) -> tuple[FseLot, ...]:
        """Tell the SCOR server what the concentrator knows of the FSE lots of that name."""
        return tuple(
            FseLot(
                professional=lot.professional,
                is_acknowledged=lot.is_acknowledged,
                is_degraded=lot.facts.certification == "D",
                invoices=frozenset(invoice.number for invoice in lot.facts.invoices),
            )
            for lot in self.concentrator.lots_named(number, recipient, date)
            if lot.facts.flow == "FSE"
        )
