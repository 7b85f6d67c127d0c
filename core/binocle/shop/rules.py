"""What the shop's own choices must be: findings, and nothing kept that is wrong.

Law of this file: bad values are told next to their field, all of them. The limits are assumed.
"""

from binocle.kernel import Finding

from .model import ShopSettings
from .ports import ShopSettingsStore

FAILURES = range(1, 21)
"""After how many failures in a row ADRi may be asked by hand only."""


def settings_findings(settings: ShopSettings) -> tuple[Finding, ...]:
    """Return everything that is wrong, each with its field as the subject."""
    if settings.adri_failures in FAILURES:
        return ()
    limits = {"minimum": FAILURES[0], "maximum": FAILURES[-1]}
    return (Finding("ADRI-ECHECS-HORS-LIMITES", "adri_failures", limits),)


def keep_shop_settings(settings: ShopSettings, store: ShopSettingsStore) -> tuple[Finding, ...]:
    """Keep choices that are right; return what is wrong with them otherwise."""
    found = settings_findings(settings)
    if not found:
        store.keep_shop_settings(settings)
    return found
