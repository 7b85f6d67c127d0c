"""SOAP calls over HTTP; nothing decided here but what HTTP itself says.

Law of this file: whatever is refused, is refused with a SOAP fault. A call is found by its path and
by the action that its content type names. Time, journal and lost answers are the face's business
(``servers.py``); a service that says it is out of order, or whose answer is spoilt, is ours.
Source: SOAP 1.2, part 2 (binding to HTTP); PROTOCOLS section 4.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from .servers import STRUCK
from .soap import Fault, malformed, refusal

MAX_REQUEST = 256 * 1024
"""Bytes of the largest request that is read; an honest one has about 6 000 (ours)."""

CONTENT_TYPE = "application/soap+xml"
SENTENCES = {
    404: "Cette adresse n'existe pas.",
    405: "POST est attendu.",
    413: "Envelope : elle est trop grande.",
}


Answer = Callable[[bytes], tuple[int, bytes]]
"""Returns the HTTP status and the envelope that answer an envelope."""


@dataclass(frozen=True)
class Call:
    """One call of a service.

    Attributes:
        path: where it is called.
        action: the SOAP action that the content type must name.
        answer: what answers it.
        spoilt: what answers it instead when the plan strikes it so, by kind of fault.
    """

    path: str
    action: str
    answer: Answer
    spoilt: Mapping[str, Answer] = field(default_factory=dict)


def create_soap_app(name: str, calls: Iterable[Call], *, out_of_order: Fault) -> Flask:
    """Return the WSGI application of a service.

    Args:
        name: the module of the service.
        calls: its calls; several may share a path.
        out_of_order: what the service says when the plan strikes it with ``fault``.
    """
    app = Flask(name)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    by_path: dict[str, dict[str, Call]] = {}
    for call in calls:
        by_path.setdefault(call.path, {})[call.action] = call

    def serve(path: str) -> Response:
        struck = request.environ.get(STRUCK, "")
        if struck == "fault":
            return _soap(refusal(out_of_order))
        actions = by_path[path]
        if sentence := _bad_content_type(actions):
            return _soap(refusal(malformed(sentence)))
        called = actions[request.mimetype_params["action"]]
        assert not struck or struck in called.spoilt, struck
        return _soap(called.spoilt.get(struck, called.answer)(request.get_data()))

    for path in by_path:
        app.add_url_rule(path, path, serve, defaults={"path": path}, methods=["POST"])
    app.register_error_handler(HTTPException, _http_error)
    return app


def _bad_content_type(actions: Mapping[str, Call]) -> str | None:
    """Return what is wrong with the content type, as a French sentence, if anything."""
    options = request.mimetype_params
    if request.mimetype != CONTENT_TYPE or options.get("charset", "").lower() != "utf-8":
        return f"Content-Type : « {CONTENT_TYPE}; charset=utf-8 » est attendu."
    if options.get("action", "") not in actions:
        return f"Content-Type action : « {' » ou « '.join(actions)} » est attendu."
    return None


def _soap(answer: tuple[int, bytes]) -> Response:
    status, content = answer
    return Response(content, status, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return _soap(refusal(malformed(SENTENCES.get(code, "Demande refusée."), code)))
