"""The five calls of the concentrator over HTTP; French in the answers, nothing decided here.

Source: PROTOCOLS section 5 (assumed). Faults, time and journal are the face's business
(``servers.py``).
"""

from flask import Flask, Response, abort, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from .behaviour import ConcentratorSimulator
from .envelope import BadEnvelope, BadSignature
from .formats import B2Refused
from .taken import NameTaken, TakenFile, WrongSender

MAX_ENVELOPE = 32 * 1024 * 1024
"""Bytes of the largest envelope that is read; about 20 000 invoices (ours)."""

STATUS: dict[type[ValueError], int] = {
    BadSignature: 403,
    NameTaken: 409,
    BadEnvelope: 422,
    B2Refused: 422,
    WrongSender: 422,
}
SENTENCES = {
    400: "Le paramètre « ps » doit être le numéro du professionnel sur 14 chiffres.",
    404: "Inconnu ici.",
    405: "Cet appel n'existe pas.",
    413: "L'enveloppe est trop grande.",
    415: "Le corps doit être « application/xml ».",
}

REFUSED_ON_PURPOSE = "SIMULATEUR : refusé à la demande du banc."
"""What is said of a right file that the plan of faults (``file``) has refused."""

Answer = tuple[Response, int]


def create_app(simulator: ConcentratorSimulator) -> Flask:
    """Return the WSGI application around one simulator."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_ENVELOPE
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.ensure_ascii = False

    @app.put("/fichiers/<name>")
    def put_file(name: str) -> Answer:
        if request.mimetype != "application/xml":
            abort(415)
        if simulator.world.faults.strike("file"):
            return jsonify({"erreur": REFUSED_ON_PURPOSE}), 422
        file, is_new = simulator.take(name, request.get_data())
        return _receipt(file), 201 if is_new else 200

    @app.get("/fichiers/<name>")
    def get_file(name: str) -> Answer:
        if name not in simulator.files:
            abort(404)
        return _receipt(simulator.files[name]), 200

    @app.get("/retours")
    def list_returns() -> Answer:
        professional = request.args.get("ps", "")
        if len(professional) != 14:
            abort(400)
        rows = [
            {
                "id": r.id,
                "genre": r.kind,
                "nom": r.name,
                "depose_le": f"{r.deposited_at:{_INSTANT}}",
            }
            for r in simulator.waiting_for(professional)
        ]
        return jsonify({"retours": rows}), 200

    @app.get("/retours/<identifier>")
    def get_return(identifier: str) -> Response:
        if identifier not in simulator.returns:
            abort(404)
        content = simulator.returns[identifier].content
        return Response(content, content_type="application/octet-stream")

    @app.delete("/retours/<identifier>")
    def delete_return(identifier: str) -> tuple[str, int]:
        if identifier not in simulator.returns:
            abort(404)
        simulator.acknowledge(identifier)
        return "", 204

    for kind in STATUS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(HTTPException, _http_error)
    return app


_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def _receipt(file: TakenFile) -> Response:
    return jsonify(
        {
            "nom": file.name,
            "recepisse": file.receipt,
            "recu_le": f"{file.received_at:{_INSTANT}}",
            "provisoire": True,
        }
    )


def _refused(error: ValueError) -> Answer:
    return jsonify({"erreur": str(error)}), STATUS[type(error)]


def _http_error(error: HTTPException) -> Answer:
    code = error.code or 500
    return jsonify({"erreur": SENTENCES.get(code, "Demande refusée.")}), code
