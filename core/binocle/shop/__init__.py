"""The shop's own choices, across features."""

from .model import ShopSettings
from .ports import ShopSettingsStore

__all__ = ["ShopSettings", "ShopSettingsStore"]
