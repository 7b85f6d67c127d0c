"""Rights, mobile cards, conventions, files and scanned documents over HTTP.

Law of this file: vendor failures become standard ones, so that a peer fails with one face at every
depth; a request that may have arrived never looks like one that did not. Source:
simulators/PROTOCOLS.md sections 4, 5, 8, 9 and 10 (assumed).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from binocle.kernel import Ids, MalformedAnswer
from binocle.lots import ArrivedReturn, OutgoingFile, Receipt
from binocle.lots.envelope import TransportSigner, build_envelope
from binocle.scor import AnswerPage, ScorReceipt, ServerAnswer

SOAP_TYPE = "application/soap+xml"

JSON_TYPE = "application/json"

REFUSED = frozenset({403, 409, 422})
"""Statuses by which a file or a SCOR lot is refused, with a sentence."""

APCV_PATHS: Mapping[str, str] = {
    "urn:ApCV_AUTH:1.0.0": "/wssoap/apcv/auth/1/0",
    "urn:ApCV_SIGN:1.0.0": "/wssoap/apcv/sign/1/0",
}
"""Service of an action, the action's own name cut off -> its path (teleservices sheet 1.6)."""

KINDS = frozenset({"ARL", "DSN", "RSP", "SRV"})
"""Kinds of returns."""

T = TypeVar("T")


@contextmanager
def _standard_failures() -> Iterator[None]:
    """Raise what the ports promise instead of what httpx raises.

    Time-outs are one kind whatever they waited for: a connection that takes too long is treated as
    a request that may have arrived, which costs one question more and no file.
    """
    try:
        yield
    except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
        raise ConnectionRefusedError(str(error)) from error
    except httpx.TimeoutException as error:
        raise TimeoutError(str(error)) from error
    except httpx.RequestError as error:
        raise ConnectionResetError(str(error)) from error


class HttpSoapService:
    """A service that is asked by SOAP."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        """Take a client, with its time-outs, and the address of the service."""
        self._client = client
        self._url = url

    def ask(self, request: bytes, *, action: str) -> bytes:
        """Send one request; a SOAP body is an answer, whatever its HTTP status."""
        content_type = f'{SOAP_TYPE}; charset=utf-8; action="{action}"'
        with _standard_failures():
            response = self._client.post(
                self._address(action), content=request, headers={"Content-Type": content_type}
            )
        is_soap = response.headers.get("Content-Type", "").startswith(SOAP_TYPE)
        if is_soap or response.is_success:
            return response.content
        if response.is_client_error:
            raise PermissionError(f"HTTP {response.status_code}")
        raise ConnectionError(f"HTTP {response.status_code}")

    def _address(self, action: str) -> str:
        """Return where an action is asked."""
        return self._url


class HttpRightsService(HttpSoapService):
    """Implements :class:`binocle.adri.RightsService`."""


class HttpApcvService(HttpSoapService):
    """Implements :class:`binocle.apcv.MobileCard`; its address is the root of two services."""

    def _address(self, action: str) -> str:
        service, _, _ = action.rpartition(":")
        return self._url.rstrip("/") + APCV_PATHS[service]


class HttpConventionDirectory:
    """Implements :class:`binocle.amc.ConventionDirectory`."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        """Take a client, with its time-outs, and the address of the directory."""
        self._client = client
        self._url = url

    def ask(self, query: bytes) -> bytes:
        """Send one query; a refusal in JSON is an answer."""
        with _standard_failures():
            response = self._client.post(
                self._url, content=query, headers={"Content-Type": JSON_TYPE}
            )
        is_json = response.headers.get("Content-Type", "").startswith(JSON_TYPE)
        if response.is_success or (is_json and response.status_code == 400):
            return response.content
        if response.is_client_error:
            raise PermissionError(f"HTTP {response.status_code}")
        raise ConnectionError(f"HTTP {response.status_code}")


@dataclass(frozen=True)
class ReturnNotice:
    """A return that waits at the concentrator.

    Attributes:
        kind: one of :data:`KINDS`.
        name: the concentrator's name of the file.
    """

    id: str
    kind: str
    name: str


class HttpConcentrator:
    """Implements the ports of files and returns: what goes out, its register, the box and it open.

    A box over HTTP is always open: each call stands alone.
    """

    def __init__(self, client: httpx.Client, url: str, *, professional: str, ids: Ids) -> None:
        """Take a client with its time-outs.

        Args:
            client: what speaks HTTP.
            url: address of the concentrator.
            professional: the 14 digits of the shop.
            ids: of envelopes.
        """
        self._client = client
        self._url = url.rstrip("/")
        self._professional = professional
        self._ids = ids

    @property
    def register(self) -> "HttpConcentrator":
        """Who says what became of a file."""
        return self

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        """Send a file in its signed envelope."""
        envelope = build_envelope(
            professional=self._professional,
            name=file.name,
            content=file.content,
            id=self._ids.next("envelope"),
            signer=signer,
        )
        response = self._call(
            "PUT",
            _path("fichiers", file.name),
            content=envelope,
            headers={"Content-Type": "application/xml"},
        )
        _require(response, 200, 201)
        return _receipt(response, file.name)

    def receipt(self, name: str) -> Receipt | None:
        """Ask what became of a file."""
        response = self._call("GET", _path("fichiers", name))
        if response.status_code == 404:
            return None
        _require(response, 200)
        return _receipt(response, name)

    @contextmanager
    def opened(self) -> Iterator["HttpConcentrator"]:
        """Open the box."""
        yield self

    def arrived(self) -> Iterator[ArrivedReturn]:
        """Yield what waits, oldest first, each fetched when it is asked for."""
        for notice in self.listing():
            yield ArrivedReturn(notice.id, notice.kind, notice.name, self.fetch(notice.id))

    def listing(self) -> tuple[ReturnNotice, ...]:
        """Return what waits, oldest first."""
        response = self._call("GET", "/retours", params={"ps": self._professional})
        _require(response, 200)
        notices = tuple(_notice(item) for item in _field(_object(response), "retours", list))
        if len({notice.id for notice in notices}) < len(notices):
            raise MalformedAnswer("retours: an id comes twice")
        return notices

    def fetch(self, id: str) -> bytes:
        """Return the bytes of a return."""
        response = self._call("GET", _path("retours", id))
        _require(response, 200)
        return response.content

    def acknowledge(self, id: str) -> None:
        """Have a return forgotten."""
        _require(self._call("DELETE", _path("retours", id)), 204)

    def _call(self, method: str, path: str, **parts: Any) -> httpx.Response:
        with _standard_failures():
            return self._client.request(method, self._url + path, **parts)


def _path(folder: str, name: str) -> str:
    """Return a path; what a peer named cannot leave its folder."""
    return f"/{folder}/{quote(name, safe='')}"


def _require(response: httpx.Response, *expected: int) -> None:
    status = response.status_code
    if status in expected:
        return
    if status in REFUSED:
        raise PermissionError(_field(_object(response), "erreur", str))
    if status >= 500:
        raise ConnectionResetError(f"HTTP {status}")
    raise MalformedAnswer(f"HTTP {status} to {response.request.method}")


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        value = json.loads(response.content)
    except ValueError:
        raise MalformedAnswer("not JSON") from None
    if not isinstance(value, dict):
        raise MalformedAnswer("not an object")
    return value


def _field(value: object, name: str, kind: type[T]) -> T:
    """Return a field that is there, of its kind, and not empty when it is text."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind) or found == "":
        raise MalformedAnswer(f"{name}: missing, empty or not {kind.__name__}")
    return found


