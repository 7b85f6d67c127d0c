"""A CPS that signs with a key in memory, for tests of what is signed rather than of the card."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from binocle.cards import CardKind, Certificate, Period, ProfessionalCard


@dataclass
class SoftSigner:
    """The CPS that signs envelopes and assertions.

    Attributes:
        failure: what the next signatures raise, a card pulled out for instance.
    """

    card: ProfessionalCard
    key: RSAPrivateKey
    failure: Exception | None = None

    def sign_transport(self, data: bytes) -> bytes:
        if self.failure:
            raise self.failure
        return self.key.sign(data, PKCS1v15(), SHA256())


def issue() -> SoftSigner:
    """Make a card valid in 2024 with a fresh key; slow, so once a session."""
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
        kind=CardKind.CPS3,
        serial=None,
        rpps="99900000009",
        name="ESSAI",
        first_name="OPTICIEN",
        civility="M",
        profession="28",
        validity=Period(date(2024, 1, 1), date(2025, 1, 1)),
        update=None,
        opposed=False,
        situations=(),
        signature=certificate,
        authentication=certificate,
        code_reference=1,
    )
    return SoftSigner(card, key)
