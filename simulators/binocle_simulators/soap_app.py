"""One SOAP call over HTTP; nothing decided here but what HTTP itself says.

Law of this file: whatever is refused, is refused with a SOAP fault. Time, journal and lost answers
are the face's business (``servers.py``); a service that says it is out of order is ours.
"""

from collections.abc import Callable

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


def create_soap_app(
    name: str,
    path: str,
    *,
    action: str,
    answer: Callable[[bytes], tuple[int, bytes]],
    out_of_order: Fault,
) -> Flask:
    """Return the WSGI application of a service that has one call.

    Args:
        name: the module of the service.
        path: where it is called.
        action: the SOAP action that the content type must name.
        answer: returns the HTTP status and the envelope that answer an envelope.
        out_of_order: what the service says when the plan strikes it with ``fault``.
    """
    app = Flask(name)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST

    @app.post(path)
    def call() -> Response:
        struck = request.environ.get(STRUCK)
        if struck is not None:
            assert struck == "fault", struck
            return _soap(refusal(out_of_order))
        if sentence := _bad_content_type(action):
            return _soap(refusal(malformed(sentence)))
        return _soap(answer(request.get_data()))

    app.register_error_handler(HTTPException, _http_error)
    return app


def _bad_content_type(action: str) -> str | None:
    """Return what is wrong with the content type, as a French sentence, if anything."""
    options = request.mimetype_params
    if request.mimetype != CONTENT_TYPE or options.get("charset", "").lower() != "utf-8":
        return f"Content-Type : « {CONTENT_TYPE}; charset=utf-8 » est attendu."
    if options.get("action") != action:
        return f"Content-Type action : « {action} » est attendu."
    return None


def _soap(answer: tuple[int, bytes]) -> Response:
    status, content = answer
    return Response(content, status, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return _soap(refusal(malformed(SENTENCES.get(code, "Demande refusée."), code)))
