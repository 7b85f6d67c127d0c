"""The two faces of a service say the same on the wire, and a server leaves no trace."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from flask import Flask, Response, request

from binocle_simulators import servers
from binocle_simulators.faults import Fault
from binocle_simulators.servers import STRUCK, InProcessFace, OutageTransport, ServiceServer
from binocle_simulators.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FACES = ("in-process", "socket")
ENVELOPE = "<a>Élodie</a>".encode()


class Shop:
    """A small service that counts what it did, and tells what it was sent."""

    def __init__(self) -> None:
        self.done = 0
        self.app = Flask(__name__)
        self.app.add_url_rule("/do/<path:what>", view_func=self.do, methods=["POST", "PUT"])

    def do(self, what: str) -> Response:
        self.done += 1
        struck = request.environ.get(STRUCK)
        told = f"{what}|{request.query_string.decode()}|{struck}|".encode() + request.get_data()
        return Response(told, 500 if struck else 201, content_type="text/plain; charset=utf-8")


@contextmanager
def reached(face: str, world: World, name: str, app: "WSGIApplication") -> Iterator[httpx.Client]:
    """Give a client of the service through a face; no face waits long."""
    if face == "in-process":
        with httpx.Client(
            transport=InProcessFace(world, name, app), base_url="http://x", timeout=0.3
        ) as client:
            yield client
        return
    server = ServiceServer(world, name, app)
    try:
        with httpx.Client(base_url=server.url, timeout=0.3) as client:
            yield client
    finally:
        server.close()


def post(client: httpx.Client, path: str = "/do/it?a=1&b=%C3%A9") -> httpx.Response:
    return client.post(
        path,
        content=ENVELOPE,
        headers={"Content-Type": "application/xml", "Idempotency-Key": "k1", "X-Other": "no"},
    )


def outcome(send: Callable[[], httpx.Response]) -> tuple[int, str, bytes] | str:
    try:
        answer = send()
    except httpx.TimeoutException:
        return "timed out"
    except httpx.TransportError:
        return "no answer"
    return answer.status_code, answer.headers["content-type"], answer.content


def lived(face: str, name: str, what: str | None) -> tuple[object, ...]:
    """Return what a client and the journal saw of a request, and of the next one."""
    world, shop = World(5), Shop()
    if what:
        world.faults.arm(Fault(name, what))
    with reached(face, world, name, shop.app) as client:
        first = outcome(lambda: post(client))
        done = shop.done
        second = outcome(lambda: post(client))
    return first, done, second, [line.split(" ", 1)[1] for line in world.journal.lines()]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("adri", None),
        ("adri", "down"),
        ("adri", "slow"),
        ("adri", "fault"),
        ("concentrator", "silent"),
    ],
)
def test_both_faces_say_the_same(name: str, what: str | None) -> None:
    in_process, on_a_socket = (lived(face, name, what) for face in FACES)
    assert in_process == on_a_socket
    first, done, second, _ = in_process
    assert second == (201, "text/plain; charset=utf-8", b"it|a=1&b=%C3%A9|None|" + ENVELOPE)
    assert {
        None: (first == second, done == 1),
        "down": (first == "no answer", done == 0),
        "slow": (first == "timed out", done == 0),
        "silent": (first == "no answer", done == 1),
        "fault": (
            first == (500, "text/plain; charset=utf-8", b"it|a=1&b=%C3%A9|fault|" + ENVELOPE),
            done == 1,
        ),
    }[what] == (True, True)


@pytest.mark.parametrize("face", FACES)
def test_the_journal_tells_the_wire_and_nothing_of_the_machine(face: str) -> None:
    *_, lines = lived(face, "concentrator", "silent")
    sent = (
        '"POST /do/it?a=1&b=%C3%A9\\ncontent-type: application/xml\\nidempotency-key: k1\\n\\n'
        '<a>Élodie</a>"\n'
    )
    assert lines == [
        f"concentrator > {sent}",
        'concentrator < "answer lost"\n',
        f"concentrator > {sent}",
        'concentrator < "201\\ncontent-type: text/plain; charset=utf-8\\n\\n'
        'it|a=1&b=%C3%A9|None|<a>Élodie</a>"\n',
    ]


@pytest.mark.parametrize("face", FACES)
def test_an_encoded_path_and_a_body_in_pieces_arrive_whole(face: str) -> None:
    world, shop = World(), Shop()
    with reached(face, world, "adri", shop.app) as client:
        answer = client.put("/do/%C3%A9t%C3%A9%20x", content=iter([b"one ", b"two"]))
    assert answer.content == "été x||None|one two".encode()
    assert "PUT /do/%C3%A9t%C3%A9%20x" in next(world.journal.lines())


@pytest.mark.parametrize(
    ("what", "error"),
    [("down", httpx.ConnectError), ("slow", httpx.ReadTimeout), ("silent", httpx.ReadError)],
)
def test_in_process_errors_are_those_of_httpx(what: str, error: type[Exception]) -> None:
    world, shop = World(), Shop()
    world.faults.arm(Fault("concentrator", what))
    with (
        reached("in-process", world, "concentrator", shop.app) as client,
        pytest.raises(error) as raised,
    ):
        post(client)
    assert isinstance(raised.value, httpx.TransportError)
    assert raised.value.request.url.path == "/do/it"


def test_a_slow_service_takes_the_bench_time_of_the_time_out() -> None:
    world = World()
    world.faults.arm(Fault("adri", "slow"))
    told: list[object] = []
    world.call_at(world.now() + timedelta(seconds=20), "meanwhile", lambda: told.append("yes"))
    face = InProcessFace(world, "adri", Shop().app)
    with httpx.Client(transport=face, base_url="http://x", timeout=30.0) as client:
        began = time.perf_counter()
        assert outcome(lambda: post(client)) == "timed out"
    assert 30.0 < world.elapsed() < 31.0
    assert told == ["yes"]
    assert time.perf_counter() - began < 1.0


def test_a_slow_service_needs_a_client_that_does_not_wait_for_ever() -> None:
    world = World()
    world.faults.arm(Fault("adri", "slow"))
    face = InProcessFace(world, "adri", Shop().app)
    with (
        httpx.Client(transport=face, base_url="http://x", timeout=None) as client,  # noqa: S113
        pytest.raises(AssertionError, match="time-out"),
    ):
        post(client)


def test_an_exchange_takes_virtual_time_and_no_other() -> None:
    world = World()
    with reached("in-process", world, "adri", Shop().app) as client:
        post(client)
    assert 0.06 <= world.elapsed() <= 0.24


# -- sockets --------------------------------------------------------------------------------------


def test_a_closed_server_frees_its_port_and_its_threads() -> None:
    before = threading.active_count()
    world, shop = World(), Shop()
    server = ServiceServer(world, "adri", shop.app)
    port = int(server.url.rpartition(":")[2])
    with httpx.Client(base_url=server.url) as client:
        assert post(client).status_code == 201
    server.close()
    server.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_an_outage_on_a_socket_is_a_refused_connection() -> None:
    worlds = {face: World(5) for face in FACES}
    for world in worlds.values():
        world.faults.arm(Fault("adri", "down", at=2))
    server = ServiceServer(worlds["socket"], "adri", Shop().app)
    ways: tuple[tuple[str, httpx.BaseTransport], ...] = (
        ("http://x", InProcessFace(worlds["in-process"], "adri", Shop().app)),
        (server.url, OutageTransport(worlds["socket"], "adri", server)),
    )
    for url, way in ways:
        with httpx.Client(transport=way, base_url=url, timeout=5.0) as client:
            assert post(client).status_code == 201
            with pytest.raises(httpx.ConnectError):
                post(client)
            assert post(client).status_code == 201
    server.close()
    in_process, on_a_socket = (list(world.journal.lines()) for world in worlds.values())
    assert in_process == on_a_socket


def test_closing_does_not_wait_for_a_slow_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "SOCKET_SLOW_S", 30.0)
    world = World()
    world.faults.arm(Fault("adri", "slow"))
    server = ServiceServer(world, "adri", Shop().app)
    with httpx.Client(base_url=server.url, timeout=0.1) as client:
        assert outcome(lambda: post(client)) == "timed out"
    began = time.perf_counter()
    server.close()
    assert time.perf_counter() - began < 5.0


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(
    capfd: pytest.CaptureFixture[str],
) -> None:
    world, shop = World(), Shop()
    server = ServiceServer(world, "adri", shop.app)
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=1) as link:
        link.sendall(b"POST /do/it HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    with httpx.Client(base_url=server.url) as client:
        assert post(client).status_code == 201
    server.close()
    assert shop.done == 1
    assert len(list(world.journal.lines())) == 2
    assert capfd.readouterr() == ("", "")


def test_requests_at_once_are_served_one_after_the_other() -> None:
    world, shop = World(), Shop()
    server = ServiceServer(world, "adri", shop.app)

    def ask() -> None:
        with httpx.Client(base_url=server.url, timeout=10.0) as client:
            assert post(client).status_code == 201

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.close()
    directions = [line.split(" ")[2] for line in world.journal.lines()]
    assert directions == [">", "<"] * 8


STORM = """
import httpx, threading
from binocle_simulators.faults import Fault
from binocle_simulators.servers import ServiceServer
from binocle_simulators.world import World
def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]
world = World()
server = ServiceServer(world, "concentrator", app)
for what in ("down", "silent", "slow"):
    world.faults.arm(Fault("concentrator", what))
    with httpx.Client(base_url=server.url, timeout=0.2) as client:
        for wanted in (False, True):
            try:
                assert client.put("/x", content=b"y").is_success and wanted, what
            except httpx.TransportError:
                assert not wanted, what
server.close()
assert threading.active_count() == 1
"""


def test_a_storm_on_a_socket_makes_no_noise() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", STORM],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
