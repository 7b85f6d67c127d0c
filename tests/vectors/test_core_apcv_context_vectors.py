"""The production code against the golden vectors of the life of a context."""

import tomllib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.unit.apcv.conftest import BILLING, SITUATION, CountedIds, FixedClock, envelope
from tests.unit.apcv.test_life import fault
from tests.unit.signed_answers import issue_service
from tests.unit.soft_signer import SoftSigner, issue

from binocle.apcv import ApcvContext, ApcvService, FormToSign
from binocle.apcv import life_messages as messages
from binocle.apcv.service import FAULTS
from binocle.kernel import AmcNumber, BinocleError, Cents, Nir
from binocle.soap import SAML, Exchange, build_assertion

VECTORS: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "apcv_context.toml").read_text(encoding="utf-8")
)
AT = datetime(2024, 5, 28, 11, 6, tzinfo=UTC)
IDENTIFIER, TOKEN = VECTORS["context"]["identifiant"], VECTORS["context"]["jeton"]
CONTEXT = ApcvContext(IDENTIFIER, TOKEN, datetime(2024, 5, 28, 11, 26, tzinfo=UTC))
PATIENT_SIGNER = issue_service("SIMULATEUR BINOCLE - APCV")


def form_of(vector: dict[str, Any]) -> FormToSign:
    return FormToSign(
        number=vector["numero"],
        insured=Nir.parse(vector["nirAssure"]),
        fse_hash=vector["empreinteFse"],
        dre_hash=vector.get("empreinteDre"),
        beneficiary=vector["beneficiaire"],
        amo=vector["amo"],
        amc=AmcNumber(vector["amc"]) if "amc" in vector else None,
        total=Cents(vector["total"]),
        amo_part=Cents(vector["partAmo"]),
        amc_part=Cents(vector["partAmc"]),
    )


FORMS = {vector["name"]: form_of(vector) for vector in VECTORS["form"]}
BUILD: Mapping[str, Callable[..., bytes]] = {
    messages.RESTORE: messages.build_restore,
    messages.DESTROY: messages.build_destroy,
    messages.SIGN: messages.build_sign,
}


@pytest.fixture(scope="module")
def signer() -> SoftSigner:
    made = issue()
    made.card = replace(made.card, situations=(SITUATION,))
    return made


def filled(text: str, **values: str) -> str:
    for name, value in {"identifiant": IDENTIFIER, "jeton": TOKEN, **values}.items():
        text = text.replace(f"{{{name}}}", value)
    return text.strip()


@pytest.mark.parametrize("vector", VECTORS["form"], ids=lambda each: each["name"])
def test_a_form_has_its_kind_and_its_text(vector: dict[str, Any]) -> None:
    form = FORMS[vector["name"]]
    assert form.kind == vector["type"]
    assert form.signed_text(CONTEXT) == vector["text"].encode("ascii")


@pytest.mark.parametrize("vector", VECTORS["request"], ids=lambda each: each["name"])
def test_a_request_is_the_vector(vector: dict[str, Any], signer: SoftSigner) -> None:
    exchange = Exchange("00000000-0000-4000-8000-000000000001", AT, signer.card)
    form = (FORMS[vector["form"]],) if "form" in vector else ()
    message = BUILD[vector["action"]](
        CONTEXT,
        *form,
        exchange=exchange,
        situation=SITUATION,
        assertion=build_assertion(exchange, sector="OPTIQUE"),
    )
    written = etree.fromstring(message)
    [assertion] = written.iter(f"{{{SAML}}}Assertion")
    parent = assertion.getparent()
    assert parent is not None
    parent.remove(assertion)
    expected = filled(vector["envelope"], assertion="")
    assert etree.canonicalize(written) == etree.canonicalize(expected, strip_text=True)


class Peer:
    def __init__(self, says: bytes) -> None:
        self.says = says

    def ask(self, request: bytes, *, action: str) -> bytes:
        return self.says


def service(says: bytes) -> ApcvService:
    return ApcvService(
        port=Peer(says),
        clock=FixedClock(),
        ids=CountedIds(),
        sector="OPTIQUE",
        billing=BILLING,
        authority=PATIENT_SIGNER.authority_pem,
    )


def test_an_answer_is_taken(signer: SoftSigner) -> None:
    destroyed, signed = VECTORS["answer"]
    service(filled(destroyed["envelope"]).encode()).destroy(CONTEXT, signer)
    form = FORMS[signed["form"]]
    value = PATIENT_SIGNER.sign(form.signed_text(CONTEXT))
    texts = {
        "signature": b64encode(value).decode(),
        "certificat": b64encode(PATIENT_SIGNER.der).decode(),
    }
    answer = filled(signed["envelope"], **texts).encode()
    assert service(answer).sign(CONTEXT, form, signer).value == value


@pytest.mark.parametrize("vector", VECTORS["fault"], ids=lambda each: each["subcode"])
def test_a_fault_has_its_code(vector: dict[str, Any], signer: SoftSigner) -> None:
    answer = envelope(fault("Sender", vector["subcode"]))
    with pytest.raises(BinocleError) as raised:
        service(answer).restore(CONTEXT, signer)
    assert raised.value.code == vector["code"]


def test_every_fault_of_a_context_has_a_vector() -> None:
    known = {each["subcode"] for each in VECTORS["fault"]}
    assert known == {each for each in FAULTS if "contexte" in each or "patient" in each}
