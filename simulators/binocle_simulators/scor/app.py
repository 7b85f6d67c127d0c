"""The three calls of the SCOR server over HTTP; French in the answers, nothing decided here.

Source: PROTOCOLS section 10 (assumed). Time, journal and lost answers are the face's business
(``servers.py``); an answer that is wrong is ours:

=============  =================================================================================
kind           effect on the request that it hits
=============  =================================================================================
``fault``      503, nothing done
``refused``    422, nothing done
``garbled``    done; the answer is cut and is not JSON
``malformed``  done; the answer is JSON without its last member
``other``      done; the receipt is another lot's, the states are another professional's
``disordered`` done; the states come newest first
=============  =================================================================================

A kind that has nothing to spoil in the answer that it hits leaves it as it is.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from binocle_simulators.servers import STRUCK

from .behaviour import (
    UNKNOWN_PIECE,
    NameTaken,
    NotEquipped,
    PieceState,
    ScorSimulator,
    TakenScorLot,
    WrongLot,
    WrongSender,
)
from .messages import MAX_DOCUMENT, BadLot

STATUS: Mapping[type[Exception], int] = {
    WrongSender: 403,
    NameTaken: 409,
    BadLot: 422,
    WrongLot: 422,
    NotEquipped: 503,
}
SENTENCES: Mapping[int, str] = {
    404: "Inconnu ici.",
    405: "Cet appel n'existe pas.",
    413: "Le lot est trop grand.",
    415: "Le corps doit être « application/xml ».",
}
TURNED_AWAY: Mapping[str, tuple[int, str]] = {
    "fault": (503, "Le serveur SCOR est en panne."),
    "refused": (422, "Le serveur SCOR refuse la demande."),
}

PROFESSIONAL, RANK = re.compile("[0-9]{14}"), re.compile("0|[1-9][0-9]{0,8}")

Answer = tuple[Response, int]
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def create_app(simulator: ScorSimulator) -> Flask:
    """Return the WSGI application around one simulator."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_DOCUMENT
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.ensure_ascii = False
    app.json.sort_keys = False

    @app.before_request
    def turn_away() -> Answer | None:
        struck = request.environ.get(STRUCK, "")
        assert struck in ("garbled", *SPOILT, *TURNED_AWAY, ""), struck
        if struck not in TURNED_AWAY:
            return None
        status, sentence = TURNED_AWAY[struck]
        return jsonify({"erreur": sentence}), status

    @app.put("/scor/lots/<name>")
    def put_lot(name: str) -> Answer:
        if request.mimetype != "application/xml":
            abort(415)
        taken, is_new = simulator.take(name, request.get_data())
        return _receipt(taken), 201 if is_new else 200

    @app.get("/scor/lots/<name>")
    def get_lot(name: str) -> Answer:
        if name not in simulator.lots:
            abort(404)
        return _receipt(simulator.lots[name]), 200

    @app.get("/scor/etats")
    def list_states() -> Answer:
        professional, after = request.args.get("ps", ""), request.args.get("apres", "")
        if not PROFESSIONAL.fullmatch(professional):
            return _wrong_parameter("ps", "le numéro du professionnel sur 14 chiffres")
        if not RANK.fullmatch(after):
            return _wrong_parameter("apres", "un rang, ou 0")
        states, more = simulator.states_after(professional, int(after))
        return jsonify({"etats": [_state(state) for state in states], "suite": more}), 200

    @app.after_request
    def spoil(answer: Response) -> Response:
        struck = request.environ.get(STRUCK, "")
        if answer.status_code > 201 or not struck:
            return answer
        if struck == "garbled":
            answer.set_data(answer.get_data()[:-9])
        else:
            told = SPOILT[struck](json.loads(answer.get_data()))
            answer.set_data(json.dumps(told, ensure_ascii=False))
        return answer

    for kind in STATUS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _receipt(taken: TakenScorLot) -> Response:
    return jsonify(
        {
            "nom": taken.lot.name,
            "recepisse": taken.receipt,
            "recu_le": f"{taken.received_at:{_INSTANT}}",
        }
    )


def _state(told: PieceState) -> dict[str, Any]:
    return {
        "rang": told.rank,
        "id": told.piece,
        "etat": told.state.value,
        "motif": told.reason,
        "le": f"{told.at:{_INSTANT}}",
    }


# -- answers that are wrong -----------------------------------------------------------------------

Told = dict[str, Any]


def _without_its_last(told: Told) -> Told:
    return dict(list(told.items())[:-1])


def _of_another(told: Told) -> Told:
    if "nom" in told:
        return {**told, "nom": "SCOR-00000999999999-999999"}
    rows = [{**row, "id": f"{UNKNOWN_PIECE}-{row['rang']}"} for row in told["etats"]]
    return {**told, "etats": rows}


def _newest_first(told: Told) -> Told:
    return {**told, "etats": told["etats"][::-1]} if "etats" in told else told


SPOILT: Mapping[str, Callable[[Told], Told]] = {
    "malformed": _without_its_last,
    "other": _of_another,
    "disordered": _newest_first,
}


# -- refusals -------------------------------------------------------------------------------------


def _wrong_parameter(name: str, expected: str) -> Answer:
    return jsonify({"erreur": f"Le paramètre « {name} » doit être {expected}."}), 400


def _refused(error: Exception) -> Answer:
    return jsonify({"erreur": str(error)}), STATUS[type(error)]


def _http_error(error: HTTPException) -> Answer:
    code = error.code or 500
    return jsonify({"erreur": SENTENCES.get(code, "Demande refusée.")}), code
