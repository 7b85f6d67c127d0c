"""Reader models: their slots, what each can carry, and what PC/SC calls it on each system.

Source: cards sheet 2.1 and 2.2; the data is in ``catalogue.toml``, with its confidence. Names:

========  =====================================================================================
linux     friendly name, ``[interface]``, ``(serial)`` unless the interface holds it, reader
          number, slot number (sourced)
windows   maker, interface, a number at the end (recalled; the strings of LEC-02)
macos     friendly name, reader number, slot number: a device of several interfaces of the brand
          Kapelse is one reader of several slots (sourced); its exact text is assumed
========  =====================================================================================
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

ROLES = ("cps", "vitale", "contactless")
NAMINGS = ("linux", "windows", "macos")
LEVELS = ("tpdu", "short-apdu", "extended-apdu")
CABLES = ("usb", "pieuvre")
PADS = ("none", "verify-modify", "unknown")
PROTOCOLS = ("T=0", "T=1")

CCID_HEADER = 10
"""Bytes of a CCID message that are not the command."""


class UnknownReader(ValueError):
    """A model, role, system or option that is not in the catalogue; the text lists what is."""


def known(kind: str, value: str, choices: Collection[str]) -> str:
    """Return the value.

    Raises:
        UnknownReader: it is none of the choices, which the text lists.
    """
    if value not in choices:
        raise UnknownReader(f"{kind} {value!r} is unknown; known: {', '.join(choices)}")
    return value


@dataclass(frozen=True)
class SlotModel:
    """One slot, which PC/SC shows as a reader of its own.

    Attributes:
        role: one of :data:`ROLES`.
        interface: name of the USB interface; ``{serial}`` is the device's.
        level: one of :data:`LEVELS`; below the last, no extended APDU passes to a T=0 card.
        protocols: those of its descriptor.
        max_message: dwMaxCCIDMessageLength, in bytes, header included.
        features: dwFeatures as printed, 8 hex digits; empty when unknown.
        windows_number: the first number that Windows gives at the end of the name.
    """

    role: str
    interface: str
    level: str = "tpdu"
    protocols: tuple[str, ...] = PROTOCOLS
    max_message: int = 271
    features: str = ""
    windows_number: int = 0

    def __post_init__(self) -> None:
        """Refuse what no slot is."""
        known("slot role", self.role, ROLES)
        known("exchange level", self.level, LEVELS)
        for protocol in self.protocols:
            known("protocol", protocol, PROTOCOLS)

    @property
    def max_command(self) -> int:
        """Bytes of the longest command that one message carries."""
        return self.max_message - CCID_HEADER


@dataclass(frozen=True)
class Arming:
    """What a reader wants before its contactless side works (LEC-03).

    Attributes:
        key: the key that arms it.
        seconds: for how long.
        cable: the only cable that feeds the aerial.
        firmware: the oldest version that does it.
        upper: role of the slot that is disabled meanwhile (which one that is: assumed).
    """

    key: str
    seconds: int
    cable: str
    firmware: str
    upper: str


@dataclass(frozen=True)
class ReaderModel:
    """One product.

    Attributes:
        key: the name in the catalogue, such as ``kaplink2``.
        label: as the shop knows it.
        usb: vendor and product, or ``unknown``.
        maker: as Windows shows it.
        friendly: maker and product, as the Linux driver names them.
        serial: serial number of the first device; a bench counts on from it.
        slots: in the order of the USB interfaces.
        confidence: how sure names and roles are.
        source: where they come from.
        serial_apart: the Linux name tells the serial between parentheses.
        macos: ``one-reader`` for a device of several slots, else ``reader-per-interface``.
        pad: one of :data:`PADS`.
        screen: what it can show, empty when it has none.
        delay_ms: how late it may answer, in virtual milliseconds.
        contact_refusal: what a contact slot answers to class FF, 4 hex digits (which: assumed).
        arming: what its contactless side wants first, if anything.
    """

    key: str
    label: str
    usb: str
    maker: str
    friendly: str
    serial: str
    slots: tuple[SlotModel, ...]
    confidence: str
    source: str
    serial_apart: bool = False
    macos: str = "reader-per-interface"
    pad: str = "none"
    screen: str = ""
    delay_ms: int = 0
    contact_refusal: str = "6E00"
    arming: Arming | None = None

    def __post_init__(self) -> None:
        """Refuse a pad or a macOS form that nobody has."""
        known("pad", self.pad, PADS)
        known("macOS form", self.macos, ("one-reader", "reader-per-interface"))

    def names(
        self, naming: str, *, serial: str, first_number: int, taken: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the PC/SC name of each slot, in order.

        Args:
            naming: one of :data:`NAMINGS`.
            serial: of this device.
            first_number: first free PC/SC reader number.
            taken: names that other devices have already; only Windows numbers by them.

        Raises:
            UnknownReader: no such system.
        """
        known("naming", naming, NAMINGS)
        return tuple(
            self._name(naming, place, serial, first_number, taken)
            for place in range(len(self.slots))
        )

    def _name(
        self, naming: str, place: int, serial: str, number: int, taken: Collection[str]
    ) -> str:
        slot = self.slots[place]
        interface = slot.interface.format(serial=serial)
        if naming == "windows":
            last = slot.windows_number
            while f"{self.maker} {interface} {last}" in taken:
                last += 1
            return f"{self.maker} {interface} {last}"
        if naming == "macos" and self.macos == "one-reader":
            return f"{self.friendly} {number:02X} {place:02X}"
        apart = f" ({serial})" if self.serial_apart and naming == "linux" else ""
        return f"{self.friendly} [{interface}]{apart} {number + place:02X} 00"


def load_models(text: str | None = None) -> dict[str, ReaderModel]:
    """Return the models by key.

    Args:
        text: the TOML text; the shipped ``catalogue.toml`` when absent.

    Raises:
        UnknownReader: a role, level, protocol, pad or model to be alike is unknown.
        TypeError: a key is unknown or missing.
    """
    if text is None:
        return dict(_shipped())
    tables = tomllib.loads(text)
    return {key: _model(key, _whole(tables, key)) for key in tables}


def model_of(key: str) -> ReaderModel:
    """Return a shipped model.

    Raises:
        UnknownReader: none has that key; the text lists those that there are.
    """
    models = load_models()
    return models[known("reader model", key, models)]


@cache
def _shipped() -> dict[str, ReaderModel]:
    shipped = resources.files(__package__).joinpath("catalogue.toml")
    return load_models(shipped.read_text(encoding="utf-8"))


def _whole(tables: Mapping[str, dict[str, Any]], key: str) -> dict[str, Any]:
    """Return a table with what it takes from the model that it is like."""
    table = dict(tables[known("reader model", key, tables)])
    like = table.pop("like", None)
    return table if like is None else {**_whole(tables, like), **table}


def _model(key: str, table: dict[str, Any]) -> ReaderModel:
    slots = tuple(
        SlotModel(**{**slot, "protocols": tuple(slot.get("protocols", PROTOCOLS))})
        for slot in table.pop("slots")
    )
    arming = table.pop("arming", None)
    return ReaderModel(key=key, slots=slots, arming=arming and Arming(**arming), **table)
