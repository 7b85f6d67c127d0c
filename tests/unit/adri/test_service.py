"""Each failure of the service has one code, and nothing incomplete is sent."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from tests.unit.signed_answers import SoftService, issue_service

from binocle.adri import AFTER, AdriService, Rights, RightsRequest, Software, rules
from binocle.adri import service as adri_service
from binocle.kernel import (
    BinocleError,
    LinkDown,
    OperatorActionNeeded,
    PeerViolation,
)

Soap = Callable[[str], bytes]

NOT_FOUND = (
    "L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier "
    "le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime."
)


FIRST_ID = "6f1d0a52-0000-4000-8000-000000000001"


class Peer:
    """A rights service that says or raises one thing, and remembers what it was sent.

    What it says is signed for the message that came, unless it is bytes already.
    """

    def __init__(self, says: str | bytes | Exception, service: SoftService | None = None) -> None:
        self.says = says
        self.service = service
        self.sent: list[tuple[bytes, str]] = []

    def ask(self, request: bytes, *, action: str) -> bytes:
        self.sent.append((request, action))
        if isinstance(self.says, Exception):
            raise self.says
        if isinstance(self.says, bytes):
            return self.says
        assert self.service is not None
        id = etree.fromstring(request)[0][1].text
        assert id is not None
        return self.service.answer(self.says, id=id.removeprefix("urn:uuid:"))


Make = Callable[[Peer], AdriService]


@pytest.fixture
def made(clock: Any, ids: Any, software: Software, service: SoftService) -> Make:
    return lambda peer: AdriService(
        port=peer, clock=clock, ids=ids, software=software, authority=service.authority_pem
    )


def refusal(kind: str, sentence: str) -> str:
    return (
        '<Reponse xmlns="urn:simulateur-binocle:adr"><exception>'
        f"<type>{kind}</type><libelle>{sentence}</libelle></exception></Reponse>"
    )


def fault(blame: str, subcode: str, reason: str, detail: str = "") -> str:
    return (
        f"<s:Fault><s:Code><s:Value>s:{blame}</s:Value>"
        f"<s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
        f"<s:Reason><s:Text>{reason}</s:Text></s:Reason><s:Detail>{detail}</s:Detail></s:Fault>"
    )


def test_rights_come_back(
    made: Make, service: SoftService, answer: str, asked: RightsRequest, signer: Any
) -> None:
    peer = Peer(answer, service)
    rights = made(peer).acquire(asked, signer)
    assert isinstance(rights, Rights)
    assert rights.name == "DESMAUX"
    [(request, action)] = peer.sent
    assert action == "urn:adr:1.1.0:acquerirLesDroits"
    assert action.encode() in request


def test_each_call_has_its_own_id(
    made: Make, service: SoftService, answer: str, asked: RightsRequest, signer: Any
) -> None:
    peer = Peer(answer, service)
    adri = made(peer)
    adri.acquire(asked, signer)
    adri.acquire(asked, signer)
    [(one, _), (two, _)] = peer.sent
    assert b"000000000001" in one
    assert b"000000000001" not in two
    assert b"000000000002" in two


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (TimeoutError("slow"), LinkDown, "ADRI-TROP-LENT"),
        (ConnectionRefusedError("down"), LinkDown, "ADRI-INDISPONIBLE"),
        (ConnectionResetError("cut"), LinkDown, "ADRI-INDISPONIBLE"),
        (PermissionError("HTTP 403"), OperatorActionNeeded, "ADRI-REFUS"),
    ],
)
def test_failures_of_the_link(
    failure: Exception,
    kind: type[BinocleError],
    code: str,
    made: Make,
    asked: RightsRequest,
    signer: Any,
) -> None:
    with pytest.raises(kind) as raised:
        made(Peer(failure)).acquire(asked, signer)
    assert raised.value.code == code
    assert raised.value.__cause__ is failure


SAID = [
    (
        refusal("BENEFICIAIRE_INCONNU", NOT_FOUND),
        OperatorActionNeeded,
        "ADRI-PATIENT-INCONNU",
        {"phrase": NOT_FOUND},
    ),
    (
        refusal("REGIME_NON_GERE", "Le régime 77 n'est pas géré par le service."),
        OperatorActionNeeded,
        "ADRI-REGIME-NON-GERE",
        {"phrase": "Le régime 77 n'est pas géré par le service."},
    ),
    (
        refusal("AUTRE_CHOSE", "Non."),
        OperatorActionNeeded,
        "ADRI-REFUS",
        {"sous_code": "AUTRE_CHOSE", "motif": "Non.", "detail": ""},
    ),
    (
        fault("Receiver", "siram_40", "Le service est temporairement inaccessible."),
        LinkDown,
        "ADRI-EN-PANNE",
        {"motif": "Le service est temporairement inaccessible."},
    ),
    (
        fault("Sender", "siram_20", "NIRassure : clé fausse"),
        OperatorActionNeeded,
        "ADRI-NIR-REFUSE",
        {"motif": "NIRassure : clé fausse"},
    ),
    (
        fault("Sender", "siram_100", "Logiciel non autorisé", "<x>desir_550</x>"),
        OperatorActionNeeded,
        "ADRI-REFUS",
        {"sous_code": "siram_100", "motif": "Logiciel non autorisé", "detail": "desir_550"},
    ),
    (
        fault("Sender", "wsse:FailedCheck", "Assertion refusée"),
        OperatorActionNeeded,
        "ADRI-REFUS",
        {"sous_code": "wsse:FailedCheck", "motif": "Assertion refusée", "detail": ""},
    ),
    (
        "<autre/>",
        PeerViolation,
        "ADRI-REPONSE-ILLISIBLE",
        {"endroit": "Envelope/Body/Reponse"},
    ),
]


@pytest.mark.parametrize(("body", "kind", "code", "facts"), SAID)
def test_what_the_service_says_has_one_code(
    body: str,
    kind: type[BinocleError],
    code: str,
    facts: dict[str, str],
    made: Make,
    service: SoftService,
    asked: RightsRequest,
    signer: Any,
) -> None:
    with pytest.raises(kind) as raised:
        made(Peer(body, service)).acquire(asked, signer)
    assert raised.value.code == code
    assert raised.value.facts == facts


def test_a_fault_needs_no_signature_and_gives_no_right(
    made: Make, soap: Soap, asked: RightsRequest, signer: Any
) -> None:
    with pytest.raises(LinkDown, match="ADRI-EN-PANNE"):
        made(Peer(soap(fault("Receiver", "siram_40", "En panne.")))).acquire(asked, signer)


@pytest.mark.parametrize("body", [refusal("REGIME_NON_GERE", "Non."), "ordinary"])
def test_neither_rights_nor_a_refusal_is_believed_without_a_signature(
    body: str, made: Make, soap: Soap, answer: str, asked: RightsRequest, signer: Any
) -> None:
    with pytest.raises(PeerViolation) as raised:
        made(Peer(soap(answer if body == "ordinary" else body))).acquire(asked, signer)
    assert (raised.value.code, raised.value.facts) == ("ADRI-REPONSE-NON-SIGNEE", {})


def altered(signed: bytes) -> bytes:
    assert signed.count(b"<taux>060") == 1
    return signed.replace(b"<taux>060", b"<taux>100")


LIES: list[tuple[str, Callable[[SoftService, str], bytes]]] = [
    ("ADRI-REPONSE-ALTEREE", lambda own, body: altered(own.answer(body, id=FIRST_ID))),
    (
        "ADRI-REPONSE-AUTRE-MESSAGE",
        lambda own, body: own.answer(body, id=FIRST_ID.replace("1", "2")),
    ),
    (
        "ADRI-REPONSE-AUTRE-SIGNATAIRE",
        lambda _, body: issue_service("SIMULATEUR BINOCLE - ADRI").answer(body, id=FIRST_ID),
    ),
    ("ADRI-REPONSE-ILLISIBLE", lambda own, body: own.answer(body, id=FIRST_ID)[:-9]),
]


@pytest.mark.parametrize(("code", "lie"), LIES)
def test_an_answer_that_lies_is_refused(
    code: str,
    lie: Callable[[SoftService, str], bytes],
    made: Make,
    service: SoftService,
    answer: str,
    asked: RightsRequest,
    signer: Any,
) -> None:
    with pytest.raises(PeerViolation) as raised:
        made(Peer(lie(service, answer))).acquire(asked, signer)
    assert raised.value.code == code


def test_every_failure_has_its_ways_on() -> None:
    """Every code that the service can raise is in the table, and nothing else."""
    source = inspect.getsource(adri_service) + inspect.getsource(rules)
    raised = set(re.findall(r"ADRI(?:-[A-Z]+)+", source))
    told_by_rules = {"ADRI-DROITS-FERMES", "ADRI-DROITS-ABSENTS"}
    assert raised - told_by_rules == set(AFTER)


def test_an_incomplete_request_is_never_sent(made: Make, asked: RightsRequest, signer: Any) -> None:
    peer = Peer(b"")
    incomplete = replace(asked, regime="", insured=None, birth=None, rank="")
    with pytest.raises(OperatorActionNeeded) as raised:
        made(peer).acquire(incomplete, signer)
    assert raised.value.code == "ADRI-CHAMP-MANQUANT"
    assert raised.value.facts == {"champ": "Régime, NIR, Date de naissance, Rang de naissance"}
    with pytest.raises(OperatorActionNeeded) as raised:
        made(peer).acquire(replace(asked, caisse="99"), signer)
    assert (raised.value.code, raised.value.facts) == ("ADRI-CHAMP-MALFORME", {"champ": "Caisse"})
    assert peer.sent == []


def test_a_card_that_does_not_sign_says_so_itself(
    made: Make, asked: RightsRequest, signer: Any
) -> None:
    class Locked:
        card = signer.card

        def sign_transport(self, data: bytes) -> bytes:
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")

    peer = Peer(b"")
    with pytest.raises(OperatorActionNeeded, match="CPS-CODE-DEMANDE"):
        made(peer).acquire(asked, Locked())
    assert peer.sent == []
