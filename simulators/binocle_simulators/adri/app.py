"""The one call of ADRi over HTTP; nothing decided here but what HTTP itself says.

Source: PROTOCOLS section 4. Time, journal and lost answers are the face's business
(``servers.py``); a service that says it is out of order is ours.
"""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from binocle_simulators.servers import STRUCK

from .behaviour import OUT_OF_ORDER, AdriSimulator, malformed, refusal
from .messages import ACTION

MAX_REQUEST = 256 * 1024
"""Bytes of the largest request that is read; an honest one has about 6 000 (ours)."""

CONTENT_TYPE = "application/soap+xml"
SENTENCES = {
    404: "Cette adresse n'existe pas.",
    405: "POST est attendu.",
    413: "Envelope : elle est trop grande.",
}


def create_app(simulator: AdriSimulator) -> Flask:
    """Return the WSGI application around one simulator."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST

    @app.post("/lps")
    def acquire_rights() -> Response:
        struck = request.environ.get(STRUCK)
        if struck is not None:
            assert struck == "fault", struck
            return _soap(refusal(OUT_OF_ORDER))
        if sentence := _bad_content_type():
            return _soap(refusal(malformed(sentence)))
        return _soap(simulator.answer(request.get_data()))

    app.register_error_handler(HTTPException, _http_error)
    return app


def _bad_content_type() -> str | None:
    """Return what is wrong with the content type, as a French sentence, if anything."""
    options = request.mimetype_params
    if request.mimetype != CONTENT_TYPE or options.get("charset", "").lower() != "utf-8":
        return f"Content-Type : « {CONTENT_TYPE}; charset=utf-8 » est attendu."
    if options.get("action") != ACTION:
        return f"Content-Type action : « {ACTION} » est attendu."
    return None


def _soap(answer: tuple[int, bytes]) -> Response:
    status, content = answer
    return Response(content, status, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    return _soap(refusal(malformed(SENTENCES.get(code, "Demande refusée."), code)))
