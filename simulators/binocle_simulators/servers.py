"""Thin HTTP faces of the simulated services: one in process, one on a loopback socket.

A service is a WSGI application that knows neither time nor faults. Its face gives both, and writes
the journal: request line, allow-listed headers and body, both ways. ``down``, ``slow`` and
``silent`` of the fault plan happen here, the same way for every service:

========  ===========================================  ========================================
kind      in process                                   on a socket
========  ===========================================  ========================================
down      ``httpx.ConnectError``                        the connection is cut before any answer
slow      the read time-out passes on the bench clock   the answer comes after the real time-out
silent    the service works, then ``httpx.ReadError``   the service works, then the cut
========  ===========================================  ========================================
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = ("content-type", "soapaction", "idempotency-key")
"""Headers that enter the journal; all others name hosts, hours or versions."""

SOCKET_SLOW_S = 1.5
"""How much later than nothing a slow service answers on a socket; benches set shorter time-outs."""


def _journal_text(start: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    kept = "".join(f"{k.lower()}: {v}\n" for k, v in sorted(headers) if k.lower() in HEADERS)
    return f"{start}\n{kept}\n{body.decode('utf-8', 'backslashreplace')}"


class InProcessFace(httpx.BaseTransport):
    """Reaches a service without a socket; raises what a socket would, at once."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Wrap ``app`` under the fault name ``name``."""
        self._world = world
        self._name = name
        self._inner = httpx.WSGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, or fail as the plan says."""
        world = self._world
        request.read()
        path = request.url.raw_path.decode()
        world.record(
            self._name,
            ">",
            _journal_text(f"{request.method} {path}", request.headers.items(), request.content),
        )
        world.take_time("http")
        struck = world.faults.strike(self._name)
        if struck == "down":
            world.record(self._name, "<", "connection refused")
            raise httpx.ConnectError("simulated: connection refused", request=request)
        if struck == "slow":
            timeout = request.extensions.get("timeout", {}).get("read") or 0.0
            world.advance(timedelta(seconds=timeout))
            world.record(self._name, "<", "no answer in time")
            raise httpx.ReadTimeout("simulated: no answer in time", request=request)
        response = self._inner.handle_request(request)
        body = response.read()
        if struck == "silent":
            world.record(self._name, "<", "answer lost")
            raise httpx.ReadError("simulated: answer lost", request=request)
        world.record(
            self._name,
            "<",
            _journal_text(str(response.status_code), response.headers.items(), body),
        )
        return httpx.Response(
            response.status_code, headers=response.headers, content=body, request=request
        )


class SocketFace:
    """The same face as WSGI middleware, for a server on a socket."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Wrap ``app`` under the fault name ``name``."""
        self._world = world
        self._name = name
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request, or fail as the plan says."""
        with self._world.lock:
            struck, answer, status, headers = self._serve(environ)
        if struck in ("down", "silent"):
            link: socket.socket = environ["werkzeug.socket"]
            link.shutdown(socket.SHUT_RDWR)
            raise ConnectionError(f"simulated: {struck}")
        if struck == "slow":
            time.sleep(SOCKET_SLOW_S)  # noqa: TID251 - a slow peer on a real socket is really slow
        start_response(status, headers)
        return [answer]

    def _serve(
        self, environ: "WSGIEnvironment"
    ) -> tuple[str | None, bytes, str, list[tuple[str, str]]]:
        world = self._world
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body: bytes = environ["wsgi.input"].read(length)
        path = environ["PATH_INFO"] + (f"?{q}" if (q := environ.get("QUERY_STRING")) else "")
        sent = [(k[5:].replace("_", "-"), v) for k, v in environ.items() if k.startswith("HTTP_")]
        if environ.get("CONTENT_TYPE"):
            sent.append(("content-type", environ["CONTENT_TYPE"]))
        world.record(
            self._name, ">", _journal_text(f"{environ['REQUEST_METHOD']} {path}", sent, body)
        )
        world.take_time("http")
        struck = world.faults.strike(self._name)
        if struck in ("down", "slow"):
            world.record(
                self._name, "<", "connection refused" if struck == "down" else "no answer in time"
            )
            return struck, b"", "503 Service Unavailable", []
        answer, status, headers = _call(self._app, environ, body)
        if struck == "silent":
            world.record(self._name, "<", "answer lost")
        else:
            world.record(self._name, "<", _journal_text(status[:3], headers, answer))
        return struck, answer, status, headers


def _call(
    app: "WSGIApplication", environ: "WSGIEnvironment", body: bytes
) -> tuple[bytes, str, list[tuple[str, str]]]:
    """Run a WSGI application on a body that was read already."""
    from io import BytesIO

    environ["wsgi.input"] = BytesIO(body)
    seen: dict[str, Any] = {}

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], object]:
        seen["status"], seen["headers"] = status, headers
        return lambda _: None

    answer = b"".join(app(environ, start_response))
    return answer, seen["status"], seen["headers"]


class _Quiet(WSGIRequestHandler):
    """A handler that keeps its log to itself; the journal is the log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


class _QuietServer:
    @staticmethod
    def handle_error(request: object, client_address: object) -> None:
        """A cut connection is a fault of the plan, not news for the terminal."""


class ServiceServer:
    """A service on a free loopback port, in a thread of its own."""

    def __init__(self, world: World, name: str, app: "WSGIApplication") -> None:
        """Bind a free port of 127.0.0.1 and serve at once."""
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, SocketFace(world, name, app), threaded=True, request_handler=_Quiet
        )
        self._server.handle_error = _QuietServer.handle_error  # type: ignore[method-assign]
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name=name,
            daemon=True,
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens, without a final slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
