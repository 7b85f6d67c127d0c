"""One device on the desk: its slots, and its own state: cable, firmware, keys, display.

Source: LEC-03 for Prium-4: the contactless side needs the right cable with external power, a recent
firmware, and a key that arms it for two minutes and disables the upper slot meanwhile. What the
display says, that an old firmware says so, and that the key starts the two minutes again: assumed.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binocle_simulators.world import World

from .catalogue import CABLES, Arming, ReaderModel, SlotModel, UnknownReader, known, model_of
from .contactless import ATR_FORMS
from .slot import Slot, SlotTraits

ARMED = "SANS CONTACT ACTIF"
WRONG_CABLE = "ERREUR CABLE : ALIMENTATION EXTERNE"
OLD_FIRMWARE = "ERREUR VERSION : {firmware} REQUISE"
KEYS = (*"0123456789.", "valider", "corriger", "annuler")

_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")


class NoSuchControl(ValueError):
    """A reader that has no such key, cable or firmware to change."""


@dataclass(frozen=True)
class Device:
    """One device to plug.

    Attributes:
        model: key of the catalogue.
        serial: its serial number; counted on from the model's when absent.
        resolves: it follows 61xx and 6Cxx itself; only a reader at APDU level may.
        contactless_atr: ``part3`` (T=1, as most readers) or ``t0`` (as the Kapelse descriptor).
    """

    model: str
    serial: str = ""
    resolves: bool = False
    contactless_atr: str = "part3"

    def __post_init__(self) -> None:
        """Refuse an unknown model, and what a reader of this model does not do."""
        known("contactless ATR", self.contactless_atr, ATR_FORMS)
        if self.resolves and all(slot.level == "tpdu" for slot in model_of(self.model).slots):
            raise UnknownReader(f"{self.model} works at TPDU level: 61xx and 6Cxx are the host's")


class ReaderSimulator:
    """One device: a slot for each of its USB interfaces.

    Attributes:
        model: from the catalogue.
        id: its address on a bench.
        slots: in the order of the interfaces.
        cable: ``usb`` or ``pieuvre``.
        firmware: version in force.
        display: what its screen says, empty when nothing.
        armed_until: when the contactless side goes to sleep again, while it is armed.
    """

    def __init__(
        self,
        model: ReaderModel,
        *,
        world: World,
        id: str = "",
        naming: str = "linux",
        device: Device | None = None,
        first_number: int = 0,
        taken: Collection[str] = (),
        hops: Collection[str] = (),
    ) -> None:
        """Plug a device.

        Args:
            model: from the catalogue.
            world: whose time, faults and journal the slots use.
            id: its address; the model's key when absent.
            naming: whose names PC/SC shows: ``linux``, ``windows`` or ``macos``.
            device: its options.
            first_number: first free PC/SC reader number; one is taken for each slot.
            taken: names of the readers that are there already.
            hops: roles that an earlier reader has in the journal already.

        Raises:
            UnknownReader: no such naming.
        """
        self.model = model
        self.id = id or model.key
        self._world = world
        options = device or Device(model.key)
        names = model.names(
            naming, serial=options.serial or model.serial, first_number=first_number, taken=taken
        )
        self.slots = tuple(
            Slot(
                name,
                slot.role,
                world=world,
                id=f"{self.id}:{slot.role}",
                hop=f"apdu:{self.id}:{slot.role}" if slot.role in hops else "",
                traits=_traits(model, slot, options),
            )
            for name, slot in zip(names, model.slots, strict=True)
        )
        arming = model.arming
        self.cable = arming.cable if arming else CABLES[0]
        self.firmware = arming.firmware if arming else ""
        self.display = ""
        self.armed_until: datetime | None = None
        if arming:
            self.slot("contactless").disabled = True

    def slot(self, role: str) -> Slot:
        """Return the slot of a role.

        Raises:
            LookupError: the reader has none.
        """
        for slot in self.slots:
            if slot.role == role:
                return slot
        raise LookupError(f"{self.id} has no slot {role!r}: {[slot.role for slot in self.slots]}")

    # -- its own controls ---------------------------------------------------------------------

    def press(self, key: str) -> None:
        """Press a key; only the one that arms the contactless side does something.

        Raises:
            NoSuchControl: the reader has no keys, or not this one.
        """
        arming = self._arming()
        if key not in KEYS:
            raise NoSuchControl(f"{self.id} has no key {key!r}; keys: {', '.join(KEYS)}")
        with self._world.lock:
            self._record(f"key {key}")
            if key != arming.key:
                return
            if self.cable != arming.cable:
                self._show(WRONG_CABLE)
            elif _version(self.firmware) < _version(arming.firmware):
                self._show(OLD_FIRMWARE.format(firmware=arming.firmware))
            else:
                self._arm(timedelta(seconds=arming.seconds))

    def set_cable(self, cable: str) -> None:
        """Change the cable; without external power the contactless side sleeps.

        Raises:
            NoSuchControl: the reader has one cable only, or not this one.
        """
        arming = self._arming()
        if cable not in CABLES:
            raise NoSuchControl(f"{self.id} has no cable {cable!r}; cables: {', '.join(CABLES)}")
        with self._world.lock:
            self.cable = cable
            self._record(f"cable {cable}")
            self._disarm()
            self._show("" if cable == arming.cable else WRONG_CABLE)

    def set_firmware(self, version: str) -> None:
        """Install a firmware, which restarts the reader.

        Args:
            version: numbers and points, such as ``6.0.3``.

        Raises:
            NoSuchControl: the reader shows no version, or this is none.
        """
        self._arming()
        if not _VERSION.fullmatch(version):
            raise NoSuchControl(f"a version is numbers and points, not {version!r}")
        with self._world.lock:
            self.firmware = version
            self._record(f"firmware {version}")
            self._disarm()

    def cut(self) -> None:
        """Lose power: cards stay in, connections die, what was verified or armed is lost."""
        with self._world.lock:
            self._disarm()
            for slot in self.slots:
                slot.cut()

    # -- inside -------------------------------------------------------------------------------

    def _arming(self) -> Arming:
        if self.model.arming is None:
            raise NoSuchControl(f"{self.id} ({self.model.label}) has no key, cable or firmware")
        return self.model.arming

    def _arm(self, span: timedelta) -> None:
        self.armed_until = self._world.now() + span
        self._show(ARMED)
        self.slot(self._arming().upper).disable()
        if self.slot("contactless").disabled:
            self.slot("contactless").enable()
        self._world.call_at(self.armed_until, f"{self.id}: contactless sleeps", self._expire)

    def _expire(self) -> None:
        if self.armed_until is not None and self._world.now() >= self.armed_until:
            self._disarm()

    def _disarm(self) -> None:
        if self.armed_until is None:
            return
        self.armed_until = None
        self._show("")
        self.slot("contactless").disable()
        self.slot(self._arming().upper).enable()

    def _show(self, text: str) -> None:
        if text != self.display:
            self.display = text
            self._record(f"display {text}" if text else "display off")

    def _record(self, what: str) -> None:
        self._world.record(f"reader:{self.id}", "=", what)


def _traits(model: ReaderModel, slot: SlotModel, options: Device) -> SlotTraits:
    return SlotTraits(
        model=slot,
        refusal=bytes.fromhex(model.contact_refusal),
        delay_ms=model.delay_ms,
        resolves=options.resolves and slot.level != "tpdu",
        atr_form=options.contactless_atr,
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def plug_devices(
    devices: Iterable[Device], *, world: World, naming: str
) -> dict[str, ReaderSimulator]:
    """Return the readers of a bench by id, in the order of their plugging.

    Args:
        devices: a second one of a model gets ``-2`` behind its id and the next serial number.
        world: whose time, faults and journal the slots use.
        naming: the system whose PC/SC names they show.
    """
    made: dict[str, ReaderSimulator] = {}
    slots: list[Slot] = []
    for device in devices:
        model = model_of(device.model)
        rank = 1 + sum(reader.model is model for reader in made.values())
        serial = device.serial or f"{int(model.serial) + rank - 1:0{len(model.serial)}d}"
        reader = ReaderSimulator(
            model,
            world=world,
            id=model.key if rank == 1 else f"{model.key}-{rank}",
            naming=naming,
            device=replace(device, serial=serial),
            first_number=len(slots),
            taken={slot.name for slot in slots},
            hops={slot.role for slot in slots},
        )
        made[reader.id] = reader
        slots += reader.slots
    return made
