"""The SCOR server over HTTP: receipts, refusals, states; what its protocol does not allow."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binocle.adapters.http import HttpScorServer
from binocle.kernel import MalformedAnswer
from binocle.scor import AnswerPage, ScorReceipt, ScorServer, ServerAnswer

URL, NAME = "http://scor.test", "SCOR-00000992604231-000001"
LOT, STATES = f"{URL}/scor/lots/{NAME}", f"{URL}/scor/etats"
AT = datetime(2024, 5, 29, 9, tzinfo=UTC)
RECEIPT = {"nom": NAME, "recepisse": "SC-000001", "recu_le": "2024-05-29T09:00:00Z"}
SAID = {"rang": 7, "id": "x", "etat": "ARCHIVE", "motif": "", "le": "2024-05-29T09:00:00Z"}
CALLS: list[Callable[[ScorServer], object]] = [
    lambda peer: peer.put(NAME, b"<l/>"),
    lambda peer: peer.receipt(NAME),
    lambda peer: peer.answers(0),
]
each_call = pytest.mark.parametrize("call", CALLS, ids=["put", "receipt", "answers"])


@pytest.fixture
def peer() -> Iterator[ScorServer]:
    with httpx.Client() as client:
        yield HttpScorServer(client, f"{URL}/", "00000992604231")


@pytest.mark.parametrize("status", [200, 201])
def test_a_lot_is_put(status: int, peer: ScorServer, respx_mock: respx.MockRouter) -> None:
    sent = respx_mock.put(LOT).respond(status, json=RECEIPT)
    assert peer.put(NAME, b"<l/>") == ScorReceipt(NAME, "SC-000001", AT)
    request = sent.calls.last.request
    assert (request.content, request.headers["Content-Type"]) == (b"<l/>", "application/xml")


def test_a_receipt_is_asked_or_is_not_there(peer: ScorServer, respx_mock: respx.MockRouter) -> None:
    respx_mock.get(LOT).side_effect = [httpx.Response(200, json=RECEIPT), httpx.Response(404)]
    assert peer.receipt(NAME) == ScorReceipt(NAME, "SC-000001", AT)
    assert peer.receipt(NAME) is None


def test_states_are_asked_above_a_rank(peer: ScorServer, respx_mock: respx.MockRouter) -> None:
    sent = respx_mock.get(STATES).respond(json={"etats": [SAID], "suite": True})
    told = ServerAnswer(7, "x", "ARCHIVE", "", AT)
    assert peer.answers(6) == AnswerPage((told,), more=True)
    assert dict(sent.calls.last.request.url.params) == {"ps": "00000992604231", "apres": "6"}


@each_call
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (httpx.ConnectError("x"), ConnectionRefusedError),
        (httpx.ReadTimeout("x"), TimeoutError),
        (httpx.ReadError("x"), ConnectionResetError),
        (httpx.Response(422, json={"erreur": "Id."}), PermissionError),
        (httpx.Response(409, json={"erreur": "Id."}), PermissionError),
        (httpx.Response(403, json={"erreur": "Id."}), PermissionError),
        (httpx.Response(422, html="<html/>"), MalformedAnswer),
        (httpx.Response(503), ConnectionResetError),
        (httpx.Response(302), MalformedAnswer),
        (httpx.Response(200, html="<html/>"), MalformedAnswer),
    ],
)
def test_a_failure_crosses_as_the_port_says(
    call: Callable[[ScorServer], object],
    answer: Any,
    failure: type[Exception],
    peer: ScorServer,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.route().side_effect = [answer]
    with pytest.raises(failure) as raised:
        call(peer)
    assert type(raised.value) is failure


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=3,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from([*SAID, *RECEIPT]), wrong=JSON)
def test_whatever_a_field_holds_it_is_read_or_refused(
    key: str, wrong: object, peer: ScorServer
) -> None:
    page = {"etats": [{**SAID, key: wrong}], "suite": False}
    receipt = {**RECEIPT, key: wrong}
    for call, body in ((CALLS[0], receipt), (CALLS[2], page)):
        with respx.mock as mock:
            mock.route().respond(json=json.loads(json.dumps(body)))
            try:
                told = call(peer)
            except MalformedAnswer:
                continue
        assert isinstance(told, AnswerPage | ScorReceipt)
