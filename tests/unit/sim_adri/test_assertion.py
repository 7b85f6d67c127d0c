"""Who asks the simulated ADRi: the assertion that proves it, and all that proves nothing."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from binocle_simulators.adri import AdriSimulator
from binocle_simulators.world import World

from .asking import NS, Ask, authority_pem, certificate, envelope, fault, signed_assertion


def refused(answer: etree._Element) -> str:
    status, code, subcode, reason = fault(answer)
    assert (status, code, subcode) == ("500", "s:Sender", "wsse:FailedCheck")
    return reason or ""


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"by": certificate(by="OTHER CA")}, "ne vient pas de l'autorité"),
        ({"by": certificate(days=(-30, -1))}, "en cours de validité"),
        ({"by": certificate(days=(1, 30))}, "en cours de validité"),
        ({"by": certificate(signs=False)}, "authentification"),
        ({"by": certificate("800000000000"), "key_name": "800000000000"}, "le titulaire"),
        ({"key_name": "another key"}, "SignatureValue"),
        ({"method": SignatureMethod.RSA_SHA512}, "@Algorithm"),
        ({"method": SignatureMethod.SHA256_RSA_MGF1}, "@Algorithm"),
        ({"digest": DigestAlgorithm.SHA512}, "@Algorithm"),
        ({"c14n": CanonicalizationMethod.CANONICAL_XML_1_1}, "@Algorithm"),
        ({"issuer": "CN=somebody"}, "Issuer"),
        ({"holder": "800000000000"}, "NameID : ce n'est pas le titulaire"),
        ({"version": "1.1"}, "Assertion@Version"),
        ({"profession": "Metier"}, "Attribute Profession : manque"),
        ({"first": "2024-05-28T07:00:01Z"}, "en cours de validité"),
        ({"last": "2024-05-28T07:00:00Z"}, "en cours de validité"),
        ({"last": "demain"}, "NotOnOrAfter"),
        ({"last": "2024-05-28T08:00:01Z"}, "plus d'une heure"),
        ({"last": "2024-02-30T08:00:00Z"}, "NotOnOrAfter"),
    ],
)
def test_an_assertion_that_proves_nothing(ask: Ask, made: dict[str, Any], why: str) -> None:
    assert why in refused(ask(envelope(signed_assertion(**made))))


def test_the_professional_asks_in_their_own_name(ask: Ask) -> None:
    other = envelope().replace(b"Emetteur>800991002601", b"Emetteur>800991002602")
    assert "NameID : ce n'est pas l'émetteur" in refused(ask(other))


def test_an_assertion_serves_once(ask: Ask, world: World) -> None:
    sent = envelope()
    assert ask(sent).get("status") == "200"
    assert "déjà servi" in refused(ask(sent))
    world.advance(timedelta(hours=2))
    assert "en cours de validité" in refused(ask(sent))


def test_used_identifiers_do_not_pile_up(ask: Ask, world: World, simulator: AdriSimulator) -> None:
    ask(envelope())
    world.advance(timedelta(hours=1))
    later = signed_assertion(id="_2", first="2024-05-28T08:00:00Z", last="2024-05-28T09:00:00Z")
    assert ask(envelope(later)).get("status") == "200"
    assert simulator._desk._used == {"_2"}


def test_an_altered_assertion(ask: Ask) -> None:
    altered = envelope().replace(b">26<", b">10<")
    assert "DigestValue" in refused(ask(altered))


def test_an_altered_digest(ask: Ask) -> None:
    made = signed_assertion()
    digest = made.find(".//ds:DigestValue", NS)
    assert digest is not None
    digest.text = base64.b64encode(bytes(32)).decode()
    assert "DigestValue" in refused(ask(envelope(made)))


def test_an_altered_certificate(ask: Ask) -> None:
    made = signed_assertion()
    shown = made.find(".//ds:X509Certificate", NS)
    assert shown is not None
    der = bytearray(base64.b64decode(shown.text or ""))
    der[-1] ^= 1
    shown.text = base64.b64encode(bytes(der)).decode()
    assert "ne vient pas de l'autorité" in refused(ask(envelope(made)))
    version_11 = bytes(der).replace(bytes.fromhex("A003020102"), bytes.fromhex("A00302010A"))
    for unreadable in ("AAAA", base64.b64encode(version_11).decode()):
        shown.text = unreadable
        assert "illisible" in refused(ask(envelope(made)))


def test_the_authority_itself_signs_no_assertion(ask: Ask) -> None:
    own = x509.load_pem_x509_certificate(authority_pem())
    assert refused(ask(envelope(signed_assertion(by=own, key_name="CA", holder="CA"))))


def test_a_missing_assertion_or_signature(ask: Ask) -> None:
    assert "Security/Assertion : manque" in refused(ask(envelope(b"")))
    made = signed_assertion()
    signature = made.find("ds:Signature", NS)
    assert signature is not None
    made.remove(signature)
    assert "Assertion/Signature : manque" in refused(ask(envelope(made)))


def forged() -> bytes:
    """Return an assertion of the same shape that nobody signed."""
    made = signed_assertion(id="_evil")
    signature = made.find("ds:Signature", NS)
    assert signature is not None
    made.remove(signature)
    return etree.tostring(made)


def test_signature_wrapping_is_refused(ask: Ask) -> None:
    true = etree.tostring(signed_assertion())
    evil = forged()
    in_object = evil.replace(b"</saml:Issuer>", b"</saml:Issuer>" + true)
    beside = evil + true
    stolen = signed_assertion()
    stolen.set("ID", "_evil")
    inside_out = etree.tostring(stolen).replace(
        b"</ds:Signature>", b"<ds:Object>" + true + b"</ds:Object></ds:Signature>"
    )
    for wrapped in (in_object, beside, true + evil, inside_out, true + true):
        refused(ask(envelope(wrapped)))


def test_a_moved_assertion_is_refused(ask: Ask) -> None:
    true = etree.tostring(signed_assertion())
    empty = envelope(b"")
    assert "Security/Assertion : manque" in refused(ask(empty))
    beside = empty.replace(b"<s:Body>", b"<s:Body>" + true)
    above = empty.replace(b"<s:Header>", b"<s:Header>" + true)
    for moved in (beside, above):
        assert fault(ask(moved))[2] == "siram_20"
