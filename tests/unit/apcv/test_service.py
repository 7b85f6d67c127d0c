"""Each failure of the service has one code, and a payload leaves once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree
from signxml.verifier import SignatureConfiguration, XMLVerifier
from tests.unit.apcv.conftest import BILLING, NOW, CountedIds, FixedClock
from tests.unit.signed_answers import issue_service
from tests.unit.soft_signer import SoftSigner

from binocle.apcv import ApcvService, Payload
from binocle.apcv.messages import ACTION
from binocle.kernel import BinocleError, LinkDown, OperatorActionNeeded, PeerViolation
from binocle.soap import SAML

Soap = Callable[[str], bytes]


class Peer:
    """A service that says or raises one thing, and remembers what it was sent."""

    def __init__(self, says: bytes | Exception) -> None:
        self.says = says
        self.sent: list[tuple[bytes, str]] = []

    def ask(self, request: bytes, *, action: str) -> bytes:
        self.sent.append((request, action))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


AUTHORITY = issue_service("SIMULATEUR BINOCLE - APCV").authority_pem


def service(peer: Peer) -> ApcvService:
    return ApcvService(
        port=peer,
        clock=FixedClock(),
        ids=CountedIds(),
        sector="OPTIQUE",
        billing=BILLING,
        authority=AUTHORITY,
    )


def fault(blame: str, subcode: str) -> str:
    return (
        f"<s:Fault><s:Code><s:Value>s:{blame}</s:Value>"
        f"<s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
        "<s:Reason><s:Text>Non.</s:Text></s:Reason></s:Fault>"
    )


def test_a_context_comes_back(
    payload: Payload, signer: SoftSigner, soap: Soap, answer: str
) -> None:
    peer = Peer(soap(answer))
    reading = service(peer).authenticate(payload, signer)
    assert reading.beneficiaries[0].name == "DESMAUX"
    [(request, action)] = peer.sent
    assert action == ACTION
    [assertion] = etree.fromstring(request).iter(f"{{{SAML}}}Assertion")
    XMLVerifier().verify(
        etree.tostring(assertion),
        x509_cert=signer.card.authentication.parsed,
        expect_config=SignatureConfiguration(verification_time=NOW),
    )


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (TimeoutError("slow"), LinkDown, "APCV-TROP-LENT"),
        (ConnectionRefusedError("down"), LinkDown, "APCV-INDISPONIBLE"),
        (ConnectionResetError("cut"), LinkDown, "APCV-INDISPONIBLE"),
        (PermissionError("HTTP 403"), OperatorActionNeeded, "APCV-REFUS"),
    ],
)
def test_failures_of_the_link(
    failure: Exception,
    kind: type[BinocleError],
    code: str,
    payload: Payload,
    signer: SoftSigner,
) -> None:
    peer = Peer(failure)
    with pytest.raises(kind) as raised:
        service(peer).authenticate(payload, signer)
    assert raised.value.code == code
    assert len(peer.sent) == 1
    assert payload.text not in str(raised.value)


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (fault("Sender", "apcv_expire"), OperatorActionNeeded, "APCV-CODE-EXPIRE"),
        (fault("Sender", "apcv_deja_utilise"), OperatorActionNeeded, "APCV-CODE-DEJA-LU"),
        (fault("Sender", "apcv_inconnu"), OperatorActionNeeded, "APCV-CODE-INCONNU"),
        (fault("Sender", "apcv_forme"), OperatorActionNeeded, "APCV-DEMANDE-REFUSEE"),
        (fault("Receiver", "siram_40"), LinkDown, "APCV-EN-PANNE"),
        (fault("Sender", "wsse:FailedCheck"), OperatorActionNeeded, "APCV-REFUS"),
        ("<autre/>", PeerViolation, "APCV-REPONSE-ILLISIBLE"),
    ],
)
def test_what_the_service_says_has_one_code(
    body: str,
    kind: type[BinocleError],
    code: str,
    payload: Payload,
    signer: SoftSigner,
    soap: Soap,
) -> None:
    with pytest.raises(kind) as raised:
        service(Peer(soap(body))).authenticate(payload, signer)
    assert raised.value.code == code


def test_a_cps_of_another_shop_asks_nothing(payload: Payload, signer: SoftSigner) -> None:
    peer = Peer(b"")
    stranger = replace(signer, card=replace(signer.card, situations=()))
    with pytest.raises(OperatorActionNeeded) as raised:
        service(peer).authenticate(payload, stranger)
    assert raised.value.code == "APCV-SITUATION-ABSENTE"
    assert raised.value.facts == {"facturation": "992604231"}
    assert peer.sent == []


def test_a_card_that_does_not_sign_says_so_itself(payload: Payload, signer: SoftSigner) -> None:
    peer = Peer(b"")
    locked = replace(signer, failure=OperatorActionNeeded("CPS-CODE-DEMANDE"))
    with pytest.raises(OperatorActionNeeded, match="CPS-CODE-DEMANDE"):
        service(peer).authenticate(payload, locked)
    assert peer.sent == []
