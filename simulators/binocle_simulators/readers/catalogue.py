"""Reader models: what each slot is for and what PC/SC calls it.

Source: cards sheet 2.1 and 2.2; the data is in ``catalogue.toml``, with its confidence.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources

ROLES = ("cps", "vitale", "contactless")


class UnknownReader(ValueError):
    """A model that the catalogue does not hold."""


@dataclass(frozen=True)
class SlotModel:
    """One slot, which PC/SC shows as a reader of its own.

    Attributes:
        role: one of :data:`ROLES`.
        friendly: maker and product, as the driver names them.
        interface: name of the USB interface.
    """

    role: str
    friendly: str
    interface: str

    def __post_init__(self) -> None:
        """Refuse a role that nobody plays."""
        if self.role not in ROLES:
            raise UnknownReader(f"slot role {self.role!r} is none of {ROLES}")

    def name(self, number: int) -> str:
        """Return the name that pcsc-lite builds.

        Args:
            number: the reader number; the first free one when the device is plugged.
        """
        return f"{self.friendly} [{self.interface}] {number:02X} 00"


@dataclass(frozen=True)
class ReaderModel:
    """One product.

    Attributes:
        key: the name in the catalogue, such as ``kaplink2``.
        slots: in the order of the USB interfaces.
        confidence: how sure names and roles are.
    """

    key: str
    label: str
    slots: tuple[SlotModel, ...]
    confidence: str
    source: str


def load_models(text: str | None = None) -> dict[str, ReaderModel]:
    """Return the models by key.

    Args:
        text: the TOML text; the shipped ``catalogue.toml`` when absent.

    Raises:
        UnknownReader: a slot has no known role.
        TypeError: a key is unknown or missing.
    """
    if text is None:
        text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {
        key: ReaderModel(
            key=key, **{**table, "slots": tuple(SlotModel(**slot) for slot in table["slots"])}
        )
        for key, table in tomllib.loads(text).items()
    }
