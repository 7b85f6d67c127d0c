"""One bench: a world with its reader, cards, people and services, at one depth.

Law of this file: a bench owns all that it starts and leaves no trace. At depth ``in-process`` cards
and services are objects; at depth ``pcsc`` the cards sit in a private PC/SC daemon and the services
on loopback sockets. The same world, faults and journal serve both.

A slot is named by its id, ``reader:role``, or by its role alone: then the first plugged reader that
has it. At depth ``pcsc`` the clock is moved with :meth:`Bench.advance`, which also shows PC/SC the
slots that come to life or go to sleep.
Source: ours; no rule of a peer.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from .apcv import ApcvPhone
from .cards import (
    DEMO_HOLDER,
    CpsCard,
    CpsHolder,
    VitaleCard,
    authority_pem,
    opposition_list,
    oppositions_of,
)
from .control import Control, Impossible
from .faults import Fault, told_moment
from .payers import bank_statement
from .people import Person, load_people
from .reach import MAIL_USER, MailAccess, Reach
from .readers import (
    NAMINGS,
    Card,
    Device,
    ReaderRack,
    ReaderSimulator,
    Slot,
    known,
    model_of,
    plug_devices,
)
from .services import SERVICES as SERVICES
from .services import Services
from .sesam_vitale import SesamVitaleSimulator
from .world import World

if TYPE_CHECKING:
    from .pcsc import PcscStage

DEPTHS = ("in-process", "pcsc")
READERS = ("kaplink2",)
DEMO_CARDS = {"cps": "cps3:demo", "vitale": "vitale:desmaux"}
MAX_PCSC_SLOTS = 8
"""What one private PC/SC service shows at most."""


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
        insert: Iterable[str] | None = None,
        quick_ack: bool = True,
        readers: Sequence[str | Device] = READERS,
        naming: str = "linux",
    ) -> None:
        """Make a fresh bench, with the demonstration CPS and the card of ``desmaux`` put in.

        Args:
            seed: the only source of chance.
            depth: one of :data:`DEPTHS`.
            folder: where the journal goes and stays; a temporary folder, removed, when absent.
            people: the persons that cards and services know; the shipped ones when absent.
            library: vpcd's driver library, when it is not where the set-up puts it.
            insert: roles whose demonstration card is put in at once; when absent, ``cps`` and
                ``vitale``, where a reader takes them.
            quick_ack: as :class:`~binocle_simulators.pcsc.PcscStage`; off only to measure.
            readers: keys of the catalogue, or devices with their options; a second one of a model
                gets ``-2`` behind its id and the next serial number.
            naming: the system whose PC/SC names they show: ``linux``, ``windows`` or ``macos``.

        Raises:
            UnknownReader: no such model or naming; the text lists those that there are.
            Impossible: more slots than PC/SC takes.
        """
        assert depth in DEPTHS, depth
        self._let_go: Callable[[], None] = lambda: None
        self.naming = known("naming", naming, NAMINGS)
        self._devices = tuple(Device(one) if isinstance(one, str) else one for one in readers)
        slots = sum(len(model_of(device.model).slots) for device in self._devices)
        if depth == "pcsc" and slots > MAX_PCSC_SLOTS:
            raise Impossible(f"{slots} slots; PC/SC takes {MAX_PCSC_SLOTS} at most")
        self.depth = depth
        self._own_folder = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="binocle-bench-"))
        self.people: dict[str, Person] = dict(people if people is not None else load_people())
        self._library = library
        self._quick_ack = quick_ack
        self._insert = None if insert is None else tuple(insert)
        self._stage: PcscStage | None = None
        self._begin(seed)

    def _begin(self, seed: int) -> None:
        self.world: World = World(seed, journal=self.folder / "journal.txt")
        self.readers = plug_devices(self._devices, world=self.world, naming=self.naming)
        self.rack = ReaderRack(*self.readers.values(), world=self.world)
        self.control = Control(self)
        made = Services(world=self.world, people=self.people, authority_pem=authority_pem())
        self.adri, self.apcv = made.adri, made.apcv
        self.conventions, self.concentrator = made.conventions, made.concentrator
        self.front_end, self.scor = made.front_end, made.scor
        self.payers, self.entitlements = made.payers, made.entitlements
        self._reach = Reach(self.world, made)
        self.phone: ApcvPhone | None = None
        self.vpn_is_up = True
        self.sesam_vitale = SesamVitaleSimulator()
        there = {slot.role for slot in self.rack.slots()}
        usual = tuple(role for role in DEMO_CARDS if role in there)
        for role in usual if self._insert is None else self._insert:
            self.slot(role).insert(self.control.make(DEMO_CARDS[role]))
        if self.depth == "pcsc":
            self._open_sockets()

    def _open_sockets(self) -> None:
        from .pcsc import PcscStage

        slots = self.rack.slots()
        self._stage = PcscStage(self.world, slots, library=self._library, quick_ack=self._quick_ack)
        try:
            self._stage.start()
            self._reach.open_sockets()
        except BaseException:
            self.close()
            raise

    # -- cards ----------------------------------------------------------------------------------

    def slot(self, where: str) -> Slot:
        """Return a slot by its id, or the first of a role in the bench's order; plugged ones first.

        Raises:
            LookupError: no slot of that id or role; the text lists those that there are.
        """
        everywhere = [slot for reader in self.readers.values() for slot in reader.slots]
        plugged = set(self.rack.slots())
        for slot in sorted(everywhere, key=lambda slot: slot not in plugged):
            if where in (slot.id, slot.role):
                return slot
        raise LookupError(f"no slot {where!r}; slots: {', '.join(one.id for one in everywhere)}")

    @property
    def reader(self) -> ReaderSimulator:
        """The first reader of the bench."""
        return next(iter(self.readers.values()))

    def reader_of(self, key: str) -> ReaderSimulator:
        """Return a reader by its id.

        Raises:
            LookupError: none has it; the text lists those that there are.
        """
        if key not in self.readers:
            raise LookupError(f"no reader {key!r}; readers: {', '.join(self.readers)}")
        return self.readers[key]

    def cps(self, holder: CpsHolder = DEMO_HOLDER) -> CpsCard:
        """Make a CPS; the demonstration one has code 1234 and unblocking code 12345678."""
        return CpsCard(holder, chance=self.world.stream("cps"))

    def vitale(self, *keys: str) -> VitaleCard:
        """Make the Vitale card of people of the bench, in the order of their keys."""
        return VitaleCard(*(self.person(key) for key in keys or ("desmaux",)))

    def opposition_list(self) -> str:
        """Return the list of the opposed cards of the bench's people, edited today."""
        entries = oppositions_of(self.people.values())
        return opposition_list(entries, edition=self.world.now().date())

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

    def insert(
        self, where: str, card: Card, *, mute: bool = False, upside_down: bool = False
    ) -> None:
        """Put a card in; returns when the readers show it.

        Args:
            where: id or role of the slot.
            card: the card.
            mute: it will not answer to reset.
            upside_down: likewise, because it is the wrong way round.
        """
        slot = self.slot(where)
        if slot.card is not None and self._is_shown(slot):
            self.stage.remove(slot.id)
        slot.insert(card, mute=mute, upside_down=upside_down)
        if slot.card is not None and self._is_shown(slot):
            self.stage.insert(slot.id)

    def remove(self, where: str) -> None:
        """Take the card out; returns when the readers show it."""
        slot = self.slot(where)
        if slot.card is not None and self._is_shown(slot):
            self.stage.remove(slot.id)
        else:
            slot.remove()

    def tear(self, where: str, shape: str, moment: str = "") -> None:
        """Have the next command to the card of a slot meet a tear.

        In process, and for the moment ``after``, this arms a fault for the slot's role.

        Args:
            where: id or role of the slot.
            shape: one of :data:`~binocle_simulators.faults.CARD_TEARS`.
            moment: of :data:`~binocle_simulators.faults.MOMENTS`; the shape's own when empty.

        Raises:
            UnknownFault: no such shape or moment.
            Impossible: no card in the slot.
        """
        slot = self.slot(where)
        fault = Fault(slot.role, shape, moment=moment)
        if slot.card is None:
            raise Impossible(f"no card in {slot.id}: nothing to tear")
        what, when = told_moment(fault.told)
        if self._is_shown(slot) and when != "after":
            self.stage.tear(slot.id, what, when)
        else:
            self.world.faults.arm(fault)

    def reset_card(self, where: str) -> None:
        """Have another program reset the card of a slot, which stays in.

        Raises:
            Impossible: there is no card in the slot.
        """
        slot = self.slot(where)
        if slot.card is None:
            raise Impossible(f"no card in {slot.id}: nothing to reset")
        if self._is_shown(slot):
            self.stage.reset_by_other(slot.id)
        else:
            slot.reset()

    def _is_shown(self, slot: Slot) -> bool:
        """Say whether PC/SC shows this slot now."""
        return self._stage is not None and self.rack.is_up and slot in self.rack.slots()

    # -- the phone --------------------------------------------------------------------------------

    def open_phone(self, key: str = "desmaux") -> ApcvPhone:
        """Open somebody's appli carte Vitale and have it show a code; a former phone goes away.

        Args:
            key: whose.
        """
        self.withdraw_phone()
        self.phone = ApcvPhone(self.person(key), world=self.world, service=self.apcv)
        self.phone.open()
        self.phone.identify()
        self.phone.show()
        return self.phone

    def present_phone(self, where: str = "contactless") -> None:
        """Bring the phone into the field of a contactless slot.

        Raises:
            Impossible: no phone is open.
        """
        self.insert(where, self.phone_in_hand())

    def withdraw_phone(self) -> None:
        """Take the phone away from whatever slot it lies on, if it does."""
        for reader in self.readers.values():
            for slot in reader.slots:
                if self.phone is not None and slot.held is self.phone:
                    self.remove(slot.id)

    def phone_in_hand(self) -> ApcvPhone:
        """Return the open phone.

        Raises:
            Impossible: no phone is open.
        """
        if self.phone is None:
            raise Impossible("no phone is open")
        return self.phone

    def close_phone(self) -> None:
        """Close the app and put the phone away."""
        self.withdraw_phone()
        if self.phone is not None:
            self.phone.close()
            self.phone = None

    # -- readers ----------------------------------------------------------------------------------

    def press(self, reader: str, key: str) -> None:
        """Press a key of a reader; see :meth:`ReaderSimulator.press`."""
        with self._showing():
            self.reader_of(reader).press(key)

    def set_cable(self, reader: str, cable: str) -> None:
        """Change the cable of a reader; see :meth:`ReaderSimulator.set_cable`."""
        with self._showing():
            self.reader_of(reader).set_cable(cable)

    def set_firmware(self, reader: str, version: str) -> None:
        """Install a firmware in a reader; see :meth:`ReaderSimulator.set_firmware`."""
        with self._showing():
            self.reader_of(reader).set_firmware(version)

    def advance(self, span: timedelta) -> None:
        """Move the clock forward; slots that come to life or go to sleep meanwhile are shown so."""
        with self._showing():
            self.world.advance(span)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """Have PC/SC show the cards of slots that the block woke, and no more those it disabled."""
        seen = {slot: slot.card is not None for slot in self.rack.slots()}
        yield
        for slot, was_seen in seen.items():
            if was_seen != (slot.card is not None) and self._is_shown(slot):
                (self.stage.hide if was_seen else self.stage.insert)(slot.id)

    def plug(self, reader: str) -> None:
        """Plug a reader of the bench again, with the cards that are in it.

        Raises:
            Impossible: it is plugged already.
        """
        chosen = self.reader_of(reader)
        if chosen in self.rack.readers:
            raise Impossible(f"{reader} is plugged already")
        self.rack.plug(chosen)
        if self._stage:
            self._stage.plug(chosen.slots)

    def unplug(self, reader: str) -> None:
        """Unplug a reader: its cards stay in it, connections die, verified codes are lost.

        Raises:
            Impossible: it is not plugged.
        """
        chosen = self.reader_of(reader)
        if chosen not in self.rack.readers:
            raise Impossible(f"{reader} is not plugged")
        if self._stage:
            self._stage.unplug([slot.id for slot in chosen.slots])
        self.rack.unplug(chosen)

    def unplug_slot(self, where: str) -> None:
        """Unplug the reader of a slot, as :meth:`unplug`."""
        self.unplug(self.slot(where).id.rpartition(":")[0])

    def stop_service(self) -> None:
        """Stop the PC/SC service; a second time, nothing."""
        if self._stage and self.rack.is_up:
            self._stage.stop_service()
        self.rack.stop_service()

    def start_service(self) -> None:
        """Start the PC/SC service again, with readers and cards as they stand."""
        was_up = self.rack.is_up
        self.rack.start_service()
        if self._stage and not was_up:
            self._stage.start_service()

    # -- services ---------------------------------------------------------------------------------

    def client(self, service: str) -> httpx.Client:
        """Return an HTTP client of a service; its caller closes it."""
        return self._reach.client(service)

    def url(self, service: str) -> str:
        """Return a service's address, without a final slash."""
        return self._reach.url(service)

    def mail_access(self, user: str = MAIL_USER) -> MailAccess:
        """Return the access of a professional (14 digits) to mail; the first call opens it."""
        return self._reach.mail(user)

    def statement(self, professional: str, *, form: str = "csv", others: int = 0) -> bytes:
        """Return what the bank of a professional says; see :func:`.payers.bank_statement`."""
        with self.world.lock:
            ledger = self.payers.ledger
            return bank_statement(self.world, ledger, professional, form=form, others=others)

    @property
    def stage(self) -> "PcscStage":
        """The PC/SC daemon and its virtual readers; only at depth ``pcsc``."""
        assert self._stage is not None, "this bench has no PC/SC"
        return self._stage

    def environment(self) -> dict[str, str]:
        """Return what another program needs to find the readers and the services."""
        return {**self.stage.environment, **self._reach.addresses()}

    def slot_names(self) -> dict[str, str]:
        """Return the PC/SC name of each plugged slot, by its id, as this depth shows it."""
        if self._stage:
            return dict(self._stage.names())
        return {slot.id: slot.name for slot in self.rack.slots()}

    def reader_names(self) -> dict[str, str]:
        """Return the PC/SC name of the first plugged slot of each role."""
        found: dict[str, str] = {}
        names = self.slot_names()
        for role in {slot.role: None for slot in self.rack.slots()}:
            found[role] = names[self.slot(role).id]
        return found

    # -- life -------------------------------------------------------------------------------------

    def before_reset(self, let_go: Callable[[], None]) -> None:
        """Have who works on this bench let go of it before it begins again; the last who asked.

        Args:
            let_go: called once a beginning is sure, before anything is closed.
        """
        self._let_go = let_go

    def reset(self, seed: int | None = None) -> None:
        """Begin again: a fresh world on the same folder; nothing of the former day is left."""
        self._let_go()
        self._close_sockets()
        self.world.journal.close()
        self._begin(self.world.seed if seed is None else seed)

    def _close_sockets(self) -> None:
        self._reach.close()
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
