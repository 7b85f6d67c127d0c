"""Thin HTTP faces of the simulated services: one in process, one on a loopback socket.

A service is a WSGI application that knows neither time nor faults. Its face gives both, and writes
the journal: request line, allow-listed headers and body, both ways. ``down``, ``slow`` and
``silent`` of the fault plan happen here, the same way for every service:

========  ===========================================  ========================================
kind      in process                                   on a socket
========  ===========================================  ========================================
down      ``httpx.ConnectError``                        for clients of the bench the port is closed;
                                                        for others the connection is cut
slow      the read time-out passes on the bench clock   an empty 503 after the real time-out
silent    the service works, then ``httpx.ReadError``   the service works, then the cut
========  ===========================================  ========================================

Any other kind is the service's to show: it finds the word in its environment under :data:`STRUCK`.
Source: ours; no rule of a peer.
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import httpx
from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wsgi import get_input_stream

from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = ("content-type", "soapaction", "idempotency-key")
"""Headers that enter the journal; all others name hosts, hours or versions."""

STRUCK = "binocle.fault"
"""WSGI key under which a service learns the fault that it must show itself."""

SOCKET_SLOW_S = 0.5
"""How much later than nothing a slow service answers on a socket; benches set shorter time-outs."""

SHORT_PATIENCE_S = 0.2
"""What a client of the bench waits for a service that is to be slow; it answers later than that."""

SOCKET_IDLE_S = 5.0
"""How long a connection may say nothing; then it is cut, so that a server can always close."""

_UNANSWERED: Mapping[str, str] = {
    "down": "connection refused",
    "slow": "no answer in time",
    "silent": "answer lost",
}
_ERRORS: Mapping[str, type[httpx.TransportError]] = {
    "down": httpx.ConnectError,
    "slow": httpx.ReadTimeout,
    "silent": httpx.ReadError,
}

ROOMS: Mapping[str, Mapping[str, str]] = {"concentrator": {"/scor/": "scor"}}
"""Parts of a service's address where another peer answers, with faults and a hop of its own."""

Headers = list[tuple[str, str]]


def peer_at(service: str, path: str) -> str:
    """Return who answers at a path (decoded) of a service's address: its fault name."""
    rooms = ROOMS.get(service, {})
    return next((peer for start, peer in rooms.items() if path.startswith(start)), service)


def joined(service: str, app: "WSGIApplication", **rooms: "WSGIApplication") -> "WSGIApplication":
    """Return one application of a service and of the peers at its address, by their name."""
    assert set(rooms) == set(ROOMS[service].values()), rooms

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        peer = peer_at(service, environ["PATH_INFO"])
        return rooms.get(peer, app)(environ, start_response)

    return choose


