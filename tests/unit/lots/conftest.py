"""A signer, a concentrator and a shop on a fresh database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from tests.unit.lots.makers import Concentrator, ShopDesk, SoftSigner

from binocle.cards import Certificate, Period, ProfessionalCard


@pytest.fixture(scope="session")
def card_and_key() -> SoftSigner:
    key = generate_private_key(65537, 2048)
    name = x509.Name.from_rfc4514_string("CN=899900000009,O=SIMULATEUR BINOCLE,C=FR")
    parsed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2025, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )
    certificate = Certificate(parsed.public_bytes(Encoding.DER), parsed)
    card = ProfessionalCard(
        rpps="99900000009",
        name="ESSAI",
        first_name="OPTICIEN",
        civility="M",
        profession="28",
        validity=Period(date(2024, 1, 1), date(2025, 1, 1)),
        situations=(),
        signature=certificate,
        authentication=certificate,
        code_reference=1,
    )
    return SoftSigner(card, key)


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
