"""The production code against the golden vectors of the appli carte Vitale."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.unit.apcv.conftest import BILLING, SITUATION, CountedIds, FixedClock
from tests.unit.signed_answers import issue_service
from tests.unit.soft_signer import SoftSigner, issue

from binocle.apcv import ApcvBeneficiaire, ApcvReading, ApcvService, read_payload, read_phone
from binocle.apcv.messages import ACTION, build_request, parse_answer
from binocle.apcv.rules import crc16
from binocle.cards import CardType
from binocle.kernel import BinocleError, Nir
from binocle.readers import CardSession, Role
from binocle.soap import SAML, Exchange, ServiceFault, build_assertion

VECTORS: Mapping[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "apcv.toml").read_text(encoding="utf-8")
)
AT = datetime(2024, 5, 28, 7, 0, tzinfo=UTC)
IDENTIFIER, TOKEN = "0b8b8a52-0000-4000-8000-000000000001", "0f" * 32
PAYLOAD = VECTORS["payload"][0]["text"]
CODES = {
    "apcv_expire": "APCV-CODE-EXPIRE",
    "apcv_deja_utilise": "APCV-CODE-DEJA-LU",
    "apcv_inconnu": "APCV-CODE-INCONNU",
    "apcv_forme": "APCV-DEMANDE-REFUSEE",
    "siram_40": "APCV-EN-PANNE",
    "wsse:FailedCheck": "APCV-REFUS",
}
PHONE_CODES = {
    "another name": "APCV-TELEPHONE-INCONNU",
    "get the payload, the user did not open the app": "APCV-APPLI-FERMEE",
}


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", VECTORS[kind], ids=lambda each: each["name"])


def filled(text: str, **values: str) -> bytes:
    """Fill the places of an envelope."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text.strip().encode()


@pytest.fixture(scope="module")
def signer() -> SoftSigner:
    made = issue()
    made.card = replace(made.card, situations=(SITUATION,))
    return made


@pytest.mark.parametrize("vector", VECTORS["crc"], ids=lambda each: each["crc"])
def test_a_check_value(vector: dict[str, Any]) -> None:
    assert f"{crc16(vector['text'].encode('ascii')):04X}" == vector["crc"]


@named("payload")
def test_a_payload_is_taken(vector: dict[str, Any]) -> None:
    found = read_payload(vector["text"])
    assert found is not None
    assert (found.text, len(found.text)) == (vector["text"], vector["length"])


@named("refused")
def test_a_text_is_refused(vector: dict[str, Any]) -> None:
    assert read_payload(vector["text"]) is None


class Phone:
    """Says what the vectors say, in their order; others' names get the answer of another name."""

    def __init__(self, *names: str) -> None:
        by_name = {each["name"]: each for each in VECTORS["apdu"]}
        self.vectors = [by_name[name] for name in names]
        self.atr = bytes.fromhex(VECTORS["atr"][0]["atr"])

    def names(self) -> Sequence[str]:
        return ["near"]

    def transmit(self, command: bytes) -> bytes:
        vector = self.vectors.pop(0)
        if vector["name"] != "another name":
            assert command.hex().upper() == vector["command"]
        answer = vector["answer"].replace("{payload}", PAYLOAD.encode().hex())
        return bytes.fromhex(answer)

    def close(self) -> None:
        """Nothing is held."""

    def session(self) -> CardSession:
        return CardSession(self, readers=self, reader="near", role=Role.CONTACTLESS)  # type: ignore[arg-type]


def test_the_phone_gives_its_payload() -> None:
    session = Phone("select the application", "get the payload").session()
    assert read_phone(session).text == PAYLOAD


@pytest.mark.parametrize(
    "names",
    [
        ("another name",),
        ("select the application", "get the payload, the user did not open the app"),
    ],
)
def test_the_phone_refuses(names: tuple[str, ...]) -> None:
    with pytest.raises(BinocleError) as raised:
        read_phone(Phone(*names).session())
    assert raised.value.code == PHONE_CODES[names[-1]]


@named("request")
def test_a_request_is_the_vector(vector: dict[str, Any], signer: SoftSigner) -> None:
    payload = read_payload(PAYLOAD)
    assert payload is not None
    exchange = Exchange("00000000-0000-4000-8000-000000000001", AT, signer.card)
    written = etree.fromstring(
        build_request(
            payload,
            exchange=exchange,
            situation=SITUATION,
            assertion=build_assertion(exchange, sector="OPTIQUE"),
        )
    )
    [assertion] = written.iter(f"{{{SAML}}}Assertion")
    parent = assertion.getparent()
    assert parent is not None
    parent.remove(assertion)
    expected = filled(vector["envelope"], assertion="", payload=PAYLOAD).decode()
    assert etree.canonicalize(written) == etree.canonicalize(expected, strip_text=True)
    assert vector["action"] == ACTION


def texts_of(person: ApcvBeneficiaire) -> dict[str, Any]:
    """Write a person with the names of the protocol; what is absent is left out."""
    known = {
        "numero": str(person.number),
        "nom": person.name,
        "prenom": person.first_name,
        "patronyme": person.patronymic,
        "naissance": person.birth.digits,
        "rang": person.rank,
        "qualite": person.quality,
        "nirAssure": person.insured.compact,
        "nirCertifie": compact(person.certified),
        "regime": person.regime,
        "caisse": person.caisse,
        "centre": person.centre,
        "gestion": person.management,
        "serviceAmo": person.amo_service,
        "ins": compact(person.ins),
        "adresse": list(person.address),
    }
    return {name: text for name, text in known.items() if text is not None}


def compact(nir: Nir | None) -> str | None:
    return None if nir is None else nir.compact


@named("answer")
def test_an_answer_means_what_its_vector_says(vector: dict[str, Any]) -> None:
    answer = filled(vector["envelope"], identifiant=IDENTIFIER, jeton=TOKEN)
    reading = parse_answer(answer, at=AT)
    assert isinstance(reading, ApcvReading)
    assert (reading.context.identifier, reading.context.token) == (IDENTIFIER, TOKEN)
    assert reading.context.ends_at == datetime(2024, 5, 28, 7, 20, tzinfo=UTC)
    assert reading.card_type is CardType(vector["type"])
    assert [texts_of(each) for each in reading.beneficiaries] == vector["beneficiary"]


@named("fault")
def test_a_fault_has_its_code(vector: dict[str, Any], signer: SoftSigner) -> None:
    answer = filled(vector["envelope"], reason="Le motif du service.")

    class Peer:
        def ask(self, request: bytes, *, action: str) -> bytes:
            return answer

    assert parse_answer(answer, at=AT) == ServiceFault(
        vector["code"].removeprefix("s:"), vector["subcode"], "Le motif du service.", ""
    )
    payload = read_payload(PAYLOAD)
    assert payload is not None
    service = ApcvService(
        port=Peer(),
        clock=FixedClock(),
        ids=CountedIds(),
        sector="OPTIQUE",
        billing=BILLING,
        authority=issue_service("SIMULATEUR BINOCLE - APCV").authority_pem,
    )
    with pytest.raises(BinocleError) as raised:
        service.authenticate(payload, signer)
    assert raised.value.code == CODES[vector["subcode"]]