def _receipt(response: httpx.Response, name: str) -> Receipt:
    value = _object(response)
    receipt = Receipt(
        name=_field(value, "nom", str),
        number=_field(value, "recepisse", str),
        received_at=_instant(_field(value, "recu_le", str), "recu_le"),
        provisional=_field(value, "provisoire", bool),
    )
    if receipt.name != name:
        raise MalformedAnswer("nom: not the file that was asked")
    return receipt


def _notice(value: object) -> ReturnNotice:
    notice = ReturnNotice(
        id=_field(value, "id", str),
        kind=_field(value, "genre", str),
        name=_field(value, "nom", str),
    )
    if notice.kind not in KINDS:
        raise MalformedAnswer(f"genre: {notice.kind!r}")
    return notice


def _instant(text: str, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedAnswer(f"{name}: not an instant") from None
    if at.tzinfo is None:
        raise MalformedAnswer(f"{name}: no zone")
    return at


class HttpScorServer:
    """Implements :class:`binocle.scor.ScorServer`."""

    def __init__(self, client: httpx.Client, url: str, professional: str) -> None:
        """Take a client with its time-outs, the address, and the 14 digits of the shop."""
        self._client = client
        self._url = url.rstrip("/") + "/scor"
        self._professional = professional

    def put(self, name: str, lot: bytes) -> ScorReceipt:
        """Send a lot."""
        response = self._call(
            "PUT", _path("lots", name), content=lot, headers={"Content-Type": "application/xml"}
        )
        _require(response, 200, 201)
        return _scor_receipt(response, name)

    def receipt(self, name: str) -> ScorReceipt | None:
        """Ask what became of a lot."""
        response = self._call("GET", _path("lots", name))
        if response.status_code == 404:
            return None
        _require(response, 200)
        return _scor_receipt(response, name)

    def answers(self, after: int) -> AnswerPage:
        """Return what became of documents, above a rank."""
        asked = {"ps": self._professional, "apres": str(after)}
        response = self._call("GET", "/etats", params=asked)
        _require(response, 200)
        value = _object(response)
        answers = tuple(_answer(item) for item in _field(value, "etats", list))
        return AnswerPage(answers, _field(value, "suite", bool))

    def _call(self, method: str, path: str, **parts: Any) -> httpx.Response:
        with _standard_failures():
            return self._client.request(method, self._url + path, **parts)


def _scor_receipt(response: httpx.Response, name: str) -> ScorReceipt:
    value = _object(response)
    receipt = ScorReceipt(
        name=_field(value, "nom", str),
        number=_field(value, "recepisse", str),
        received_at=_instant(_field(value, "recu_le", str), "recu_le"),
    )
    if receipt.name != name:
        raise MalformedAnswer("nom: not the lot that was asked")
    return receipt


def _answer(value: object) -> ServerAnswer:
    reason = value.get("motif") if isinstance(value, dict) else None
    rank = _field(value, "rang", int)
    if not isinstance(reason, str) or isinstance(rank, bool):
        raise MalformedAnswer("motif: not text, or rang: not a number")
    return ServerAnswer(
        rank=rank,
        document=_field(value, "id", str),
        state=_field(value, "etat", str),
        reason=reason,
        at=_instant(_field(value, "le", str), "le"),
    )