class _NoAnswer(Exception):
    """The plan wants no answer; ``kind`` is a key of :data:`_UNANSWERED`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"simulated: {_UNANSWERED[kind]}")


class _Service:
    """What both faces share: the journal, the time and the faults around one application."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        self.world = world
        self._name = name
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request; two at once are served one after the other.

        Raises:
            ConnectionError: the client left in the middle of its request.
            _NoAnswer: the plan wants none.
        """
        try:
            body = get_input_stream(environ).read()
        except ClientDisconnected as gone:
            raise ConnectionError("the client left") from gone
        with self.world.lock:
            status, headers, answer = self._serve(environ, body)
        start_response(status, headers)
        return [answer]

    def _serve(self, environ: "WSGIEnvironment", body: bytes) -> tuple[str, Headers, bytes]:
        world, peer = self.world, peer_at(self._name, environ["PATH_INFO"])
        start = f"{environ['REQUEST_METHOD']} {environ['REQUEST_URI']}"
        world.record(peer, ">", _journal_text(start, _headers_of(environ), body))
        world.take_time("http")
        struck = world.faults.strike(peer)
        if struck in ("down", "slow"):
            raise self._no_answer(peer, struck)
        if struck is not None and struck not in _UNANSWERED:
            environ[STRUCK] = struck
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        status, headers, answer = _call(self._app, environ)
        if struck == "silent":
            raise self._no_answer(peer, struck)
        world.record(peer, "<", _journal_text(status[:3], headers, answer))
        return status, headers, answer

    def _no_answer(self, peer: str, kind: str) -> _NoAnswer:
        self.world.record(peer, "<", _UNANSWERED[kind])
        return _NoAnswer(kind)


class InProcessFace(httpx.BaseTransport):
    """Reaches a service without a socket; raises what a socket would, at once."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Wrap ``app`` under the fault name ``name``."""
        self._service = _Service(world, name, app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, or fail as the plan says.

        Raises:
            httpx.TransportError: one of its kin; the table of the header says which.
        """

        def as_on_a_socket(
            environ: "WSGIEnvironment", start_response: "StartResponse"
        ) -> Iterable[bytes]:
            path, _, _ = request.url.raw_path.partition(b"?")
            environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
            environ["REQUEST_URI"] = request.url.raw_path.decode("ascii")
            environ["wsgi.input_terminated"] = True
            return self._service(environ, start_response)

        try:
            return httpx.WSGITransport(app=as_on_a_socket).handle_request(request)
        except _NoAnswer as lost:
            if lost.kind == "slow":
                self._wait_in_vain(request)
            raise _ERRORS[lost.kind](str(lost), request=request) from lost

    def _wait_in_vain(self, request: httpx.Request) -> None:
        seconds = request.extensions.get("timeout", {}).get("read")
        assert seconds is not None, "who asks a slow service has a read time-out"
        self._service.world.advance(timedelta(seconds=seconds))


class SocketFace:
    """The same face as WSGI middleware, for a server of werkzeug on a socket."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Wrap ``app`` under the fault name ``name``."""
        self._service = _Service(world, name, app)
        self._closing = threading.Event()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request, or fail as the plan says.

        Raises:
            ConnectionError: the connection was cut.
        """
        try:
            return self._service(environ, start_response)
        except _NoAnswer as lost:
            if lost.kind != "slow":
                link: socket.socket = environ["werkzeug.socket"]
                link.shutdown(socket.SHUT_RDWR)
                raise ConnectionError(str(lost)) from lost
        self._closing.wait(SOCKET_SLOW_S)
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]

    def close(self) -> None:
        """Make nobody wait any longer."""
        self._closing.set()


def _journal_text(start: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    kept = "".join(f"{k.lower()}: {v}\n" for k, v in sorted(headers) if k.lower() in HEADERS)
    return f"{start}\n{kept}\n{body.decode('utf-8', 'backslashreplace')}"


def _headers_of(environ: "WSGIEnvironment") -> Headers:
    """Return the allow-listed headers of a request, in lower case."""
    keys = {name: name.upper().replace("-", "_") for name in HEADERS}
    found = ((name, environ.get(key) or environ.get(f"HTTP_{key}")) for name, key in keys.items())
    return [(name, text) for name, text in found if text]


def _call(app: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
    """Run a WSGI application to its end."""
    seen: dict[str, Any] = {}

    def start_response(
        status: str, headers: Headers, exc_info: object = None
    ) -> Callable[[bytes], object]:
        seen.update(status=status, headers=headers)
        return lambda _: None

    answer = b"".join(app(environ, start_response))
    return seen["status"], seen["headers"], answer


class _Handler(WSGIRequestHandler):
    """Keeps its log to itself, for the journal is the log; cuts who says nothing."""

    timeout = SOCKET_IDLE_S

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    """Waits for its threads when it closes."""

    daemon_threads = False


class ServiceServer:
    """A service on a free loopback port, in a thread of its own."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Bind a free port of 127.0.0.1 and serve at once."""
        self._face = SocketFace(world, name, app)
        self._name = name
        self._start(0)

    @property
    def url(self) -> str:
        """Where it listens, without a final slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def port_closed(self) -> Iterator[None]:
        """Refuse every connection, for real, for the length of a block."""
        port = self._server.server_port
        self._stop()
        try:
            yield
        finally:
            self._start(port)

    def close(self) -> None:
        """Stop serving, free the port and wait for every thread; a second time, nothing.

        The caller does not hold the world's lock: a request on its way may need it to end.
        """
        self._face.close()
        self._stop()

    def _start(self, port: int) -> None:
        self._server = _Server("127.0.0.1", port, self._face, handler=_Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name=self._name,
            daemon=True,
        )
        self._thread.start()

    def _stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class OutageTransport(httpx.BaseTransport):
    """The way of the bench's own clients to a service on a socket: meets ``down`` for real.

    When an outage is due, the service's port is closed while the request is tried; so the client
    sees a refused connection, as it would from a machine that is off. When the service is to be
    slow, the client loses patience soon: nobody waits for what will not come.
    """

    def __init__(self, world: World, name: str, server: ServiceServer) -> None:
        """Reach ``server``, whose fault name is ``name``."""
        self._world = world
        self._name = name
        self._server = server
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request; the journal tells an outage as it does in process."""
        world, peer = self._world, peer_at(self._name, request.url.path)
        due = world.faults.due(peer)
        if due == "slow":
            patience = {**request.extensions.get("timeout", {}), "read": SHORT_PATIENCE_S}
            request.extensions["timeout"] = patience
        if due != "down":
            return self._inner.handle_request(request)
        start = f"{request.method} {request.url.raw_path.decode('ascii')}"
        text = _journal_text(start, request.headers.items(), request.read())
        with world.lock:
            world.record(peer, ">", text)
            world.take_time("http")
            world.faults.strike(peer)
            world.record(peer, "<", _UNANSWERED["down"])
        with self._server.port_closed(), httpx.HTTPTransport() as unpooled:
            return unpooled.handle_request(request)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._inner.close()
