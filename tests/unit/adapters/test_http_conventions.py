"""The directory of conventions over HTTP: a refusal in JSON is an answer, the rest a failure."""

from collections.abc import Iterator

import httpx
import pytest
import respx

from binocle.adapters.http import HttpConventionDirectory
from binocle.amc import ConventionDirectory

URL = "http://annuaire.test/conventions"


@pytest.fixture
def directory() -> Iterator[ConventionDirectory]:
    with httpx.Client() as client:
        yield HttpConventionDirectory(client, URL)


@pytest.mark.parametrize("status", [200, 400])
def test_json_is_an_answer(
    status: int, directory: ConventionDirectory, respx_mock: respx.MockRouter
) -> None:
    sent = respx_mock.post(URL).respond(status, json={"code": -1})
    assert directory.ask(b'{"page": 1}') == b'{"code":-1}'
    request = sent.calls.last.request
    assert request.content == b'{"page": 1}'
    assert request.headers["Content-Type"] == "application/json"


def test_a_success_of_another_type_is_left_to_the_reader(
    directory: ConventionDirectory, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(URL).respond(200, html="<html/>")
    assert directory.ask(b"") == b"<html/>"


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, ConnectionError),
        (400, PermissionError),
        (403, PermissionError),
        (404, PermissionError),
        (500, ConnectionError),
        (503, ConnectionError),
    ],
)
def test_a_status_that_is_no_answer(
    status: int,
    failure: type[OSError],
    directory: ConventionDirectory,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(URL).respond(status, html="<html/>")
    with pytest.raises(failure, match=str(status)):
        directory.ask(b"")


@pytest.mark.parametrize("status", [403, 500])
def test_json_of_another_status_is_no_answer(
    status: int, directory: ConventionDirectory, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(URL).respond(status, json={"code": -1})
    with pytest.raises(OSError, match=str(status)):
        directory.ask(b"")


@pytest.mark.parametrize(
    ("vendor", "ours"),
    [
        (httpx.ConnectError("x"), ConnectionRefusedError),
        (httpx.ReadTimeout("x"), TimeoutError),
        (httpx.ConnectTimeout("x"), TimeoutError),
        (httpx.ReadError("x"), ConnectionResetError),
        (httpx.RemoteProtocolError("x"), ConnectionResetError),
    ],
)
def test_failures_on_the_way(
    vendor: Exception,
    ours: type[OSError],
    directory: ConventionDirectory,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(URL).mock(side_effect=vendor)
    with pytest.raises(ours) as raised:
        directory.ask(b"")
    assert type(raised.value) is ours
