"""The control vocabulary over HTTP, in JSON, for this machine only.

========================  =====================================================================
``POST /gestes/<nom>``    parameters as one JSON object; 200 and the new state
``GET /etat``             the whole state
``GET /cartes?fente=``    names of cards
``GET /journal?depuis=``  lines from that one on, and how many there are
``GET /comptes?ps=``      the payers' books of a professional (9 digits), amounts in cents
``GET /releve.csv?ps=``   the statement of that professional's bank; ``/releve.ofx`` likewise
========================  =====================================================================

A refusal is ``{"erreur": text, "parametre": name}`` with 400, or 404 for an unknown gesture. Only a
loopback address may call, under a loopback name and from no page of another site, and parameters
must come as ``application/json``.
Source: ours; no rule of a peer.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from .control import BadGesture, UnknownGesture

if TYPE_CHECKING:
    from binocle_simulators.bench import Bench

MAX_REQUEST = 64 * 1024
"""Bytes of the largest request that is read."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})

_SENTENCES: Mapping[int, str] = {
    400: "La demande n'est pas un objet JSON.",
    403: "Le banc ne répond qu'à cette machine.",
    404: "Cette adresse n'existe pas.",
    405: "Cette méthode n'est pas admise ici.",
    413: "La demande est trop grande.",
    415: "Le type application/json est attendu.",
}


def create_app(bench: "Bench") -> Flask:
    """Return the application around one bench."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST

    @app.before_request
    def only_this_machine() -> tuple[Response, int] | None:
        host = request.host.rpartition(":")[0] if ":" in request.host[-6:] else request.host
        here = request.host_url.rstrip("/")
        ours = request.headers.get("Origin", here) == here
        if request.remote_addr in LOOPBACK and host in LOOPBACK and ours:
            return None
        return _refused(_SENTENCES[403]), 403

    @app.post("/gestes/<name>")
    def gesture(name: str) -> tuple[Response, int]:
        values = request.get_json(silent=False) if request.get_data() else {}
        if not isinstance(values, dict):
            return _refused(_SENTENCES[400]), 400
        try:
            bench.control.do(name, **values)
        except UnknownGesture as error:
            return _refused(str(error)), 404
        except BadGesture as error:
            return _refused(str(error), error.parameter), 400
        return jsonify(bench.control.state()), 200

    @app.get("/etat")
    def state() -> Response:
        return jsonify(bench.control.state())

    @app.get("/cartes")
    def cards() -> tuple[Response, int]:
        try:
            return jsonify({"cartes": bench.control.cards(request.args.get("fente", ""))}), 200
        except LookupError as error:
            return _refused(str(error), "fente"), 400

    @app.get("/journal")
    def journal() -> tuple[Response, int]:
        asked = request.args.get("depuis", "0")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            return _refused("depuis : un nombre entier est attendu.", "depuis"), 400
        lines = bench.control.journal(int(asked))
        return jsonify({"lignes": lines, "suite": int(asked) + len(lines)}), 200

    @app.get("/comptes")
    def books() -> Response:
        with bench.world.lock:
            return jsonify(bench.payers.ledger.told(request.args.get("ps", "")))

    @app.get("/releve.csv")
    def statement_as_csv() -> Response:
        told = bench.statement(request.args.get("ps", ""), form="csv")
        return Response(told, content_type="text/csv; charset=windows-1252")

    @app.get("/releve.ofx")
    def statement_as_ofx() -> Response:
        told = bench.statement(request.args.get("ps", ""), form="ofx")
        return Response(told, content_type="application/x-ofx")

    app.register_error_handler(HTTPException, _http_error)
    return app


def _refused(why: str, parameter: str = "") -> Response:
    told: dict[str, Any] = {"erreur": why}
    return jsonify({**told, "parametre": parameter} if parameter else told)


def _http_error(error: HTTPException) -> tuple[Response, int]:
    code = error.code or 500
    return _refused(_SENTENCES.get(code, "Demande refusée.")), code
