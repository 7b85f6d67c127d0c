"""A professional, his key and DESMAUX NATHALIE, for every test of this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from binocle.adri import RightsRequest, Software
from binocle.cards import Certificate, Period, ProfessionalCard
from binocle.kernel import BirthDate, Nir

NOW = datetime(2024, 5, 28, 7, 0, 0, 654321, tzinfo=UTC)
DAY = date(2024, 5, 28)


@dataclass
class SoftCard:
    """A CPS session whose key is in memory."""

    card: ProfessionalCard
    key: RSAPrivateKey

    def sign_transport(self, data: bytes) -> bytes:
        return self.key.sign(data, PKCS1v15(), SHA256())


class FixedClock:
    def now(self) -> datetime:
        return NOW

    def elapsed(self) -> float:
        return 0.0


class CountedIds:
    def __init__(self) -> None:
        self.given = 0

    def next(self, series: str) -> str:
        self.given += 1
        return f"6f1d0a52-0000-4000-8000-{self.given:012d}"


@pytest.fixture(scope="session")
def signer() -> SoftCard:
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
    return SoftCard(card, key)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> CountedIds:
    return CountedIds()


@pytest.fixture
def software() -> Software:
    return Software(
        approval="BINOCLETEST1",
        name="Binocle",
        version="0.1.0",
        instance="comptoir-1",
        sector="OPTIQUE",
    )


@pytest.fixture(scope="session")
def asked() -> RightsRequest:
    """What the tests ask: every optional field is known."""
    return RightsRequest(
        reference_day=DAY,
        regime="01",
        caisse="999",
        centre="9999",
        insured=Nir("2550699999999", "34"),
        certified=Nir("2550699999999", "34"),
        certified_on=date(2020, 2, 1),
        birth=BirthDate("19550615"),
        rank="1",
    )


SOAP = "http://www.w3.org/2003/05/soap-envelope"


def envelope(body: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:wsse="urn:test"><s:Header/>'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


PERSON = """<nomUsuel>DESMAUX</nomUsuel><nomPatronymique/><prenom>NATHALIE</prenom>
<adresse>5 BD MARIE ET ALEXANDRE OYON</adresse><adresse>72019 LE MANS CEDEX 2</adresse>
<noNIRCertifie>255069999999934</noNIRCertifie><dateNaissance>19550615</dateNaissance>
<rangGemellaire>1</rangGemellaire><qualite>0</qualite><codeServiceAMO>00</codeServiceAMO>
<periodeAMO><dateDebut>20200201</dateDebut><dateFin>20250131</dateFin></periodeAMO>
<periodeCodeCouverture><dateDebut>00000000</dateDebut><dateFin>20250131</dateFin>
<codeALD>0</codeALD><codeSituation>0100</codeSituation><codeExoneration>0</codeExoneration>
<taux>060</taux></periodeCodeCouverture>"""

ANSWER = (
    '<Reponse xmlns="urn:simulateur-binocle:adr"><dateReponse>20240528</dateReponse>'
    "<infosGlobales><codeRegime>01</codeRegime><codeCaisse>999</codeCaisse>"
    "<centrePrestation>9999</centrePrestation></infosGlobales>"
    f"<beneficiaireDeSoins>{PERSON}</beneficiaireDeSoins>"
    "<mutuelle><noIdentification>75500017</noIdentification><dateDebut>20240101</dateDebut>"
    "<dateFin>00000000</dateFin></mutuelle></Reponse>"
)


@pytest.fixture(scope="session")
def answer() -> str:
    """The body of the ordinary answer."""
    return ANSWER


@pytest.fixture(scope="session")
def soap() -> Callable[[str], bytes]:
    """Wraps a body in an envelope."""
    return envelope
