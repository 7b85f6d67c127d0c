"""Answers of the simulated ADRi are signed: held against a general canonicalization."""

import base64
import hashlib
from dataclasses import replace
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from binocle_simulators.adri import SPOILS, AdriSimulator
from binocle_simulators.adri.answers import body_text, rights_content, signed_envelope
from binocle_simulators.adri.app import create_app
from binocle_simulators.cards import authority_pem as shipped_authority
from binocle_simulators.faults import Fault
from binocle_simulators.people import Amc, Cover, Person, WorkAccident, load_people
from binocle_simulators.servers import InProcessFace
from binocle_simulators.service_seal import ServiceSeal
from binocle_simulators.world import World

from .asking import NS, TYPE, authority_pem, envelope, signed_assertion

MESSAGE = "urn:uuid:00000000-0000-4000-8000-000000000001"
PLACES = NS | {
    "wsa": "http://www.w3.org/2005/08/addressing",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
}
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
SEAL = ServiceSeal.shipped("adri")
PEOPLE = load_people()


def only(root: etree._Element, path: str) -> etree._Element:
    (found,) = root.findall(path, PLACES)
    return found


def canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def verify(answer: bytes) -> str:
    """Verify the signature as anybody would, and return the message that is answered."""
    root = etree.fromstring(answer)
    parts = {
        "#corps": only(root, "s:Body"),
        "#reponse-a": only(root, "s:Header/wsa:RelatesTo"),
    }
    assert all(f"#{part.get(f'{{{WSU}}}Id')}" == place for place, part in parts.items())
    signature = only(root, "s:Header/wsse:Security/ds:Signature")
    info = only(signature, "ds:SignedInfo")
    references = info.findall("ds:Reference", PLACES)
    assert [reference.get("URI") for reference in references] == list(parts)
    for reference, part in zip(references, parts.values(), strict=True):
        (transform,) = reference.findall("ds:Transforms/ds:Transform", PLACES)
        assert transform.get("Algorithm") == "http://www.w3.org/2001/10/xml-exc-c14n#"
        digest = hashlib.sha256(canonical(part)).digest()
        assert base64.b64decode(only(reference, "ds:DigestValue").text or "") == digest
    held = only(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate").text
    certificate = x509.load_der_x509_certificate(base64.b64decode(held or ""))
    assert certificate.subject.rfc4514_string() == "CN=SIMULATEUR BINOCLE - ADRI"
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(shipped_authority()))
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    value = base64.b64decode(only(signature, "ds:SignatureValue").text or "")
    numbers = (int.from_bytes(half, "big") for half in (value[:32], value[32:]))
    key.verify(encode_dss_signature(*numbers), canonical(info), ec.ECDSA(SHA256()))
    return only(root, "s:Header/wsa:RelatesTo").text or ""


# -- what is signed -------------------------------------------------------------------------------


def test_an_answer_is_signed_and_names_the_request(simulator: AdriSimulator) -> None:
    status, answer = simulator.answer(envelope())
    assert (status, verify(answer)) == (200, MESSAGE)


@pytest.mark.parametrize("changes", [{"birth": "19550616"}, {"regime": "77"}])
def test_the_reason_why_there_are_no_rights_is_signed_too(
    simulator: AdriSimulator, changes: dict[str, Any]
) -> None:
    status, answer = simulator.answer(envelope(**changes))
    assert status == 200
    assert b"exception" in answer
    assert verify(answer) == MESSAGE


def test_a_fault_is_not_signed(simulator: AdriSimulator) -> None:
    for refused in (simulator.answer(b"<x/>"), simulator.answer(envelope(b""))):
        assert refused[0] != 200
        assert b"Signature>" not in refused[1]


TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f")
    | st.sampled_from("\t\n\r&<>\"'€"),
    max_size=12,
)
COVERS = st.lists(
    st.builds(Cover, st.just("20240101"), st.just("20241231"), rate=st.integers(0, 100)), max_size=3
).map(tuple)
INSURERS = st.none() | st.builds(Amc, st.just("1100000000"), member=TEXT, criterion=TEXT)
ACCIDENTS = st.builds(WorkAccident, *[st.sampled_from(("", "019999999"))] * 5)
PERSONS = st.builds(
    lambda name, address, covers, amc, accident, doctor: replace(
        PEOPLE["alexis"],
        name=name,
        address=tuple(address),
        covers=covers,
        amc=amc,
        work_accident=accident,
        family_doctor=doctor,
    ),
    TEXT,
    st.lists(TEXT, max_size=3),
    COVERS,
    INSURERS,
    ACCIDENTS,
    st.booleans(),
)


