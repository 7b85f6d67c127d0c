"""The assertion and the envelope of a file verify with the certificate that they carry."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier
from tests.unit.signed_answers import SoftService

from binocle.adri import AdriService, RightsRequest, Software
from binocle.lots.envelope import NAMESPACE, build_envelope
from binocle.soap import DS, SAML

STRICT = SignatureConfiguration(
    signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    verification_time=datetime(2024, 5, 28, tzinfo=UTC),
)


class Keeper:
    """Keeps the request, then answers nothing of use."""

    request = b""

    def ask(self, request: bytes, *, action: str) -> bytes:
        self.request = request
        raise TimeoutError


def verified(element: Any, signer: Any) -> Any:
    """Return what the signature covers."""
    result = XMLVerifier().verify(
        etree.tostring(element),
        x509_cert=signer.card.authentication.parsed.public_bytes(Encoding.PEM).decode(),
        expect_config=STRICT,
    )
    assert isinstance(result, VerifyResult)
    return result.signed_xml


@pytest.fixture
def request_root(
    clock: Any,
    ids: Any,
    software: Software,
    asked: RightsRequest,
    signer: Any,
    service: SoftService,
) -> Any:
    port = Keeper()
    adri = AdriService(
        port=port, clock=clock, ids=ids, software=software, authority=service.authority_pem
    )
    with pytest.raises(Exception, match="ADRI-TROP-LENT"):
        adri.acquire(asked, signer)
    return etree.fromstring(port.request)


def test_the_assertion_is_signed_in_place(request_root: Any, signer: Any) -> None:
    [assertion] = request_root.iter(f"{{{SAML}}}Assertion")
    signature = assertion[1]
    assert assertion[0].tag == f"{{{SAML}}}Issuer"
    assert signature.tag == f"{{{DS}}}Signature"
    assert dict(signature.attrib) == {}
    [method] = signature.iter(f"{{{DS}}}CanonicalizationMethod")
    exclusive = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    assert method.get("Algorithm") == exclusive.value
    [reference] = signature.iter(f"{{{DS}}}Reference")
    assert reference.get("URI") == f"#{assertion.get('ID')}"
    covered = verified(assertion, signer)
    assert covered.findtext(f".//{{{SAML}}}NameID") == "899900000009"


def test_an_altered_assertion_does_not_verify(request_root: Any, signer: Any) -> None:
    [assertion] = request_root.iter(f"{{{SAML}}}Assertion")
    [name] = assertion.iter(f"{{{SAML}}}NameID")
    name.text = "899900000008"
    with pytest.raises(InvalidDigest):
        verified(assertion, signer)


@pytest.fixture
def sealed(signer: Any) -> Callable[[bytes], Any]:
    def seal(content: bytes) -> Any:
        return etree.fromstring(
            build_envelope(
                professional="00000992604231",
                name="B2-00000992604231-000027",
                content=content,
                id="6f1d0a52-0000-4000-8000-000000000001",
                signer=signer,
            )
        )

    return seal


def test_an_envelope_holds_its_file(sealed: Callable[[bytes], Any], signer: Any) -> None:
    content = bytes(range(256))
    root = verified(sealed(content), signer)
    said = [(etree.QName(child).localname, child.text) for child in root[:3]]
    assert etree.QName(root).namespace == NAMESPACE
    assert root.get("ID") == "_6f1d0a52-0000-4000-8000-000000000001"
    assert said == [
        ("Emetteur", "00000992604231"),
        ("Nom", "B2-00000992604231-000027"),
        ("Empreinte", hashlib.sha256(content).hexdigest()),
    ]
    assert b64decode(root.findtext(f"{{{NAMESPACE}}}Contenu"), validate=True) == content


def test_an_altered_envelope_does_not_verify(sealed: Callable[[bytes], Any], signer: Any) -> None:
    root = sealed(b"000")
    root[1].text = "B2-00000992604231-000028"
    with pytest.raises(InvalidDigest):
        verified(root, signer)


def test_an_empty_file_has_no_envelope(sealed: Callable[[bytes], Any]) -> None:
    with pytest.raises(AssertionError):
        sealed(b"")
