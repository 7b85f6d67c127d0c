"""The readers that shops have, as data: ``catalogue.toml``, read once and checked.

Law of this file: a name is a pattern. What differs from one device to the next (the serial number)
and from one plugging to the next (the final numbers) is never pinned. One device gives as many
PC/SC readers as it has slots, and each system names them its own way (:data:`FORMS`). Source: cards
sheet 2.1 and 2.2; the form of macOS is assumed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

from .model import Role

SERIAL = r"(?P<serial>[0-9A-Za-z]{1,20})"

FORMS: tuple[tuple[str, bool, str], ...] = (
    # system, whether the slot has an interface name, pattern of the whole name
    ("linux", True, r"{product} \[{interface}\](?: \([^()]+\))? [0-9A-F]{{2}} 00"),
    ("linux", False, r"{product}(?: \[[^\[\]]+\])?(?: \([^()]+\))? [0-9A-F]{{2}} {place}"),
    ("windows", True, r"{vendor} {interface} [0-9]{{1,3}}"),
    ("windows", False, r"{product} [0-9]{{1,3}}"),
    # A virtual reader of pcsc-lite may bear a Windows name, and gets the numbers all the same.
    ("virtual", True, r"{vendor} {interface} [0-9]{{1,3}} [0-9A-F]{{2}} 00"),
    ("virtual", False, r"{product} [0-9]{{1,3}} [0-9A-F]{{2}} {place}"),
    # macOS shows one device with several slots (assumed: numbered as pcsc-lite does).
    ("macos", True, r"{product} [0-9A-F]{{2}} {place}"),
)


class Confidence(Enum):
    """How sure a fact of the catalogue is."""

    SOURCED = "sourced"
    MEASURED = "measured"
    INFERRED = "inferred"
    RECALLED = "recalled"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class SlotUse(Enum):
    """What a slot takes; ``EITHER`` leaves it to the shop, ``SAM`` takes none of our cards."""

    CPS = "cps"
    VITALE = "vitale"
    CONTACTLESS = "contactless"
    EITHER = "either"
    SAM = "sam"

    @property
    def role(self) -> Role | None:
        """The role, when the model settles it."""
        return {"cps": Role.CPS, "vitale": Role.VITALE, "contactless": Role.CONTACTLESS}.get(
            self.value
        )


class Level(Enum):
    """What the reader takes from its driver: units of T=0 and T=1, or whole commands."""

    TPDU = "tpdu"
    SHORT_APDU = "short-apdu"
    EXTENDED_APDU = "extended-apdu"


@dataclass(frozen=True)
class Fact:
    """How sure one thing of a model is, and where it was read."""

    confidence: Confidence
    source: str


@dataclass(frozen=True)
class ModelSlot:
    """One slot of a model.

    Attributes:
        place: number in the device.
        interface: name of its USB interface, ``{serial}`` in place of the serial number; blank when
            it has none.
        protocols: what it reports, ``T=0`` and ``T=1``.
    """

    place: int
    use: SlotUse
    interface: str
    level: Level
    protocols: tuple[str, ...]


@dataclass(frozen=True)
class ReaderModel:
    """One model of reader.

    Attributes:
        key: stable name.
        label: as the shop knows it, in French.
        usb: vendor and product ids, four hex digits each.
        pad: whether a code can be typed on it.
        wait_s: seconds that a wait lasts unless the shop sets another delay (LEC-04).
        quirks: what to know of it, in French.
        facts: ``usb``, ``names``, ``roles``, ``pad`` -> how sure.
        slots: none when nobody published its names.
    """

    key: str
    label: str
    maker: str
    usb: tuple[str, ...]
    vendor: str
    products: tuple[str, ...]
    pad: bool
    wait_s: int
    quirks: tuple[str, ...]
    facts: Mapping[str, Fact]
    slots: tuple[ModelSlot, ...]

    def patterns(self, slot: ModelSlot) -> Iterator[str]:
        """Yield the patterns of the names that systems give to one slot."""
        interface = re.escape(slot.interface).replace(re.escape("{serial}"), SERIAL)
        for _, named, form in FORMS:
            if named is bool(slot.interface):
                for product in self.products:
                    yield form.format(
                        product=re.escape(product),
                        vendor=re.escape(self.vendor),
                        interface=interface,
                        place=f"{slot.place:02X}",
                    )
        if len(self.slots) == 1:
            yield from (re.escape(product) for product in self.products)


def _read_model(key: str, table: Mapping[str, Any]) -> ReaderModel:
    slots = tuple(
        ModelSlot(
            place=slot["place"],
            use=SlotUse(slot["role"]),
            interface=slot["interface"],
            level=Level(slot["level"]),
            protocols=tuple(slot["protocols"]),
        )
        for slot in table["slot"]
    )
    assert len({slot.place for slot in slots}) == len(slots), f"{key}: a place twice"
    assert bool(slots) == bool(table["products"]), f"{key}: slots and names go together"
    return ReaderModel(
        key=key,
        label=table["label"],
        maker=table["maker"],
        usb=tuple(table["usb"]),
        vendor=table["vendor"],
        products=tuple(table["products"]),
        pad=table["pad"],
        wait_s=table["wait_s"],
        quirks=tuple(table["quirks"]),
        facts={
            name: Fact(Confidence(sure), where) for name, (sure, where) in table["facts"].items()
        },
        slots=slots,
    )


@cache
def reader_models() -> Mapping[str, ReaderModel]:
    """Return the models by key, in the order of the file."""
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {key: _read_model(key, table) for key, table in tomllib.loads(text).items()}
