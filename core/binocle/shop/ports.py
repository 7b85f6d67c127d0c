"""Where the shop's choices are kept."""

from typing import Protocol

from .model import ShopSettings


class ShopSettingsStore(Protocol):
    """The choices of one shop."""

    def shop_settings(self) -> ShopSettings:
        """Return the choices; the printed defaults when none was made."""
        ...

    def keep_shop_settings(self, settings: ShopSettings) -> None:
        """Keep choices in place of the former ones; they survive a power cut."""
        ...
