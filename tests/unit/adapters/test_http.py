"""Rights and files over HTTP: each vendor failure and each answer crosses the port as it should."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx
import pytest
import respx
from lxml import etree
from tests.unit.soft_signer import issue

from binocle.adapters.http import (
    HttpApcvService,
    HttpConcentrator,
    HttpRightsService,
    HttpSoapService,
    ReturnNotice,
)
from binocle.cards import ProfessionalCard
from binocle.kernel import MalformedAnswer
from binocle.lots import ArrivedReturn, FileState, OutgoingFile, Receipt
from binocle.lots.envelope import NAMESPACE

RIGHTS = "http://adri.test/lps"
URL = "http://concentrateur.test"
NAME = "B2-00000992604231-000027"
FILE = f"{URL}/fichiers/{NAME}"
SOAP = {"Content-Type": "application/soap+xml; charset=utf-8"}
RECEIPT = {
    "nom": NAME,
    "recepisse": "AR-000001",
    "recu_le": "2024-05-28T07:00:00Z",
    "provisoire": True,
}

SENT = OutgoingFile(NAME, b"000TP", FileState.SENDING, (1,))


@cache
def _card() -> ProfessionalCard:
    return issue().card


class Signer:
    """A CPS whose signature nobody verifies here."""

    @property
    def card(self) -> ProfessionalCard:
        return _card()

    def sign_transport(self, data: bytes) -> bytes:
        return bytes(256)


class Ids:
    def next(self, series: str) -> str:
        assert series == "envelope"
        return "6f1d0a52-0000-4000-8000-000000000001"


FAILURES = [
    (httpx.ConnectError("x"), ConnectionRefusedError),
    (httpx.UnsupportedProtocol("x"), ConnectionRefusedError),
    (httpx.ConnectTimeout("x"), TimeoutError),
    (httpx.PoolTimeout("x"), TimeoutError),
    (httpx.WriteTimeout("x"), TimeoutError),
    (httpx.ReadTimeout("x"), TimeoutError),
    (httpx.ReadError("x"), ConnectionResetError),
    (httpx.WriteError("x"), ConnectionResetError),
    (httpx.RemoteProtocolError("x"), ConnectionResetError),
    (httpx.DecodingError("x"), ConnectionResetError),
    (httpx.TooManyRedirects("x"), ConnectionResetError),
]

CALLS: list[tuple[str, Callable[[HttpConcentrator], object]]] = [
    (f"PUT {FILE}", lambda peer: peer.put(SENT, signer=Signer())),
    (f"GET {FILE}", lambda peer: peer.receipt(NAME)),
    (f"GET {URL}/retours", lambda peer: peer.listing()),
    (f"GET {URL}/retours/R000001", lambda peer: peer.fetch("R000001")),
    (f"DELETE {URL}/retours/R000001", lambda peer: peer.acknowledge("R000001")),
]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture
def rights(client: httpx.Client) -> HttpSoapService:
    return HttpRightsService(client, RIGHTS)


@pytest.fixture
def peer(client: httpx.Client) -> HttpConcentrator:
    return HttpConcentrator(client, f"{URL}/", professional="00000992604231", ids=Ids())


def route(mock: respx.MockRouter, call: str) -> respx.Route:
    method, url = call.split(" ")
    return mock.request(method, url)


# -- rights ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_soap_body_is_an_answer(
    status: int, rights: HttpSoapService, respx_mock: respx.MockRouter
) -> None:
    sent = respx_mock.post(RIGHTS).respond(status, headers=SOAP, content=b"<fault/>")
    assert rights.ask(b"<ask/>", action="urn:a") == b"<fault/>"
    request = sent.calls.last.request
    assert request.content == b"<ask/>"
    assert request.headers["Content-Type"] == 'application/soap+xml; charset=utf-8; action="urn:a"'


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("urn:ApCV_AUTH:1.0.0:authentifierUtilisateurProximite", "/wssoap/apcv/auth/1/0"),
        ("urn:ApCV_AUTH:1.0.0:restituerContexteApCV", "/wssoap/apcv/auth/1/0"),
        ("urn:ApCV_AUTH:1.0.0:detruireContexteApCV", "/wssoap/apcv/auth/1/0"),
        ("urn:ApCV_SIGN:1.0.0:signerVitale", "/wssoap/apcv/sign/1/0"),
    ],
)
@pytest.mark.parametrize("root", ["http://apcv.test", "http://apcv.test/"])
def test_each_action_of_the_app_has_its_service(
    root: str, action: str, path: str, client: httpx.Client, respx_mock: respx.MockRouter
) -> None:
    sent = respx_mock.post(f"http://apcv.test{path}").respond(200, headers=SOAP, content=b"<a/>")
    assert HttpApcvService(client, root).ask(b"<ask/>", action=action) == b"<a/>"
    assert f'action="{action}"' in sent.calls.last.request.headers["Content-Type"]


def test_a_success_of_another_type_is_left_to_the_reader(
    rights: HttpSoapService, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(RIGHTS).respond(200, html="<html/>")
    assert rights.ask(b"", action="urn:a") == b"<html/>"


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, ConnectionError),
        (401, PermissionError),
        (403, PermissionError),
        (404, PermissionError),
        (502, ConnectionError),
        (503, ConnectionError),
    ],
)
def test_a_status_without_soap(
    status: int,
    failure: type[OSError],
    rights: HttpSoapService,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(RIGHTS).respond(status, html="<html/>")
    with pytest.raises(failure, match=str(status)):
        rights.ask(b"", action="urn:a")


@pytest.mark.parametrize(("vendor", "ours"), FAILURES)
def test_failures_on_the_way_to_rights(
    vendor: Exception,
    ours: type[OSError],
    rights: HttpSoapService,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(RIGHTS).mock(side_effect=vendor)
    with pytest.raises(ours) as raised:
        rights.ask(b"", action="urn:a")
    assert type(raised.value) is ours


# -- concentrator ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("vendor", "ours"), FAILURES)
@pytest.mark.parametrize("call", CALLS, ids=[name for name, _ in CALLS])
def test_failures_on_the_way_to_the_concentrator(
    call: tuple[str, Callable[[HttpConcentrator], object]],
    vendor: Exception,
    ours: type[OSError],
    peer: HttpConcentrator,
    respx_mock: respx.MockRouter,
) -> None:
    route(respx_mock, call[0]).mock(side_effect=vendor)
    with pytest.raises(ours) as raised:
        call[1](peer)
    assert type(raised.value) is ours


@pytest.mark.parametrize("call", CALLS, ids=[name for name, _ in CALLS])
@pytest.mark.parametrize(
    ("response", "failure", "said"),
    [
        (httpx.Response(403, json={"erreur": "Signature."}), PermissionError, "Signature."),
        (httpx.Response(409, json={"erreur": "Autre."}), PermissionError, "Autre."),
        (httpx.Response(422, json={"erreur": "B2."}), PermissionError, "B2."),
        (httpx.Response(403, html="<html/>"), MalformedAnswer, "not JSON"),
        (httpx.Response(422, json={"erreur": ""}), MalformedAnswer, "erreur"),
        (httpx.Response(409, json=["Autre."]), MalformedAnswer, "not an object"),
        (httpx.Response(500), ConnectionResetError, "HTTP 500"),
        (httpx.Response(503), ConnectionResetError, "HTTP 503"),
        (httpx.Response(202), MalformedAnswer, "HTTP 202"),
        (httpx.Response(302), MalformedAnswer, "HTTP 302"),
        (httpx.Response(400), MalformedAnswer, "HTTP 400"),
    ],
)
def test_other_statuses_than_the_expected_one(
    call: tuple[str, Callable[[HttpConcentrator], object]],
    response: httpx.Response,
    failure: type[Exception],
    said: str,
    peer: HttpConcentrator,
    respx_mock: respx.MockRouter,
) -> None:
    route(respx_mock, call[0]).mock(return_value=response)
    with pytest.raises(failure, match=said) as raised:
        call[1](peer)
    assert type(raised.value) is failure


@pytest.mark.parametrize("status", [200, 201])
def test_a_file_is_put(status: int, peer: HttpConcentrator, respx_mock: respx.MockRouter) -> None:
    sent = respx_mock.put(FILE).respond(status, json=RECEIPT)
    assert peer.put(SENT, signer=Signer()) == Receipt(
        NAME, "AR-000001", datetime(2024, 5, 28, 7, tzinfo=UTC), provisional=True
    )
    request = sent.calls.last.request
    assert request.headers["Content-Type"] == "application/xml"
    envelope = etree.fromstring(request.content)
    assert envelope.get("ID") == "_6f1d0a52-0000-4000-8000-000000000001"
    told = {tag: envelope.findtext(f"{{{NAMESPACE}}}{tag}") for tag in ("Emetteur", "Nom")}
    assert told == {"Emetteur": "00000992604231", "Nom": NAME}
    assert envelope.findtext(f"{{{NAMESPACE}}}Contenu") == b64encode(SENT.content).decode()


def test_a_receipt_is_asked_again(peer: HttpConcentrator, respx_mock: respx.MockRouter) -> None:
    respx_mock.get(FILE).respond(json=RECEIPT)
    receipt = peer.receipt(NAME)
    assert receipt is not None
    assert receipt.number == "AR-000001"


def test_a_file_that_never_arrived_has_no_receipt(
    peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    respx_mock.get(FILE).respond(404)
    assert peer.receipt(NAME) is None


@pytest.mark.parametrize(
    "change",
    [
        {"nom": "B2-00000992604231-000028"},
        {"recepisse": ""},
        {"recepisse": 1},
        {"recu_le": "hier"},
        {"recu_le": "2024-05-28T07:00:00"},
        {"provisoire": 1},
        {"provisoire": None},
    ],
)
def test_a_malformed_receipt_is_refused(
    change: dict[str, Any], peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    respx_mock.put(FILE).respond(201, json=RECEIPT | change)
    with pytest.raises(MalformedAnswer, match=next(iter(change))):
        peer.put(SENT, signer=Signer())


NOTICE = {"id": "R000001", "genre": "ARL", "nom": "ARL-1", "depose_le": "2024-05-28T09:00:00Z"}


def test_returns_are_listed_for_one_professional_in_their_order(
    peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    other = NOTICE | {"id": "R000002", "genre": "RSP"}
    respx_mock.get(f"{URL}/retours", params={"ps": "00000992604231"}).respond(
        json={"retours": [other, NOTICE]}
    )
    assert peer.listing() == (
        ReturnNotice("R000002", "RSP", "ARL-1"),
        ReturnNotice("R000001", "ARL", "ARL-1"),
    )


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"retours": {}},
        {"retours": ["R000001"]},
        {"retours": [NOTICE | {"genre": "arl"}]},
        {"retours": [NOTICE | {"id": ""}]},
        {"retours": [NOTICE | {"nom": None}]},
        {"retours": [NOTICE, NOTICE]},
    ],
)
def test_a_malformed_listing_is_refused(
    answer: object, peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    respx_mock.get(f"{URL}/retours").respond(json=answer)
    with pytest.raises(MalformedAnswer):
        peer.listing()


def test_a_return_is_fetched_whole_then_acknowledged(
    peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    content = bytes(range(256))
    respx_mock.get(f"{URL}/retours/R000001").respond(content=content)
    gone = respx_mock.delete(f"{URL}/retours/R000001").respond(204)
    assert peer.fetch("R000001") == content
    peer.acknowledge("R000001")
    assert gone.called


def test_an_open_box_gives_its_returns_one_at_a_time(
    peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    notices = [NOTICE, NOTICE | {"id": "R000002", "genre": "DSN"}]
    respx_mock.get(f"{URL}/retours").respond(json={"retours": notices})
    for id in ("R000001", "R000002"):
        respx_mock.get(f"{URL}/retours/{id}").respond(content=id.encode())
    asked = respx_mock.calls
    with peer.opened() as box:
        arrived = box.arrived()
        assert next(arrived) == ArrivedReturn("R000001", "ARL", "ARL-1", b"R000001")
        assert len(asked) == 2, "the second one is not fetched yet"
        assert [*arrived] == [ArrivedReturn("R000002", "DSN", "ARL-1", b"R000002")]


@pytest.mark.parametrize("call", CALLS[3:], ids=["fetch", "acknowledge"])
def test_a_listed_return_that_is_not_there_is_a_contradiction(
    call: tuple[str, Callable[[HttpConcentrator], object]],
    peer: HttpConcentrator,
    respx_mock: respx.MockRouter,
) -> None:
    route(respx_mock, call[0]).respond(404)
    with pytest.raises(MalformedAnswer, match="404"):
        call[1](peer)


def test_what_a_peer_named_stays_in_its_folder(
    peer: HttpConcentrator, respx_mock: respx.MockRouter
) -> None:
    asked = respx_mock.get(url__startswith=URL).respond(content=b"x")
    peer.fetch("../fichiers/a?b#c")
    assert asked.calls.last.request.url.raw_path == b"/retours/..%2Ffichiers%2Fa%3Fb%23c"
