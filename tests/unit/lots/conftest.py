"""A signer, a concentrator and a shop on a fresh database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.lots.makers import Concentrator, ShopDesk
from tests.unit.soft_signer import SoftSigner, issue


@pytest.fixture(scope="session")
def card_and_key() -> SoftSigner:
    return issue()


@pytest.fixture
def signer(card_and_key: SoftSigner) -> SoftSigner:
    return SoftSigner(card_and_key.card, card_and_key.key)


@pytest.fixture
def concentrator() -> Concentrator:
    return Concentrator()


@pytest.fixture
def shop(tmp_path: Path, concentrator: Concentrator, signer: SoftSigner) -> Iterator[ShopDesk]:
    shop = ShopDesk(tmp_path / "binocle.sqlite", concentrator, signer)
    yield shop
    shop.close()
