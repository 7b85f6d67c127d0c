"""A professional, his key and DESMAUX NATHALIE, for every test of this folder."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from tests.unit.signed_answers import SoftService, issue_service
from tests.unit.soft_signer import SoftSigner, issue

from binocle.adri import RightsRequest, Software
from binocle.kernel import BirthDate, Nir

NOW = datetime(2024, 5, 28, 7, 0, 0, 654321, tzinfo=UTC)
DAY = date(2024, 5, 28)


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
def signer() -> SoftSigner:
    return issue()


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


MORE = {
    "<codeServiceAMO>00</codeServiceAMO>": "<medecinTraitant>1</medecinTraitant>"
    "<codeServiceAMO>00</codeServiceAMO><dateDebutServiceAMO>20240101</dateDebutServiceAMO>"
    "<dateFinServiceAMO>20241231</dateFinServiceAMO>",
    "</beneficiaireDeSoins>": "<accidentTravail>"
    "<organismeGestionnaire>019999999</organismeGestionnaire>"
    "<at><organismeDestinataire>019990000</organismeDestinataire>"
    "<identifiant>123456789</identifiant></at>"
    "<at><organismeDestinataire>019990001</organismeDestinataire>"
    "<identifiant>987654321</identifiant></at></accidentTravail></beneficiaireDeSoins>",
    "</mutuelle>": "<noAdherent>0012345A</noAdherent><typeConvention>CM</typeConvention>"
    "<critereSecondaire>94</critereSecondaire><indicateurTraitement>01</indicateurTraitement>"
    "<codeAiguillageSTS>M</codeAiguillageSTS>"
    "<codeGarantiesComplementaires>OONONNNO</codeGarantiesComplementaires></mutuelle>",
}


@pytest.fixture(scope="session")
def whole() -> str:
    """The body of the answer in which every optional element is there."""
    text = ANSWER
    for place, more in MORE.items():
        assert text.count(place) == 1
        text = text.replace(place, more)
    return text


@pytest.fixture(scope="session")
def service() -> SoftService:
    """Who signs the answers."""
    return issue_service("SIMULATEUR BINOCLE - ADRI")


@pytest.fixture(scope="session")
def soap() -> Callable[[str], bytes]:
    """Wraps a body in an envelope."""
    return envelope
