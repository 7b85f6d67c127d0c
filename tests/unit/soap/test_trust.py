"""An answer is believed when whom we trust signed it, whole, for this message; nothing else is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from signxml.verifier import SignatureConfiguration, XMLVerifier
from tests.unit.signed_answers import LIFE, WSSE, WSU, SoftService, issue_service, unsigned
from tests.unit.soft_signer import SoftSigner, issue

from binocle.soap import (
    DS,
    Exchange,
    Flaw,
    NotBelieved,
    Trust,
    UnreadableAnswer,
    build_envelope,
    envelope_of,
    require_signed,
    signed_assertion,
)
from binocle.soap.writing import Vocabulary

NAME = "SIMULATEUR BINOCLE - ADRI"
ID = "6f1d0a52-0000-4000-8000-000000000001"
AT = datetime(2024, 5, 28, 7, tzinfo=UTC)
BODY = '<Reponse xmlns="urn:x">Élodie &amp; fils<taux>60</taux><vide/></Reponse>'
OWN = issue_service(NAME)
SIGNED = OWN.answer(BODY, id=ID)


def check(
    answer: bytes, *, service: SoftService = OWN, id: str = ID, at: datetime = AT, name: str = NAME
) -> None:
    trust = Trust(service.authority_pem, name=name)
    require_signed(envelope_of(answer), trust=trust, id=id, at=at)


def flaw(answer: bytes, **more: Any) -> Flaw:
    with pytest.raises(NotBelieved) as raised:
        check(answer, **more)
    return raised.value.flaw


def changed(change: Callable[[Any], object]) -> bytes:
    root = etree.fromstring(SIGNED)
    change(root)
    return etree.tostring(root)


def only(root: Any, name: str, namespace: str = DS, rank: int = 0) -> Any:
    return list(root.iter(f"{{{namespace}}}{name}"))[rank]


def test_a_signed_answer_is_believed_as_often_as_it_comes() -> None:
    trust = Trust(OWN.authority_pem, name=NAME)
    for _ in range(2):
        require_signed(envelope_of(SIGNED), trust=trust, id=ID, at=AT)


def test_white_space_of_a_signature_means_nothing() -> None:
    root = etree.fromstring(SIGNED)
    value = only(root, "SignatureValue")
    value.text = "\n  ".join(["", value.text[:20], value.text[20:], ""])
    check(etree.tostring(root))


def test_an_answer_without_signature() -> None:
    assert flaw(unsigned(BODY, id=ID)) is Flaw.UNSIGNED
    bare = b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>'
    assert flaw(bare) is Flaw.UNSIGNED


def test_a_signature_that_covers_something_else_is_none() -> None:
    def other_body(root: Any) -> None:
        root[1].set(f"{{{WSU}}}Id", "autre")

    def no_number(root: Any) -> None:
        root[0].remove(root[0][0])

    def one_reference(root: Any) -> None:
        only(root, "SignedInfo").remove(only(root, "Reference"))

    for change in (other_body, no_number, one_reference):
        assert flaw(changed(change)) is Flaw.UNSIGNED


def test_the_body_that_is_read_is_the_one_that_was_signed() -> None:
    """The signed body put aside in the header does not vouch for another one."""

    def wrap(root: Any) -> None:
        aside = etree.SubElement(root[0], "Aside")
        body = root[1]
        root.remove(body)
        aside.append(body)
        other = etree.SubElement(root, body.tag, {f"{{{WSU}}}Id": "corps"})
        other.text = "other"

    assert flaw(changed(wrap)) is Flaw.ALTERED


@given(st.sampled_from(["taux", "Reponse", "SignatureValue", "DigestValue"]), st.data())
def test_one_changed_character_is_never_believed(where: str, data: st.DataObject) -> None:
    root = etree.fromstring(SIGNED)
    element = next(each for each in root.iter() if etree.QName(each).localname == where)
    text = element.text or ""
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCDwxyz0189+/").filter(lambda one: one != text[place]))
    element.text = text[:place] + other + text[place + 1 :]
    with pytest.raises((NotBelieved, UnreadableAnswer)) as raised:
        check(etree.tostring(root))
    error: Exception = raised.value
    if isinstance(error, UnreadableAnswer):
        assert error.place.endswith(where)
    else:
        assert isinstance(error, NotBelieved)
        assert error.flaw is Flaw.ALTERED


def test_another_signer() -> None:
    other = issue_service(NAME)
    assert flaw(other.answer(BODY, id=ID)) is Flaw.OTHER_SIGNER
    assert flaw(SIGNED, name="AUTRE NOM") is Flaw.OTHER_SIGNER
    curve = issue_service(NAME, curve=ec.SECP384R1())
    trust = Trust(curve.authority_pem, name=NAME)
    with pytest.raises(NotBelieved, match="P-256"):
        trust.verify(curve.sign(b"x"), b"x", certificate=curve.der, at=AT)
    with pytest.raises(NotBelieved, match="trusted authority"):
        trust.verify(b"", b"x", certificate=b"not a certificate", at=AT)


def test_another_key_with_the_same_certificate() -> None:
    other = SoftService(issue_service(NAME).key, OWN.certificate, OWN.authority)
    assert flaw(other.answer(BODY, id=ID)) is Flaw.ALTERED


@pytest.mark.parametrize(
    ("at", "good"),
    [
        (LIFE[0] - timedelta(seconds=1), False),
        (LIFE[0], True),
        (LIFE[1], True),
        (LIFE[1] + timedelta(seconds=1), False),
    ],
)
def test_a_certificate_has_its_dates_even_when_it_is_known(at: datetime, good: bool) -> None:
    trust = Trust(OWN.authority_pem, name=NAME)
    trust.verify(OWN.sign(b"x"), b"x", certificate=OWN.der, at=AT)
    if good:
        trust.verify(OWN.sign(b"x"), b"x", certificate=OWN.der, at=at)
    else:
        with pytest.raises(NotBelieved, match="out of its dates"):
            trust.verify(OWN.sign(b"x"), b"x", certificate=OWN.der, at=at)


def test_the_answer_to_another_message() -> None:
    assert flaw(SIGNED, id=ID.replace("1", "2")) is Flaw.OTHER_MESSAGE


def test_only_an_authority_is_trusted() -> None:
    with pytest.raises(ValueError, match="authority"):
        Trust(OWN.certificate.public_bytes(Encoding.PEM), name=NAME)
    bare = issue().card.authentication.parsed.public_bytes(Encoding.PEM)
    with pytest.raises(ValueError, match="authority"):
        Trust(bare, name=NAME)


OTHER_FORMS: list[tuple[str, Callable[[Any], object]]] = [
    ("Transform", lambda root: only(root, "Transform").set("Algorithm", "urn:x")),
    ("Transform", lambda root: etree.SubElement(only(root, "Transform"), "x")),
    ("Transform", lambda root: only(root, "Transforms").append(only(root, "Transform", rank=1))),
    ("DigestMethod", lambda root: only(root, "DigestMethod").set("Algorithm", "urn:x")),
    ("DigestValue", lambda root: setattr(only(root, "DigestValue"), "text", "é")),
    ("SignatureMethod", lambda root: only(root, "SignatureMethod").set("Algorithm", "urn:x")),
    ("CanonicalizationMethod",
     lambda root: only(root, "CanonicalizationMethod").set("Algorithm", "urn:x")),
    ("SignedInfo", lambda root: etree.SubElement(only(root, "SignedInfo"), f"{{{DS}}}Autre")),
    ("Reference", lambda root: only(root, "Reference", rank=1).set("URI", "#corps")),
    ("SignatureValue", lambda root: setattr(only(root, "SignatureValue"), "text", "AAAA")),
    ("KeyInfo", lambda root: only(root, "Signature").remove(only(root, "KeyInfo"))),
    ("Signature", lambda root: only(root, "Security", WSSE).append(
        etree.fromstring(etree.tostring(only(root, "Signature"))))),
]  # fmt: skip


@pytest.mark.parametrize(("place", "change"), OTHER_FORMS)
def test_a_signature_of_another_form_is_refused_with_its_place(
    place: str, change: Callable[[Any], object]
) -> None:
    with pytest.raises(UnreadableAnswer) as raised:
        check(changed(change))
    assert raised.value.place.endswith(place)


# -- what we sign ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signer() -> SoftSigner:
    return issue()


@pytest.mark.parametrize("sector", ["OPTIQUE", "lunettes & verres <été>", '"\t\r\n'])
def test_signxml_accepts_what_we_sign(signer: SoftSigner, sector: str) -> None:
    exchange = Exchange(ID, AT, signer.card)
    assertion = signed_assertion(exchange, signer=signer, sector=sector)
    body = Vocabulary("x", "urn:x").first("Corps")
    message = build_envelope(body, action="urn:a", id=ID, assertion=assertion)
    [inside] = etree.fromstring(message).iter("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
    result: Any = XMLVerifier().verify(
        etree.tostring(inside),
        x509_cert=signer.card.authentication.parsed,
        expect_config=SignatureConfiguration(verification_time=AT),
    )
    said = next(result.signed_xml.iter("{urn:oasis:names:tc:SAML:2.0:assertion}AttributeValue"))
    assert said.text == sector