@given(PERSONS)
def test_the_text_that_is_signed_is_canonical(person: Person) -> None:
    body = body_text(rights_content(person, today="20240528"))
    answer = signed_envelope(body, message_id=MESSAGE, seal=SEAL)
    root = etree.fromstring(answer)
    assert canonical(only(root, "s:Body")) == body.encode()
    assert verify(answer) == MESSAGE
    assert root.findtext(".//a:nomUsuel", namespaces=NS) == person.name


def test_two_benches_sign_the_same_bytes() -> None:
    sent = envelope()
    answers = {
        AdriSimulator(world=World(), people=PEOPLE.values(), authority_pem=authority_pem()).answer(
            sent
        )
        for _ in range(2)
    }
    assert len(answers) == 1


def test_every_name_of_an_answer_has_its_signature(simulator: AdriSimulator) -> None:
    body = body_text(rights_content(PEOPLE["alexis"], today="20240528"))
    answer = signed_envelope(body, message_id=MESSAGE, seal=SEAL)
    with pytest.raises(AssertionError):
        verify(answer.replace(b"ALEXIS", b"ARTHUR"))
    with pytest.raises(AssertionError):
        verify(answer.replace(b"000001</wsa", b"000002</wsa"))
    with pytest.raises(InvalidSignature):
        verify(answer.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"))


# -- what the plan spoils -------------------------------------------------------------------------


def struck(world: World, simulator: AdriSimulator, kind: str) -> bytes:
    world.faults.arm(Fault("adri", kind))
    face = InProcessFace(world, "adri", create_app(simulator))
    with httpx.Client(transport=face, base_url="http://adri.invalid") as client:
        sent = envelope(signed_assertion(id=f"_{kind}"))
        answer = client.post("/lps", content=sent, headers={"content-type": TYPE})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/soap+xml; charset=utf-8"
    assert world.faults.calm
    return answer.content


def test_an_answer_that_nobody_signed(world: World, simulator: AdriSimulator) -> None:
    root = etree.fromstring(struck(world, simulator, "unsigned"))
    assert root.find("s:Header/wsse:Security", PLACES) is None
    assert root.findtext(".//a:taux", namespaces=NS) == "060"


@pytest.mark.parametrize("covers", [PEOPLE["desmaux"].covers, ()])
def test_an_answer_that_was_altered(
    world: World, simulator: AdriSimulator, covers: tuple[Cover, ...]
) -> None:
    simulator.know(replace(PEOPLE["desmaux"], covers=covers))
    answer = struck(world, simulator, "altered")
    found = etree.fromstring(answer).findtext(".//a:taux", namespaces=NS)
    assert found == ("061" if covers else None)
    with pytest.raises(AssertionError):
        verify(answer)


def test_a_refusal_that_was_altered(world: World, simulator: AdriSimulator) -> None:
    simulator.forget(PEOPLE["desmaux"].nir)
    answer = struck(world, simulator, "altered")
    assert etree.fromstring(answer).findtext(".//a:type", namespaces=NS) == "AUTRE"
    with pytest.raises(AssertionError):
        verify(answer)


def test_the_answer_to_another_message(world: World, simulator: AdriSimulator) -> None:
    told = verify(struck(world, simulator, "other"))
    assert told.startswith("urn:uuid:")
    assert told != MESSAGE


def test_an_answer_that_is_no_xml(world: World, simulator: AdriSimulator) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(struck(world, simulator, "garbled"))


@pytest.mark.parametrize("kind", SPOILS)
def test_a_refused_request_is_not_spoilt(world: World, simulator: AdriSimulator, kind: str) -> None:
    assert simulator.answer(b"<x/>", spoil=kind) == simulator.answer(b"<x/>")
    assert simulator.answer(envelope(), spoil=kind)[0] == 200
    assert len(simulator.requests) == 1, "the work was done"
