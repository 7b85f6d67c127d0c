"""The shop's own choices: kept when they are right, told and not kept when they are wrong."""

from dataclasses import dataclass, field

import pytest

from binocle.shop import ShopSettings, keep_shop_settings


@dataclass
class Kept:
    """A store of one row."""

    settings: ShopSettings = field(default_factory=ShopSettings)

    def shop_settings(self) -> ShopSettings:
        return self.settings

    def keep_shop_settings(self, settings: ShopSettings) -> None:
        self.settings = settings


@pytest.mark.parametrize("failures", [1, 20])
def test_right_choices_are_kept(failures: int) -> None:
    store, chosen = Kept(), ShopSettings(adri_failures=failures, documents_first=True)
    assert keep_shop_settings(chosen, store) == ()
    assert store.settings == chosen


@pytest.mark.parametrize("failures", [-1, 0, 21])
def test_wrong_choices_are_told_and_not_kept(failures: int) -> None:
    store = Kept()
    (finding,) = keep_shop_settings(ShopSettings(adri_failures=failures), store)
    assert (finding.code, finding.subject) == ("ADRI-ECHECS-HORS-LIMITES", "adri_failures")
    assert store.settings == ShopSettings()
