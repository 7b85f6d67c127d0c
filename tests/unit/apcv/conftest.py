"""A professional with the shop's situation, and what the service answers of DESMAUX NATHALIE."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.signed_answers import SoftService, issue_service
from tests.unit.soft_signer import SoftSigner, issue

from binocle.apcv import Payload, read_payload
from binocle.cards import Situation
from binocle.kernel import PartnerNumber

NOW = datetime(2024, 5, 28, 11, 6, 0, tzinfo=UTC)
BILLING = PartnerNumber("992604231")
SITUATION = Situation(1, "OPTIQUE D'ESSAI", BILLING, "64", "1", "01", True, True)
PAYLOAD = "APCV-SIMULATEUR:1:" + "A2B3C4D5E6F7G" * 4


def crc_bit_by_bit(data: bytes) -> int:
    """CRC-16/CCITT-FALSE as its definition reads, to compare."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    return crc


def sealed(text: str) -> str:
    return f"{text}:{crc_bit_by_bit(text.encode()):04X}"


class FixedClock:
    def now(self) -> datetime:
        return NOW

    def elapsed(self) -> float:
        return 0.0


class CountedIds:
    def __init__(self) -> None:
        self.given = 0

    def next(self, series: str) -> str:
        assert series == "apcv"
        self.given += 1
        return f"6f1d0a52-0000-4000-8000-{self.given:012d}"


@pytest.fixture(scope="session")
def signer() -> SoftSigner:
    made = issue()
    made.card = replace(made.card, situations=(SITUATION,))
    return made


@pytest.fixture(scope="session")
def payload() -> Payload:
    found = read_payload(sealed(PAYLOAD))
    assert found is not None
    return found


PERSON = (
    "<a:beneficiaire><a:numero>1</a:numero><a:nom>DESMAUX</a:nom><a:prenom>NATHALIE</a:prenom>"
    "<a:patronyme>DUPONT</a:patronyme><a:naissance>19550615</a:naissance><a:rang>1</a:rang>"
    "<a:qualite>0</a:qualite><a:nirAssure>255069999999934</a:nirAssure>"
    "<a:nirCertifie>255069999999934</a:nirCertifie><a:regime>01</a:regime>"
    "<a:caisse>999</a:caisse><a:centre>9999</a:centre><a:gestion>10</a:gestion>"
    "<a:serviceAmo>00</a:serviceAmo><a:ins>255069999999934</a:ins>"
    "<a:adresse>5 BD MARIE ET ALEXANDRE OYON</a:adresse>"
    "<a:adresse>72019 LE MANS CEDEX 2</a:adresse></a:beneficiaire>"
)
CONTEXT = (
    "<a:contexte><a:identifiant>0b8b8a52-0000-4000-8000-000000000001</a:identifiant>"
    f"<a:jeton>{'0123456789abcdef' * 4}</a:jeton>"
    "<a:finValidite>20240528132600</a:finValidite></a:contexte>"
)
ANSWER = (
    f'<a:reponse xmlns:a="urn:simulateur-binocle:apcv">{CONTEXT}<a:type>T</a:type>{PERSON}'
    "</a:reponse>"
)


def envelope(body: str) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsse="urn:test">'
        f"<s:Header/><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


@pytest.fixture(scope="session")
def answer() -> str:
    """The body of the ordinary answer: one person, a context until 13:26 in Paris."""
    return ANSWER


@pytest.fixture(scope="session")
def soap() -> Callable[[str], bytes]:
    """Wraps a body in an envelope."""
    return envelope


@pytest.fixture(scope="session")
def patient_signer() -> SoftService:
    """The service that signs for the patient."""
    return issue_service("SIMULATEUR BINOCLE - APCV")
