"""The shop's own choices, across features."""

from .model import ShopSettings, Transport
from .ports import ShopSettingsStore
from .rules import keep_shop_settings, settings_findings

__all__ = [
    "ShopSettings",
    "ShopSettingsStore",
    "Transport",
    "keep_shop_settings",
    "settings_findings",
]
